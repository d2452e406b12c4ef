"""Good causes: named by people, known to the books by an id alone, for the ledger holds no words of anybody's."""

from __future__ import annotations

from collections.abc import Collection
from datetime import datetime

import sqlalchemy as sa

from marketplace.businesses.models import Business, Programme, SchemeVersion
from marketplace.core.db import db
from marketplace.core.errors import Invalid, NotFound
from marketplace.core.words import Written
from marketplace.rewards.models import Cause
from marketplace.superfans.models import Membership, Superfan

NAME_LENGTH_MAX = 80


def key_of(name: str) -> str:
    """A name as it is compared: without regard to case and blanks."""
    return " ".join(name.split()).casefold()


def named(business: Business, name: str, at: datetime) -> Cause:
    """The cause of a name, made when it is named first; refused when there is no name, or it is too long."""
    written = " ".join(name.split())
    if not written or len(written) > NAME_LENGTH_MAX:
        raise Invalid("cause_needed", field="cause")
    known = sa.select(Cause).where(Cause.business_id == business.id, Cause.name_key == key_of(written))
    found = db.session.scalar(known)
    if found is not None:
        return found
    made = Cause(
        business_id=business.id, name=written, name_language=business.language, name_key=key_of(written), created_at=at
    )  # fmt: skip
    made.business = business
    try:
        with db.session.begin_nested():
            db.session.add(made)
    except sa.exc.IntegrityError:  # somebody else named it a moment ago
        return db.session.scalars(known).one()
    return made


def cause_of(business: Business, public_id: str) -> Cause:
    """One cause of a business; another's is not found."""
    found = db.session.scalar(
        sa.select(Cause).where(Cause.business_id == business.id, Cause.public_id == public_id)
    )
    if found is None:
        raise NotFound
    return found


def names_of(refs: Collection[str]) -> dict[str, Written]:
    """What causes are called, and in which language, by their public ids."""
    query = sa.select(Cause.public_id, Cause.name, Cause.name_language).where(Cause.public_id.in_(refs))
    return {ref: Written(name, language) for ref, name, language in db.session.execute(query)}


def offered_to(fan: Superfan) -> list[str]:
    """The causes to which a fan may give where they are a member, as those who pay name them."""
    query = (
        sa.select(SchemeVersion.document)
        .join(Programme, Programme.id == SchemeVersion.programme_id)
        .join(Membership, Membership.programme_id == Programme.id)
        .where(
            Membership.fan_id == fan.id,
            Membership.state.in_(("active", "paused")),
            SchemeVersion.state == "published",
        )
    )
    found: dict[str, str] = {}
    for document in db.session.scalars(query):
        for choice in document.get("choices", ()):
            for name in choice.get("causes", ()) if choice["kind"] == "donation" else ():
                found.setdefault(key_of(name), name)
    return sorted(found.values(), key=str.casefold)

"""What gigs, offers and assignments are to cases and threads: their business, title, page and people."""

from __future__ import annotations

import sqlalchemy as sa

from marketplace.core.db import db
from marketplace.gigs.models import Assignment, Gig, Offer
from marketplace.trust import subjects
from marketplace.trust.subjects import Subject


def register() -> None:
    """Tell how their public ids are looked up."""
    subjects.register("gig", gig)
    subjects.register("ofr", offer)
    subjects.register("asg", assignment)


def gig(ref: str) -> Subject | None:
    """A gig, with everybody bound to it."""
    found = db.session.scalar(sa.select(Gig).where(Gig.public_id == ref))
    if found is None:
        return None
    parties = tuple((a.fan.identity, "fan") for a in found.assignments if a.is_live)
    path = f"/desk/{found.business.slug}/gigs/{ref}"
    return Subject(ref, found.business.public_id, found.title, path, parties, language=found.language)


def offer(ref: str) -> Subject | None:
    """An offer, with the fan it went to."""
    found = db.session.scalar(sa.select(Offer).where(Offer.public_id == ref))
    if found is None:
        return None
    parties = ((found.fan.identity, "fan"),)
    return Subject(
        ref,
        found.gig.business.public_id,
        found.gig.title,
        f"/offers/{ref}",
        parties,
        language=found.gig.language,
    )


def assignment(ref: str) -> Subject | None:
    """An assignment, with its fan and what is known of its course."""
    found = db.session.scalar(sa.select(Assignment).where(Assignment.public_id == ref))
    if found is None:
        return None
    evidence = {
        "gig": found.gig.public_id,
        "state": found.state,
        "checked_in_at": found.checked_in_at.isoformat() if found.checked_in_at else None,
        "completed_at": found.completed_at.isoformat() if found.completed_at else None,
        "proofs": [proof.public_id for proof in found.proofs],
    }
    parties = ((found.fan.identity, "fan"),)
    return Subject(
        ref, found.gig.business.public_id, found.gig.title, f"/assignments/{ref}", parties, evidence,
        language=found.gig.language,
    )  # fmt: skip

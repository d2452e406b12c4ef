"""Who people are to the rest: staff of a business and the person behind an id, told by the areas that know."""

from __future__ import annotations

from collections.abc import Callable, Collection, Iterable
from dataclasses import dataclass

import sqlalchemy as sa

from marketplace.core.db import db
from marketplace.identity.models import Identity

IDENTITY_PREFIX = "idn_"


@dataclass(frozen=True)
class Desk:
    """What a notice to staff and a page about a business need of it."""

    slug: str
    name: str


def _nobody(business_ref: str) -> list[Identity]:
    return []


@dataclass
class _Resolvers:
    staff_of: Callable[[str], list[Identity]] = _nobody
    is_staff: Callable[[Identity, str], bool] = lambda identity, business_ref: False
    owners_of: Callable[[str], list[Identity]] | None = None
    deciders_of: Callable[[str], list[Identity]] | None = None
    desk_of: Callable[[str], Desk | None] = lambda business_ref: None
    identity_of_fan: Callable[[str], Identity | None] = lambda fan_ref: None
    fan_ref_of: Callable[[Identity], str | None] = lambda identity: None
    house: Callable[[], str | None] = lambda: None


_known = _Resolvers()


def register_staff_resolver(
    staff_of: Callable[[str], list[Identity]],
    is_staff: Callable[[Identity, str], bool],
    *,
    owners_of: Callable[[str], list[Identity]] | None = None,
    deciders_of: Callable[[str], list[Identity]] | None = None,
    desk_of: Callable[[str], Desk | None] | None = None,
    house: Callable[[], str | None] | None = None,
) -> None:
    """Tell who acts for a business, given its public id: everybody, its owners, and who may decide cases.

    Without `owners_of` or `deciders_of`, all staff count; `desk_of` gives the slug and name of a business, and `house`
    the public id of the one that runs the installation.
    """
    _known.staff_of, _known.is_staff = staff_of, is_staff
    _known.owners_of, _known.deciders_of = owners_of, deciders_of
    if desk_of is not None:
        _known.desk_of = desk_of
    if house is not None:
        _known.house = house


def register_fan_resolver(
    identity_of_fan: Callable[[str], Identity | None],
    *,
    fan_ref_of: Callable[[Identity], str | None] | None = None,
) -> None:
    """Tell which identity stands behind the public id of a superfan, and the other way round."""
    _known.identity_of_fan = identity_of_fan
    if fan_ref_of is not None:
        _known.fan_ref_of = fan_ref_of


def staff_of(business_ref: str) -> list[Identity]:
    """Everybody who acts for a business."""
    return _known.staff_of(business_ref)


def owners_of(business_ref: str) -> list[Identity]:
    """The owners of a business, to whom what is overdue goes."""
    return (_known.owners_of or _known.staff_of)(business_ref)


def is_staff(identity: Identity | None, business_ref: str | None) -> bool:
    """True when the identity acts for the business."""
    return identity is not None and business_ref is not None and _known.is_staff(identity, business_ref)


def desk_of(business_ref: str) -> Desk | None:
    """Slug and name of a business."""
    return _known.desk_of(business_ref)


def answers_for(business_ref: str | None) -> str | None:
    """The business that answers for a decision: its own, or the one that runs the installation where it names none."""
    return business_ref or _known.house()


def deciders_of(business_ref: str) -> list[Identity]:
    """Those who may decide cases of a business."""
    return (_known.deciders_of or _known.staff_of)(business_ref)


def decider_for(
    business_ref: str, apart_from: Collection[int], *, first: Iterable[Identity] = ()
) -> Identity | None:
    """A person to decide who is no party, by preference one of `first`; nobody when there is none."""
    candidates = [*first, *deciders_of(business_ref)]
    return next((person for person in candidates if person.id not in apart_from), None)


def identity_of(ref: str | None) -> Identity | None:
    """The person behind the public id of an identity or of a superfan."""
    if ref is None:
        return None
    if ref.startswith(IDENTITY_PREFIX):
        return db.session.scalar(sa.select(Identity).where(Identity.public_id == ref))
    return _known.identity_of_fan(ref)


def fan_ref_of(identity: Identity) -> str | None:
    """The public id under which somebody is a superfan, if they are one."""
    return _known.fan_ref_of(identity)

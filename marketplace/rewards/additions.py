"""Later parts of an earning: the guests' rating and stated waiting, each added once at a defined moment."""

from __future__ import annotations

from collections.abc import Callable, Collection
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

import sqlalchemy as sa

from marketplace.businesses.models import Business
from marketplace.core import jobs
from marketplace.core.db import db
from marketplace.core.errors import Invalid, NotFound, Refused
from marketplace.core.lifecycle import Actor
from marketplace.identity.models import Identity
from marketplace.rewards.models import Earning, EarningAddition
from marketplace.rewards.treasury import additions as treasury_additions
from marketplace.trust import service_reviews
from marketplace.trust.models import ReviewWindow
from marketplace.trust.service_audit import log_action

WAITING_MOST = 24 * 60
LOOK_AGAIN, GIVE_UP = timedelta(days=1), timedelta(days=60)


@dataclass(frozen=True)
class Rating:
    """What guests said of one piece of work: until when more may come, and the mean in tenths of a star so far."""

    waits_until: datetime | None
    tenths: int | None
    was_asked: bool  # whether anybody was invited to say something


RatingFinder = Callable[[str, datetime], Rating]
_finders: list[RatingFinder] = []


def register_rating(finder: RatingFinder) -> None:
    """Tell how the rating of an assignment is looked up: the area that knows bookings does."""
    _finders[:] = [finder]


def additions_for(assignment_refs: Collection[str]) -> dict[str, list[EarningAddition]]:
    """Later parts of these assignments' earnings."""
    query = (
        sa.select(EarningAddition, Earning.assignment_ref)
        .join(Earning, Earning.id == EarningAddition.earning_id)
        .where(Earning.assignment_ref.in_(assignment_refs))
        .order_by(EarningAddition.id)
    )
    found: dict[str, list[EarningAddition]] = {}
    for one, ref in db.session.execute(query):
        found.setdefault(ref, []).append(one)
    return found


def assignments_of(refs: Collection[str]) -> dict[str, str]:
    """The assignment behind each later part."""
    query = sa.select(EarningAddition.public_id, Earning.assignment_ref).join(
        Earning, Earning.id == EarningAddition.earning_id
    )
    return dict(db.session.execute(query.where(EarningAddition.public_id.in_(refs))).all())


def causes_of(refs: Collection[str]) -> dict[str, str]:
    """Why something was added later, by the later part."""
    query = sa.select(EarningAddition.public_id, EarningAddition.cause)
    return dict(db.session.execute(query.where(EarningAddition.public_id.in_(refs))).all())


def say_waiting(
    business: Business, assignment_ref: str, minutes: int, staff: Identity, at: datetime
) -> EarningAddition:
    """Staff confirm or correct how long somebody waited: it is added at once, and stays."""
    if not 0 <= minutes <= WAITING_MOST:
        raise Invalid("waiting_minutes", field="minutes", most=WAITING_MOST)
    query = (
        sa.select(EarningAddition.public_id)
        .join(Earning, Earning.id == EarningAddition.earning_id)
        .where(
            Earning.assignment_ref == assignment_ref, Earning.business_ref == business.public_id,
            EarningAddition.cause == "waiting",
        )
    )  # fmt: skip
    ref = db.session.scalar(query)
    one = treasury_additions.locked(ref) if ref else None
    if one is None:
        raise NotFound
    if one.state != "awaited":
        raise Refused("waiting_settled")
    if one.earning.state == "frozen":
        raise Refused("waiting_frozen")
    detail = {"was": one.facts.get("waiting_minutes", 0), "is": minutes}
    treasury_additions.say(one, {"waiting_minutes": minutes}, "staff", staff.public_id, at)
    treasury_additions.settle(one, at, Actor.STAFF, staff.public_id)
    log_action(business.public_id, staff.public_id, "money.waiting", assignment_ref, detail, at)
    return one


@service_reviews.on_shown
def look_at_rating(window: ReviewWindow, at: datetime) -> None:
    """Reviews are shown: see whether these were the last for some of the fan's work."""
    query = sa.select(EarningAddition.public_id).where(
        EarningAddition.fan_ref == window.fan_ref,
        EarningAddition.cause == "rating",
        EarningAddition.state == "awaited",
    )
    for ref in db.session.scalars(query).all():
        key = f"rewards.settle_addition:{ref}:{window.public_id}:{at:%Y%m%dT%H%M%S}"
        jobs.stage("rewards.settle_addition", key, at, {"addition": ref})


@jobs.job("rewards.settle_addition")
def settle(payload: dict[str, Any], at: datetime) -> None:
    """Add what is known by now, if its moment has come; while a case keeps the earning back, later."""
    one = treasury_additions.locked(payload["addition"])
    if one is None or one.state != "awaited":
        return
    if one.earning.state == "frozen":
        treasury_additions.stage(one, at + LOOK_AGAIN)
        return
    if one.cause == "rating":
        _settle_rating(one, at)
    elif at >= one.due_at:
        treasury_additions.settle(one, at, Actor.CLOCK)


def _settle_rating(one: EarningAddition, at: datetime) -> None:
    ref = one.earning.assignment_ref
    found = _finders[0](ref, at) if _finders else Rating(None, None, was_asked=False)
    is_early = not found.was_asked and at < one.due_at
    if found.waits_until is not None and at < one.opened_at + GIVE_UP:
        if at >= one.due_at:
            treasury_additions.stage(one, max(found.waits_until, at + LOOK_AGAIN))
        return
    if is_early:
        return
    if found.tenths is not None:
        treasury_additions.say(one, {"rating_tenths": found.tenths}, "guests", None, at)
    treasury_additions.settle(one, at, Actor.SYSTEM)

"""A round of deliveries from the parcels on the shelf to the last door, as it goes when nothing goes wrong."""

from __future__ import annotations

from datetime import datetime, time, timedelta
from functools import partial
from random import Random
from zoneinfo import ZoneInfo

import sqlalchemy as sa

from marketplace.businesses.models import Programme
from marketplace.core.db import db
from marketplace.core.lifecycle import Actor
from marketplace.demo import seed_acts as acts
from marketplace.demo import seed_catalogue
from marketplace.demo.parcels import TIMEZONE
from marketplace.demo.seed_agenda import Agenda
from marketplace.gigs.models import Assignment, Gig
from marketplace.kinds import service_parcels
from marketplace.kinds.models import Parcel

ROUND_OPENS, ROUND_CLOSES = time(10), time(18)
UNABLE_STOP, NOTE = 2, "Nadie abrió; el portero tampoco lo recibe."


def plan_round(agenda: Agenda, rng: Random, programme_id: int, day_at: datetime, count: int) -> None:
    """Plan a day of parcels: entered and built into blocks the day before, taken, brought round."""
    on = day_at.astimezone(ZoneInfo(TIMEZONE)).date()
    opens_at = datetime.combine(on, ROUND_OPENS, ZoneInfo(TIMEZONE))
    evening_at = opens_at - timedelta(hours=19)
    blocks: list[str] = []

    def build() -> None:
        seed_catalogue.bring_parcels(programme_id, rng, count, on, evening_at)
        blocks.extend(build_blocks(programme_id, opens_at, opens_at + timedelta(hours=8)))

    def take() -> None:
        for ref in blocks:
            offers = acts.open_offers(ref)
            if offers:
                bring_round(agenda, acts.accept(offers[0]))

    agenda.plan(evening_at, build)
    agenda.plan(evening_at + timedelta(hours=2), take)


def build_blocks(programme_id: int, opens_at: datetime, closes_at: datetime) -> list[str]:
    """Have the waiting parcels built into blocks; returns the public ids of their gigs, the earliest first."""

    def work(at: datetime) -> list[str]:
        programme = db.session.get_one(Programme, programme_id)
        gigs, _ = service_parcels.plan_blocks(programme, opens_at, closes_at, at)
        return [gig.public_id for gig in gigs]

    return acts.do(work)


def bring_round(agenda: Agenda, assignment_ref: str) -> None:
    """Plan the work of a block: check-in at the shelf, every stop at its expected time, the end after the last.

    At the second door nobody opens; what was for them is back on the shelf before the end.
    """
    starts_at, gig_id = acts.look(lambda: _when(assignment_ref))
    agenda.plan(starts_at - timedelta(minutes=2), lambda: acts.check_in(assignment_ref, "place"))
    stops = acts.look(lambda: stops_of(gig_id))
    last_at = max(expected_at for _, expected_at in stops)
    for number, (ref, expected_at) in enumerate(stops, start=1):
        if number == UNABLE_STOP:
            agenda.plan(
                expected_at + timedelta(minutes=4),
                partial(fail_to_hand_over, assignment_ref, ref, "nobody_home", NOTE),
            )
            agenda.plan(last_at + timedelta(minutes=12), partial(bring_back, assignment_ref, ref))
        else:
            agenda.plan(expected_at + timedelta(minutes=2), partial(hand_over, assignment_ref, ref))
    agenda.plan(last_at + timedelta(minutes=15), lambda: acts.complete(assignment_ref))


def stops_of(gig_id: int) -> list[tuple[str, datetime]]:
    """The stops of a block in their order: parcel and expected instant; inside a transaction."""
    query = (
        sa.select(Parcel.public_id, Parcel.expected_at)
        .where(Parcel.gig_id == gig_id)
        .order_by(Parcel.stop_number)
    )
    return [(ref, expected_at) for ref, expected_at in db.session.execute(query)]


def hand_over(assignment_ref: str, parcel_ref: str) -> None:
    """The recipient says the code at the door."""

    def work(at: datetime) -> None:
        parcel: Parcel = acts.by_ref(Parcel, parcel_ref)
        assignment: Assignment = acts.by_ref(Assignment, assignment_ref)
        service_parcels.deliver(
            assignment, parcel, nonce=f"stop:{parcel_ref}", means="code", code=parcel.delivery_code, at=at,
            lat=parcel.lat, lon=parcel.lon,
        )  # fmt: skip

    acts.do(work)


def fail_to_hand_over(assignment_ref: str, parcel_ref: str, reason: str, note: str) -> None:
    """Nobody opens: the fan says so."""

    def work(at: datetime) -> None:
        parcel: Parcel = acts.by_ref(Parcel, parcel_ref)
        assignment: Assignment = acts.by_ref(Assignment, assignment_ref)
        service_parcels.report_unable(
            assignment, parcel, nonce=f"unable:{parcel_ref}", reason=reason, note=note, at=at
        )

    acts.do(work)


def bring_back(assignment_ref: str, parcel_ref: str) -> None:
    """The fan brings a parcel back to the shelf."""

    def work(at: datetime) -> None:
        fan = acts.by_ref(Assignment, assignment_ref).fan
        service_parcels.bring_back(acts.by_ref(Parcel, parcel_ref), Actor.FAN, fan.public_id, at)

    acts.do(work)


def _when(assignment_ref: str) -> tuple[datetime, int]:
    query = sa.select(Gig.starts_at, Gig.id).join(Assignment, Assignment.gig_id == Gig.id)
    row = db.session.execute(query.where(Assignment.public_id == assignment_ref)).one()
    assert row[0] is not None
    return row[0], row[1]

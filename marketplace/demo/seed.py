"""The demo world put into a database: real places, invented people, some weeks behind them and some ahead."""

from __future__ import annotations

import secrets
import sys
from collections.abc import Callable
from datetime import datetime, timedelta
from random import Random

import sqlalchemy as sa
from flask_security import hash_password

from marketplace.businesses.models import Business, Programme
from marketplace.core import clock, edge, ids, jobs
from marketplace.core.clock import SteppedClock
from marketplace.core.db import db
from marketplace.demo import (
    people,
    seed_businesses,
    seed_catalogue,
    seed_members,
    seed_money,
    seed_now,
    seed_past,
    seed_people,
)
from marketplace.demo.seed_agenda import Agenda, stepped_clock
from marketplace.demo.seed_businesses import Opened
from marketplace.demo.seed_disk import unhurried_disk
from marketplace.demo.seed_members import Room
from marketplace.identity.models import Identity

SEED = 20_261
FANS, CUSTOMERS, LIVED_FANS_MAX = 200, 60, 1_000
HISTORY_DAYS = 28
BEGAN_DAYS_BEFORE = 210
PAID_DAYS = 15  # behind the world, in which the payouts of the Fridays were sent
PAYOUT_WEEKDAY, PAYOUT_HOUR = 4, 19  # Friday, when the day's work has begun in all three cities (UTC)
MAIL_JOB, MAIL_KEPT = "trust.mail_notice", timedelta(hours=3)

Say = Callable[[str], None]


def fill_if_empty(*, fans: int = FANS) -> bool:
    """Load the demo world where nobody is yet; False where somebody is."""
    if edge.read(lambda: db.session.scalar(sa.select(sa.exists().where(Identity.id > 0)))):
        return False
    say("Making the demo world (this takes a moment) …")
    load(fans=fans)
    return True


def say(line: str) -> None:
    """Tell how far it is, beside what a program prints."""
    print(line, file=sys.stderr, flush=True)


def load(rng_seed: int = SEED, at: datetime | None = None, *, fans: int = FANS, tell: Say = say) -> None:
    """Load the world as it stands at an instant: the same people, places and ids for the same seed.

    A world of more than a thousand superfans is made to be measured: its people have neither past nor plans.
    """
    rng, at = Random(rng_seed), at or clock.now()
    began_at = at - timedelta(days=BEGAN_DAYS_BEFORE)
    with unhurried_disk(), ids.seeded(Random(rng_seed)), stepped_clock(began_at) as stepped:
        password = hash_password(secrets.token_urlsafe(24))  # nobody knows it: the demo signs in by name
        opened = seed_businesses.open_all(password, began_at)
        seed_money.write_taxes(opened)
        tell(
            f"  {len(opened.businesses)} businesses with {len(opened.programmes)} programmes, open and funded"
        )
        customers = _people(rng, opened, password, fans, began_at, at)
        tell(f"  {fans} superfans with skills, languages and hours, {len(customers)} customers")
        listed = seed_catalogue.list_experiences(opened, began_at)
        seed_catalogue.list_journey(opened, began_at)
        tell(f"  {len(listed)} listings and a journey")
        if fans <= LIVED_FANS_MAX:
            _live(rng, stepped, opened, listed, customers, at, tell)


def _live(
    rng: Random, stepped: SteppedClock, opened: Opened, listed: dict[str, int], customers: list[int], at: datetime, tell: Say
) -> None:  # fmt: skip
    """Play the weeks behind the world by its own services, and plan those ahead."""
    agenda = Agenda(stepped, without=frozenset({MAIL_JOB}))
    stepped.move_to(at - timedelta(days=HISTORY_DAYS))
    codes = seed_money.run_promotions(opened)
    seed_past.plan_past(agenda, rng, listed, opened.programmes["reparto"], customers, codes, at)
    for day in range(1, PAID_DAYS):
        if (day_at := at - timedelta(days=day)).weekday() == PAYOUT_WEEKDAY:
            agenda.plan_sweep(day_at.replace(hour=PAYOUT_HOUR, minute=0, second=0, microsecond=0))
    agenda.play(at - timedelta(days=1))
    tell("  three weeks of walks, tastings and deliveries, paid and reviewed")
    seed_now.plan_ahead(agenda, rng, listed, opened.programmes, customers, at)
    seed_now.plan_applications(agenda, opened.programmes, at)
    seed_money.plan_spending(agenda, opened, at)
    agenda.play(at)
    edge.write(lambda: _forget_old_mail(at))
    jobs.run_due(at)
    tell("  four weeks of dates ahead, offers, parcels and wishes")


def _forget_old_mail(at: datetime) -> None:
    """Mails of the weeks behind were read long ago; only the last hours' still go to the outbox."""
    old = sa.delete(jobs.Job).where(jobs.Job.name == MAIL_JOB, jobs.Job.due_at < at - MAIL_KEPT)
    db.session.execute(old)


def _people(
    rng: Random, opened: Opened, password: str, fans: int, began_at: datetime, at: datetime
) -> list[int]:
    rooms = edge.read(lambda: rooms_of(opened))
    joined_before = at - timedelta(days=HISTORY_DAYS + 1)

    def admit(written: seed_people.Written) -> None:
        seed_members.admit(rng, written, rooms, began_at, joined_before=joined_before)

    sketches = people.fans(rng, fans)
    seed_people.write_fans(sketches, password, began_at, at.date(), admit)
    return seed_people.write_customers(people.customers(rng, CUSTOMERS), password, began_at)


def rooms_of(opened: Opened) -> dict[str, Room]:
    """The programmes as members come into them."""
    rooms = {}
    for code, programme_id in opened.programmes.items():
        programme = db.session.get_one(Programme, programme_id)
        business: Business = programme.business
        manager = db.session.get_one(Identity, programme.responsible_id)
        rooms[code] = Room(programme_id, code, business.public_id, programme.joining, manager.public_id)
    return rooms

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
from marketplace.core import clock, edge, ids
from marketplace.core.db import db
from marketplace.demo import people, seed_businesses, seed_catalogue, seed_members, seed_people
from marketplace.demo.seed_businesses import Opened
from marketplace.demo.seed_members import Room
from marketplace.identity.models import Identity

SEED = 20_261
FANS, CUSTOMERS = 200, 60
HISTORY_DAYS = 28
BEGAN_DAYS_BEFORE = 210

Say = Callable[[str], None]


def fill_if_empty() -> bool:
    """Load the demo world where nobody is yet; False where somebody is."""
    if edge.read(lambda: db.session.scalar(sa.select(sa.exists().where(Identity.id > 0)))):
        return False
    say("Making the demo world (this takes a moment) …")
    load()
    return True


def say(line: str) -> None:
    """Tell how far it is, beside what a program prints."""
    print(line, file=sys.stderr, flush=True)


def load(rng_seed: int = SEED, at: datetime | None = None, *, fans: int = FANS, tell: Say = say) -> None:
    """Load the world as it stands at an instant: the same people, places and ids for the same seed."""
    rng, at = Random(rng_seed), at or clock.now()
    began_at = at - timedelta(days=BEGAN_DAYS_BEFORE)
    with ids.seeded(Random(rng_seed)):
        password = hash_password(secrets.token_urlsafe(24))  # nobody knows it: the demo signs in by name
        opened = seed_businesses.open_all(password, began_at)
        tell(f"  {len(opened.businesses)} businesses with {len(opened.programmes)} programmes, open and funded")
        count = _people(rng, opened, password, fans, began_at, at)
        tell(f"  {count} superfans with skills, languages and hours, {CUSTOMERS} customers")
        listed = seed_catalogue.list_experiences(opened, began_at)
        seed_catalogue.list_journey(opened, began_at)
        tell(f"  {len(listed)} listings and a journey")


def _people(rng: Random, opened: Opened, password: str, fans: int, began_at: datetime, at: datetime) -> int:
    rooms = edge.read(lambda: rooms_of(opened))
    joined_before = at - timedelta(days=HISTORY_DAYS + 1)

    def admit(written: seed_people.Written) -> None:
        seed_members.admit(rng, written, rooms, began_at, joined_before=joined_before)

    sketches = people.fans(rng, fans)
    count = seed_people.write_fans(sketches, password, began_at, at.date(), admit)
    seed_people.write_customers(people.customers(rng, CUSTOMERS), password, began_at)
    return count


def rooms_of(opened: Opened) -> dict[str, Room]:
    """The programmes as members come into them."""
    rooms = {}
    for code, programme_id in opened.programmes.items():
        programme = db.session.get_one(Programme, programme_id)
        business: Business = programme.business
        manager = db.session.get_one(Identity, programme.responsible_id)
        rooms[code] = Room(programme_id, code, business.public_id, programme.joining, manager.public_id)
    return rooms

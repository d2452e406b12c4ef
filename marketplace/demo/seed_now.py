"""The weeks ahead of the demo world: dates to book, offers to answer, parcels on the shelf, wishes, applications."""

from __future__ import annotations

from datetime import UTC, datetime, time, timedelta
from itertools import islice
from random import Random
from typing import NamedTuple
from zoneinfo import ZoneInfo

import sqlalchemy as sa

from marketplace.bookings import service_requests
from marketplace.businesses.models import Programme
from marketplace.catalogue.models import Experience
from marketplace.core.db import db
from marketplace.demo import seed_acts as acts
from marketplace.demo import seed_catalogue
from marketplace.demo.parcels import TIMEZONE
from marketplace.demo.seed_agenda import Agenda
from marketplace.demo.seed_businesses import local_place
from marketplace.demo.seed_delivery import ROUND_CLOSES, ROUND_OPENS, build_blocks
from marketplace.demo.words_experiences import EXPERIENCES
from marketplace.demo.words_listings import RequestText
from marketplace.demo.words_requests import REQUESTS
from marketplace.demo.words_said import APPLICATIONS
from marketplace.geo.zones import instant_of
from marketplace.identity.models import Identity
from marketplace.superfans import service_membership
from marketplace.superfans.models import Membership, Superfan
from marketplace.trust import service_threads
from marketplace.trust.models import Thread

DAYS_AHEAD, DAYS_IN_FULL = 28, 8
# A card's hold lasts a week: whoever books now comes within it.
BOOKED_DAYS = 6
FRESH_EVERY = 4  # every fourth date is new, and its guide has not answered yet
PARCELS_TOMORROW, PARCELS_LATER = 12, 24
LEAD = timedelta(hours=36)
HELLO = {
    "en": "Hello! We are two and a half: our daughter is six. Is there a place to sit half-way?",
    "es": "¡Hola! ¿Podemos llegar en bici y dejarla con ustedes?",
}


class Date(NamedTuple):
    """One date of a listing to come."""

    experience_id: int
    local: datetime
    language: str
    starts_at: datetime


def plan_ahead(
    agenda: Agenda,
    rng: Random,
    listed: dict[str, int],
    programmes: dict[str, int],
    customers: list[int],
    at: datetime,
) -> None:
    """Plan the last day before an instant, so that the world stands in the middle of its life."""
    dates = list(_dates(listed, at))
    settled = [date for number, date in enumerate(dates) if number % FRESH_EVERY]
    fresh = dates[::FRESH_EVERY]
    made: list[tuple[Date, str]] = []
    agenda.plan(at - timedelta(hours=22), lambda: made.extend((d, _schedule(d, agenda)) for d in settled))
    agenda.plan(at - timedelta(hours=14), lambda: _accept(made))
    agenda.plan(at - timedelta(hours=9), lambda: _book(rng, made, customers, at))
    agenda.plan(at - timedelta(hours=6), lambda: _write(rng))
    agenda.plan(at - timedelta(hours=4), lambda: _fill_shelf(agenda, rng, programmes["reparto"], at))
    agenda.plan(at - timedelta(hours=3), lambda: _ask(agenda, programmes["ask"], customers[2:4]))
    agenda.plan(at - timedelta(hours=1), lambda: [_schedule(d, agenda) for d in fresh] and None)


def _dates(listed: dict[str, int], at: datetime) -> list[Date]:
    """Every usual date of the next days, and some of each listing after that."""
    found = []
    for text in EXPERIENCES:
        key = listed[text.code]
        zone: str = acts.look(lambda key=key: db.session.get_one(Experience, key).timezone)  # type: ignore[misc]
        usual = [
            Date(key, local, language, instant_of(local, zone).astimezone(UTC))
            for local, language in seed_catalogue.weekly_dates(text, zone, at + LEAD, DAYS_AHEAD)
        ]
        later_at = at + timedelta(days=DAYS_IN_FULL)
        later = [date for date in usual if date.starts_at >= later_at]
        found += [date for date in usual if date.starts_at < later_at] + later[
            len(found) % 2 :: len(text.weekly) + 1
        ]
    return sorted(found, key=lambda date: (date.starts_at, date.experience_id))


def _schedule(date: Date, agenda: Agenda) -> str:
    return seed_catalogue.schedule(date.experience_id, date.local, date.language, agenda.clock.now())


def _accept(made: list[tuple[Date, str]]) -> None:
    for _, session_ref in made:
        for offer in acts.open_offers_of_session(session_ref)[:1]:
            acts.answer(offer)


def _book(rng: Random, made: list[tuple[Date, str]], customers: list[int], at: datetime) -> None:
    soon = [ref for date, ref in made if date.starts_at < at + timedelta(days=BOOKED_DAYS)]
    for customer, session_ref in zip(customers, islice(soon, 7), strict=False):
        acts.pay(acts.book_session(session_ref, customer, 2 + int(rng.random() * 2)))


def _write(rng: Random) -> None:
    """Somebody who has booked writes to the guide."""

    def work(at: datetime) -> None:
        booked = (
            sa.select(Thread).where(Thread.subject.startswith("bkg_")).order_by(Thread.id.desc()).limit(3)
        )
        for thread in db.session.scalars(booked):
            guest = next(party.identity for party in thread.parties if party.side == "customer")
            service_threads.post_message(thread, guest, HELLO["es" if guest.locale == "es" else "en"], at)

    acts.do(work)


def _fill_shelf(agenda: Agenda, rng: Random, programme_id: int, at: datetime) -> None:
    """Tomorrow's parcels are built into blocks; those of the day after wait."""
    tomorrow = (at.astimezone(ZoneInfo(TIMEZONE)) + timedelta(days=1)).date()
    seed_catalogue.bring_parcels(programme_id, rng, PARCELS_TOMORROW, tomorrow, agenda.clock.now())
    zone = ZoneInfo(TIMEZONE)
    build_blocks(
        programme_id,
        datetime.combine(tomorrow, ROUND_OPENS, zone),
        datetime.combine(tomorrow, ROUND_CLOSES, zone),
    )
    later = tomorrow + timedelta(days=1)
    seed_catalogue.bring_parcels(programme_id, rng, PARCELS_LATER, later, agenda.clock.now())


def _ask(agenda: Agenda, programme_id: int, customers: list[int]) -> None:
    """Two wishes that nobody lists."""
    for customer_id, text in zip(customers, REQUESTS[1:], strict=False):
        ask(programme_id, customer_id, text, agenda.clock.now())


def ask(programme_id: int, customer_id: int, text: RequestText, at: datetime) -> str:
    """Ask as it is written, for the first such weekday far enough ahead; returns the request."""

    def work(_at: datetime) -> str:
        programme = db.session.get_one(Programme, programme_id)
        place = local_place("sfo", text.place)
        zone = ZoneInfo(programme.business.timezone)
        day = at.astimezone(zone).date() + timedelta(days=text.days_ahead)
        while day.weekday() != text.weekday:
            day += timedelta(days=1)
        asked = service_requests.Asked(
            words=text.words, language=text.language, wanted_language=text.wanted_language, party=text.party,
            starts_local=datetime.combine(day, time.fromisoformat(text.starts_local)), duration_minutes=text.minutes,
            place_name=place.name, lat=place.lat, lon=place.lon, interests=text.interests,
            budget_minor=text.budget_minor,
        )  # fmt: skip
        customer = db.session.get_one(Identity, customer_id)
        return service_requests.ask(programme, customer, asked, at).public_id

    return acts.do(work)


def plan_applications(agenda: Agenda, programmes: dict[str, int], at: datetime) -> None:
    """Some superfans ask to join another programme, and wait for an answer."""

    def work(instant: datetime) -> None:
        for code in ("walks", "layover"):
            programme = db.session.get_one(Programme, programmes[code])
            outside = (
                sa.select(Superfan)
                .where(Superfan.timezone == programme.business.timezone)
                .where(
                    ~sa.exists().where(
                        Membership.fan_id == Superfan.id, Membership.programme_id == programme.id
                    )
                )
            )
            fans = db.session.scalars(outside.order_by(Superfan.id).limit(3)).all()
            for fan, words in zip(fans, APPLICATIONS[code], strict=False):
                service_membership.apply(fan, programme, fan.motives[0], words, instant)

    agenda.plan(at - timedelta(hours=5), lambda: acts.do(work))

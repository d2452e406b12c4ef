"""The weeks behind the demo world: sessions that took place, a morning of deliveries, what was earned and said."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from functools import partial
from itertools import chain, cycle
from random import Random

from marketplace.catalogue.models import Experience
from marketplace.core.db import db
from marketplace.demo import seed_acts as acts
from marketplace.demo import seed_acts_money as acts_money
from marketplace.demo import seed_catalogue
from marketplace.demo.seed_agenda import Agenda
from marketplace.demo.seed_delivery import plan_round
from marketplace.demo.words_experiences import EXPERIENCES
from marketplace.demo.words_listings import ExperienceText
from marketplace.demo.words_said import REVIEWS
from marketplace.geo.zones import instant_of
from marketplace.trust.service_reviews import CUSTOMER, FAN

WEEKS, NEW_EVERY = 3, 4
HALF_AS_CREDIT = EXPERIENCES[1].code  # whoever leads it wants half of the pay as credit
DISPUTED = 0  # the first guest of this listing asks the bank for the money back, in the last week
ROUND_DAYS_BEFORE = 5
PARCELS = 12
SECOND_PARTY, TIPPING = 0.35, 0.4
TIPS_MINOR = {"USD": 1_000, "MXN": 8_000}
THANKS = {
    "en": ("Curious, punctual, and laughed in the right places.", "A pleasure. They can come again any day."),
    "es": ("Llegaron a tiempo y preguntaron bien.", "Un gusto. Que vuelvan cuando quieran."),
}


def plan_past(
    agenda: Agenda, rng: Random, listed: dict[str, int], reparto: int, customers: list[int], codes: dict[str, str],
    at: datetime,
) -> None:  # fmt: skip
    """Plan what took place before an instant: most listings in one of the last weeks, and one round of parcels."""
    guests = cycle(rng.sample(customers, len(customers)))
    for number, text in enumerate(EXPERIENCES):
        if number % NEW_EVERY == NEW_EVERY - 1:
            continue  # listed lately: it has no past
        week_at = at - timedelta(days=7 * (1 + number % WEEKS))
        card = acts.DISPUTING_CARD if number == DISPUTED else acts.GOOD_CARD
        code = codes.get(text.programme, "") if number % WEEKS else ""
        _plan_session(agenda, rng, text, listed[text.code], week_at, guests, code, card)
    day_at = at - timedelta(days=ROUND_DAYS_BEFORE)
    plan_round(agenda, rng, reparto, day_at, PARCELS)


def past_date(text: ExperienceText, timezone: str, week_at: datetime) -> tuple[datetime, str]:
    """The first usual date of a listing in the week from an instant, with its language.

    Seven days of the calendar leave out the hours of the first that are gone; whoever meets on that weekday only met
    on the day itself or a week before.
    """
    this_week = seed_catalogue.weekly_dates(text, timezone, week_at, 7)
    from_before = seed_catalogue.weekly_dates(text, timezone, week_at - timedelta(days=1), 8)
    return next(chain(this_week, from_before))


def _plan_session(
    agenda: Agenda, rng: Random, text: ExperienceText, key: int, week_at: datetime, guests: cycle[int],
    code: str, card: str,
) -> None:  # fmt: skip
    experience: Experience = acts.look(lambda: db.session.get_one(Experience, key))
    zone, minutes = experience.timezone, experience.duration_minutes
    local, language = past_date(text, zone, week_at)
    starts_at = instant_of(local, zone).astimezone(UTC)
    made_at = starts_at - timedelta(days=5)
    held: dict[str, str] = {}
    bookings: list[str] = []

    def make() -> None:
        held["session"] = seed_catalogue.schedule(key, local, language, made_at)

    def take() -> None:
        offers = acts.open_offers_of_session(held["session"])
        if offers:
            held["assignment"] = acts.accept(offers[0])
            if text.code == HALF_AS_CREDIT:
                acts_money.wish_for_credit(held["assignment"])

    def book(party: int) -> None:
        if "assignment" in held:
            booking = acts.book_session(held["session"], next(guests), party)
            if code and not bookings:
                acts_money.use_code(booking, code)  # whoever books first has it from the shop's letter
            acts.pay(booking, acts.GOOD_CARD if bookings else card)
            bookings.append(booking)

    def begin() -> None:
        if bookings:
            acts.check_in(held["assignment"], "code")

    def end() -> None:
        if bookings:
            acts.complete(held["assignment"])

    agenda.plan(made_at, make)
    agenda.plan(made_at + timedelta(hours=7), take)
    agenda.plan(starts_at - timedelta(hours=50), partial(book, max(text.guests_min, 2)))
    if rng.random() < SECOND_PARTY:
        agenda.plan(starts_at - timedelta(hours=61), partial(book, 1 + int(rng.random() * 2)))
    ends_at = starts_at + timedelta(minutes=minutes)
    agenda.plan(starts_at - timedelta(minutes=int(rng.random() * 12)), begin)
    agenda.plan(ends_at + timedelta(minutes=int(rng.random() * 15)), end)
    if card == acts.DISPUTING_CARD:
        agenda.plan(ends_at + timedelta(hours=2), lambda: acts_money.hear_of_disputes(key))
    agenda.plan(ends_at + timedelta(hours=20), lambda: _say(rng, text, bookings))


def _say(rng: Random, text: ExperienceText, bookings: list[str]) -> None:
    """Guests and guide say how it was; one party in two leaves a tip."""
    said = REVIEWS[text.programme]
    for booking in bookings:
        words = said[int(rng.random() * len(said))]
        acts.review(booking, CUSTOMER, words.stars, words.words, words.language)
        thanks = THANKS[text.language]
        acts.review(booking, FAN, 5, thanks[int(rng.random() * len(thanks))], text.language)
        if rng.random() < TIPPING:
            acts.tip(booking, TIPS_MINOR["USD" if text.programme == "walks" else "MXN"])

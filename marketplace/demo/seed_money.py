"""Money beside the usual way: taxes, promotions, credit that is spent, money given back, a bank that asks back."""

from __future__ import annotations

from dataclasses import replace
from datetime import date, datetime, timedelta

import sqlalchemy as sa

from marketplace.bookings import giving_back, service_disputes
from marketplace.bookings.models import Booking
from marketplace.businesses.models import Business
from marketplace.catalogue.models import Experience, Session
from marketplace.core.db import db
from marketplace.demo import seed_acts as acts
from marketplace.demo import seed_acts_money as acts_money
from marketplace.demo.seed_agenda import Agenda
from marketplace.demo.seed_businesses import Opened
from marketplace.demo.words_businesses import TAXES, TaxText
from marketplace.gigs.models import Assignment
from marketplace.identity.models import Identity
from marketplace.rewards import service_tax, treasury
from marketplace.rewards.treasury import codes as treasury_codes
from marketplace.rewards.treasury import promotions as treasury_promotions
from marketplace.rewards.treasury.promotions import Terms
from marketplace.superfans.models import Superfan
from marketplace.trust import people

MONEY_PROGRAMMES = {"walks": "foglamp", "catas": "lluvia"}
TAX_FROM = date(2014, 1, 1)  # since then the same in all of Mexico
RUNS = timedelta(days=90)
OFF = {
    "foglamp": Terms("USD", rate_bps=1_500, cap_minor=2_000, uses_max=60, uses_max_each=1),
    "lluvia": Terms("MXN", amount_minor=5_000, least_price_minor=30_000, uses_max_each=2),
}
AT_COUNTER_MINOR, GIVEN_BACK_MINOR = 1_800, 2_000
WELL_AHEAD = timedelta(hours=50)
STAYS = timedelta(days=5, hours=12)  # a card's hold lasts a week


def write_taxes(opened: Opened) -> None:
    """Have each business say who it is to the tax office, and which tax its prices hold."""
    for text in TAXES:
        acts.do(
            lambda _at, text=text: _write_tax(
                db.session.get_one(Business, opened.businesses[text.business]), text
            )
        )  # type: ignore[misc]


def _write_tax(business: Business, text: TaxText) -> None:
    service_tax.write_details(
        business, legal_name=text.legal_name, address=text.address, tax_number=text.tax_number, is_inclusive=True, rounding="total"
    )  # fmt: skip
    if text.rate_ppm:
        service_tax.add_rate(business, name=text.tax, rate_ppm=text.rate_ppm, kind="", starts_on=TAX_FROM)


def run_promotions(opened: Opened) -> dict[str, str]:
    """Make a promotion of each business that takes money; returns the codes by programme."""
    made = {}
    for programme, code in MONEY_PROGRAMMES.items():
        key = opened.businesses[code]
        made[programme] = acts.do(lambda at, key=key, code=code: _promote(key, code, at))  # type: ignore[misc]
    return made


def _promote(business_id: int, code: str, at: datetime) -> str:
    terms = replace(OFF[code], ends_at=at + RUNS)
    return treasury_promotions.make(db.session.get_one(Business, business_id), terms, at).code


def plan_spending(agenda: Agenda, opened: Opened, at: datetime) -> None:
    """Plan the last day: credit is taken at the counter and used for a walk, and an owner gives a part of a price back."""
    business_id, (owner_id, *_) = opened.businesses["foglamp"], opened.staff["foglamp"]
    agenda.plan(at - timedelta(hours=23), lambda: _give_back(business_id, owner_id))
    agenda.plan(at - timedelta(hours=8), lambda: _take_at_counter(business_id, owner_id))
    agenda.plan(at - timedelta(hours=7), lambda: _book_with_credit(opened))


def with_credit(business_id: int) -> tuple[int, str, int] | None:
    """Who has most credit with a business: identity, fan's id and minor units; inside a transaction."""
    ref = db.session.get_one(Business, business_id).public_id
    found = [
        (amount, owner) for (business, owner), amount in treasury.balances_of("credit:").items() if business == ref
    ]  # fmt: skip
    for amount, owner in sorted(found, reverse=True):
        person = people.identity_of(owner)
        if person is not None:
            return person.id, owner, amount
    return None


def guided_session(
    programme_id: int, party: int, after: datetime, without_fan: str = "", without: int = 0
) -> str | None:
    """The first session soon that has a guide, other than one fan, and room; `without` one listing. Inside a transaction."""
    query = (
        sa.select(Session.public_id)
        .join(Experience, Experience.id == Session.experience_id)
        .join(Assignment, Assignment.gig_id == Session.gig_id)
        .join(Superfan, Superfan.id == Assignment.fan_id)
        .where(
            Experience.programme_id == programme_id,
            Experience.id != without,
            Session.state == "guided",
            Session.is_private.is_(False),
            Session.starts_at > after + WELL_AHEAD,
            Session.starts_at < after + STAYS,
            Session.guests_max - Session.guests_booked >= party,
            Superfan.public_id != without_fan,
            Assignment.state == "confirmed",
        )
        .order_by(Session.starts_at, Session.id)
    )
    return db.session.scalars(query).first()


def _give_back(business_id: int, owner_id: int) -> None:
    """Somebody did not hear half of it: the owner gives a part of the price back."""

    def work(at: datetime) -> None:
        owner = db.session.get_one(Identity, owner_id)
        query = sa.select(Booking).where(Booking.business_id == business_id, Booking.state == "completed")
        for booking in db.session.scalars(query.order_by(Booking.starts_at, Booking.id)):
            if giving_back.left_minor(booking) > 2 * GIVEN_BACK_MINOR:
                card_minor = giving_back.divide(booking, GIVEN_BACK_MINOR).card_minor
                service_disputes.refund(
                    booking,
                    GIVEN_BACK_MINOR,
                    "quality",
                    "The street was being dug up.",
                    owner,
                    at,
                    seen=card_minor,
                )
                return

    acts.do(work)


def _take_at_counter(business_id: int, owner_id: int) -> None:
    """Somebody buys a book with credit."""

    def work(at: datetime) -> None:
        found, business = with_credit(business_id), db.session.get_one(Business, business_id)
        if found is None or found[2] < AT_COUNTER_MINOR:
            return
        code = treasury_codes.pass_code(business, found[1])
        shown = treasury_codes.look_up(business, code)
        staff = db.session.get_one(Identity, owner_id).public_id
        treasury_codes.redeem(
            business, code, AT_COUNTER_MINOR, seen_version=shown.version, staff_ref=staff, key="demo-counter", at=at
        )  # fmt: skip

    acts.do(work)


def _book_with_credit(opened: Opened) -> None:
    """The same person goes on a walk as a guest, and credit pays for it."""
    business_id = opened.businesses["foglamp"]
    found = acts.look(lambda: with_credit(business_id))
    if found is None:
        return
    identity_id, fan_ref, _ = found
    now = acts.now()
    session = acts.look(lambda: guided_session(opened.programmes["walks"], 1, now, fan_ref))
    if session is not None:
        booking = acts.book_session(session, identity_id, 1)
        acts_money.use_credit(booking)
        acts.pay(booking)

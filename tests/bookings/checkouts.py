"""What happens at a checkout, in a word each, for the tests of checkouts; every receipt is checked as it is read."""

from __future__ import annotations

from datetime import date
from typing import Any

import sqlalchemy as sa

from marketplace.bookings import giving_back, service_cancellation, service_checkout, service_disputes
from marketplace.bookings.charges import charges_of
from marketplace.bookings.models import Booking
from marketplace.bookings.receipt import Receipt, receipt_of
from marketplace.businesses.models import Business
from marketplace.core import audit, clock, edge
from marketplace.core.clock import SteppedClock
from marketplace.core.db import db
from marketplace.core.lifecycle import Actor
from marketplace.identity.models import Identity
from marketplace.rewards import service_tax, treasury
from marketplace.rewards.treasury import checkout as treasury_checkout
from marketplace.rewards.treasury import promotions as treasury_promotions
from marketplace.rewards.treasury import wallet as treasury_wallet
from marketplace.rewards.treasury.promotions import Terms
from payouts.cancellation import policy_from_document
from payouts.codes import discount_codes
from payouts.ledger import Entry, chart, credit, debit, post
from payouts.money import Money
from tests import world as w
from tests.bookings.conftest import Scene

PRICE = 7800


def business() -> Business:
    return db.session.scalars(sa.select(Business).order_by(Business.id)).first()  # type: ignore[return-value]


def promotion(**terms: Any) -> str:
    """A running promotion; its code."""
    values = {"currency": "USD", "rate_bps": 1000} | terms
    return w.do(lambda at: treasury_promotions.make(business(), Terms(**values), at).code)


def give_credit(person: Identity, amount_minor: int, ref: str = "bkg_past") -> None:
    """An apology for something long ago."""
    w.do(
        lambda at: treasury.compensate_customer(
            business=business(), booking_ref=ref, customer_ref=person.public_id, amount_minor=amount_minor, currency="USD", at=at
        )
    )  # fmt: skip


def give_code(owner_ref: str, amount_minor: int) -> str:
    """A discount code as somebody earned it."""

    def work(at: Any) -> str:
        amount, ref = Money(amount_minor, "USD"), business().public_id
        postings = (debit(chart.reward_expense("prg_x"), amount), credit(chart.DISCOUNT_RESERVE, amount))
        post(db.session, Entry(ref, "earning:asg_x", "earning_of_a_test", "asg_x", at, postings), at=at)
        return discount_codes.issue(
            db.session, ref, public_id="dsc_x", owner_ref=owner_ref, amount=amount, subject_ref="asg_x", key="earning:asg_x", at=at
        ).code  # fmt: skip

    return w.do(work)


def use(ref: str, code: str) -> None:
    edge.write(lambda: service_checkout.use_code(ref, code, clock.now()))


def use_credit(ref: str) -> None:
    edge.write(lambda: service_checkout.use_credit(ref, clock.now()))


def take_out(ref: str, what: str) -> None:
    edge.write(lambda: service_checkout.take_out(ref, what, clock.now()))


def charged(ref: str) -> treasury_checkout.Charges:
    return w.look(lambda: charges_of(w.by_ref(Booking, ref)))


def receipt(ref: str) -> Receipt:
    found = w.look(lambda: receipt_of(w.by_ref(Booking, ref)))
    assert found is not None
    lines = found.list_minor - found.lost_minor - found.discount_minor + found.on_top_minor
    assert lines - found.not_charged_minor - found.given_minor + found.tip_minor == found.total_minor
    assert found.card_minor + found.credit_minor + found.tip_minor == (
        found.total_minor + found.card_back_minor + found.credit_back_minor
    )
    return found


def credit_of(person: Identity) -> int:
    def look() -> int:
        wallets = treasury_wallet.wallets_of(w.by_ref(Identity, person.public_id))
        return sum(one.credit_minor for one in wallets)

    return w.look(look)


def balance(code: str) -> int:
    """Debits less credits on all accounts of this name."""
    query = sa.text(
        "SELECT coalesce(sum(p.amount_minor), 0) FROM posting p JOIN ledger_account a ON a.id = p.ledger_account_id "
        "WHERE a.code LIKE :code AND a.currency = 'USD'"
    )
    return w.look(lambda: int(db.session.execute(query, {"code": code}).scalar_one()))


def cancel(ref: str, seen: int | None = None) -> service_cancellation.Preview:
    shown = w.do(
        lambda at: service_cancellation.cancel(
            w.by_ref(Booking, ref), "customer", Actor.CUSTOMER, "idn_x", at, seen_refund_minor=seen
        )
    )
    w.run_due()
    return shown


def carry_out(ref: str, clock_: SteppedClock) -> None:
    """The walk takes place and is done."""
    (assignment,) = w.accept_all()
    w.take_place(assignment, clock_)
    w.run_due()


def half_back(scene: Scene) -> None:
    """Whoever calls off on the last day gets half back."""

    def work(at: Any) -> None:
        programme = scene.world.programmes["experience"]
        found = w.by_ref(type(programme), programme.public_id)
        document = policy_from_document("single_day_24h").to_document()
        document["tiers"] = [[24, 10000], [0, 5000]]
        found.cancellation_policy = document

    w.do(work)


def sound() -> None:
    assert edge.read(audit.run) == []


def give_by_hand(scene: Scene, ref: str, amount_minor: int) -> None:
    """The owner gives so much back, as the page shows it."""

    def work(at: Any) -> None:
        booking, owner = w.by_ref(Booking, ref), w.by_ref(Identity, scene.world.owner.public_id)
        seen = giving_back.divide(booking, amount_minor).card_minor
        service_disputes.refund(booking, amount_minor, "quality", "", owner, at, seen=seen)

    w.do(work)
    w.run_due()


def taxed(*, is_inclusive: bool, rates: tuple[tuple[str, int], ...], rounding: str = "total") -> None:
    def work(at: Any) -> None:
        shop = business()
        service_tax.write_details(
            shop, legal_name="Foglight LLC", address="1 Valencia", tax_number="US1", is_inclusive=is_inclusive, rounding=rounding
        )  # fmt: skip
        for name, ppm in rates:
            service_tax.add_rate(shop, name=name, rate_ppm=ppm, kind="", starts_on=date(2026, 1, 1))

    w.do(work)

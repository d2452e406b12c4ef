"""Customers' money: set aside on a card, taken when the work is done, divided, given back.

A payment is kept under its own name until it is taken, then belongs to its booking, or as a tip to the fans.
"""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime

import sqlalchemy as sa

from marketplace.businesses.models import Business
from marketplace.core import edge
from marketplace.core.db import db
from marketplace.core.errors import Refused
from marketplace.rewards.models import Earning, EarningShare
from marketplace.rewards.treasury import operations as treasury_operations
from marketplace.rewards.treasury import payouts as treasury_payouts
from marketplace.rewards.treasury.operations import Outcome
from marketplace.rewards.treasury.schemes import money
from payouts import flows, intents
from payouts.ledger import Entry, balance, chart, credit, debit, find, post
from payouts.ledger.journal import lock_account
from payouts.money import split, zero


def plan_authorise(
    *,
    key: str,
    payment_ref: str,
    business: Business,
    amount_minor: int,
    currency: str,
    payment_method: str,
    at: datetime,
    is_saved: bool = False,
) -> str:
    """Plan to set an amount aside on a card; returns the key. The caller performs it after the commit.

    With `is_saved`, the card is one that was kept, and its customer is not there.
    """
    intent = intents.Authorise(payment_ref, money(amount_minor, currency), payment_method, is_saved)
    return treasury_operations.plan(business.public_id, intent, key, at, performs=False)


def plan_save_card(
    *, key: str, payment_ref: str, business: Business, customer_ref: str, payment_method: str, at: datetime
) -> str:
    """Plan to keep a card, so that an amount can be set aside on it later."""
    intent = intents.SaveCard(payment_ref, customer_ref, payment_method)
    return treasury_operations.plan(business.public_id, intent, key, at, performs=False)


def plan_capture(
    *,
    key: str,
    payment_ref: str,
    business: Business,
    amount_minor: int,
    currency: str,
    provider_ref: str,
    at: datetime,
) -> str:
    """Plan to take what was set aside, or a part of it; the rest falls back to the customer."""
    intent = intents.Capture(payment_ref, provider_ref, money(amount_minor, currency))
    return treasury_operations.plan(business.public_id, intent, key, at, performs=False)


def plan_void(*, key: str, payment_ref: str, business: Business, provider_ref: str, at: datetime) -> str:
    """Plan to let go of what was set aside, or of a payment that the customer never confirmed."""
    authorisation = treasury_operations.find(f"authorise:{payment_ref}")
    if authorisation is None or authorisation.state != "done":
        return key  # nothing stands in the ledger yet: `perform` gives the payment up at the provider
    assert isinstance(authorisation.intent, intents.Authorise)
    intent = intents.Void(payment_ref, provider_ref, authorisation.intent.amount)
    return treasury_operations.plan(business.public_id, intent, key, at, performs=False)


def plan_refund(
    *,
    key: str,
    payment_ref: str,
    booking_ref: str,
    business: Business,
    amount_minor: int,
    currency: str,
    provider_ref: str,
    at: datetime,
) -> str:
    """Plan to give money back to the customer's card, out of what is held for the booking."""
    intent = intents.Refund(booking_ref, provider_ref, money(amount_minor, currency))
    return treasury_operations.plan(business.public_id, intent, key, at, performs=False)


def perform(key: str) -> Outcome:
    """Perform what was planned under a key, outside any transaction; harmless to repeat."""
    if key.startswith("void:") and _absent(key):
        authorisation = f"authorise:{key.removeprefix('void:')}"
        if _absent(authorisation):
            return treasury_operations.forget_card(f"save_card:{key.removeprefix('void:')}")
        return treasury_operations.abandon(authorisation)
    return treasury_operations.perform(key)


def _absent(key: str) -> bool:
    return edge.read(lambda: treasury_operations.find(key)) is None


def record_authorised(
    business: Business, booking_ref: str, payment_ref: str, amount_minor: int, currency: str, at: datetime
) -> None:
    """Make sure that the ledger knows of a card's authorisation before anything is built on it."""
    _require(business, f"authorise:{payment_ref}:done")


def record_voided(
    business: Business, booking_ref: str, payment_ref: str, amount_minor: int, currency: str, at: datetime
) -> None:
    """Make sure that the ledger knows of an authorisation let go."""
    _require(business, f"void:{payment_ref}:done")


def record_captured(
    *,
    business: Business,
    booking_ref: str,
    payment_ref: str,
    amount_minor: int,
    currency: str,
    at: datetime,
    authorised_minor: int | None = None,
) -> None:
    """Hold taken money for its booking; again changes nothing."""
    amount = money(amount_minor, currency)
    postings = (debit(chart.held(payment_ref), amount), credit(chart.held(booking_ref), amount))
    _post(business, f"take:{payment_ref}", "taken_for_booking", booking_ref, postings, at)


def record_tip(
    *,
    business: Business,
    booking_ref: str,
    payment_ref: str,
    amount_minor: int,
    currency: str,
    fan_refs: Sequence[str],
    at: datetime,
) -> None:
    """Give a taken tip to the fans, whole; again changes nothing."""
    if not fan_refs:
        raise Refused("tip_without_fan")
    amount = money(amount_minor, currency)
    parts = split(amount, [1] * len(fan_refs))
    shares = (credit(chart.tips_payable(ref), part) for ref, part in zip(fan_refs, parts, strict=True))
    _post(
        business,
        f"tip:{payment_ref}",
        "tip",
        booking_ref,
        (debit(chart.held(payment_ref), amount), *shares),
        at,
    )
    for fan_ref in fan_refs:
        treasury_payouts.ensure_recipient(business, fan_ref, at)


def settle_booking(
    *,
    business: Business,
    booking_ref: str,
    at: datetime,
    currency: str | None = None,
    discount_minor: int = 0,
    tax_minor: int = 0,
) -> None:
    """Divide what a fulfilled booking has brought: tax, the fans' pay it bears, the platform's fee, the rest the business's.

    The fans were paid their earning with the work; here the booking's money makes good what that cost. What a promotion
    took off is the business's: it is divided as if it had been paid, and stands against the income.
    """
    key = f"settle:{booking_ref}"
    if find(db.session, business.public_id, key) is not None:
        return
    code = currency or business.currency
    held = lock_account(db.session, business.public_id, chart.held(booking_ref), code)
    discount = money(discount_minor, code)
    if held.is_zero and discount.is_zero:
        return
    tax = min(money(tax_minor, code), held)
    rest, fee = held + discount - tax, zero(code)
    postings = [debit(chart.held(booking_ref), held), debit(chart.PROMOTION_DISCOUNTS, discount)]
    postings.append(credit(chart.TAX_PAYABLE, tax))
    for programme_ref, pay_minor, fee_minor in _borne(booking_ref):
        pay = min(money(pay_minor, code), rest)
        postings.append(credit(chart.reward_expense(programme_ref), pay))
        rest, fee = rest - pay, fee + money(fee_minor, code)
    fee = min(fee, rest)
    postings += [credit(chart.PLATFORM_FEE, fee), credit(chart.REVENUE, rest - fee)]
    _post(business, key, "booking_settled", booking_ref, tuple(postings), at)


def settle_cancelled(
    *,
    business: Business,
    booking_ref: str,
    to_fan_minor: int,
    kept_minor: int,
    currency: str,
    fan_refs: Sequence[str],
    at: datetime,
    tax_minor: int = 0,
) -> None:
    """Divide what a customer forfeits by cancelling late: the fans' compensation, the tax in it, the rest the business's."""
    to_fans, kept = money(to_fan_minor, currency), money(kept_minor, currency)
    if not fan_refs:
        kept, to_fans = kept + to_fans, zero(currency)
    parts = dict(zip(fan_refs, split(to_fans, [1] * len(fan_refs)), strict=True)) if fan_refs else {}
    if kept.is_zero and to_fans.is_zero:
        return
    tax = money(tax_minor, currency)
    owed = (debit(chart.REVENUE, tax), credit(chart.TAX_PAYABLE, tax))
    postings = (*flows.forfeited(booking_ref, to_fans=parts, kept=kept), *owed)
    _post(business, f"cancelled:{booking_ref}", "forfeited", booking_ref, postings, at)
    for fan_ref in parts:
        treasury_payouts.ensure_recipient(business, fan_ref, at)


def held_for(business: Business, booking_ref: str, currency: str) -> int:
    """What is held for a booking and not yet anybody's, in minor units."""
    return balance(db.session, business.public_id, chart.held(booking_ref), currency).amount_minor


def _borne(booking_ref: str) -> list[tuple[str, int, int]]:
    """By programme: the pay and the fee that this booking bears."""
    query = (
        sa.select(
            Earning.programme_ref, sa.func.sum(EarningShare.amount_minor), sa.func.sum(EarningShare.fee_minor)
        )
        .join(EarningShare, EarningShare.earning_id == Earning.id)
        .where(EarningShare.booking_ref == booking_ref)
        .group_by(Earning.programme_ref)
        .order_by(Earning.programme_ref)
    )
    return [(ref, int(pay), int(fee)) for ref, pay, fee in db.session.execute(query)]


def _require(business: Business, key: str) -> None:
    if find(db.session, business.public_id, key) is None:
        raise Refused("money_not_recorded")


def _post(
    business: Business, key: str, kind: str, subject: str, postings: Sequence[object], at: datetime
) -> None:
    post(db.session, Entry(business.public_id, key, kind, subject, at, tuple(postings)), at=at)  # type: ignore[arg-type]

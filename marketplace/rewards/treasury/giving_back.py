"""Giving money back after a booking was settled: tax and promotion in proportion, card and credit as they paid."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from marketplace.businesses.models import Business
from marketplace.core.db import db
from marketplace.core.errors import Refused
from marketplace.rewards.treasury import operations as treasury_operations
from marketplace.rewards.treasury.schemes import money
from payouts import settling
from payouts.codes import promotion_uses
from payouts.errors import FloorBroken, InvalidIntent
from payouts.ledger import balance, chart, find
from payouts.refunding import plan_settled_refund
from payouts.settling import Settlement

SETTLED_BY = ("settle", "cancelled")


@dataclass(frozen=True)
class Sources:
    """Where a refund comes from, in minor units; they add up to it."""

    held_minor: int
    tax_minor: int
    own_minor: int


def is_settled(business: Business, booking_ref: str) -> bool:
    """True once what was taken for a booking has been divided."""
    return _key_of(business, booking_ref) is not None


def divide(
    amount_minor: int, *, paid: tuple[int, int], back: tuple[int, int], currency: str
) -> tuple[int, int]:
    """Of a refund: to the card and as store credit. `paid`, `back`: card and credit in all, and given back before."""
    card, in_credit, card_back, credit_back = (money(one, currency) for one in (*paid, *back))
    to_card, as_credit = settling.refund_parts(
        money(amount_minor, currency), card=card, credit=in_credit, card_back=card_back, credit_back=credit_back
    )  # fmt: skip
    if to_card.amount_minor % to_card.unit.charge_multiple:
        raise Refused("refund_odd", field="amount")
    return to_card.amount_minor, as_credit.amount_minor


def sources_of(business: Business, booking_ref: str, amount_minor: int, currency: str) -> Sources:
    """What a refund would be made of; changes nothing."""
    settlement = _settlement(business, booking_ref)
    held = balance(db.session, business.public_id, chart.held(booking_ref), currency).amount_minor
    from_held = min(held, amount_minor)
    before = settling.given_back(db.session, business.public_id, booking_ref, currency)
    nothing = money(0, currency)
    try:
        after = settlement.kept(before + money(amount_minor - from_held, currency))
    except FloorBroken as error:
        raise Refused("refund_too_much", left_minor=0, currency=currency) from error
    now = settlement.kept(before)
    tax = after.get(chart.TAX_PAYABLE, nothing) - now.get(chart.TAX_PAYABLE, nothing)
    return Sources(from_held, tax.amount_minor, amount_minor - from_held - tax.amount_minor)


def plan(
    *,
    key: str,
    business: Business,
    booking_ref: str,
    customer_ref: str,
    provider_ref: str | None,
    card_minor: int,
    credit_minor: int,
    currency: str,
    at: datetime,
) -> str | None:
    """Give credit back at once and plan the card's refund; its key, None where no card is asked. Again changes nothing."""
    settlement = _settlement(business, booking_ref)
    try:
        planned = plan_settled_refund(
            db.session, business.public_id, settlement, key=key, booking_ref=booking_ref,
            to_card=money(card_minor, currency), payment_id=provider_ref, as_credit=money(credit_minor, currency),
            credit_owner=customer_ref, at=at,
        )  # fmt: skip
    except FloorBroken as error:
        raise Refused("refund_too_much", left_minor=0, currency=currency) from error
    except InvalidIntent as error:
        raise Refused("refund_odd") from error
    _lessen_promotion(business, settlement, booking_ref, currency)
    if planned is None:
        return None
    treasury_operations.stage(planned, at + treasury_operations.PATIENCE)
    return key


def _lessen_promotion(business: Business, settlement: Settlement, booking_ref: str, currency: str) -> None:
    """What a promotion has cost is what it took off what was kept in the end."""
    back = settling.given_back(db.session, business.public_id, booking_ref, currency)
    cost = settlement.kept(back).get(chart.PROMOTION_DISCOUNTS)
    if cost is not None:
        promotion_uses.lessen(db.session, booking_ref, cost)


def _settlement(business: Business, booking_ref: str) -> Settlement:
    key = _key_of(business, booking_ref)
    if key is None:
        raise Refused("refund_not_yet")
    return settling.settlement_of(db.session, business.public_id, key, booking_ref)


def _key_of(business: Business, booking_ref: str) -> str | None:
    keys = (f"{one}:{booking_ref}" for one in SETTLED_BY)
    return next((key for key in keys if find(db.session, business.public_id, key) is not None), None)

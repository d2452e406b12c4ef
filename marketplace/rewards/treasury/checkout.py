"""What lessens a price at the checkout: promotions held and given back, store credit put in and given back."""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

import sqlalchemy as sa

from marketplace.businesses.models import Business
from marketplace.core.db import db
from marketplace.core.errors import Refused
from marketplace.rewards.treasury import codes as treasury_codes
from payouts import charges as library
from payouts import errors
from payouts.codes import credit, discount_codes, promotion_uses
from payouts.codes.letters import PROMOTION_LENGTH, read_code, spelt
from payouts.codes.tables import discount_code, promotion
from payouts.money import Money, split
from payouts.tables import entry
from payouts.tax import in_proportion

USED, GIVEN_BACK = "credit_used", "credit_given_back"
OF_CODES = (errors.CodeMistyped, errors.CodeUnknown, errors.CodeSpent, errors.PromotionRefused)


@dataclass(frozen=True)
class Charges:
    """What is charged now, in minor units; credit and card add up to what is to be paid."""

    price_minor: int
    discount_minor: int
    tax_minor: int
    is_inclusive: bool
    to_pay_minor: int
    credit_minor: int
    card_minor: int
    currency: str

    def refund_parts(self, refund_minor: int, card_minor: int) -> tuple[int, int]:
        """A refund as it goes back: to the card, of which so much was really paid, and as credit."""
        money = [Money(amount, self.currency) for amount in (refund_minor, card_minor, self.credit_minor)]
        card, back = library.parts(*money)
        return card.amount_minor, back.amount_minor

    def tax_in(self, kept_minor: int) -> int:
        """The tax in what of the payment is kept."""
        return self.tax_in_part(self.tax_minor, kept_minor, self.to_pay_minor)

    def tax_in_part(self, tax_minor: int, part_minor: int, whole_minor: int) -> int:
        """The tax in a part of what holds so much tax."""
        part, whole, tax = (Money(amount, self.currency) for amount in (part_minor, whole_minor, tax_minor))
        return in_proportion(part, whole, tax).amount_minor


def reckon(
    *, price_minor: int, lost_minor: int, discount_minor: int, tax: Mapping[str, Any] | None, credit_minor: int, currency: str
) -> Charges:  # fmt: skip
    """What is charged of a booking now."""
    is_inclusive = bool(tax["is_inclusive"]) if tax else True
    agreed = library.Agreed(
        Money(price_minor + lost_minor, currency),
        Money(discount_minor, currency),
        Money(int(tax.get("tax_minor", 0)) if tax else 0, currency),
        is_inclusive,
        Money(credit_minor, currency),
    )
    now = library.charges(agreed, Money(price_minor, currency))
    return Charges(
        price_minor, now.discount.amount_minor, now.tax.amount_minor, is_inclusive, now.to_pay.amount_minor,
        now.credit.amount_minor, now.card.amount_minor, currency,
    )  # fmt: skip


def is_promotion(text: str) -> bool:
    """True for what looks like a promotion code."""
    try:
        return len(read_code(text)) == PROMOTION_LENGTH
    except errors.CodeMistyped as error:
        raise treasury_codes.worded(error) from error


def hold_promotion(
    business: Business, text: str, *, booking_ref: str, owner_ref: str, price_minor: int, currency: str,
    about: Collection[str], at: datetime,
) -> int:  # fmt: skip
    """Let a booking hold a promotion; returns what is taken off. Its limits hold however many try at once."""
    price = Money(price_minor, currency)
    try:
        off = promotion_uses.hold(
            db.session, business.public_id, text, booking_ref=booking_ref, owner_ref=owner_ref, price=price, about=about, at=at
        )  # fmt: skip
    except OF_CODES as error:
        refusal = treasury_codes.worded(error)
        refusal.params.setdefault("timezone", business.timezone)
        raise refusal from error
    return library.discount_to_charge(price, off).amount_minor


def release_promotion(booking_ref: str) -> None:
    """Give back the use that a booking holds."""
    promotion_uses.release(db.session, booking_ref)


def use_promotion(booking_ref: str, amount_minor: int, currency: str) -> None:
    """The booking took place: its promotion has cost so much."""
    promotion_uses.use(db.session, booking_ref, Money(amount_minor, currency))


def least_charge(currency: str) -> int:
    """What a card is charged at least, in minor units."""
    return Money(0, currency).unit.least_charge


def waived_minor(booking_ref: str, discount_minor: int) -> int:
    """What the business takes off beyond the promotion, because no card takes so little."""
    off = promotion_uses.off_of(db.session, booking_ref)
    return 0 if off is None else max(0, discount_minor - off)


def promotion_of(booking_ref: str) -> str:
    """The code of the promotion that a booking has, as it is printed."""
    code = promotion_uses.held_by(db.session, booking_ref)
    return spelt(code) if code else ""


def code_to_credit(business: Business, text: str, *, booking_ref: str, owner_ref: str, at: datetime) -> int:
    """Turn a discount code into credit of whoever brings it; returns what it was worth."""
    try:
        found = discount_codes.redeem_as_credit(
            db.session, business.public_id, text, for_ref=booking_ref, at=at, to_owner_ref=owner_ref
        )
    except errors.CodeUnknown as error:
        _refuse_pass(business, text)
        raise treasury_codes.worded(error) from error
    except OF_CODES as error:
        refusal = treasury_codes.worded(error)
        refusal.params.setdefault("timezone", business.timezone)
        raise refusal from error
    treasury_codes.give_pass(business.public_id, owner_ref, at)
    return found.amount.amount_minor


def _refuse_pass(business: Business, text: str) -> None:
    try:
        credit.find_pass(db.session, business.public_id, text)
    except errors.CodeUnknown:
        return
    raise Refused("pass_for_counter", field="code")


def credit_available(business: Business, owner_ref: str, currency: str) -> int:
    """What a person may put into a booking."""
    refs = treasury_codes.refs_of(owner_ref)
    return credit.credit_of(db.session, business.public_id, refs, currency).amount_minor


def credit_to_use(due_minor: int, available_minor: int, currency: str) -> int:
    """How much of it: all, or all that is due."""
    return library.credit_to_use(Money(due_minor, currency), Money(available_minor, currency)).amount_minor


def put_credit_in(
    business: Business, booking_ref: str, owner_ref: str, amount_minor: int, currency: str, at: datetime
) -> None:
    """Take credit for a booking: it is held for it at once."""
    if not amount_minor:
        return
    refs: Sequence[str] = treasury_codes.refs_of(owner_ref)
    try:
        credit.spend(
            db.session, business.public_id, refs, Money(amount_minor, currency), key=_key(business, booking_ref, USED),
            kind=USED, subject_ref=booking_ref, at=at, booking_ref=booking_ref,
        )  # fmt: skip
    except errors.CreditShort as error:
        raise Refused("credit_short", field="code") from error


def give_credit_back(
    business: Business, booking_ref: str, owner_ref: str, amount_minor: int, currency: str, at: datetime
) -> None:
    """Give a booking's credit back to its customer."""
    credit.give_back(
        db.session, business.public_id, owner_ref, Money(amount_minor, currency), booking_ref=booking_ref, at=at,
        key=_key(business, booking_ref, GIVEN_BACK),
    )  # fmt: skip


def takes_codes(business: Business) -> bool:
    """True where a code could be worth something: a promotion runs, or somebody has a discount code."""
    ref = business.public_id
    either = sa.or_(
        sa.exists().where(promotion.c.business_ref == ref, promotion.c.state == "active"),
        sa.exists().where(discount_code.c.business_ref == ref, discount_code.c.state == "issued"),
    )
    return bool(db.session.scalar(sa.select(either)))


def _key(business: Business, booking_ref: str, kind: str) -> str:
    """Numbered under the booking's lock: credit may be put in and taken out again before it is paid."""
    known = sa.select(sa.func.count()).where(
        entry.c.business_ref == business.public_id, entry.c.subject_ref == booking_ref, entry.c.kind == kind
    )
    return f"{kind}:{booking_ref}:{db.session.scalar(known)}"


def divided(amount_minor: int, weights: Sequence[int], currency: str) -> list[int]:
    """An amount in proportion to weights, losing nothing; to nobody where no weight is above zero."""
    if not any(weights):
        return [0] * len(weights)
    return [part.amount_minor for part in split(Money(amount_minor, currency), list(weights))]

"""Discount codes and store credit that people earned: given with the work, shown to their owner, taken at the counter."""

from __future__ import annotations

from collections.abc import Callable, Collection, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import TypeVar

from marketplace.businesses.models import Business
from marketplace.core import ids
from marketplace.core.db import db
from marketplace.core.errors import Invalid, MarketplaceError, Refused
from marketplace.identity import erasure
from marketplace.trust import people
from payouts import errors
from payouts.codes import counter, credit, discount_codes, promotion_rows
from payouts.codes.letters import PROMOTION_LENGTH, read_code, spelt
from payouts.codes.promotions import Promotion
from payouts.money import Money, total
from payouts.schemes import Part

T = TypeVar("T")
REFUSED = (errors.CodeSpent, errors.CreditShort, errors.RedemptionStale, errors.PromotionRefused)
TYPED = (errors.CodeMistyped, errors.CodeUnknown)


@dataclass(frozen=True)
class Found:
    """What a code is worth at the counter, and as much of its owner as staff need: the first name."""

    code: str
    is_credit: bool
    worth_minor: int
    currency: str
    first_name: str
    version: int  # of the pass as it is shown

    @property
    def spelt(self) -> str:
        """In groups, as it is printed."""
        return spelt(self.code)


def give_for_work(
    business_ref: str,
    assignment_ref: str,
    fan_ref: str,
    parts: Sequence[Part],
    *,
    credits: bool,
    at: datetime,
) -> None:
    """Give the code for a discount that was earned, and the pass to credit that was."""
    earned = [part.cash + part.uplift for part in parts if part.kind == "discount_code"]
    if earned:
        discount_codes.issue(
            db.session, business_ref, public_id=ids.new("dsc"), owner_ref=fan_ref,
            amount=total(earned, earned[0].currency), subject_ref=assignment_ref, key=f"earning:{assignment_ref}", at=at, choose=ids.letter,
        )  # fmt: skip
    if credits or any(part.kind == "store_credit" for part in parts):
        give_pass(business_ref, fan_ref, at)


def give_pass(business_ref: str, owner_ref: str, at: datetime) -> None:
    """Give whoever has credit the code that opens it at the counter: one per person and business."""
    person = people.identity_of(owner_ref)
    owner_ref = person.public_id if person else owner_ref
    credit.ensure_pass(db.session, business_ref, owner_ref, at=at, choose=ids.letter)


def pass_code(business: Business, owner_ref: str) -> str:
    """The code of the pass that somebody's account has to their credit here; empty where there is none."""
    person = people.identity_of(owner_ref)
    found = credit.pass_of(db.session, business.public_id, person.public_id if person else owner_ref)
    return found.code if found else ""


def look_up(business: Business, text: str) -> Found:
    """What a code of this business is worth now; one that is not worth anything is refused with why."""
    return _worded(lambda: _look_up(business, text))


def redeem(
    business: Business,
    text: str,
    amount_minor: int,
    *,
    seen_version: int,
    staff_ref: str,
    key: str,
    at: datetime,
) -> counter.Redemption:
    """Take a code, or of credit so much, at the counter: once, whoever else scans it at this instant."""
    return _worded(lambda: _redeem(business, text, amount_minor, seen_version, staff_ref, key, at))


def redemption_at(business: Business, public_id: str) -> counter.Redemption | None:
    """One redemption at this business's counter."""
    found = counter.redemptions(db.session, business_ref=business.public_id, public_id=public_id)
    return found[0] if found else None


def redemptions_at(business: Business) -> list[counter.Redemption]:
    """What was taken at the counter lately."""
    return counter.redemptions(db.session, business_ref=business.public_id)


def first_name_of(owner_ref: str) -> str:
    """As much of a name as a counter needs; nothing of somebody who is gone."""
    person = people.identity_of(owner_ref)
    return person.name.split()[0] if person is not None and person.name.split() else ""


def refs_of(owner_ref: str) -> tuple[str, ...]:
    """Every id under which a person may have credit, the account's own first."""
    person = people.identity_of(owner_ref)
    return tuple(erasure.person_of(person).refs) if person is not None else (owner_ref,)


def worded(error: errors.PayoutsError) -> MarketplaceError:
    """A library's refusal of a code, as a refusal of the product."""
    kind = Invalid if isinstance(error, TYPED) else Refused
    return kind(error.code, field="code", **dict(error.params))


def _worded(work: Callable[[], T]) -> T:
    try:
        return work()
    except (*TYPED, *REFUSED) as error:
        raise worded(error) from error
    except errors.KeyConflict as error:
        raise Refused("redemption_stale") from error


def _look_up(business: Business, text: str) -> Found:
    code = read_code(text)
    if len(code) == PROMOTION_LENGTH:
        return _refuse_promotion(promotion_rows.by_code(db.session, business.public_id, code))
    try:
        found = discount_codes.find_code(db.session, business.public_id, code)
    except errors.CodeUnknown:
        return _credit_behind(business, code)
    if found.state != "issued":
        raise Refused("code_spent", field="code", redeemed_at=found.redeemed_at, timezone=business.timezone)
    amount, name = found.amount, first_name_of(found.owner_ref)
    return Found(code, False, amount.amount_minor, amount.currency, name, 0)


def _credit_behind(business: Business, code: str) -> Found:
    found = credit.find_pass(db.session, business.public_id, code)
    refs = refs_of(found.owner_ref)
    worth = credit.credit_of(db.session, business.public_id, refs, business.currency)
    if not worth:
        raise Refused("credit_empty", field="code")
    name = first_name_of(found.owner_ref)
    return Found(code, True, worth.amount_minor, worth.currency, name, found.version)


def _refuse_promotion(found: Promotion) -> Found:
    """A promotion is worth something when one books, and nothing at the counter."""
    raise Refused("code_for_bookings", field="code")


def _redeem(
    business: Business,
    text: str,
    amount_minor: int,
    seen_version: int,
    staff_ref: str,
    key: str,
    at: datetime,
) -> counter.Redemption:
    amount = Money(amount_minor, business.currency)
    if amount_minor <= 0:
        raise Invalid("amount_above_nothing", field="amount")
    ref, code, public_id = business.public_id, read_code(text), ids.new("rdm")
    try:
        owner_ref = credit.find_pass(db.session, ref, code).owner_ref
    except errors.CodeUnknown:
        made = counter.redeem_code(
            db.session, ref, code, amount, public_id=public_id, staff_ref=staff_ref, key=key, at=at
        )
        if made.rest:
            give_pass(ref, made.owner_ref, at)
        return made
    return counter.redeem_credit(
        db.session, ref, code, amount, seen_version=seen_version, owner_refs=refs_of(owner_ref), public_id=public_id,
        staff_ref=staff_ref, key=key, at=at,
    )  # fmt: skip


def open_codes(owner_refs: Collection[str]) -> list[discount_codes.DiscountCode]:
    """Codes of a person that are still worth something."""
    return [one for one in discount_codes.codes_of(db.session, owner_refs) if one.state == "issued"]

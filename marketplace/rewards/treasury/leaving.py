"""Every way in which money stops being owed to somebody who wants to leave.

Money that no bank will ever take, because there is no account or too little of it, must not keep a person for ever:
it can be left to a cause or to the business. It is never simply forgotten.
"""

from __future__ import annotations

from collections.abc import Callable, Collection
from datetime import datetime

import sqlalchemy as sa

from marketplace.businesses.models import Business
from marketplace.core.db import db
from marketplace.core.errors import Refused
from marketplace.core.lifecycle import Actor, move
from marketplace.rewards import causes
from marketplace.rewards.lifecycle import EARNING
from marketplace.rewards.models import Earning
from marketplace.rewards.treasury import payouts as treasury_payouts
from marketplace.rewards.treasury.owed import Left, due_items
from marketplace.superfans.models import Superfan
from marketplace.trust.people import desk_of, owners_of
from marketplace.trust.service_notices import notify
from payouts import flows
from payouts.closing import settle_person, write_off
from payouts.closing.people import open_codes
from payouts.codes.discount_codes import redeem_as_credit
from payouts.currencies import credit_unit
from payouts.flows import Postings
from payouts.ledger import Entry, chart, lock_account, post
from payouts.money import Money
from payouts.tables import ledger_account, posting

WAYS_TO_LEAVE = ("donation", "gift", "credit")


def send(fan: Superfan, at: datetime) -> int:
    """Send all that is due now, however little, where there is an account; asks again for one that is missing."""
    for business in treasury_payouts.businesses_that_pay():
        treasury_payouts.pay_whatever_it_is(business, fan.public_id, at)
    return treasury_payouts.demand(fan, at)


def donate(business: Business, owner_ref: str, amount: Money, cause: str, at: datetime) -> None:
    """Leave what is due to a cause; the business passes it on. Refused when the amount is not what is due any more."""
    found = causes.named(business, cause, at)

    def to_cause(pay: Money, tips: Money) -> Postings:
        return flows.pay_donated(owner_ref, found.public_id, pay=pay, tips=tips)

    _leave(business, owner_ref, amount, "pay_donated", to_cause, at)
    _tell(business, "rewards.left_to_cause", {"cause": found.name}, amount, at)


def give_up(business: Business, owner_ref: str, amount: Money, at: datetime) -> None:
    """Leave what is due to the business. Refused when the amount is not what is due any more."""

    def to_business(pay: Money, tips: Money) -> Postings:
        return flows.pay_given_up(owner_ref, pay=pay, tips=tips)

    _leave(business, owner_ref, amount, "pay_given_up", to_business, at)
    _tell(business, "rewards.left_to_you", {}, amount, at)


def give_up_credit(business: Business, owner_ref: str, amount: Money, at: datetime) -> None:
    """Leave store credit to the business, discount codes too, as if it had been spent at the counter for nothing."""
    for code in open_codes(db.session, business.public_id, owner_ref, amount.currency):
        redeem_as_credit(db.session, business.public_id, code.code, for_ref=owner_ref, at=at)
    account, unit = chart.credit(owner_ref), credit_unit(amount.currency)
    held = lock_account(db.session, business.public_id, account, unit)
    if not held or held.amount_minor != amount.amount_minor:
        raise Refused("owed_changed")
    query = sa.select(sa.func.max(posting.c.id)).join(ledger_account)
    c = ledger_account.c
    mine = (c.business_ref == business.public_id, c.code == account.code, c.currency == unit)
    key = f"credit_given_up:{owner_ref}:{db.session.scalar(query.where(*mine))}"
    postings = flows.credit_redeemed(owner_ref, amount)
    post(db.session, Entry(business.public_id, key, "credit_given_up", owner_ref, at, postings), at=at)


def leave(way: str, left: Left, amount_minor: int, cause: str, at: datetime) -> None:
    """Go one of the ways: `donation`, `gift` (to the business) or `credit` (store credit, to the business)."""
    amount = Money(amount_minor, left.currency)
    if way == "donation":
        donate(left.business, left.owner_ref, amount, cause, at)
    elif way == "gift":
        give_up(left.business, left.owner_ref, amount, at)
    else:
        give_up_credit(left.business, left.owner_ref, amount, at)


def settle_debts(owner_refs: Collection[str], at: datetime) -> None:
    """Take what a person owes off what is due to them, so that neither is left standing when they go.

    What that does not meet is the business's loss: whoever is gone cannot be asked any more. Its owners hear how much.
    """
    c = ledger_account.c
    owing = sa.select(c.business_ref, c.owner_ref, c.currency).where(
        c.code.in_([f"receivable:{ref}" for ref in owner_refs]), c.balance_minor > 0
    )
    for business_ref, owner_ref, currency in db.session.execute(owing.order_by(c.id)).all():
        settle_person(db.session, business_ref, owner_ref, currency, at)
        borne = write_off(db.session, business_ref, owner_ref, currency, at=at)
        if borne:
            business = db.session.scalars(sa.select(Business).where(Business.public_id == business_ref)).one()
            _tell(business, "rewards.debt_borne", {}, borne, at)


def _leave(
    business: Business,
    owner_ref: str,
    amount: Money,
    kind: str,
    postings_of: Callable[[Money, Money], Postings],
    at: datetime,
) -> None:
    ref, currency = business.public_id, amount.currency
    earnings = _earnings(ref, owner_ref)
    # Under the person's lock: nothing is sent or held while it is given away.
    settled = settle_person(db.session, ref, owner_ref, currency, at)
    due = due_items(ref, owner_ref, currency, at)
    key = f"{kind}:{owner_ref}:{due[-1].posting_id if due else 0}"
    pay, tips = settled.pay, settled.tips
    if pay + tips != amount or not amount:
        raise Refused("owed_changed")  # what was confirmed is another amount
    post(db.session, Entry(ref, key, kind, owner_ref, at, postings_of(pay, tips)), at=at)
    given = {item.subject_ref for item in due if item.kind == "earning"}
    for earning in earnings:
        if earning.assignment_ref in given and EARNING.allows(earning.state, "give_away", Actor.FAN):
            move(EARNING, earning, "give_away", Actor.FAN, at, actor_ref=owner_ref, reason={"code": kind})


def _earnings(business_ref: str, owner_ref: str) -> list[Earning]:
    """Earnings before the person's money, as everywhere: a case that opens takes them in this order too."""
    mine = sa.select(Earning).where(
        Earning.business_ref == business_ref,
        Earning.fan_ref == owner_ref,
        Earning.state.in_(("held", "payable")),
    )
    return list(db.session.scalars(mine.order_by(Earning.id).with_for_update()))


def _tell(business: Business, code: str, params: dict[str, str], amount: Money, at: datetime) -> None:
    """The owners hear of it without a name: whoever leaves wants none kept."""
    desk = desk_of(business.public_id)
    told = params | {"amount_minor": amount.amount_minor, "currency": amount.currency}
    for owner in owners_of(business.public_id):
        notify(owner, code, told, f"/desk/{desk.slug}/money" if desk else "/", at)

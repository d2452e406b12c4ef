"""Gifts in the books: what is owed to causes, how it is settled, and which gift was passed on with which settlement."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

import sqlalchemy as sa

from marketplace.businesses.models import Business
from marketplace.core import jobs
from marketplace.core.db import db
from marketplace.core.errors import Invalid
from marketplace.rewards.models import CauseSettlement, Earning
from marketplace.rewards.treasury import operations as treasury_operations
from marketplace.rewards.treasury import payouts as treasury_payouts
from payouts import flows, recipients
from payouts.errors import FloorBroken
from payouts.errors import NotFound as NoRecipient
from payouts.intents import CreateRecipient
from payouts.ledger import Entry, post
from payouts.money import Money
from payouts.tables import entry, ledger_account, posting

PREFIX = "charity_payable:"
SETTLED = ("gift_paid_by_bank", "gift_released")


@dataclass(frozen=True)
class GiftPosting:
    """One gift of a person, and when a settlement reached it: the oldest gifts are passed on first."""

    business_ref: str
    business_name: str
    cause_ref: str
    amount_minor: int
    currency: str
    given_at: datetime
    passed_minor: int
    passed_at: datetime | None


def balances(business_ref: str) -> dict[tuple[str, str], tuple[int, int]]:
    """By cause and currency: what is owed, and what has been passed on; minor units."""
    c = ledger_account.c
    passed = sa.func.coalesce(
        sa.func.sum(sa.case((entry.c.kind.in_(SETTLED), posting.c.amount_minor), else_=0)), 0
    )
    rows = db.session.execute(
        sa.select(c.code, c.currency, -sa.func.sum(posting.c.amount_minor), passed)
        .join_from(ledger_account, posting)
        .join(entry, entry.c.id == posting.c.entry_id)
        .where(c.business_ref == business_ref, c.code.startswith(PREFIX, autoescape=True))
        .group_by(c.id)
    )
    return {
        (code.removeprefix(PREFIX), currency): (int(owed), int(done)) for code, currency, owed, done in rows
    }


def settle(settlement: CauseSettlement, at: datetime) -> None:
    """Book a settlement once; refused when more would be passed on than is owed."""
    business, cause_ref = settlement.cause.business, settlement.cause.public_id
    amount = Money(settlement.amount_minor, settlement.currency)
    by_bank = settlement.way == "bank"
    build = flows.donation_paid_by_bank if by_bank else flows.donation_released
    kind = SETTLED[0] if by_bank else SETTLED[1]
    key = f"gift:{settlement.public_id}"
    made = Entry(business.public_id, key, kind, settlement.public_id, at, build(cause_ref, amount))
    try:
        post(db.session, made, at=at)
    except FloorBroken as short:
        raise Invalid(
            "gift_amount",
            field="amount",
            owed_minor=int(str(short.params["balance_minor"])),
            currency=amount.currency,
        ) from short
    if not by_bank:
        on = treasury_payouts.local_day(business, at)
        payload = {"business": business.public_id, "on": on.isoformat()}
        jobs.stage("rewards.run_payouts", f"rewards.run_payouts:{settlement.public_id}", at, payload)


def account_of(business: Business, cause_ref: str) -> str:
    """Whether a cause has an account of its own at the provider: none, asked, or ready."""
    try:
        known = recipients.get_recipient(db.session, business.public_id, cause_ref)
    except NoRecipient:
        return "none"
    return "ready" if known.account_id else "asked"


def ask_for_account(business: Business, cause_ref: str, at: datetime) -> None:
    """Have the provider make an account for a cause, so that gifts can be sent to it; again changes nothing."""
    if account_of(business, cause_ref) == "none":
        on = treasury_payouts.local_day(business, at)
        recipients.set_recipient(db.session, business.public_id, cause_ref, schedule="daily", on=on)
        key = f"recipient:{business.public_id}:{cause_ref}"
        treasury_operations.plan(business.public_id, CreateRecipient(cause_ref, business.country), key, at)


def today(business: Business, at: datetime) -> date:
    """Today where the business is."""
    return treasury_payouts.local_day(business, at)


def gifts_of(fan_ref: str) -> list[GiftPosting]:
    """A fan's gifts to causes, oldest first."""
    mine = _subjects_of(fan_ref)
    found: list[GiftPosting] = []
    accounts = _accounts_given_to(mine, fan_ref)
    for business_name, business_ref, code, currency in accounts:
        history = _history(business_ref, code, currency)
        for row, passed_minor, passed_at in reached(history):
            if row.subject_ref in mine or (row.kind == "pay_donated" and row.subject_ref == fan_ref):
                found.append(
                    GiftPosting(
                        business_ref,
                        business_name,
                        code.removeprefix(PREFIX),
                        row.given,
                        currency,
                        row.event_at,
                        passed_minor,
                        passed_at,
                    )
                )
    return sorted(found, key=lambda one: one.given_at)


def reached(history: list[Any]) -> list[tuple[Any, int, datetime | None]]:
    """Each gift with what settlements have covered of it, and the instant of the one that covered all, oldest first. Pure."""
    settlements = [(row.event_at, -row.given) for row in history if row.kind in SETTLED]
    undone = {row.subject_ref for row in history if row.given < 0 and row.kind not in SETTLED}
    found, needed, covered, at, index = [], 0, 0, None, 0
    for row in history:
        if row.given <= 0 or row.subject_ref in undone:
            continue  # a settlement, or a gift that was taken back with its work
        needed += row.given
        while covered < needed and index < len(settlements):
            at, amount = settlements[index]
            covered, index = covered + amount, index + 1
        passed_minor = min(max(covered - needed + row.given, 0), row.given)
        found.append((row, passed_minor, at if covered >= needed else None))
    return found


def _subjects_of(fan_ref: str) -> set[str]:
    return set(db.session.scalars(sa.select(Earning.assignment_ref).where(Earning.fan_ref == fan_ref)))


def _accounts_given_to(subjects: set[str], fan_ref: str) -> list[Any]:
    c = ledger_account.c
    given = (
        sa.select(c.business_ref, c.code, c.currency)
        .distinct()
        .join_from(posting, ledger_account)
        .join(entry, entry.c.id == posting.c.entry_id)
        .where(
            c.code.startswith(PREFIX, autoescape=True),
            sa.or_(entry.c.subject_ref.in_(subjects), entry.c.subject_ref == fan_ref),
        )
        .subquery()
    )
    query = sa.select(Business.name, given).join(given, given.c.business_ref == Business.public_id)
    return list(db.session.execute(query))


def _history(business_ref: str, code: str, currency: str) -> list[Any]:
    c = ledger_account.c
    query = (
        sa.select(
            entry.c.subject_ref, entry.c.kind, entry.c.event_at, (-posting.c.amount_minor).label("given")
        )
        .join_from(posting, ledger_account)
        .join(entry, entry.c.id == posting.c.entry_id)
        .where(c.business_ref == business_ref, c.code == code, c.currency == currency)
        .order_by(posting.c.id)
    )
    return list(db.session.execute(query))

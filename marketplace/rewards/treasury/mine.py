"""What a fan's money does at this moment, by business: due, held and why, on its way, when it goes, and what it waits for."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from zoneinfo import ZoneInfo

import sqlalchemy as sa

from marketplace.businesses.models import Business
from marketplace.core.db import db
from marketplace.rewards.treasury.instant import is_offered
from marketplace.rewards.treasury.owed import left_to
from marketplace.rewards.treasury.payouts import local_day
from marketplace.superfans.models import Superfan
from payouts import recipients
from payouts.due import unpaid_items
from payouts.ledger import balance, chart
from payouts.recipients import Recipient
from payouts.tables import entry, ledger_account, posting
from payouts.tables import recipient as recipient_table

WEEKS_SHOWN, TIPS_SHOWN = 12, 20
# What moves a fan's money without their earning it.
NOT_EARNED = ("transfer_planned", "debt_netted", "pay_donated", "pay_given_up")
LOOKED_AHEAD = 32  # days; every chosen day comes within them


@dataclass(frozen=True)
class HeldMoney:
    """Money that is held: for what, how much, why and until when."""

    subject_ref: str
    amount_minor: int
    currency: str
    reason: str
    until_at: datetime | None
    is_tip: bool


@dataclass(frozen=True)
class MyMoney:
    """A fan's money with one business in one currency; minor units."""

    business: Business
    currency: str
    due_minor: int
    held_minor: int
    moving_minor: int
    beyond_minor: int
    debt_minor: int
    held: tuple[HeldMoney, ...]
    least_minor: int
    has_account: bool
    next_on: date | None  # the next chosen day; None when the fan asks
    is_fast: bool  # whether this money can be sent within minutes anywhere

    @property
    def may_ask_at_once(self) -> bool:
        """Whether there is something that could be sent within minutes; the provider has the last word."""
        return bool(self.due_minor and self.has_account and self.is_fast)

    @property
    def waits_for(self) -> str:
        """Why what is due does not go yet: a code, or nothing."""
        if not self.due_minor:
            return ""
        if not self.has_account:
            return "account"
        return "least" if self.due_minor < self.least_minor else ""


def money_of(fan: Superfan, at: datetime) -> list[MyMoney]:
    """Everything that businesses owe a fan, by business and currency."""
    return [
        _mine(left.business, fan, left.currency, left.due_minor, left.moving_minor, left.beyond_minor, at)
        for left in left_to([fan.public_id], at)
    ]


def accounts_of(fan: Superfan) -> list[tuple[Business, Recipient]]:
    """How each business that pays a fan sends them money."""
    c = recipient_table.c
    query = sa.select(Business).join(recipient_table, c.business_ref == Business.public_id)
    paying = db.session.scalars(query.where(c.owner_ref == fan.public_id).order_by(Business.name)).all()
    return [(one, recipients.get_recipient(db.session, one.public_id, fan.public_id)) for one in paying]


def next_day(settings: Recipient, today: date) -> date | None:
    """The next chosen day on which a run looks at somebody."""
    first = max(today, settings.served_through_on + timedelta(days=1))
    days = (first + timedelta(days=ahead) for ahead in range(LOOKED_AHEAD))
    return next(
        (day for day in days if recipients.is_due(settings.schedule, day - timedelta(days=1), day)), None
    )


def _mine(
    business: Business,
    fan: Superfan,
    currency: str,
    due_minor: int,
    moving_minor: int,
    beyond_minor: int,
    at: datetime,
) -> MyMoney:
    ref = business.public_id
    held = tuple(
        HeldMoney(
            item.subject_ref,
            item.amount.amount_minor,
            currency,
            item.held_for or "hold",
            item.held_until_at,
            item.is_tip,
        )
        for item in unpaid_items(db.session, ref, fan.public_id, at)
        if item.is_held and item.amount.currency == currency
    )
    known = {one.public_id: settings for one, settings in accounts_of(fan)}.get(ref)
    debt = balance(db.session, ref, chart.receivable(fan.public_id), currency)
    return MyMoney(
        business=business,
        currency=currency,
        due_minor=due_minor,
        held_minor=sum(one.amount_minor for one in held),
        moving_minor=moving_minor,
        beyond_minor=beyond_minor,
        debt_minor=debt.amount_minor,
        held=held,
        least_minor=known.least_minor if known else 0,
        has_account=known is not None and known.account_id is not None,
        next_on=next_day(known, local_day(business, at)) if known else None,
        is_fast=currency == business.currency and is_offered(currency, at),
    )


@dataclass(frozen=True)
class Tip:
    """What a customer gave a fan on top, in minor units."""

    booking_ref: str
    given_at: datetime
    amount_minor: int
    currency: str


def tips_of(fan: Superfan) -> list[Tip]:
    """The last tips of a fan, newest first; what became of them afterwards stands elsewhere."""
    a = ledger_account.c
    query = (
        sa.select(entry.c.subject_ref, entry.c.event_at, -posting.c.amount_minor, a.currency)
        .join_from(posting, ledger_account)
        .join(entry, entry.c.id == posting.c.entry_id)
        .where(a.code == chart.tips_payable(fan.public_id).code, entry.c.kind == "tip")
        .order_by(entry.c.id.desc())
        .limit(TIPS_SHOWN)
    )
    return [Tip(ref, at, int(minor), currency) for ref, at, minor, currency in db.session.execute(query)]


@dataclass(frozen=True)
class Week:
    """What came to a fan in one week of theirs, in minor units."""

    begins_on: date
    pay_minor: int
    tips_minor: int


def weeks_of(fan: Superfan, currency: str, at: datetime) -> list[Week]:
    """The last twelve weeks, the present one last: pay as money, and tips, when they were earned."""
    zone = ZoneInfo(fan.timezone)
    today = at.astimezone(zone).date()
    monday = today - timedelta(days=today.weekday())
    first = monday - timedelta(weeks=WEEKS_SHOWN - 1)
    since = datetime.combine(first, time(), zone)
    sums = {first + timedelta(weeks=n): [0, 0] for n in range(WEEKS_SHOWN)}
    for code, amount_minor, event_at in db.session.execute(_earned_since(fan, currency, since)):
        day = event_at.astimezone(zone).date()
        begins_on = day - timedelta(days=day.weekday())
        if begins_on in sums:
            sums[begins_on][code.startswith("tips_payable:")] -= int(amount_minor)
    return [Week(begins_on, max(0, pay), max(0, tips)) for begins_on, (pay, tips) in sums.items()]


def _earned_since(fan: Superfan, currency: str, since: datetime) -> sa.Select[tuple[str, int, datetime]]:
    a, undone = ledger_account.c, entry.alias("undone")
    codes = [chart.payable(fan.public_id).code, chart.tips_payable(fan.public_id).code]
    return (
        sa.select(a.code, posting.c.amount_minor, entry.c.event_at)
        .join_from(posting, ledger_account)
        .join(entry, entry.c.id == posting.c.entry_id)
        .outerjoin(undone, undone.c.id == entry.c.reverses_id)
        .where(
            a.code.in_(codes),
            a.currency == currency,
            entry.c.event_at >= since,
            sa.func.coalesce(undone.c.kind, entry.c.kind).not_in(NOT_EARNED),
        )
    )

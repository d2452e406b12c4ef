"""What was taken back from a person, line by line: why, how, and what has become of the debt it left."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass
from typing import Any

import sqlalchemy as sa

from payouts.database import Executor, connection_of
from payouts.intents import ReverseTransfer
from payouts.ledger import balance, chart
from payouts.money import Money, total, zero
from payouts.reversing import reversals_before
from payouts.tables import entry, ledger_account, posting
from payouts.taking_back import CLAWBACK


@dataclass(frozen=True, slots=True)
class TakenLine:
    """One piece of work, or what was added to it, of which something was taken back."""

    subject_ref: str
    amount: Money


@dataclass(frozen=True, slots=True)
class TakenBack:
    """What was taken back from one person for one cause.

    Attributes
    ----------
    why : str
        dispute or refund.
    at : datetime
    lines : tuple of TakenLine
        They add up to the parts below.
    pay, tips : Money
        Off what had not been sent.
    came, comes : Money
        Asked back from the person's account at the provider: back, and not yet known.
    debt : Money
        The rest: owed from later pay.
    """

    why: str
    at: dt.datetime
    lines: tuple[TakenLine, ...]
    pay: Money
    tips: Money
    came: Money
    comes: Money
    debt: Money

    @property
    def whole(self) -> Money:
        """All of it."""
        return total((line.amount for line in self.lines), self.pay.currency)


@dataclass(frozen=True, slots=True)
class Debt:
    """What a person owes a business in one currency, and when something of it came off their pay."""

    owed: Money
    netted: tuple[tuple[dt.datetime, Money], ...]


def taken_back_from(executor: Executor, business_ref: str, owner_ref: str) -> list[TakenBack]:
    """List what was taken back from a person, newest first.

    Parameters
    ----------
    executor : Session or Connection
    business_ref, owner_ref : str

    Returns
    -------
    list of TakenBack
        One for each cause and currency; the parts of each add up to its lines.
    """
    connection = connection_of(executor)
    a, e = ledger_account.c, entry.c
    rows = connection.execute(
        sa.select(e.id, e.key, e.subject_ref, e.event_at, a.code, a.currency, posting.c.amount_minor)
        .join_from(posting, ledger_account)
        .join(entry, e.id == posting.c.entry_id)
        .where(e.business_ref == business_ref, e.kind == CLAWBACK, a.owner_ref == owner_ref)
        .order_by(e.id.desc(), posting.c.id)
    ).all()
    causes: dict[tuple[str, str], list[Any]] = {}
    for row in rows:
        cause = row.key.removesuffix(f":{row.subject_ref}:{owner_ref}")
        causes.setdefault((cause, row.currency), []).append(row)
    found = []
    for (cause, currency), some in causes.items():
        by_account = {"payable": zero(currency), "tips_payable": zero(currency), "receivable": zero(currency)}
        by_subject: dict[str, Money] = {}
        for row in some:
            amount = Money(int(row.amount_minor), currency)
            by_account[row.code.partition(":")[0]] += amount
            by_subject[row.subject_ref] = by_subject.get(row.subject_ref, zero(currency)) + amount
        came, comes = _asked(connection, business_ref, cause, owner_ref, currency)
        found.append(
            TakenBack(
                "refund" if cause.startswith("recovery:refund:") else "dispute",
                some[0].event_at,
                tuple(TakenLine(subject, amount) for subject, amount in by_subject.items()),
                by_account["payable"],
                by_account["tips_payable"],
                came,
                comes,
                by_account["receivable"] - came - comes,
            )
        )
    return found


def debt_of(executor: Executor, business_ref: str, owner_ref: str, currency: str) -> Debt:
    """Read what a person owes now, and what of earlier debts came off their pay.

    Parameters
    ----------
    executor : Session or Connection
    business_ref, owner_ref, currency : str

    Returns
    -------
    Debt
        ``netted`` with the newest first.
    """
    connection = connection_of(executor)
    a, e = ledger_account.c, entry.c
    owes = chart.receivable(owner_ref)
    rows = connection.execute(
        sa.select(e.event_at, -posting.c.amount_minor)
        .join_from(posting, ledger_account)
        .join(entry, e.id == posting.c.entry_id)
        .where(
            e.business_ref == business_ref,
            e.kind == "debt_netted",
            a.code == owes.code,
            a.currency == currency,
        )
        .order_by(e.id.desc())
    )
    netted = tuple((at, Money(int(minor), currency)) for at, minor in rows)
    return Debt(balance(connection, business_ref, owes, currency), netted)


def _asked(
    connection: sa.Connection, business_ref: str, cause: str, owner_ref: str, currency: str
) -> tuple[Money, Money]:
    """What was asked back for a cause: what came, and what is not known yet."""
    came = comes = zero(currency)
    for step in reversals_before(connection, business_ref, cause):
        intent = step.intent
        if not isinstance(intent, ReverseTransfer) or intent.owner_ref != owner_ref:
            continue
        if intent.amount.currency == currency and step.state != "refused":
            came += intent.amount if step.state == "done" else zero(currency)
            comes += zero(currency) if step.state == "done" else intent.amount
    return came, comes

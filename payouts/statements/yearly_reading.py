"""Reads from the ledger what was paid out in a stretch of time, line by line, and the total it must come to."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass
from typing import Any
from zoneinfo import ZoneInfo

import sqlalchemy as sa

from payouts.database import Executor, connection_of
from payouts.payout_rows import payout_lines
from payouts.tables import entry, ledger_account, payout, posting, provider_op


@dataclass(frozen=True, slots=True)
class PaidLine:
    """One posting that a payout of the year covered.

    Attributes
    ----------
    owner_ref, subject_ref, kind : str
    currency : str
    amount_minor : int
        Below zero for what was set off or taken back.
    is_tip : bool
    paid_at : datetime
        When the money left: the instant of the transfer's entry.
    """

    owner_ref: str
    subject_ref: str
    kind: str
    currency: str
    amount_minor: int
    is_tip: bool
    paid_at: dt.datetime


def bounds_of(year: int, timezone: str) -> tuple[dt.datetime, dt.datetime]:
    """The first instant of a year in a zone, and the first of the next."""
    zone = ZoneInfo(timezone)
    return dt.datetime(year, 1, 1, tzinfo=zone), dt.datetime(year + 1, 1, 1, tzinfo=zone)


def paid_lines(
    executor: Executor, business_ref: str, *, since: dt.datetime, until: dt.datetime
) -> list[PaidLine]:
    """List everything that payouts covered whose money left in a stretch of time; what was taken back is below zero.

    Parameters
    ----------
    executor : Session or Connection
    business_ref : str
    since, until : datetime
        Aware instants, half open, by the transfer's ``event_at``.

    Returns
    -------
    list of PaidLine
        By owner, then instant.
    """
    connection = connection_of(executor)
    sent = _sent(connection, business_ref, since, until)
    lines = [line for ref, paid_at in sent for line in _items(connection, business_ref, ref, paid_at, 1)]
    for ref, back_at, amount_minor, whole_minor, owner_ref, currency in _taken_back(
        connection, business_ref, since, until
    ):
        if amount_minor == whole_minor:
            lines += _items(connection, business_ref, ref, back_at, -1)
        else:
            lines.append(PaidLine(owner_ref, ref, "taken_back", currency, -amount_minor, False, back_at))
    return sorted(lines, key=lambda line: (line.owner_ref, line.paid_at))


def _sent(
    connection: sa.Connection, business_ref: str, since: dt.datetime, until: dt.datetime
) -> list[tuple[str, dt.datetime]]:
    """Payouts whose money left in a stretch of time, and when."""
    rows = connection.execute(
        sa.select(payout.c.public_id, entry.c.event_at)
        .join(
            entry,
            sa.and_(
                entry.c.business_ref == payout.c.business_ref,
                entry.c.key == payout.c.public_id + ":transfer:done",
            ),
        )
        .where(payout.c.business_ref == business_ref, entry.c.event_at >= since, entry.c.event_at < until)
        .order_by(payout.c.id)
    )
    return [(ref, at) for ref, at in rows]


def _taken_back(
    connection: sa.Connection, business_ref: str, since: dt.datetime, until: dt.datetime
) -> list[Any]:
    """Transfers that were taken back in a stretch of time: payout, when, how much, of how much, whose."""
    a, op = ledger_account.c, provider_op.c
    query = (
        sa.select(
            payout.c.public_id,
            entry.c.event_at,
            posting.c.amount_minor,
            payout.c.amount_minor,
            payout.c.owner_ref,
            payout.c.currency,
        )
        .join_from(entry, provider_op, sa.and_(op.business_ref == entry.c.business_ref, entry.c.key == op.key + ":done"))
        .join(payout, payout.c.public_id == op.subject_ref)
        .join(posting, posting.c.entry_id == entry.c.id)
        .join(ledger_account, a.id == posting.c.ledger_account_id)
        .where(
            entry.c.business_ref == business_ref,
            op.verb == "transfer_reversal",
            a.code == "provider_available",
            entry.c.event_at >= since,
            entry.c.event_at < until,
        )
        .order_by(entry.c.id)
    )  # fmt: skip
    return list(connection.execute(query))


def _items(
    connection: sa.Connection, business_ref: str, payout_ref: str, at: dt.datetime, sign: int
) -> list[PaidLine]:
    """The lines of one payout, or their opposite."""
    owner_ref = connection.execute(
        sa.select(payout.c.owner_ref).where(payout.c.public_id == payout_ref)
    ).scalar_one()
    return [
        PaidLine(
            owner_ref,
            line.subject_ref,
            line.kind,
            line.amount.currency,
            sign * line.amount.amount_minor,
            line.is_tip,
            at,
        )
        for line in payout_lines(connection, payout_ref)
    ]


def ledger_total(
    executor: Executor, business_ref: str, *, since: dt.datetime, until: dt.datetime
) -> dict[str, int]:
    """Give the ledger's own word on what was sent: transfers less reversals.

    Read from the provider's account alone, not from payouts: the control total of the records.

    Parameters
    ----------
    executor : Session or Connection
    business_ref : str
    since, until : datetime
        Half-open.

    Returns
    -------
    dict of str to int
        Minor units by currency.
    """
    a = ledger_account.c
    rows = connection_of(executor).execute(
        sa.select(a.currency, -sa.func.sum(posting.c.amount_minor))
        .join_from(posting, ledger_account)
        .join(entry, entry.c.id == posting.c.entry_id)
        .where(
            a.business_ref == business_ref,
            a.code == "provider_available",
            entry.c.kind.in_(("transfer", "transfer_reversal")),
            entry.c.event_at >= since,
            entry.c.event_at < until,
        )
        .group_by(a.currency)
    )
    return {currency: int(total) for currency, total in rows}

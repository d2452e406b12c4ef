"""Reads the two sides as lines: the ledger from the database, the provider's through the gateway. A page at a time."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator
from typing import Any

import sqlalchemy as sa

from payouts.database import Executor, connection_of
from payouts.gateways.objects import BalanceLine
from payouts.gateways.provider import Provider
from payouts.ledger import chart
from payouts.operations import Transaction
from payouts.reconciliation.lines import Line
from payouts.tables import entry, ledger_account, posting, provider_op

PAGE = 5_000
"""Lines read in one transaction; what memory holds of the ledger at a time."""

_WITH_PROVIDER = (chart.PROVIDER_PENDING.code, chart.PROVIDER_AVAILABLE.code)
_DONE = ":done"
_KINDS = {
    "capture": "payment",
    "charge": "payment",
    "refund": "refund",
    "transfer": "transfer",
    "top_up": "top_up",
    "budget_funding": "top_up",
    "dispute": "dispute",
    "dispute_fee": "dispute",
    "dispute_won": "dispute_reversal",
}


def provider_lines(provider: Provider, since: dt.datetime, until: dt.datetime) -> Iterator[Line]:
    """Read the provider's movements in a half-open period, oldest first.

    Parameters
    ----------
    provider : Provider
    since, until : datetime

    Yields
    ------
    Line
    """
    return (provider_line(found) for found in provider.balance_lines(since, until))


def provider_line(found: BalanceLine) -> Line:
    """Write a movement of the provider as a line."""
    return Line(
        "provider",
        found.id,
        found.kind,
        found.source_id,
        found.op_id or "",
        found.amount.currency,
        found.amount.amount_minor,
        found.fee_minor,
        found.created_at,
        found.available_at,
    )


def ledger_lines(
    transaction: Transaction, business_ref: str, since: dt.datetime, until: dt.datetime, *, page: int = PAGE
) -> Iterator[Line]:
    """Read the ledger's movements of the provider's balance in a half-open period, in order of writing.

    Parameters
    ----------
    transaction : callable
        Opens a transaction of the host; one is opened for each page, and none is open while a line is given.
    business_ref : str
    since, until : datetime
    page : int

    Yields
    ------
    Line
        Net of entries on the provider's two accounts; moves between these two are no movement.
    """
    with transaction() as session:
        accounts = _accounts(session, business_ref)
        first, last = _ends(session, business_ref, since, until)
    while accounts and first <= last:
        with transaction() as session:
            upto = _page_end(session, first, page)
            query = _movements(business_ref, accounts, since, until, (first, upto))
            rows = connection_of(session).execute(query.order_by(entry.c.id)).all()
        yield from (_ledger_line(row) for row in rows)
        first = upto + 1


def ledger_balances(executor: Executor, business_ref: str, until: dt.datetime) -> dict[str, int]:
    """Sum what the ledger says the provider held before an instant: minor units by currency."""
    c = ledger_account.c
    query = (
        sa.select(c.currency, sa.func.sum(posting.c.amount_minor))
        .join_from(ledger_account, posting)
        .join(entry, entry.c.id == posting.c.entry_id)
        .where(c.business_ref == business_ref, c.code.in_(_WITH_PROVIDER), entry.c.event_at < until)
        .group_by(c.currency)
    )
    return {code: int(amount) for code, amount in connection_of(executor).execute(query)}


def first_movement_at(executor: Executor, business_ref: str) -> dt.datetime | None:
    """Look when anything was first asked of the provider or booked as being there."""
    connection = connection_of(executor)
    asked = connection.execute(
        sa.select(sa.func.min(provider_op.c.planned_at)).where(provider_op.c.business_ref == business_ref)
    ).scalar_one()
    written = connection.execute(
        sa.select(sa.func.min(entry.c.event_at)).where(entry.c.business_ref == business_ref)
    ).scalar_one()
    known: list[dt.datetime] = [at for at in (asked, written) if at is not None]
    return min(known, default=None)


def _accounts(executor: Executor, business_ref: str) -> list[int]:
    c = ledger_account.c
    wanted = (*_WITH_PROVIDER, chart.PROVIDER_FEES.code)
    query = sa.select(c.id).where(c.business_ref == business_ref, c.code.in_(wanted))
    return list(connection_of(executor).execute(query).scalars())


def _ends(executor: Executor, business_ref: str, since: dt.datetime, until: dt.datetime) -> tuple[int, int]:
    """Find the first and the last entry of a period; the last is below the first when there is none."""
    e = entry.c
    query = sa.select(sa.func.min(e.id), sa.func.max(e.id)).where(
        e.business_ref == business_ref, e.event_at >= since, e.event_at < until
    )
    first, last = connection_of(executor).execute(query).one()
    return (1, 0) if first is None else (int(first), int(last))


def _page_end(executor: Executor, first: int, page: int) -> int:
    """Find where a page of entries ends, whoever's they are: a step along the table, not a search in it."""
    some = sa.select(entry.c.id).where(entry.c.id >= first).order_by(entry.c.id).limit(page).subquery()
    return int(connection_of(executor).execute(sa.select(sa.func.max(some.c.id))).scalar_one())


def _movements(
    business_ref: str, accounts: list[int], since: dt.datetime, until: dt.datetime, ids: tuple[int, int]
) -> sa.Select[Any]:
    """Sum each entry's movement of the provider's balance, with the operation that it records.

    Nearly every posting is on one of these few accounts, and nearly every entry is of one business: looked for by
    them, each page would cost the whole ledger. Written as sums they are no way in, and the ids of the page are.
    """
    e, a, o, amount = entry.c, ledger_account.c, provider_op.c, posting.c.amount_minor
    ripened = entry.alias("ripened")
    at_provider = sa.func.sum(sa.case((a.code.in_(_WITH_PROVIDER), amount), else_=0))
    pending = sa.func.sum(sa.case((a.code == chart.PROVIDER_PENDING.code, amount), else_=0))
    fee = sa.func.sum(sa.case((a.code == chart.PROVIDER_FEES.code, amount), else_=0))
    op_key = sa.func.substr(e.key, 1, sa.func.length(e.key) - len(_DONE))
    return (
        sa.select(
            e.id, e.key, e.kind, e.event_at, a.currency, at_provider.label("net"), fee.label("fee"),
            pending.label("pending"), o.public_id, o.verb, o.object_id, ripened.c.event_at.label("ripe_at"),
        )
        .select_from(entry)
        .join(posting, posting.c.entry_id == e.id)
        .join(ledger_account, a.id == posting.c.ledger_account_id)
        .outerjoin(
            provider_op, (o.business_ref == e.business_ref) & (o.key == op_key) & e.key.endswith(_DONE)
        )
        .outerjoin(
            ripened, (ripened.c.business_ref == e.business_ref) & (ripened.c.key == o.key + ":available")
        )
        .where(
            e.id.between(*ids), posting.c.entry_id.between(*ids), e.event_at >= since, e.event_at < until,
            e.business_ref + "" == business_ref, (posting.c.ledger_account_id + 0).in_(accounts),
        )
        .group_by(e.id, o.id, ripened.c.id, a.currency)
        .having((at_provider != 0) | (fee != 0))
    )  # fmt: skip


def _ledger_line(row: Any) -> Line:
    is_pending = row.pending > 0 and row.ripe_at is None
    fee = -row.net if row.kind == "dispute_fee" else row.fee
    return Line(
        "ledger",
        row.key,
        _KINDS.get(row.verb or row.kind, row.verb or row.kind),
        row.object_id or _named_in(row.key),
        row.public_id or "",
        row.currency,
        int(row.net + fee),
        int(fee),
        row.event_at,
        None if is_pending else row.ripe_at or row.event_at,
    )


def _named_in(key: str) -> str:
    """The provider's object in the key of an entry that no operation asked for: ``dispute:du_1:withdrawn``."""
    kind, _, rest = key.partition(":")
    return rest.partition(":")[0] if kind == "dispute" else ""

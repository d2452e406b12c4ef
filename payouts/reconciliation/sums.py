"""What the ledger says of payments and bookings, asked for by what the bookings know; and how operations stand."""

from __future__ import annotations

import datetime as dt
from collections.abc import Collection, Iterator, Sequence

import sqlalchemy as sa

from payouts.database import Executor, connection_of
from payouts.operations import Transaction
from payouts.reconciliation.causes import Standing
from payouts.reconciliation.lines import Difference, Total
from payouts.tables import ledger_account, provider_op


def ledger_totals(executor: Executor, business_ref: str, of: Sequence[Total]) -> list[Total]:
    """Read what the ledger says of the same payments and bookings as a page of the bookings' totals.

    Parameters
    ----------
    executor : Session or Connection
    business_ref : str
    of : sequence of Total
        The bookings' page.

    Returns
    -------
    list of Total
        By ref, kind, currency; what the ledger does not know is left out.
    """
    connection, c = connection_of(executor), provider_op.c
    payments = {one.ref for one in of if one.kind != "held"}
    bookings = {one.ref for one in of if one.kind == "held"} | {one.subject_ref for one in of}
    done = sa.select(c.verb, c.object_id, c.params, c.ended_at).where(
        c.business_ref == business_ref, c.state == "done"
    )
    taken = done.where(c.object_id.in_(payments), c.verb.in_(("capture", "charge")))
    given = done.where(c.subject_ref.in_(bookings - {""}), c.verb == "refund")
    sums: dict[tuple[str, str, str], tuple[int, dt.datetime]] = {}
    for row in (*connection.execute(taken), *connection.execute(given)):
        is_back = row.verb == "refund"
        ref = row.params["payment_id"] if is_back else row.object_id
        amount = row.params["amount"]
        place = (ref, "refund" if is_back else "payment", amount["currency"])
        before, at = sums.get(place, (0, row.ended_at))
        if ref in payments:
            sums[place] = (before + amount["amount_minor"], max(at, row.ended_at))
    held = _held(connection, business_ref, bookings)
    return sorted([*(Total(*place, *found) for place, found in sums.items()), *held])


def payments_done(
    transaction: Transaction, business_ref: str, since: dt.datetime, *, page: int = 500
) -> Iterator[list[Total]]:
    """Read pages of what the ledger took from cards since an instant, to ask the bookings whether they know it."""
    c, after = provider_op.c, 0
    query = sa.select(c.id, c.object_id, c.params, c.ended_at, c.subject_ref).where(
        c.business_ref == business_ref,
        c.state == "done",
        c.verb.in_(("capture", "charge")),
        c.ended_at >= since,
    )
    while True:
        with transaction() as session:
            rows = connection_of(session).execute(query.where(c.id > after).order_by(c.id).limit(page)).all()
        if not rows:
            return
        after = rows[-1].id
        amounts = ((row, row.params["amount"]) for row in rows)
        yield [
            Total(row.object_id, "payment", a["currency"], a["amount_minor"], row.ended_at, row.subject_ref)
            for row, a in amounts
        ]


def held_now(transaction: Transaction, business_ref: str) -> list[Total]:
    """Read every booking for which the ledger holds something."""
    with transaction() as session:
        return _held(connection_of(session), business_ref, None)


def _held(connection: sa.Connection, business_ref: str, refs: Collection[str] | None) -> list[Total]:
    c, prefix = ledger_account.c, "held:"
    query = sa.select(c.code, c.currency, c.balance_minor).where(
        c.business_ref == business_ref, c.code.startswith(prefix), c.balance_minor != 0
    )
    if refs is not None:
        query = query.where(c.code.in_([prefix + ref for ref in refs if ref]))
    rows = connection.execute(query)
    return [Total(code.removeprefix(prefix), "held", unit, int(held)) for code, unit, held in rows]


def standing_of(executor: Executor, business_ref: str, found: Difference) -> Standing | None:
    """Read how the operation behind a movement stands, whoever's it is.

    Parameters
    ----------
    executor : Session or Connection
    business_ref : str
        Whose books are looked at.
    found : Difference

    Returns
    -------
    Standing or None
        Of a payment: its capture where there is one, else what authorised it.
    """
    connection, c = connection_of(executor), provider_op.c
    wanted = sa.select(c.business_ref, c.verb, c.state, c.subject_ref, c.ended_at)
    known = connection.execute(wanted.where(c.public_id == found.op_ref)).one_or_none()
    if known is None:
        return None
    if known.verb == "authorise" and known.business_ref == business_ref:
        taken = connection.execute(
            wanted.where(
                c.business_ref == business_ref, c.subject_ref == known.subject_ref, c.verb == "capture"
            ).order_by(c.id.desc())
        ).first()
        known = taken or known
    return Standing(known.business_ref, known.verb, known.state, known.ended_at)

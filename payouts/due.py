"""What is due to a person now: unpaid postings on which no hold is open."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass
from typing import Any

import sqlalchemy as sa

from payouts.database import Executor, connection_of
from payouts.holds import is_open
from payouts.ledger import chart
from payouts.money import Money
from payouts.tables import entry, hold, ledger_account, payout_item, posting


@dataclass(frozen=True, slots=True)
class DueItem:
    """One unpaid posting on what is payable to a person.

    Attributes
    ----------
    posting_id : int
    subject_ref : str
    kind : str
        Kind of the entry.
    amount : Money
        Below zero for what was taken back.
    is_tip : bool
    event_at : datetime
    held_until_at : datetime or None
        When the hold on it ends by itself, if it does.
    is_held : bool
        Whether a hold is open on it.
    held_for : str or None
        The reason of that hold: ``hold_time``, ``case``, ...
    """

    posting_id: int
    subject_ref: str
    kind: str
    amount: Money
    is_tip: bool
    event_at: dt.datetime
    held_until_at: dt.datetime | None
    is_held: bool
    held_for: str | None = None


def unpaid_items(executor: Executor, business_ref: str, owner_ref: str, at: dt.datetime) -> list[DueItem]:
    """List everything a person has earned that no payout covers yet.

    Parameters
    ----------
    executor : Session or Connection
    business_ref, owner_ref : str
    at : datetime
        The instant at which holds are judged.

    Returns
    -------
    list of DueItem
        Oldest first. The items that are not held never add up to more than the payable balance: a
        correction counts at once, except one that undoes or takes back an earning still held, which waits with it.
    """
    connection = connection_of(executor)
    codes = [chart.payable(owner_ref).code, chart.tips_payable(owner_ref).code]
    rows = connection.execute(_UNPAID, {"wanted_business": business_ref, "wanted_codes": codes}).all()
    holds = _holds(connection, business_ref, owner_ref, {row.subject_ref for row in rows}, at)
    whole_person = holds.get(None)
    unpaid_entries = {(row.entry_id, row.code) for row in rows}
    unpaid_subjects = {(row.subject_ref, row.code) for row in rows if row.amount_minor < 0}
    items = []
    for row in rows:
        found = whole_person or holds.get(row.subject_ref)
        amount = Money(-row.amount_minor, row.currency)
        waits_with_it = (row.reverses_id, row.code) in unpaid_entries or (
            row.kind == "clawback" and (row.subject_ref, row.code) in unpaid_subjects
        )
        counts_at_once = amount.amount_minor < 0 and not waits_with_it
        is_held = found is not None and (whole_person is not None or not counts_at_once)
        items.append(
            DueItem(
                row.id,
                row.subject_ref,
                row.kind,
                amount,
                row.code.startswith("tips_payable:"),
                row.event_at,
                found.until_at if is_held and found is not None else None,
                is_held,
                found.reason if is_held and found is not None else None,
            )
        )
    return items


def _unpaid() -> sa.Select[Any]:
    a, e = ledger_account.c, entry.c
    undone = entry.alias("undone")
    paid = sa.select(payout_item.c.id).where(
        payout_item.c.posting_id == posting.c.id, payout_item.c.released_at.is_(None)
    )
    return (
        sa.select(
            posting.c.id,
            posting.c.entry_id,
            posting.c.amount_minor,
            a.code,
            a.currency,
            e.subject_ref,
            e.kind,
            e.event_at,
            e.reverses_id,
        )
        .join_from(posting, ledger_account)
        .join(entry, e.id == posting.c.entry_id)
        .outerjoin(undone, undone.c.id == e.reverses_id)
        .where(
            a.business_ref == sa.bindparam("wanted_business"),
            a.code.in_(sa.bindparam("wanted_codes", expanding=True)),
            # Money set aside for a transfer, and given back, is what the items account for.
            e.kind != "transfer_planned",
            sa.func.coalesce(undone.c.kind, "") != "transfer_planned",
            ~paid.exists(),
        )
        .order_by(posting.c.id)
    )


# Built once: putting a statement together costs as much as running it.
_UNPAID = _unpaid()
_HOLDS = sa.select(hold).where(
    hold.c.business_ref == sa.bindparam("wanted_business"),
    sa.or_(
        hold.c.owner_ref == sa.bindparam("wanted_owner"),
        hold.c.subject_ref.in_(sa.bindparam("subjects", expanding=True)),
    ),
    is_open(sa.bindparam("at")),
)


def _holds(
    connection: sa.Connection, business_ref: str, owner_ref: str, subjects: set[str], at: dt.datetime
) -> dict[str | None, Any]:
    """Find the longest open hold on each subject, and under None the one on the person."""
    wanted = {
        "wanted_business": business_ref,
        "wanted_owner": owner_ref,
        "subjects": list(subjects),
        "at": at,
    }
    rows = connection.execute(_HOLDS, wanted)
    far = dt.datetime.max.replace(tzinfo=dt.UTC)
    longest: dict[str | None, Any] = {}
    for row in rows:
        place = None if row.owner_ref == owner_ref else row.subject_ref
        if place not in longest or (row.until_at or far) > (longest[place].until_at or far):
            longest[place] = row
    return longest

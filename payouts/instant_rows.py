"""Payouts that somebody wanted at once, as they stand in the database."""

from __future__ import annotations

import datetime as dt
from collections.abc import Collection
from dataclasses import dataclass
from typing import Any

import sqlalchemy as sa

from payouts.database import Executor, connection_of
from payouts.instant_tables import instant_payout
from payouts.money import Money
from payouts.payout_rows import Payout


@dataclass(frozen=True, slots=True)
class Instant:
    """A payout that somebody wanted at once.

    Attributes
    ----------
    net, fee : Money
    terms_since : date
    fallen_back_at : datetime or None
        When it was given to the ordinary way instead, without a fee.
    reason : str or None
        The provider's code for that.
    """

    net: Money
    fee: Money
    terms_since: dt.date
    asked_at: dt.datetime
    fallen_back_at: dt.datetime | None
    reason: str | None


def instant_of(executor: Executor, found: Payout) -> Instant | None:
    """Read what was agreed of a payout that somebody wanted at once; None for an ordinary one."""
    query = sa.select(instant_payout).where(instant_payout.c.payout_id == found.id)
    row = connection_of(executor).execute(query).one_or_none()
    return None if row is None else _instant(row, found.amount.currency)


def instants_of(executor: Executor, payouts: Collection[Payout]) -> dict[str, Instant]:
    """The same for many, by the payout's public id."""
    by_id = {one.id: one for one in payouts}
    query = sa.select(instant_payout).where(instant_payout.c.payout_id.in_(by_id))
    return {
        by_id[row.payout_id].public_id: _instant(row, by_id[row.payout_id].amount.currency)
        for row in connection_of(executor).execute(query)
    }


def fall_back(executor: Executor, found: Payout, *, reason: str, at: dt.datetime) -> None:
    """Note that a payout goes the ordinary way, because the provider would not send it at once; the first time counts."""
    connection_of(executor).execute(
        sa.update(instant_payout)
        .where(instant_payout.c.payout_id == found.id, instant_payout.c.fallen_back_at.is_(None))
        .values(fallen_back_at=at, reason=reason[:80])
    )


def _instant(row: Any, currency: str) -> Instant:
    return Instant(
        Money(row.net_minor, currency),
        Money(row.fee_minor, currency),
        row.terms_since,
        row.asked_at,
        row.fallen_back_at,
        row.reason,
    )

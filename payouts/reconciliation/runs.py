"""The runs that were made, as they were written at their end."""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

import sqlalchemy as sa

from payouts.database import Executor, connection_of
from payouts.reconciliation.proofs import BalanceProof
from payouts.reconciliation_tables import recon_run


@dataclass(frozen=True, slots=True)
class Run:
    """One run.

    Attributes
    ----------
    public_id : str
    since_at, until_at : datetime
        Half-open period.
    started_at, ended_at : datetime
    state : str
        clean, differences (somebody must look) or failed (it could not be finished).
    error_code : str or None
        Why it failed.
    counts : mapping
        Lines by side (``provider``, ``ledger``), ``agreed``, ``totals``, ``news``, ``resolved``, ``due``, and
        ``open`` by drift.
    balances : tuple of BalanceProof
        As they stood at the end of the period; empty for a period in the past.
    """

    public_id: str
    since_at: dt.datetime
    until_at: dt.datetime
    started_at: dt.datetime
    ended_at: dt.datetime
    state: str
    error_code: str | None
    counts: Mapping[str, Any]
    balances: tuple[BalanceProof, ...]


def recent_runs(executor: Executor, business_ref: str, *, limit: int = 100) -> list[Run]:
    """List the newest runs of a business, newest first."""
    c = recon_run.c
    query = sa.select(recon_run).where(c.business_ref == business_ref).order_by(c.id.desc()).limit(limit)
    return [_run(row) for row in connection_of(executor).execute(query)]


def _run(row: Any) -> Run:
    proofs = tuple(BalanceProof(code, **held) for code, held in sorted(row.balances.items()))
    return Run(
        row.public_id, row.since_at, row.until_at, row.started_at, row.ended_at, row.state, row.error_code,
        row.counts, proofs,
    )  # fmt: skip

"""Reconciliation: the ledger against the provider and the bookings, every difference named."""

from payouts.reconciliation.causes import CAUSES
from payouts.reconciliation.items import (
    REASONS,
    AlreadySettled,
    Item,
    get_item,
    history_of,
    open_items,
    settle,
    standing_items,
)
from payouts.reconciliation.lines import DRIFTS, GRACE, Difference, Line, Total
from payouts.reconciliation.proofs import BalanceProof, sandbox_gaps
from payouts.reconciliation.report import BookingsSide, Report
from payouts.reconciliation.run import reconcile
from payouts.reconciliation.runs import Run, recent_runs

__all__ = [
    "CAUSES",
    "DRIFTS",
    "GRACE",
    "REASONS",
    "AlreadySettled",
    "BalanceProof",
    "BookingsSide",
    "Difference",
    "Item",
    "Line",
    "Report",
    "Run",
    "Total",
    "get_item",
    "history_of",
    "open_items",
    "recent_runs",
    "reconcile",
    "sandbox_gaps",
    "settle",
    "standing_items",
]

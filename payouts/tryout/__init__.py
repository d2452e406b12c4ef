"""Tries a scheme on past or simulated work before anybody is promised anything by it."""

from payouts.tryout.figures import Budget, ComponentCost, FanResult, Gains, Spread, TryOut
from payouts.tryout.simulation import Month, month_from_document, simulate
from payouts.tryout.trying import try_out
from payouts.tryout.work import Work, work_from_documents, work_to_documents

__all__ = [
    "Budget",
    "ComponentCost",
    "FanResult",
    "Gains",
    "Month",
    "Spread",
    "TryOut",
    "Work",
    "month_from_document",
    "simulate",
    "try_out",
    "work_from_documents",
    "work_to_documents",
]

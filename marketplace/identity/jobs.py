"""Forgets every day what has been kept long enough."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from marketplace.core import edge, jobs, sweeps
from marketplace.identity import erasure
from marketplace.identity.retention import rules

DAY_SECONDS = 24 * 3600


@sweeps.every(DAY_SECONDS, "identity.stage_forgetting")
def stage_forgetting(at: datetime) -> None:
    """Stage one look a day."""
    jobs.stage("identity.look_through", f"identity.look_through:{at:%Y-%m-%d}", at)


@jobs.job("identity.look_through", keeps_own_transactions=True)
def look_through(payload: dict[str, Any], at: datetime) -> None:
    """Stage one job for each rule whose days are over for some rows, so that each is a short transaction."""
    due = edge.read(lambda: [number for number, rule in enumerate(rules()) if erasure.is_due(rule, at)])
    if due:
        edge.write(lambda: jobs.stage_all([_applying(number, at) for number in due]))


def _applying(number: int, at: datetime) -> jobs.Staged:
    key = f"identity.forget:{number}:{at:%Y-%m-%d}"
    return jobs.Staged("identity.forget", key, at, {"number": number, "table": rules()[number].table})


@jobs.job("identity.forget")
def forget(payload: dict[str, Any], at: datetime) -> None:
    """Apply one rule to the rows whose days are over."""
    rule = rules()[payload["number"]] if payload["number"] < len(rules()) else None
    if rule is not None and rule.table == payload["table"]:  # the table may have changed with a new version
        erasure.expire(rule, at)

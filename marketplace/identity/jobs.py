"""Forgets every day what has been kept long enough."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from marketplace.core import jobs
from marketplace.identity import erasure
from marketplace.identity.retention import rules

DAY_SECONDS = 24 * 3600


@jobs.every(DAY_SECONDS, "identity.stage_forgetting")
def stage_forgetting(at: datetime) -> None:
    """Stage one job per rule whose rows expire, so that each is a short transaction."""
    for number, rule in enumerate(rules()):
        if rule.days is not None:
            key = f"identity.forget:{number}:{at:%Y-%m-%d}"
            jobs.stage("identity.forget", key, at, {"number": number, "table": rule.table})


@jobs.job("identity.forget")
def forget(payload: dict[str, Any], at: datetime) -> None:
    """Apply one rule to the rows whose days are over."""
    rule = rules()[payload["number"]] if payload["number"] < len(rules()) else None
    if rule is not None and rule.table == payload["table"]:  # the table may have changed with a new version
        erasure.expire(rule, at)

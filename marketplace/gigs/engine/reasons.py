"""The engine's reasons and changes as rows: a registered code and parameters that JSON can hold."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date, datetime
from typing import Any

import matching

# What lies in a person's own calendar: a business learns no more of it than "unavailable".
PRIVATE = frozenset({"unavailable", "overlap", "travel_between", "hours_day", "hours_week", "offline"})


def rows(
    items: Iterable[matching.Reason | matching.Change], timezone: str, prefix: str
) -> list[dict[str, Any]]:
    """Rows of `{code, params}`; the prefix tells refusals, reasons for, and changes apart."""
    return [row(item, timezone, prefix) for item in items]


def row(item: matching.Reason | matching.Change, timezone: str, prefix: str) -> dict[str, Any]:
    """One row; instants get the zone in which they are to be told."""
    params: dict[str, Any] = {}
    for name, value in item.params.items():
        if isinstance(value, datetime):
            params[f"{name}_at"] = value.isoformat()
            params["timezone"] = timezone
        elif isinstance(value, date):
            params["day_on" if name == "on" else f"{name}_on"] = value.isoformat()
        elif isinstance(value, tuple):
            params[name] = list(value)
        else:
            params[name] = value
    return {"code": f"{prefix}.{item.code}", "params": params}


def without_private(rows: Iterable[dict[str, Any]]) -> list[dict[str, Any]]:
    """The same reasons as a business may see them: a calendar shows as one word, and once."""
    seen: list[dict[str, Any]] = []
    for row in rows:
        _, _, code = row["code"].rpartition(".")
        shown = {"code": "cannot.unavailable_then", "params": {}} if code in PRIVATE else row
        if shown not in seen:
            seen.append(shown)
    return seen

"""The engine's reasons and changes as rows: a registered code and parameters that JSON can hold."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date, datetime
from typing import Any

import matching
from matching.explanation import HIDDEN_AS_UNAVAILABLE

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


# What a desk learns instead of somebody's calendar, age, whereabouts, or whom they keep away from.
_REASON_SHOWN = {
    **dict.fromkeys(HIDDEN_AS_UNAVAILABLE, "unavailable_then"),
    **dict.fromkeys(("blocked", "age_unknown", "too_young", "not_with_others"), "not_suitable"),
    "too_far": "lives_too_far",
}
# Changes of a calendar or of what somebody would rather not say: a business learns only which way they lie.
_CHANGE_SHOWN = {
    "hours": "time",
    "free": "time",
    "day_cap": "time",
    "week_cap": "time",
    "online": "time",
    "radius": "way",
    "home": "way",
}


def for_desk(items: Iterable[matching.Reason]) -> list[dict[str, Any]]:
    """Reasons against somebody in the words of a desk: without calendar, age, blocks or distance; each once."""
    return _as_a_desk_may_know(items, _REASON_SHOWN, "desk_cannot")


def changes_for_desk(items: Iterable[matching.Change]) -> list[dict[str, Any]]:
    """Changes that somebody would have to make, as a business may know them; each way once."""
    return _as_a_desk_may_know(items, _CHANGE_SHOWN, "desk_change")


def _as_a_desk_may_know(
    items: Iterable[matching.Reason] | Iterable[matching.Change], in_general: dict[str, str], prefix: str
) -> list[dict[str, Any]]:
    """Each item once: what is private in general words, the rest with its numbers."""
    shown: list[dict[str, Any]] = []
    for item in items:
        general = in_general.get(item.code)
        said = {"code": f"{prefix}.{general}", "params": {}} if general else row(item, "UTC", prefix)
        if said not in shown:
            shown.append(said)
    return shown


def without_private(rows: Iterable[dict[str, Any]]) -> list[dict[str, Any]]:
    """The same reasons as a business may see them: a calendar shows as one word, and once."""
    seen: list[dict[str, Any]] = []
    for row in rows:
        _, _, code = row["code"].rpartition(".")
        shown = {"code": "cannot.unavailable_then", "params": {}} if code in PRIVATE else row
        if shown not in seen:
            seen.append(shown)
    return seen

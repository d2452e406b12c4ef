"""A journey's stages put on real days: pure."""

from __future__ import annotations

from datetime import date, datetime, timedelta
from typing import Any

REACH_DAYS = 731


def is_within_reach(day: date, at: datetime) -> bool:
    """True for a day that people can promise something for: from yesterday, as it may still be there, to two years on."""
    return at.date() - timedelta(days=1) <= day <= at.date() + timedelta(days=REACH_DAYS)


def dated_stages(stages: list[dict[str, Any]], starts_on: datetime) -> list[dict[str, Any]]:
    """A template's stages with the local time of each; day 1 is the first."""
    dated = []
    for stage in stages:
        hour, minute = (int(part) for part in stage["time_local"].split(":"))
        day = starts_on.replace(hour=hour, minute=minute, second=0, microsecond=0, tzinfo=None)
        local = day + timedelta(days=int(stage["day"]) - 1)
        dated.append(dict(stage) | {"starts_local": local.isoformat(timespec="seconds")})
    return sorted(dated, key=lambda stage: stage["starts_local"])

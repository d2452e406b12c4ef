"""A journey's stages put on real days: pure."""

from __future__ import annotations

from datetime import datetime, timedelta
from typing import Any


def dated_stages(stages: list[dict[str, Any]], starts_on: datetime) -> list[dict[str, Any]]:
    """A template's stages with the local time of each; day 1 is the first."""
    dated = []
    for stage in stages:
        hour, minute = (int(part) for part in stage["time_local"].split(":"))
        day = starts_on.replace(hour=hour, minute=minute, second=0, microsecond=0, tzinfo=None)
        local = day + timedelta(days=int(stage["day"]) - 1)
        dated.append(dict(stage) | {"starts_local": local.isoformat(timespec="seconds")})
    return sorted(dated, key=lambda stage: stage["starts_local"])

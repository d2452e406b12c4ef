"""Where a fan makes the change that would let them take a gig: straight to the page, with what is known filled in."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any
from zoneinfo import ZoneInfo

from flask import url_for

from marketplace.gigs.shown import spoken
from marketplace.superfans.models import Superfan

# Changes made on a page of their own; the others are made by doing gigs, or by nobody.
_STEPS = {
    "change.skill": "skills",
    "change.language": "languages",
    "change.radius": "travel",
    "change.home": "home",
    "change.week_cap": "travel",
}


@dataclass(frozen=True)
class Way:
    """One change in words, and where it is made, if anywhere."""

    words: str
    href: str | None


def ways(changes: Iterable[Mapping[str, Any]], fan: Superfan) -> list[Way]:
    """The changes with their addresses, in their order."""
    listed = list(changes)
    return [Way(words, _href(row, fan)) for row, words in zip(listed, spoken(listed), strict=True)]


def _href(row: Mapping[str, Any], fan: Superfan) -> str | None:
    code = row["code"]
    if code in _STEPS:
        return url_for("superfans.profile_step", step=_STEPS[code])
    if code == "change.credential":
        return url_for("superfans.credentials")
    if code == "change.free":
        return url_for("gigs.calendar")
    if code == "change.hours":
        return url_for("superfans.hours", _anchor="otherwise", **_opening(row["params"], fan.timezone))
    return None


def _opening(params: Mapping[str, Any], zone: str) -> dict[str, str]:
    """The opening that is missing, as the fan's own clock shows it; a night is left to be filled in by hand."""
    opens, closes = (
        datetime.fromisoformat(str(params[name])).astimezone(ZoneInfo(zone))
        for name in ("from_at", "until_at")
    )
    if opens.date() != closes.date():
        return {"on": opens.date().isoformat()}
    return {"on": opens.date().isoformat(), "opens": f"{opens:%H:%M}", "closes": f"{closes:%H:%M}"}

"""The money check over time: one row a day, and the balance of both sides as a picture."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from zoneinfo import ZoneInfo

from babel.dates import format_skeleton
from flask_babel import get_locale, gettext
from markupsafe import Markup

from marketplace.core.charts import Series, line_chart
from marketplace.core.formats import format_date, format_money
from marketplace.core.minor import in_units
from marketplace.rewards.treasury import Run

DAYS_SHOWN = 30


@dataclass(frozen=True)
class Day:
    """The last comparison of one day."""

    on: date
    run: Run

    @property
    def words(self) -> str:
        """The day as the reader writes it."""
        return format_date(self.on)

    @property
    def compared(self) -> int:
        """Movements, payments and bookings that were looked at."""
        counts = self.run.counts
        return int(max(counts["provider"], counts["ledger"])) + int(counts["totals"])


@dataclass(frozen=True)
class Picture:
    """Both balances of one currency over the days, drawn and as numbers."""

    currency: str
    title: str
    svg: Markup
    keys: list[str]
    columns: list[str]
    rows: list[list[str]]


def days_of(runs: list[Run], timezone: str) -> list[Day]:
    """The last run of each day that has one, newest first."""
    zone, found = ZoneInfo(timezone), {}
    for run in runs:
        found.setdefault(run.started_at.astimezone(zone).date(), run)
    return [Day(on, run) for on, run in list(found.items())[:DAYS_SHOWN]]


def pictures_of(runs: list[Run], timezone: str) -> list[Picture]:
    """A picture for every currency with at least two days to draw."""
    days = [day for day in reversed(days_of(runs, timezone)) if day.run.balances]
    codes = sorted({proof.currency for day in days for proof in day.run.balances})
    return [picture for code in codes if (picture := _picture(code, days)) is not None]


def _picture(code: str, days: list[Day]) -> Picture | None:
    points = [(day.on, proof) for day in days for proof in day.run.balances if proof.currency == code]
    if len(points) < 2:
        return None
    keys = [gettext("Your provider"), gettext("Your books")]
    sides = (
        tuple(proof.provider_minor for _on, proof in points),
        tuple(proof.ledger_minor for _on, proof in points),
    )
    title = gettext("What you have at your provider, day by day")
    svg = line_chart(
        [format_skeleton("MMMd", on, locale=get_locale()) for on, _proof in points],
        [
            Series(name, tuple(in_units(m, code) for m in minors))
            for name, minors in zip(keys, sides, strict=True)
        ],
        title=title,
    )
    rows = [
        [format_date(on), format_money(p.provider_minor, code), format_money(p.ledger_minor, code)]
        for on, p in points
    ]
    return Picture(code, title, svg, keys, [gettext("Day"), *keys], rows)

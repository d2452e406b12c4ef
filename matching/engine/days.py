"""Local days of the moments at which gigs start and end, by zone."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date, timedelta
from typing import NamedTuple

import numpy as np

from matching.engine.arrays import Days
from matching.engine.column_rules import MICROS, NO_END
from matching.engine.columns import Array, GigColumns
from matching.engine.market_columns import EPOCH, day_number
from matching.fans import zone_named
from matching.hours import midnight


class DayTable(NamedTuple):
    """Local days of moments: whole seconds int64[U] upwards, and what compiled loops read of them."""

    moments: Array
    days: Days


def first_seconds(gigs: GigColumns) -> Array:
    """Return the starts in whole seconds: no clock changes within one."""
    return gigs.starts // MICROS


def last_seconds(gigs: GigColumns) -> Array:
    """Return the last moments in whole seconds; the start where no time is occupied."""
    return np.where(gigs.ends == NO_END, gigs.starts, gigs.ends - 1) // MICROS


def day_table(gigs: GigColumns, zones: Sequence[str]) -> DayTable:
    """Return the local days of all starts and last moments in each zone, and midnights of the days between."""
    moments = np.unique(np.concatenate([first_seconds(gigs), last_seconds(gigs)]))
    ordinals = np.zeros((len(zones), len(moments)), dtype=np.int32)
    numbers = np.zeros((len(zones), len(moments)), dtype=np.int32)
    instants = [EPOCH + timedelta(seconds=moment) for moment in moments.tolist()]
    for row, name in enumerate(zones):
        zone = zone_named(name)
        local = [instant.astimezone(zone).date() for instant in instants]
        ordinals[row] = [day.toordinal() for day in local]
        numbers[row] = [day_number(day) for day in local]
    if not ordinals.size:
        return DayTable(moments, Days(ordinals, numbers, np.zeros((len(zones), 0), dtype=np.int64), 0))
    first, last = int(ordinals.min()), int(ordinals.max()) + 2
    midnights = np.zeros((len(zones), last - first + 1), dtype=np.int64)
    for row, name in enumerate(zones):
        zone = zone_named(name)
        spans = [midnight(date.fromordinal(day), zone) - EPOCH for day in range(first, last + 1)]
        midnights[row] = [span // timedelta(seconds=1) * MICROS for span in spans]
    return DayTable(moments, Days(ordinals, numbers, midnights, first))

"""Compiled steps over the fans still in question for one gig: the rules of time, and those that few gigs have.

As in `matching.engine.kernels_pair`, a step keeps the entries of the scratch that pass and returns how many they are.
"""

from __future__ import annotations

import numpy as np

from matching.engine.arrays import (
    BUSY,
    MARKS,
    RAGGED,
    SLACK,
    TIED_FROM,
    TIED_UNTIL,
    WHO,
    Asked,
    Busy,
    Days,
    Hours,
    Person,
    Points,
    Scratch,
    Spans,
    Times,
)
from matching.engine.columns import Array
from matching.engine.compiled import inlined, lean, whole
from matching.engine.kernels_pair import RADIANS, haversine_m, holds, keep
from matching.geometry import EARTH_RADIUS_M

CALLED = "05d0381de97e1acd"
"""Digest of the files compiled into this one: machine code is kept until this file changes, see `compiled`."""
ADULT_AGE = 18
METRES_PER_DEGREE = EARTH_RADIUS_M * RADIANS
MINUTE = 60_000_000
WEEK = 7 * 24 * 60 * MINUTE


@inlined
def is_open(open_hours: Spans, who: int, begins: int, ends: int) -> bool:
    """Return whether one stretch of open hours holds a window (availability)."""
    bottom = open_hours.starts[who]
    low, high = bottom, open_hours.starts[who + 1]
    while low < high:
        middle = (low + high) // 2
        if open_hours.begins[middle] <= begins:
            low = middle + 1
        else:
            high = middle
    return bool(low > bottom and open_hours.ends[low - 1] >= ends)


@inlined
def has_conflict(
    hours: Hours, gigs: Points, begins: int, ends: int, travel: tuple[int, int], g: int, f: int
) -> bool:
    """Return whether a commitment overlaps, or lies too close to travel between (commitments)."""
    busy = hours.busy
    for entry in range(busy.starts[f], busy.starts[f + 1]):
        if busy.begins[entry] < ends and begins < busy.ends[entry]:
            return True
        lat, lon = busy.lat[entry], busy.lon[entry]
        is_somewhere = lat == lat and gigs.lat[g] == gigs.lat[g]
        if not is_somewhere or (lat == gigs.lat[g] and lon == gigs.lon[g]):
            continue
        gap = max(begins - busy.ends[entry], busy.begins[entry] - ends)
        # Along a meridian and a parallel is never shorter; mostly the gap allows even that.
        turn = abs(lon - gigs.lon[g])
        detour = (abs(lat - gigs.lat[g]) + min(turn, 360 - turn)) * METRES_PER_DEGREE + 1
        if detour * travel[0] * 9 / (hours.speed[f] * 2500) + 1 < (gap - travel[1]) * 1e-6:
            continue
        metres = haversine_m(lat, lon, gigs.lat[g], gigs.lon[g])
        slowness = np.int64(hours.speed[f]) * 2500
        seconds = (metres * travel[0] * 9 + slowness - 1) // slowness
        if seconds * 1_000_000 + travel[1] > gap:
            return True
    return False


@inlined
def shared(one: int, until: int, other: int, end: int) -> int:
    """Return the length of time in both intervals."""
    return max(min(until, end) - max(one, other), 0)


@inlined
def work_within(busy: Busy, f: int, begins: int, ends: int) -> int:
    """Return the committed work inside an interval."""
    total = 0
    for entry in range(busy.starts[f], busy.starts[f + 1]):
        if busy.is_work[entry]:
            total += shared(busy.begins[entry], busy.ends[entry], begins, ends)
    return total


@lean
def exceeds_day(hours: Hours, days: Days, moment: int, begins: int, ends: int, f: int) -> bool:
    """Return whether some local day would hold more work than the cap (hours)."""
    zone = hours.zone[f]
    day = days.ordinals[zone, moment] - days.first_ordinal
    midnight = days.midnights[zone, day]
    while midnight < ends:
        following = days.midnights[zone, day + 1]
        total = shared(begins, ends, midnight, following) + work_within(hours.busy, f, midnight, following)
        if (total + MINUTE - 1) // MINUTE > hours.day_cap[f]:
            return True
        midnight = following
        day += 1
    return False


@lean
def week_is_over(hours: Hours, begins: int, ends: int, f: int, start: int) -> bool:
    """Return whether the seven days from a start, if they touch the gig, hold more work than the cap."""
    if start >= ends or begins >= start + WEEK:
        return False
    total = shared(begins, ends, start, start + WEEK) + work_within(hours.busy, f, start, start + WEEK)
    return bool((total + MINUTE - 1) // MINUTE > hours.week_cap[f])


@lean
def exceeds_week(hours: Hours, begins: int, ends: int, f: int) -> bool:
    """Return whether some seven days would hold more work than the cap (hours)."""
    busy = hours.busy
    if week_is_over(hours, begins, ends, f, begins) or week_is_over(hours, begins, ends, f, ends - WEEK):
        return True
    for entry in range(busy.starts[f], busy.starts[f + 1]):
        if busy.is_work[entry]:
            one, other = busy.begins[entry], busy.ends[entry] - WEEK
            if week_is_over(hours, begins, ends, f, one) or week_is_over(hours, begins, ends, f, other):
                return True
    return False


@lean
def keep_free(
    hot: Array,
    hours: Hours,
    gigs: Points,
    times: Times,
    days: Days,
    travel: tuple[int, int],
    timed: bool,
    scratch: Scratch,
    count: int,
    g: int,
) -> int:
    """Keep those whose open hours, commitments and hour caps allow the gig; ``timed`` if rows settled open hours."""
    begins, ends = times.starts[g], times.ends[g]
    if ends < 0:
        return count
    kept, first, last = 0, begins // MINUTE, (ends + MINUTE - 1) // MINUTE
    for entry in range(count):
        f = scratch.chosen[entry]
        marks = hot[f, MARKS]
        if (marks & RAGGED or not timed) and not is_open(hours.open, whole(hot[f, WHO]), begins, ends):
            continue
        is_tied = marks & BUSY and first < hot[f, TIED_UNTIL] and hot[f, TIED_FROM] < last
        if is_tied and has_conflict(hours, gigs, begins, ends, travel, g, f):
            continue
        if times.minutes[g] > hot[f, SLACK]:
            if exceeds_day(hours, days, times.first_moment[g], begins, ends, f):
                continue
            if exceeds_week(hours, begins, ends, f):
                continue
        keep(scratch, entry, kept, 0)
        kept += 1
    return kept


@inlined
def lacks_pass(person: Person, asked: Asked, times: Times, days: Days, g: int, who: int) -> bool:
    """Return whether a credential is missing or not valid on each local day (credentials)."""
    held = person.passes
    for entry in range(asked.credentials.starts[g], asked.credentials.starts[g + 1]):
        is_valid = False
        for mine in range(held.starts[who], held.starts[who + 1]):
            if held.codes[mine] == asked.credentials.codes[entry]:
                zone = person.zone[who]
                begun = held.since[mine] <= days.numbers[zone, times.first_moment[g]]
                is_valid = begun and days.numbers[zone, times.last_moment[g]] <= held.until[mine]
        if not is_valid:
            return True
    return False


@inlined
def is_too_young(person: Person, least: int, times: Times, days: Days, g: int, who: int) -> bool:
    """Return whether a fan is younger than a least age, or may be (age)."""
    if person.adult[who] and least <= ADULT_AGE:
        return False
    born = person.born[who]
    return bool(born == 0 or (days.numbers[person.zone[who], times.first_moment[g]] - born) // 10_000 < least)


@inlined
def is_refused(person: Person, asked: Asked, g: int, who: int) -> bool:
    """Return whether a rule that few gigs have is broken (people, online, group, standing).

    What a gig does not ask for is not read: fans lie anywhere in memory here.
    """
    if asked.must_be_online[g] and not person.online[who]:
        return True
    if asked.standing_min[g] > 0 and person.standing[who] < asked.standing_min[g]:
        return True
    if asked.party[g] > 0 and 0 <= person.largest_group[who] < asked.party[g]:
        return True
    for entry in range(asked.people.starts[g], asked.people.starts[g + 1]):
        if holds(person.blocked, who, asked.people.codes[entry]):
            return True
    return holds(asked.excluded, g, who)


@lean
def keep_allowed(
    hot: Array, person: Person, asked: Asked, times: Times, days: Days, scratch: Scratch, count: int, g: int
) -> int:
    """Keep those whom no rarer rule refuses."""
    if not asked.any[g]:
        return count
    kept, least = 0, asked.age_min[g]
    for entry in range(count):
        who = whole(hot[scratch.chosen[entry], WHO])
        if is_refused(person, asked, g, who):
            continue
        if least >= 0 and is_too_young(person, least, times, days, g, who):
            continue
        if not lacks_pass(person, asked, times, days, g, who):
            keep(scratch, entry, kept, 0)
            kept += 1
    return kept

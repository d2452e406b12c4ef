"""The hard rules restated plainly for the verifier, from the meaning of the fields alone."""

from __future__ import annotations

import math
from collections import defaultdict
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from itertools import combinations
from zoneinfo import ZoneInfo

from matching.fans import Fan
from matching.gigs import Gig
from matching.params import Params
from matching.problem import Problem
from matching.reasons import Value
from matching.solution import Pair

DAY = timedelta(days=1)
WEEK = timedelta(days=7)
Span = tuple[datetime, datetime]


@dataclass(frozen=True, slots=True)
class Violation:
    """A rule that a solution breaks: code, the pair it is about where there is one, and numbers."""

    code: str
    gig_id: str | None = None
    fan_id: str | None = None
    params: dict[str, Value] = field(default_factory=dict)


Test = Callable[[Fan, Gig, Params], bool]

TESTS: dict[str, Test] = {
    "skill": lambda fan, gig, _: all(
        fan.skills.get(code, 0) >= level for code, level in gig.skills_all.items()
    ),
    "skills_any": lambda fan, gig, _: _one_of(gig.skills_any, fan.skills),
    "language": lambda fan, gig, _: _one_of(gig.languages_any, fan.languages),
    "availability": lambda fan, gig, _: _is_open(fan, gig),
    "radius": lambda fan, gig, _: _in_radius(fan, gig),
    "credential": lambda fan, gig, _: all(_credential_holds(fan, gig, code) for code in gig.credentials),
    "age": lambda fan, gig, _: _old_enough(fan, gig),
    "group": lambda fan, gig, _: fan.largest_group is None or gig.party <= fan.largest_group,
    "standing": lambda fan, gig, _: fan.standing_points >= gig.standing_min,
    "online": lambda fan, gig, _: fan.is_online or not gig.must_be_online,
    "blocked": lambda fan, gig, _: not set(fan.blocked) & set(gig.people),
    "excluded": lambda fan, gig, _: fan.id not in gig.excluded,
    "commitment": lambda fan, gig, params: (
        not any(
            too_close((item.starts_at, item.ends_at), item.location, gig, fan, params)
            for item in fan.committed
        )
    ),
    "hours": lambda fan, gig, params: next(caps_broken(fan, [gig], params), None) is None,
}


def pair_violations(fan: Fan, gig: Gig, params: Params) -> Iterator[Violation]:
    """Yield every rule that one pair breaks by itself."""
    for code, test in TESTS.items():
        if not test(fan, gig, params):
            yield Violation(code, gig.id, fan.id)


def _one_of(wanted: object, held: object) -> bool:
    need, have = dict(wanted), dict(held)  # type: ignore[call-overload]
    return not need or any(have.get(code, 0) >= level for code, level in need.items())


def _local_dates(gig: Gig, zone: ZoneInfo) -> tuple[datetime, datetime]:
    last = gig.starts_at if gig.ends_at is None else gig.ends_at - timedelta(microseconds=1)
    return gig.starts_at.astimezone(zone), last.astimezone(zone)


def _credential_holds(fan: Fan, gig: Gig, code: str) -> bool:
    held = fan.credentials.get(code)
    if held is None:
        return False
    first, last = _local_dates(gig, ZoneInfo(fan.zone))
    return (held.valid_from is None or held.valid_from <= first.date()) and (
        held.valid_until is None or last.date() <= held.valid_until
    )


def _old_enough(fan: Fan, gig: Gig) -> bool:
    if gig.age_min is None or (fan.is_adult and gig.age_min <= 18):
        return True
    if fan.born_on is None:
        return False
    day = _local_dates(gig, ZoneInfo(fan.zone))[0].date()
    had_birthday = (day.month, day.day) >= (fan.born_on.month, fan.born_on.day)
    return day.year - fan.born_on.year - (0 if had_birthday else 1) >= gig.age_min


def _metres(first: tuple[float, float], second: tuple[float, float]) -> float:
    # Vincenty's special case for the sphere: stable for near and for opposite points alike.
    a, b = (math.radians(first[0]), math.radians(second[0]))
    turn = math.radians(second[1] - first[1])
    across = math.hypot(
        math.cos(b) * math.sin(turn), math.cos(a) * math.sin(b) - math.sin(a) * math.cos(b) * math.cos(turn)
    )
    along = math.sin(a) * math.sin(b) + math.cos(a) * math.cos(b) * math.cos(turn)
    return 6_371_008.8 * math.atan2(across, along)


def _in_radius(fan: Fan, gig: Gig) -> bool:
    if gig.location is None:
        return True
    return fan.location is not None and _metres(fan.location, gig.location) <= fan.radius_m + 1


def _is_open(fan: Fan, gig: Gig) -> bool:
    if gig.ends_at is None:
        return True
    reached = gig.starts_at
    for starts_at, ends_at in sorted(fan.available):
        if starts_at <= reached < ends_at:
            reached = ends_at
    return reached >= gig.ends_at


def too_close(span: Span, place: tuple[float, float] | None, gig: Gig, fan: Fan, params: Params) -> bool:
    """Return whether a fan cannot do something over a span at a place, and the gig."""
    if gig.ends_at is None:
        return False
    if span[0] < gig.ends_at and gig.starts_at < span[1]:
        return True
    if place is None or gig.location is None or place == gig.location:
        return False
    gap = max(gig.starts_at - span[1], span[0] - gig.ends_at).total_seconds()
    metres = max(0.0, _metres(place, gig.location) - 1)
    seconds = metres * params.detour_permille / 1000 / (fan.speed_kmh / 3.6)
    return gap < seconds + params.changeover_minutes * 60


def moves_in_time(before: Gig, after: Gig, speed_kmh: int | None, params: Params) -> bool:
    """Return whether a party that does one gig is in time for the next; None if others see to their travel."""
    left = after.starts_at - (before.ends_at or before.starts_at)
    if left < timedelta(0) or speed_kmh is None:
        return left >= timedelta(0)
    if before.location is None or after.location is None or before.location == after.location:
        return True
    metres = max(0.0, _metres(before.location, after.location) - 1) * params.detour_permille / 1000
    return left >= timedelta(seconds=metres / (speed_kmh / 3.6), minutes=params.changeover_minutes)


def gig_violations(problem: Problem, pairs: Sequence[Pair]) -> Iterator[Violation]:
    """Yield gigs with too many fans, or with fans who block one another."""
    fans_of: dict[str, list[Fan]] = defaultdict(list)
    for pair in pairs:
        fans_of[pair.gig_id].append(problem.fan_by_id[pair.fan_id])
    for gig_id, fans in fans_of.items():
        places = problem.gig_by_id[gig_id].places
        if len(fans) > places:
            yield Violation("places", gig_id, None, {"assigned": len(fans), "places": places})
        for one, other in combinations(fans, 2):
            if one.id in other.blocked or other.id in one.blocked:
                yield Violation("blocked_together", gig_id, one.id, {"other_fan_id": other.id})


def fan_violations(problem: Problem, pairs: Sequence[Pair]) -> Iterator[Violation]:
    """Yield fans with too many gigs, clashing gigs, or too many hours."""
    gigs_of: dict[str, list[Gig]] = defaultdict(list)
    for pair in pairs:
        gigs_of[pair.fan_id].append(problem.gig_by_id[pair.gig_id])
    for fan_id, gigs in gigs_of.items():
        fan = problem.fan_by_id[fan_id]
        if len(gigs) > problem.policy.most_gigs:
            yield Violation("most_gigs", None, fan_id, {"assigned": len(gigs)})
        for one, other in combinations(gigs, 2):
            if one.window is not None and too_close(one.window, one.location, other, fan, problem.params):
                yield Violation("clash", one.id, fan_id, {"other_gig_id": other.id})
        yield from caps_broken(fan, gigs, problem.params)


def caps_broken(fan: Fan, gigs: list[Gig], params: Params) -> Iterator[Violation]:
    """Yield hour caps that a fan breaks when doing all of these gigs beside what is committed."""
    added = [(gig.starts_at, gig.ends_at) for gig in gigs if gig.ends_at is not None]
    spans = added + [(item.starts_at, item.ends_at) for item in fan.committed if item.is_work]
    day_caps = [cap for cap in (fan.day_cap_minutes, params.day_cap_minutes) if cap is not None]
    week_caps = [cap for cap in (fan.week_cap_minutes, params.week_cap_minutes) if cap is not None]
    zone = ZoneInfo(fan.zone)
    days = {day for start, end in added for day in _days(start, end, zone)}
    for day in sorted(days):
        midnight = datetime(day.year, day.month, day.day, tzinfo=zone)
        following = (midnight.replace(tzinfo=None) + DAY).replace(tzinfo=zone)
        total = _inside(spans, midnight.astimezone(UTC), following.astimezone(UTC))
        if total > timedelta(minutes=min(day_caps)):
            yield Violation("hours_day", None, fan.id, {"on": day.date()})
    edges = {start for start, _ in spans} | {end - WEEK for _, end in spans}
    for edge in sorted(edges):
        touches = any(edge < end and start < edge + WEEK for start, end in added)
        if touches and _inside(spans, edge, edge + WEEK) > timedelta(minutes=min(week_caps)):
            yield Violation("hours_week", None, fan.id, {"from": edge})
            return


def _days(start: datetime, end: datetime, zone: ZoneInfo) -> Iterator[datetime]:
    day = start.astimezone(zone).replace(hour=0, minute=0, second=0, microsecond=0, tzinfo=None)
    while day.replace(tzinfo=zone).astimezone(UTC) < end:
        yield day
        day += DAY


def _inside(spans: list[Span], starts_at: datetime, ends_at: datetime) -> timedelta:
    parts = (min(end, ends_at) - max(start, starts_at) for start, end in spans)
    return sum((part for part in parts if part > timedelta(0)), timedelta(0))

"""Hard rules: each a named predicate that returns the reasons why a pair breaks it.

An empty answer means that the rule holds. Every predicate can be called alone; `PREDICATES` lists them in the
order in which they are reported. Kinds of gig add data, never predicates.
"""

from __future__ import annotations

from collections.abc import Callable
from datetime import date, timedelta

from matching.fans import Commitment, Fan, zone_named
from matching.geometry import distance_m
from matching.gigs import Gig
from matching.hours import fullest_day, fullest_week
from matching.intervals import Interval, missing, whole_minutes
from matching.params import Params
from matching.reasons import Reason, Reasons, Value
from matching.travel import time_between

ADULT_AGE = 18

Predicate = Callable[[Fan, Gig, Params], Reasons]


def skills(fan: Fan, gig: Gig, params: Params) -> Reasons:
    """Every skill of ``skills_all`` at its level, and one of ``skills_any`` if any are named.

    Reasons: ``skill_missing`` (skill, level_needed), ``skill_level`` (the same and level_held), ``skills_any``
    (skills).
    """
    held = fan.skills
    reasons: list[Reason] = []
    for skill, level in gig.skills_all.items():
        if skill not in held:
            reasons.append(Reason("skill_missing", {"skill": skill, "level_needed": level}))
        elif held[skill] < level:
            reasons.append(
                Reason("skill_level", {"skill": skill, "level_needed": level, "level_held": held[skill]})
            )
    if gig.skills_any and not any(held.get(skill, 0) >= level for skill, level in gig.skills_any.items()):
        reasons.append(Reason("skills_any", {"skills": tuple(gig.skills_any)}))
    return tuple(reasons)


def language(fan: Fan, gig: Gig, params: Params) -> Reasons:
    """One of the languages at its least level. Reason: ``language`` (languages)."""
    wanted = gig.languages_any
    if not wanted or any(fan.languages.get(code, 0) >= level for code, level in wanted.items()):
        return ()
    return (Reason("language", {"languages": tuple(wanted)}),)


def credentials(fan: Fan, gig: Gig, params: Params) -> Reasons:
    """Every credential valid on each local day of the gig.

    Reasons: ``credential_missing`` (credential), ``credential_not_yet`` (and valid_from),
    ``credential_expired`` (and valid_until).
    """
    if not gig.credentials:
        return ()
    first, last = gig_days(fan, gig)
    reasons: list[Reason] = []
    for code in sorted(gig.credentials):
        held = fan.credentials.get(code)
        if held is None:
            reasons.append(Reason("credential_missing", {"credential": code}))
        elif held.valid_from is not None and held.valid_from > first:
            reasons.append(Reason("credential_not_yet", {"credential": code, "valid_from": held.valid_from}))
        elif held.valid_until is not None and held.valid_until < last:
            expired: dict[str, Value] = {"credential": code, "valid_until": held.valid_until}
            reasons.append(Reason("credential_expired", expired))
    return tuple(reasons)


def availability(fan: Fan, gig: Gig, params: Params) -> Reasons:
    """The whole window lies in open hours. Reason: ``unavailable`` (from, until), one per missing stretch."""
    window = gig.window
    if window is None:
        return ()
    return tuple(
        Reason("unavailable", {"from": gap.starts_at, "until": gap.ends_at})
        for gap in missing(window, tuple(fan.available))
    )


def commitments(fan: Fan, gig: Gig, params: Params) -> Reasons:
    """No overlap with what the fan already does, changeover and travel between included.

    Reasons: ``overlap`` (from, until), ``travel_between`` (from, until, needed_minutes, gap_minutes).
    """
    window = gig.window
    if window is None or not fan.committed:
        return ()
    reasons: list[Reason] = []
    for item in fan.committed:
        reason = _conflict(fan, gig, window, item, params)
        if reason is not None:
            reasons.append(reason)
    return tuple(reasons)


def distance(fan: Fan, gig: Gig, params: Params) -> Reasons:
    """The place lies within the fan's radius. Reasons: ``too_far`` (distance_m, radius_m), ``no_home``."""
    if gig.location is None:
        return ()
    if fan.location is None:
        return (Reason("no_home"),)
    metres = distance_m(fan.location, gig.location)
    if metres <= fan.radius_m:
        return ()
    return (Reason("too_far", {"distance_m": metres, "radius_m": fan.radius_m}),)


def age(fan: Fan, gig: Gig, params: Params) -> Reasons:
    """Old enough on the local day of the start.

    Reasons: ``too_young`` (age, age_min), ``age_unknown`` (age_min).
    """
    if gig.age_min is None or (fan.is_adult and gig.age_min <= ADULT_AGE):
        return ()
    if fan.born_on is None:
        return (Reason("age_unknown", {"age_min": gig.age_min}),)
    years = age_on(fan.born_on, gig_days(fan, gig)[0])
    if years >= gig.age_min:
        return ()
    return (Reason("too_young", {"age": years, "age_min": gig.age_min}),)


def group(fan: Fan, gig: Gig, params: Params) -> Reasons:
    """The party is no larger than the fan leads. Reason: ``group_too_large`` (party, largest_group)."""
    if fan.largest_group is None or gig.party <= fan.largest_group:
        return ()
    return (Reason("group_too_large", {"party": gig.party, "largest_group": fan.largest_group}),)


def hours(fan: Fan, gig: Gig, params: Params) -> Reasons:
    """Caps per local day and per rolling seven days hold.

    Reasons: ``hours_day`` (on, total_minutes, cap_minutes), ``hours_week`` (from and the same).
    """
    window = gig.window
    if window is None:
        return ()
    day_cap, week_cap = caps_minutes(fan, params)
    if fan.work_minutes + whole_minutes(window.duration) <= min(day_cap, week_cap):
        return ()
    work = [item.interval for item in fan.committed if item.is_work and not item.interval.overlaps(window)]
    reasons: list[Reason] = []
    day, total = fullest_day(window, work, zone_named(fan.zone))
    minutes = whole_minutes(total)
    if minutes > day_cap:
        reasons.append(Reason("hours_day", {"on": day, "total_minutes": minutes, "cap_minutes": day_cap}))
    start, total = fullest_week(window, work)
    minutes = whole_minutes(total)
    if minutes > week_cap:
        over: dict[str, Value] = {"from": start, "total_minutes": minutes, "cap_minutes": week_cap}
        reasons.append(Reason("hours_week", over))
    return tuple(reasons)


def people(fan: Fan, gig: Gig, params: Params) -> Reasons:
    """Nobody is met who is blocked, and the fan is not excluded. Reasons: ``blocked``, ``excluded``."""
    reasons = []
    if not fan.blocked.isdisjoint(gig.people):  # type: ignore[attr-defined]
        reasons.append(Reason("blocked"))
    if fan.id in gig.excluded:
        reasons.append(Reason("excluded"))
    return tuple(reasons)


def standing(fan: Fan, gig: Gig, params: Params) -> Reasons:
    """Standing is high enough. Reason: ``standing_low`` (points, points_needed)."""
    if fan.standing_points >= gig.standing_min:
        return ()
    return (Reason("standing_low", {"points": fan.standing_points, "points_needed": gig.standing_min}),)


def online(fan: Fan, gig: Gig, params: Params) -> Reasons:
    """On now, where the gig asks for it. Reason: ``offline``."""
    return (Reason("offline"),) if gig.must_be_online and not fan.is_online else ()


PREDICATES: dict[str, Predicate] = {
    "people": people,
    "online": online,
    "age": age,
    "group": group,
    "standing": standing,
    "skills": skills,
    "language": language,
    "credentials": credentials,
    "distance": distance,
    "availability": availability,
    "commitments": commitments,
    "hours": hours,
}
"""Every hard rule by name, in the order of reporting."""


def age_on(born_on: date, day: date) -> int:
    """Return the age in whole years; who is born on 29 February has a birthday on 1 March in common years."""
    return day.year - born_on.year - ((day.month, day.day) < (born_on.month, born_on.day))


def caps_minutes(fan: Fan, params: Params) -> tuple[int, int]:
    """Return the caps per day and per seven days for a fan: the lower of the own and the general one."""
    day, week = params.day_cap_minutes, params.week_cap_minutes
    if fan.day_cap_minutes is not None:
        day = min(day, fan.day_cap_minutes)
    if fan.week_cap_minutes is not None:
        week = min(week, fan.week_cap_minutes)
    return day, week


def gig_days(fan: Fan, gig: Gig) -> tuple[date, date]:
    """Return the first and the last local day of a gig, in the fan's zone."""
    zone = zone_named(fan.zone)
    first = gig.starts_at.astimezone(zone).date()
    if gig.ends_at is None:
        return first, first
    last_moment = gig.ends_at - gig.ends_at.resolution
    return first, last_moment.astimezone(zone).date()


def _conflict(fan: Fan, gig: Gig, window: Interval, item: Commitment, params: Params) -> Reason | None:
    bounds: dict[str, Value] = {"from": item.starts_at, "until": item.ends_at}
    if item.starts_at < window.ends_at and window.starts_at < item.ends_at:
        return Reason("overlap", bounds)
    gap = max(window.starts_at - item.ends_at, item.starts_at - window.ends_at)
    needed = time_between(item.location, gig.location, speed_kmh=fan.speed_kmh, params=params)
    if needed <= gap:
        return None
    bounds["needed_minutes"] = whole_minutes(needed)
    bounds["gap_minutes"] = gap // timedelta(minutes=1)
    return Reason("travel_between", bounds)

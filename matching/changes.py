"""The smallest change that removes a reason, and the fan as they would be after it."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import replace
from datetime import date, datetime
from typing import cast

from matching.credentials import Credential
from matching.fans import Commitment, Fan
from matching.gigs import Gig
from matching.intervals import Interval
from matching.params import Params
from matching.predicates import caps_minutes, gig_days, hours
from matching.reasons import Change, Reason, Value

BEYOND_CHANGE = frozenset({"age_unknown", "too_young", "blocked", "excluded"})
"""Reasons that no change of profile, hours or skills removes."""


def change_for(fan: Fan, gig: Gig, params: Params, reason: Reason) -> Change | None:
    """Return the smallest change that removes one reason.

    Parameters
    ----------
    fan, gig : Fan, Gig
        The pair.
    params : Params
        Limits.
    reason : Reason
        As a predicate returned it for this pair.

    Returns
    -------
    Change or None
        None if nothing the fan could do removes it.
    """
    if reason.code in BEYOND_CHANGE:
        return None
    return _CHANGES[reason.code](fan, gig, params, reason)


def with_changes(fan: Fan, gig: Gig, changes: tuple[Change, ...]) -> Fan:
    """Return the fan as they would be after changes suggested for a gig.

    Parameters
    ----------
    fan : Fan
        The person as they are.
    gig : Gig
        The gig for which the changes were suggested.
    changes : tuple of Change
        As `matching.eligibility` returns them.

    Returns
    -------
    Fan
        A new value.
    """
    for change in changes:
        fan = _APPLIED[change.code](fan, gig, change.params)
    return fan


def _skill(fan: Fan, gig: Gig, params: Params, reason: Reason) -> Change | None:
    return Change("skill", {"skill": reason.params["skill"], "level": reason.params["level_needed"]})


def _any_skill(fan: Fan, gig: Gig, params: Params, reason: Reason) -> Change | None:
    code = _nearest(fan.skills, gig.skills_any)
    return Change("skill", {"skill": code, "level": gig.skills_any[code]})


def _language(fan: Fan, gig: Gig, params: Params, reason: Reason) -> Change | None:
    code = _nearest(fan.languages, gig.languages_any)
    return Change("language", {"language": code, "level": gig.languages_any[code]})


def _nearest(held: Mapping[str, int], wanted: Mapping[str, int]) -> str:
    return min(wanted, key=lambda code: (wanted[code] - held.get(code, 0), code))


def _credential(fan: Fan, gig: Gig, params: Params, reason: Reason) -> Change | None:
    first, last = gig_days(fan, gig)
    return Change(
        "credential", {"credential": reason.params["credential"], "valid_from": first, "valid_until": last}
    )


def _radius(fan: Fan, gig: Gig, params: Params, reason: Reason) -> Change | None:
    metres = cast(int, reason.params["distance_m"])
    if metres > params.radius_limit_m:
        return None
    rounded = -(-metres // params.radius_step_m) * params.radius_step_m
    return Change("radius", {"radius_m": min(rounded, params.radius_limit_m)})


def _home(fan: Fan, gig: Gig, params: Params, reason: Reason) -> Change | None:
    return Change("home", {"within_m": fan.radius_m})


def _open_hours(fan: Fan, gig: Gig, params: Params, reason: Reason) -> Change | None:
    return Change("hours", reason.params)


def _free(fan: Fan, gig: Gig, params: Params, reason: Reason) -> Change | None:
    return Change("free", {"from": reason.params["from"], "until": reason.params["until"]})


def _group(fan: Fan, gig: Gig, params: Params, reason: Reason) -> Change | None:
    return Change("group", {"party": gig.party})


def _standing(fan: Fan, gig: Gig, params: Params, reason: Reason) -> Change | None:
    return Change("standing", {"points": gig.standing_min})


def _online(fan: Fan, gig: Gig, params: Params, reason: Reason) -> Change | None:
    return Change("online")


def _hours(fan: Fan, gig: Gig, params: Params, reason: Reason) -> Change | None:
    total = cast(int, reason.params["total_minutes"])
    day_cap, _ = caps_minutes(replace(fan, day_cap_minutes=None, week_cap_minutes=None), params)
    if reason.code == "hours_day" and total <= min(day_cap, 1440):
        return Change("day_cap", {"minutes": total})
    if reason.code == "hours_week" and total <= params.week_cap_minutes:
        return Change("week_cap", {"minutes": total})
    return _give_back(fan, gig, params, reason)


def _give_back(fan: Fan, gig: Gig, params: Params, reason: Reason) -> Change | None:
    work = sorted((item for item in fan.committed if item.is_work), key=lambda item: item.interval.duration)
    helpful = None
    for item in work:
        change = Change("free", {"from": item.starts_at, "until": item.ends_at})
        left = hours(with_changes(fan, gig, (change,)), gig, params)
        totals = [other.params["total_minutes"] for other in left if other.code == reason.code]
        if not totals:
            return change
        if cast(int, totals[0]) < cast(int, reason.params["total_minutes"]):
            helpful = (
                change  # the longest of those that help; the caller asks again for what is still too much
            )
    return helpful


_CHANGES: dict[str, Callable[[Fan, Gig, Params, Reason], Change | None]] = {
    "skill_missing": _skill,
    "skill_level": _skill,
    "skills_any": _any_skill,
    "language": _language,
    "credential_missing": _credential,
    "credential_not_yet": _credential,
    "credential_expired": _credential,
    "too_far": _radius,
    "no_home": _home,
    "unavailable": _open_hours,
    "overlap": _free,
    "travel_between": _free,
    "group_too_large": _group,
    "standing_low": _standing,
    "offline": _online,
    "hours_day": _hours,
    "hours_week": _hours,
}


Given = Mapping[str, Value]


def _with_skill(fan: Fan, gig: Gig, given: Given) -> Fan:
    skill, level = cast(str, given["skill"]), cast(int, given["level"])
    return replace(fan, skills={**fan.skills, skill: max(level, fan.skills.get(skill, 0))})


def _with_language(fan: Fan, gig: Gig, given: Given) -> Fan:
    return replace(fan, languages={**fan.languages, cast(str, given["language"]): cast(int, given["level"])})


def _with_credential(fan: Fan, gig: Gig, given: Given) -> Fan:
    held = Credential(cast(date, given["valid_from"]), cast(date, given["valid_until"]))
    return replace(fan, credentials={**fan.credentials, cast(str, given["credential"]): held})


def _with_hours(fan: Fan, gig: Gig, given: Given) -> Fan:
    added = Interval(cast(datetime, given["from"]), cast(datetime, given["until"]))
    return replace(fan, available=(*fan.available, added))


def _without_commitment(fan: Fan, gig: Gig, given: Given) -> Fan:
    def stays(item: Commitment) -> bool:
        return (item.starts_at, item.ends_at) != (given["from"], given["until"])

    return replace(fan, committed=tuple(item for item in fan.committed if stays(item)))


_APPLIED: dict[str, Callable[[Fan, Gig, Given], Fan]] = {
    "skill": _with_skill,
    "language": _with_language,
    "credential": _with_credential,
    "radius": lambda fan, gig, given: replace(fan, radius_m=cast(int, given["radius_m"])),
    "home": lambda fan, gig, given: replace(fan, location=gig.location),
    "hours": _with_hours,
    "free": _without_commitment,
    "group": lambda fan, gig, given: replace(fan, largest_group=cast(int, given["party"])),
    "standing": lambda fan, gig, given: replace(fan, standing_points=cast(int, given["points"])),
    "online": lambda fan, gig, given: replace(fan, is_online=True),
    "day_cap": lambda fan, gig, given: replace(fan, day_cap_minutes=cast(int, given["minutes"])),
    "week_cap": lambda fan, gig, given: replace(fan, week_cap_minutes=cast(int, given["minutes"])),
}

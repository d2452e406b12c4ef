"""What would fill a gig: each single change, with the people it would make eligible, the best first.

Some changes are the owner's (another time, a lower level asked for), others are asked of fans (a wider radius, a skill
verified). Age, credentials and blocks are never traded for people.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, replace
from datetime import timedelta
from typing import cast

from matching.eligibility import broken_rules, eligibility
from matching.fans import Fan
from matching.gigs import Gig
from matching.problem import Problem
from matching.reasons import Change, Reasons, Value
from matching.solution import Solution

SHIFT_MINUTES = (30, 60, 90, 120, 180, 240)
"""By how much a start is tried earlier and later."""

TIME_CODES = frozenset({"unavailable", "overlap", "travel_between", "hours_day", "hours_week"})
SKILL_CODES = frozenset({"skill_missing", "skill_level"})
ASKED_OF_FANS: Mapping[str, str] = {
    "skill": "fans_skill",
    "language": "fans_language",
    "radius": "fans_radius",
    "hours": "fans_hours",
    "online": "fans_online",
    "group": "fans_group",
}


@dataclass(frozen=True, slots=True)
class Remedy:
    """One change and whom it would make eligible.

    Parameters
    ----------
    change : Change
        What to change; ``people`` is among its numbers.
    fan_ids : tuple of str
        Who would then fit and does not now, sorted.
    gig : Gig or None
        The gig after a change of the owner's; None if fans are asked.
    """

    change: Change
    fan_ids: tuple[str, ...]
    gig: Gig | None


def remedies(problem: Problem, solution: Solution, gig_id: str, *, most: int = 5) -> tuple[Remedy, ...]:
    """Return the single changes that would make people eligible for a gig, the one for most people first.

    Parameters
    ----------
    problem : Problem
        What was asked.
    solution : Solution
        What was answered; fans who are on the gig are left out.
    gig_id : str
        A gig of the problem.
    most : int
        Changes named at most.

    Returns
    -------
    tuple of Remedy
        Of those with as many people, smaller changes of the gig come first, then what is asked of fans.

    Raises
    ------
    InvalidProblem
        If the problem has no such gig.
    """
    gig = problem.gig(gig_id)
    here = set(solution.fans_of(gig.id))
    kept_out = [
        (fan, reasons)
        for fan in problem.fans
        if fan.id not in here and (reasons := broken_rules(fan, gig, problem.params))
    ]
    found = [
        *_by_owner(problem, gig, kept_out),
        *_by_fans(problem, gig, [fan for fan, _ in kept_out]),
    ]
    found.sort(key=lambda remedy: -len(remedy.fan_ids))
    return tuple(found[:most])


def _by_owner(problem: Problem, gig: Gig, kept_out: list[tuple[Fan, Reasons]]) -> Iterator[Remedy]:
    for code, given, changed, removes in _variants(gig):
        ids = sorted(
            fan.id
            for fan, reasons in kept_out
            if {reason.code for reason in reasons} <= removes
            and not broken_rules(fan, changed, problem.params)
        )
        if ids:
            yield Remedy(Change(code, {**given, "people": len(ids)}), tuple(ids), changed)


Variant = tuple[str, Mapping[str, Value], Gig, frozenset[str]]


def _variants(gig: Gig) -> Iterator[Variant]:
    yield from _other_times(gig)
    for skill, level in gig.skills_all.items():
        for lower in range(level - 1, 0, -1):
            given: dict[str, Value] = {"skill": skill, "level": lower}
            yield "ask_level", given, replace(gig, skills_all={**gig.skills_all, skill: lower}), SKILL_CODES
        left = {code: asked for code, asked in gig.skills_all.items() if code != skill}
        yield "ask_no_skill", {"skill": skill}, replace(gig, skills_all=left), SKILL_CODES
    for language, level in gig.languages_any.items():
        if level > 1:
            lower_level = {**gig.languages_any, language: level - 1}
            given = {"language": language, "level": level - 1}
            yield "ask_language", given, replace(gig, languages_any=lower_level), frozenset({"language"})
    if gig.standing_min:
        yield "ask_no_standing", {}, replace(gig, standing_min=0), frozenset({"standing_low"})
    if gig.must_be_online:
        yield "ask_offline", {}, replace(gig, must_be_online=False), frozenset({"offline"})


def _other_times(gig: Gig) -> Iterator[Variant]:
    if gig.ends_at is None:
        return
    for minutes in SHIFT_MINUTES:
        for by in (timedelta(minutes=-minutes), timedelta(minutes=minutes)):
            moved = replace(gig, starts_at=gig.starts_at + by, ends_at=gig.ends_at + by)
            given: dict[str, Value] = {"from": moved.starts_at, "until": cast(Value, moved.ends_at)}
            yield "move", given, moved, TIME_CODES


def _by_fans(problem: Problem, gig: Gig, kept_out: list[Fan]) -> Iterator[Remedy]:
    groups: dict[tuple[str, str], list[tuple[Fan, Change]]] = {}
    for fan in kept_out:
        changes = eligibility(fan, gig, problem.params).changes
        if len(changes) == 1 and changes[0].code in ASKED_OF_FANS:
            change = changes[0]
            groups.setdefault((change.code, _what(change)), []).append((fan, change))
    for (code, _), members in sorted(groups.items()):
        given = _furthest([change for _, change in members])
        ids = tuple(sorted(fan.id for fan, _ in members))
        yield Remedy(Change(ASKED_OF_FANS[code], {**given, "people": len(ids)}), ids, None)


def _what(change: Change) -> str:
    return str(change.params.get("skill", change.params.get("language", "")))


def _furthest(changes: list[Change]) -> dict[str, Value]:
    # One request to all of them names the largest radius and level, the earliest beginning and the latest end.
    given = dict(changes[0].params)
    pick: dict[str, Callable[..., Value]] = {"from": min}
    for key in given:
        given[key] = pick.get(key, max)(change.params[key] for change in changes)
    return given

"""Preferences: each a named term that grades a pair from 0 to 1000, weighed by a published weight.

Points of a term are ``weight * grade // 1000``; the score of a pair is the sum, a whole number. `TERMS` lists
the terms in the order of the lines that people see.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from functools import lru_cache
from types import MappingProxyType
from typing import NamedTuple

from matching.fans import MAX_LANGUAGE_LEVEL, MAX_SKILL_LEVEL, Fan
from matching.geometry import distance_m
from matching.gigs import Gig
from matching.params import Params

FULL = 1000


class TermScore(NamedTuple):
    """One line of a score: name of the term, grade 0 to 1000, and points."""

    term: str
    grade: int
    points: int


class Standpoint(NamedTuple):
    """What a grade needs beside the pair itself.

    Parameters
    ----------
    fairness_grade : int
        0 to 1000, from `matching.fairness.fairness_grades`.
    metres : int or None
        Distance from the fan's home to the gig where it is known already; measured when needed if None.
    """

    fairness_grade: int = 500
    metres: int | None = None


def filled(fan: Fan, gig: Gig, view: Standpoint) -> int:
    """Full for every pair: filling a place is worth something by itself."""
    return FULL


def nearness(fan: Fan, gig: Gig, view: Standpoint) -> int:
    """Full at home, nothing at the edge of the radius; full for a gig without a place."""
    if gig.location is None:
        return FULL
    if fan.location is None or fan.radius_m == 0:
        return FULL if fan.location == gig.location else 0
    metres = distance_m(fan.location, gig.location) if view.metres is None else view.metres
    return max(0, FULL * (fan.radius_m - metres) // fan.radius_m)


def skill(fan: Fan, gig: Gig, view: Standpoint) -> int:
    """Level above the least asked for, against the most that is possible; half if the gig asks for no skill."""
    wanted, either = dict(gig.skills_all), gig.skills_any
    best = max(either, key=lambda code: (fan.skills.get(code, 0) - either[code], code), default=None)
    if best is not None:
        wanted.setdefault(best, either[best])
    if not wanted:
        return FULL // 2
    above = sum(fan.skills.get(code, 0) - level + 1 for code, level in wanted.items())
    most = sum(MAX_SKILL_LEVEL - level + 1 for level in wanted.values())
    return max(0, FULL * above // most)


def language(fan: Fan, gig: Gig, view: Standpoint) -> int:
    """Level of the best language the gig asks for, against the highest level; half if it asks for none."""
    if not gig.languages_any:
        return FULL // 2
    best = max(fan.languages.get(code, 0) for code in gig.languages_any)
    return FULL * best // MAX_LANGUAGE_LEVEL


def interest(fan: Fan, gig: Gig, view: Standpoint) -> int:
    """Share of the guest's interests that the fan has; half if none are told."""
    if not gig.interests:
        return FULL // 2
    common = sum(1 for code in gig.interests if code in fan.interests)
    return FULL * common // len(gig.interests)


def standing(fan: Fan, gig: Gig, view: Standpoint) -> int:
    """Standing points as they are."""
    return fan.standing_points


def fairness(fan: Fan, gig: Gig, view: Standpoint) -> int:
    """Shortfall against the target share, see `matching.fairness`."""
    return view.fairness_grade


def familiarity(fan: Fan, gig: Gig, view: Standpoint) -> int:
    """Full if the fan knows the area, half if the gig names none."""
    if gig.area is None:
        return FULL // 2
    return FULL if gig.area in fan.familiar else 0


TERMS: dict[str, Callable[[Fan, Gig, Standpoint], int]] = {
    "filled": filled,
    "nearness": nearness,
    "skill": skill,
    "language": language,
    "interest": interest,
    "standing": standing,
    "fairness": fairness,
    "familiarity": familiarity,
}
"""Every preference by name; the weight of each is the parameter ``weight_<name>``."""


@lru_cache(maxsize=64)
def weights(params: Params) -> Mapping[str, int]:
    """Return the published weight of every term, in points."""
    return MappingProxyType({name: int(getattr(params, f"weight_{name}")) for name in TERMS})


def score_terms(fan: Fan, gig: Gig, params: Params, view: Standpoint) -> tuple[TermScore, ...]:
    """Return the lines of a pair's score.

    Parameters
    ----------
    fan, gig : Fan, Gig
        The pair; it need not be feasible.
    params : Params
        Weights.
    view : Standpoint
        The fan's fairness grade.

    Returns
    -------
    tuple of TermScore
        One line for each term, in the order of `TERMS`.
    """
    lines = []
    for name, weight in weights(params).items():
        grade = TERMS[name](fan, gig, view)
        lines.append(TermScore(name, grade, weight * grade // FULL))
    return tuple(lines)


def score(fan: Fan, gig: Gig, params: Params, view: Standpoint) -> int:
    """Return the sum of a pair's points, without its lines."""
    return scorer(params)(fan, gig, view)


def scorer(params: Params) -> Callable[[Fan, Gig, Standpoint], int]:
    """Return a function that scores pairs with these weights, for when there are many."""
    used = [(TERMS[name], weight) for name, weight in weights(params).items() if weight]

    def total(fan: Fan, gig: Gig, view: Standpoint) -> int:
        points = 0
        for grade, weight in used:
            points += weight * grade(fan, gig, view) // FULL
        return points

    return total

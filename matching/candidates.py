"""Every feasible pair of a problem, with its score.

Arrays decide the rules that most pairs fail (skills, languages, open hours, radius); the named predicates decide
the rest for the pairs that are left. The outcome is the same as asking every predicate for every pair, which tests
check.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import datetime
from importlib.util import find_spec
from typing import NamedTuple

import numpy as np
import numpy.typing as npt

from matching.fairness import fairness_grades
from matching.fans import Fan
from matching.geometry import EARTH_RADIUS_M, distance_m, unit_vectors
from matching.gigs import Gig
from matching.predicates import Predicate, age, commitments, credentials, group, hours, people
from matching.problem import Problem
from matching.terms import Standpoint, scorer

Mask = npt.NDArray[np.bool_]
Integers = npt.NDArray[np.int64]

MANY_PAIRS = 2_000_000
"""Fans times gigs from which compiled loops are worth loading, where they are installed."""
SLACK_M = 2.0
"""Metres by which the arrays are more generous than the exact rule, against rounding."""


class Candidate(NamedTuple):
    """A feasible pair: position of the gig, position of the fan, score in points."""

    gig: int
    fan: int
    score: int


class FanTable:
    """The fans of a problem as arrays.

    Parameters
    ----------
    fans : sequence of Fan, length n
        In the order that positions refer to.
    """

    def __init__(self, fans: Sequence[Fan]) -> None:
        self.fans = fans
        self._levels: dict[tuple[str, str], Integers] = {}
        self._owner = np.array([i for i, fan in enumerate(fans) for _ in fan.available], dtype=np.int64)
        self._opens = _micros([span[0] for fan in fans for span in fan.available])
        self._closes = _micros([span[1] for fan in fans for span in fan.available])
        self._standing = np.array([fan.standing_points for fan in fans], dtype=np.int64)
        self._online = np.array([fan.is_online for fan in fans], dtype=np.bool_)
        self._home = unit_vectors([fan.location for fan in fans])
        radii = np.array([fan.radius_m for fan in fans], dtype=np.float64)
        angle = np.minimum((radii + SLACK_M) / (2 * EARTH_RADIUS_M), np.pi / 2)
        self._chord = np.where(np.isnan(self._home[:, 0]), -1.0, (2 * np.sin(angle)) ** 2)

    def may_take(self, gig: Gig) -> Integers:
        """Return the positions of the fans whom no array rule excludes, upwards."""
        mask = self._standing >= gig.standing_min
        for skill, level in gig.skills_all.items():
            mask &= self._level("skills", skill) >= level
        if gig.skills_any:
            mask &= self._any("skills", gig.skills_any)
        if gig.languages_any:
            mask &= self._any("languages", gig.languages_any)
        if gig.must_be_online:
            mask &= self._online
        if gig.location is not None:
            offset = self._home - unit_vectors([gig.location])
            mask &= (offset * offset).sum(axis=1) <= self._chord
        if gig.ends_at is not None:
            begins, ends = _micros([gig.starts_at, gig.ends_at])
            covers = np.zeros(len(self.fans), dtype=np.bool_)
            covers[self._owner[(self._opens <= begins) & (self._closes >= ends)]] = True
            mask &= covers
        return np.flatnonzero(mask)

    def _level(self, kind: str, code: str) -> Integers:
        key = kind, code
        if key not in self._levels:
            held = [getattr(fan, kind).get(code, 0) for fan in self.fans]
            self._levels[key] = np.array(held, dtype=np.int64)
        return self._levels[key]

    def _any(self, kind: str, wanted: Mapping[str, int]) -> Mask:
        mask = np.zeros(len(self.fans), dtype=np.bool_)
        for code, level in wanted.items():
            mask |= self._level(kind, code) >= level
        return mask


def candidates(problem: Problem) -> list[Candidate]:
    """Return every feasible pair of a problem.

    Parameters
    ----------
    problem : Problem
        The problem.

    Returns
    -------
    list of Candidate
        Sorted by gig, then fan; positions refer to ``problem.gigs`` and ``problem.fans``.
    """
    if len(problem.fans) * len(problem.gigs) >= MANY_PAIRS and find_spec("numba") is not None:
        return candidates_by_arrays(problem)
    return candidates_by_fan(problem)


def candidates_by_arrays(problem: Problem) -> list[Candidate]:
    """Return what `candidates` does, by compiled loops: much sooner for large problems, later for small ones."""
    from matching.engine.feasible import feasible
    from matching.engine.market import Market

    found = feasible(Market.from_problem(problem), problem.params, least_score=problem.policy.least_score)
    gigs = np.repeat(np.arange(found.gig_count), np.diff(found.starts))
    rows = zip(gigs.tolist(), found.fans.tolist(), found.scores.tolist(), strict=True)
    return [Candidate(*row) for row in rows]


def candidates_by_fan(problem: Problem) -> list[Candidate]:
    """Return what `candidates` does, gig by gig and predicate by predicate."""
    table = FanTable(problem.fans)
    grades = fairness_grades(problem.fans, problem.params)
    graded = [grades[fan.id] for fan in problem.fans]
    total = scorer(problem.params)
    found: list[Candidate] = []
    for position, gig in enumerate(problem.gigs):
        rules = rules_that_apply(gig)
        for index in table.may_take(gig).tolist():
            fan = problem.fans[index]
            metres = home_to_gig_m(fan, gig)
            if metres > fan.radius_m or any(rule(fan, gig, problem.params) for rule in rules):
                continue
            points = total(fan, gig, Standpoint(graded[index], metres))
            if points >= problem.policy.least_score:
                found.append(Candidate(position, index, points))
    return found


def home_to_gig_m(fan: Fan, gig: Gig) -> int:
    """Return the distance from a fan's home to a gig in metres; nothing where either may be anywhere."""
    if gig.location is None or fan.location is None:
        return 0
    return distance_m(fan.location, gig.location)


def rules_that_apply(gig: Gig) -> list[Predicate]:
    """Return the predicates that the arrays leave open and that a gig gives anything to decide."""
    rules: list[Predicate] = [people] if gig.people or gig.excluded else []
    if gig.age_min is not None:
        rules.append(age)
    if gig.party:
        rules.append(group)
    if gig.credentials:
        rules.append(credentials)
    if gig.ends_at is not None:
        rules += [commitments, hours]
    return rules


def _micros(instants: Sequence[datetime]) -> Integers:
    # An aware instant is a whole number of microseconds below 2**53, so that the float loses nothing.
    return np.array([round(instant.timestamp() * 1e6) for instant in instants], dtype=np.int64)

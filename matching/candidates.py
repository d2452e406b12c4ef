"""Every feasible pair of a problem, with its score.

Arrays decide the rules that most pairs fail (skills, languages, open hours, radius); the named predicates decide
the rest for the pairs that are left. The outcome is the same as asking every predicate for every pair, which tests
check.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import datetime
from typing import NamedTuple

import numpy as np
import numpy.typing as npt

from matching.fairness import fairness_grades
from matching.fans import Fan
from matching.geometry import EARTH_RADIUS_M, Place
from matching.gigs import Gig
from matching.params import Params
from matching.predicates import age, commitments, credentials, distance, group, hours, people
from matching.problem import Problem
from matching.terms import Standpoint, score

Mask = npt.NDArray[np.bool_]
Floats = npt.NDArray[np.float64]
Integers = npt.NDArray[np.int64]

SLACK_M = 2.0
"""Metres by which the arrays are more generous than the exact rule, against rounding."""

REMAINING = (people, age, group, credentials, distance, commitments, hours)
"""Predicates still asked for each pair that the arrays let pass."""


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
        self._home = _unit_vectors([fan.location for fan in fans])
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
            offset = self._home - _unit_vectors([gig.location])
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
    table = FanTable(problem.fans)
    grades = fairness_grades(problem.fans, problem.params)
    views = [Standpoint(grades[fan.id]) for fan in problem.fans]
    found: list[Candidate] = []
    for position, gig in enumerate(problem.gigs):
        for index in table.may_take(gig).tolist():
            fan = problem.fans[index]
            if is_feasible(fan, gig, problem.params):
                points = score(fan, gig, problem.params, views[index])
                if points >= problem.policy.least_score:
                    found.append(Candidate(position, index, points))
    return found


def is_feasible(fan: Fan, gig: Gig, params: Params) -> bool:
    """Return whether the predicates that the arrays leave open hold."""
    return not any(rule(fan, gig, params) for rule in REMAINING)


def _micros(instants: Sequence[datetime]) -> Integers:
    # An aware instant is a whole number of microseconds below 2**53, so that the float loses nothing.
    return np.array([round(instant.timestamp() * 1e6) for instant in instants], dtype=np.int64)


def _unit_vectors(places: Sequence[Place | None]) -> Floats:
    degrees = np.array([(np.nan, np.nan) if place is None else place for place in places], dtype=np.float64)
    lat, lon = np.radians(degrees.reshape(-1, 2)).T
    return np.stack([np.cos(lat) * np.cos(lon), np.cos(lat) * np.sin(lon), np.sin(lat)], axis=1)

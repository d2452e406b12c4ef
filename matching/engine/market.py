"""A large market: columns of fans and gigs, and the vocabularies of their codes."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

import numpy.typing as npt

from matching.engine.columns import FanColumns, GigColumns
from matching.engine.market_columns import Words, fan_columns, gig_columns
from matching.errors import InvalidProblem
from matching.fairness import fairness_grades
from matching.fans import zone_named
from matching.problem import Problem

Array = npt.NDArray[Any]


@dataclass(frozen=True, slots=True)
class Market:
    """Fans and gigs by position, ready for compiled loops.

    Parameters
    ----------
    fans : FanColumns
        n fans.
    gigs : GigColumns
        m gigs.
    words : Words
        What the codes stand for.

    Raises
    ------
    InvalidProblem
        If a code is beyond its vocabulary, a zone is unknown, or somebody excluded is not in the market.
    """

    fans: FanColumns
    gigs: GigColumns
    words: Words

    def __post_init__(self) -> None:
        for zone in self.words.zones.texts:
            zone_named(zone)
        _check_codes("fans.zone", self.fans.zone, len(self.words.zones))
        for name, words in FAN_WORDS.items():
            codes = getattr(self.fans, name).values[0]
            _check_codes(f"fans.{name}", codes, len(getattr(self.words, words)))
        check_gigs(self.gigs, self.words, len(self.fans))

    @classmethod
    def from_problem(cls, problem: Problem) -> Market:
        """Return a problem as a market: positions are those of its sorted fans and gigs."""
        words = Words.of_fans(problem.fans)
        grades = fairness_grades(problem.fans, problem.params)
        room = [problem.policy.most_gigs] * len(problem.fans)
        positions = {fan.id: position for position, fan in enumerate(problem.fans)}
        fans = fan_columns(problem.fans, words, [grades[fan.id] for fan in problem.fans], room)
        return cls(fans, gig_columns(problem.gigs, words, positions), words)


FAN_WORDS = {
    "skills": "skills",
    "languages": "languages",
    "credentials": "credentials",
    "interests": "interests",
    "familiar": "areas",
    "blocked": "people",
}
GIG_WORDS = {
    "skills_all": "skills",
    "skills_any": "skills",
    "languages_any": "languages",
    "credentials": "credentials",
    "interests": "interests",
    "people": "people",
}
"""Vocabulary of every field of codes."""


def check_gigs(gigs: GigColumns, words: Words, fans: int) -> None:
    """Raise ``InvalidProblem`` if a code of gigs is beyond its vocabulary, or somebody excluded is not among ``fans``."""
    for name, kind in GIG_WORDS.items():
        codes = getattr(gigs, name).values[0]
        _check_codes(f"gigs.{name}", codes[codes >= 0], len(getattr(words, kind)))
    _check_codes("gigs.area", gigs.area[gigs.area >= 0], len(words.areas))
    _check_codes("gigs.excluded", gigs.excluded.values[0], fans)


def _check_codes(field: str, codes: Array, count: int) -> None:
    if len(codes) and (codes.min() < 0 or codes.max() >= count):
        raise InvalidProblem(field, "has a code that stands for nothing")

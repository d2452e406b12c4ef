"""Parameters of fairness carried from round to round, and the units in which it is counted."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

from matching.params import ParamDoc, check_ranges, describe, whole_param

Int64 = npt.NDArray[np.int64]
Flags = npt.NDArray[np.bool_]

WEEK_MINUTES = 7 * 24 * 60
PAR = 500
FULL = 1000
MOST_AMOUNT = 10**9
"""Thousandths of a gig that one fan may get or be short of, at most."""


@dataclass(frozen=True, slots=True, kw_only=True)
class FairnessRules:
    """Parameters of carrying over; `FairnessRules.describe` lists them with range, unit and meaning.

    Raises
    ------
    InvalidProblem
        If a value is no whole number or lies outside its range.
    """

    half_life_minutes: int = whole_param(
        120_960, 1, 52_560_000, "minutes", "time after which half of a shortfall is forgotten"
    )
    newcomer_credit: int = whole_param(
        2000, 0, 20_000, "permille", "part of one round's share that a newcomer is credited with, once"
    )
    value_part: int = whole_param(
        300, 0, 1000, "permille", "how much value per hour counts in what a gig is, against its number"
    )
    presumed_share: int = whole_param(
        500,
        1,
        1_000_000,
        "thousandths of a gig",
        "share presumed beside what is due, against swings at first",
    )
    lasting_part: int = whole_param(
        800,
        0,
        1000,
        "permille",
        "how much the average over time counts in a grade, against today's shortfall",
    )

    def __post_init__(self) -> None:
        check_ranges(self)

    @classmethod
    def describe(cls) -> tuple[ParamDoc, ...]:
        """Return what every parameter is, in the order of definition."""
        return describe(cls)

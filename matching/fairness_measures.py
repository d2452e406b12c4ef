"""How evenly something was spread over people, in thousandths."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

from matching.errors import InvalidProblem
from matching.fairness import gini_permille

Int64 = npt.NDArray[np.int64]

PER_MINUTES = 100 * 60
"""Amounts are compared per 100 available hours, so that whole numbers tell them apart."""


@dataclass(frozen=True, slots=True)
class FairnessMeasures:
    """Answer of `measured`; all in thousandths, over fans with available time.

    Parameters
    ----------
    gini_gigs, gini_value : int
        Gini coefficient of gigs, and of value, per available hour: 0 if all have the same.
    never_served : int
        Part of them who got nothing.
    lowest_tenth : int
        Mean of gigs per available hour of the lowest tenth, against the mean of all; 1000 if all have the same.
    """

    gini_gigs: int
    gini_value: int
    never_served: int
    lowest_tenth: int


def measured(gigs: Int64, value: Int64, minutes: Int64) -> FairnessMeasures:
    """Return how evenly gigs and their value are spread.

    Parameters
    ----------
    gigs : int64[n]
        Gigs each fan got.
    value : int64[n]
        Value of them, minor units.
    minutes : int64[n]
        Available minutes of each fan; who has none is left out.

    Returns
    -------
    FairnessMeasures
        All 0 if nobody has time, or nobody got anything.

    Raises
    ------
    InvalidProblem
        If the lengths differ or a number is below 0.
    """
    for name, array in (("gigs", gigs), ("value", value), ("minutes", minutes)):
        if array.shape != minutes.shape or (len(array) and int(array.min()) < 0):
            raise InvalidProblem(name, "must be 0 or more, one for each fan")
    here = minutes > 0
    rows = zip(gigs[here].tolist(), value[here].tolist(), minutes[here].tolist(), strict=True)
    rates = [(1000 * PER_MINUTES * many // time, PER_MINUTES * worth // time) for many, worth, time in rows]
    by_gigs = sorted(rate for rate, _ in rates)
    count, total = len(by_gigs), sum(by_gigs)
    if not total:
        return FairnessMeasures(0, 0, 0, 0)
    tenth = max(1, count // 10)
    return FairnessMeasures(
        gini_gigs=gini_permille(by_gigs),
        gini_value=gini_permille([rate for _, rate in rates]),
        never_served=1000 * int((gigs[here] == 0).sum()) // count,
        lowest_tenth=1000 * sum(by_gigs[:tenth]) * count // (tenth * total),
    )

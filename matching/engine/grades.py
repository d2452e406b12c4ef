"""Fairness grades of many fans at once: the same whole numbers as `matching.fairness.fairness_grades`."""

from __future__ import annotations

import numpy as np

from matching.engine.edges import Flags, Int32, Int64
from matching.fairness import FULL_GRADE, PAR_GRADE
from matching.params import Params


def fairness_grades_of(
    *, declared: Int64, served: Int64, sent: Int64, answered: Int64, newcomer: Flags, params: Params
) -> Int32:
    """Return the grade of the fairness term for every fan.

    Parameters
    ----------
    declared, served, sent, answered : int64[n]
        Declared minutes, gigs served, offers sent and offers answered over the fairness span.
    newcomer : bool[n]
        Joined during the span.
    params : Params
        ``fairness_full_gigs`` and ``newcomer_grade``.

    Returns
    -------
    int32[n]
        0 to 1000: 500 on par with the share by declared hours, 1000 when short by ``fairness_full_gigs``.
    """
    minutes = declared * (answered + 2) ** 2 // (sent + 2) ** 2
    total, done = int(minutes.sum()), int(served.sum())
    if total == 0:
        short = np.zeros(len(minutes), dtype=np.int64)
    else:
        short = 1000 * done * minutes // total - 1000 * served
    grades = np.clip(PAR_GRADE + PAR_GRADE * short // (1000 * params.fairness_full_gigs), 0, FULL_GRADE)
    return np.where(newcomer, np.maximum(grades, params.newcomer_grade), grades).astype(np.int32)

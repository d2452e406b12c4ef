"""Fairness: what each fan is short of, against a share by declared hours."""

from __future__ import annotations

from collections.abc import Sequence

from matching.fans import Fan
from matching.params import Params

PAR_GRADE = 500
FULL_GRADE = 1000


def counted_minutes(fan: Fan) -> int:
    """Return the declared minutes that count towards a fan's target share.

    Declared time shrinks with the square of the part of offers left unanswered: once two offers have been answered,
    who declares more than they will answer counts for less, not more. Two answered offers are presumed, so that one
    missed offer does not undo a beginner.

    Parameters
    ----------
    fan : Fan
        Their declared minutes and offers over the fairness span.

    Returns
    -------
    int
        Minutes, 0 or more.
    """
    return fan.declared_minutes * (fan.offers_answered + 2) ** 2 // (fan.offers_sent + 2) ** 2


def shortfalls_permille(fans: Sequence[Fan]) -> dict[str, int]:
    """Return by how many thousandths of a gig each fan is short of the target share.

    The target is the share of all gigs served that belongs to a fan by counted minutes. Somebody who was away
    or joined late has declared fewer minutes over the span and so has a smaller target: they are neither starved
    nor flooded.

    Parameters
    ----------
    fans : sequence of Fan
        Everyone among whom gigs are shared.

    Returns
    -------
    dict of str to int
        By fan id; positive for those who got less than their share. Rounded down.
    """
    minutes = {fan.id: counted_minutes(fan) for fan in fans}
    total = sum(minutes.values())
    served = sum(fan.served for fan in fans)
    if total == 0:
        return dict.fromkeys(minutes, 0)
    return {fan.id: 1000 * served * minutes[fan.id] // total - 1000 * fan.served for fan in fans}


def fairness_grades(fans: Sequence[Fan], params: Params) -> dict[str, int]:
    """Return the grade of the fairness term by fan: 500 on par, 1000 when short by ``fairness_full_gigs``.

    Parameters
    ----------
    fans : sequence of Fan
        Everyone among whom gigs are shared.
    params : Params
        ``fairness_full_gigs`` and ``newcomer_grade``.

    Returns
    -------
    dict of str to int
        0 to 1000 by fan id; newcomers have at least ``newcomer_grade``. A grade that the fan brings along stands as it
        is.
    """
    grades: dict[str, int] = {}
    short = shortfalls_permille(fans)
    for fan in fans:
        if fan.fairness_grade is not None:
            grades[fan.id] = fan.fairness_grade
            continue
        grade = PAR_GRADE + PAR_GRADE * short[fan.id] // (1000 * params.fairness_full_gigs)
        grade = max(0, min(FULL_GRADE, grade))
        grades[fan.id] = max(grade, params.newcomer_grade) if fan.is_newcomer else grade
    return grades


def gini_permille(values: Sequence[int]) -> int:
    """Return the Gini coefficient of non-negative amounts, in thousandths.

    Parameters
    ----------
    values : sequence of int, length n >= 0
        Amounts, such as gigs per fan.

    Returns
    -------
    int
        0 if all have the same (or nothing at all), towards 1000 if one has everything.

    Notes
    -----
    G = (2 * sum(i * x_i) / (n * sum(x)) - (n + 1) / n) with x sorted upwards and i from 1.
    """
    ordered = sorted(values)
    count, total = len(ordered), sum(ordered)
    if count == 0 or total == 0:
        return 0
    ranked = sum(rank * value for rank, value in enumerate(ordered, start=1))
    return 1000 * (2 * ranked - (count + 1) * total) // (count * total)

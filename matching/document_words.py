"""What a document's answer tells of a pair or of a gig, with the sentences beside the codes."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from matching.documents import plain
from matching.explanation import explain, why_unfilled
from matching.problem import Problem
from matching.reasons import Change, Reason
from matching.remedies import remedies
from matching.solution import Solution

Say = Callable[[Reason | Change], str]


def pair_told(problem: Problem, solution: Solution, fan_id: str, gig_id: str, say: Say) -> dict[str, Any]:
    """Return what `matching.explain` tells as JSON data, with ``words``; errors as there."""
    found = explain(problem, solution, fan_id, gig_id)
    parts = ("for_fan", "for_others", "changes")
    return {**plain(found), "words": {name: [say(item) for item in getattr(found, name)] for name in parts}}


def gig_told(problem: Problem, solution: Solution, gig_id: str, say: Say) -> dict[str, Any]:
    """Return what keeps a gig unfilled and what would fill it as JSON data, with ``words``.

    Parameters
    ----------
    problem : Problem
        What was asked.
    solution : Solution
        What was answered.
    gig_id : str
        A gig of the problem.
    say : callable
        Puts a reason or a change into words.

    Returns
    -------
    dict
        Fields of `matching.Shortage`, the ``reasons`` of the solution, and ``remedies`` (change, fan_ids).

    Raises
    ------
    InvalidProblem
        If the problem has no such gig.
    """
    found = why_unfilled(problem, solution, gig_id)
    cures = remedies(problem, solution, gig_id)
    reasons = [reason for row in solution.unfilled if row.gig_id == gig_id for reason in row.reasons]
    return {
        **plain(found),
        "reasons": plain(reasons),
        "remedies": [{"change": plain(cure.change), "fan_ids": list(cure.fan_ids)} for cure in cures],
        "words": {
            "reasons": [say(reason) for reason in reasons],
            "remedies": [say(cure.change) for cure in cures],
            "nearest": {fan_id: [say(change) for change in changes] for fan_id, changes in found.nearest},
        },
    }

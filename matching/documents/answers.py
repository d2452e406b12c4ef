"""Answers read back from JSON data: every field is of its kind, so that a checker can look at it.

Unlike problems, answers are made without a check, for the library makes them itself; what is read has been written by
somebody.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import fields
from datetime import datetime

from matching.checks import check_flag, check_instant
from matching.documents.making import CONVERTERS, Converter, as_instant, lists_of, made, rows_of
from matching.errors import InvalidProblem
from matching.journeys import Itinerary, Plan, StagePick
from matching.lots import DrawRecord, Entry, Lot
from matching.modes.feasible import FeasiblePair, FeasiblePairs
from matching.modes.mutual import MutualSolution
from matching.modes.rank import Ranked, Ranking
from matching.reasons import Reason
from matching.routing.answer import Block, RouteSolution, Stop, Undelivered
from matching.solution import Pair, Solution, Unfilled, Unused
from matching.terms import TermScore


def read_solution(data: object) -> Solution:
    """Return a solution as `matching.documents.plain` wrote it, or raise ``InvalidProblem``."""
    return made(Solution, data, "")


def read_feasible_pairs(data: object) -> FeasiblePairs:
    """Return feasible pairs as `matching.documents.plain` wrote them, or raise ``InvalidProblem``."""
    return made(FeasiblePairs, data, "")


def read_ranking(data: object) -> Ranking:
    """Return a ranking as `matching.documents.plain` wrote it, or raise ``InvalidProblem``."""
    return made(Ranking, data, "")


def read_plan(data: object) -> Plan:
    """Return a plan as `matching.documents.plain` wrote it, or raise ``InvalidProblem``."""
    return made(Plan, data, "")


def read_draw_record(data: object) -> DrawRecord:
    """Return a record of a draw as `matching.documents.plain` wrote it, or raise ``InvalidProblem``."""
    return made(DrawRecord, data, "")


def read_mutual_solution(data: object) -> MutualSolution:
    """Return a stable matching as `matching.documents.plain` wrote it, or raise ``InvalidProblem``."""
    return made(MutualSolution, data, "")


def read_route_solution(data: object) -> RouteSolution:
    """Return a routing as `matching.documents.plain` wrote it, or raise ``InvalidProblem``."""
    return made(RouteSolution, data, "")


def _text(path: str, value: object) -> str:
    if not isinstance(value, str):
        raise InvalidProblem(path, f"must be text, not {type(value).__name__}")
    return value


def _whole(path: str, value: object) -> int:
    if type(value) is not int:
        raise InvalidProblem(path, f"must be a whole number, not {type(value).__name__}")
    return value


def _moment(path: str, value: object) -> datetime:
    return check_instant(path, as_instant(path, value))


def _mapping(path: str, value: object) -> Mapping[str, object]:
    if not isinstance(value, Mapping):
        raise InvalidProblem(path, "must be an object")
    return value


def _counts(path: str, value: object) -> dict[str, int]:
    return {name: _whole(f"{path}.{name}", count) for name, count in _mapping(path, value).items()}


def _line(path: str, value: object) -> TermScore:
    row = _mapping(path, value)
    if set(row) != set(TermScore._fields):
        raise InvalidProblem(path, "must have term, grade and points")
    return TermScore(
        _text(f"{path}.term", row["term"]),
        _whole(f"{path}.grade", row["grade"]),
        _whole(f"{path}.points", row["points"]),
    )


ROWS = (
    *(FeasiblePair, Pair, Unfilled, Unused, Ranked, Itinerary, StagePick),
    *(Entry, Lot, Block, Stop, Undelivered),
)
WHOLE = (FeasiblePairs, Solution, Ranking, Plan, DrawRecord, MutualSolution, RouteSolution, Reason)

BY_ANNOTATION: dict[str, Converter] = {
    "str": _text,
    "int": _whole,
    "bool": check_flag,
    "datetime": _moment,
    "Mapping[str, int]": _counts,
    "Mapping[str, Value]": _mapping,
    "tuple[str, ...]": lists_of(_text),
    "tuple[tuple[str, str], ...]": lists_of(lists_of(_text, 2)),
    "tuple[tuple[str, str, str], ...]": lists_of(lists_of(_text, 3)),
    "tuple[TermScore, ...]": lists_of(_line),
    "tuple[tuple[TermScore, ...], ...]": lists_of(lists_of(_line)),
    "Reasons": rows_of(Reason),
    **{f"tuple[{kind.__name__}, ...]": rows_of(kind) for kind in ROWS},
}
for _kind in (*ROWS, *WHOLE):
    for _item in fields(_kind):
        CONVERTERS[_kind, _item.name] = BY_ANNOTATION[str(_item.type)]  # an unknown annotation ends here

"""Plain JSON data turned into problems and answers, every field checked."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import MISSING, fields
from datetime import date, datetime
from typing import Any, TypeVar

from matching.checks import check_items, check_text
from matching.credentials import Credential
from matching.errors import InvalidProblem
from matching.fans import Commitment, Fan
from matching.gigs import Gig
from matching.journeys import Journey, Stage
from matching.lots import DrawRecord, Entry, Lot
from matching.modes.mutual import MutualSolution
from matching.params import Params
from matching.problem import Policy, Problem
from matching.reasons import Reason
from matching.routing.answer import Block, RouteSolution, Stop, Undelivered
from matching.routing.model import Parcel, PickUp, RouteLimits, RouteProblem
from matching.solution import Pair, Solution, Unfilled, Unused
from matching.terms import TermScore

Made = TypeVar("Made")
Converter = Callable[[str, Any], Any]


def read_problem(data: Mapping[str, Any], *, beside: frozenset[str] = frozenset()) -> Problem:
    """Return the problem that JSON data describes.

    Parameters
    ----------
    data : mapping
        Fields of `Problem`: fans, gigs, policy, params, taxonomy.
    beside : frozenset of str
        Names that may stand beside them.

    Returns
    -------
    Problem
        Checked.

    Raises
    ------
    InvalidProblem
        With the path of the field.
    """
    own = {name: value for name, value in data.items() if name not in beside}
    return _made(Problem, own, "")


def read_journey(data: object) -> Journey:
    """Return a journey, or raise ``InvalidProblem`` with a path below ``journey``."""
    return _made(Journey, data, "journey")


def read_route_problem(data: Mapping[str, Any], *, beside: frozenset[str] = frozenset()) -> RouteProblem:
    """Return a routing problem; parameters and errors as for `read_problem`."""
    return _made(RouteProblem, {name: value for name, value in data.items() if name not in beside}, "")


def read_solution(data: object) -> Solution:
    """Return a solution as `matching.documents.plain` wrote it, or raise ``InvalidProblem``."""
    return _made(Solution, data, "")


def read_route_solution(data: object) -> RouteSolution:
    """Return a routing as `matching.documents.plain` wrote it, or raise ``InvalidProblem``."""
    return _made(RouteSolution, data, "")


def read_draw_record(data: object) -> DrawRecord:
    """Return a record of a draw as `matching.documents.plain` wrote it, or raise ``InvalidProblem``."""
    return _made(DrawRecord, data, "")


def read_mutual_solution(data: object) -> MutualSolution:
    """Return a stable matching as `matching.documents.plain` wrote it, or raise ``InvalidProblem``."""
    return _made(MutualSolution, data, "")


def _made(kind: type[Made], data: object, path: str) -> Made:
    if not isinstance(data, Mapping):
        raise InvalidProblem(path or "file", "must be an object")
    known = {item.name: item for item in fields(kind)}  # type: ignore[arg-type]
    for name in data:
        if name not in known:
            raise InvalidProblem(_join(path, str(name)), "is not a known field")
    given: dict[str, Any] = {}
    for name, item in known.items():
        if name in data:
            convert = CONVERTERS.get((kind, name), _as_is)
            given[name] = convert(_join(path, name), data[name])
        elif item.default is MISSING and item.default_factory is MISSING:
            raise InvalidProblem(_join(path, name), "is missing")
    try:
        return kind(**given)
    except InvalidProblem as error:
        raise (error.within(path) if path else error) from None


def _join(path: str, name: str) -> str:
    return f"{path}.{name}" if path else name


def _as_is(path: str, value: object) -> object:
    return value


def _instant(path: str, value: object) -> datetime | None:
    if value is None:
        return None
    try:
        return datetime.fromisoformat(check_text(path, value))
    except ValueError as error:
        raise InvalidProblem(path, "must be an instant such as 2026-12-05T14:00:00Z") from error


def _day(path: str, value: object) -> date | None:
    if value is None:
        return None
    try:
        return date.fromisoformat(check_text(path, value))
    except ValueError as error:
        raise InvalidProblem(path, "must be a day such as 2026-12-05") from error


def _rows(kind: type[Made]) -> Converter:
    def convert(path: str, value: object) -> tuple[Made, ...]:
        return tuple(
            _made(kind, row, f"{path}[{index}]") for index, row in enumerate(check_items(path, value))
        )

    return convert


def _one(kind: type[Made]) -> Converter:
    return lambda path, value: _made(kind, value, path)


def _credentials(path: str, value: object) -> dict[str, Credential]:
    if not isinstance(value, Mapping):
        raise InvalidProblem(path, "must map codes to credentials")
    return {code: _made(Credential, held, f"{path}.{code}") for code, held in value.items()}


def _intervals(path: str, value: object) -> tuple[tuple[datetime | None, ...], ...]:
    rows = enumerate(check_items(path, value))
    return tuple(
        tuple(_instant(f"{path}[{i}]", item) for item in check_items(f"{path}[{i}]", row)) for i, row in rows
    )


def _line(path: str, value: object) -> TermScore:
    if not isinstance(value, Mapping) or set(value) != set(TermScore._fields):
        raise InvalidProblem(path, "must have term, grade and points")
    return TermScore(**value)


def _lines(path: str, value: object) -> tuple[TermScore, ...]:
    return tuple(_line(f"{path}[{index}]", row) for index, row in enumerate(check_items(path, value)))


def _codes(path: str, value: object) -> tuple[str, ...]:
    return tuple(check_text(f"{path}[{index}]", item) for index, item in enumerate(check_items(path, value)))


def _tuples(path: str, value: object) -> tuple[tuple[str, ...], ...]:
    rows = enumerate(check_items(path, value))
    return tuple(_codes(f"{path}[{index}]", row) for index, row in rows)


CONVERTERS: dict[tuple[type, str], Converter] = {
    (DrawRecord, "entries"): _rows(Entry),
    (DrawRecord, "lots"): _rows(Lot),
    (DrawRecord, "excludes"): _tuples,
    (Lot, "winners"): _codes,
    (Lot, "waiting"): _codes,
    (Lot, "elsewhere"): _codes,
    (MutualSolution, "pairs"): _tuples,
    (Problem, "fans"): _rows(Fan),
    (Problem, "gigs"): _rows(Gig),
    (Problem, "policy"): _one(Policy),
    (Problem, "params"): _one(Params),
    (Fan, "credentials"): _credentials,
    (Fan, "available"): _intervals,
    (Fan, "committed"): _rows(Commitment),
    (Fan, "born_on"): _day,
    (Credential, "valid_from"): _day,
    (Credential, "valid_until"): _day,
    (Journey, "stages"): _rows(Stage),
    (RouteProblem, "pick_ups"): _rows(PickUp),
    (RouteProblem, "parcels"): _rows(Parcel),
    (RouteProblem, "limits"): _one(RouteLimits),
    (Solution, "pairs"): _rows(Pair),
    (Solution, "unfilled"): _rows(Unfilled),
    (Solution, "unused"): _rows(Unused),
    (Unfilled, "reasons"): _rows(Reason),
    (Unused, "reasons"): _rows(Reason),
    (Undelivered, "reasons"): _rows(Reason),
    (Pair, "terms"): _lines,
    (RouteSolution, "blocks"): _rows(Block),
    (RouteSolution, "undelivered"): _rows(Undelivered),
    (Block, "stops"): _rows(Stop),
}
"""How the fields that JSON cannot hold as they are come to be; all others pass as they are to be checked."""

for _kind in (Commitment, Gig, RouteProblem, Parcel, PickUp, Block, Stop):
    for _item in fields(_kind):
        if _item.name.endswith("_at"):
            CONVERTERS[_kind, _item.name] = _instant

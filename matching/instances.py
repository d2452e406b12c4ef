"""Problems in the formats of others, solved: objective, bound and gap, whatever the format."""

from __future__ import annotations

import sys
import time
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from matching.checks import check_items, check_text, check_whole
from matching.errors import InvalidProblem
from matching.readers import lilim, solomon, tables
from matching.readers.text import decoded
from matching.routing.fleet import Convention, FleetProblem, FleetSolution
from matching.routing.fleet_solver import ITERATIONS
from matching.rulebook import Violation


@dataclass(frozen=True, slots=True)
class Wishes:
    """How an instance is to be solved; each format heeds what concerns it.

    Parameters
    ----------
    convention : Convention or None
        Of vehicle routing; None means ``dimacs`` for Solomon's format and ``classic`` for Li and Lim's.
    iterations : int
        Work budget of vehicle routing.
    seed : int
        Seed of vehicle routing.
    """

    convention: Convention | None = None
    iterations: int = ITERATIONS
    seed: int = 1


def solve_instance(form: str, contents: Sequence[bytes], wishes: Wishes) -> dict[str, Any]:
    """Return the answer to an instance as JSON data.

    Parameters
    ----------
    form : str
        One of `SOLVERS`.
    contents : sequence of bytes
        One file; two, workers and tasks in any order, for ``csv``.
    wishes : Wishes
        Convention, budget and seed.

    Returns
    -------
    dict
        ``format``, ``objective``, ``bound``, ``gap_percent`` (of the larger of the two) and what else belongs to it.

    Raises
    ------
    InvalidProblem
        If the files are no such instance, or too few or too many.
    """
    if form not in SOLVERS:
        raise InvalidProblem("format", f"must be one of {', '.join(SOLVERS)}")
    files = 2 if form == "csv" else 1
    if len(contents) != files:
        raise InvalidProblem("file", f"must be {files} for the format {form}, not {len(contents)}")
    answer = SOLVERS[form](contents, wishes)
    gap = abs(answer["bound"] - answer["objective"])
    most = max(abs(answer["bound"]), abs(answer["objective"]))
    return {"format": form, **answer, "gap_percent": round(100 * gap / most, 3) if most else 0.0}


def solve_timed(
    form: str, contents: Sequence[bytes], convention: str | None, iterations: int | None, seed: int
) -> dict[str, Any]:
    """Return what `solve_instance` answers, with ``seconds`` (CPU) and ``memory_mb`` (peak of the process).

    Parameters
    ----------
    form, contents
        As for `solve_instance`.
    convention : str or None
        ``dimacs`` or ``classic``.
    iterations : int or None
        Work budget; the usual one if None.
    seed : int
        Seed of the search.

    Returns
    -------
    dict
        JSON data.

    Raises
    ------
    InvalidProblem
        As `solve_instance`, or if there is no such convention.
    """
    if convention is not None and convention not in list(Convention):
        raise InvalidProblem("convention", f"must be one of {', '.join(Convention)}")
    wishes = Wishes(
        Convention(convention) if convention else None, ITERATIONS if iterations is None else iterations, seed
    )
    begun = time.process_time()
    answer = solve_instance(form, contents, wishes)
    return {**answer, "seconds": round(time.process_time() - begun, 3), "memory_mb": _peak_mb()}


def _peak_mb() -> float | None:
    try:
        import resource
    except ImportError:  # not on every system
        return None
    peak = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss
    return round(peak / (2**20 if sys.platform == "darwin" else 2**10), 1)


def _solve_solomon(contents: Sequence[bytes], wishes: Wishes) -> dict[str, Any]:
    return _solved_fleet(solomon.read(contents[0]), wishes.convention or Convention.DIMACS, wishes)


def _solve_lilim(contents: Sequence[bytes], wishes: Wishes) -> dict[str, Any]:
    return _solved_fleet(lilim.read(contents[0]), wishes.convention or Convention.CLASSIC, wishes)


def _solved_fleet(problem: FleetProblem, convention: Convention, wishes: Wishes) -> dict[str, Any]:
    from matching.routing.fleet_checker import verify_fleet
    from matching.routing.fleet_solver import solve_fleet

    found = solve_fleet(problem, convention, iterations=wishes.iterations, seed=wishes.seed)
    return {
        "name": problem.name,
        "convention": convention.value,
        "objective": found.distance,
        "bound": found.bound,
        "vehicles": found.vehicles,
        "vehicles_bound": found.vehicles_bound,
        "routes": [list(route) for route in found.routes],
        "unserved": [{"point": point, "reason": code} for point, code in found.unserved],
        "violations": len(verify_fleet(problem, found, convention)),
        "work": found.work,
    }


def check_instance(form: str, content: bytes, answer: Mapping[str, Any]) -> list[Violation]:
    """Return everything that is wrong with the answer to a vehicle routing instance.

    Parameters
    ----------
    form : str
        ``solomon`` or ``lilim``.
    content : bytes
        The instance.
    answer : mapping
        As `solve_instance` gave it.

    Returns
    -------
    list of Violation
        As `matching.routing.fleet_checker.verify_fleet` finds them.

    Raises
    ------
    InvalidProblem
        If the instance or the answer cannot be read, or answers of the format are not checked.
    """
    from matching.routing.fleet_checker import verify_fleet

    readers = {"solomon": solomon.read, "lilim": lilim.read}
    if form not in readers:
        raise InvalidProblem("format", f"must be one of json, {', '.join(readers)}")
    problem = readers[form](content)
    convention = answer.get("convention")
    if convention not in list(Convention):
        raise InvalidProblem("convention", f"must be one of {', '.join(Convention)}")
    return verify_fleet(problem, _fleet_solution(answer), Convention(convention))


def _fleet_solution(answer: Mapping[str, Any]) -> FleetSolution:
    routes = tuple(
        tuple(_whole(f"routes[{index}]", point) for point in check_items(f"routes[{index}]", route))
        for index, route in enumerate(check_items("routes", answer.get("routes")))
    )
    left = check_items("unserved", answer.get("unserved", []))
    if not all(isinstance(row, Mapping) and {"point", "reason"} == set(row) for row in left):
        raise InvalidProblem("unserved", "must have point and reason")
    rows = [row for row in left if isinstance(row, Mapping)]
    for name in ("objective", "bound"):
        if isinstance(answer.get(name), bool) or not isinstance(answer.get(name), int | float):
            raise InvalidProblem(name, "must be a number")
    return FleetSolution(
        routes=routes,
        distance=float(answer["objective"]),
        vehicles=_whole("vehicles", answer.get("vehicles")),
        bound=float(answer["bound"]),
        vehicles_bound=_whole("vehicles_bound", answer.get("vehicles_bound")),
        unserved=tuple(
            (_whole("unserved.point", row["point"]), check_text("unserved.reason", row["reason"]))
            for row in rows
        ),
        work=0,
    )


def _whole(field: str, value: object) -> int:
    return check_whole(field, value, 0, 10**9)


def _solve_csv(contents: Sequence[bytes], wishes: Wishes) -> dict[str, Any]:
    from matching.readers.pairing import paired

    first, second = contents
    if "value" in tables.heading(decoded(first, "workers")):
        first, second = second, first
    return paired(*tables.read(first, second))


def _solve_orlib(contents: Sequence[bytes], wishes: Wishes) -> dict[str, Any]:
    import numpy as np

    from matching.engine.assignment import best
    from matching.readers.orlib import read_orlib

    file = read_orlib(contents[0])
    found = best(file.edges)
    taken = np.flatnonzero(found.taken)
    rows = np.searchsorted(file.edges.starts, taken, side="right") - 1
    missing = file.size - len(taken)  # as many pairs as can be, at least cost: both are proved by one bound
    pairs = sorted(zip((rows + 1).tolist(), (file.edges.fans[taken] + 1).tolist(), strict=True))
    return {
        "objective": len(taken) * file.lift - found.objective,
        "bound": len(taken) * file.lift - found.bound,
        "columns": [column for _, column in pairs],
        "unassigned": sorted({*range(1, file.size + 1)} - {row for row, _ in pairs}) if missing else [],
    }


SOLVERS: dict[str, Callable[[Sequence[bytes], Wishes], dict[str, Any]]] = {
    "orlib": _solve_orlib,
    "solomon": _solve_solomon,
    "lilim": _solve_lilim,
    "csv": _solve_csv,
}
"""What solves each format."""

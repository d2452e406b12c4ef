"""Problems in the formats of others, solved: objective, bound and gap, whatever the format."""

from __future__ import annotations

import time
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from importlib.util import find_spec
from typing import TYPE_CHECKING, Any

from matching.errors import InvalidProblem
from matching.measured import gap_percent, peak_mb
from matching.readers import lilim, solomon, tables
from matching.readers.text import decoded, whole
from matching.routing.fleet import Convention, FleetProblem
from matching.routing.fleet_solver import ITERATIONS, MOST_ITERATIONS, MOST_SEED

if TYPE_CHECKING:
    from matching.engine.edges import Assigned, Edges

FEW_PAIRS = 20_000
"""Up to so many pairs of an assignment are matched without loading a compiler."""


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
    files_of(form, contents)
    answer = SOLVERS[form](contents, wishes)
    return {"format": form, **answer, "gap_percent": gap_percent(answer["objective"], answer["bound"])}


def files_of(form: str, contents: Sequence[bytes]) -> None:
    """Raise ``InvalidProblem`` unless there is such a format, and as many files as it needs."""
    if form not in SOLVERS:
        raise InvalidProblem("format", f"must be one of json, {', '.join(SOLVERS)}")
    files = 2 if form == "csv" else 1
    if len(contents) != files:
        raise InvalidProblem("file", f"must be {files} for the format {form}, not {len(contents)}")


def tables_in_order(contents: Sequence[bytes]) -> tuple[bytes, bytes]:
    """Return the table of workers and that of tasks, in whatever order they came."""
    first, second = contents
    if "value" in tables.heading(decoded(first, "workers")):
        return second, first
    return first, second


OPTIONS = ("convention", "iterations", "seed")
ROUTING = ("solomon", "lilim")


def wishes_from(form: str, options: Mapping[str, str | None]) -> Wishes:
    """Return how an instance is to be solved, as words of a command line say it.

    Parameters
    ----------
    form : str
        The format, ``json`` for documents of the library's own.
    options : mapping of str to str or None
        ``convention``, ``iterations`` and ``seed``; None where nothing is said.

    Returns
    -------
    Wishes
        Checked.

    Raises
    ------
    InvalidProblem
        If an option does not apply to the format, or says nothing that it may.
    """
    given = {name: word for name, word in options.items() if word is not None}
    for name in given if form not in ROUTING else ():
        beside = "; a document says it in its limits" if form == "json" and name != "convention" else ""
        raise InvalidProblem(name, f"applies to {' and '.join(ROUTING)}, not to {form}{beside}")
    convention = given.get("convention")
    if convention is not None and convention not in list(Convention):
        raise InvalidProblem("convention", f"must be one of {', '.join(Convention)}")
    return Wishes(
        convention=None if convention is None else Convention(convention),
        iterations=whole("iterations", given.get("iterations", str(ITERATIONS)), 1, MOST_ITERATIONS),
        seed=whole("seed", given.get("seed", "1"), 0, MOST_SEED),
    )


def solve_timed(form: str, contents: Sequence[bytes], wishes: Wishes) -> dict[str, Any]:
    """Return what `solve_instance` answers, with ``seconds`` (CPU) and ``memory_mb`` (peak of the process).

    Parameters, returns and errors are those of `solve_instance`.
    """
    begun = time.process_time()
    answer = solve_instance(form, contents, wishes)
    return {**answer, "seconds": round(time.process_time() - begun, 3), "memory_mb": peak_mb()}


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


def _solve_csv(contents: Sequence[bytes], wishes: Wishes) -> dict[str, Any]:
    from matching.readers.pairing import paired

    return paired(*tables.read(*tables_in_order(contents)))


def _solve_orlib(contents: Sequence[bytes], wishes: Wishes) -> dict[str, Any]:
    import numpy as np

    from matching.readers.orlib import read_orlib

    file = read_orlib(contents[0])
    found = _best(file.edges)
    taken = np.flatnonzero(found.taken)
    rows = np.searchsorted(file.edges.starts, taken, side="right") - 1
    missing = file.size - len(taken)  # as many pairs as can be, at least cost: both are proved by one bound
    pairs = sorted(zip((rows + 1).tolist(), (file.edges.fans[taken] + 1).tolist(), strict=True))
    return {
        "objective": len(taken) * file.lift - found.objective,
        "bound": len(taken) * file.lift - found.bound,
        "columns": [column for _, column in pairs],
        "unassigned": sorted({*range(1, file.size + 1)} - {row for row, _ in pairs}) if missing else [],
        "prices": found.fan_prices.tolist(),
        "scale": found.scale,
    }


def _best(edges: Edges) -> Assigned:
    if len(edges.fans) <= FEW_PAIRS or find_spec("numba") is None:
        from matching.optimise.one_each import best_one_each

        return best_one_each(edges)
    from matching.engine.assignment import best

    return best(edges)


SOLVERS: dict[str, Callable[[Sequence[bytes], Wishes], dict[str, Any]]] = {
    "orlib": _solve_orlib,
    "solomon": _solve_solomon,
    "lilim": _solve_lilim,
    "csv": _solve_csv,
}
"""What solves each format."""

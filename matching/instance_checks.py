"""Answers to problems in the formats of others, checked by code that does not solve them."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence
from typing import Any

from matching.checks import check_items, check_text, check_whole
from matching.errors import InvalidProblem
from matching.instances import files_of, tables_in_order
from matching.measured import gap_percent
from matching.readers import lilim, solomon
from matching.routing.fleet import Convention, FleetProblem, FleetSolution
from matching.rulebook import Violation

MOST = 1 << 80
"""Greatest number that an answer may hold."""


def check_instance(form: str, contents: Sequence[bytes], answer: Mapping[str, Any]) -> list[Violation]:
    """Return everything that is wrong with the answer to an instance.

    Parameters
    ----------
    form : str
        One of `matching.instances.SOLVERS`.
    contents : sequence of bytes
        The instance, as for `matching.instances.solve_instance`.
    answer : mapping
        As `matching.instances.solve_instance` gave it.

    Returns
    -------
    list of Violation
        Empty if the answer keeps the rules, its objective is the sum of what it holds, and its bound is what its
        prices prove, or, in vehicle routing, no more than `matching.routing.bounds` proves.

    Raises
    ------
    InvalidProblem
        If the instance or the answer cannot be read.
    """
    files_of(form, contents)
    if answer.get("format", form) != form:
        raise InvalidProblem("format", f"must be {form}, as the instance is")
    objective, bound = (_number(name, answer.get(name)) for name in ("objective", "bound"))
    violations = CHECKS[form](contents, answer)
    gap = gap_percent(objective, bound)
    if "gap_percent" in answer and _number("gap_percent", answer["gap_percent"]) != gap:
        violations.append(Violation("gap_percent", None, None, {"found": str(gap)}))
    return violations


def _check_fleet(problem: FleetProblem, answer: Mapping[str, Any]) -> list[Violation]:
    from matching.routing.fleet_checker import verify_fleet

    convention = answer.get("convention")
    if convention not in list(Convention):
        raise InvalidProblem("convention", f"must be one of {', '.join(Convention)}")
    solution = _fleet_solution(answer)
    return [
        *verify_fleet(problem, solution, Convention(convention)),
        *_overstated(problem, solution, Convention(convention)),
    ]


def _overstated(
    problem: FleetProblem, solution: FleetSolution, convention: Convention
) -> Iterator[Violation]:
    """Bounds that the relaxations do not prove; where points are left out there is nothing to bound."""
    from matching.routing.bounds import bounds

    if solution.unserved or (solution.bound, solution.vehicles_bound) == (0.0, 0):
        return
    vehicles, distance = bounds(problem, convention)
    if solution.bound > distance:
        yield Violation("bound", None, None, {"stated": str(solution.bound), "found": str(distance)})
    if solution.vehicles_bound > vehicles:
        yield Violation("vehicles_bound", None, None, {"stated": solution.vehicles_bound, "found": vehicles})


def _fleet_solution(answer: Mapping[str, Any]) -> FleetSolution:
    routes = tuple(
        tuple(_whole(f"routes[{index}]", point) for point in check_items(f"routes[{index}]", route))
        for index, route in enumerate(check_items("routes", answer.get("routes")))
    )
    left = check_items("unserved", answer.get("unserved", []))
    if not all(isinstance(row, Mapping) and {"point", "reason"} == set(row) for row in left):
        raise InvalidProblem("unserved", "must have point and reason")
    rows = [row for row in left if isinstance(row, Mapping)]
    return FleetSolution(
        routes=routes,
        distance=_number("objective", answer.get("objective")),
        vehicles=_whole("vehicles", answer.get("vehicles")),
        bound=_number("bound", answer.get("bound")),
        vehicles_bound=_whole("vehicles_bound", answer.get("vehicles_bound")),
        unserved=tuple(
            (_whole("unserved.point", row["point"]), check_text("unserved.reason", row["reason"]))
            for row in rows
        ),
        work=0,
    )


def _check_orlib(contents: Sequence[bytes], answer: Mapping[str, Any]) -> list[Violation]:
    import numpy as np

    from matching.engine.certificate import verify_assigned
    from matching.engine.edges import Assigned
    from matching.readers.orlib import read_orlib

    file = read_orlib(contents[0])
    left = {_whole("unassigned", row) for row in check_items("unassigned", answer.get("unassigned", []))}
    columns = [_whole("columns", column) for column in check_items("columns", answer.get("columns"))]
    rows = [row for row in range(1, file.size + 1) if row not in left]
    if len(rows) != len(columns):
        raise InvalidProblem("columns", f"must name one for each of {len(rows)} rows, not {len(columns)}")
    asked = set(zip((row - 1 for row in rows), (column - 1 for column in columns), strict=True))
    of_row = np.repeat(np.arange(file.size), np.diff(file.edges.starts)).tolist()
    taken = [pair in asked for pair in zip(of_row, file.edges.fans.tolist(), strict=True)]
    if sum(taken) < len(asked):
        return [Violation("unknown_pair")]
    prices = [_whole("prices", price) for price in check_items("prices", answer.get("prices"))]
    assigned = Assigned(
        taken=np.array(taken, dtype=np.bool_),
        objective=len(asked) * file.lift - _whole("objective", answer.get("objective")),
        bound=len(asked) * file.lift - _whole("bound", answer.get("bound")),
        fan_prices=np.array([min(price, 1 << 62) for price in prices], dtype=np.int64),
        scale=_whole("scale", answer.get("scale")),
        method="",
        work=0,
    )
    return [
        Violation("assignment", None, None, {"what": what}) for what in verify_assigned(file.edges, assigned)
    ]


def _check_csv(contents: Sequence[bytes], answer: Mapping[str, Any]) -> list[Violation]:
    from matching.readers import tables
    from matching.readers.pairing_checker import Pairing, verify_paired

    pairs = []
    for index, row in enumerate(check_items("pairs", answer.get("pairs"))):
        if not isinstance(row, Mapping) or set(row) != {"task", "worker", "value"}:
            raise InvalidProblem(f"pairs[{index}]", "must have task, worker and value")
        task, worker = (check_text(f"pairs[{index}].{name}", row[name]) for name in ("task", "worker"))
        pairs.append((task, worker, _whole(f"pairs[{index}].value", row["value"])))
    prices = answer.get("prices")
    if not isinstance(prices, Mapping):
        raise InvalidProblem("prices", "must map ids of workers to prices")
    told = Pairing(
        pairs=tuple(pairs),
        objective=_whole("objective", answer.get("objective")),
        bound=_whole("bound", answer.get("bound")),
        prices={name: _whole(f"prices.{name}", price) for name, price in prices.items()},
        scale=max(1, _whole("scale", answer.get("scale"))),
    )
    return verify_paired(*tables.read(*tables_in_order(contents)), told)


def _whole(field: str, value: object) -> int:
    return check_whole(field, value, 0, MOST)


def _number(field: str, value: object) -> float:
    if isinstance(value, bool) or not isinstance(value, int | float):
        raise InvalidProblem(field, "must be a number")
    return value


CHECKS: dict[str, Callable[[Sequence[bytes], Mapping[str, Any]], list[Violation]]] = {
    "orlib": _check_orlib,
    "solomon": lambda contents, answer: _check_fleet(solomon.read(contents[0]), answer),
    "lilim": lambda contents, answer: _check_fleet(lilim.read(contents[0]), answer),
    "csv": _check_csv,
}
"""What checks the answers of each format."""

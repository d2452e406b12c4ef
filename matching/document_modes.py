"""What a document asks for: its mode solved, and the answer to it checked."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from matching.documents import (
    read_draw_record,
    read_journey,
    read_mutual_solution,
    read_problem,
    read_route_problem,
    read_route_solution,
    read_solution,
)
from matching.errors import InvalidProblem
from matching.modes.assign import assign
from matching.modes.draw import draw, replay
from matching.modes.mutual import blocking_pairs, mutual
from matching.modes.plan import plan
from matching.modes.rank import rank
from matching.rulebook import Violation
from matching.solution import Pair
from matching.verifier import verify, verify_pairs

BESIDE = frozenset({"mode", "journey", "alternatives", "count", "prices", "interest", "seed", "wishes"})
"""Fields of a document beside those of a problem."""


def _solve_plan(data: dict[str, Any]) -> object:
    if "journey" not in data:
        raise InvalidProblem("journey", "is missing")
    journey = read_journey(data["journey"])
    return plan(read_problem(data, beside=BESIDE), journey, alternatives=_number(data, "alternatives", 3))


def _solve_rank(data: dict[str, Any]) -> object:
    problem = read_problem(data, beside=BESIDE)
    prices = data.get("prices", {})
    if not isinstance(prices, dict) or not all(type(price) is int for price in prices.values()):
        raise InvalidProblem("prices", "must map ids of fans to points")
    return rank(problem.gigs, problem.fans, problem.params, count=_number(data, "count", 3), prices=prices)


def _solve_draw(data: dict[str, Any]) -> object:
    return draw(read_problem(data, beside=BESIDE), _lists(data, "interest"), seed=data.get("seed", ""))


def _solve_mutual(data: dict[str, Any]) -> object:
    return mutual(read_problem(data, beside=BESIDE), _lists(data, "wishes"))


def _solve_route(data: dict[str, Any]) -> object:
    from matching.routing import route

    return route(read_route_problem(data, beside=BESIDE))


MODES: dict[str, Callable[[dict[str, Any]], object]] = {
    "assign": lambda data: assign(read_problem(data, beside=BESIDE)),
    "draw": _solve_draw,
    "mutual": _solve_mutual,
    "plan": _solve_plan,
    "rank": _solve_rank,
    "route": _solve_route,
}


def _check_assign(data: dict[str, Any], answer: dict[str, Any]) -> list[Violation]:
    return verify(read_problem(data, beside=BESIDE), read_solution(answer))


def _check_draw(data: dict[str, Any], answer: dict[str, Any]) -> list[Violation]:
    record = read_draw_record(answer)
    again = draw(read_problem(data, beside=BESIDE), _lists(data, "interest"), seed=record.seed)
    checks = {"not_replayed": replay(record), "not_this_problem": again == record}
    return [Violation(code) for code, holds in checks.items() if not holds]


def _check_mutual(data: dict[str, Any], answer: dict[str, Any]) -> list[Violation]:
    problem, solution = read_problem(data, beside=BESIDE), read_mutual_solution(answer)
    pairs = [Pair(problem.gig(gig_id).id, problem.fan(fan_id).id, 0) for gig_id, fan_id in solution.pairs]
    blocking = blocking_pairs(problem, solution, _lists(data, "wishes"))
    return [
        *verify_pairs(problem, pairs),
        *(Violation("blocking_pair", gig_id, fan_id) for gig_id, fan_id in blocking),
    ]


def _check_route(data: dict[str, Any], answer: dict[str, Any]) -> list[Violation]:
    from matching.routing import verify_route

    return verify_route(read_route_problem(data, beside=BESIDE), read_route_solution(answer))


CHECKS: dict[str, Callable[[dict[str, Any], dict[str, Any]], list[Violation]]] = {
    "assign": _check_assign,
    "draw": _check_draw,
    "mutual": _check_mutual,
    "route": _check_route,
}


def _lists(data: dict[str, Any], name: str) -> dict[str, list[str]]:
    value = data.get(name, {})
    if not isinstance(value, dict) or not all(isinstance(items, list) for items in value.values()):
        raise InvalidProblem(name, "must map ids to lists of ids")
    return value


def _number(data: dict[str, Any], name: str, default: int) -> int:
    value = data.get(name, default)
    if type(value) is not int:
        raise InvalidProblem(name, "must be a whole number")
    return value

"""What a document asks for, solved in its mode."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from matching.checks import check_codes, check_whole
from matching.documents import read_forecast, read_journey, read_problem, read_route_problem
from matching.errors import InvalidProblem
from matching.fans import MAX_COUNT
from matching.journeys import MAX_STAGES, Journey
from matching.modes.assign import assign
from matching.modes.draw import draw
from matching.modes.feasible import feasible_pairs
from matching.modes.mutual import mutual
from matching.modes.plan import plan
from matching.modes.rank import rank
from matching.problem import Problem
from matching.routing.model import RouteProblem

BESIDE = {
    "assign": frozenset({"mode"}),
    "candidates": frozenset({"mode"}),
    "draw": frozenset({"mode", "interest", "seed"}),
    "mutual": frozenset({"mode", "wishes"}),
    "plan": frozenset({"mode", "journey", "alternatives", "differ"}),
    "rank": frozenset({"mode", "count", "prices", "forecast"}),
    "route": frozenset({"mode"}),
}
"""Fields of a document beside those of its problem, by mode; any other is refused."""
MOST_ALTERNATIVES = 1000


def market_in(data: dict[str, Any], mode: str) -> Problem:
    """Return the fans and gigs of a document, or raise ``InvalidProblem``."""
    return read_problem(data, beside=BESIDE[mode])


def parcels_in(data: dict[str, Any]) -> RouteProblem:
    """Return the parcels of a document, or raise ``InvalidProblem``."""
    return read_route_problem(data, beside=BESIDE["route"])


def journey_in(data: dict[str, Any]) -> tuple[Journey, int, int | None]:
    """Return the journey of a document, how many itineraries are asked for, and in how much they are to differ."""
    if "journey" not in data:
        raise InvalidProblem("journey", "is missing")
    differ = None if data.get("differ") is None else _whole(data, "differ", 1, MAX_STAGES)
    return read_journey(data["journey"]), _whole(data, "alternatives", 3, MOST_ALTERNATIVES), differ


def ranking_in(data: dict[str, Any]) -> dict[str, Any]:
    """Return what a document asks of `matching.rank` beside fans and gigs."""
    prices = data.get("prices", {})
    if not isinstance(prices, dict) or not all(type(price) is int for price in prices.values()):
        raise InvalidProblem("prices", "must map ids of fans to points")
    forecast = None if data.get("forecast") is None else read_forecast(data["forecast"])
    return {"count": _whole(data, "count", 3, MAX_COUNT), "prices": prices, "forecast": forecast}


def lists_in(data: dict[str, Any], name: str) -> dict[str, list[str]]:
    """Return lists of ids by id, or raise ``InvalidProblem``."""
    value = data.get(name, {})
    if not isinstance(value, dict) or not all(isinstance(items, list) for items in value.values()):
        raise InvalidProblem(name, "must map ids to lists of ids")
    for key, items in value.items():
        check_codes(f"{name}.{key}", items)
    return value


def interest_in(data: dict[str, Any]) -> dict[str, list[str]]:
    """Return who is interested by gig, or raise ``InvalidProblem``."""
    if "interest" not in data:
        raise InvalidProblem("interest", "is missing")
    return lists_in(data, "interest")


def _whole(data: dict[str, Any], name: str, usual: int, most: int) -> int:
    return check_whole(name, data.get(name, usual), 1, most)


def _solve_plan(data: dict[str, Any]) -> object:
    journey, alternatives, differ = journey_in(data)
    return plan(market_in(data, "plan"), journey, alternatives=alternatives, differ=differ)


def _solve_rank(data: dict[str, Any]) -> object:
    problem = market_in(data, "rank")
    return rank(problem.gigs, problem.fans, problem.params, **ranking_in(data))


def _solve_draw(data: dict[str, Any]) -> object:
    return draw(market_in(data, "draw"), interest_in(data), seed=data.get("seed", ""))


def _solve_route(data: dict[str, Any]) -> object:
    from matching.routing import route

    return route(parcels_in(data))


MODES: dict[str, Callable[[dict[str, Any]], object]] = {
    "assign": lambda data: assign(market_in(data, "assign")),
    "candidates": lambda data: feasible_pairs(market_in(data, "candidates")),
    "draw": _solve_draw,
    "mutual": lambda data: mutual(market_in(data, "mutual"), lists_in(data, "wishes")),
    "plan": _solve_plan,
    "rank": _solve_rank,
    "route": _solve_route,
}


def mode_of(data: dict[str, Any]) -> str:
    """Return the mode that a document names, `assign` if none, or raise ``InvalidProblem``."""
    mode = data.get("mode", "assign")
    if not isinstance(mode, str) or mode not in MODES:
        raise InvalidProblem("mode", f"must be one of {', '.join(MODES)}")
    return mode

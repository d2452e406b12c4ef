"""Answers to documents checked, mode by mode, by code that does not solve."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from matching.document_modes import interest_in, journey_in, lists_in, market_in, parcels_in, ranking_in
from matching.documents import (
    read_draw_record,
    read_feasible_pairs,
    read_mutual_solution,
    read_plan,
    read_ranking,
    read_route_solution,
    read_solution,
)
from matching.modes.draw import draw, replay
from matching.rulebook import Violation
from matching.verifier import verify
from matching.verifier_mutual import verify_mutual
from matching.verifier_pairs import verify_feasible_pairs, verify_ranking
from matching.verifier_plan import verify_plan

Data = dict[str, Any]


def _check_assign(data: Data, answer: Data) -> list[Violation]:
    return verify(market_in(data, "assign"), read_solution(answer))


def _check_candidates(data: Data, answer: Data) -> list[Violation]:
    return verify_feasible_pairs(market_in(data, "candidates"), read_feasible_pairs(answer))


def _check_draw(data: Data, answer: Data) -> list[Violation]:
    record = read_draw_record(answer)
    again = draw(market_in(data, "draw"), interest_in(data), seed=record.seed)
    checks = {"not_replayed": replay(record), "not_this_problem": again == record}
    return [Violation(code) for code, holds in checks.items() if not holds]


def _check_mutual(data: Data, answer: Data) -> list[Violation]:
    return verify_mutual(market_in(data, "mutual"), read_mutual_solution(answer), lists_in(data, "wishes"))


def _check_plan(data: Data, answer: Data) -> list[Violation]:
    journey, _, differ = journey_in(data)
    return verify_plan(market_in(data, "plan"), journey, read_plan(answer), differ=differ)


def _check_rank(data: Data, answer: Data) -> list[Violation]:
    return verify_ranking(market_in(data, "rank"), read_ranking(answer), **ranking_in(data))


def _check_route(data: Data, answer: Data) -> list[Violation]:
    from matching.routing import verify_route

    return verify_route(parcels_in(data), read_route_solution(answer))


CHECKS: dict[str, Callable[[Data, Data], list[Violation]]] = {
    "assign": _check_assign,
    "candidates": _check_candidates,
    "draw": _check_draw,
    "mutual": _check_mutual,
    "plan": _check_plan,
    "rank": _check_rank,
    "route": _check_route,
}

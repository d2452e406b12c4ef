"""The independent checks of rankings, feasible pairs, plans and stable matchings."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace

import pytest
from hypothesis import given

from matching import (
    Fan,
    Forecast,
    Gig,
    InvalidProblem,
    Itinerary,
    Journey,
    MutualSolution,
    Plan,
    Policy,
    Problem,
    Ranking,
    Stage,
    blocking_pairs,
    feasible_pairs,
    mutual,
    plan,
    rank,
    verify_feasible_pairs,
    verify_mutual,
    verify_plan,
    verify_ranking,
)
from matching.rulebook import Violation
from tests.matching.people import HAARLEM, at, easy_problems, guide, problems, walk


def codes(violations: list[Violation]) -> set[str]:
    """What is wrong."""
    return {violation.code for violation in violations}


@given(problems())
def test_feasible_pairs_are_those_the_rulebook_allows(problem: Problem) -> None:
    found = feasible_pairs(problem)

    assert verify_feasible_pairs(problem, found) == []
    for index, pair in enumerate(found.pairs):
        fewer = replace(found, pairs=found.pairs[:index] + found.pairs[index + 1 :])
        assert verify_feasible_pairs(problem, fewer) == [Violation("missing_pair", pair.gig_id, pair.fan_id)]


def test_wrong_lists_of_pairs_are_found_out() -> None:
    problem = Problem(fans=[guide(), guide("far", location=HAARLEM)], gigs=[walk()])
    found = feasible_pairs(problem)
    (pair,) = found.pairs

    def told(*pairs: object) -> set[str]:
        return codes(verify_feasible_pairs(problem, replace(found, pairs=pairs)))

    assert told(pair, pair) == {"repeated_pair"}
    assert told(pair, replace(pair, fan_id="nobody")) == {"unknown_pair"}
    assert told(pair, replace(pair, fan_id="far")) == {"radius", "score"}
    assert told(replace(pair, score=1)) == {"score"}
    choosy = replace(problem, policy=Policy(least_score=100_000))
    assert codes(verify_feasible_pairs(choosy, found)) == {"least_score"}


@given(problems())
def test_rankings_are_right(problem: Problem) -> None:
    prices = {fan.id: 500 for fan in problem.fans[:1]}

    for forecast in (None, Forecast(value=9000, chance_permille=700)):
        answer = rank(problem.gigs, problem.fans, problem.params, prices=prices, forecast=forecast)
        assert verify_ranking(problem, answer, prices=prices, forecast=forecast) == []


RANKINGS: list[tuple[Callable[[Ranking], Ranking], str]] = [
    (lambda told: replace(told, best=told.best[::-1]), "best"),
    (lambda told: replace(told, best=told.best[:1]), "best"),
    (lambda told: replace(told, best=(replace(told.best[0], score=1), told.best[1])), "ranked"),
    (lambda told: replace(told, best=(replace(told.best[0], gig_id="x"), told.best[1])), "ranked"),
    (lambda told: replace(told, eligible=3), "eligible"),
    (lambda told: replace(told, refused={}), "refused"),
    (lambda told: replace(told, is_withheld=True), "is_withheld"),
]


@pytest.mark.parametrize(("wrong", "code"), RANKINGS)
def test_wrong_rankings_are_found_out(wrong: Callable[[Ranking], Ranking], code: str) -> None:
    people = [guide("low", standing_points=100), guide("high"), guide("untrained", skills={})]
    problem = Problem(fans=people, gigs=[walk()])

    assert codes(verify_ranking(problem, wrong(rank(walk(), people)))) == {code}


def test_an_offer_is_withheld_only_for_somebody_clearly_better() -> None:
    now = rank(walk(), [guide()])
    best = now.best[0].net_score

    def withheld(**said: int) -> bool:
        return rank(walk(), [guide()], forecast=Forecast(**said)).is_withheld

    assert not now.is_withheld
    assert withheld(value=best + 2000, chance_permille=900)
    assert not withheld(value=best + 2000, chance_permille=50)
    assert not withheld(value=best + 100, chance_permille=1000)
    assert not rank(walk(), [], forecast=Forecast(value=9000, chance_permille=1000)).is_withheld


def two_stages(**changes: object) -> tuple[Problem, Journey]:
    """A morning in Amsterdam and an afternoon in Haarlem or again in Amsterdam."""
    gigs: list[Gig] = [
        walk("morning", value_minor=3000),
        walk("haarlem", starts_at=at(13), ends_at=at(15), location=HAARLEM, value_minor=5000),
        walk("canals", starts_at=at(14), ends_at=at(16), value_minor=4000),
    ]
    people: list[Fan] = [guide(name, radius_m=30_000) for name in ("ann", "ben", "eva")]
    stages = [Stage(id="one", options=["morning"]), Stage(id="two", options=["haarlem", "canals"])]
    journey = Journey(id="j", stages=stages)
    return Problem(fans=people, gigs=gigs), replace(journey, **changes)  # type: ignore[arg-type]


@given(easy_problems())
def test_plans_are_right(problem: Problem) -> None:
    ordered = sorted(problem.gigs, key=lambda gig: gig.starts_at)
    wanted = Journey(
        id="j", stages=[Stage(id=gig.id, options=[other.id for other in ordered]) for gig in ordered[:2]]
    )

    assert verify_plan(problem, wanted, plan(problem, wanted)) == []


def _first(told: Plan, change: Callable[[Itinerary], Itinerary]) -> Plan:
    return replace(told, itineraries=(change(told.itineraries[0]), *told.itineraries[1:]))


def _pick(told: Plan, place: int, **changes: object) -> Plan:
    def changed(itinerary: Itinerary) -> Itinerary:
        picks = list(itinerary.picks)
        picks[place] = replace(picks[place], **changes)  # type: ignore[arg-type]
        return replace(itinerary, picks=tuple(picks))

    return _first(told, changed)


PLANS: list[tuple[dict[str, object], Callable[[Plan], Plan], str]] = [
    ({}, lambda told: replace(told, journey_id="k"), "journey"),
    ({}, lambda told: replace(told, itineraries=()), "no_reason"),
    ({}, lambda told: replace(told, itineraries=told.itineraries[:1] * 2), "alike"),
    ({}, lambda told: _first(told, lambda one: replace(one, picks=one.picks[:1])), "stages"),
    ({}, lambda told: _first(told, lambda one: replace(one, score=one.score - 9000)), "order"),
    ({}, lambda told: _first(told, lambda one: replace(one, cost_minor=1)), "cost"),
    ({}, lambda told: _pick(told, 0, score=1), "score"),
    ({}, lambda told: _pick(told, 0, gig_id="canals"), "unknown_pair"),
    ({}, lambda told: _pick(told, 0, fan_ids=()), "unknown_pair"),
    ({}, lambda told: _pick(told, 0, fan_ids=("nobody",)), "unknown_pair"),
    ({}, lambda told: _pick(told, 0, fan_ids=("ann", "ben")), "places"),
    ({"budget_minor": 7000}, lambda told: _pick(told, 1, gig_id="haarlem"), "budget"),
    ({"speed_kmh": 5}, lambda told: _pick(told, 1, gig_id="haarlem"), "party_travel"),
    (
        {"different_fans": True},
        lambda told: _pick(told, 1, fan_ids=told.itineraries[0].picks[0].fan_ids),
        "different_fans",
    ),
    ({"same_fan": [["one", "two"]]}, lambda told: _pick(told, 1, fan_ids=("eva",)), "same_fan"),
]


@pytest.mark.parametrize(("asked", "wrong", "code"), PLANS)
def test_wrong_plans_are_found_out(
    asked: dict[str, object], wrong: Callable[[Plan], Plan], code: str
) -> None:
    problem, journey = two_stages(**asked)
    told = plan(problem, journey)

    assert verify_plan(problem, journey, told) == []
    assert code in codes(verify_plan(problem, journey, wrong(told)))


def test_one_gig_is_not_two_stages() -> None:
    task = walk("task", ends_at=None, places=1)
    problem = Problem(fans=[guide("ann"), guide("ben")], gigs=[task])
    journey = Journey(id="j", stages=[Stage(id=name, options=["task"]) for name in ("one", "two")])

    assert plan(problem, journey).reasons[0].code == "no_combination"


@given(problems())
def test_stable_matchings_are_right(problem: Problem) -> None:
    wishes = {fan.id: [gig.id for gig in problem.gigs] for fan in problem.fans[:1]}
    unblocked = replace(problem, fans=[replace(fan, blocked=()) for fan in problem.fans])

    assert verify_mutual(unblocked, mutual(unblocked, wishes), wishes) == []


def test_wrong_stable_matchings_are_found_out() -> None:
    people = [guide("good", standing_points=900), guide("fair"), guide("far", location=HAARLEM)]
    problem = Problem(fans=people, gigs=[walk()])
    good = mutual(problem)

    def told(fan_id: str, **wishes: list[str]) -> set[str]:
        answer = MutualSolution((("coffee-walk", fan_id),), good.objective, 1)
        return codes(verify_mutual(problem, answer, wishes))

    assert told("good") == set()
    assert told("fair") == {"blocking_pair", "objective"}
    assert told("far") >= {"radius"}
    assert told("good", good=[]) == {"unwanted"}
    assert told("nobody") == {"unknown_pair"}
    choosy = replace(problem, policy=Policy(least_score=100_000))
    assert codes(verify_mutual(choosy, good)) == {"least_score"}
    with pytest.raises(InvalidProblem, match="may not be matched"):
        blocking_pairs(problem, MutualSolution((("coffee-walk", "far"),), 0, 0))

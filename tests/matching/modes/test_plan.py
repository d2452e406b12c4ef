"""Journeys: whole or not at all, best first, alternatives that differ."""

from __future__ import annotations

from dataclasses import replace
from itertools import pairwise, product

import pytest
from hypothesis import given
from hypothesis import strategies as st

from matching import (
    InvalidProblem,
    Itinerary,
    Journey,
    Pair,
    Params,
    Plan,
    Problem,
    Stage,
    plan,
    verify_pairs,
)
from matching.bench import market
from tests.matching.people import HAARLEM, at, easy_problems, guide, walk


def pairs_of(itinerary: Itinerary) -> list[Pair]:
    """The pairs an itinerary makes."""
    return [Pair(pick.gig_id, fan_id, 0) for pick in itinerary.picks for fan_id in pick.fan_ids]


def journey(problem: Problem, **changes: object) -> Journey:
    """A journey of one stage for each gig of a problem, in the order of time."""
    ordered = sorted(problem.gigs, key=lambda gig: (gig.starts_at, gig.id))
    stages = [Stage(id=f"stage-{gig.id}", options=[gig.id]) for gig in ordered]
    return replace(Journey(id="j", stages=stages), **changes)  # type: ignore[arg-type]


def best_by_trying_all(problem: Problem, wanted: Journey) -> int | None:
    """The best score over every choice of one fan for each stage, or None."""
    gigs = [problem.gig(stage.options[0]) for stage in wanted.stages]
    if any(later.starts_at < (sooner.ends_at or sooner.starts_at) for sooner, later in pairwise(gigs)):
        return None
    best = None
    for people in product(problem.fans, repeat=len(gigs)):
        pairs = [Pair(gig.id, fan.id, 0) for gig, fan in zip(gigs, people, strict=True)]
        if wanted.different_fans and len({fan.id for fan in people}) < len(people):
            continue
        if verify_pairs(problem, pairs):
            continue
        answers = [plan(problem, Journey(id="x", stages=[stage])) for stage in wanted.stages]
        total = sum(_score(problem, answer, fan.id) for answer, fan in zip(answers, people, strict=True))
        best = total if best is None else max(best, total)
    return best


def _score(problem: Problem, answer: Plan, fan_id: str) -> int:
    (gig_id,) = {itinerary.picks[0].gig_id for itinerary in answer.itineraries}
    alone = replace(problem, gigs=[problem.gig(gig_id)])
    found = plan(alone, Journey(id="y", stages=[Stage(id="s", options=[gig_id])]), alternatives=99)
    return next(itinerary.score for itinerary in found.itineraries if itinerary.picks[0].fan_ids == (fan_id,))


@given(easy_problems(most_fans=3, most_gigs=3), st.booleans())
def test_no_choice_of_people_scores_more(problem: Problem, different_fans: bool) -> None:
    single = replace(problem, gigs=[replace(gig, places=1) for gig in problem.gigs])
    wanted = journey(single, different_fans=different_fans)

    answer = plan(single, wanted)

    best = best_by_trying_all(single, wanted)
    assert answer.is_optimal
    assert (answer.itineraries[0].score if answer.itineraries else None) == best
    assert answer.itineraries or answer.reasons


@given(easy_problems(), st.booleans(), st.integers(1, 2))
def test_every_itinerary_keeps_the_rules_and_differs(problem: Problem, different: bool, differ: int) -> None:
    wanted = journey(problem, different_fans=different)

    answer = plan(problem, wanted, differ=differ)

    scores = [itinerary.score for itinerary in answer.itineraries]
    assert scores == sorted(scores, reverse=True)
    for index, itinerary in enumerate(answer.itineraries):
        assert verify_pairs(problem, pairs_of(itinerary)) == []
        assert [len(pick.fan_ids) for pick in itinerary.picks] == [
            problem.gig(pick.gig_id).places for pick in itinerary.picks
        ]
        for other in answer.itineraries[:index]:
            changed = [
                (one.gig_id, one.fan_ids) != (two.gig_id, two.fan_ids)
                for one, two in zip(itinerary.picks, other.picks, strict=True)
            ]
            assert sum(changed) >= differ


def three_days(**changes: object) -> tuple[Problem, Journey]:
    """A walk in Amsterdam on each of three days, and three guides."""
    gigs = [
        walk(f"day-{day}", starts_at=at(10, day=day), ends_at=at(12, day=day), value_minor=4000)
        for day in range(3)
    ]
    open_days = [(at(8, day=day), at(18, day=day)) for day in range(3)]
    people = [guide(f"fan-{n}", available=open_days, standing_points=900 - 100 * n) for n in range(3)]
    problem = Problem(fans=people, gigs=gigs)
    return problem, journey(problem, **changes)


def test_one_person_may_lead_all_stages_or_each_another() -> None:
    problem, wanted = three_days()
    _, apart = three_days(different_fans=True)
    _, together = three_days(same_fan=[["stage-day-0", "stage-day-2"]], different_fans=True)

    best = plan(problem, wanted).itineraries[0]
    varied = plan(problem, apart).itineraries[0]
    framed = plan(problem, together).itineraries[0]

    assert [pick.fan_ids for pick in best.picks] == [("fan-0",)] * 3
    assert {pick.fan_ids for pick in varied.picks} == {("fan-0",), ("fan-1",), ("fan-2",)}
    assert framed.picks[0].fan_ids == framed.picks[2].fan_ids != framed.picks[1].fan_ids
    assert best.cost_minor == 12_000


def test_the_budget_chooses_the_cheaper_option_or_refuses() -> None:
    problem, _ = three_days()
    grand = walk("grand", starts_at=at(14), ends_at=at(16), value_minor=9000, interests=["coffee"])
    modest = walk("modest", starts_at=at(14), ends_at=at(16), value_minor=3000, interests=["art"])
    problem = replace(problem, gigs=[*problem.gigs, grand, modest])
    stages = [Stage(id="walk", options=["day-0"]), Stage(id="afternoon", options=["grand", "modest"])]

    rich = plan(problem, Journey(id="rich", stages=stages))
    poor = plan(problem, Journey(id="poor", stages=stages, budget_minor=8000))
    broke = plan(problem, Journey(id="broke", stages=stages, budget_minor=6999))

    assert rich.itineraries[0].picks[1].gig_id == "grand"
    assert poor.itineraries[0].picks[1].gig_id == "modest"
    assert broke.itineraries == ()
    assert broke.reasons[0].code == "over_budget"
    assert broke.reasons[0].params == {"least_minor": 7000, "budget_minor": 6999}


def test_the_party_must_reach_the_next_stage() -> None:
    near, far = walk("near"), walk("far", starts_at=at(13), ends_at=at(15), location=HAARLEM)
    problem = Problem(fans=[guide("a", radius_m=30_000), guide("b", radius_m=30_000)], gigs=[near, far])
    stages = [Stage(id="one", options=["near"]), Stage(id="two", options=["far"])]

    by_train = plan(problem, Journey(id="train", stages=stages, speed_kmh=60))
    on_foot = plan(problem, Journey(id="foot", stages=stages, speed_kmh=5))

    assert by_train.itineraries
    assert on_foot.reasons[0].code == "no_combination"


def test_a_stage_nobody_fits_stops_the_whole_journey() -> None:
    problem, wanted = three_days()
    problem = replace(
        problem, gigs=[*problem.gigs[:2], replace(problem.gigs[2], skills_all={"art": 5}, places=2)]
    )

    answer = plan(problem, wanted)

    assert answer.itineraries == ()
    assert answer.reasons[0].params == {"stage_id": "stage-day-2", "places": 2, "eligible": 0}


def test_stages_out_of_order_do_not_fit_together() -> None:
    problem, wanted = three_days()

    answer = plan(problem, replace(wanted, stages=tuple(reversed(wanted.stages))))

    assert answer.reasons[0].code == "no_combination"


def test_the_search_says_when_its_work_is_spent() -> None:
    problem = replace(market(fans=60, gigs=25, seed=3), params=Params(plan_budget=1))

    answer = plan(problem, journey(problem))

    assert not answer.is_optimal or answer.reasons[0].code == "stage_unfilled"


def test_bad_questions_are_refused() -> None:
    problem, wanted = three_days()

    with pytest.raises(InvalidProblem, match="alternatives"):
        plan(problem, wanted, alternatives=0)
    with pytest.raises(InvalidProblem, match="differ"):
        plan(problem, wanted, differ=0)
    with pytest.raises(InvalidProblem, match="never"):
        plan(problem, Journey(id="j", stages=[Stage(id="s", options=["never"])]))

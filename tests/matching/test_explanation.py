"""Reasons for both sides, computed from the problem and the solution."""

from __future__ import annotations

from dataclasses import replace

import pytest
from hypothesis import given
from hypothesis import strategies as st

from matching import (
    Commitment,
    Interval,
    InvalidProblem,
    Policy,
    Problem,
    assign,
    eligibility,
    explain,
    why_unfilled,
    with_changes,
)
from tests.matching.people import HAARLEM, at, guide, problems, walk

PRIVATE = {
    "overlap",
    "travel_between",
    "hours_day",
    "hours_week",
    "blocked",
    "too_young",
    "no_home",
    "unavailable",
}


def test_the_chosen_hear_why_in_facts() -> None:
    problem = Problem(fans=[guide(standing_points=900)], gigs=[walk()])

    answer = explain(problem, assign(problem), "anneke", "coffee-walk")

    assert answer.is_chosen
    assert answer.score == sum(line.points for line in answer.terms)
    shown = {reason.code: reason.params for reason in answer.for_fan}
    assert shown["near"] == {"distance_m": 0}
    assert shown["reliable"] == {"points": 900}
    assert shown["speaks"] == {"language": "en", "level": 5}
    assert shown["knows_area"] == {"area": "centrum"}
    assert answer.changes == ()


def test_skill_interest_and_debt_are_told_when_they_are_strong() -> None:
    due = guide("due", skills={"coffee": 5}, interests={"coffee", "art"}, declared_minutes=600, location=None)
    lucky = guide("lucky", declared_minutes=600, served=6)
    problem = Problem(fans=[due, lucky], gigs=[walk(location=None, languages_any={}, area=None)])

    answer = explain(problem, assign(problem), "due", "coffee-walk")

    shown = {reason.code: reason.params for reason in answer.for_fan}
    assert shown["skilled"] == {"skill": "coffee", "level": 5}
    assert shown["shares"] == {"interests": ("art", "coffee")}
    assert shown["due"] == {"served": 0}


def test_the_ineligible_hear_every_reason_and_what_would_change_it() -> None:
    problem = Problem(fans=[guide(available=[])], gigs=[walk(location=HAARLEM)])

    answer = explain(problem, assign(problem), "anneke", "coffee-walk")

    assert not answer.is_eligible
    assert [reason.code for reason in answer.for_fan] == ["too_far", "unavailable"]
    assert [reason.code for reason in answer.for_others] == ["lives_too_far", "unavailable_then"]
    assert [change.code for change in answer.changes] == ["radius", "hours"]


def test_a_business_learns_only_unavailable() -> None:
    busy = guide(committed=[Commitment(at(11), at(13)), Commitment(at(8), at(11))], day_cap_minutes=60)
    problem = Problem(fans=[busy], gigs=[walk()])

    answer = explain(problem, assign(problem), "anneke", "coffee-walk")

    assert [reason.code for reason in answer.for_others] == ["unavailable_then"]
    assert all(reason.params == {} for reason in answer.for_others)


def test_the_outscored_hear_the_score_that_was_needed() -> None:
    problem = Problem(fans=[guide("better", standing_points=1000), guide("worse")], gigs=[walk()])
    solution = assign(problem)

    (reason,) = explain(problem, solution, "worse", "coffee-walk").for_fan

    assert reason.code == "outscored_here"
    assert reason.params["least_chosen"] == solution.pairs[0].score


def test_those_used_elsewhere_hear_where() -> None:
    first, clash = walk("first", interests={"coffee"}), walk("clash", starts_at=at(11), ends_at=at(13))
    later = walk("later", starts_at=at(14), ends_at=at(16), interests=())
    problem = Problem(fans=[guide()], gigs=[first, clash, later])

    (busy,) = explain(problem, assign(problem), "anneke", "clash").for_fan
    limited = replace(problem, policy=Policy(most_gigs=1))
    (most,) = explain(limited, assign(limited), "anneke", "later").for_fan
    capped = replace(problem, fans=[guide(day_cap_minutes=120)])
    (hours,) = explain(capped, assign(capped), "anneke", "later").for_fan

    assert (busy.code, busy.params) == ("busy_in_round", {"gig_id": "first"})
    assert most.code == "most_gigs"
    assert hours.code == "hours_in_round"


def test_a_score_below_the_least_and_company_that_does_not_fit_are_told() -> None:
    picky = Problem(fans=[guide()], gigs=[walk()], policy=Policy(least_score=9000))
    apart = Problem(fans=[guide("a", standing_points=900), guide("b", blocked={"a"})], gigs=[walk(places=2)])

    (below,) = explain(picky, assign(picky), "anneke", "coffee-walk").for_fan
    (company,) = explain(apart, assign(apart), "b", "coffee-walk").for_fan

    assert below.code == "below_least_score"
    assert company.code == "not_with_others"


def test_what_keeps_a_gig_unfilled_and_what_would_fill_it() -> None:
    people = [
        guide("short", available=[Interval(at(8), at(11))]),
        guide("untrained", skills={}),
        guide("both", skills={}, available=[]),
        guide("never", skills={}, born_on=None),
    ]
    problem = Problem(fans=people, gigs=[walk(age_min=18)])

    answer = why_unfilled(problem, assign(problem), "coffee-walk")

    assert answer.places_left == 1
    assert answer.refused == {"age_unknown": 1, "skill_missing": 3, "unavailable": 2}
    assert answer.only == {"skill_missing": 1, "unavailable": 1}
    assert [fan_id for fan_id, _ in answer.nearest] == ["short", "untrained", "both"]


@given(problems(), st.data())
def test_any_pair_can_be_explained_and_nothing_private_reaches_others(
    problem: Problem, data: st.DataObject
) -> None:
    if not problem.fans or not problem.gigs:
        return
    fan, gig = data.draw(st.sampled_from(problem.fans)), data.draw(st.sampled_from(problem.gigs))
    solution = assign(problem)

    answer = explain(problem, solution, fan.id, gig.id)

    assert answer.is_chosen == (fan.id in solution.fans_of(gig.id))
    assert answer.is_chosen or answer.for_fan
    assert not {reason.code for reason in answer.for_others} & PRIVATE
    if answer.changes:
        assert eligibility(with_changes(fan, gig, answer.changes), gig, problem.params).ok


def test_asking_for_an_unknown_pair_is_refused() -> None:
    problem = Problem(fans=[guide()], gigs=[walk()])

    with pytest.raises(InvalidProblem, match="fan_id"):
        explain(problem, assign(problem), "nobody", "coffee-walk")
    with pytest.raises(InvalidProblem, match="gig_id"):
        why_unfilled(problem, assign(problem), "nothing")

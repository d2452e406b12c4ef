"""What would fill a gig: every stated change really makes the people named eligible."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from matching import (
    Change,
    Interval,
    InvalidProblem,
    Problem,
    assign,
    eligibility,
    remedies,
    say,
    with_changes,
)
from matching.eligibility import broken_rules
from matching.phrases_changes import REMEDIES
from matching.remedies import ASKED_OF_FANS
from tests.matching.people import HAARLEM, at, guide, problems, walk


def test_the_change_for_most_people_comes_first() -> None:
    people = [
        guide("late-a", available=[Interval(at(11), at(20))]),
        guide("late-b", available=[Interval(at(11), at(20))]),
        guide("far", location=HAARLEM),
        guide("untrained", skills={}),
    ]
    problem = Problem(fans=people, gigs=[walk()])

    first, *others = remedies(problem, assign(problem), "coffee-walk", most=20)

    assert first.fan_ids == ("late-a", "late-b")
    assert first.change.params["people"] == 2
    named = {(remedy.change.code, remedy.fan_ids) for remedy in others}
    assert ("fans_radius", ("far",)) in named
    assert ("fans_skill", ("untrained",)) in named
    assert ("ask_no_skill", ("untrained",)) in named


def test_of_two_shifts_for_as_many_the_smaller_comes_first() -> None:
    problem = Problem(fans=[guide(available=[Interval(at(10.5), at(20))])], gigs=[walk()])

    moves = [item for item in remedies(problem, assign(problem), "coffee-walk", most=20) if item.gig]

    assert moves[0].change.params["from"] == at(10.5)
    assert len(moves) > 1


def test_one_request_to_many_is_enough_for_each() -> None:
    people = [
        guide("a", available=[Interval(at(8), at(11))]),
        guide("b", available=[Interval(at(8), at(11.5))]),
        guide("near", radius_m=12_000, location=HAARLEM),
        guide("nearer", radius_m=14_000, location=HAARLEM),
    ]
    problem = Problem(fans=people, gigs=[walk()])

    asked = {item.change.code: item for item in remedies(problem, assign(problem), "coffee-walk", most=20)}

    assert asked["fans_hours"].fan_ids == ("a", "b")
    assert asked["fans_hours"].change.params["from"] == at(11)
    assert asked["fans_radius"].fan_ids == ("near", "nearer")


def test_age_and_blocks_are_never_traded() -> None:
    problem = Problem(fans=[guide(born_on=None)], gigs=[walk(age_min=21)])

    assert remedies(problem, assign(problem), "coffee-walk") == ()


@given(problems(), st.data())
def test_each_stated_change_makes_the_people_it_names_eligible(problem: Problem, data: st.DataObject) -> None:
    if not problem.gigs:
        return
    gig = data.draw(st.sampled_from(problem.gigs))
    solution = assign(problem)

    for remedy in remedies(problem, solution, gig.id, most=100):
        assert remedy.change.params["people"] == len(remedy.fan_ids) > 0
        assert set(remedy.fan_ids).isdisjoint(solution.fans_of(gig.id))
        for fan_id in remedy.fan_ids:
            fan = problem.fan(fan_id)
            assert broken_rules(fan, gig, problem.params)
            if remedy.gig is not None:
                assert not broken_rules(fan, remedy.gig, problem.params)
                continue
            code = next(own for own, asked in ASKED_OF_FANS.items() if asked == remedy.change.code)
            after = with_changes(fan, gig, (Change(code, remedy.change.params),))
            assert eligibility(after, gig, problem.params).ok
        for language in ("en", "es"):
            assert "{" not in say(remedy.change, language)


@given(problems())
def test_the_order_of_rows_changes_nothing(problem: Problem) -> None:
    turned = Problem(
        fans=problem.fans[::-1], gigs=problem.gigs[::-1], params=problem.params, policy=problem.policy
    )
    for gig in problem.gigs[:1]:
        one = remedies(problem, assign(problem), gig.id)
        assert one == remedies(turned, assign(turned), gig.id)


def test_every_remedy_has_words_and_an_unknown_gig_is_refused() -> None:
    assert set(ASKED_OF_FANS.values()) <= set(REMEDIES)
    problem = Problem(fans=[guide()], gigs=[walk()])
    with pytest.raises(InvalidProblem, match="gig_id"):
        remedies(problem, assign(problem), "nothing")

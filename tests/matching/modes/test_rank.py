"""The best few people for one piece of work."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from matching import InvalidProblem, Problem, assign, eligibility, rank
from matching.bench import market
from tests.matching.people import at, guide, problems, walk


def test_the_best_come_first_with_their_reasons() -> None:
    people = [guide("low", standing_points=100), guide("high", standing_points=900), guide("none", skills={})]

    answer = rank(walk(), people, count=5)

    assert [row.fan_id for row in answer.best] == ["high", "low"]
    assert answer.best[0].reasons[0].params
    assert answer.eligible == 2
    assert answer.refused == {"skill_missing": 1}


def test_alternatives_give_distinct_people_each_at_the_time_that_suits_best() -> None:
    morning, evening = walk("morning", interests=()), walk("evening", starts_at=at(15), ends_at=at(17))
    people = [guide(f"fan-{number}", standing_points=100 * number) for number in range(5)]

    answer = rank([morning, evening], people, count=3)

    assert [row.fan_id for row in answer.best] == ["fan-4", "fan-3", "fan-2"]
    assert len({row.fan_id for row in answer.best}) == 3


def test_a_price_keeps_people_for_where_they_are_needed() -> None:
    people = [guide("needed", standing_points=900), guide("spare", standing_points=700)]

    plain, priced = rank(walk(), people), rank(walk(), people, prices={"needed": 1000})

    assert [row.fan_id for row in plain.best] == ["needed", "spare"]
    assert [row.fan_id for row in priced.best] == ["spare", "needed"]
    assert priced.best[1].net_score == priced.best[1].score - 800


@given(problems(), st.integers(1, 4))
def test_exactly_the_eligible_are_ranked_and_the_rest_counted(problem: Problem, count: int) -> None:
    if not problem.gigs:
        return
    gig = problem.gigs[0]

    answer = rank(gig, problem.fans, problem.params, count=count)

    fitting = {fan.id for fan in problem.fans if eligibility(fan, gig, problem.params).ok}
    assert answer.eligible == len(fitting)
    assert {row.fan_id for row in answer.best} <= fitting
    assert len(answer.best) == min(count, len(fitting))
    assert sum(answer.refused.values()) == len(problem.fans) - len(fitting)
    scores = [row.net_score for row in answer.best]
    assert scores == sorted(scores, reverse=True)
    assert answer == rank(gig, tuple(reversed(problem.fans)), problem.params, count=count)


def test_prices_of_a_round_feed_the_next_ranking() -> None:
    problem = market(fans=40, gigs=30, seed=4)
    prices = assign(problem).fan_prices

    answer = rank(problem.gigs[0], problem.fans, problem.params, count=40, prices=prices)

    assert any(row.net_score < row.score for row in answer.best)


def test_a_count_below_one_and_equal_ids_are_refused() -> None:
    with pytest.raises(InvalidProblem, match="count"):
        rank(walk(), [guide()], count=0)
    with pytest.raises(InvalidProblem, match="used twice"):
        rank(walk(), [guide(), guide()])


def test_nothing_to_rank_is_an_empty_answer() -> None:
    assert rank([], [guide()]).best == ()
    assert rank(walk(), []).eligible == 0

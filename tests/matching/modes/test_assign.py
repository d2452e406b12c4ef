"""Best whole: compared with every possible choice on tiny problems, and checked by the verifier on all others."""

from __future__ import annotations

from dataclasses import replace

import pytest
from hypothesis import given
from hypothesis import strategies as st

from matching import Interval, Params, Policy, Problem, assign, verify, verify_pairs
from matching.bench import market
from matching.fairness import fairness_grades
from matching.solution import Pair
from matching.terms import Standpoint, score_terms
from tests.matching.people import at, easy_problems, guide, problems, walk


def every_pair(problem: Problem) -> list[Pair]:
    """Pairs that the verifier lets stand alone, with their scores."""
    grades = fairness_grades(problem.fans, problem.params)
    pairs = []
    for gig in problem.gigs:
        for fan in problem.fans:
            lines = score_terms(fan, gig, problem.params, Standpoint(grades[fan.id]))
            pair = Pair(gig.id, fan.id, sum(line.points for line in lines), lines)
            if not verify_pairs(problem, [pair]) and pair.score >= problem.policy.least_score:
                pairs.append(pair)
    return pairs


def best_by_trying_all(problem: Problem, pairs: list[Pair]) -> int:
    """The greatest total over all sets of pairs that the verifier lets stand together."""
    best = 0

    def extend(chosen: list[Pair], index: int, total: int) -> None:
        nonlocal best
        best = max(best, total)
        if index == len(pairs) or total + sum(pair.score for pair in pairs[index:]) <= best:
            return
        with_next = [*chosen, pairs[index]]
        if not verify_pairs(problem, with_next):
            extend(with_next, index + 1, total + pairs[index].score)
        extend(chosen, index + 1, total)

    extend([], 0, 0)
    return best


@given(easy_problems())
def test_no_choice_of_pairs_scores_more(problem: Problem) -> None:
    solution = assign(problem)

    assert verify(problem, solution) == []
    assert solution.objective == best_by_trying_all(problem, every_pair(problem))
    assert solution.is_optimal


@given(problems())
def test_every_solution_passes_the_verifier(problem: Problem) -> None:
    solution = assign(problem)

    assert verify(problem, solution) == []
    assert solution.objective <= solution.bound <= solution.price_bound


@given(problems(), st.randoms(use_true_random=False))
def test_the_order_of_rows_does_not_matter(problem: Problem, dice: object) -> None:
    people, work = list(problem.fans), list(problem.gigs)
    dice.shuffle(people)  # type: ignore[attr-defined]
    dice.shuffle(work)  # type: ignore[attr-defined]
    shuffled = Problem(fans=people, gigs=work, policy=problem.policy, params=problem.params)

    assert assign(shuffled) == assign(problem)


@pytest.mark.parametrize("seed", range(3))
def test_a_market_of_a_city_is_solved_and_proved(seed: int) -> None:
    problem = market(fans=120, gigs=25, seed=seed)

    solution = assign(problem)

    assert verify(problem, solution) == []
    assert solution.is_optimal
    assert len(solution.pairs) > 25


def test_a_fan_is_given_up_where_another_gig_needs_them_more() -> None:
    # Bram fits both walks; greed would send him to the one he likes best, and leave the other empty.
    bram = guide("bram", skills={"coffee": 5, "art": 1}, interests={"coffee"})
    cor = guide("cor", skills={"coffee": 2}, interests=())
    coffee = walk("coffee", interests={"coffee"})
    art = walk("art", skills_all={"art": 1}, interests=())

    solution = assign(Problem(fans=[bram, cor], gigs=[coffee, art]))

    assert solution.fans_of("coffee") == ("cor",)
    assert solution.fans_of("art") == ("bram",)
    assert solution.is_optimal


def test_one_fan_takes_gigs_one_after_the_other() -> None:
    first, second = walk("first"), walk("second", starts_at=at(12), ends_at=at(14))
    third = walk("third", starts_at=at(13), ends_at=at(15))

    solution = assign(Problem(fans=[guide()], gigs=[first, second, third]))

    assert solution.gigs_of("anneke") == ("first", "second")
    assert solution.unfilled[0].gig_id == "third"
    assert solution.unfilled[0].reasons[0].code == "taken_elsewhere"


def test_the_policy_limits_gigs_of_one_fan() -> None:
    gigs = [walk(f"walk-{hour}", starts_at=at(hour), ends_at=at(hour + 1)) for hour in (8, 10, 12, 14)]

    solution = assign(Problem(fans=[guide()], gigs=gigs, policy=Policy(most_gigs=3)))

    assert len(solution.pairs) == 3
    assert solution.is_optimal


def test_hour_caps_hold_over_the_round() -> None:
    gigs = [walk(f"walk-{hour}", starts_at=at(hour), ends_at=at(hour + 2)) for hour in (8, 10, 12)]

    solution = assign(Problem(fans=[guide(day_cap_minutes=240)], gigs=gigs))

    assert len(solution.pairs) == 2


def test_people_who_block_one_another_do_not_share_a_gig() -> None:
    people = [guide("a", blocked={"b"}), guide("b"), guide("c", interests=())]

    solution = assign(Problem(fans=people, gigs=[walk(places=2)]))

    assert "c" in solution.fans_of("coffee-walk")
    assert len(solution.pairs) == 2


def test_a_pinned_fan_comes_first_if_the_rules_allow() -> None:
    better, worse = guide("better", standing_points=1000), guide("worse", standing_points=0)

    pinned = assign(Problem(fans=[better, worse], gigs=[walk(pinned=["worse"])]))
    refused = assign(Problem(fans=[better, guide("worse", skills={})], gigs=[walk(pinned=["worse"])]))

    assert pinned.pairs[0].fan_id == "worse"
    assert pinned.pairs[0].is_pinned
    assert pinned.is_optimal
    assert refused.pairs[0].fan_id == "better"


def test_a_refused_pin_is_told_on_a_gig_with_places_left() -> None:
    solution = assign(Problem(fans=[guide(skills={})], gigs=[walk(pinned=["anneke"])]))

    codes = {reason.code: reason.params for reason in solution.unfilled[0].reasons}
    assert codes["pin_refused"]["fan_id"] == "anneke"
    assert codes["pin_refused"]["codes"] == ("skill_missing",)


def test_an_impossible_problem_is_a_solution_with_reasons() -> None:
    nobody = assign(Problem(gigs=[walk()]))
    nothing = assign(Problem(fans=[guide()]))
    unfit = assign(Problem(fans=[guide(available=[Interval(at(8), at(9))])], gigs=[walk(places=2)]))

    assert [row.reasons[0].code for row in nobody.unfilled] == ["nobody_eligible"]
    assert [row.reasons[0].code for row in nothing.unused] == ["no_gigs"]
    assert [row.reasons[0].code for row in unfit.unused] == ["nothing_fits"]
    assert assign(Problem()).objective == 0


def test_a_gap_is_stated_when_the_work_is_spent() -> None:
    gigs = [
        walk(f"walk-{number}", starts_at=at(8 + number / 2), ends_at=at(10 + number / 2))
        for number in range(12)
    ]
    people = [guide(f"fan-{number}", standing_points=100 * number) for number in range(6)]
    problem = Problem(fans=people, gigs=gigs, params=Params(work_budget=0))

    hurried = assign(problem)
    thorough = assign(replace(problem, params=Params(work_budget=10_000_000)))

    assert verify(problem, hurried) == []
    assert hurried.objective <= thorough.objective <= thorough.bound <= hurried.bound


def test_places_are_filled_with_different_people() -> None:
    people = [guide(f"fan-{number}") for number in range(5)]

    solution = assign(Problem(fans=people, gigs=[walk(places=4)]))

    assert len(set(solution.fans_of("coffee-walk"))) == 4
    assert solution.unused[0].reasons[0].code == "outscored"


def test_prices_tell_what_another_fan_would_be_worth() -> None:
    gigs = [walk("one"), walk("two")]
    alone = Problem(fans=[guide("a")], gigs=gigs)
    both = Problem(fans=[guide("a"), guide("b")], gigs=gigs)

    gain = assign(both).objective - assign(alone).objective

    assert assign(alone).fan_prices["a"] >= gain


def test_removing_a_fan_never_makes_the_whole_better() -> None:
    problem = replace(market(fans=30, gigs=15, seed=5), params=Params(weight_fairness=0))
    whole = assign(problem).objective

    for index in range(10):
        without = problem.fans[:index] + problem.fans[index + 1 :]
        assert assign(replace(problem, fans=without)).objective <= whole

"""Fairness carried from round to round: laws that hold for any rounds."""

from __future__ import annotations

from dataclasses import fields

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from matching.errors import InvalidProblem
from matching.fairness_measures import measured
from matching.fairness_round import RoundOutcome, amounts_got, counted_in_round
from matching.fairness_rules import WEEK_MINUTES, FairnessRules
from matching.fairness_state import FairnessState, carry_over, faded, grades

RULES = FairnessRules()
WEEK = WEEK_MINUTES


def row(*numbers: int) -> np.ndarray:
    return np.array(numbers, dtype=np.int64)


def outcome(minutes: list[int], got: list[int], new: list[bool] | None = None) -> RoundOutcome:
    return RoundOutcome(row(*minutes), row(*got), np.array(new or [False] * len(got), dtype=np.bool_))


def after(rounds: list[RoundOutcome], rules: FairnessRules = RULES) -> FairnessState:
    state = FairnessState.fresh(len(rounds[0].minutes))
    for one in rounds:
        state = carry_over(state, one, elapsed_minutes=WEEK, rules=rules)
    return state


people = st.integers(2, 6)
amounts = st.integers(0, 5000)


@st.composite
def many_rounds(draw: st.DrawFn) -> list[RoundOutcome]:
    count = draw(people)
    some = st.lists(amounts, min_size=count, max_size=count)
    return [outcome(draw(some), draw(some)) for _ in range(draw(st.integers(1, 6)))]


@given(many_rounds())
def test_what_some_are_short_of_others_have_too_much(rounds: list[RoundOutcome]) -> None:
    rounds = [one for one in rounds if one.minutes.sum() > 0]
    if rounds:
        state = after(rounds)
        # Each rounding loses less than one thousandth of a gig a person and round.
        assert abs(int(state.short.sum())) <= 2 * len(rounds) * len(state.short)


@given(many_rounds(), st.randoms(use_true_random=False))
def test_the_order_of_people_changes_nothing(rounds: list[RoundOutcome], dice: object) -> None:
    order = list(range(len(rounds[0].minutes)))
    dice.shuffle(order)  # type: ignore[attr-defined]
    turned = [RoundOutcome(one.minutes[order], one.got[order], one.is_newcomer[order]) for one in rounds]

    assert (after(rounds).short[order] == after(turned).short).all()
    assert (after(rounds).lasting[order] == after(turned).lasting).all()
    assert (grades(after(rounds), RULES)[order] == grades(after(turned), RULES)).all()


@given(st.integers(-(10**9), 10**9), st.integers(1, 10**6), st.integers(0, 5))
def test_half_is_left_after_each_half_life(short: int, half_life: int, times: int) -> None:
    rules = FairnessRules(half_life_minutes=half_life)

    left = int(faded(row(short), times * half_life, rules)[0])

    assert abs(left) == abs(short) >> times
    assert left * short >= 0


@given(st.integers(-(10**9), 10**9), st.integers(0, 10**6), st.integers(0, 10**6))
def test_fading_twice_is_fading_for_the_whole_time(short: int, one: int, other: int) -> None:
    twice = faded(faded(row(short), one, RULES), other, RULES)
    at_once = faded(row(short), one + other, RULES)

    assert abs(int(twice[0]) - int(at_once[0])) <= 3
    assert abs(int(at_once[0])) <= abs(short)


@given(many_rounds(), amounts, st.integers(1, 30))
def test_a_break_starves_nobody_and_floods_nobody(rounds: list[RoundOutcome], got: int, weeks: int) -> None:
    before = after(rounds)
    away = outcome([0] + [600] * (len(before.short) - 1), [0] + [got] * (len(before.short) - 1))
    state = before
    for _ in range(weeks):
        state = carry_over(state, away, elapsed_minutes=WEEK, rules=RULES)

    # Nothing builds up while away, in either direction: what there was fades towards par.
    assert abs(int(state.short[0])) <= abs(int(before.short[0]))
    assert int(state.short[0]) * int(before.short[0]) >= 0
    graded, was = int(grades(state, RULES)[0]), int(grades(before, RULES)[0])
    assert abs(graded - 500) <= abs(was - 500) + 1


def test_after_a_long_break_somebody_stands_with_those_on_par() -> None:
    state = after([outcome([600, 600], [0, 2000])] * 40)
    assert grades(state, RULES)[0] > 900
    for _ in range(200):
        state = carry_over(state, outcome([0, 600], [0, 1000]), elapsed_minutes=WEEK, rules=RULES)

    assert abs(int(grades(state, RULES)[0]) - 500) <= 1


@given(st.integers(1, 2000), st.integers(1, 2000), st.integers(0, 10_000), st.integers(0, 20_000))
def test_a_newcomer_is_credited_once_with_a_part_of_what_was_missed(
    own: int, other: int, got: int, credit: int
) -> None:
    rules = FairnessRules(newcomer_credit=credit)
    one = outcome([own, other], [0, got], [True, False])

    first = after([one], rules)
    second = carry_over(first, one, elapsed_minutes=0, rules=rules)

    due = got * own // (own + other)
    assert first.short[0] == due + due * credit // 1000
    assert second.short[0] - first.short[0] == due


def test_a_newcomer_who_declares_nothing_yet_keeps_the_credit_for_later() -> None:
    waiting = after([outcome([0, 600], [0, 2000], [True, False])])
    assert not waiting.is_known[0]
    assert waiting.short[0] == 0

    served = carry_over(
        waiting, outcome([600, 600], [0, 2000], [True, False]), elapsed_minutes=WEEK, rules=RULES
    )
    assert served.short[0] == 3000


def test_people_may_be_added_between_rounds() -> None:
    state = after([outcome([600, 600], [0, 2000])]).with_more(1)

    assert state.short.tolist() == [1000, -1000, 0]
    assert state.lasting[0] > 0 == state.lasting[2] > state.lasting[1]
    assert state.is_known.tolist() == [True, True, False]


@given(st.integers(0, 10_000), st.integers(0, 10_000), st.integers(0, 3000))
def test_declaring_beyond_the_weekly_cap_gains_nothing(declared: int, more: int, cap: int) -> None:
    def counted(minutes: int) -> int:
        nobody = row(0)
        return int(counted_in_round(row(minutes), row(cap), nobody, nobody, elapsed_minutes=WEEK)[0])

    assert counted(declared) <= cap
    assert counted(max(declared, cap) + more) == cap


@given(st.integers(1, 2000), st.integers(2, 200), st.integers(1, 20))
def test_declaring_everything_gains_nothing(honest: int, answered: int, times: int) -> None:
    # Hours declared beyond those meant bring offers in proportion, which stay unanswered.
    def counted(minutes: int, sent: int) -> int:
        unlimited = row(10**6)
        return int(
            counted_in_round(row(minutes), unlimited, row(sent), row(answered), elapsed_minutes=WEEK)[0]
        )

    assert counted(honest * times, answered * times) <= counted(honest, answered)


@given(st.integers(0, 10_000), st.integers(0, 50), st.integers(0, 50))
def test_an_unanswered_offer_never_helps(minutes: int, answered: int, missed: int) -> None:
    def counted(sent: int) -> int:
        return int(
            counted_in_round(row(minutes), row(10**6), row(sent), row(answered), elapsed_minutes=WEEK)[0]
        )

    assert counted(answered + missed + 1) <= counted(answered + missed) <= counted(answered) == minutes


@given(st.lists(st.tuples(st.integers(1, 600), amounts), min_size=1, max_size=6), st.integers(0, 10))
def test_offers_left_unanswered_never_bring_somebody_forward(
    weeks: list[tuple[int, int]], missed: int
) -> None:
    def graded(sent: int) -> int:
        rounds = []
        for minutes, got in weeks:
            declared, zero = row(minutes, 600, 600), row(0, 0, 0)
            counted = counted_in_round(
                declared, row(*[10**6] * 3), row(sent, 0, 0), zero, elapsed_minutes=WEEK
            )
            rounds.append(RoundOutcome(counted, row(got, 500, 0), np.zeros(3, dtype=np.bool_), declared))
        return int(grades(after(rounds), RULES)[0])

    assert graded(missed) <= graded(0) + 1


def test_the_average_weighs_a_shortfall_by_the_hours_and_only_so_far() -> None:
    state = after([outcome([10_000, 1000, 500, 50], [11_550, 0, 0, 0])])
    few, usual, many = (int(state.lasting[fan]) for fan in (3, 2, 1))

    part = state.short * 10**6 // (state.due + RULES.presumed_share)
    moved = 1 - 2 ** -(WEEK / RULES.half_life_minutes)
    assert few == pytest.approx(2 * part[3] * moved, abs=3)
    assert usual == pytest.approx(min(10**6, 2 * part[2]) * moved, abs=3)
    assert many == pytest.approx(min(10**6, 2 * part[1]) * moved, abs=3)
    assert state.lasting[0] == pytest.approx(part[0] * moved / 2, abs=3)


@given(many_rounds())
def test_the_average_lies_within_what_was_due(rounds: list[RoundOutcome]) -> None:
    assert (np.abs(after(rounds).lasting) <= 10**6).all()


def test_one_gig_moves_nobody_from_front_to_back() -> None:
    """Who has long been short stays ahead of those on par with one gig more than their share of that week."""
    state = after([outcome([600] * 4, [0, 1000, 1500, 1500])] * 20)
    state = carry_over(state, outcome([600] * 4, [2000, 1000, 500, 500]), elapsed_minutes=WEEK, rules=RULES)

    graded = grades(state, RULES)
    assert graded[0] > graded[1] > max(graded[2], graded[3])


def test_a_good_gig_counts_for_more_than_a_poor_one() -> None:
    who, hours, value = row(0, 1), row(60, 60), row(3000, 1000)

    by_value = amounts_got(who, hours, value, fan_count=3, rules=FairnessRules(value_part=1000))
    by_number = amounts_got(who, hours, value, fan_count=3, rules=FairnessRules(value_part=0))

    assert by_value.tolist() == [1500, 500, 0]
    assert by_number.tolist() == [1000, 1000, 0]


@given(st.lists(st.tuples(st.integers(1, 600), st.integers(0, 10**6)), min_size=1, max_size=20))
def test_equal_value_per_hour_counts_like_numbers(gigs: list[tuple[int, int]]) -> None:
    minutes = row(*(length for length, _ in gigs))
    even = amounts_got(
        np.zeros(len(gigs), dtype=np.int64),
        minutes,
        minutes * 7,
        fan_count=1,
        rules=FairnessRules(value_part=1000),
    )

    assert even[0] == 1000 * len(gigs)


@given(many_rounds())
def test_grades_lie_between_0_and_1000_and_par_is_500(rounds: list[RoundOutcome]) -> None:
    found = grades(after(rounds), RULES)

    assert ((found >= 0) & (found <= 1000)).all()
    assert grades(FairnessState.fresh(3), RULES).tolist() == [500] * 3


def test_measures_of_an_even_spread_and_of_all_for_one() -> None:
    even = measured(row(1, 2), row(100, 200), row(600, 1200))
    assert (even.gini_gigs, even.gini_value, even.never_served, even.lowest_tenth) == (0, 0, 0, 1000)

    one = measured(row(*[0] * 9, 5), row(*[0] * 9, 9), row(*[600] * 10))
    assert (one.gini_gigs, one.gini_value, one.never_served, one.lowest_tenth) == (900, 900, 900, 0)
    assert measured(row(0), row(0), row(0)).never_served == 0


def test_who_has_no_time_is_left_out_of_the_measures() -> None:
    assert measured(row(1, 0), row(1, 0), row(600, 0)).never_served == 0


@pytest.mark.parametrize("field", [item.name for item in fields(FairnessRules)])
def test_parameters_out_of_range_are_refused_by_name(field: str) -> None:
    with pytest.raises(InvalidProblem) as refused:
        FairnessRules(**{field: -1})
    assert refused.value.field == field
    assert field in {doc.name for doc in FairnessRules.describe()}


def test_outcomes_that_do_not_fit_are_refused() -> None:
    with pytest.raises(InvalidProblem):
        outcome([1, 2], [1])
    with pytest.raises(InvalidProblem):
        outcome([-1], [1])
    with pytest.raises(InvalidProblem):
        carry_over(FairnessState.fresh(2), outcome([1], [1]), elapsed_minutes=1, rules=RULES)

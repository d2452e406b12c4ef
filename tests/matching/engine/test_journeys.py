"""Journeys in large markets: wholly filled or empty, and as good as trying everything."""

from __future__ import annotations

from dataclasses import replace
from itertools import combinations

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from matching.engine.assignment import best
from matching.engine.edges import Edges, edges_from_pairs
from matching.engine.journeys import Planned, plan_all
from matching.engine.journeys_checker import broken_promises
from matching.errors import InvalidProblem

pytestmark = pytest.mark.slow

Case = tuple[Edges, np.ndarray, np.ndarray]


def market(rows: list[list[int | None]], places: list[int], room: list[int]) -> Edges:
    """Pairs from a table of scores, gig by gig; None where a pair is not feasible."""
    pairs = [(g, f, s) for g, row in enumerate(rows) for f, s in enumerate(row) if s is not None]
    gigs, fans, scores = (np.array([pair[at] for pair in pairs], dtype=np.int64) for at in range(3))
    return edges_from_pairs(
        gigs, fans, scores, places=np.array(places, dtype=np.int32), room=np.array(room, dtype=np.int32)
    )[0]


@st.composite
def cases(draw: st.DrawFn) -> Case:
    """Small markets in which journeys compete for few fans."""
    gigs, fans = draw(st.integers(1, 5)), draw(st.integers(1, 4))
    score = st.one_of(st.none(), st.integers(0, 30))
    rows = draw(st.lists(st.lists(score, min_size=fans, max_size=fans), min_size=gigs, max_size=gigs))
    places = draw(st.lists(st.integers(0, 2), min_size=gigs, max_size=gigs))
    room = draw(st.lists(st.integers(0, 2), min_size=fans, max_size=fans))
    of_gig = np.array(draw(st.lists(st.integers(-1, 2), min_size=gigs, max_size=gigs)), dtype=np.int32)
    of_gig = np.minimum(of_gig, gigs - 1).astype(np.int32)
    count = int(of_gig.max()) + 1
    values = np.array(draw(st.lists(st.integers(0, 20), min_size=count, max_size=count)), dtype=np.int64)
    return market(rows, places, room), of_gig, values


def by_trying_everything(edges: Edges, of_gig: np.ndarray, values: np.ndarray) -> int:
    """The most points over every choice of journeys and of fans for each gig."""

    def go(gig: int, room: tuple[int, ...], inside: frozenset[int]) -> int:
        if gig == edges.gig_count:
            return 0
        pairs = range(edges.starts[gig], edges.starts[gig + 1])
        journey, places = int(of_gig[gig]), int(edges.places[gig])
        sizes = range(places + 1) if journey < 0 else [places if journey in inside else 0]
        most = -10_000
        for size in sizes:
            for chosen in combinations(pairs, size):
                left = list(room)
                for pair in chosen:
                    left[edges.fans[pair]] -= 1
                if min(left) >= 0:
                    points = sum(int(edges.scores[pair]) for pair in chosen)
                    most = max(most, points + go(gig + 1, tuple(left), inside))
        return most

    every = range(len(values))
    subsets = [frozenset(some) for size in range(len(values) + 1) for some in combinations(every, size)]
    start = tuple(int(count) for count in edges.room)
    return max(sum(int(values[j]) for j in inside) + go(0, start, inside) for inside in subsets)


@settings(max_examples=150, deadline=None)
@given(cases())
def test_a_small_plan_is_as_good_as_trying_everything(case: Case) -> None:
    edges, of_gig, values = case

    planned = plan_all(edges, of_gig, values=values)

    assert planned.objective == by_trying_everything(edges, of_gig, values)
    assert broken_promises(edges, of_gig, planned, values=values) == ()
    assert planned.relaxed >= planned.bound == planned.objective


@settings(max_examples=150, deadline=None)
@given(cases(), st.integers(1, 3), st.integers(0, 40))
def test_without_the_exact_solver_a_plan_is_whole_and_its_bound_holds(
    case: Case, depth: int, budget: int
) -> None:
    edges, of_gig, values = case

    planned = plan_all(edges, of_gig, values=values, depth=depth, budget=budget, exact_pairs=0)

    assert broken_promises(edges, of_gig, planned, values=values) == ()
    assert planned.objective <= by_trying_everything(edges, of_gig, values) <= planned.bound


@settings(max_examples=50, deadline=None)
@given(cases())
def test_without_journeys_a_plan_is_the_best_assignment(case: Case) -> None:
    edges, of_gig, _ = case

    planned = plan_all(edges, np.full_like(of_gig, -1))

    assert planned.objective == planned.bound == planned.relaxed == best(edges).objective
    assert planned.price == 0


def test_a_journey_that_lacks_one_person_leaves_the_others_to_those_who_can_be_filled() -> None:
    # Legs 0 and 1 belong together; nobody can do leg 1, so the good fan of leg 0 goes to gig 2.
    edges = market([[90, 80], [None, None], [50, None]], [1, 1, 1], [1, 1])

    planned = plan_all(edges, np.array([0, 0, -1], dtype=np.int32), exact_pairs=0)

    assert planned.taken.tolist() == [False, False, True]
    assert (planned.objective, planned.relaxed, planned.price) == (50, 130, 80)


def test_a_journey_dropped_at_first_is_taken_up_again_when_that_pays() -> None:
    # Alone, each leg loses one fan to gig 4; together journey 0 is worth more than gig 4 and journey 1.
    rows: list[list[int | None]] = [[10, 9], [None, 10], [11, None], [None, None], [12, None]]
    edges = market(rows, [1, 1, 1, 1, 1], [1, 1])
    of_gig = np.array([0, 0, 1, 1, -1], dtype=np.int32)

    planned = plan_all(edges, of_gig, values=np.array([5, 0], dtype=np.int64), exact_pairs=0)

    assert planned.is_in.tolist() == [True, False]
    assert planned.objective == 25


def test_numbers_of_fans_may_be_turned_round() -> None:
    dice = np.random.default_rng(7)
    rows = [[int(score) if score else None for score in dice.integers(0, 1000, 40)] for _ in range(40)]
    places, room = [2] * 40, [1] * 40
    of_gig = np.array([index // 3 if index < 24 else -1 for index in range(40)], dtype=np.int32)

    one = plan_all(market(rows, places, room), of_gig)
    other = plan_all(market([row[::-1] for row in rows], places, room), of_gig)

    assert one.objective == other.objective
    assert one.is_optimal
    assert other.is_optimal


@pytest.mark.parametrize("what", ["taken", "is_in", "objective", "bound"])
def test_the_checker_sees_a_lie(what: str) -> None:
    edges = market([[9, 4], [5, 8], [7, 7]], [1, 1, 1], [1, 1])
    of_gig = np.array([0, 0, -1], dtype=np.int32)
    planned = plan_all(edges, of_gig)
    lies = {
        "taken": planned.taken ^ np.array([True, *[False] * 5]),
        "is_in": ~planned.is_in,
        "objective": planned.objective + 1,
        "bound": planned.objective - 1,
    }

    assert broken_promises(edges, of_gig, planned) == ()
    assert broken_promises(edges, of_gig, replace(planned, **{what: lies[what]})) != ()


@pytest.mark.parametrize(
    ("of_gig", "values", "field"),
    [
        (np.array([0], dtype=np.int32), None, "journey_of_gig"),
        (np.array([0, 0], dtype=np.int64), None, "journey_of_gig"),
        (np.array([0, -2], dtype=np.int32), None, "journey_of_gig"),
        (np.array([0, 7], dtype=np.int32), None, "journey_of_gig"),
        (np.array([0, 0], dtype=np.int32), np.array([1, 1], dtype=np.int64), "values"),
        (np.array([0, 0], dtype=np.int32), np.array([-1], dtype=np.int64), "values"),
    ],
)
def test_bad_input_is_refused_with_the_field(
    of_gig: np.ndarray, values: np.ndarray | None, field: str
) -> None:
    with pytest.raises(InvalidProblem) as refused:
        plan_all(market([[1], [1]], [1, 1], [1]), of_gig, values=values)
    assert refused.value.field == field


def test_a_plan_is_a_plain_value() -> None:
    planned = plan_all(market([[3]], [1], [1]), np.array([-1], dtype=np.int32))

    assert isinstance(planned, Planned)
    assert planned.method == "paths"

"""Gigs answered as they come: rules kept, nothing seen beforehand, and near what hindsight gives."""

from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from matching.engine.assignment import best
from matching.engine.edges import Edges, edges_from_pairs
from matching.engine.online import OnlineRules, answer_arrivals, answer_one
from matching.engine.online_prices import forecast_prices, some_gigs
from matching.errors import InvalidProblem


def market(seed: int, gigs: int, fans: int, *, room: int = 2) -> Edges:
    """Gigs of one or two places; about a third of the pairs are feasible. The fans' room is the same for a seed."""
    dice = np.random.default_rng(seed)
    feasible = dice.random((gigs, fans)) < 0.35
    at, who = (part.astype(np.int64) for part in np.nonzero(feasible))
    return edges_from_pairs(
        at,
        who,
        dice.integers(0, 1000, len(at)),
        places=dice.integers(1, 3, gigs).astype(np.int32),
        room=np.full(fans, room, dtype=np.int32),
    )[0]


def is_valid(edges: Edges, taken: np.ndarray) -> bool:
    gig_of = np.repeat(np.arange(edges.gig_count), np.diff(edges.starts))
    fill = np.bincount(gig_of[taken], minlength=edges.gig_count)
    load = np.bincount(edges.fans[taken], minlength=edges.fan_count)
    return bool((fill <= edges.places).all() and (load <= edges.room).all())


rules = st.builds(
    OnlineRules,
    price_permille=st.integers(0, 1000),
    reprice_every=st.integers(0, 7),
    samples=st.integers(1, 3),
    wait=st.integers(0, 5),
    seed=st.integers(0, 9),
)


@settings(max_examples=60, deadline=None)
@given(st.integers(0, 1000), st.integers(1, 12), st.integers(1, 6), st.integers(0, 2), rules)
def test_whatever_the_rules_capacities_hold_and_hindsight_is_not_beaten(
    seed: int, gigs: int, fans: int, room: int, how: OnlineRules
) -> None:
    today, past = market(seed, gigs, fans, room=room), market(seed + 1, gigs, fans, room=room)

    run = answer_arrivals(today, past, how)

    assert is_valid(today, run.taken)
    assert run.objective == int(today.scores[run.taken].sum()) <= best(today).objective
    assert (run.prices >= 0).all()
    again = answer_arrivals(today, past, how)
    assert (again.taken == run.taken).all()


@settings(max_examples=40, deadline=None)
@given(st.integers(0, 1000), st.integers(2, 12), st.integers(1, 6), rules)
def test_what_comes_later_changes_no_earlier_answer(
    seed: int, gigs: int, fans: int, how: OnlineRules
) -> None:
    past, today = market(seed + 1, gigs, fans), market(seed, gigs, fans)
    later = max(1, gigs // 2)
    if how.wait:
        step = how.reprice_every or gigs
        later = max(later // step * step, 0)  # gigs that wait are answered with those beside them
        if later == 0:
            return
    worse = today.scores.copy()
    worse[today.starts[later] :] = 0
    changed = Edges(today.starts, today.fans, worse, today.places, today.room)

    one, other = answer_arrivals(today, past, how), answer_arrivals(changed, past, how)

    before = slice(0, int(today.starts[later]))
    assert (one.taken[before] == other.taken[before]).all()


@settings(max_examples=40, deadline=None)
@given(st.integers(0, 1000), st.integers(1, 8), st.integers(1, 6), st.integers(0, 1000))
def test_one_gig_at_a_time_gives_what_the_loop_gives(seed: int, gigs: int, fans: int, part: int) -> None:
    today, past = market(seed, gigs, fans), market(seed + 1, gigs, fans)
    how = OnlineRules(price_permille=part, samples=1)
    run = answer_arrivals(today, past, how)
    room, taken = today.room.copy(), np.zeros(len(today.fans), dtype=np.bool_)
    for gig in range(gigs):
        first, last = today.starts[gig], today.starts[gig + 1]
        chosen = answer_one(
            today.fans[first:last],
            today.scores[first:last],
            int(today.places[gig]),
            room=room,
            prices=run.prices,
            price_permille=part,
        )
        taken[first + chosen] = True
        room[today.fans[first + chosen]] -= 1

    assert (taken == run.taken).all()


def test_a_fan_is_left_to_the_better_gig_that_usually_comes() -> None:
    # Fan 0 suits both kinds of gig; the second kind, which comes later, is worth far more and fits nobody else.
    gigs, fans = np.array([0, 0, 1], dtype=np.int64), np.array([0, 1, 0], dtype=np.int64)
    room, places = np.ones(2, dtype=np.int32), np.ones(2, dtype=np.int32)
    day = edges_from_pairs(gigs, fans, np.array([50, 40, 900], dtype=np.int64), places=places, room=room)[0]

    greedy = answer_arrivals(day, day, OnlineRules(price_permille=0))
    priced = answer_arrivals(day, day, OnlineRules(samples=1))

    assert greedy.objective == 50
    assert priced.objective == best(day).objective == 940


def test_waiting_for_all_gives_the_hindsight_optimum() -> None:
    today, past = market(5, 12, 5), market(6, 12, 5)

    run = answer_arrivals(today, past, OnlineRules(price_permille=0, wait=12))

    assert run.objective == best(today).objective
    assert run.solves == 1


def test_prices_beat_greed_where_people_are_few() -> None:
    # Sums over many small markets: any single one may go either way.
    greedy = priced = repriced = 0
    for seed in range(20):
        today, past = market(seed, 40, 10), market(seed + 100, 40, 10)
        greedy += answer_arrivals(today, past, OnlineRules(price_permille=0)).objective
        priced += answer_arrivals(today, past, OnlineRules(samples=1)).objective
        repriced += answer_arrivals(today, past, OnlineRules(reprice_every=4)).objective

    assert greedy < priced < repriced


def test_nothing_expected_has_no_price() -> None:
    pool = market(1, 5, 3)

    assert forecast_prices(pool, pool.room, expected=0).tolist() == [0, 0, 0]
    assert (
        forecast_prices(
            some_gigs(pool, np.array([], dtype=np.int64), pool.room)[0], pool.room, expected=3
        ).sum()
        == 0
    )


def test_more_expected_never_needs_a_fan_less_on_the_whole() -> None:
    pool = market(3, 30, 4, room=1)

    few, many = (int(forecast_prices(pool, pool.room, expected=count).sum()) for count in (3, 60))

    assert few < many


def test_bad_rules_and_other_fans_are_refused() -> None:
    with pytest.raises(InvalidProblem) as refused:
        OnlineRules(price_permille=1001)
    assert refused.value.field == "price_permille"
    with pytest.raises(InvalidProblem):
        answer_arrivals(market(1, 3, 2), market(1, 3, 4), OnlineRules())

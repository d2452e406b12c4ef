"""One gig now: the pairs of the whole market, worth less by what the fans are needed for elsewhere."""

from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from benchmarks.matching.markets import large_market
from matching import Forecast, InvalidProblem, Params, Problem
from matching.candidates import candidates_by_fan
from matching.engine.columns import GigColumns
from matching.engine.feasible import feasible
from matching.engine.instant import InstantIndex
from matching.engine.market import Market
from matching.engine.market_columns import gig_columns
from tests.matching.people import guide, problems, walk


def one_gig(problem: Problem, market: Market, gig: int) -> GigColumns:
    """A gig of a problem as columns of one row."""
    positions = {fan.id: position for position, fan in enumerate(problem.fans)}
    return gig_columns([problem.gigs[gig]], market.words, positions)


@given(problems(most_fans=5))
def test_without_prices_the_best_are_the_best_candidates(problem: Problem) -> None:
    market = Market.from_problem(problem)
    index = InstantIndex(market, None, problem.params)
    pairs = candidates_by_fan(problem)

    for gig in range(len(problem.gigs)):
        answer = index.best(one_gig(problem, market, gig), 10, least_score=problem.policy.least_score)
        expected = sorted((-pair.score, pair.fan) for pair in pairs if pair.gig == gig)
        assert answer.fans.tolist() == [fan for _, fan in expected]
        assert answer.scores.tolist() == [-score for score, _ in expected]
        assert answer.code == ("offered" if expected else "nobody_fits")


def test_a_fan_needed_elsewhere_comes_later() -> None:
    params = Params(price_permille=800)
    problem = Problem(fans=[guide("a"), guide("b")], gigs=[walk()], params=params)
    market = Market.from_problem(problem)
    gig = one_gig(problem, market, 0)
    score = int(feasible(market, params).scores[0])

    plain = InstantIndex(market, None, params).best(gig, 2)
    priced = InstantIndex(market, np.array([3000, 0], dtype=np.int64), params, scale=3).best(gig, 2)

    assert plain.fans.tolist() == [0, 1]
    assert priced.fans.tolist() == [1, 0]
    assert priced.values.tolist() == [score, score - 800]
    assert priced.scores.tolist() == [score, score]


def test_a_market_of_many_blocks_gives_the_same_pairs_gig_by_gig() -> None:
    crowd, params = large_market(fans=4000, gigs=12, seed=3, cities=1), Params()
    edges = feasible(crowd, params)
    index = InstantIndex(crowd, None, params)

    for gig in range(12):
        answer = index.best(row_of(crowd.gigs, gig), 5000)
        part = slice(int(edges.starts[gig]), int(edges.starts[gig + 1]))
        order = np.argsort(answer.fans)
        assert answer.fans[order].tolist() == edges.fans[part].tolist()
        assert answer.scores[order].tolist() == edges.scores[part].tolist()


def row_of(gigs: GigColumns, position: int) -> GigColumns:
    """One row of columns."""
    return gigs.take(np.array([position], dtype=np.int64))


@given(st.integers(0, 8000), st.integers(0, 8000), st.integers(0, 1000), st.integers(0, 1000))
def test_waiting_is_advised_only_for_clearly_more(value: int, best: int, chance: int, kept: int) -> None:
    forecast = Forecast(value=value, chance_permille=chance, kept_permille=kept, margin=300)

    if forecast.advises_waiting(best):
        assert value > best + 300
        assert not forecast.advises_waiting(value)


def test_an_offer_is_withheld_for_a_clearly_better_fan() -> None:
    problem = Problem(fans=[guide()], gigs=[walk()])
    market = Market.from_problem(problem)
    index, gig = InstantIndex(market, None, problem.params), one_gig(problem, market, 0)
    now = int(index.best(gig).values[0])

    likely = index.best(gig, forecast=Forecast(value=now + 2000, chance_permille=900))
    unlikely = index.best(gig, forecast=Forecast(value=now + 2000, chance_permille=50))

    assert (likely.code, likely.withheld) == ("better_expected", True)
    assert likely.fans.tolist() == [0]
    assert (unlikely.code, unlikely.withheld) == ("offered", False)


@pytest.mark.parametrize("prices", [[-1], [1, 2], [10**16]])
def test_prices_that_are_none_are_refused(prices: list[int]) -> None:
    market = Market.from_problem(Problem(fans=[guide()]))

    with pytest.raises(InvalidProblem) as refusal:
        InstantIndex(market, np.array(prices, dtype=np.int64), Params())

    assert refusal.value.field == "fan_prices"

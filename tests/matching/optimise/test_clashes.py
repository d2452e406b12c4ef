"""Clashes by arrays are those of the plain rule, at every speed."""

from __future__ import annotations

from dataclasses import replace

import pytest
from hypothesis import given

from matching import Params, Place, Problem
from matching.bench import market
from matching.optimise.clashes import Clashes
from matching.together import gigs_clash
from tests.matching.people import AMSTERDAM, at, easy_problems, walk


def by_the_plain_rule(problem: Problem, speed_kmh: int) -> list[frozenset[int]]:
    """Every pair of gigs asked one by one."""
    gigs = problem.gigs
    return [
        frozenset(
            j
            for j, other in enumerate(gigs)
            if i != j and gigs_clash(gig, other, speed_kmh=speed_kmh, params=problem.params)
        )
        for i, gig in enumerate(gigs)
    ]


@given(easy_problems(most_gigs=6))
def test_arrays_agree_with_the_rule(problem: Problem) -> None:
    for speed_kmh in (1, 15, 1000):
        assert Clashes(problem.gigs, problem.params).of(speed_kmh) == by_the_plain_rule(problem, speed_kmh)


@pytest.mark.parametrize("speed_kmh", [3, 15, 80])
def test_arrays_agree_on_more_gigs_than_one_block(speed_kmh: int) -> None:
    problem = market(fans=0, gigs=400, seed=6)

    clashes = Clashes(problem.gigs, problem.params)

    assert clashes.of(speed_kmh) == by_the_plain_rule(problem, speed_kmh)
    one = next(index for index, others in enumerate(clashes.of(speed_kmh)) if others)
    assert all(clashes.clash(other, one, speed_kmh) for other in clashes.of(speed_kmh)[one])


def test_to_the_second_and_to_the_metre() -> None:
    # 10 km at 1.3 ways and 13 km/h take an hour; with changeover one may start at 13:10 and no sooner.
    north = Place(AMSTERDAM.lat + 10_000 / 111_195.08, AMSTERDAM.lon)
    first = walk("first")
    just = replace(walk("just"), location=north, starts_at=at(13 + 1 / 6), ends_at=at(15))
    problem = Problem(gigs=[first, just])

    for speed_kmh in (12, 13, 14):
        assert Clashes(problem.gigs, Params()).of(speed_kmh) == by_the_plain_rule(problem, speed_kmh)
    almost_there = replace(just, location=Place(AMSTERDAM.lat + 1e-12, AMSTERDAM.lon), starts_at=at(12.1))
    near = Problem(gigs=[first, almost_there])
    assert Clashes(near.gigs, Params()).of(13) == by_the_plain_rule(near, 13)

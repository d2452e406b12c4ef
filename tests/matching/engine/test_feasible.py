"""The array engine finds the pairs and the points that the named predicates and terms give."""

from __future__ import annotations

import subprocess
import sys
from datetime import UTC, date, datetime, timedelta

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from benchmarks.matching.markets import large_market
from benchmarks.matching.plainly import pairs_of_gig, plain_fans
from matching import Commitment, Credential, Interval, InvalidProblem, Params, Place, Problem
from matching.bench import market
from matching.candidates import candidates, candidates_by_arrays, candidates_by_fan
from matching.engine.feasible import feasible
from matching.engine.market import Market
from matching.geometry import distance_m
from tests.matching.people import AMSTERDAM, HAARLEM, guide, problems, walk
from tests.matching.test_candidates import by_asking_every_predicate

pytestmark = pytest.mark.slow

ZONES = ("America/Havana", "America/St_Johns", "Asia/Kathmandu", "Australia/Lord_Howe", "Europe/Amsterdam")
CLOCK_CHANGES = (
    datetime(2026, 3, 8, 5, tzinfo=UTC),
    datetime(2026, 3, 29, 1, tzinfo=UTC),
    datetime(2026, 10, 25, 1, tzinfo=UTC),
    datetime(2026, 11, 1, 5, tzinfo=UTC),
    datetime(2011, 11, 6, 2, 31, tzinfo=UTC),
)


@given(problems(most_fans=6))
def test_every_feasible_pair_is_found_and_no_other(problem: Problem) -> None:
    assert candidates_by_arrays(problem) == by_asking_every_predicate(problem)


@st.composite
def spans(draw: st.DrawFn, longest_minutes: int) -> Interval:
    """Times about a clock change, to the minute and sometimes to the microsecond."""
    base = draw(st.sampled_from(CLOCK_CHANGES))
    begins = base + timedelta(
        minutes=draw(st.integers(-3000, 3000)), microseconds=draw(st.sampled_from([0, 0, 1]))
    )
    return Interval(begins, begins + timedelta(minutes=draw(st.integers(1, longest_minutes))))


@st.composite
def nightly_problems(draw: st.DrawFn) -> Problem:
    """One busy fan and one gig about midnight and clock changes, with tight caps and credentials that begin or end."""
    span = draw(spans(600))
    day = span.starts_at.date()
    days = st.integers(-1, 1).map(lambda shift: day + timedelta(days=shift))
    held = Credential(draw(days), None) if draw(st.booleans()) else Credential(None, draw(days))
    born = draw(days)
    fan = guide(
        zone=draw(st.sampled_from(ZONES)),
        available=[Interval(span.starts_at - timedelta(days=3), span.ends_at + timedelta(days=3))],
        committed=[
            Commitment(
                item.starts_at,
                item.ends_at,
                draw(st.sampled_from([None, AMSTERDAM, HAARLEM])),
                draw(st.booleans()),
            )
            for item in draw(st.lists(spans(400), max_size=4))
        ],
        credentials={"pass": held},
        day_cap_minutes=draw(st.integers(60, 700)),
        week_cap_minutes=draw(st.integers(60, 1500)),
        born_on=date(born.year - 18, born.month, min(born.day, 28)),
    )
    asked = ("pass",) if draw(st.booleans()) else ()
    age = 18 if draw(st.booleans()) else None
    work = walk(starts_at=span.starts_at, ends_at=span.ends_at, credentials=asked, age_min=age)
    return Problem(fans=[fan], gigs=[work])


@given(nightly_problems())
def test_nights_clock_changes_and_zones_agree(problem: Problem) -> None:
    assert candidates_by_arrays(problem) == by_asking_every_predicate(problem)


def test_a_whole_market_agrees() -> None:
    problem = market(fans=150, gigs=20, seed=11)

    found = candidates_by_arrays(problem)

    assert found == candidates_by_fan(problem)
    assert len(found) > 100


def test_a_market_of_several_blocks_agrees_with_asking_every_predicate() -> None:
    crowd, params = large_market(fans=5000, gigs=40, seed=2, cities=1), Params()

    found, people = feasible(crowd, params), plain_fans(crowd, most=5000, seed=1)

    for gig in range(0, 40, 13):
        row = slice(int(found.starts[gig]), int(found.starts[gig + 1]))
        pairs = list(zip(found.fans[row].tolist(), found.scores[row].tolist(), strict=True))
        assert pairs == pairs_of_gig(crowd, params, gig, people)


@given(st.integers(-89, 89), st.integers(-180, 180), st.integers(0, 359), st.integers(1, 30_000))
def test_the_edge_of_the_radius_is_the_published_distance(lat: int, lon: int, turn: int, tenths: int) -> None:
    home = Place(float(lat), float(lon))
    north, east = np.cos(np.radians(turn)), np.sin(np.radians(turn))
    degrees = tenths * 10 / 111_195
    there = Place(
        float(np.clip(lat + degrees * north, -90, 90)), float((lon + degrees * east + 180) % 360 - 180)
    )
    metres = distance_m(home, there)
    people = [
        guide("at", location=home, radius_m=metres),
        guide("short", location=home, radius_m=max(0, metres - 1)),
    ]
    problem = Problem(fans=people, gigs=[walk(location=there)])

    assert candidates_by_arrays(problem) == by_asking_every_predicate(problem)
    assert candidates_by_arrays(problem)[0].fan == 0


def test_the_other_side_of_the_world_agrees() -> None:
    far = [Place(-52.3702, -175.1048), Place(-52.0, -175.0), Place(89.99, 0.0), Place(52.37, -179.999)]
    work = [walk(f"g{n}", location=place) for n, place in enumerate(far)]
    problem = Problem(fans=[guide(radius_m=20_038_000)], gigs=work)

    assert candidates_by_arrays(problem) == by_asking_every_predicate(problem)


def test_the_best_of_a_gig_are_kept_and_the_earlier_among_equals() -> None:
    crowd, params = large_market(fans=3000, gigs=30, seed=5, cities=1), Params()
    everything = feasible(crowd, params)

    kept = feasible(crowd, params, most_each=5)

    for gig in range(30):
        row = slice(int(everything.starts[gig]), int(everything.starts[gig + 1]))
        pairs = list(zip(everything.scores[row].tolist(), everything.fans[row].tolist(), strict=True))
        best = sorted(pairs, key=lambda pair: (-pair[0], pair[1]))[:5]
        part = slice(int(kept.starts[gig]), int(kept.starts[gig + 1]))
        assert kept.fans[part].tolist() == sorted(fan for _, fan in best)


def test_low_scores_are_left_out() -> None:
    crowd, params = large_market(fans=2000, gigs=20, seed=6, cities=1), Params()
    everything = feasible(crowd, params)
    middle = int(np.median(everything.scores))

    assert len(feasible(crowd, params, least_score=middle).fans) == (everything.scores >= middle).sum()


def test_nobody_and_nothing_is_a_market() -> None:
    params = Params()

    assert len(feasible(Market.from_problem(Problem()), params).fans) == 0
    assert len(feasible(Market.from_problem(Problem(fans=[guide()])), params).fans) == 0
    assert len(feasible(Market.from_problem(Problem(gigs=[walk()])), params).fans) == 0


@pytest.mark.parametrize(("field", "value"), [("least_score", -1), ("least_score", 10**9), ("most_each", 0)])
def test_limits_out_of_range_are_refused(field: str, value: int) -> None:
    with pytest.raises(InvalidProblem) as refusal:
        feasible(Market.from_problem(Problem()), Params(), **{field: value})  # type: ignore[arg-type]

    assert refusal.value.field == field


def test_a_small_round_loads_no_compiler() -> None:
    program = (
        "import sys; from matching import assign; from matching.bench import market;"
        "assign(market(fans=200, gigs=20, seed=1)); sys.exit('numba' in sys.modules)"
    )

    assert subprocess.run([sys.executable, "-c", program], check=False).returncode == 0


def test_a_large_problem_is_handed_over_and_nothing_changes(monkeypatch: pytest.MonkeyPatch) -> None:
    problem = market(fans=60, gigs=10, seed=4)
    by_fan = candidates(problem)

    monkeypatch.setattr("matching.candidates.MANY_PAIRS", 1)
    monkeypatch.setattr(
        "matching.candidates.candidates_by_fan", lambda problem: pytest.fail("not handed over")
    )

    assert candidates(problem) == by_fan

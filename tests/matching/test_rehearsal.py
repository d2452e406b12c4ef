"""Rounds played one after another: what an earlier round gave counts in a later one."""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta

import pytest

from matching import InvalidProblem, Params, Problem
from matching.rehearsal import rehearse
from tests.matching.people import guide, walk

SPAN = 28 * 24 * 60
WEEK = timedelta(days=7)


def _weeks(count: int, strength: int, served: int = 0) -> list[Problem]:
    """The same two fans and one walk a week; the star is better known."""
    hours = [
        (walk().starts_at + n * WEEK, walk().starts_at + n * WEEK + timedelta(hours=4)) for n in range(count)
    ]
    fans = [
        guide("star", standing_points=700, declared_minutes=600, served=served, available=hours),
        guide("other", standing_points=500, declared_minutes=600, available=hours),
    ]
    params = Params(weight_fairness=strength)
    return [Problem(fans=fans, gigs=[_moved(f"walk-{n}", n)], params=params) for n in range(count)]


def _moved(name: str, weeks: int) -> object:
    gig = walk(name)
    return replace(gig, starts_at=gig.starts_at + weeks * WEEK, ends_at=gig.ends_at + weeks * WEEK)


def test_without_strength_one_has_all_and_with_it_the_turn_passes_on() -> None:
    alone = rehearse(_weeks(4, 0), span_minutes=SPAN)
    shared = rehearse(_weeks(4, 3000), span_minutes=SPAN)

    assert alone.gigs == {"star": 4, "other": 0}
    assert shared.gigs == {"star": 2, "other": 2}
    assert shared.is_optimal
    assert len(shared.pairs) == len(alone.pairs) == 4
    assert shared.measures.gini_gigs < alone.measures.gini_gigs
    assert alone.without_fairness - shared.without_fairness == 2 * 160  # standing, twice
    assert alone.score == alone.without_fairness


def test_who_had_more_before_the_first_round_comes_later() -> None:
    first = rehearse(_weeks(1, 3000, served=3), span_minutes=SPAN)
    assert first.pairs == (("walk-0", "other"),)


def test_what_was_given_earlier_occupies() -> None:
    one = _weeks(1, 0)[0]
    again = replace(one, gigs=[replace(one.gigs[0], id="walk-again")])

    told = rehearse([one, again], span_minutes=SPAN)

    assert {fan for _, fan in told.pairs} == {"star", "other"}


def test_what_really_happened_is_scored_and_who_left_is_left_out() -> None:
    rounds = _weeks(2, 1000)
    told = rehearse(rounds, span_minutes=SPAN, given={"walk-0": {"other"}, "walk-1": {"star", "gone"}})

    assert told.pairs == (("walk-0", "other"), ("walk-1", "star"))
    assert not told.is_optimal
    assert told.score <= rehearse(_weeks(2, 1000), span_minutes=SPAN).score


def test_rounds_about_different_people_are_refused() -> None:
    one, other = _weeks(2, 0)
    with pytest.raises(InvalidProblem, match="same fans"):
        rehearse([one, replace(other, fans=other.fans[:1])], span_minutes=SPAN)
    assert rehearse([], span_minutes=SPAN).pairs == ()

"""A draw nobody can steer, and anybody can replay."""

from __future__ import annotations

from collections import Counter
from dataclasses import replace
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from matching import InvalidProblem, Policy, Problem, commit, draw, eligibility, replay
from tests.matching.people import at, easy_problems, guide, problems, walk

SEED = "4f1c-window-of-5-december"


def everyone(problem: Problem) -> dict[str, list[str]]:
    """Everybody is interested in everything."""
    return {gig.id: [fan.id for fan in problem.fans] for gig in problem.gigs}


@given(problems())
def test_a_draw_replays_from_its_record_and_gives_places_to_the_eligible(problem: Problem) -> None:
    record = draw(problem, everyone(problem), seed=SEED)

    assert replay(record)
    assert record.commitment == commit(SEED)
    for lot in record.lots:
        gig = problem.gig(lot.gig_id)
        drawn = (*lot.winners, *lot.waiting, *lot.elsewhere)
        able = [f.id for f in problem.fans if eligibility(f, gig, problem.params).ok]
        assert len(lot.winners) <= gig.places
        assert len(set(drawn)) == len(drawn)
        assert set(drawn) <= set(able)
        assert len(lot.winners) == gig.places or not lot.waiting


@given(easy_problems(), st.randoms(use_true_random=False))
def test_the_order_of_rows_and_interest_does_not_matter(problem: Problem, dice: Any) -> None:
    people = list(problem.fans)
    dice.shuffle(people)
    interest = everyone(problem)
    shuffled = {gig_id: [fan.id for fan in people] for gig_id in reversed(list(interest))}

    assert draw(replace(problem, fans=people), shuffled, seed=SEED) == draw(problem, interest, seed=SEED)


@given(easy_problems())
def test_nobody_wins_two_gigs_that_exclude_one_another(problem: Problem) -> None:
    record = draw(problem, everyone(problem), seed=SEED)

    won = Counter(fan_id for lot in record.lots for fan_id in lot.winners)
    assert max(won.values(), default=0) <= problem.policy.most_gigs
    winners = {(lot.gig_id, fan_id) for lot in record.lots for fan_id in lot.winners}
    for fan_id, one, other in record.excludes:
        assert not {(one, fan_id), (other, fan_id)} <= winners


def test_every_part_of_a_record_is_sealed() -> None:
    problem = Problem(fans=[guide(f"fan-{n}") for n in range(6)], gigs=[walk(places=2)])
    record = draw(problem, everyone(problem), seed=SEED)
    (lot,) = record.lots
    swapped = replace(lot, winners=lot.waiting[:2], waiting=(*lot.winners, *lot.waiting[2:]))

    assert not replay(replace(record, seed=SEED + "!"))
    assert not replay(replace(record, commitment=commit("another seed altogether")))
    assert not replay(replace(record, entries=record.entries[1:]))
    assert not replay(replace(record, places={"coffee-walk": 3}))
    assert not replay(replace(record, most_gigs=1))
    assert not replay(replace(record, lots=(swapped,)))


def test_more_tickets_win_more_often_and_every_ticket_counts() -> None:
    # Over many seeds the share of wins follows the share of tickets.
    people = [guide("due", declared_minutes=600), guide("lucky", declared_minutes=600, served=6)]
    problem = Problem(fans=people, gigs=[walk()])

    records = [draw(problem, everyone(problem), seed=f"{SEED} {number}") for number in range(1500)]

    tickets = {entry.fan_id: entry.tickets for entry in records[0].entries}
    expected = tickets["due"] / sum(tickets.values())
    share = sum(record.lots[0].winners == ("due",) for record in records) / len(records)
    assert tickets["due"] > 2 * tickets["lucky"]
    assert abs(share - expected) < 0.05


def test_another_entry_changes_the_whole_draw() -> None:
    people = [guide(f"fan-{n}") for n in range(30)]
    problem = Problem(fans=people, gigs=[walk(places=5)])
    some = {"coffee-walk": [f"fan-{n}" for n in range(29)]}

    alone = draw(problem, some, seed=SEED).lots[0]
    joined = draw(problem, everyone(problem), seed=SEED).lots[0]

    assert [fan for fan in joined.winners + joined.waiting if fan != "fan-29"] != list(
        alone.winners + alone.waiting
    )


def test_one_gig_each_if_the_policy_says_so() -> None:
    gigs = [walk(f"walk-{hour}", starts_at=at(hour), ends_at=at(hour + 1)) for hour in (8, 12, 16)]
    problem = Problem(fans=[guide("a"), guide("b")], gigs=gigs, policy=Policy(most_gigs=1))

    record = draw(problem, everyone(problem), seed=SEED)

    assert sorted(fan_id for lot in record.lots for fan_id in lot.winners) == ["a", "b"]


def test_bad_draws_are_refused() -> None:
    problem = Problem(fans=[guide()], gigs=[walk()])

    with pytest.raises(InvalidProblem, match="seed"):
        draw(problem, {}, seed="short")
    with pytest.raises(InvalidProblem, match="fan_id"):
        draw(problem, {"coffee-walk": ["nobody"]}, seed=SEED)
    with pytest.raises(InvalidProblem, match="gig_id"):
        draw(problem, {"never": []}, seed=SEED)

"""Parcels into blocks: checked by the independent checker, the same whatever the order of rows."""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta
from itertools import permutations
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from matching import InvalidProblem, Place
from matching.routing import (
    Parcel,
    PickUp,
    RouteLimits,
    RouteProblem,
    RouteSolution,
    insert,
    preview,
    route,
    verify_route,
)
from matching.routing.insertion import split
from matching.routing.schedule import cost_of, shortest
from tests.matching.people import at

ROASTERY = Place(19.4190, -99.1620)
QUICK = RouteLimits(iterations=40)


def parcel(number: int, north_m: int, east_m: int, **changes: Any) -> Parcel:
    """A parcel so many metres from the roastery."""
    place = Place(ROASTERY.lat + north_m / 111_195, ROASTERY.lon + east_m / 104_870)
    return replace(Parcel(id=f"parcel-{number:03}", location=place), **changes)


def day(parcels: list[Parcel], **changes: Any) -> RouteProblem:
    """A day of the roastery, eight to eighteen."""
    made = RouteProblem(
        starts_at=at(8),
        ends_at=at(18),
        pick_ups=[PickUp(id="roastery", location=ROASTERY)],
        parcels=parcels,
        limits=QUICK,
    )
    return replace(made, **changes)


@st.composite
def days(draw: st.DrawFn) -> RouteProblem:
    """Up to eight parcels, some with windows, too large, or fetched; one or two pick-up points."""
    parcels = []
    for number in range(draw(st.integers(0, 8))):
        opens = draw(st.sampled_from([None, at(9), at(12), at(12.5)]))
        parcels.append(
            parcel(
                number,
                draw(st.integers(-20_000, 20_000)),
                draw(st.integers(-20_000, 20_000)),
                opens_at=opens,
                closes_at=None
                if opens is None
                else opens + timedelta(minutes=draw(st.sampled_from([5, 60, 240]))),
                size=draw(st.sampled_from([1, 5, 41])),
                prize=draw(st.sampled_from([36_000, 36_000, 2000])),
                pick_up_id=draw(st.sampled_from([None, "roastery"])),
                is_return=draw(st.sampled_from([False, False, True])),
            )
        )
    second = PickUp(id="warehouse", location=Place(19.5, -99.2), opens_at=at(9), closes_at=at(11))
    limits = replace(
        QUICK, most_blocks=draw(st.sampled_from([1, 1000])), capacity=draw(st.sampled_from([6, 40]))
    )
    points = [PickUp(id="roastery", location=ROASTERY), *draw(st.sampled_from([[], [second]]))]
    return day(parcels, pick_ups=points, limits=limits, must_return=draw(st.booleans()))


@settings(max_examples=60)
@given(days())
def test_every_routing_passes_the_checker_and_is_no_worse_than_the_preview(problem: RouteProblem) -> None:
    quick, searched = preview(problem), route(problem)

    assert verify_route(problem, quick) == []
    assert verify_route(problem, searched) == []
    assert loss(problem, searched) <= loss(problem, quick)


def loss(problem: RouteProblem, solution: RouteSolution) -> int:
    """Cost and prizes forgone."""
    prizes = {row.id: row.prize for row in problem.parcels}
    return solution.cost + sum(prizes[row.parcel_id] for row in solution.undelivered)


@settings(max_examples=15)
@given(days(), st.randoms(use_true_random=False))
def test_the_order_of_rows_does_not_matter(problem: RouteProblem, dice: Any) -> None:
    parcels = list(problem.parcels)
    dice.shuffle(parcels)

    assert route(replace(problem, parcels=parcels)) == route(problem)


def test_eight_parcels_make_one_block_in_the_best_order() -> None:
    ring = [(0, 900), (900, 900), (900, 0), (900, -900), (0, -900), (-900, -900), (-900, 0)]
    problem = day([parcel(number, *place) for number, place in enumerate(ring)])

    solution = route(problem)

    (block,) = solution.blocks
    (depot,), _ = split(problem)
    best = min(
        cost_of(depot, order, times)
        for order in permutations(range(1, 8))
        if (times := shortest(depot, order)) is not None
    )
    assert solution.cost == best
    assert block.ends_at - block.starts_at == timedelta(hours=2)
    assert len(block.stops) == 7
    assert solution.undelivered == ()


def test_capacity_splits_and_long_blocks_are_not_made() -> None:
    parcels = [parcel(number, 500 * number, -300 * number, size=10) for number in range(9)]

    solution = route(day(parcels))

    assert all(block.load <= 40 for block in solution.blocks)
    assert len(solution.blocks) >= 3
    for block in solution.blocks:
        assert timedelta(hours=2) <= block.ends_at - block.starts_at <= timedelta(hours=5)


def test_waiting_is_spent_before_the_block_and_not_in_it() -> None:
    late = parcel(1, 1000, 0, opens_at=at(14), closes_at=at(15))

    (block,) = route(day([late])).blocks

    assert block.starts_at > at(13)
    assert block.stops[0].begins_at >= at(14)


UNDELIVERABLE: list[tuple[str, Parcel]] = [
    ("too_large", parcel(1, 100, 100, size=41)),
    ("window_unreachable", parcel(1, 20_000, 0, opens_at=at(8), closes_at=at(8.25))),
    ("too_far_for_block", parcel(1, 110_000, 0)),
    ("not_worth_it", parcel(1, 9000, 0, prize=100)),
]


@pytest.mark.parametrize(("code", "lost"), UNDELIVERABLE, ids=[row[0] for row in UNDELIVERABLE])
def test_what_cannot_be_delivered_has_a_reason(code: str, lost: Parcel) -> None:
    solution = route(day([lost, parcel(2, 300, 300)]))

    (row,) = solution.undelivered
    assert row.parcel_id == "parcel-001"
    assert [reason.code for reason in row.reasons] == [code]
    assert len(solution.blocks) == 1


def test_parcels_beyond_the_last_block_have_a_reason() -> None:
    parcels = [parcel(number, 200 * number, 0, size=30) for number in range(3)]

    solution = route(day(parcels, limits=replace(QUICK, most_blocks=1)))

    assert [row.reasons[0].code for row in solution.undelivered] == ["no_block_left"] * 2


def test_a_return_is_brought_back_and_only_its_block_comes_back() -> None:
    there = [parcel(number, 3000 + 50 * number, 0, size=20) for number in range(2)]
    fetched = parcel(7, 0, 4000, size=40, is_return=True)
    problem = day([*there, fetched])

    solution = route(problem)

    assert verify_route(problem, solution) == []
    assert solution.undelivered == ()
    blocks = {stop.parcel_id: block for block in solution.blocks for stop in block.stops}
    fetching = blocks["parcel-007"]
    assert fetching.returned == 40
    assert fetching.done_at > fetching.stops[-1].leaves_at
    assert verify_route(problem, preview(problem)) == []


def test_what_is_fetched_takes_room_that_deliveries_have_left() -> None:
    parcels = [parcel(1, 2000, 0, size=30), parcel(2, 2100, 0, size=30, is_return=True)]

    (block,) = route(day(parcels)).blocks

    assert [stop.parcel_id for stop in block.stops] == ["parcel-001", "parcel-002"]
    assert (block.load, block.returned) == (30, 30)


def test_a_late_return_joins_a_block_that_has_room() -> None:
    early = [parcel(number, 600 * number, 0, size=10) for number in range(1, 5)]
    (block,) = route(day(early)).blocks
    late = parcel(9, 2400, 60, size=40, is_return=True)

    changed = insert(day([*early, late]), [block], "parcel-009")

    assert changed is not None
    assert changed.stops[-1].parcel_id == "parcel-009"  # before, the vehicle is not empty enough
    assert changed.returned == 40
    problem = day([*early, late])
    assert verify_route(problem, RouteSolution((changed,), (), changed.distance_m, 0)) == []


@settings(max_examples=60)
@given(
    days(),
    st.integers(-9000, 9000),
    st.integers(-9000, 9000),
    st.booleans(),
    st.sampled_from([0, 1, 2, 7]),
)
def test_whatever_is_inserted_late_leaves_a_sound_block_at_its_time(
    problem: RouteProblem, north_m: int, east_m: int, is_return: bool, earlier_minutes: int
) -> None:
    blocks = preview(problem).blocks
    late = parcel(900, north_m, east_m, is_return=is_return, size=3)
    later = replace(
        problem,
        parcels=[*problem.parcels, late],
        starts_at=problem.starts_at - timedelta(minutes=earlier_minutes),
    )

    changed = insert(later, blocks, late.id)

    if changed is None:
        return
    before = next(block for block in blocks if block.id == changed.id)
    assert (before.starts_at, before.ends_at, before.pick_up_id) == (
        changed.starts_at,
        changed.ends_at,
        changed.pick_up_id,
    )
    assert {stop.parcel_id for stop in changed.stops} == {
        late.id,
        *(stop.parcel_id for stop in before.stops),
    }
    wrong = {row.code for row in verify_route(later, RouteSolution((changed,), (), changed.distance_m, 0))}
    assert wrong <= {"parcel_count"}  # the parcels of the other blocks


def test_a_block_with_a_return_that_does_not_come_back_is_named() -> None:
    problem = day([parcel(1, 3000, 0, is_return=True)])
    solution = route(problem)
    (block,) = solution.blocks
    wrong = replace(solution, blocks=(replace(block, done_at=block.stops[-1].leaves_at),))

    assert "done" in {violation.code for violation in verify_route(problem, wrong)}


def test_few_blocks_and_returns_keep_the_most_blocks() -> None:
    parcels = [parcel(number, 900 * number, 300, size=15, is_return=number % 2 == 0) for number in range(8)]
    problem = day(parcels, limits=replace(QUICK, most_blocks=2))

    solution = route(problem)

    assert verify_route(problem, solution) == []
    assert len(solution.blocks) <= 2


def test_nothing_to_carry_is_an_empty_answer() -> None:
    assert route(day([])) == RouteSolution((), (), 0, 0)


def test_a_late_parcel_joins_the_block_it_lengthens_least() -> None:
    early = [parcel(number, 600 * number, 0) for number in range(4)]
    (block,) = route(day(early)).blocks
    late, distant = parcel(9, 900, 50), parcel(10, 40_000, 0)

    changed = insert(day([*early, late]), [block], "parcel-009")
    refused = insert(day([*early, distant]), [block], "parcel-010")

    assert changed is not None
    assert len(changed.stops) == 5
    assert (changed.id, changed.starts_at, changed.ends_at) == (block.id, block.starts_at, block.ends_at)
    assert changed.distance_m < block.distance_m + 500
    assert refused is None


CORRUPTIONS: list[tuple[str, dict[str, Any], dict[str, Any]]] = [
    ("capacity", {"load": 1}, {}),
    ("capacity", {"returned": 1}, {}),
    ("length", {"ends_at": at(20)}, {}),
    ("overrun", {"done_at": at(17.9)}, {}),
    ("done", {"done_at": at(8)}, {}),
    ("pick_up", {"pick_up_id": "nowhere"}, {}),
    ("pick_up_hours", {"starts_at": at(7)}, {}),
    ("span", {"starts_at": at(7)}, {}),
    ("travel", {}, {"arrives_at": at(8)}),
    ("order", {}, {"begins_at": at(17)}),
    ("window", {}, {"begins_at": at(19), "leaves_at": at(19.5)}),
    ("service", {}, {"leaves_at": at(8)}),
    ("leg", {}, {"leg_m": 1}),
    ("way", {"distance_m": 1}, {}),
    ("distance", {"distance_m": 1}, {}),
    ("parcel_count", {}, {"parcel_id": "parcel-002"}),
    ("parcel_count", {}, {"parcel_id": "parcel-777"}),
]


@pytest.mark.parametrize(("code", "block_changes", "stop_changes"), CORRUPTIONS)
def test_the_checker_names_what_is_wrong(
    code: str, block_changes: dict[str, Any], stop_changes: dict[str, Any]
) -> None:
    problem = day([parcel(number, 400 * number, 200) for number in range(3)])
    solution = route(problem)
    (block,) = solution.blocks
    stops = (replace(block.stops[0], **stop_changes), *block.stops[1:])
    wrong = replace(solution, blocks=(replace(block, stops=stops, **block_changes),))

    assert code in {violation.code for violation in verify_route(problem, wrong)}


BAD: list[tuple[dict[str, Any], str]] = [
    ({"pick_ups": []}, "pick_ups"),
    ({"ends_at": at(8)}, "span.ends_at"),
    ({"ends_at": at(8, day=9)}, "ends_at"),
    ({"parcels": [parcel(1, 0, 0), parcel(1, 0, 0)]}, "parcels[1].id"),
    ({"parcels": [3]}, "parcels[0]"),
    ({"parcels": [parcel(1, 0, 0, pick_up_id="nowhere")]}, "parcels[parcel-001].pick_up_id"),
    ({"must_return": 1}, "must_return"),
]


@pytest.mark.parametrize(("changes", "field"), BAD)
def test_a_bad_day_is_refused_by_field(changes: dict[str, Any], field: str) -> None:
    with pytest.raises(InvalidProblem) as refusal:
        replace(day([]), **changes)

    assert refusal.value.field == field


@pytest.mark.parametrize(
    ("changes", "field"),
    [
        ({"size": -1}, "size"),
        ({"service_seconds": 10**7}, "service_seconds"),
        ({"location": (99, 0)}, "location.lat"),
        ({"opens_at": at(10), "closes_at": at(10)}, "closes_at"),
        ({"prize": 0.5}, "prize"),
        ({"is_return": 1}, "is_return"),
    ],
)
def test_a_bad_parcel_is_refused_by_field(changes: dict[str, Any], field: str) -> None:
    with pytest.raises(InvalidProblem) as refusal:
        parcel(1, 0, 0, **changes)

    assert refusal.value.field == field

"""Part of a reservation set apart: the sums stay, each part is spent or freed by itself, whatever the order."""

from __future__ import annotations

from typing import Any
from uuid import uuid4

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from payouts import budget, flows
from payouts.budget_parts import set_apart
from payouts.errors import InvalidMoney, ReservationConflict
from payouts.ledger import Entry, post
from payouts.money import Money
from tests.payouts.test_budget import fund, reserve, spend, state
from tests.payouts.worlds import NOON, SHOP, World, usd


def apart(world: World, amount: int, part: str, key: str = "a") -> Money:
    """Set part of a place's reservation apart."""
    with world.transaction() as session:
        return set_apart(session, SHOP, "prg", usd(amount), key=key, part_key=part, at=NOON)


def test_the_part_outlives_the_place_and_is_spent_by_itself(world: World) -> None:
    fund(world, 1000)
    reserve(world, 1000, "a")
    assert apart(world, 300, "a/lunch") == usd(300)
    assert apart(world, 300, "a/lunch") == usd(300), "again changes nothing"
    assert state(world) == (1000, 1000, 0, 0)
    assert spend(world, 900, "a").covered == usd(700), "work that ran over does not take the part"
    assert state(world) == (1000, 300, 700, 200)
    assert spend(world, 250, "a/lunch").covered == usd(250)
    assert state(world) == (1000, 0, 1000, 150), "what the part left over makes good the rest"


def test_only_what_is_there_is_set_apart_and_nothing_from_what_is_over(world: World) -> None:
    fund(world, 500)
    reserve(world, 200, "a")
    assert apart(world, 300, "a/lunch") == usd(200)
    spend(world, 0, "a")
    with pytest.raises(ReservationConflict):
        apart(world, 1, "a/dinner")
    with pytest.raises(ReservationConflict):
        apart(world, 1, "b/dinner", key="b")
    with pytest.raises(InvalidMoney):
        apart(world, -1, "a/other")
    assert state(world) == (500, 200, 0, 0)


@settings(max_examples=20, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(
    place=st.integers(0, 500),
    parts=st.lists(st.tuples(st.integers(0, 300), st.integers(0, 300), st.booleans()), max_size=4),
    cost=st.integers(0, 700),
)
def test_parts_never_make_or_lose_room(
    world: World, place: int, parts: list[tuple[int, int, bool]], cost: int
) -> None:
    prg = uuid4().hex[:12]

    def pay(session: Any, minor: int, key: str) -> None:
        covered = budget.spend(session, SHOP, prg, usd(minor), key=key, at=NOON).covered
        if covered:
            post(
                session,
                Entry(SHOP, f"{prg}:{key}", "earning", key, NOON, flows.budget_used(prg, covered)),
                at=NOON,
            )

    with world.transaction() as session:
        budget.fund(session, SHOP, prg, usd(500), key=prg, at=NOON)
        budget.reserve(session, SHOP, prg, usd(place), key="a", at=NOON)
        moved = [
            set_apart(session, SHOP, prg, usd(most), key="a", part_key=f"a/{n}", at=NOON).amount_minor
            for n, (most, _, _) in enumerate(parts)
        ]
        assert sum(moved) <= place
        assert budget.budget_state(session, SHOP, prg, "USD").reserved_minor == place
        pay(session, cost, "a")
        for n, (_, wanted, is_paid) in enumerate(parts):
            if is_paid:
                pay(session, wanted, f"a/{n}")
            else:
                budget.release(session, SHOP, prg, "USD", key=f"a/{n}", at=NOON)
        end = budget.budget_state(session, SHOP, prg, "USD")
    assert (end.funded_minor, end.reserved_minor) == (500, 0)
    assert end.spent_minor + end.overspent_minor == cost + sum(w for _, w, is_paid in parts if is_paid)
    assert end.spent_minor == min(500, end.spent_minor + end.overspent_minor)

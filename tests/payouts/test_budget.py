"""Reserved plus spent never pass what was funded, whoever tries at once; overrun is paid and shown."""

from __future__ import annotations

import threading
from typing import Any

import pytest
import sqlalchemy as sa
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from payouts import budget, flows
from payouts.errors import BudgetExhausted, InvalidMoney, KeyConflict, ReservationConflict
from payouts.ledger import Entry, balance, chart, post
from payouts.money import Money
from tests.payouts.worlds import NOON, SHOP, World, usd


def state(world: World) -> tuple[int, int, int, int]:
    """Funded, reserved, spent and overspent."""
    with world.transaction() as session:
        found = budget.budget_state(session, SHOP, "prg", "USD")
    return found.funded_minor, found.reserved_minor, found.spent_minor, found.overspent_minor


def fund(world: World, amount: int, key: str = "fund") -> None:
    """Add settled money."""
    with world.transaction() as session:
        budget.fund(session, SHOP, "prg", usd(amount), key=key, at=NOON)


def reserve(world: World, amount: int, key: str) -> None:
    """Promise a place its most."""
    with world.transaction() as session:
        budget.reserve(session, SHOP, "prg", usd(amount), key=key, at=NOON)


def spend(world: World, amount: int, key: str) -> budget.Spent:
    """Earn, and post the earning as a host does."""
    with world.transaction() as session:
        spent = budget.spend(session, SHOP, "prg", usd(amount), key=key, at=NOON)
        if spent.covered:
            used = flows.budget_used("prg", spent.covered)
            post(session, Entry(SHOP, f"ern:{key}", "earning", key, NOON, used), at=NOON)
    return spent


def test_a_budget_is_funded_reserved_spent_and_released(world: World) -> None:
    fund(world, 1000)
    reserve(world, 600, "a")
    reserve(world, 400, "b")
    assert state(world) == (1000, 1000, 0, 0)

    assert spend(world, 450, "a").covered == usd(450)
    with world.transaction() as session:
        free = budget.release(session, SHOP, "prg", "USD", key="b", at=NOON).free_minor
    assert state(world) == (1000, 0, 450, 0)
    assert free == 550


def test_repeating_any_step_changes_nothing(world: World) -> None:
    for _ in range(2):
        fund(world, 1000)
        reserve(world, 600, "a")
        reserve(world, 100, "b")
        spend(world, 450, "a")
        with world.transaction() as session:
            budget.release(session, SHOP, "prg", "USD", key="b", at=NOON)
    assert state(world) == (1000, 0, 450, 0)


def test_more_than_is_free_is_refused_and_nothing_written(world: World) -> None:
    fund(world, 1000)
    reserve(world, 600, "a")
    with pytest.raises(BudgetExhausted) as refused:
        reserve(world, 401, "b")
    assert refused.value.params["free_minor"] == 400
    assert state(world) == (1000, 600, 0, 0)


def test_an_unfunded_budget_reserves_nothing_but_nothing(world: World) -> None:
    reserve(world, 0, "free of charge")
    with pytest.raises(BudgetExhausted):
        reserve(world, 1, "a")


def test_overrun_takes_free_funds_first_and_then_shows_as_overspend(world: World) -> None:
    fund(world, 1000)
    reserve(world, 600, "a")
    spent = spend(world, 1300, "a")
    assert (spent.covered, spent.overspent) == (usd(1000), usd(300))
    assert state(world) == (1000, 0, 1000, 300)


def test_overspend_stops_new_reservations_until_it_is_made_good(world: World) -> None:
    fund(world, 1000)
    reserve(world, 900, "a")
    spend(world, 1300, "a")
    with pytest.raises(BudgetExhausted):
        reserve(world, 1, "b")

    fund(world, 500, "more")
    assert state(world) == (1500, 0, 1300, 0)
    reserve(world, 200, "b")
    with world.transaction() as session:
        assert balance(session, SHOP, chart.budget("prg"), "USD") == usd(200)


def test_a_place_given_back_makes_overspend_good_first(world: World) -> None:
    fund(world, 1000)
    reserve(world, 500, "a")
    reserve(world, 500, "b")
    spend(world, 700, "a")
    assert state(world) == (1000, 500, 500, 200)
    with world.transaction() as session:
        free = budget.release(session, SHOP, "prg", "USD", key="b", at=NOON).free_minor
    assert state(world) == (1000, 0, 700, 0)
    assert free == 300


def test_a_cheaper_place_makes_overspend_good_first(world: World) -> None:
    fund(world, 1000)
    reserve(world, 500, "a")
    reserve(world, 500, "b")
    spend(world, 700, "a")
    spend(world, 100, "b")
    assert state(world) == (1000, 0, 800, 0)


@pytest.mark.parametrize("step", ["reserve", "spend", "fund"])
def test_a_key_used_for_another_amount_is_a_conflict(world: World, step: str) -> None:
    fund(world, 1000)
    reserve(world, 600, "a")
    spend(world, 500, "a")
    again: dict[str, Any] = {
        "reserve": lambda: reserve(world, 601, "a"),
        "spend": lambda: spend(world, 501, "a"),
        "fund": lambda: fund(world, 1001),
    }
    with pytest.raises(KeyConflict):
        again[step]()
    assert state(world) == (1000, 0, 500, 0)


def test_what_was_never_reserved_is_neither_spent_nor_released(world: World) -> None:
    with pytest.raises(ReservationConflict):
        spend(world, 5, "nothing")
    with world.transaction() as session, pytest.raises(ReservationConflict):
        budget.release(session, SHOP, "prg", "USD", key="nothing", at=NOON)


def test_a_released_place_cannot_be_spent_nor_a_spent_one_released(world: World) -> None:
    fund(world, 1000)
    reserve(world, 100, "a")
    reserve(world, 100, "b")
    spend(world, 50, "a")
    with world.transaction() as session:
        budget.release(session, SHOP, "prg", "USD", key="b", at=NOON)
        with pytest.raises(ReservationConflict):
            budget.release(session, SHOP, "prg", "USD", key="a", at=NOON)
    with pytest.raises(ReservationConflict):
        spend(world, 50, "b")


@pytest.mark.parametrize("amount", [0, -5])
def test_a_budget_is_not_funded_with_nothing_or_less(world: World, amount: int) -> None:
    with pytest.raises(InvalidMoney):
        fund(world, amount)


def test_negative_reservations_and_costs_are_refused(world: World) -> None:
    with pytest.raises(InvalidMoney):
        reserve(world, -1, "a")
    with pytest.raises(InvalidMoney):
        spend(world, -1, "a")


@pytest.mark.parametrize(
    "statement",
    [
        "UPDATE budget SET reserved_minor = funded_minor + 1",
        "UPDATE budget SET spent_minor = funded_minor + 1",
        "UPDATE budget SET reserved_minor = -1",
        "UPDATE budget SET funded_minor = 0",
    ],
)
def test_raw_sql_cannot_pass_the_budget(world: World, statement: str) -> None:
    fund(world, 1000)
    reserve(world, 600, "a")
    with pytest.raises(sa.exc.IntegrityError), world.engine.begin() as connection:
        connection.exec_driver_sql(statement)


def test_many_offers_at_once_never_pass_the_budget(world: World) -> None:
    fund(world, 1000)
    gate, won = threading.Barrier(12, timeout=60), []

    def offer(number: int) -> None:
        gate.wait()
        try:
            reserve(world, 300, f"place{number}")
            won.append(number)
        except BudgetExhausted:
            return

    threads = [threading.Thread(target=offer, args=(n,)) for n in range(12)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert len(won) == 3
    assert state(world) == (1000, 900, 0, 0)


@settings(max_examples=20, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(st.lists(st.tuples(st.sampled_from("frsx"), st.integers(0, 6), st.integers(1, 300)), max_size=20))
def test_any_history_keeps_the_books_and_the_budget_together(
    world: World, steps: list[tuple[str, int, int]]
) -> None:
    for verb, number, amount in steps:
        try:
            match verb:
                case "f":
                    fund(world, amount, f"fund{number}:{amount}")
                case "r":
                    reserve(world, amount, f"place{number}")
                case "s":
                    spend(world, amount, f"place{number}")
                case _:
                    with world.transaction() as session:
                        budget.release(session, SHOP, "prg", "USD", key=f"place{number}", at=NOON)
        except (BudgetExhausted, KeyConflict, ReservationConflict):
            continue
    funded, reserved, spent, over = state(world)
    assert reserved + spent <= funded
    assert not over or reserved + spent == funded
    with world.transaction() as session:
        assert balance(session, SHOP, chart.budget("prg"), "USD") == Money(funded - spent, "USD")


def test_work_for_which_nothing_was_set_aside_is_owed_though_the_budget_is_overspent(world: World) -> None:
    fund(world, 1000)
    for place, cost in (("plc_1", 1500), ("plc_2", 700)):
        reserve(world, 0, place)
        spend(world, cost, place)
    assert state(world) == (1000, 0, 1000, 1200)
    with pytest.raises(BudgetExhausted):
        reserve(world, 1, "plc_3")

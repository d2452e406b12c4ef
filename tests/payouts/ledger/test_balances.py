"""Reads of the ledger."""

from __future__ import annotations

import datetime as dt

from payouts import flows
from payouts.ledger import balances, chart, history, trial_balance
from tests.payouts.worlds import NOON, SHOP, World, usd


def _books(world: World) -> None:
    world.post("capture", flows.captured("bkg", usd(1000), fee=usd(59), is_available=False))
    world.later(hours=1)
    world.post("close", flows.booking_closed("bkg", platform_fee=usd(100), rest=usd(650)))
    world.post("points", flows.points_given("fan", 10))


def test_debits_equal_credits_in_each_currency(world: World) -> None:
    _books(world)
    with world.transaction() as session:
        lines = trial_balance(session, SHOP)
    for currency in ("USD", "PTS"):
        own = [line for line in lines if line.currency == currency]
        assert sum(line.debit_minor for line in own) == sum(line.credit_minor for line in own) > 0


def test_a_trial_balance_stands_on_the_side_of_each_account(world: World) -> None:
    _books(world)
    with world.transaction() as session:
        sides = {line.code: (line.debit_minor, line.credit_minor) for line in trial_balance(session, SHOP)}
    assert sides["provider_pending"] == (941, 0)
    assert sides["provider_fees"] == (59, 0)
    assert sides["held:bkg"] == (0, 250)
    assert sides["platform_fee"] == (0, 100)


def test_a_trial_balance_can_look_back(world: World) -> None:
    _books(world)
    with world.transaction() as session:
        codes = {line.code for line in trial_balance(session, SHOP, until_at=NOON + dt.timedelta(minutes=1))}
    assert codes == {"provider_pending", "provider_fees", "held:bkg"}


def test_balances_can_be_narrowed_to_a_prefix_or_a_person(world: World) -> None:
    _books(world)
    with world.transaction() as session:
        assert [b.code for b in balances(session, SHOP, prefix="held:")] == ["held:bkg"]
        assert [b.code for b in balances(session, SHOP, owner_ref="fan")] == ["points:fan"]
        assert balances(session, SHOP, prefix="held%") == []


def test_a_history_adds_up_to_the_balance(world: World) -> None:
    _books(world)
    with world.transaction() as session:
        lines = history(session, SHOP, chart.held("bkg"), "USD")
    assert [(line.entry_key, line.amount.amount_minor) for line in lines] == [
        ("capture", 1000),
        ("close", -750),
    ]

"""Money taken from cards becomes available when the provider says so, once."""

from __future__ import annotations

import datetime as dt

import pytest

from payouts.gateways.sandbox import Fault, SandboxSettings
from payouts.intents import Charge
from payouts.ledger import balance, chart
from payouts.settlements import pending_operations, settle_funds
from tests.payouts.worlds import SHOP, World, usd


@pytest.fixture
def slow(world: World) -> World:
    """A shop whose money takes two days, with a booking and a tip taken."""
    world.sandbox.settings = SandboxSettings(
        fee_bps=290, fee_fixed_minor=30, funds_after=dt.timedelta(days=2)
    )
    world.captured("bkg", usd(9000))
    world.do(Charge("bkg", usd(500), "pm_card_visa", (("fan", 1),)), "tip")
    return world


def accounts(world: World) -> tuple[int, int]:
    """Pending and available, in cents."""
    with world.transaction() as session:
        pending = balance(session, SHOP, chart.PROVIDER_PENDING, "USD")
        return pending.amount_minor, balance(session, SHOP, chart.PROVIDER_AVAILABLE, "USD").amount_minor


def settle(world: World) -> int:
    """Ask the provider once."""
    return settle_funds(world.transaction, world.provider, SHOP, clock=world.clock)


def test_money_is_pending_until_its_day(slow: World) -> None:
    net = 9000 - 291 + 500 - 44
    assert accounts(slow) == (net, 0)
    assert settle(slow) == 0
    slow.later(days=2)
    assert settle(slow) == 2
    assert accounts(slow) == (0, net)
    assert slow.provider.balances()["USD"].available == usd(net)


def test_settling_again_changes_nothing(slow: World) -> None:
    slow.later(days=2)
    settle(slow)
    before = accounts(slow)
    assert settle(slow) == 0
    assert accounts(slow) == before


def test_what_cannot_be_read_now_is_left_for_the_next_time(slow: World) -> None:
    slow.later(days=2)
    slow.faults.append(Fault(r"payment_intents/", method="get"))
    assert settle(slow) == 1
    with slow.transaction() as session:
        assert len(pending_operations(session, SHOP)) == 1
    assert settle(slow) == 1


def test_money_that_is_available_at_once_is_never_pending(world: World) -> None:
    world.captured("bkg", usd(9000), card="pm_card_bypassPending")
    assert accounts(world) == (0, 9000)
    with world.transaction() as session:
        assert pending_operations(session, SHOP) == []

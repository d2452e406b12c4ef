"""Every way in which the sides drift apart is found, once, under its right name, and the gap it leaves is explained."""

from __future__ import annotations

import datetime as dt

import pytest
import sqlalchemy as sa

from payouts import disputes, operations
from payouts.gateways.sandbox import Fault
from payouts.intents import Refund
from payouts.reconciliation import CAUSES, Item, Report
from payouts.reconciliation_tables import recon_item, recon_run
from payouts.settlements import settle_funds
from tests.payouts.reconciliation.drifts import (
    DRIFTS,
    TOGETHER,
    capture_whose_answer_was_lost,
    charge_in_the_dashboard,
    webhook_that_never_came,
)
from tests.payouts.reconciliation.worlds import SETTINGS, Shop
from tests.payouts.worlds import PLATFORM, SHOP, World, usd


@pytest.fixture
def shop(world: World) -> Shop:
    """Two days of ordinary money, settled and reconciled once."""
    world.settings = SETTINGS
    world.provider, world.sandbox = world.connect()
    made = Shop(world)
    made.ordinary_days()
    made.later(days=3)
    settle_funds(world.transaction, world.provider, SHOP, clock=world.clock)
    report = made.check()
    assert told(report.open_items) == []
    assert [proof.unexplained_minor for proof in report.balances] == [0]
    return made


def told(items: list[Item]) -> list[tuple[str, str, str]]:
    return [(item.found.drift, item.found.side, item.found.cause) for item in items]


@pytest.mark.parametrize("names", TOGETHER, ids=lambda names: names[-1])
def test_every_drift_is_found_once_under_its_name(shop: Shop, names: tuple[str, ...]) -> None:
    for name in names:
        DRIFTS[name][0](shop)
    expected = sorted(found for name in names for found in DRIFTS[name][1])
    shop.later(minutes=1)
    first = shop.check()
    shop.later(days=2)
    second = shop.check()
    shop.later(hours=1)
    third = shop.check()
    assert sorted(told(second.open_items)) == expected
    assert third.news == []
    assert sorted(told(third.open_items)) == expected
    assert {item.found.key for item in first.open_items} <= {item.found.key for item in second.open_items}
    waits = {"available_too_early"}  # until the day that the provider names
    assert {item.found.cause for item in second.open_items if not item.is_due} <= waits
    if "balance_without_a_movement" not in names:
        # What is named explains the whole of what the two balances differ by.
        assert [proof.unexplained_minor for proof in third.balances if proof.unexplained_minor] == []


def test_there_are_at_least_twenty_and_every_cause_is_shown() -> None:
    shown = {cause for _inject, found in DRIFTS.values() for _drift, _side, cause in found}
    by_plain_lines = {"transfer_came_back", "booked_twice", "not_booked"}
    assert len(DRIFTS) >= 20
    assert sorted(name for names in TOGETHER for name in names) == sorted(DRIFTS)
    assert shown | by_plain_lines == set(CAUSES)


def test_what_settles_by_itself_is_closed_by_the_next_run(shop: Shop) -> None:
    capture_whose_answer_was_lost(shop)
    shop.later(minutes=1)
    early = shop.check()
    with shop.world.transaction() as session:
        operation = operations.find_operation(session, SHOP, "bkg_9:capture")
    assert operation is not None
    assert told(early.open_items) == [("timing", "ledger", "news_missing")]
    assert early.is_clean
    shop.world.carry_out(operation.id)
    shop.bookings.took("bkg_9", str(operation.intent.payment_id), 4_000)  # type: ignore[attr-defined]
    shop.later(minutes=1)
    after = shop.check()
    assert (after.open_items, after.resolved) == ([], 1)


def test_a_difference_is_carried_until_its_other_half_comes_however_late(shop: Shop) -> None:
    webhook_that_never_came(shop)
    for _day in range(30):
        shop.later(days=1)
        report = shop.check()
        assert told(report.due) == [("missing", "ledger", "news_missing")]
    with shop.world.transaction() as session:
        operation = operations.find_operation(session, SHOP, "prg_1:late")
    assert operation is not None
    shop.world.carry_out(operation.id)
    shop.later(minutes=1)
    assert shop.check().open_items == []


@pytest.mark.parametrize("is_won", [True, False], ids=["won", "lost"])
def test_a_dispute_that_the_ledger_follows_raises_no_alarm(shop: Shop, is_won: bool) -> None:
    """The provider tells the amount and its fee in one movement, the ledger in two entries."""
    world = shop.world
    dispute = world.sandbox.open_dispute(PLATFORM, shop.payment_id, amount=2_000)
    for _step in ("opened", "decided"):
        disputes.catch_up(
            world.transaction,
            world.provider,
            SHOP,
            payment_of=disputes.payment_by_ledger(SHOP),
            clock=world.clock,
        )
        shop.later(minutes=5)
        assert told(shop.check(bookings=False).open_items) == []
        if _step == "opened":
            world.sandbox.decide_dispute(PLATFORM, dispute["id"], is_won=is_won)
    shop.later(days=3)
    report = shop.check(bookings=False)
    assert told(report.open_items) == []
    assert [proof.unexplained_minor for proof in report.balances] == [0]


def test_a_run_over_the_past_finds_nothing_new(shop: Shop) -> None:
    charge_in_the_dashboard(shop)
    shop.later(days=1)
    first = shop.check()
    since = shop.world.now - dt.timedelta(days=10)
    again = shop.check(since=since, until=shop.world.now - dt.timedelta(hours=1))
    assert len(first.news) == 1
    assert again.news == []
    assert again.balances == []


def test_a_run_that_cannot_read_the_provider_says_so_and_keeps_what_it_found(shop: Shop) -> None:
    from payouts.errors import ProviderError

    shop.world.faults.append(Fault("/balance_transactions$", kind="status", status=503, method="get"))
    with pytest.raises(ProviderError):
        shop.check()
    with shop.world.engine.connect() as connection:
        states = connection.execute(sa.select(recon_run.c.state).order_by(recon_run.c.id)).scalars().all()
    assert states == ["clean", "failed"]


@pytest.mark.parametrize("table", [recon_run, recon_item], ids=lambda table: table.name)
@pytest.mark.parametrize("change", ["UPDATE", "DELETE"])
def test_what_was_found_is_never_changed(shop: Shop, table: sa.Table, change: str) -> None:
    charge_in_the_dashboard(shop)
    shop.later(minutes=1)
    shop.check()
    statement = sa.delete(table) if change == "DELETE" else sa.update(table).values(business_ref="biz_other")
    with pytest.raises(sa.exc.DBAPIError, match="never"), shop.world.engine.begin() as connection:
        connection.execute(statement)


def test_settled_by_a_person_it_stays_settled_and_still_explains_the_gap(shop: Shop) -> None:
    from payouts.reconciliation import AlreadySettled, settle

    charge_in_the_dashboard(shop)
    shop.later(minutes=1)
    (item,) = shop.check().open_items
    with shop.world.transaction() as session:
        settled = settle(session, SHOP, item.found.key, actor_ref="idn_1", reason="known", at=shop.world.now)
    assert (settled.state, settled.actor_ref, settled.reason_code) == ("settled", "idn_1", "known")
    shop.later(days=1)
    report = shop.check()
    assert (report.open_items, report.news) == ([], [])
    assert [proof.unexplained_minor for proof in report.balances] == [0]
    with shop.world.transaction() as session, pytest.raises(AlreadySettled):
        settle(session, SHOP, item.found.key, actor_ref="idn_2", reason="lost", at=shop.world.now)
    assert item.found.key == settled.found.key


def test_clean_days_raise_no_alarm(world: World) -> None:
    """Money every day, the clock a day further each time, every day compared: nothing is ever due."""
    world.settings = SETTINGS
    world.provider, world.sandbox = world.connect()
    shop = Shop(world)
    world.fund(usd(90_000))
    for day in range(25):
        booking = f"bkg_{day}"
        taken = world.captured(booking, usd(1_000 + day))
        given = 10 * day
        if given:
            world.do(Refund(booking, str(taken.object_id), usd(given)), f"{booking}:refund")
        shop.bookings.took(booking, str(taken.object_id), 1_000 + day, given_back=given)
        shop.later(hours=24)
        settle_funds(world.transaction, world.provider, SHOP, clock=world.clock)
        report: Report = shop.check()
        assert told(report.open_items) == []
        assert all(proof.unexplained_minor == 0 for proof in report.balances)

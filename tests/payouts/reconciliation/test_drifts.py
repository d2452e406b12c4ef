"""Every way in which the sides drift apart is found, once, under its right name, and the gap it leaves is explained."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable
from dataclasses import replace

import pytest
import sqlalchemy as sa

from payouts import operations
from payouts.database import connection_of
from payouts.gateways.calling import Outcome
from payouts.gateways.sandbox import Fault
from payouts.intents import Authorise, Capture, Refund, TopUp
from payouts.ledger import chart, credit, debit
from payouts.reconciliation import CAUSES, Item, Report, Total
from payouts.reconciliation_tables import recon_item, recon_run
from payouts.settlements import settle_funds
from tests.payouts.reconciliation.worlds import SETTINGS, Shop
from tests.payouts.worlds import PLATFORM, SHOP, World, usd

Inject = Callable[[Shop], None]
DRIFTS: dict[str, tuple[Inject, tuple[str, str, str]]] = {}


def drift(found_as: tuple[str, str, str]) -> Callable[[Inject], Inject]:
    """Name an injection and what it must be found as: drift, side, cause."""

    def register(inject: Inject) -> Inject:
        DRIFTS[inject.__name__] = (inject, found_as)
        return inject

    return register


@drift(("missing", "ledger", "news_missing"))
def webhook_that_never_came(shop: Shop) -> None:
    """The top-up has settled at the provider; nobody told, and nobody asked."""
    world = shop.world
    operation = world.plan(TopUp("prg_1", usd(9_000)), "prg_1:late")
    with world.transaction() as session:
        begun = operations.begin(session, operation.id, at=world.now)
    operations.perform(world.provider, begun)


@drift(("missing", "ledger", "news_missing"))
def capture_whose_answer_was_lost(shop: Shop) -> None:
    world = shop.world
    authorised = world.do(Authorise("bkg_9", usd(4_000), "pm_card_visa"), "bkg_9:authorise")
    world.faults.append(Fault("/capture$", when="after"))
    world.do(Capture("bkg_9", str(authorised.object_id), usd(4_000)), "bkg_9:capture")


@drift(("missing", "ledger", "refused_but_done"))
def capture_that_counts_as_refused(shop: Shop) -> None:
    world = shop.world
    authorised = world.do(Authorise("bkg_9", usd(4_000), "pm_card_visa"), "bkg_9:authorise")
    planned = world.plan(Capture("bkg_9", str(authorised.object_id), usd(4_000)), "bkg_9:capture")
    with world.transaction() as session:
        begun = operations.begin(session, planned.id, at=world.now)
    operations.perform(world.provider, begun)
    with world.transaction() as session:
        operations.record(session, planned.id, Outcome("refused", error_code="lost"), at=world.now)


@drift(("foreign", "ledger", "charge_outside"))
def charge_in_the_dashboard(shop: Shop) -> None:
    shop.move(4_200, "charge", made="charge", fee=152)


@drift(("foreign", "ledger", "captured_outside"))
def capture_in_the_dashboard(shop: Shop) -> None:
    world = shop.world
    authorised = world.do(Authorise("bkg_9", usd(4_000), "pm_card_visa"), "bkg_9:authorise")
    world.provider.capture(replace(authorised.call, key="by hand"), str(authorised.object_id), usd(4_000))


@drift(("foreign", "ledger", "refund_outside"))
def refund_in_the_dashboard(shop: Shop) -> None:
    shop.move(-1_000, "refund", made="refund")


@drift(("foreign", "ledger", "transfer_outside"))
def transfer_in_the_dashboard(shop: Shop) -> None:
    shop.move(-1_000, "transfer", made="transfer")


@drift(("foreign", "ledger", "payout_outside"))
def balance_sent_to_the_business_s_bank(shop: Shop) -> None:
    shop.move(-30_000, "payout", made="payout")


@drift(("foreign", "ledger", "top_up_outside"))
def top_up_in_the_dashboard(shop: Shop) -> None:
    shop.move(8_000, "topup", made="top_up")


@drift(("foreign", "ledger", "wrong_business"))
def transfer_of_another_business(shop: Shop) -> None:
    with shop.world.transaction() as session:
        theirs = operations.plan(session, "biz_other", TopUp("prg_x", usd(700)), key="t", at=shop.world.now)
    shop.move(700, "topup", made="top_up", op=theirs.public_id)


@drift(("foreign", "ledger", "other_installation"))
def transfer_of_another_installation(shop: Shop) -> None:
    shop.move(-700, "transfer", made="transfer", op="op_of_an_older_copy")


@drift(("fee", "ledger", "fee_changed"))
def fee_changed(shop: Shop) -> None:
    shop.distort("charge", fee=25)


@drift(("fee", "ledger", "provider_fee"))
def fee_of_the_month(shop: Shop) -> None:
    shop.move(-200, "stripe_fee")


@drift(("amount", "ledger", "amount_differs"))
def amount_off_by_one(shop: Shop) -> None:
    shop.distort("refund", amount=-1)


@drift(("amount", "ledger", "currency_mixed"))
def currency_mixed_up(shop: Shop) -> None:
    shop.distort("refund", currency="eur")


@drift(("duplicate", "provider", "made_twice"))
def transfer_made_twice(shop: Shop) -> None:
    with shop.world.transaction() as session:
        first = operations.find_operation(session, SHOP, "pyt_1:transfer")
    assert first is not None
    shop.move(-3_500, "transfer", made="transfer", op=first.public_id)


@drift(("missing", "ledger", "payout_came_back"))
def payout_sent_back_by_the_bank(shop: Shop) -> None:
    def act(request: object) -> None:
        store = request.store  # type: ignore[attr-defined]
        (payout,) = store.listing("payout", account_id=shop.fan)
        store.put({**payout, "status": "failed", "failure_code": "account_closed"})

    shop.at_provider(act)


@drift(("timing", "ledger", "availability_not_booked"))
def availability_that_nobody_booked(shop: Shop) -> None:
    """The last payment's money is free for more than a day, and the ledger still calls it pending."""
    shop.world.captured("bkg_8", usd(1_500))
    shop.bookings.took("bkg_8", _payment_of(shop, "bkg_8:capture"), 1_500)
    shop.later(days=4)


@drift(("timing", "ledger", "available_too_early"))
def availability_that_was_put_off(shop: Shop) -> None:
    shop.distort("charge", available_on=int((shop.world.now + dt.timedelta(days=90)).timestamp()))


@drift(("missing", "ledger", "dispute_unseen"))
def dispute_that_nobody_saw(shop: Shop) -> None:
    shop.world.sandbox.open_dispute(PLATFORM, shop.payment_id, amount=2_000)


@drift(("missing", "ledger", "dispute_won_unseen"))
def dispute_won_that_nobody_saw(shop: Shop) -> None:
    shop.move(1_000, "adjustment", made="dispute", category="dispute_reversal")


@drift(("missing", "ledger", "top_up_failed"))
def top_up_that_failed_after_settling(shop: Shop) -> None:
    with shop.world.transaction() as session:
        first = operations.find_operation(session, SHOP, "prg_1:fund:50000")
    assert first is not None
    shop.move(-50_000, "topup_reversal", made="top_up", op=first.public_id)


@drift(("missing", "ledger", "refund_came_back"))
def refund_that_came_back(shop: Shop) -> None:
    with shop.world.transaction() as session:
        first = operations.find_operation(session, SHOP, "bkg_2:refund")
    assert first is not None
    shop.move(2_500, "refund_failure", made="refund", op=first.public_id)


@drift(("foreign", "ledger", "reversal_outside"))
def transfer_taken_back_in_the_dashboard(shop: Shop) -> None:
    shop.move(1_000, "transfer_refund", made="transfer")


@drift(("missing", "ledger", "adjustment"))
def correction_by_the_provider(shop: Shop) -> None:
    shop.move(-13, "adjustment")


@drift(("missing", "provider", "not_at_provider"))
def refund_that_the_provider_never_made(shop: Shop) -> None:
    shop.vanish("refund")


@drift(("missing", "provider", "booked_by_hand"))
def entry_by_hand(shop: Shop) -> None:
    shop.book("by_hand", debit(chart.PROVIDER_AVAILABLE, usd(600)), credit(chart.REVENUE, usd(600)))


@drift(("missing", "ledger", "booking_ahead"))
def booking_says_paid_and_the_ledger_does_not(shop: Shop) -> None:
    shop.bookings.totals.append(Total("pi_none", "payment", "USD", 4_000, None, "bkg_7"))


@drift(("missing", "bookings", "booking_behind"))
def ledger_says_paid_and_the_booking_does_not(shop: Shop) -> None:
    shop.world.captured("bkg_8", usd(1_500), card="pm_card_bypassPending")
    shop.bookings.totals.append(Total("bkg_8", "held", "USD", 1_500, None, "bkg_8"))


@drift(("amount", "ledger", "booking_amount"))
def booking_says_more_was_given_back(shop: Shop) -> None:
    shop.bookings.totals = [
        one._replace(amount_minor=one.amount_minor + 100)
        if one.kind == "refund" and one.amount_minor
        else one
        for one in shop.bookings.totals
    ]


@drift(("amount", "bookings", "held_differs"))
def held_for_a_booking_that_is_over(shop: Shop) -> None:
    shop.bookings.totals = [
        one._replace(amount_minor=0) if one.kind == "held" and one.ref == "bkg_1" else one
        for one in shop.bookings.totals
    ]


@drift(("amount", "ledger", "balance_unexplained"))
def balance_without_a_movement(shop: Shop) -> None:
    shop.add_to_balance(77)


def _payment_of(shop: Shop, key: str) -> str:
    with shop.world.transaction() as session:
        operation = operations.find_operation(session, SHOP, key)
    assert operation is not None
    return str(operation.object_id)


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


@pytest.mark.parametrize("name", sorted(DRIFTS))
def test_a_drift_is_found_once_under_its_name(shop: Shop, name: str) -> None:
    inject, expected = DRIFTS[name]
    inject(shop)
    shop.later(minutes=1)
    first = shop.check()
    shop.later(days=2)
    second = shop.check()
    shop.later(hours=1)
    third = shop.check()
    assert told(second.open_items) == [expected]
    assert second.is_clean == (expected[2] == "available_too_early")  # until the day the provider names
    assert third.news == []
    assert told(third.open_items) == told(second.open_items)
    assert len({item.found.key for item in [*first.open_items, *second.open_items]}) == len(second.open_items)
    if expected[2] != "balance_unexplained":
        # What is named explains the whole of what the two balances differ by.
        assert [proof.unexplained_minor for proof in third.balances if proof.unexplained_minor] == []


def test_there_are_at_least_twenty_and_every_cause_has_its_rule() -> None:
    shown = {cause for _inject, (_drift, _side, cause) in DRIFTS.values()}
    by_plain_lines = {"transfer_came_back", "booked_twice", "not_booked"}
    assert len(DRIFTS) >= 20
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
        (row_id,) = connection_of(session).execute(sa.select(recon_item.c.id)).scalars()
        settled = settle(session, SHOP, row_id, actor_ref="idn_1", reason="known", at=shop.world.now)
    assert (settled.state, settled.actor_ref, settled.reason_code) == ("settled", "idn_1", "known")
    shop.later(days=1)
    report = shop.check()
    assert (report.open_items, report.news) == ([], [])
    assert [proof.unexplained_minor for proof in report.balances] == [0]
    with shop.world.transaction() as session, pytest.raises(AlreadySettled):
        settle(session, SHOP, row_id, actor_ref="idn_2", reason="lost", at=shop.world.now)
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

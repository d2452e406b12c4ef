"""Payout runs: one payout per person and run, each posting paid once, nobody stops the rest."""

from __future__ import annotations

import datetime as dt

import pytest

from payouts import flows
from payouts.due import unpaid_items
from payouts.errors import FloorBroken
from payouts.gateways.sandbox import Fault
from payouts.holds import open_hold, release_hold
from payouts.ledger import balance, chart
from payouts.money import Money
from payouts.operations import begin, operations_on
from payouts.payout_rows import payout_lines, payouts_of
from payouts.recipients import get_recipient
from payouts.runs import RunReport, advance_payout, plan_payouts, run_payouts
from tests.payouts.worlds import PLATFORM, SHOP, Crash, World, usd


def run(world: World, ref: str | None = None) -> RunReport:
    """Run the payouts of the world's day."""
    on = world.now.date()
    return run_payouts(
        world.transaction, world.provider, SHOP, run_ref=ref or on.isoformat(), on=on, clock=world.clock
    )


def sent(world: World, kind: str = "payout.created") -> list[int]:
    """Amounts that left, by the provider's own word."""
    events = world.sandbox.events(PLATFORM)
    return sorted(e["data"]["object"]["amount"] for e in events if e["type"] == kind)


def states(world: World) -> list[tuple[str, int, str]]:
    """Owner, amount and state of all payouts, oldest first."""
    with world.transaction() as session:
        return [(p.owner_ref, p.amount.amount_minor, p.state) for p in payouts_of(session, SHOP)][::-1]


@pytest.fixture
def shop(world: World) -> World:
    """A shop with money at the provider and two fans who have earned."""
    world.fund(usd(100_000))
    world.fan("fan_1")
    world.fan("fan_2", schedule="weekly:4")
    world.earning("ern_1", "fan_1", usd(2500))
    world.earning("ern_2", "fan_2", usd(4000))
    return world


def test_everybody_whose_day_it_is_is_paid_once(shop: World) -> None:
    report = run(shop)
    assert (len(report.paid), report.refused, report.waiting, report.failures) == (2, [], [], [])
    assert states(shop) == [("fan_1", 2500, "paid"), ("fan_2", 4000, "paid")]
    assert sent(shop) == sent(shop, "transfer.created") == [2500, 4000]


def test_running_again_pays_nobody_again(shop: World) -> None:
    run(shop)
    assert run(shop) == RunReport("2026-11-20")
    assert run(shop, "second").paid == []
    shop.later(days=1)
    assert run(shop).paid == []
    assert sent(shop) == [2500, 4000]


def test_a_day_that_is_not_chosen_pays_nobody(shop: World) -> None:
    run(shop)
    shop.earning("ern_3", "fan_2", usd(900))
    for _ in range(6):
        shop.later(days=1)
        assert run(shop).paid == []
    shop.later(days=1)
    assert len(run(shop).paid) == 1


def test_less_than_the_least_amount_waits(world: World) -> None:
    world.fund(usd(100_000))
    world.fan("fan_1", least_minor=3000)
    world.earning("ern_1", "fan_1", usd(2500))
    assert run(world).paid == []
    world.earning("ern_2", "fan_1", usd(500))
    world.later(days=1)
    run(world)
    assert states(world) == [("fan_1", 3000, "paid")]


def test_a_statement_lists_what_the_payout_covers(shop: World) -> None:
    shop.post("tip", flows.tipped(usd(700), [("fan_1", 1)], fee=usd(0), is_available=True), kind="charge_tip")
    shop.post("back", flows.taken_back("bkg", "fan_1", usd(200), payable=usd(2500)), kind="correction")
    run(shop)
    with shop.transaction() as session:
        (found,) = payouts_of(session, SHOP, owner_ref="fan_1")
        lines = payout_lines(session, found.public_id)
    assert [(x.subject_ref, x.amount.amount_minor, x.is_tip) for x in lines] == [
        ("ern_1", 2500, False), ("tip", 700, True), ("back", -200, False),
    ]  # fmt: skip
    assert found.amount == usd(3000)
    shop.expects_findings = True  # The tip was posted without the provider's charge.


def test_a_debt_is_netted_from_pay_and_never_from_tips(world: World) -> None:
    world.fund(usd(100_000))
    world.fan("fan_1")
    world.post("debt", flows.customer_compensated("cus", usd(1800), by_fan="fan_1"))
    world.post("tip", flows.tipped(usd(700), [("fan_1", 1)], fee=usd(0), is_available=False))
    run(world)
    assert states(world) == [("fan_1", 700, "paid")]

    world.earning("ern_1", "fan_1", usd(2500))
    world.later(days=1)
    run(world)
    assert states(world)[-1] == ("fan_1", 700, "paid")
    with world.transaction() as session:
        assert balance(session, SHOP, chart.receivable("fan_1"), "USD") == usd(0)


def test_corrections_wait_for_pay_and_never_lessen_a_tip(world: World) -> None:
    world.fund(usd(100_000))
    world.fan("fan_1")
    world.earning("ern_1", "fan_1", usd(500))
    with world.transaction() as session:
        open_hold(session, SHOP, key="case", reason="case", at=world.now, subject_ref="ern_1")
    world.post("back", flows.taken_back("bkg", "fan_1", usd(200), payable=usd(500)))
    world.post("tip", flows.tipped(usd(700), [("fan_1", 1)], fee=usd(0), is_available=True))
    run(world)
    assert states(world) == [("fan_1", 700, "paid")]

    with world.transaction() as session:
        release_hold(session, SHOP, key="case", at=world.now)
    world.later(days=1)
    run(world)
    assert states(world)[-1] == ("fan_1", 300, "paid")


def test_a_hold_opened_after_planning_stops_the_transfer(shop: World) -> None:
    on = shop.now.date()
    with shop.transaction() as session:
        (planned,) = plan_payouts(session, SHOP, "fan_1", run_ref="r", on=on, at=shop.now)
        open_hold(session, SHOP, key="case", reason="case", at=shop.now, subject_ref="ern_1")
    report = run(shop)
    assert planned.public_id in report.waiting
    assert sent(shop, "transfer.created") == [4000]

    with shop.transaction() as session:
        release_hold(session, SHOP, key="case", at=shop.now)
    assert planned.public_id in run(shop).paid


def test_a_hold_on_the_person_stops_planning_and_the_day_is_made_up_for(shop: World) -> None:
    with shop.transaction() as session:
        open_hold(session, SHOP, key="case", reason="case", at=shop.now, owner_ref="fan_2")
    assert len(run(shop).paid) == 1
    with shop.transaction() as session:
        release_hold(session, SHOP, key="case", at=shop.now)
    shop.later(days=1)
    run(shop)
    assert states(shop)[-1] == ("fan_2", 4000, "paid")


def test_money_set_aside_for_a_payout_cannot_be_taken_back_meanwhile(shop: World) -> None:
    with shop.transaction() as session:
        plan_payouts(session, SHOP, "fan_1", run_ref="r", on=shop.now.date(), at=shop.now)
    with pytest.raises(FloorBroken):
        shop.post("back", flows.debt_netted("fan_1", usd(1)))


def test_one_bad_recipient_never_stops_the_rest(shop: World) -> None:
    shop.fan("fan_0")
    shop.earning("ern_0", "fan_0", usd(1000))
    with shop.transaction() as session:
        account_id = get_recipient(session, SHOP, "fan_0").account_id or ""
    shop.sandbox.finish_onboarding(PLATFORM, account_id, transfers="restricted")

    report = run(shop)

    assert (len(report.paid), len(report.refused)) == (2, 1)
    assert ("fan_0", 1000, "refused") in states(shop)
    with shop.transaction() as session:
        (transfer,) = operations_on(session, SHOP, report.refused[0])
        assert transfer.error_code == "recipient_not_ready"
        assert balance(session, SHOP, chart.payable("fan_0"), "USD") == usd(1000)
        assert len(unpaid_items(session, SHOP, "fan_0", shop.now)) == 1

    shop.sandbox.finish_onboarding(PLATFORM, account_id, transfers="active")
    shop.later(days=1)
    run(shop)
    assert states(shop)[-1] == ("fan_0", 1000, "paid")


def test_without_funds_the_transfer_is_refused_and_the_money_due_again(world: World) -> None:
    world.fan("fan_1")
    world.earning("ern_1", "fan_1", usd(2500))
    run(world)
    assert states(world) == [("fan_1", 2500, "refused")]
    world.fund(usd(100_000))
    world.later(days=1)
    run(world)
    assert states(world)[-1] == ("fan_1", 2500, "paid")
    assert sent(world) == [2500]


def test_a_bank_that_refuses_is_asked_again_another_day_without_a_second_transfer(shop: World) -> None:
    with shop.transaction() as session:
        account_id = get_recipient(session, SHOP, "fan_1").account_id or ""
    shop.sandbox.finish_onboarding(PLATFORM, account_id, payouts="fail")
    for _ in range(2):
        report = run(shop)
        assert len(report.waiting) == 1
    assert ("fan_1", 2500, "transferred") in states(shop)

    shop.sandbox.finish_onboarding(PLATFORM, account_id, payouts="ok")
    shop.later(days=1)
    run(shop)
    assert ("fan_1", 2500, "paid") in states(shop)
    assert sent(shop, "transfer.created") == [2500, 4000]


def test_a_slow_bank_is_waited_for(shop: World) -> None:
    shop.sandbox.settings = type(shop.settings)(payout_after=dt.timedelta(days=2))
    assert len(run(shop).waiting) == 2
    shop.later(days=1)
    assert len(run(shop).waiting) == 2
    shop.later(days=1)
    assert len(run(shop).paid) == 2
    assert sent(shop) == [2500, 4000]


def test_each_currency_is_a_payout_of_its_own(shop: World) -> None:
    shop.earning("ern_3", "fan_1", Money(5000, "EUR"))
    shop.fund(Money(90_000, "EUR"), "prg_eur")
    run(shop)
    with shop.transaction() as session:
        found = payouts_of(session, SHOP, owner_ref="fan_1")
    assert sorted(str(p.amount) for p in found) == ["25.00 USD", "50.00 EUR"]


def test_a_bank_gets_whole_multiples_and_the_rest_waits_for_the_next_payout(world: World) -> None:
    world.fund(Money(900_000, "HUF"))
    world.fan("fan_1")
    world.earning("ern_1", "fan_1", Money(123_456, "HUF"))
    run(world)
    assert sent(world) == [123_400]
    with world.transaction() as session:
        assert balance(session, SHOP, chart.carried("fan_1"), "HUF") == Money(56, "HUF")


@pytest.mark.parametrize("path", [r"/transfers$", r"/payouts$"])
@pytest.mark.parametrize("kind", ["drop before", "drop after", "500 after", "429 before"])
def test_a_failing_provider_delays_and_never_doubles(file_world: World, path: str, kind: str) -> None:
    file_world.fund(usd(100_000))
    file_world.fan("fan_1")
    file_world.earning("ern_1", "fan_1", usd(2500))
    what, when = kind.split()
    fault = Fault(path, "drop", when) if what == "drop" else Fault(path, "status", when, int(what))  # type: ignore[arg-type]
    file_world.faults.append(fault)

    assert len(run(file_world).waiting) == 1
    assert len(run(file_world).paid) == 1
    assert sent(file_world) == sent(file_world, "transfer.created") == [2500]


def test_a_run_killed_at_every_boundary_in_turn_pays_once(shop: World) -> None:
    finished = False
    for boundary in range(1, 60):
        shop.boundaries, shop.crash_at = 0, boundary
        try:
            run(shop)
            finished = True
        except Crash:
            shop.provider, shop.sandbox = shop.connect()
        shop.crash_at = None
    assert finished
    run(shop)
    assert states(shop) == [("fan_1", 2500, "paid"), ("fan_2", 4000, "paid")]
    assert sent(shop) == sent(shop, "transfer.created") == [2500, 4000]


@pytest.mark.parametrize("boundary", range(1, 28))
def test_a_run_killed_once_is_finished_by_the_next(file_world: World, boundary: int) -> None:
    file_world.fund(usd(100_000))
    for number in (1, 2):
        file_world.fan(f"fan_{number}")
        file_world.earning(f"ern_{number}", f"fan_{number}", usd(1000 * number))
    file_world.boundaries, file_world.crash_at = 0, boundary
    with pytest.raises(Crash):
        run(file_world)
    file_world.crash_at = None
    file_world.provider, file_world.sandbox = file_world.connect()

    run(file_world)

    assert [s for _o, _a, s in states(file_world)] == ["paid", "paid"]
    assert sent(file_world) == sent(file_world, "transfer.created") == [1000, 2000]


def test_the_next_run_finishes_what_an_earlier_one_left(shop: World) -> None:
    with shop.transaction() as session:
        (planned,) = plan_payouts(session, SHOP, "fan_1", run_ref="lost", on=shop.now.date(), at=shop.now)
        (transfer,) = operations_on(session, SHOP, planned.public_id)
        begin(session, transfer.id, at=shop.now)
    shop.later(days=1)
    assert planned.public_id in run(shop, "next").paid


def test_on_demand_is_paid_when_asked(world: World) -> None:
    world.fund(usd(100_000))
    world.fan("fan_1", schedule="on_demand")
    world.earning("ern_1", "fan_1", usd(2500))
    assert run(world).paid == []
    on = world.now.date()
    with world.transaction() as session:
        (planned,) = plan_payouts(session, SHOP, "fan_1", run_ref="demand:1", on=on, at=world.now)
    done = advance_payout(world.transaction, world.provider, planned.public_id, on=on, clock=world.clock)
    assert done.state == "paid"


def test_two_workers_running_at_once_pay_once(shop: World) -> None:
    import threading

    gate = threading.Barrier(3, timeout=60)

    def work() -> None:
        gate.wait()
        provider, _sandbox = shop.connect()
        on = shop.now.date()
        run_payouts(shop.transaction, provider, SHOP, run_ref="r", on=on, clock=shop.clock)

    workers = [threading.Thread(target=work) for _ in range(3)]
    for worker in workers:
        worker.start()
    for worker in workers:
        worker.join()
    run(shop, "r")
    assert sent(shop) == sent(shop, "transfer.created") == [2500, 4000]
    assert states(shop) == [("fan_1", 2500, "paid"), ("fan_2", 4000, "paid")]

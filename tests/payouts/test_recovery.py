"""Pay for work whose price went back: shown first, taken or borne once, whatever dies or runs beside it."""

from __future__ import annotations

import threading
from collections.abc import Callable

import pytest

from payouts import flows
from payouts.dispute_policy import POLICIES
from payouts.dispute_rows import set_loss_policy
from payouts.dispute_stakes import Got, Payment, earned_by_ledger
from payouts.disputes import catch_up
from payouts.errors import RecoveryRefused
from payouts.gateways.sandbox import Fault
from payouts.intents import Charge, PayOut
from payouts.ledger import balance, chart
from payouts.ledger.chart import Account
from payouts.money import Money
from payouts.operations import carry_out, operations_on, unfinished
from payouts.payout_rows import payouts_of
from payouts.recovery import Choice, Recovery, decide_recovery, decisions_on, find_decision, foresee_recovery
from payouts.runs import run_payouts
from tests.payouts.worlds import PLATFORM, SHOP, Crash, World, usd

CAUSE = "refund:bkg:1"


@pytest.fixture
def worked(world: World) -> World:
    """Of a price of 90, fan 1 got 50 for the gig and 10 later; nothing has been sent."""
    world.fund(usd(100_000))
    world.fan("fan_1")
    world.captured("bkg", usd(9000))
    world.post("close", flows.booking_closed("bkg", platform_fee=usd(0), rest=usd(9000)))
    world.earning("asg", "fan_1", usd(5000))
    world.earning("add", "fan_1", usd(1000))
    return world


def got(world: World) -> tuple[Got, ...]:
    """What the gig has brought fan 1."""
    with world.engine.connect() as connection:
        return earned_by_ledger(connection, SHOP, ["asg", "add"])


def foresee(world: World, lost: Money) -> Recovery:
    """Look at what taking back would do."""
    with world.engine.connect() as connection:
        return foresee_recovery(connection, SHOP, got(world), lost=lost, at=world.now)


def decide(world: World, seen: Recovery, choice: Choice = "taken") -> None:
    """Decide, and carry out what is asked back."""
    had = got(world)
    with world.transaction() as session:
        asked = decide_recovery(
            session, SHOP, choice, cause=CAUSE, subject_ref="bkg", got=had, seen=seen, to=chart.REVENUE, at=world.now
        )  # fmt: skip
    for one in asked:
        carry_out(world.transaction, world.provider, one.id, clock=world.clock)


def parts(seen: Recovery) -> list[tuple[int, int, int]]:
    """Pay, asked back and debt of each, in cents."""
    return [(p.pay.amount_minor, p.asked.amount_minor, p.debt.amount_minor) for p in seen.parts]


def on(world: World, account: Account) -> int:
    """What stands on an account, in cents."""
    with world.engine.connect() as connection:
        return balance(connection, SHOP, account, "USD").amount_minor


def pay(world: World, ref: str, *, bank: str = "ok") -> None:
    """Pay fan 1, whose bank takes it or sends it back."""
    world.sandbox.finish_onboarding(PLATFORM, world.fan("fan_1"), payouts=bank)  # type: ignore[arg-type]
    world.later(days=1)
    run_payouts(world.transaction, world.provider, SHOP, run_ref=ref, on=world.now.date(), clock=world.clock)


def asked(world: World) -> list[str]:
    """The state of every reversal."""
    with world.engine.connect() as connection:
        steps = [
            s for p in payouts_of(connection, SHOP) for s in operations_on(connection, SHOP, p.public_id)
        ]
    return [s.state for s in steps if s.intent.verb == "transfer_reversal"]


def test_what_has_not_been_sent_comes_off_it(worked: World) -> None:
    seen = foresee(worked, usd(9000))
    assert (parts(seen), seen.borne) == ([(6000, 0, 0)], usd(3000))
    decide(worked, seen)
    assert (on(worked, chart.payable("fan_1")), on(worked, chart.receivable("fan_1"))) == (0, 0)
    assert on(worked, chart.REVENUE) == 15_000


def test_what_lies_at_the_provider_is_asked_back_and_what_is_gone_is_owed(worked: World) -> None:
    pay(worked, "r1")
    worked.earning("other", "fan_1", usd(2000))
    pay(worked, "r2", bank="fail")
    seen = foresee(worked, usd(4500))
    assert parts(seen) == [(0, 2000, 2500)]
    decide(worked, seen)
    assert asked(worked) == ["done"]
    assert (on(worked, chart.receivable("fan_1")), on(worked, chart.recipient_balance("fan_1"))) == (2500, 0)
    worked.earning("next", "fan_1", usd(4000))
    pay(worked, "r3")
    assert on(worked, chart.receivable("fan_1")) == 0
    with worked.engine.connect() as connection:
        assert payouts_of(connection, SHOP)[0].amount == usd(1500)


def test_a_tip_that_lies_there_is_not_asked_back(worked: World) -> None:
    worked.do(Charge("bkg", usd(700), "pm_card_visa", (("fan_1", 1),)), "tip")
    pay(worked, "r1", bank="fail")
    seen = foresee(worked, usd(9000))
    assert parts(seen) == [(0, 6000, 0)]
    decide(worked, seen)
    pay(worked, "r2")
    with worked.engine.connect() as connection:
        [paid] = payouts_of(connection, SHOP)
        [sent] = [
            s.intent.amount
            for s in operations_on(connection, SHOP, paid.public_id)
            if isinstance(s.intent, PayOut) and s.state == "done"
        ]
    assert (paid.state, sent) == ("paid", usd(700))


def test_what_does_not_come_back_is_owed(worked: World) -> None:
    pay(worked, "r1", bank="fail")
    seen = foresee(worked, usd(9000))
    with worked.engine.connect() as connection:
        account = next(
            s.intent.account_id
            for p in payouts_of(connection, SHOP)
            for s in operations_on(connection, SHOP, p.public_id)
            if isinstance(s.intent, PayOut)
        )
    # The provider itself had to take it for something else.
    spent = worked.plan(Charge("x", usd(100), "pm_card_visa"), "other")
    worked.sandbox.finish_onboarding(PLATFORM, account, payouts="ok")
    worked.provider.pay_out(spent.call, account, usd(6000))
    decide(worked, seen)
    assert asked(worked) == ["refused"]
    assert (on(worked, chart.receivable("fan_1")), on(worked, chart.recovering("fan_1"))) == (6000, 0)


def test_bearing_it_touches_nobody_and_is_decided_once(worked: World) -> None:
    seen = foresee(worked, usd(9000))
    for _ in range(2):
        decide(worked, seen, "borne")
    assert on(worked, chart.payable("fan_1")) == 6000
    with pytest.raises(RecoveryRefused) as refused:
        decide(worked, seen)
    assert refused.value.code == "recovery_decided"
    with worked.engine.connect() as connection:
        [known] = decisions_on(connection, SHOP, "bkg")
    assert (known.choice, known.lost, known.taken) == ("borne", usd(9000), usd(0))


def test_nothing_is_done_but_what_was_shown(worked: World) -> None:
    seen = foresee(worked, usd(9000))
    pay(worked, "r1")
    with pytest.raises(RecoveryRefused) as refused:
        decide(worked, seen)
    assert refused.value.code == "recovery_changed"
    with worked.engine.connect() as connection:
        assert find_decision(connection, SHOP, CAUSE) is None
    assert on(worked, chart.receivable("fan_1")) == 0


def test_nobody_gives_back_twice_for_the_same_work(worked: World) -> None:
    decide(worked, foresee(worked, usd(4000)))
    again = foresee(worked, usd(9000))
    assert again.whole == usd(2000)


def test_a_decision_killed_after_any_commit_is_finished_once(worked: World) -> None:
    pay(worked, "r1", bank="fail")
    seen = foresee(worked, usd(4500))
    finished = False
    for boundary in range(1, 12):
        worked.boundaries, worked.crash_at = 0, boundary
        try:
            decide(worked, seen)
            finished = True
        except Crash:
            worked.provider, worked.sandbox = worked.connect()
        worked.crash_at = None
    assert finished
    with worked.engine.connect() as connection:
        left = unfinished(connection, planned_before=worked.now.replace(year=2030))
    for one in left:
        worked.carry_out(one.id)
    assert asked(worked) == ["done"]
    assert (on(worked, chart.receivable("fan_1")), on(worked, chart.recipient_balance("fan_1"))) == (0, 1500)


def test_an_answer_that_is_lost_does_not_ask_twice(worked: World) -> None:
    pay(worked, "r1", bank="fail")
    seen = foresee(worked, usd(4500))
    worked.faults.append(Fault(r"reversals$", "drop", "after"))
    for _ in range(2):
        decide(worked, seen)
    lines = [line.kind for line in worked.provider.balance_lines(worked.now.replace(day=1), worked.now.replace(month=12))]  # fmt: skip
    assert (asked(worked), lines.count("transfer_reversal")) == (["done"], 1)


def both_at_once(*work: Callable[[], None]) -> list[BaseException]:
    """Run these at the same instant; what they raise."""
    gate, raised = threading.Barrier(len(work), timeout=60), []

    def run(one: Callable[[], None]) -> None:
        gate.wait()
        try:
            one()
        except Exception as error:
            raised.append(error)

    threads = [threading.Thread(target=run, args=(one,)) for one in work]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    return raised


@pytest.mark.parametrize("bank", ["ok", "fail"])
def test_a_payout_run_beside_it_neither_loses_nor_doubles(worked: World, bank: str) -> None:
    pay(worked, "r1", bank="fail")
    worked.earning("other", "fan_1", usd(2000))
    worked.sandbox.finish_onboarding(PLATFORM, worked.fan("fan_1"), payouts=bank)  # type: ignore[arg-type]
    worked.later(days=1)
    seen = foresee(worked, usd(4500))

    def run() -> None:
        provider, _sandbox = worked.connect()
        run_payouts(
            worked.transaction, provider, SHOP, run_ref="r2", on=worked.now.date(), clock=worked.clock
        )

    raised = both_at_once(run, lambda: decide(worked, seen))
    assert [e.code for e in raised if isinstance(e, RecoveryRefused)] == ["recovery_changed"] * len(raised)
    if raised:
        decide(worked, foresee(worked, usd(4500)))
    worked.sandbox.finish_onboarding(PLATFORM, worked.fan("fan_1"), payouts="ok")
    for day in range(3):
        worked.earning(f"later_{day}", "fan_1", usd(1000))
        pay(worked, f"end_{day}")
    kept = sum(on(worked, one("fan_1")) for one in (chart.payable, chart.recipient_balance))
    owed = sum(on(worked, one("fan_1")) for one in (chart.receivable, chart.recovering))
    with worked.engine.connect() as connection:
        found = payouts_of(connection, SHOP)
        assert {p.state for p in found} <= {"paid"}
        sent = sum(p.left.amount_minor for p in found)
    assert sent + kept - owed == 6000 + 2000 + 3000 - 4500


def test_a_lost_dispute_asks_back_what_lies_there_at_once(worked: World) -> None:
    pay(worked, "r1", bank="fail")
    with worked.engine.connect() as connection:
        [capture] = [s for s in operations_on(connection, SHOP, "bkg") if s.intent.verb == "capture"]
    body = worked.sandbox.open_dispute(PLATFORM, capture.object_id or "", reason="fraudulent")

    def look() -> None:
        catch_up(
            worked.transaction, worked.provider, SHOP,
            payment_of=lambda session, _id: Payment("bkg", earned_by_ledger(session, SHOP, ["asg", "add"])), clock=worked.clock,
        )  # fmt: skip

    look()
    with worked.transaction() as session:
        set_loss_policy(session, SHOP, body["id"], POLICIES["fan_bears"])
    worked.sandbox.decide_dispute(PLATFORM, body["id"], is_won=False)
    look()
    assert asked(worked) == ["done"]
    assert (on(worked, chart.receivable("fan_1")), on(worked, chart.DISPUTE_LOSS)) == (0, 3000)

"""Money that was transferred and cannot stay: undone wholly, or taken back for a debt; once, and never from the bank."""

from __future__ import annotations

import pytest

from payouts import flows
from payouts.due import unpaid_items
from payouts.errors import FloorBroken, InvalidIntent, NotFound
from payouts.gateways.sandbox import Fault
from payouts.intents import PayOut, ReverseTransfer, SaveCard
from payouts.ledger import balance, chart
from payouts.money import Money
from payouts.operations import operations_on, plan
from payouts.payout_rows import get_payout, payouts_of
from payouts.runs import advance_payout, run_payouts
from tests.payouts.worlds import NOON, PLATFORM, SHOP, World, usd


@pytest.fixture
def shop(world: World) -> World:
    """Fan 1 is owed sixty and was transferred it; the bank sends it back."""
    world.fund(usd(50_000))
    account = world.fan()
    world.sandbox.finish_onboarding(PLATFORM, account, payouts="fail")
    world.earning("gig_1", "fan_1", usd(6000))
    run(world, "run_1")
    return world


def run(world: World, run_ref: str) -> None:
    """Carry a payout run out."""
    run_payouts(
        world.transaction, world.provider, SHOP, run_ref=run_ref, on=world.now.date(), clock=world.clock
    )


def reversal(world: World, *, amount: Money | None = None, settles_debt: bool = False) -> ReverseTransfer:
    """Take fan 1's transfer back."""
    with world.engine.connect() as connection:
        [paid] = payouts_of(connection, SHOP)
        [transfer] = [
            step for step in operations_on(connection, SHOP, paid.public_id) if step.intent.verb == "transfer"
        ]
    return ReverseTransfer(
        paid.public_id, "fan_1", transfer.object_id or "", amount or paid.amount, settles_debt
    )


def balance_of(world: World, account: chart.Account) -> Money:
    """Read an account."""
    with world.engine.connect() as connection:
        return balance(connection, SHOP, account, "USD")


def test_a_payout_whose_bank_is_gone_is_undone_and_paid_anew(shop: World) -> None:
    intent = reversal(shop)
    assert shop.do(intent, "undo").state == "done"
    with shop.engine.connect() as connection:
        assert get_payout(connection, intent.payout_ref).state == "refused"
        [item] = unpaid_items(connection, SHOP, "fan_1", shop.now)
    assert (item.amount, item.is_held) == (usd(6000), False)
    assert balance_of(shop, chart.payable("fan_1")) == usd(6000)
    assert balance_of(shop, chart.recipient_balance("fan_1")) == usd(0)

    account_id = shop.fan("fan_1")
    shop.sandbox.finish_onboarding(PLATFORM, account_id, payouts="ok")
    shop.later(days=1)
    run(shop, "run_2")
    with shop.engine.connect() as connection:
        assert [p.state for p in payouts_of(connection, SHOP)] == ["paid", "refused"]
    assert balance_of(shop, chart.payable("fan_1")) == usd(0)


def test_an_answer_that_is_lost_does_not_take_it_back_twice(shop: World) -> None:
    shop.faults.append(Fault(r"reversals$", "drop", "after"))
    planned = shop.plan(reversal(shop), "undo")
    assert shop.carry_out(planned.id)[0].state == "unknown"
    assert shop.carry_out(planned.id)[0].state == "done"
    lines = [line.kind for line in shop.provider.balance_lines(NOON, NOON.replace(day=22))]
    assert lines.count("transfer_reversal") == 1


def test_nothing_goes_to_the_bank_while_it_is_taken_back(shop: World) -> None:
    intent = reversal(shop)
    shop.plan(intent, "undo")
    shop.later(days=1)
    advance_payout(shop.transaction, shop.provider, intent.payout_ref, on=shop.now.date(), clock=shop.clock)
    with shop.engine.connect() as connection:
        steps = operations_on(connection, SHOP, intent.payout_ref)
    assert [step.intent.verb for step in steps] == ["transfer", "payout", "transfer_reversal"]


def test_what_is_on_its_way_to_the_bank_is_not_taken_back(shop: World) -> None:
    intent = reversal(shop)
    with shop.engine.connect() as connection:
        account_id = next(
            step.intent.account_id
            for step in operations_on(connection, SHOP, intent.payout_ref)
            if isinstance(step.intent, PayOut)
        )
    shop.plan(PayOut(intent.payout_ref, "fan_1", account_id, usd(6000)), "bank-again")
    with pytest.raises(InvalidIntent, match="on its way"):
        shop.plan(intent, "undo")


def test_what_the_bank_has_is_not_there_to_take_back(world: World) -> None:
    world.fund(usd(50_000))
    world.fan()
    world.earning("gig_1", "fan_1", usd(6000))
    run(world, "run_1")
    with pytest.raises(FloorBroken):
        world.plan(reversal(world), "undo")


def test_a_debt_is_settled_out_of_what_lies_in_the_fan_s_account(shop: World) -> None:
    shop.post("debt", flows.taken_back("bkg_1", "fan_1", usd(2500), payable=usd(0)))
    planned = shop.plan(reversal(shop, amount=usd(2500), settles_debt=True), "debt:1")
    assert balance_of(shop, chart.recovering("fan_1")) == usd(2500)
    with pytest.raises(FloorBroken):
        shop.plan(reversal(shop, amount=usd(1), settles_debt=True), "debt:2")
    assert shop.carry_out(planned.id)[0].state == "done"
    for account, left in ((chart.receivable, 0), (chart.recovering, 0), (chart.recipient_balance, 3500)):
        assert balance_of(shop, account("fan_1")) == usd(left)


def test_a_refused_reversal_leaves_everything_as_it_was(shop: World) -> None:
    intent = reversal(shop)
    [account_id] = {shop.fan("fan_1")}
    shop.provider.pay_out(shop.plan(SaveCard("b", "c", "pm_card_visa"), "other").call, account_id, usd(6000))
    assert shop.do(intent, "undo").state in ("refused", "done")
    with shop.engine.connect() as connection:
        state = get_payout(connection, intent.payout_ref).state
    assert (state == "refused") == (balance_of(shop, chart.payable("fan_1")) == usd(6000))


@pytest.mark.parametrize(
    ("change", "error"),
    [
        ({"payout_ref": "po_other"}, InvalidIntent),
        ({"owner_ref": "fan_2"}, InvalidIntent),
        ({"transfer_id": "tr_none"}, NotFound),
        ({"amount": usd(6001)}, InvalidIntent),
        ({"amount": usd(100)}, InvalidIntent),
    ],
)
def test_only_a_reversal_of_that_transfer_is_planned(
    shop: World, change: dict[str, object], error: type[Exception]
) -> None:
    values = reversal(shop)
    fields = {
        "payout_ref": values.payout_ref,
        "owner_ref": values.owner_ref,
        "transfer_id": values.transfer_id,
        "amount": values.amount,
        **change,
    }
    with pytest.raises(error), shop.transaction() as session:
        plan(session, SHOP, ReverseTransfer(**fields), key="undo", at=shop.now)  # type: ignore[arg-type]


def mend_bank(world: World) -> None:
    """The fan's bank takes money again."""
    world.sandbox.finish_onboarding(PLATFORM, world.fan("fan_1"), payouts="ok")
    world.later(days=1)


def sent_to_bank(world: World) -> list[int]:
    """What the provider sent to the fan's bank, in cents."""
    with world.engine.connect() as connection:
        return [
            step.intent.amount.amount_minor
            for paid in payouts_of(connection, SHOP)
            for step in operations_on(connection, SHOP, paid.public_id)
            if isinstance(step.intent, PayOut) and step.state == "done"
        ]


def settle_debt(world: World, amount: Money, key: str = "debt:1") -> None:
    """Let fan 1 owe an amount, and take it back from where the transfer lies."""
    world.post(f"{key}:owed", flows.taken_back("bkg_1", "fan_1", amount, payable=usd(0)))
    assert world.do(reversal(world, amount=amount, settles_debt=True), key).state == "done"


def test_the_bank_is_asked_for_what_is_left_of_a_transfer(shop: World) -> None:
    settle_debt(shop, usd(2500))
    mend_bank(shop)
    run(shop, "run_2")
    assert sent_to_bank(shop) == [3500]
    with shop.engine.connect() as connection:
        assert [p.state for p in payouts_of(connection, SHOP)] == ["paid"]
    assert balance_of(shop, chart.recipient_balance("fan_1")) == usd(0)


def test_a_bank_that_refused_the_whole_may_be_asked_for_the_rest_on_the_same_day(shop: World) -> None:
    settle_debt(shop, usd(2500))
    shop.sandbox.finish_onboarding(PLATFORM, shop.fan("fan_1"), payouts="ok")
    run(shop, "run_2")
    assert sent_to_bank(shop) == [3500]


def test_what_is_left_of_one_transfer_never_takes_the_money_of_another(shop: World) -> None:
    settle_debt(shop, usd(2500))
    mend_bank(shop)
    shop.earning("gig_2", "fan_1", usd(4000))
    run(shop, "run_2")
    assert sorted(sent_to_bank(shop)) == [3500, 4000]
    assert balance_of(shop, chart.recipient_balance("fan_1")) == usd(0)


def test_a_transfer_that_was_taken_back_whole_ends_without_the_bank(shop: World) -> None:
    settle_debt(shop, usd(6000))
    mend_bank(shop)
    run(shop, "run_2")
    run(shop, "run_3")
    assert sent_to_bank(shop) == []
    with shop.engine.connect() as connection:
        [ended] = payouts_of(connection, SHOP)
        assert (ended.state, ended.taken_back, ended.left) == ("paid", usd(6000), usd(0))
        assert unpaid_items(connection, SHOP, "fan_1", shop.now) == []
    assert balance_of(shop, chart.receivable("fan_1")) == usd(0)

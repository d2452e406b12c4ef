"""Provider operations: whatever is dropped, refused, repeated or killed, money moves once and nothing is lost."""

from __future__ import annotations

import datetime as dt
from typing import Any

import pytest
import sqlalchemy as sa

from payouts import flows, operations
from payouts.database import connection_of
from payouts.due import unpaid_items
from payouts.errors import FloorBroken, InvalidIntent, KeyConflict, NotFound, OutcomeConflict
from payouts.gateways.calling import Outcome
from payouts.gateways.sandbox import Fault
from payouts.intents import Authorise, Capture, Charge, CreateRecipient, Intent, Refund, TopUp, Transfer, Void
from payouts.ledger import balance, balances, chart, trial_balance
from payouts.money import Money
from payouts.recipients import get_recipient, set_recipient
from payouts.tables import payout, payout_item
from tests.payouts.worlds import PLATFORM, SHOP, Crash, World, usd


def held(world: World, booking: str = "bkg") -> Money:
    """What is held for a booking."""
    with world.transaction() as session:
        return balance(session, SHOP, chart.held(booking), "USD")


def at_provider(world: World) -> int:
    """The provider's own word on the balance, in cents."""
    found = world.provider.balances().get("USD")
    return 0 if found is None else (found.available + found.pending).amount_minor


def in_books(world: World) -> int:
    """What the ledger thinks the provider holds, in cents."""
    with world.transaction() as session:
        return sum(
            b.amount.amount_minor for b in balances(session, SHOP, prefix="provider_") if b.kind == "asset"
        )


def until_ended(world: World, key: str) -> operations.Operation:
    """Take an operation up until it ends, as the job does."""
    for _ in range(5):
        with world.transaction() as session:
            found = operations.find_operation(session, SHOP, key)
        assert found is not None
        if found.is_ended:
            return found
        world.carry_out(found.id)
    raise AssertionError(f"{key} never ended")


def test_a_booking_is_authorised_and_captured(world: World) -> None:
    captured = world.captured("bkg", usd(9000))
    assert (captured.state, captured.provider_status) == ("done", "done")
    assert held(world) == usd(9000)
    assert at_provider(world) == in_books(world) == 9000


def test_an_authorisation_is_a_memo_and_moves_no_money(world: World) -> None:
    world.do(Authorise("bkg", usd(9000), "pm_card_visa"), "a")
    with world.transaction() as session:
        assert {line.kind for line in trial_balance(session, SHOP)} == {"memo"}
    assert at_provider(world) == 0


def test_a_capture_of_a_part_gives_up_the_rest(world: World) -> None:
    authorised = world.do(Authorise("bkg", usd(9000), "pm_card_visa"), "a")
    world.do(Capture("bkg", authorised.object_id or "", usd(4000)), "c")
    with world.transaction() as session:
        assert balance(session, SHOP, chart.authorised("bkg"), "USD") == usd(0)
        assert balance(session, SHOP, chart.AUTHORISATIONS, "USD") == usd(0)
    assert held(world) == usd(4000)


def test_no_more_is_captured_than_authorised(world: World) -> None:
    authorised = world.do(Authorise("bkg", usd(9000), "pm_card_visa"), "a")
    payment_id = authorised.object_id or ""
    with pytest.raises(FloorBroken):
        world.plan(Capture("bkg", payment_id, usd(9001)), "c")
    world.do(Capture("bkg", payment_id, usd(9000)), "c")
    with pytest.raises(FloorBroken):
        world.plan(Capture("bkg", payment_id, usd(1)), "c2")


def test_a_void_gives_the_authorisation_up(world: World) -> None:
    authorised = world.do(Authorise("bkg", usd(9000), "pm_card_visa"), "a")
    voided = world.do(Void("bkg", authorised.object_id or "", usd(9000)), "v")
    assert (voided.state, voided.provider_status) == ("done", "cancelled")
    with world.transaction() as session:
        assert balance(session, SHOP, chart.AUTHORISATIONS, "USD") == usd(0)


def test_an_expired_authorisation_is_found_out_and_written_off(world: World) -> None:
    authorised = world.do(Authorise("bkg", usd(9000), "pm_card_visa"), "a")
    assert authorised.result is not None
    assert authorised.result["capture_before"] == "2026-11-27T12:00:00+00:00"
    world.later(days=8)
    late = world.do(Capture("bkg", authorised.object_id or "", usd(9000)), "c")
    assert (late.state, late.error_code) == ("refused", "cancelled")
    with world.transaction() as session:
        assert balance(session, SHOP, chart.authorised("bkg"), "USD") == usd(0)
    assert held(world) == usd(0)


@pytest.mark.parametrize(
    ("card", "code"),
    [
        ("pm_card_chargeDeclined", "generic_decline"),
        ("pm_card_chargeDeclinedInsufficientFunds", "insufficient_funds"),
        ("pm_card_chargeDeclinedExpiredCard", "expired_card"),
        ("pm_card_unheard_of", "resource_missing"),
    ],
)
def test_a_declined_card_leaves_nothing_behind(world: World, card: str, code: str) -> None:
    refused = world.do(Authorise("bkg", usd(9000), card), "a")
    assert (refused.state, refused.error_code) == ("refused", code)
    with world.transaction() as session:
        assert trial_balance(session, SHOP) == []
    again = world.do(Authorise("bkg", usd(9000), "pm_card_visa"), "a:2")
    assert again.state == "done"


def test_a_card_that_needs_the_customer_waits_for_the_customer(world: World) -> None:
    planned = world.plan(Authorise("bkg", usd(9000), "pm_card_authenticationRequired"), "a")
    waiting, outcome = world.carry_out(planned.id)
    assert waiting.state == "sent"
    assert outcome is not None
    assert outcome.needs_customer
    assert outcome.client_secret

    still, _ = world.carry_out(planned.id)
    assert still.state == "sent"

    world.sandbox.confirm_as_customer(PLATFORM, waiting.object_id or "")
    done, _ = world.carry_out(planned.id)
    assert (done.state, done.object_id) == ("done", waiting.object_id)


def test_a_customer_who_fails_to_confirm_is_refused(world: World) -> None:
    planned = world.plan(Authorise("bkg", usd(9000), "pm_card_threeDSecure2Required"), "a")
    waiting, _ = world.carry_out(planned.id)
    world.sandbox.confirm_as_customer(PLATFORM, waiting.object_id or "", succeeds=False)
    refused, _ = world.carry_out(planned.id)
    assert (refused.state, refused.error_code) == ("refused", "authentication_required")


def test_a_tip_goes_whole_to_the_fans_and_the_fee_to_the_business(world: World) -> None:
    world.sandbox.settings = type(world.settings)(fee_bps=290, fee_fixed_minor=30)
    world.do(Charge("bkg", usd(1001), "pm_card_visa", (("fan_1", 1), ("fan_2", 1))), "tip")
    with world.transaction() as session:
        assert balance(session, SHOP, chart.tips_payable("fan_1"), "USD") == usd(501)
        assert balance(session, SHOP, chart.tips_payable("fan_2"), "USD") == usd(500)
        assert balance(session, SHOP, chart.PROVIDER_FEES, "USD") == usd(59)
    assert at_provider(world) == in_books(world) == 942


def test_a_refund_comes_out_of_what_is_held_and_no_more(world: World) -> None:
    captured = world.captured("bkg", usd(9000))
    payment_id = captured.object_id or ""
    assert world.do(Refund("bkg", payment_id, usd(4000)), "r1").state == "done"
    with pytest.raises(FloorBroken):
        world.plan(Refund("bkg", payment_id, usd(5001)), "r2")
    assert world.do(Refund("bkg", payment_id, usd(5000)), "r2").state == "done"
    assert held(world) == usd(0)
    assert at_provider(world) == in_books(world) == 0


def test_money_planned_for_a_refund_cannot_be_given_to_the_fan(world: World) -> None:
    captured = world.captured("bkg", usd(9000))
    world.plan(Refund("bkg", captured.object_id or "", usd(4000)), "r1")
    with pytest.raises(FloorBroken):
        world.post("close", flows.booking_closed("bkg", platform_fee=usd(0), rest=usd(5001)))


def test_a_refused_refund_is_held_again(world: World) -> None:
    world.captured("bkg", usd(9000))
    refused = world.do(Refund("bkg", "pi_unknown", usd(4000)), "r1")
    assert (refused.state, refused.error_code) == ("refused", "resource_missing")
    assert held(world) == usd(9000)


def test_only_settled_top_ups_fund_a_budget(world: World) -> None:
    world.sandbox.settings = type(world.settings)(top_up_after=dt.timedelta(days=2))
    planned = world.plan(TopUp("prg_1", usd(50_000)), "fund")
    assert world.carry_out(planned.id)[0].state == "sent"
    with world.transaction() as session:
        assert balance(session, SHOP, chart.budget("prg_1"), "USD") == usd(0)
    world.later(days=2)
    assert world.carry_out(planned.id)[0].state == "done"
    with world.transaction() as session:
        assert balance(session, SHOP, chart.budget("prg_1"), "USD") == usd(50_000)


def test_a_recipient_s_account_is_noted(world: World) -> None:
    with world.transaction() as session:
        set_recipient(session, SHOP, "fan", schedule="daily", on=world.now.date())
    made = world.do(CreateRecipient("fan", "NL"), "recipient")
    with world.transaction() as session:
        assert get_recipient(session, SHOP, "fan").account_id == made.object_id


def test_planning_again_returns_the_operation_as_it_stands(world: World) -> None:
    first = world.do(Authorise("bkg", usd(9000), "pm_card_visa"), "a")
    assert world.plan(Authorise("bkg", usd(9000), "pm_card_visa"), "a") == first
    with pytest.raises(KeyConflict):
        world.plan(Authorise("bkg", usd(9001), "pm_card_visa"), "a")


def test_a_key_is_bounded(world: World) -> None:
    with pytest.raises(InvalidIntent):
        world.plan(TopUp("prg", usd(5)), "k" * 141)


def test_what_is_not_there_is_named(world: World) -> None:
    with world.transaction() as session, pytest.raises(NotFound):
        operations.begin(session, 99, at=world.now)


def test_recording_twice_changes_nothing_and_the_opposite_is_a_conflict(world: World) -> None:
    done = world.do(Authorise("bkg", usd(9000), "pm_card_visa"), "a")
    with world.transaction() as session:
        same = Outcome("done", done.object_id, "authorised", usd(9000))
        assert operations.record(session, done.id, same, at=world.now) == done
        late = operations.record(session, done.id, Outcome("unknown"), at=world.now)
        assert late.state == "done"
        with pytest.raises(OutcomeConflict):
            operations.record(session, done.id, Outcome("refused"), at=world.now)


def test_unfinished_operations_are_found_oldest_first(world: World) -> None:
    first = world.plan(TopUp("prg", usd(5)), "t1")
    world.later(minutes=1)
    second = world.plan(TopUp("prg", usd(6)), "t2")
    with world.transaction() as session:
        found = operations.unfinished(session, planned_before=world.now)
        assert [o.id for o in found] == [first.id]
        world.later(minutes=1)
        found = operations.unfinished(session, planned_before=world.now)
        assert [o.id for o in found] == [first.id, second.id]
    world.carry_out(first.id)
    with world.transaction() as session:
        assert [o.id for o in operations.unfinished(session, planned_before=world.now)] == [second.id]
        assert [o.key for o in operations.operations_on(session, SHOP, "prg")] == ["t1", "t2"]


FAULTS = {
    "dropped before": {"kind": "drop", "when": "before"},
    "dropped after": {"kind": "drop", "when": "after"},
    "409 before": {"kind": "status", "status": 409},
    "429 before": {"kind": "status", "status": 429},
    "500 before": {"kind": "status", "status": 500},
    "500 after": {"kind": "status", "status": 500, "when": "after"},
    "503 after": {"kind": "status", "status": 503, "when": "after"},
}
PATHS = {
    "authorise": r"payment_intents$",
    "capture": r"/capture$",
    "void": r"/cancel$",
    "refund": r"/refunds$",
    "charge": r"payment_intents$",
    "top_up": r"/topups$",
    "transfer": r"/transfers$",
    "recipient": r"/accounts$",
}


def _intent(world: World, verb: str) -> Intent:
    """An intent that can succeed, with all that it needs in place."""
    if verb == "authorise":
        return Authorise("bkg", usd(9000), "pm_card_visa")
    if verb == "charge":
        return Charge("bkg", usd(500), "pm_card_visa", (("fan_1", 1),))
    if verb == "top_up":
        return TopUp("prg", usd(7000))
    if verb == "recipient":
        return CreateRecipient("fan_2", "US")
    if verb == "transfer":
        account_id = world.fan()
        world.fund(usd(9000), "prg_2")
        world.earning("ern", "fan_1", usd(2500))
        _payout(world, "pay_1", "fan_1")
        return Transfer("pay_1", "fan_1", account_id, usd(2500))
    if verb == "refund":
        return Refund("bkg", world.captured("bkg", usd(9000)).object_id or "", usd(4000))
    payment_id = world.do(Authorise("bkg", usd(9000), "pm_card_visa"), "a").object_id or ""
    return {"capture": Capture, "void": Void}[verb]("bkg", payment_id, usd(9000))  # type: ignore[return-value]


def _payout(world: World, public_id: str, owner: str) -> None:
    """What a person is due, as a payout whose transfer the test plans by itself."""
    with world.transaction() as session:
        connection = connection_of(session)
        items = unpaid_items(connection, SHOP, owner, world.now)
        row = {
            "public_id": public_id, "business_ref": SHOP, "run_ref": "run", "owner_ref": owner, "currency": "USD",
            "amount_minor": sum(i.amount.amount_minor for i in items), "state": "planned", "planned_at": world.now,
        }  # fmt: skip
        payout_id = connection.execute(sa.insert(payout).values(row).returning(payout.c.id)).scalar_one()
        connection.execute(
            sa.insert(payout_item),
            [
                {"payout_id": payout_id, "posting_id": i.posting_id, "amount_minor": i.amount.amount_minor}
                for i in items
            ],
        )


def _key(verb: str) -> str:
    """The operation's key; a transfer's follows from its payout, as the audit knows."""
    return "pay_1:transfer" if verb == "transfer" else "op"


@pytest.mark.parametrize("verb", PATHS)
@pytest.mark.parametrize("fault", FAULTS)
def test_a_failing_call_is_resolved_to_one_effect(file_world: World, verb: str, fault: str) -> None:
    intent = _intent(file_world, verb)
    planned = file_world.plan(intent, _key(verb))
    file_world.faults.append(Fault(PATHS[verb], **FAULTS[fault]))  # type: ignore[arg-type]

    first, _ = file_world.carry_out(planned.id)
    assert first.state in (("planned",) if fault.startswith("429") else ("unknown",))

    done = until_ended(file_world, _key(verb))
    assert done.state == "done"
    assert at_provider(file_world) == in_books(file_world)


@pytest.mark.parametrize("verb", PATHS)
def test_a_lost_answer_is_found_even_after_the_provider_forgot_the_key(file_world: World, verb: str) -> None:
    intent = _intent(file_world, verb)
    planned = file_world.plan(intent, _key(verb))
    file_world.faults.append(Fault(PATHS[verb], "drop", "after"))
    file_world.carry_out(planned.id)
    before = file_world.provider.balances()

    file_world.later(hours=30)
    assert until_ended(file_world, _key(verb)).state == "done"

    assert file_world.provider.balances() == before
    assert at_provider(file_world) == in_books(file_world)


@pytest.mark.parametrize("verb", PATHS)
def test_dying_at_any_boundary_loses_and_doubles_nothing(world: World, verb: str) -> None:
    intent = _intent(world, verb)
    for boundary in range(1, 7):
        world.boundaries, world.crash_at = 0, boundary
        try:
            world.do(intent, _key(verb))
        except Crash:
            world.provider, world.sandbox = world.connect()
        world.crash_at = None
    world.do(intent, _key(verb))
    assert until_ended(world, _key(verb)).state == "done"
    assert at_provider(world) == in_books(world)
    assert len({_object_of(event) for event in _made(world, verb)}) == 1


def _object_of(event: dict[str, Any]) -> str:
    """Whom an event is about; one of the second version names it only."""
    about = event["related_object"] if "related_object" in event else event["data"]["object"]
    return str(about["id"])


def _made(world: World, verb: str) -> list[dict[str, Any]]:
    """Events that tell of an object of this operation."""
    kind = {
        "refund": "charge.refunded", "top_up": "topup.created", "transfer": "transfer.created",
        "recipient": "v2.core.account.created", "void": "payment_intent.canceled", "capture": "payment_intent.succeeded",
    }.get(verb, "payment_intent.created")  # fmt: skip
    amount = {"transfer": 2500, "top_up": 7000}.get(verb)
    events = [e for e in world.sandbox.events(PLATFORM) if e["type"] == kind]
    return [e for e in events if amount is None or e["data"]["object"]["amount"] == amount]


def test_an_object_of_another_amount_is_left_to_a_person(world: World) -> None:
    planned = world.plan(Authorise("bkg", usd(9000), "pm_card_visa"), "a")
    with world.transaction() as session:
        begun = operations.begin(session, planned.id, at=world.now)
    # Something else was made under this operation's id.
    world.provider.authorise(begun.call, usd(8000), "pm_card_visa", "bkg")
    again, _ = world.carry_out(planned.id)
    assert (again.state, again.error_code) == ("unknown", "amount_differs")
    with world.transaction() as session:
        assert trial_balance(session, SHOP) == []

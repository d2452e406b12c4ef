"""A bank's warning of fraud is noted once for each payment, in whatever order and however often it is told."""

from __future__ import annotations

import datetime as dt

import pytest

from payouts.disputes import catch_up as look_at_disputes
from payouts.disputes import payment_by_ledger
from payouts.errors import NotFound, WarningClosed
from payouts.fraud_rows import FraudWarning, get_warning, warnings_of
from payouts.fraud_warnings import begin_refund, catch_up, leave, stakes_of, take_note
from payouts.gateways.sandbox import Fault, SandboxSettings
from payouts.intents import Refund
from tests.payouts.worlds import PLATFORM, SHOP, Crash, World, usd

WARNED = "pm_card_createIssuerFraudRecord"


def look(world: World) -> list[FraudWarning]:
    """Catch up with the provider."""
    return catch_up(
        world.transaction, world.provider, SHOP, payment_of=payment_by_ledger(SHOP), clock=world.clock
    )


def known(world: World) -> FraudWarning:
    """The one warning."""
    with world.transaction() as session:
        (found,) = warnings_of(session, SHOP)
    return found


def test_the_test_card_is_warned_of_and_noted_once(world: World) -> None:
    world.sandbox.settings = SandboxSettings(fee_bps=290, fee_fixed_minor=30)
    taken = world.captured("bkg", usd(9000), WARNED)
    kinds = [event["type"] for event in world.sandbox.events(PLATFORM)]
    assert kinds.count("radar.early_fraud_warning.created") == 1
    (noted,) = look(world)
    assert (noted.state, noted.amount, noted.fee, noted.subject_ref) == ("open", usd(9000), usd(291), "bkg")
    assert (noted.payment_id, noted.fraud_type) == (taken.object_id, "made_with_stolen_card")
    assert look(world) == []
    world.sandbox.warn_of_fraud(PLATFORM, taken.object_id or "")
    assert look(world) == []
    assert known(world) == noted


def test_twice_in_any_order_is_the_same(world: World) -> None:
    world.captured("bkg", usd(9000), WARNED)
    (told,) = world.provider.fraud_warnings(world.now)
    other = type(told)("issfr_again", told.kind, told.status, told.amount, told.details)
    for one in (told, other, told):
        with world.transaction() as session:
            take_note(session, SHOP, one, payment_of=payment_by_ledger(SHOP), at=world.now)
    assert known(world).object_id == told.id


def test_a_refund_costs_less_than_a_dispute_by_its_fee(world: World) -> None:
    world.captured("bkg", usd(9000), WARNED)
    (noted,) = look(world)
    stakes = stakes_of(noted, usd(9000), world.now.date())
    assert (stakes.if_refunded, stakes.if_lost, stakes.spared) == (usd(9000), usd(10_500), usd(1500))
    yen = stakes_of(noted, usd(9000), dt.date(2020, 1, 1))
    assert yen.spared == usd(0), "where no charge is known, none is assumed"


def test_a_whole_refund_ends_it(world: World) -> None:
    world.captured("bkg", usd(9000), WARNED)
    (noted,) = look(world)
    with world.transaction() as session:
        assert begin_refund(session, SHOP, noted.object_id).state == "refunding"
    assert look(world) == []
    world.do(Refund("bkg", noted.payment_id, usd(9000)), "bkg:refund")
    (after,) = look(world)
    assert (after.state, after.ended_at) == ("refunded", world.now)


def test_it_may_be_left_for_a_reason_and_is_decided_once(world: World) -> None:
    world.captured("bkg", usd(9000), WARNED)
    (noted,) = look(world)
    with world.transaction() as session:
        assert (
            leave(session, SHOP, noted.object_id, "known_customer", at=world.now).reason == "known_customer"
        )
        for decide in (lambda: leave(session, SHOP, noted.object_id, "other", at=world.now),
                       lambda: begin_refund(session, SHOP, noted.object_id)):  # fmt: skip
            with pytest.raises(WarningClosed):
                decide()
        with pytest.raises(NotFound):
            get_warning(session, SHOP, "issfr_none")
    assert look(world) == []


@pytest.mark.parametrize("is_dispute_first", [False, True])
def test_a_dispute_that_comes_after_all_ends_it(world: World, is_dispute_first: bool) -> None:
    taken = world.captured("bkg", usd(9000), WARNED)
    if not is_dispute_first:
        look(world)
    world.sandbox.open_dispute(PLATFORM, taken.object_id or "")
    look_at_disputes(
        world.transaction, world.provider, SHOP, payment_of=payment_by_ledger(SHOP), clock=world.clock
    )
    (after,) = look(world)
    assert after.state == "disputed"
    with world.transaction() as session, pytest.raises(WarningClosed):
        begin_refund(session, SHOP, after.object_id)


def test_a_dispute_known_before_the_warning_is_read_again_stops_a_refund(world: World) -> None:
    taken = world.captured("bkg", usd(9000), WARNED)
    (noted,) = look(world)
    world.sandbox.open_dispute(PLATFORM, taken.object_id or "")
    look_at_disputes(
        world.transaction, world.provider, SHOP, payment_of=payment_by_ledger(SHOP), clock=world.clock
    )
    with world.transaction() as session, pytest.raises(WarningClosed):
        begin_refund(session, SHOP, noted.object_id)


def test_a_provider_that_does_not_answer_and_a_process_that_dies_lose_nothing(world: World) -> None:
    world.captured("bkg", usd(9000), WARNED)
    world.faults.append(Fault(r"early_fraud_warnings$", "status", "before", 503, "get"))
    assert look(world) == []
    world.crash_at, world.boundaries = 1, 0
    with pytest.raises(Crash):
        look(world)
    world.crash_at = None
    assert len(look(world)) == 1


def test_what_is_not_ours_is_left_alone(world: World) -> None:
    world.captured("bkg", usd(9000), WARNED)
    assert (
        catch_up(world.transaction, world.provider, SHOP, payment_of=lambda *_: None, clock=world.clock) == []
    )
    with world.transaction() as session:
        assert warnings_of(session, SHOP) == []

"""Events are stored once, and lead to the operations that wait for them."""

from __future__ import annotations

import datetime as dt
from random import Random

import pytest

from payouts.gateways.objects import Event
from payouts.gateways.sandbox import SandboxSettings
from payouts.inbox import catch_up, mark_handled, receive, unhandled
from payouts.intents import TopUp
from payouts.ledger import balance, chart
from payouts.operations import unfinished
from tests.payouts.worlds import NOON, PLATFORM, SHOP, World, usd


def notice(event_id: str = "evt_1", object_id: str | None = None) -> Event:
    """An event about an object."""
    return Event(event_id, "topup.succeeded", object_id, None, NOON)


def test_an_event_is_stored_once(world: World) -> None:
    with world.transaction() as session:
        assert receive(session, SHOP, notice(), at=NOON)
        assert not receive(session, SHOP, notice(), at=NOON)
        assert receive(session, "biz_other", notice(), at=NOON)
        assert len(unhandled(session)) == 2


def test_a_handled_event_is_not_handled_again(world: World) -> None:
    with world.transaction() as session:
        receive(session, SHOP, notice(), at=NOON)
        ((inbox_id, kind, operations),) = unhandled(session)
        assert (kind, operations) == ("topup.succeeded", [])
        mark_handled(session, inbox_id, at=NOON)
        assert unhandled(session) == []


def test_an_event_leads_to_the_operation_that_waits_for_it(world: World) -> None:
    world.sandbox.settings = SandboxSettings(top_up_after=dt.timedelta(days=1))
    waiting = world.do(TopUp("prg", usd(500)), "fund")
    assert waiting.state == "sent"
    world.later(days=1)
    with world.transaction() as session:
        for number in range(3):
            receive(session, SHOP, notice(f"evt_{number}", waiting.object_id), at=world.now)
        events = unhandled(session)

    # Doubled and in any order: the object is read anew each time, and one entry is made.
    for inbox_id, _kind, operations in reversed(events):
        for operation in operations:
            world.carry_out(operation.id)
        with world.transaction() as session:
            mark_handled(session, inbox_id, at=world.now)
    assert world.do(TopUp("prg", usd(500)), "fund").state == "done"


@pytest.mark.parametrize("seed", range(4))
def test_shuffled_and_doubled_events_end_as_those_in_order(world: World, seed: int) -> None:
    world.sandbox.settings = SandboxSettings(top_up_after=dt.timedelta(hours=1))
    for number in range(6):
        world.fund(usd(1000 + number), f"prg_{number}")
    world.later(hours=2)
    assert catch_up(world.transaction, world.provider, SHOP, clock=world.clock) == 6
    events = list(world.provider.undelivered_events(NOON)) * 2
    Random(seed).shuffle(events)
    for event in events:
        with world.transaction() as session:
            receive(session, SHOP, event, at=world.now)
            waiting = unhandled(session)
        for inbox_id, _kind, operations in waiting:
            for operation in operations:
                world.carry_out(operation.id)
            with world.transaction() as session:
                mark_handled(session, inbox_id, at=world.now)
    assert catch_up(world.transaction, world.provider, SHOP, clock=world.clock) == 6, (
        "the settlements' own events"
    )
    with world.engine.connect() as connection:
        funded = [balance(connection, SHOP, chart.budget(f"prg_{n}"), "USD") for n in range(6)]
        assert unfinished(connection, planned_before=world.now) == []
    assert funded == [usd(1000 + number) for number in range(6)]


def test_events_that_were_acknowledged_or_are_of_the_other_mode_are_not_fetched(world: World) -> None:
    world.fund(usd(1000))
    taken = [event.event_id for event in world.provider.undelivered_events(NOON)]
    world.sandbox.acknowledge(PLATFORM, taken[:1])
    assert catch_up(world.transaction, world.provider, SHOP, clock=world.clock) == len(taken) - 1
    assert catch_up(world.transaction, world.provider, SHOP, clock=world.clock) == 0

"""What is due is what was earned, minus what is held, taken back, or paid."""

from __future__ import annotations

import datetime as dt

from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from payouts import flows
from payouts.due import unpaid_items
from payouts.errors import FloorBroken
from payouts.holds import open_hold, release_hold
from payouts.ledger import balance, chart, reverse
from tests.payouts.worlds import NOON, SHOP, World, usd


def due(world: World) -> int:
    """Sum of the items that no hold covers, in cents."""
    with world.transaction() as session:
        return sum(
            i.amount.amount_minor for i in unpaid_items(session, SHOP, "fan_1", world.now) if not i.is_held
        )


def hold(world: World, subject: str, *, days: int | None = None) -> None:
    """Hold one earning."""
    until = None if days is None else world.now + dt.timedelta(days=days)
    with world.transaction() as session:
        open_hold(
            session,
            SHOP,
            key=f"hold:{subject}",
            reason="case",
            at=world.now,
            subject_ref=subject,
            until_at=until,
        )


def test_an_earning_is_due_when_its_hold_time_has_passed(world: World) -> None:
    world.earning("ern", "fan_1", usd(500))
    hold(world, "ern", days=1)
    assert due(world) == 0
    with world.transaction() as session:
        (item,) = unpaid_items(session, SHOP, "fan_1", world.now)
    assert (item.is_held, item.held_until_at) == (True, NOON + dt.timedelta(days=1))
    world.later(days=1)
    assert due(world) == 500


def test_a_case_freezes_one_earning_and_not_the_others(world: World) -> None:
    world.earning("ern", "fan_1", usd(500))
    world.earning("ern2", "fan_1", usd(300))
    hold(world, "ern")
    assert due(world) == 300
    with world.transaction() as session:
        release_hold(session, SHOP, key="hold:ern", at=world.now)
    assert due(world) == 800


def test_a_hold_on_the_person_holds_everything(world: World) -> None:
    world.earning("ern", "fan_1", usd(500))
    with world.transaction() as session:
        open_hold(session, SHOP, key="h", reason="dispute", at=NOON, owner_ref="fan_1")
    assert due(world) == 0


def test_the_longest_hold_counts(world: World) -> None:
    world.earning("ern", "fan_1", usd(500))
    hold(world, "ern", days=1)
    with world.transaction() as session:
        open_hold(session, SHOP, key="case", reason="case", at=NOON, subject_ref="ern")
    with world.transaction() as session:
        (item,) = unpaid_items(session, SHOP, "fan_1", NOON)
    assert item.held_until_at is None
    world.later(days=2)
    assert due(world) == 0


def test_what_was_taken_back_counts_at_once(world: World) -> None:
    world.earning("ern", "fan_1", usd(500))
    world.post("back", flows.taken_back("bkg", "fan_1", usd(200), payable=usd(500)))
    hold(world, "back")
    assert due(world) == 300


def test_an_earning_undone_while_held_waits_together_with_its_reversal(world: World) -> None:
    world.earning("ern", "fan_1", usd(500))
    world.earning("ern2", "fan_1", usd(300))
    hold(world, "ern")
    with world.transaction() as session:
        reverse(session, SHOP, "ern", key="undo", at=NOON)
    assert due(world) == 300


def test_tips_are_due_and_known_as_tips(world: World) -> None:
    world.post("tip", flows.tipped(usd(700), [("fan_1", 1)], fee=usd(0), is_available=True))
    with world.transaction() as session:
        (item,) = unpaid_items(session, SHOP, "fan_1", NOON)
    assert (item.is_tip, item.amount) == (True, usd(700))


@settings(max_examples=25, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(
    st.lists(
        st.tuples(st.sampled_from(["earn", "back", "undo", "hold"]), st.integers(0, 5), st.integers(1, 400)),
        max_size=14,
    )
)
def test_what_is_due_never_passes_the_payable_balance(
    file_world: World, steps: list[tuple[str, int, int]]
) -> None:
    for verb, number, amount in steps:
        key = f"{number}:{amount}"
        try:
            match verb:
                case "earn":
                    file_world.earning(key, "fan_1", usd(amount))
                case "back":
                    file_world.post(f"back:{key}", flows.debt_netted("fan_1", usd(amount)))
                case "hold":
                    hold(file_world, key)
                case _:
                    with file_world.transaction() as session:
                        reverse(session, SHOP, key, key=f"undo:{key}", at=NOON)
        except (FloorBroken, LookupError):
            continue
    with file_world.transaction() as session:
        payable = balance(session, SHOP, chart.payable("fan_1"), "USD").amount_minor
    assert due(file_world) <= payable

"""Budgets as an owner reads them: how long they last, what is on its way, what ran over; the forecast as arithmetic."""

from __future__ import annotations

import re
from datetime import date, timedelta

from flask import Flask
from hypothesis import given
from hypothesis import strategies as st

from marketplace.core import edge
from marketplace.core.clock import SteppedClock
from marketplace.rewards import treasury
from marketplace.rewards.budget_forecast import AHEAD_DAYS, PACE_DAYS, forecast
from marketplace.rewards.treasury import provider as treasury_provider
from payouts.gateways.sandbox import SandboxSettings
from tests.gigs.worlds import fund_through_bank, make_world
from tests.rewards.test_check import _browser, _text
from tests.rewards.worlds import ENDS_AT, complete, world_at_work

TODAY = date(2026, 11, 23)


def test_at_an_even_pace_it_lasts_as_long_as_one_divides() -> None:
    moves = [(TODAY - timedelta(days=day), -100) for day in range(PACE_DAYS)]
    found = forecast(1_400, moves, TODAY)
    assert found.runs_out_on == TODAY + timedelta(days=14)
    assert (found.spent_minor, found.ahead[14][1], found.ahead[-1][1]) == (2_800, 0, 0)
    assert found.past[0] == (TODAY - timedelta(days=PACE_DAYS - 1), 1_400 + 100 * (PACE_DAYS - 1))


def test_what_cannot_be_said_is_not_said() -> None:
    assert forecast(500, [], TODAY).runs_out_on is None
    assert not forecast(500, [], TODAY).lasts_long
    assert forecast(10_000_00, [(TODAY, -1)], TODAY).lasts_long
    assert forecast(0, [(TODAY, -5)], TODAY).runs_out_on == TODAY


@given(
    st.integers(0, 10**7), st.lists(st.tuples(st.integers(0, 60), st.integers(-(10**5), 10**5)), max_size=40)
)
def test_the_past_ends_with_what_is_left_and_the_future_never_grows(
    left: int, moved: list[tuple[int, int]]
) -> None:
    moves = [(TODAY - timedelta(days=back), minor) for back, minor in moved]
    found = forecast(left, moves, TODAY)
    assert found.past[-1] == (TODAY, left)
    assert [on for on, _minor in found.past] == sorted(on for on, _minor in found.past)
    kept = [minor for _on, minor in found.ahead]
    assert kept == sorted(kept, reverse=True)
    assert min(kept) >= 0
    assert len(kept) == AHEAD_DAYS + 1


def test_an_owner_reads_how_long_it_lasts(site: Flask, clock: SteppedClock) -> None:
    world, ref = world_at_work()
    desk = _browser(site, world.owner)
    assert "Nothing was spent in the last four weeks" in _text(desk.get("/desk/anil/budgets"))
    clock.move_to(ENDS_AT)
    complete(ref)
    page = _text(desk.get("/desk/anil/budgets"))
    assert "At the pace of the last four weeks it lasts" in page


def test_money_on_its_way_says_when_it_counts_and_does_not_count_yet(
    site: Flask, clock: SteppedClock
) -> None:
    world = edge.write(lambda: make_world(funded_minor=0))
    treasury_provider.set_sandbox(SandboxSettings(top_up_after=timedelta(days=3)))
    key = edge.write(
        lambda: treasury.top_up_key(
            treasury.start_top_up(world.programme, 250_00, clock.now(), performs=False)
        )
    )
    assert treasury.perform(key).state == "unknown"
    page = _text(_browser(site, world.owner).get("/desk/anil/budgets"))
    assert "€250.00 are on their way from your bank and count from about" in page
    assert "Nothing has been put in yet" in page
    clock.advance(days=3, minutes=1)
    assert treasury.perform(key).state == "done"
    page = _text(_browser(site, world.owner).get("/desk/anil/budgets"))
    assert "€250.00 left of €250.00" in page
    assert re.search("on their way", page) is None


def test_overspend_says_what_mends_it(site: Flask) -> None:
    from marketplace.core.db import db
    from payouts import budget
    from payouts.money import Money

    world = edge.write(lambda: make_world(funded_minor=0))
    fund_through_bank(world, 10_00)

    def overspend() -> None:
        from tests.conftest import NOON

        business, programme = world.business.public_id, world.programme.public_id
        cost = Money(10_00, "EUR")
        budget.reserve(db.session, business, programme, cost, key="asg_x", at=NOON)
        budget.spend(db.session, business, programme, Money(17_00, "EUR"), key="asg_x", at=NOON)

    edge.write(overspend)
    page = _text(_browser(site, world.owner).get("/desk/anil/budgets"))
    assert "More was earned than the budget held" in page
    assert "Put in at least €7.00 to mend it." in page

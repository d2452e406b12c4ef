"""A real process is killed with SIGKILL in the middle of a payout run; the next process finishes it."""

from __future__ import annotations

import pytest

from payouts.payout_rows import payouts_of
from payouts.runs import run_payouts
from tests.dying import die, killed
from tests.payouts.conftest import open_books
from tests.payouts.worlds import PLATFORM, SHOP, World, usd


class Doomed(World):
    """A world whose process dies where another's transaction only ends."""

    def _boundary(self) -> None:
        self.boundaries += 1
        if self.boundaries == self.crash_at:
            die()


def _run(world: World) -> None:
    run_payouts(world.transaction, world.provider, SHOP, run_ref="r", on=world.now.date(), clock=world.clock)


@pytest.mark.parametrize("boundary", [4, 9, 13])
def test_a_killed_run_is_finished_once(world: World, books_url: str, boundary: int) -> None:
    world.fund(usd(100_000))
    for number in (1, 2):
        world.fan(f"fan_{number}")
        world.earning(f"ern_{number}", f"fan_{number}", usd(1000 * number))

    world.engine.dispose()
    killed(lambda: _run(Doomed(open_books(books_url), crash_at=boundary)))

    _run(world)

    with world.transaction() as session:
        assert sorted((p.amount.amount_minor, p.state) for p in payouts_of(session, SHOP)) == [
            (1000, "paid"),
            (2000, "paid"),
        ]
    events = world.sandbox.events(PLATFORM)
    for kind in ("transfer.created", "payout.created"):
        assert sorted(e["data"]["object"]["amount"] for e in events if e["type"] == kind) == [1000, 2000]

"""A real process is killed with SIGKILL in the middle of a payout run; the next process finishes it."""

from __future__ import annotations

import signal
import subprocess
import sys
from pathlib import Path

import pytest

from payouts.payout_rows import payouts_of
from payouts.runs import run_payouts
from tests.payouts.worlds import PLATFORM, SHOP, World, usd

CHILD = """
import os, signal, sys
import sqlalchemy as sa
from payouts.database import prepare_sqlite
from payouts.runs import run_payouts
from tests.payouts.worlds import SHOP, World

class Doomed(World):
    def _boundary(self):
        self.boundaries += 1
        if self.boundaries == int(sys.argv[2]):
            os.kill(os.getpid(), signal.SIGKILL)

world = Doomed(prepare_sqlite(sa.create_engine(sys.argv[1])))
run_payouts(world.transaction, world.provider, SHOP, run_ref="r", on=world.now.date(), clock=world.clock)
"""


@pytest.mark.parametrize("boundary", [4, 9, 13])
def test_a_killed_run_is_finished_once(world: World, books_url: str, boundary: int) -> None:
    world.fund(usd(100_000))
    for number in (1, 2):
        world.fan(f"fan_{number}")
        world.earning(f"ern_{number}", f"fan_{number}", usd(1000 * number))

    killed = subprocess.run(
        [sys.executable, "-c", CHILD, books_url, str(boundary)],
        cwd=Path(__file__).parents[2],
        capture_output=True,
        text=True,
    )
    assert killed.returncode == -signal.SIGKILL, killed.stderr

    run_payouts(world.transaction, world.provider, SHOP, run_ref="r", on=world.now.date(), clock=world.clock)

    with world.transaction() as session:
        assert sorted((p.amount.amount_minor, p.state) for p in payouts_of(session, SHOP)) == [
            (1000, "paid"),
            (2000, "paid"),
        ]
    events = world.sandbox.events(PLATFORM)
    for kind in ("transfer.created", "payout.created"):
        assert sorted(e["data"]["object"]["amount"] for e in events if e["type"] == kind) == [1000, 2000]

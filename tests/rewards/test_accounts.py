"""A fan sees whether money can be sent, and goes to the provider's own pages and back."""

from __future__ import annotations

from datetime import timedelta

import sqlalchemy as sa
from flask import Flask

from marketplace.core import edge
from marketplace.core.clock import SteppedClock
from marketplace.core.db import db
from marketplace.rewards import treasury
from marketplace.superfans.models import Superfan
from payouts.gateways.sandbox import Fault, SandboxSettings
from tests.gigs.worlds import run_due
from tests.rewards.test_pages import _browser, _text
from tests.rewards.worlds import ENDS_AT, complete, world_at_work


def test_a_fan_completes_the_account_on_the_provider_s_page(site: Flask, clock: SteppedClock) -> None:
    treasury.set_sandbox(
        SandboxSettings(is_onboarding_instant=False, onboarding_page="https://provider.test/start")
    )
    _, work = world_at_work(fan={"payout_day": "daily"})
    complete(work)
    clock.move_to(ENDS_AT + timedelta(minutes=5))
    run_due(clock.now())
    found = edge.read(lambda: db.session.scalars(sa.select(Superfan)).one())
    fan = _browser(site, edge.read(lambda: db.session.get_one(Superfan, found.id).identity))
    page = _text(fan.get("/fan/earnings/accounts"))
    assert "Something is missing" in page
    assert "This runs in the sandbox" in page
    gone = fan.post("/fan/earnings/accounts/anil")
    assert gone.status_code == 303
    assert gone.location.startswith("https://provider.test/start/acct_")
    assert "%2Ffan%2Fearnings%2Faccounts" in gone.location
    assert fan.post("/fan/earnings/accounts/nobody").status_code == 404
    treasury.script_faults([Fault("account_links", "status", status=500)])
    assert fan.post("/fan/earnings/accounts/anil").location.endswith("/fan/earnings/accounts")

"""A fan sees whether money can be sent, and goes to the provider's own pages and back."""

from __future__ import annotations

import re
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
from tests.rewards.worlds import ENDS_AT, complete, count, world_at_work


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


def test_in_the_sandbox_a_fan_gives_what_is_asked_or_leaves_it_out(site: Flask, clock: SteppedClock) -> None:
    _, work = world_at_work(fan={"payout_day": "daily"})
    complete(work)
    clock.move_to(ENDS_AT + timedelta(minutes=5))
    run_due(clock.now())
    found = edge.read(lambda: db.session.scalars(sa.select(Superfan)).one())
    fan = _browser(site, edge.read(lambda: db.session.get_one(Superfan, found.id).identity))
    assert "Ready" in _text(fan.get("/fan/earnings/accounts"))
    gone = fan.post("/fan/earnings/accounts/anil")
    page = gone.location.split("?")[0]
    page = page[page.index("/sandbox/account/acct_") :]
    assert "This is only played" in _text(fan.get(page))
    assert fan.post(page, data={"person": "y", "bank": "y"}).location.endswith("/fan/earnings/accounts")
    seen = _text(fan.get("/fan/earnings/accounts"))
    assert "Something is missing" in seen
    assert "A picture of your passport or card" in seen
    assert "Your bank account" not in seen
    shown = fan.get(page).get_data(as_text=True)
    assert len(re.findall("<input[^>]* checked", shown)) == 2
    clock.advance(days=2)
    run_due(clock.now())
    assert count("provider_op", "verb = 'transfer' AND state = 'done'") == 0, (
        "money waits while something is missing"
    )
    assert fan.post(page, data={"person": "y", "document": "y", "bank": "y"}).status_code == 303
    seen = _text(fan.get("/fan/earnings/accounts"))
    assert "Ready" in seen
    assert "Still missing" not in seen
    clock.advance(days=2)
    run_due(clock.now())
    assert count("provider_op", "verb = 'transfer' AND state = 'done'") == 1
    assert fan.get("/sandbox/account/acct_other").status_code == 404
    assert site.test_client().get(page).status_code in (302, 303, 401)

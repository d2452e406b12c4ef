"""A fan gets what is due at once: the cost is shown before, done exactly so and once, or refused with what to do."""

from __future__ import annotations

import re
import threading
from datetime import timedelta
from typing import Any

import pytest
import sqlalchemy as sa
from flask import Flask
from flask.testing import FlaskClient

from marketplace.core import audit, edge
from marketplace.core.clock import SteppedClock
from marketplace.core.db import db
from marketplace.rewards import treasury
from marketplace.rewards.treasury.provider import play_recipient
from marketplace.superfans.models import Superfan
from marketplace.trust.models import Notification
from payouts.gateways.sandbox import Fault, SandboxSettings
from payouts.tables import recipient
from tests.gigs.worlds import World, run_due
from tests.rewards.worlds import ENDS_AT, browse_as, complete, count, world_at_work

AMOUNT = re.compile(r'name="(due|fee|net|attempt)"[^>]*value="([0-9a-f]+)"')


@pytest.fixture
def owed(app: Flask, clock: SteppedClock) -> tuple[World, FlaskClient, str]:
    """A fan who is owed 60 euros and paid when they ask; their browser, and the page."""
    world, ref = world_at_work(fan={"payout_day": "on_demand"})
    complete(ref)
    clock.move_to(ENDS_AT + timedelta(days=3))
    run_due(clock.now())
    run_due(clock.now())
    browser = browse_as(app, edge.read(lambda: db.session.scalars(sa.select(Superfan)).one().identity))
    return world, browser, f"/fan/earnings/at-once/{edge.read(lambda: world.business.slug)}"


def shown(browser: FlaskClient, page: str) -> dict[str, str]:
    """What the page carries back."""
    return dict(AMOUNT.findall(browser.get(page).text))


def told() -> list[str]:
    """What was told about payouts."""
    codes = edge.read(lambda: list(db.session.scalars(sa.select(Notification.code))))
    return [code for code in codes if code.startswith("rewards.paid_out")]


def test_the_earnings_page_leads_there_and_what_is_shown_is_done(
    owed: tuple[World, FlaskClient, str],
) -> None:
    _world, browser, page = owed
    assert page in browser.get("/fan/earnings").text
    text = browser.get(page).text
    assert "€60.00" in text
    assert "-€0.60" in text
    assert "€59.40" in text
    answer = browser.post(page, data=shown(browser, page), follow_redirects=True)
    assert "at your bank within half an hour" in answer.text
    assert "At once: €59.40 to your bank, €0.60 for sending it so" in answer.text
    assert told() == ["rewards.paid_out_at_once"]
    statement = browser.get("/fan/earnings").text.split("/statements/")[1].split('"')[0]
    sheet = browser.get(f"/fan/earnings/statements/{statement}").text
    assert "Kept by the payment provider for that" in sheet
    assert "Fees taken from you" not in sheet, "one stands there"
    assert re.search(r"Paid to your bank</p>\s*<p[^>]*>€59.40", answer.text), "what came, not what was sent"
    assert browser.get(page).text.count("Nothing is due any more") == 1
    assert edge.read(audit.run) == []


def test_pressed_twice_at_the_same_instant_is_one_payout(
    app: Flask, owed: tuple[World, FlaskClient, str]
) -> None:
    _world, browser, page = owed
    fields, answers = shown(browser, page), []
    person = edge.read(lambda: db.session.scalars(sa.select(Superfan)).one().identity)
    gate = threading.Barrier(2)
    browsers = [browse_as(app, person) for _ in range(2)]

    def press(one: FlaskClient) -> None:
        gate.wait()
        answers.append(one.post(page, data=fields).status_code)

    pressing = [threading.Thread(target=press, args=(one,)) for one in browsers]
    for one in pressing:
        one.start()
    for one in pressing:
        one.join()
    assert answers == [303, 303]
    assert (count("payout"), count("instant_payout")) == (1, 1)
    sent = edge.read(
        lambda: db.session.execute(sa.text("SELECT count(*) FROM provider_op WHERE verb = 'payout'")).scalar()
    )
    assert sent == 1


@pytest.mark.parametrize("when", ["before", "after"])
def test_an_answer_that_is_lost_is_said_and_found_out(
    owed: tuple[World, FlaskClient, str], clock: SteppedClock, when: Any
) -> None:
    _world, browser, page = owed
    treasury.script_faults([Fault(r"/payouts$", "drop", when, times=1)])
    answer = browser.post(page, data=shown(browser, page), follow_redirects=True)
    assert "has not answered yet" in answer.text
    clock.advance(minutes=2)
    run_due(clock.now())
    run_due(clock.now())
    assert "At once: €59.40" in browser.get("/fan/earnings").text
    assert told() == ["rewards.paid_out_at_once"]
    assert count("provider_op", "verb = 'payout'") == 1


def test_what_has_changed_meanwhile_is_shown_anew(owed: tuple[World, FlaskClient, str]) -> None:
    _world, browser, page = owed
    answer = browser.post(page, data=shown(browser, page) | {"fee": "10", "net": "5990"})
    assert answer.status_code == 409
    assert "The amount has changed meanwhile" in answer.text
    assert count("payout") == 0
    assert browser.post(page, data=shown(browser, page) | {"attempt": "x"}).status_code == 422


def test_a_dearer_provider_sends_it_the_ordinary_way_for_nothing(
    owed: tuple[World, FlaskClient, str],
) -> None:
    _world, browser, page = owed
    treasury.set_sandbox(SandboxSettings(instant_fee_bps=500))
    answer = browser.post(page, data=shown(browser, page), follow_redirects=True)
    assert "would not send it at once" in answer.text
    assert told() == ["rewards.paid_out_ordinary"]
    assert edge.read(audit.run) == []


@pytest.mark.parametrize("why", ["no_fast_bank", "not_ready", "silent", "held"])
def test_why_not_and_what_to_do(
    app: Flask, owed: tuple[World, FlaskClient, str], clock: SteppedClock, why: str
) -> None:
    world, browser, page = owed
    business_ref = edge.read(lambda: world.business.public_id)
    account_id = edge.read(lambda: db.session.execute(sa.select(recipient.c.account_id)).scalar_one())
    if why == "no_fast_bank":
        treasury.set_sandbox(SandboxSettings(is_instant_offered=False))
    if why == "not_ready":
        play_recipient(business_ref, account_id, ("payout_method",))
    if why == "silent":
        treasury.script_faults([Fault("accounts", "status", "before", 503, "get", times=9)])
    if why == "held":
        clock.move_to(ENDS_AT + timedelta(hours=1))
    words = {
        "no_fast_bank": "cannot be reached within minutes",
        "not_ready": "still needs something of you",
        "silent": "does not answer just now",
        "held": "still on hold",
    }[why]
    assert words in browser.get(page).text
    fields = {"due": "6000", "fee": "60", "net": "5940", "attempt": "a" * 24}
    assert words in browser.post(page, data=fields).text
    assert count("payout") == 0


def test_in_spanish(app: Flask, owed: tuple[World, FlaskClient, str]) -> None:
    person = edge.read(lambda: db.session.scalars(sa.select(Superfan)).one().identity)
    assert "Tenlo ahora" in browse_as(app, person, "es").get(owed[2]).text

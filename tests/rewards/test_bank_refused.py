"""A bank that does not take a payout: the run and the fan's page say so, and nobody is told that it is paid or on its way."""

from __future__ import annotations

import re

import pytest
import sqlalchemy as sa
from flask import Flask

from marketplace.core import edge
from marketplace.core.clock import SteppedClock
from marketplace.core.db import db
from marketplace.identity.models import Identity
from marketplace.rewards.treasury.runs import stop_code
from marketplace.superfans.models import Superfan
from payouts.gateways.sandbox import bank_payouts
from tests.rewards.worlds import browse_as, paid_out


def _text(content: str) -> str:
    return re.sub(r"\s+", " ", re.sub(r"<[^>]+>", " ", content))


def _fan() -> Identity:
    return db.session.scalars(sa.select(Superfan)).one().identity


def test_the_run_and_the_fan_read_the_same_and_what_to_do(
    site: Flask, clock: SteppedClock, monkeypatch: pytest.MonkeyPatch
) -> None:
    settle = bank_payouts._settle_payout

    def refusing(request: object, payout: object, account: dict[str, object]) -> object:
        return settle(request, payout, account | {"metadata": {"sandbox_payouts": "fail"}})  # type: ignore[arg-type]

    monkeypatch.setattr(bank_payouts, "_settle_payout", refusing)
    world = paid_out(clock)
    desk, fan = browse_as(site, world.owner), browse_as(site, edge.read(_fan))
    runs = desk.get("/desk/anil/money/runs").get_data(as_text=True)
    assert "1 came back" in _text(runs)
    assert "on its way" not in _text(runs)
    page = _text(desk.get(re.findall(r"/desk/anil/money/runs/[\d-]+", runs)[0]).get_data(as_text=True))
    assert "Not paid, and why" in page
    assert "Their bank did not take it" in page
    assert "Ask them to check their bank details" in page
    assert "On its way" not in page
    mine = _text(fan.get("/fan/earnings").get_data(as_text=True))
    assert "Your bank did not take it; it is asked again each day" in mine
    assert "Paid to your bank" not in mine
    assert "On its way to your bank" not in mine


@pytest.mark.parametrize(
    ("code", "says"),
    [
        ("bank:account_closed", "bank_refused"),
        ("bank:insufficient_funds", "bank_refused"),
        ("account_invalid", "account_unready"),
        ("balance_insufficient", "funds_short"),
    ],
)
def test_a_banks_word_is_not_taken_for_the_providers(code: str, says: str) -> None:
    assert stop_code(code) == says

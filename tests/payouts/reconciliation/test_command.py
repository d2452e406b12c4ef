"""The command for operators: what it prints, and the exit status that a monitor reads."""

from __future__ import annotations

import datetime as dt
import json

import pytest

from payouts.__main__ import main
from payouts.gateways.sandbox import Fault
from tests.payouts.reconciliation.worlds import Shop
from tests.payouts.worlds import SHOP, World


@pytest.fixture
def shop(file_world: World) -> Shop:
    """Ordinary money of yesterday, by the machine's own clock."""
    file_world.now = dt.datetime.now(dt.UTC).replace(microsecond=0) - dt.timedelta(days=2)
    made = Shop(file_world)
    made.ordinary_days()
    made.later(hours=1)
    return made


def test_it_ends_with_zero_when_all_agree(shop: Shop, capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["reconcile", _url(shop), SHOP]) == 0
    said = capsys.readouterr().out
    assert "unexplained 0.00 USD" in said
    assert "0 differences" in said


def test_it_ends_with_one_and_names_what_differs(shop: Shop, capsys: pytest.CaptureFixture[str]) -> None:
    shop.move(4_200, "charge", made="charge", fee=152)
    assert main(["reconcile", _url(shop), SHOP]) == 1
    assert "charge_outside" in capsys.readouterr().out
    assert main(["reconcile", _url(shop), SHOP, "--json"]) == 1
    (found,) = json.loads(capsys.readouterr().out)["differences"]
    assert (found["drift"], found["provider_minor"], found["ledger_minor"]) == ("foreign", 4_200, None)


def test_a_period_is_looked_at_alone(shop: Shop, capsys: pytest.CaptureFixture[str]) -> None:
    shop.move(4_200, "charge", made="charge", fee=152)
    day_before = (shop.world.now - dt.timedelta(days=3)).date().isoformat()
    first = (shop.world.now - dt.timedelta(days=1)).isoformat()
    assert main(["reconcile", _url(shop), SHOP, "--from", day_before, "--to", first]) == 0
    assert "0 differences" in capsys.readouterr().out


@pytest.mark.parametrize("arguments", [["biz_nobody"], [SHOP, "--from", "yesterday"]])
def test_it_ends_with_two_when_it_cannot_run(
    shop: Shop, arguments: list[str], capsys: pytest.CaptureFixture[str]
) -> None:
    try:
        status: object = main(["reconcile", _url(shop), *arguments])
    except SystemExit as stop:  # argparse refuses what it cannot read
        status = stop.code
    assert status == 2
    assert capsys.readouterr().err


def test_a_provider_that_does_not_answer_is_no_agreement(
    shop: Shop, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    from payouts.reconciliation import command

    faults = [Fault("/balance_transactions$", kind="status", status=503, method="get", times=9)]
    shop.world.faults += faults
    monkeypatch.setattr(command, "_provider", lambda _engine, _business: shop.world.provider)
    assert main(["reconcile", _url(shop), SHOP]) == 2
    assert capsys.readouterr().err


def _url(shop: Shop) -> str:
    return shop.world.engine.url.render_as_string(hide_password=False)

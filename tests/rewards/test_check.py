"""The money check in the product: all sides of a shop that works, what the owner is told, and what they may do."""

from __future__ import annotations

import re

import pytest
import sqlalchemy as sa
from flask import Flask
from flask.testing import FlaskClient

from marketplace.core import edge
from marketplace.core.clock import SteppedClock
from marketplace.core.db import db
from marketplace.identity.models import Identity
from marketplace.rewards import jobs as reward_jobs
from marketplace.rewards import reconciliation_words, treasury
from marketplace.trust.models import AuditLog, Notification
from payouts.gateways.sandbox.funds import move
from payouts.gateways.sandbox.store import open_store
from payouts.gateways.stripe_provider import sandbox_key
from payouts.reconciliation import CAUSES, DRIFTS
from payouts.reconciliation import REASONS as SETTLED_FOR
from payouts.reconciliation_tables import recon_item
from tests.gigs.worlds import World, fund_through_bank, make_identity, make_world, run_due


@pytest.fixture
def world(site: Flask, clock: SteppedClock) -> World:
    """A shop that has put money in, an hour ago."""
    made = edge.write(lambda: make_world(funded_minor=0))
    fund_through_bank(made, 1_000_00)
    clock.advance(hours=1)
    return made


def test_all_agrees_and_the_owner_reads_it_in_one_sentence(site: Flask, world: World) -> None:
    desk = _browser(site, world.owner)
    assert "Nothing has been compared yet" in _text(desk.get(_page))
    assert desk.post(f"{_page}/runs").status_code == 303
    page = _text(desk.get(_page))
    assert "All agrees" in page
    assert "€1,000.00" in page
    assert treasury.reconcile(world.business.public_id).is_clean


def test_what_differs_is_told_once_explained_and_settled_with_a_reason(
    site: Flask, world: World, clock: SteppedClock
) -> None:
    desk = _browser(site, world.owner)
    _fee_of_the_month(world, -200)
    clock.advance(minutes=1)
    treasury.reconcile(world.business.public_id)
    treasury.reconcile(world.business.public_id)
    page = _text(desk.get(_page))
    assert "One thing needs a look" in page
    assert "Your provider charged a fee that belongs to no payment." in page
    assert "-€2.00" in page
    assert _notices() == ["rewards.money_differs"]
    (key,) = edge.read(lambda: list(db.session.execute(sa.select(recon_item.c.key)).scalars()))
    assert desk.post(f"{_page}/settlement", data={"difference": key, "reason": "because"}).status_code == 303
    assert "One thing needs a look" in _text(desk.get(_page))
    assert (
        desk.post(f"{_page}/settlement", data={"difference": key, "reason": "own_books"}).status_code == 303
    )
    page = _text(desk.get(_page))
    assert "It is in my other books" in page
    assert "One thing needs a look" not in page
    again = desk.post(
        f"{_page}/settlement", data={"difference": key, "reason": "lost"}, follow_redirects=True
    )
    assert "Somebody has settled this already" in _text(again)
    logged = edge.read(
        lambda: [(line.action, line.detail.get("reason")) for line in db.session.scalars(sa.select(AuditLog))]
    )
    assert logged.count(("money.settle_difference", "own_books")) == 1
    assert treasury.reconcile(world.business.public_id).is_clean


def test_the_day_compares_by_itself_and_tells_the_owner(
    site: Flask, world: World, clock: SteppedClock
) -> None:
    _fee_of_the_month(world, -200)
    clock.advance(hours=24)
    edge.write(lambda: reward_jobs.stage_reconciliations(clock.now()))
    edge.write(lambda: reward_jobs.stage_reconciliations(clock.now()))
    run_due(clock.now())
    assert _notices() == ["rewards.money_differs"]
    assert edge.read(lambda: len(treasury.agreement_of(world.business).runs)) == 1


def test_only_who_moves_money_settles_and_another_s_difference_is_not_found(
    site: Flask, world: World, clock: SteppedClock
) -> None:
    _fee_of_the_month(world, -200)
    clock.advance(minutes=1)
    treasury.reconcile(world.business.public_id)
    (key,) = edge.read(lambda: list(db.session.execute(sa.select(recon_item.c.key)).scalars()))
    stranger = edge.write(lambda: make_identity("Eve"))
    data = {"difference": key, "reason": "known"}
    assert _browser(site, stranger).get(_page).status_code == 404
    assert _browser(site, stranger).post(f"{_page}/settlement", data=data).status_code == 404
    assert (
        _browser(site, world.owner)
        .post(f"{_page}/settlement", data=data | {"difference": "fee:another"})
        .status_code
        == 404
    )
    assert _notices() == ["rewards.money_differs"]


def test_every_difference_has_its_words() -> None:
    assert set(reconciliation_words.CAUSES) == set(CAUSES)
    assert set(reconciliation_words.DRIFTS) == set(reconciliation_words.TONES) == set(DRIFTS)
    assert set(reconciliation_words.REASONS) == set(SETTLED_FOR)


_page = "/desk/anil/money-check"


def _fee_of_the_month(world: World, amount: int) -> None:
    """The provider takes a fee of its own."""
    from flask import current_app

    from marketplace.rewards.treasury import provider as treasury_provider

    _provider, sandbox = treasury_provider._sandbox(world.business.public_id)
    engine = current_app.extensions["muster.sandbox"]["engine"]
    with open_store(engine, sandbox_key(world.business.public_id)) as store:
        move(sandbox._request({}, "", store), "eur", amount, kind="stripe_fee", source="")


def _notices() -> list[str]:
    return edge.read(lambda: [n.code for n in db.session.scalars(sa.select(Notification))])


def _browser(site: Flask, person: Identity) -> FlaskClient:
    site.config["WTF_CSRF_ENABLED"] = False
    client = site.test_client()
    with client.session_transaction() as session:
        session["_user_id"], session["_fresh"] = person.fs_uniquifier, True
    return client


def _text(response: object) -> str:
    return re.sub(r"\s+", " ", response.get_data(as_text=True))  # type: ignore[attr-defined]

"""The books are sealed by a job, the owner sees how far, and the audit names whoever changed a sealed movement."""

from __future__ import annotations

import pytest
import sqlalchemy as sa
from flask import Flask

from marketplace.core import edge
from marketplace.core.db import db
from marketplace.rewards import checks, jobs, treasury
from marketplace.rewards.treasury import seals as treasury_seals
from payouts import guards
from tests.gigs.worlds import NOON, fund_through_bank, make_world, run_due
from tests.rewards.test_pages import _browser, _text
from tests.rewards.worlds import count


def test_the_job_seals_what_the_books_have_gained(app: Flask) -> None:
    world = edge.write(lambda: make_world(funded_minor=0))
    fund_through_bank(world, 250_00)
    before = edge.read(lambda: treasury.seals_of(world.business))
    run_due(NOON)

    after = edge.read(lambda: treasury.seals_of(world.business))
    assert (before.sealed, before.line) == (0, "")
    assert before.waiting == count("entry") > 0
    assert (after.sealed, after.waiting) == (before.waiting, 0)
    assert after.line.startswith(f"{after.sealed}:")


def test_a_long_backlog_is_sealed_in_pieces(site: Flask, monkeypatch: pytest.MonkeyPatch) -> None:
    world = edge.write(lambda: make_world(funded_minor=0))
    for amount in (100_00, 200_00, 300_00):
        fund_through_bank(world, amount)
    entries, at_once = count("entry"), 2
    real = treasury_seals.seal
    monkeypatch.setattr(treasury_seals, "SEALED_AT_ONCE", at_once)
    monkeypatch.setattr(
        treasury_seals, "seal", lambda session, ref, *, at: real(session, ref, at=at, limit=at_once)
    )
    edge.write(lambda: jobs.stage_seals(NOON))
    run_due(NOON)
    assert count("ledger_seal") == entries > at_once
    assert count("job", "name = 'rewards.seal_books' AND state = 'done'") == entries // at_once + 1


def test_the_owner_sees_how_far_the_books_are_sealed(site: Flask) -> None:
    world = edge.write(lambda: make_world(funded_minor=0))
    fund_through_bank(world, 250_00)
    desk = _browser(site, world.owner)
    assert "the oldest from" in _text(desk.get("/desk/anil/money"))
    run_due(NOON)
    page = _text(desk.get("/desk/anil/money"))
    assert edge.read(lambda: treasury.seals_of(world.business)).line in page
    assert "the oldest from" not in page


def test_the_audit_names_a_sealed_movement_that_was_changed(app: Flask) -> None:
    world = edge.write(lambda: make_world(funded_minor=0))
    fund_through_bank(world, 250_00)
    run_due(NOON)
    assert edge.read(lambda: list(checks._library(5))) == []

    def forge() -> None:
        guards.remove(db.session.connection())
        db.session.execute(
            sa.text("UPDATE entry SET event_at = created_at, subject_ref = 'other' WHERE id = 1")
        )

    edge.write(forge)
    assert "seal_changed" in {found.fault for found in edge.read(lambda: list(checks._library(5)))}

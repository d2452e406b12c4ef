"""A fan and the business that paid read the same statement, in their language; nobody else finds it, and it never changes."""

from __future__ import annotations

import io
import re
from datetime import timedelta

import pypdf
import pytest
import sqlalchemy as sa
from flask import Flask

from marketplace.core import audit, edge
from marketplace.core.clock import SteppedClock
from marketplace.core.db import db
from marketplace.gigs.models import Gig
from marketplace.identity import erasure
from marketplace.rewards.models import PayoutNames
from marketplace.superfans.models import Superfan
from payouts.tables import payout
from tests.gigs.worlds import World, make_identity, run_due
from tests.rewards.worlds import ENDS_AT, browse_as, complete, count, world_at_work


def _fan() -> Superfan:
    return db.session.scalars(sa.select(Superfan)).one()


def _text(content: str) -> str:
    return re.sub(r"\s+", " ", re.sub(r"<[^>]+>", " ", content))


@pytest.fixture
def paid(site: Flask, clock: SteppedClock) -> tuple[World, str]:
    """One gig is done, held for its time, and paid."""
    world, ref = world_at_work(fan={"payout_day": "daily"})
    complete(ref, ENDS_AT + timedelta(minutes=40))
    clock.move_to(ENDS_AT + timedelta(hours=48))
    run_due(clock.now())
    clock.advance(hours=1)
    run_due(clock.now())
    return world, edge.read(lambda: str(db.session.execute(sa.select(payout.c.public_id)).scalar_one()))


def test_a_fan_reads_it_line_by_line_and_takes_it_along(site: Flask, paid: tuple[World, str]) -> None:
    _, ref = paid
    person = edge.read(lambda: _fan().identity)
    browser = browse_as(site, person)
    listed = browser.get("/fan/earnings").get_data(as_text=True)
    assert f'href="/fan/earnings/statements/{ref}"' in listed
    page = _text(browser.get(f"/fan/earnings/statements/{ref}").get_data(as_text=True))
    for words in (
        "Statement 2026-0001",
        "Paid to you",
        "€70.00",
        "Saturday tasting",
        "3 h at €20.00 an hour",
        "Fees taken",
    ):
        assert words in page, words
    printed = browser.get(f"/fan/earnings/statements/{ref}.pdf")
    assert printed.mimetype == "application/pdf"
    text = "".join(p.extract_text() for p in pypdf.PdfReader(io.BytesIO(printed.data)).pages)
    assert "€70.00" in text
    assert "Saturday tasting" in text
    assert browser.get(f"/fan/earnings/statements/{ref}.pdf").data == printed.data, "the same bytes"
    sheet = browser.get(f"/fan/earnings/statements/{ref}.csv").get_data(as_text=True)
    assert "70.00,EUR" in sheet


def test_what_the_pdf_cannot_print_is_said_beside_it(site: Flask, paid: tuple[World, str]) -> None:
    world, ref = paid
    address = f"/desk/anil/money/statements/{ref}"
    words = "The PDF cannot print some of the letters here"
    assert words not in _text(browse_as(site, world.owner).get(address).get_data(as_text=True))

    def rename() -> None:
        for kept in db.session.scalars(sa.select(PayoutNames)):
            kept.names = kept.names | {"person": "陈伟"}

    edge.write(rename)
    shown = _text(browse_as(site, world.owner).get(address).get_data(as_text=True))
    assert words in shown
    assert "陈伟" in shown


def test_it_speaks_the_readers_language(site: Flask, paid: tuple[World, str]) -> None:
    _, ref = paid
    browser = browse_as(site, edge.read(lambda: _fan().identity), "es")
    page = _text(browser.get(f"/fan/earnings/statements/{ref}").get_data(as_text=True))
    assert "Extracto 2026-0001" in page
    assert "Se te ha pagado" in page
    assert "Lo que hiciste" in browser.get(f"/fan/earnings/statements/{ref}.csv").get_data(as_text=True)
    printed = browser.get(f"/fan/earnings/statements/{ref}.pdf").data
    text = "".join(p.extract_text() for p in pypdf.PdfReader(io.BytesIO(printed)).pages)
    assert "70,00" in text


def test_the_business_reads_the_same_and_strangers_find_nothing(site: Flask, paid: tuple[World, str]) -> None:
    world, ref = paid
    desk = browse_as(site, world.owner)
    page = _text(desk.get(f"/desk/anil/money/statements/{ref}").get_data(as_text=True))
    assert "Saturday tasting" in page
    fan = browse_as(site, edge.read(lambda: _fan().identity))
    assert (
        desk.get(f"/desk/anil/money/statements/{ref}.pdf").data
        == fan.get(f"/fan/earnings/statements/{ref}.pdf").data
    )
    eve = browse_as(site, edge.write(lambda: make_identity("Eve")))
    for path in (f"/fan/earnings/statements/{ref}", f"/desk/anil/money/statements/{ref}"):
        for ending in ("", ".csv", ".pdf"):
            assert eve.get(path + ending).status_code == 404
    assert desk.get(f"/fan/earnings/statements/{ref}").status_code == 404


def test_what_is_renamed_later_does_not_change_what_was_stated(site: Flask, paid: tuple[World, str]) -> None:
    world, ref = paid
    browser = browse_as(site, edge.read(lambda: _fan().identity))
    before = browser.get(f"/fan/earnings/statements/{ref}.pdf").data

    def rename() -> None:
        db.session.execute(sa.update(Gig).values(title="Something else"))
        db.session.get_one(type(world.business), world.business.id).name = "New name"
        _fan().identity.name = "Somebody else"

    edge.write(rename)
    assert browser.get(f"/fan/earnings/statements/{ref}.pdf").data == before
    assert edge.read(audit.run) == []


def test_it_is_kept_for_the_tax_office_when_the_person_goes(
    site: Flask, paid: tuple[World, str], clock: SteppedClock
) -> None:
    world, ref = paid
    edge.write(lambda: erasure.erase(_fan().identity, clock.now()))
    page = _text(
        browse_as(site, world.owner).get(f"/desk/anil/money/statements/{ref}").get_data(as_text=True)
    )
    assert "€70.00" in page
    assert edge.read(lambda: db.session.scalars(sa.select(PayoutNames.names)).one())["person"] == "Ana"
    assert count("payout_statement") == 1

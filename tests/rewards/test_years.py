"""The owner's yearly records equal the books; a fan sees their own; files are the same each time and carry no whole tax number."""

from __future__ import annotations

import csv
import io
import json
import re

import pytest
import sqlalchemy as sa
from flask import Flask

from marketplace.core import edge
from marketplace.core.clock import SteppedClock
from marketplace.core.db import db
from marketplace.rewards.models import PayeeDetails
from marketplace.rewards.treasury.years import _missing
from marketplace.superfans.models import Superfan
from payouts.statements.yearly import PersonYear
from tests.gigs.worlds import World, make_identity
from tests.rewards.worlds import browse_as, paid_out

DETAILS = {
    "legal_name": "=Ana Prat",
    "address": "Kade 1, Amsterdam",
    "country": "nl",
    "tin_last4": "1234",
    "tin_country": "NL",
    "vat_id": "",
}


def _text(content: str) -> str:
    return re.sub(r"\s+", " ", re.sub(r"<[^>]+>", " ", content))


@pytest.fixture
def paid(site: Flask, clock: SteppedClock) -> World:
    return paid_out(clock)


def _fan_identity() -> object:
    return edge.read(lambda: db.session.scalars(sa.select(Superfan)).one().identity)


def test_who_lacks_what_is_seen_until_it_is_given(site: Flask, paid: World) -> None:
    desk, fan = browse_as(site, paid.owner), browse_as(site, _fan_identity())
    page = _text(desk.get("/desk/anil/money/years").get_data(as_text=True))
    for words in ("DAC7", "no lower limit", "Equal to the books", "€60.00", "Tax number", "Address"):
        assert words in page, words
    mine = _text(fan.get("/fan/earnings/years").get_data(as_text=True))
    assert "€60.00" in mine
    assert "Missing: Tax number" in mine
    bad = fan.post("/fan/earnings/years/details", data=DETAILS | {"tin_last4": "123456789"})
    assert bad.status_code == 422
    assert fan.post("/fan/earnings/years/details", data=DETAILS).status_code == 303
    assert (
        "Tax number"
        not in _text(desk.get("/desk/anil/money/years").get_data(as_text=True))
        .split("Ask an adviser")[0]
        .split("DAC7")[1]
        .split("Whoever")[0]
    )
    assert edge.read(lambda: db.session.scalars(sa.select(PayeeDetails.country)).one()) == "NL"


def test_the_files_say_the_same_each_time_and_their_totals_are_the_ledger_s(site: Flask, paid: World) -> None:
    desk, fan = browse_as(site, paid.owner), browse_as(site, _fan_identity())
    fan.post("/fan/earnings/years/details", data=DETAILS)
    first = desk.get("/desk/anil/money/years/records.json?year=2026").data
    assert desk.get("/desk/anil/money/years/records.json?year=2026").data == first
    found = json.loads(first)
    assert found["control"]["records_minor"] == found["control"]["ledger_minor"] == {"EUR": 6000}
    (record,) = found["records"]
    assert (record["form"], record["reported"], record["activities"]) == ("DAC7", True, 1)
    assert sum(record["by_quarter_minor"]) == 6000
    content = desk.get("/desk/anil/money/years/records.csv?year=2026").data
    rows = list(csv.DictReader(io.StringIO(content.decode("utf-8-sig"))))
    assert rows[0]["legal_name"] == "'=Ana Prat", "no formula runs"
    assert rows[0]["gross"] == rows[1]["gross"] == rows[2]["gross"] == "60.00"


def test_nobody_else_reads_them(site: Flask, paid: World) -> None:
    eve = browse_as(site, edge.write(lambda: make_identity("Eve")))
    for path in ("", "/records.csv?year=2026", "/records.json?year=2026"):
        assert eve.get(f"/desk/anil/money/years{path}").status_code == 404
    assert eve.get("/fan/earnings/years").status_code == 404
    desk = browse_as(site, paid.owner)
    for year in ("x", "-1", "99999", "²⁰²⁶"):
        assert desk.get("/desk/anil/money/years/records.csv", query_string={"year": year}).status_code == 404


def test_tips_need_an_occupation_code_from_the_year_on_in_which_forms_carry_it() -> None:
    details = PayeeDetails(tin_last4="1234")
    tipped, untipped = PersonYear("fan", "USD", 900_00, 100_00), PersonYear("fan", "USD", 900_00)

    def lacks(form: str, year: int, person: PersonYear, has_code: bool = False) -> bool:
        return "occupation_code" in _missing(form, year, details, None, person, has_code)

    assert [lacks("1099-NEC", year, tipped) for year in (2025, 2026, 2027)] == [False, True, True]
    assert not lacks("1099-NEC", 2026, untipped)
    assert not lacks("1099-NEC", 2026, tipped, has_code=True)
    assert not lacks("DAC7", 2026, tipped)

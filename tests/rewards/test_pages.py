"""The desk's money and the fan's earnings, as they are read and used."""

from __future__ import annotations

import re
from datetime import timedelta

import pytest
import sqlalchemy as sa
from flask import Flask
from flask.testing import FlaskClient

from marketplace.businesses import readiness, recruiting
from marketplace.businesses.answers import Answers
from marketplace.core import edge
from marketplace.core.clock import SteppedClock
from marketplace.core.db import db
from marketplace.gigs.models import Gig
from marketplace.identity.models import Identity
from marketplace.rewards import treasury
from marketplace.rewards.models import Earning, TopUp
from marketplace.superfans.models import Superfan
from marketplace.trust import subjects
from tests.gigs.worlds import budget, make_identity, make_world, run_due
from tests.rewards.worlds import ENDS_AT, complete, count, world_at_work


def _browser(site: Flask, person: Identity) -> FlaskClient:
    site.config["WTF_CSRF_ENABLED"] = False
    client = site.test_client()
    with client.session_transaction() as session:
        session["_user_id"], session["_fresh"] = person.fs_uniquifier, True
    return client


def _text(response: object) -> str:
    return re.sub(r"\s+", " ", response.get_data(as_text=True))


def test_an_owner_puts_money_in_and_sees_where_it_stands(site: Flask) -> None:
    world = edge.write(lambda: make_world(funded_minor=0))
    desk = _browser(site, world.owner)
    page = _text(desk.get("/desk/anil/money"))
    assert "This runs in the sandbox" in page
    assert "Nothing has been paid out yet" in page
    data = {"programme": world.programme.public_id, "amount": "250.50"}
    response = desk.post("/desk/anil/money/top-ups", data=data)
    assert response.status_code == 303
    assert budget(world).funded_minor == 25050
    page = _text(desk.get(response.location))
    assert "€250.50 left of €250.50" in page
    assert "In the budget" in page
    page = _text(desk.get("/desk/anil/money"))
    assert "With your payment provider" in page
    assert page.count("€250.50") >= 3, "at the provider, left for rewards, and come in this week"
    assert "The two sides agree" in page


@pytest.mark.parametrize("amount", ["", "0", "-5", "much", "1000000", "1e9"])
def test_an_amount_that_cannot_be_is_refused_at_its_field(site: Flask, amount: str) -> None:
    world = edge.write(lambda: make_world(funded_minor=0))
    desk = _browser(site, world.owner)
    response = desk.post(
        "/desk/anil/money/top-ups", data={"programme": world.programme.public_id, "amount": amount}
    )
    assert response.status_code == 422
    assert 'aria-invalid="true"' in response.get_data(as_text=True)
    assert edge.read(lambda: db.session.scalar(sa.select(sa.func.count(TopUp.id)))) == 0


def test_money_is_for_those_whose_role_includes_it(site: Flask) -> None:
    from marketplace.businesses.models import Staff
    from tests.conftest import NOON

    def make() -> tuple[object, Identity]:
        world, sue = make_world(), make_identity("Sue Support")
        db.session.add(Staff(business=world.business, identity=sue, role="support", created_at=NOON))
        return world, sue

    world, sue = edge.write(make)
    assert _browser(site, sue).get("/desk/anil/money").status_code == 403
    stranger = edge.write(lambda: make_identity("Eve"))
    assert _browser(site, stranger).get("/desk/anil/money").status_code == 404
    data = {"programme": world.programme.public_id, "amount": "5"}
    assert _browser(site, stranger).post("/desk/anil/money/top-ups", data=data).status_code == 404


def test_a_fan_reads_each_earning_line_by_line_and_until_when_it_is_held(
    site: Flask, clock: SteppedClock
) -> None:
    _, ref = world_at_work(fan={"payout_day": "daily"})
    fan = edge.read(lambda: db.session.scalars(sa.select(Superfan)).one())
    person = edge.read(lambda: db.session.get_one(Superfan, fan.id).identity)
    browser = _browser(site, person)
    assert "Nothing earned yet" in _text(browser.get("/fan/earnings"))
    complete(ref, ENDS_AT + timedelta(minutes=40))
    page = _text(browser.get("/fan/earnings"))
    assert "3 h at €20.00 an hour" in page
    assert "30 min longer than planned, at €20.00 an hour" in page
    assert "It is held until" in page
    assert "Why it is not what was offered" in page
    clock.move_to(ENDS_AT + timedelta(hours=48))
    run_due(clock.now())
    clock.advance(hours=1)
    run_due(clock.now())
    page = _text(browser.get("/fan/earnings"))
    assert "Paid to your bank" in page
    assert "€70.00" in page


_WORDS = {
    "en": ("Sat", "earned Sat", "Saturday tasting", "The counter"),
    "es": ("sáb", "ganado el sáb", '<span lang="en">Saturday tasting</span>', "El mostrador"),
}


@pytest.mark.parametrize("locale", ["en", "es"])
def test_an_earning_is_known_by_its_gig_its_day_and_its_place(site: Flask, locale: str) -> None:
    _, ref = world_at_work()
    complete(ref)

    def speaks() -> Identity:
        person = db.session.scalars(sa.select(Superfan)).one().identity
        person.locale = locale
        gig = db.session.scalars(sa.select(Gig)).one()
        gig.detail = gig.detail | {"translations": {"es": {"place_name": "El mostrador"}}}
        return person

    page = _text(_browser(site, edge.write(speaks)).get("/fan/earnings"))
    day, earned, title, place = _WORDS[locale]
    heading = f'<h3 class="card__title">{title}</h3>'
    assert heading in page
    card = page[page.index(heading) :]
    plain = re.sub(r"\s+", " ", re.sub(r"<[^>]+>", " ", card))
    where, who, when = plain.index(place), plain.index("Counter crew"), plain.index(earned)
    assert plain.index(day) < where < who < when, "the gig's day and place first, the programme second"
    assert '<h3 class="card__title">Counter crew' not in page


def test_a_case_about_an_earning_is_titled_by_the_gig(site: Flask) -> None:
    _, ref = world_at_work()
    complete(ref)
    earning_ref = edge.read(lambda: db.session.scalars(sa.select(Earning.public_id)).one())
    with site.test_request_context():
        found = edge.read(lambda: subjects.find(earning_ref))
    assert found is not None
    assert found.title == "Saturday tasting"


def test_a_fan_chooses_how_to_be_paid(site: Flask) -> None:
    world_at_work()
    fan = edge.read(lambda: db.session.scalars(sa.select(Superfan)).one())
    browser = _browser(site, edge.read(lambda: db.session.get_one(Superfan, fan.id).identity))
    assert browser.get("/fan/earnings/choice").status_code == 200
    assert (
        browser.post("/fan/earnings/choice", data={"kind": "gold", "payout_day": "monday"}).status_code == 422
    )
    data = {"kind": "store_credit", "percent": "50", "payout_day": "monthly", "cause": "", "least": "25"}
    assert browser.post("/fan/earnings/choice", data=data).status_code == 303
    chosen = edge.read(lambda: db.session.scalars(sa.select(Superfan)).one())
    assert (chosen.reward_kind, chosen.reward_percent) == ("store_credit", 50)
    assert (chosen.payout_day, chosen.payout_least) == ("monthly", 25)


def test_a_programme_is_ready_once_an_ordinary_gig_can_be_paid(site: Flask) -> None:
    check = readiness.CHECKS["budget"]
    world = edge.write(lambda: make_world(funded_minor=0))
    assert not edge.read(lambda: check.test(world.programme))
    poor = edge.write(lambda: make_world(funded_minor=6599, slug="poor"))
    assert not edge.read(lambda: check.test(poor.programme))
    rich = edge.write(lambda: make_world(funded_minor=6600, slug="rich"))
    assert edge.read(lambda: check.test(rich.programme))


def test_the_recruiting_page_says_what_people_get(site: Flask) -> None:
    world = edge.write(make_world)
    with site.test_request_context():
        words = edge.read(lambda: recruiting.reward_words(world.programme))
    assert words.example_lines == (("2 h at €20.00 an hour", "€40.00"), ("Recognition points", "10 points"))
    assert words.example_total == "€40.00"


def test_a_first_scheme_follows_the_hourly_worth_an_owner_gave(site: Flask) -> None:
    world = edge.write(make_world)
    document = treasury.first_scheme(world.programme, Answers(terms="paid", pay_hour_minor=1500))
    by_code = {c["code"]: c for c in document["components"]}
    assert by_code["time"]["amount_minor"] == 1500
    assert by_code["overrun"]["amount_minor"] == 1500


def test_a_fan_asks_for_what_is_due_and_gets_it_once(site: Flask, clock: SteppedClock) -> None:
    _, ref = world_at_work(fan={"payout_day": "on_demand"})
    fan = edge.read(lambda: db.session.scalars(sa.select(Superfan)).one())
    browser = _browser(site, edge.read(lambda: db.session.get_one(Superfan, fan.id).identity))
    complete(ref)
    clock.move_to(ENDS_AT + timedelta(hours=1))
    run_due(clock.now())
    assert "Nothing is due just now" in _text(browser.post("/fan/earnings/payouts", follow_redirects=True))
    clock.move_to(ENDS_AT + timedelta(days=9))
    run_due(clock.now())
    assert count("payout") == 0, "no day was chosen"
    assert "Send what is due now" in _text(browser.get("/fan/earnings"))
    for _ in range(2):
        assert browser.post("/fan/earnings/payouts").status_code == 303
        run_due(clock.now())
    assert count("payout", "state = 'paid'") == 1
    assert "Paid to your bank" in _text(browser.get("/fan/earnings"))

"""A shop of one's own, kind by kind: what its desk and front page say while nothing has happened yet."""

from __future__ import annotations

import re

import pytest
import sqlalchemy as sa
from flask import Flask

from marketplace.businesses.models import Programme
from marketplace.businesses.queries import published_scheme
from marketplace.catalogue.models import JourneyTemplate
from marketplace.core import clock, edge
from marketplace.core.db import db
from marketplace.core.words import Written
from marketplace.gigs.models import MatchingRound
from marketplace.identity.models import Identity
from marketplace.rewards import causes
from marketplace.superfans.models import Membership
from marketplace.trust.models import ReviewWindow
from marketplace.trust.service_reviews import open_window
from payouts.schemes import Facts, evaluate, scheme_from_document
from tests import world as w
from tests.bookings.conftest import SignIn
from tests.form_values import form_values


def _desk(world: w.World) -> str:
    return f"/desk/{world.business.slug}"


def _world(kind: str) -> w.World:
    return edge.write(lambda: w.make_world(kind))


@pytest.mark.parametrize(
    ("kind", "steps", "rooms", "others"),
    [
        ("delivery", ("pickup-points", "blocks/new"), ("parcels",), ("bookings", "requests", "listings", "journeys")),
        ("experience", ("listings",), ("bookings", "listings"), ("requests", "parcels", "journeys")),
        ("journey", ("journeys",), ("bookings", "journeys"), ("requests", "parcels", "listings")),
        ("request", (), ("bookings", "requests"), ("parcels", "listings", "journeys")),
    ],
)  # fmt: skip
def test_the_desk_leads_on_and_shows_only_what_is_used(
    pages: Flask,
    sign_in: SignIn,
    kind: str,
    steps: tuple[str, ...],
    rooms: tuple[str, ...],
    others: tuple[str, ...],
) -> None:
    world = _world(kind)
    page = sign_in(world.owner).get(_desk(world)).text

    main = page[page.index("<main") :]
    for address in (*steps, "members"):
        assert f'href="{_desk(world)}/{address}"' in main, address
    for room in rooms:
        assert f'href="{_desk(world)}/{room}"' in page
    for room in others:
        assert f'href="{_desk(world)}/{room}"' not in page


def test_what_waits_is_said_on_the_first_page_and_steps_go_when_they_are_done(
    pages: Flask, sign_in: SignIn
) -> None:
    world = _world("request")
    fan = edge.write(lambda: w.add_fan(world, "Femke"))
    owner = sign_in(world.owner)
    assert "What comes next" not in owner.get(_desk(world)).text

    edge.write(lambda: db.session.execute(sa.update(Membership).values(state="applied")))

    page = owner.get(_desk(world)).text
    assert "Waiting for you" in page
    assert re.search(r"Members: 1\s*</a>", page)
    assert "What comes next" in page
    assert fan.public_id


@pytest.mark.parametrize(("kind", "leads_to"), [("layover", "/layovers/new"), ("request", "/requests/new")])
def test_customers_find_the_way_in_on_the_front_page(
    pages: Flask, sign_in: SignIn, kind: str, leads_to: str
) -> None:
    world = _world(kind)
    visitor = sign_in(None)
    assert f"{leads_to}?programme={world.programmes[kind].public_id}" in visitor.get("/").text


def test_nobody_is_asked_how_customers_cancel_what_they_do_not_book(pages: Flask, sign_in: SignIn) -> None:
    world = _world("delivery")
    owner, ref = sign_in(world.owner), world.programmes["delivery"].public_id

    asked = form_values(owner.get(f"{_desk(world)}/programmes/new/delivery"))
    assert "cancellation" not in asked
    assert owner.post(f"{_desk(world)}/programmes/new/delivery", data=asked).status_code == 303

    rules = f"{_desk(world)}/programmes/{ref}/edit/rules"
    asked = form_values(owner.get(rules))
    assert "cancellation" not in asked
    assert owner.post(rules, data=asked | {"accept_hours": "7"}).status_code == 303
    kept = w.look(lambda: w.by_ref(Programme, ref))
    assert kept.matching_policy["accept_minutes"] == 7 * 60


def test_what_customers_pay_an_hour_is_asked_in_money(pages: Flask, sign_in: SignIn) -> None:
    """An owner who wrote 30 meant thirty, not thirty hundredths."""
    world = _world("request")
    owner, address = sign_in(world.owner), f"{_desk(world)}/programmes/new/request"
    asked = form_values(owner.get(address))
    assert asked["setting_price_hour_minor"] == ["28.00"]

    made = owner.post(address, data=asked | {"setting_price_hour_minor": "30"})

    ref = made.location.rsplit("/", 1)[-1]
    assert w.look(lambda: w.by_ref(Programme, ref).settings["price_hour_minor"]) == 3000


@pytest.mark.parametrize(
    ("pay", "price", "share_bps", "pays_minor"),
    [("20", "28", 7143, 6000), ("10", "28", 3572, 3000), ("30", "25", 10_000, 9000), ("", "28", 7143, 6000)],
)
def test_what_customers_ask_for_pays_what_the_owner_said_an_hour_is_worth(
    pages: Flask, sign_in: SignIn, pay: str, price: str, share_bps: int, pays_minor: int
) -> None:
    """Before, it was four fifths of the price whatever the owner had answered."""
    world = _world("request")
    owner, address = sign_in(world.owner), f"{_desk(world)}/programmes/new/request"
    asked = form_values(owner.get(address)) | {
        "terms": "paid",
        "pay_hour": pay,
        "setting_price_hour_minor": price,
    }

    made = owner.post(address, data=asked)

    ref = made.location.rsplit("/", 1)[-1]
    scheme = w.look(lambda: scheme_from_document(published_scheme(w.by_ref(Programme, ref)).document))
    assert {c.code: c.rate_bps for c in scheme.components}["share"] == share_bps
    earned = evaluate(scheme, Facts(planned_minutes=180, price_minor=int(price) * 300)).cash.amount_minor
    assert pays_minor <= earned <= pays_minor + 3, "what was answered, to the cent an hour"


def test_a_journey_made_by_hand_divides_its_price_and_lasts_the_night(pages: Flask, sign_in: SignIn) -> None:
    world = _world("journey")
    owner, address = sign_in(world.owner), f"{_desk(world)}/journeys/new"
    asked = form_values(owner.get(address)) | {
        "title": "Two days in the fog", "price": "200", "stages-0-title": "Presses", "stages-1-title": "A night",
        "stages-1-is_stay": "y", "stages-1-time_local": "20:00", "stages-2-title": "Letters", "stages-2-day": "2",
    }  # fmt: skip

    made = owner.post(address, data=asked)

    assert made.status_code == 303, made.text
    stages = w.look(lambda: db.session.scalars(sa.select(JourneyTemplate)).one().stages)
    assert [one["share_bps"] for one in stages] == [3400, 3300, 3300]
    assert [one["minutes"] for one in stages] == [180, 13 * 60, 180]
    ref = made.location.rsplit("/", 1)[-1]
    assert f"/journeys/{ref}" not in _links(owner.get(made.location).text), "a draft is not to be seen"
    owner.post(f"{made.location}/publication")
    assert f"/journeys/{ref}" in _links(owner.get(made.location).text)


def _links(page: str) -> set[str]:
    return set(re.findall(r'href="([^"]+)"', page))


def test_funds_for_a_programme_lead_back_to_its_checklist(pages: Flask, sign_in: SignIn) -> None:
    world = edge.write(lambda: w.make_world("request", "experience"))
    owner = sign_in(world.owner)
    edge.write(lambda: db.session.execute(sa.update(Programme).values(state="draft")))
    ref = world.programmes["experience"].public_id

    asked = form_values(owner.get(f"{_desk(world)}/budgets?programme={ref}"))
    assert asked["programme"] == [ref]
    paid = owner.post(f"{_desk(world)}/money/top-ups", data=asked | {"amount": "500"})

    assert paid.location == f"{_desk(world)}/programmes/{ref}"


def test_what_people_wrote_says_in_which_language(pages: Flask, sign_in: SignIn) -> None:
    """A fan who reads Spanish applies to a shop that reads English; what both wrote is marked for the other."""
    world = _world("request")

    def rosa() -> Identity:
        fan = w.add_fan(world, "Rosa")
        db.session.execute(sa.delete(Membership))
        fan.identity.locale = "es"
        return fan.identity

    person = edge.write(rosa)
    fan, ref = sign_in(person), world.programmes["request"].public_id
    said = {"motive": "share", "words": "Conozco cada puesto del mercado."}
    assert fan.post(f"/fan/application?programme={ref}", data=said).status_code == 303
    membership = w.look(lambda: db.session.scalars(sa.select(Membership.public_id)).one())
    owner, desk = sign_in(world.owner), f"{_desk(world)}/members/{membership}"

    assert '<span lang="es">Conozco cada puesto' in owner.get(desk).text
    owner.post(f"{desk}/refusal", data={"reason": "We have enough guides."})

    assert '<span lang="en">We have enough guides.' in fan.get(f"/fan/memberships/{membership}").text
    assert '<span lang="en">We have enough guides.' in fan.get("/notices").text


def test_titles_of_reviews_and_names_of_causes_keep_their_language(pages: Flask, sign_in: SignIn) -> None:
    world = _world("request")

    def make() -> ReviewWindow:
        fan = w.add_fan(world, "Femke")
        causes.named(world.business, "Vecinos con libros", clock.now())
        return open_window(
            business_ref=world.business.public_id, programme_ref=world.programmes["request"].public_id, subject="bkg_x",
            title=Written("Paseo del pan", "es"), customer=world.owner, fan=fan.identity, fan_ref=fan.public_id,
            at=clock.now(),
        )  # fmt: skip

    window = edge.write(make)

    page = sign_in(world.owner).get(f"/reviews/{window.public_id}").text
    assert '<span lang="es">Paseo del pan</span>' in page
    (name,) = w.look(
        lambda: causes.names_of(db.session.scalars(sa.select(causes.Cause.public_id)).all())
    ).values()
    assert name == Written("Vecinos con libros", world.business.language)


def test_the_list_of_rounds_says_in_which_language_a_gig_is_called(pages: Flask, sign_in: SignIn) -> None:
    world = edge.write(lambda: w.make_world("delivery"))
    owner, address = sign_in(world.owner), f"{_desk(world)}/gigs/new"
    asked = form_values(owner.get(address)) | {
        "title": "Carry a press",
        "day": "2026-11-28",
        "starts": "10:00",
    }
    assert owner.post(address, data=asked).status_code == 303
    w.run_due()
    assert w.look(lambda: db.session.scalar(sa.select(sa.func.count()).select_from(MatchingRound)))

    edge.write(lambda: db.session.execute(sa.update(Identity).values(locale="es")))
    assert '<span lang="en">Carry a press</span>' in owner.get(f"{_desk(world)}/rounds").text

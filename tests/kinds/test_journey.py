"""Journeys: confirmed whole or not at all; a lost stage is replaced first, then paid back in part."""

from __future__ import annotations

import re
from datetime import timedelta
from html import unescape

import pytest
import sqlalchemy as sa
from flask import Flask

from marketplace.bookings import service_cancellation
from marketplace.bookings.models import Booking
from marketplace.businesses.models import Business
from marketplace.catalogue.models import JourneyTemplate
from marketplace.core import audit, edge
from marketplace.core.clock import SteppedClock
from marketplace.core.db import db
from marketplace.gigs import service_endings
from marketplace.gigs.models import Assignment, Gig
from marketplace.identity.models import Identity
from marketplace.rewards import treasury
from marketplace.superfans.models import Skill, Superfan
from marketplace.trust.models import Notification
from tests import world as w
from tests.rewards.worlds import browse_as

PRICE = 30_000


@pytest.fixture
def trip(app: Flask) -> tuple[w.World, str, Identity]:
    """A two-day journey of three stages and one night, and five people who could lead them."""

    def make() -> tuple[w.World, str, Identity]:
        world = w.make_world("journey")
        for number in range(5):
            w.add_fan(world, f"Guide {number}", at_m=300 + 200 * number)
        return world, w.add_journey(world).public_id, w.make_identity("Carla Customer")

    return edge.write(make)


def _owed(business: Business) -> dict[str, int]:
    """What the business owes its fans, by currency: points are kept beside money, never among it."""
    lines = w.look(lambda: treasury.trial_balance_of(business))
    owed: dict[str, int] = {}
    for line in lines:
        if line.code.startswith("payable:"):
            owed[line.currency] = owed.get(line.currency, 0) + line.credit_minor - line.debit_minor
    return owed


def _booked(trip: tuple[w.World, str, Identity]) -> str:
    ref = w.book_journey(trip[1], trip[2])
    w.pay(ref)
    w.run_due()
    return ref


def _live_through(clock: SteppedClock) -> None:
    """Every stage is led, in its order."""
    for gig in w.gigs():
        assignment = w.look(
            lambda g=gig: next(a.public_id for a in w.by_ref(Gig, g.public_id).assignments if a.is_live)
        )
        w.take_place(assignment, clock)


def test_it_is_confirmed_once_everybody_has_said_yes_and_not_before(trip, clock: SteppedClock) -> None:
    ref = _booked(trip)
    assert len(w.gigs()) == 4
    asked = w.offers()
    assert len(asked) == 4, "the best team is asked, one person for each stage"
    for offer in asked[:3]:
        w.accept(offer)
        assert w.state_of(Booking, ref) == "waiting"
    w.accept(asked[3])
    assert w.state_of(Booking, ref) == "confirmed"
    _live_through(clock)
    assert w.state_of(Booking, ref) == "completed"
    assert w.payment_of(ref).captured_minor == PRICE
    business = trip[0].business
    assert _owed(business) == {"USD": PRICE * 80 // 100}, "each stage earns its share of the one price"
    paid = PRICE * 80 // 100
    assert w.balance(business, "revenue") == PRICE - paid
    assert w.look(audit.run) == []


def test_a_stage_whose_share_is_little_earns_the_floor_and_a_night_its_share(
    site: Flask, clock: SteppedClock
) -> None:
    def make() -> tuple[str, Identity, Business]:
        world = w.make_world("journey")
        w.add_fan(world, "Guide")
        stages = [
            w.stage("Supper", 1, "18:00", 2000),
            w.stage("The night", 1, "21:30", 8000, is_stay=True, minutes=600),
        ]
        template = w.add_journey(world, price_minor=10_000, stages=stages)
        return template.public_id, w.make_identity("Carla Customer"), world.business

    template_ref, customer, business = edge.write(make)
    w.pay(w.book_journey(template_ref, customer))
    w.accept_all()
    _live_through(clock)
    assert _owed(business) == {"USD": 50_00 + 64_00}, (
        "two and a half hours at 20.00; ten hours of sleep are no work"
    )
    points = w.look(lambda: treasury.points_of(db.session.scalars(sa.select(Superfan.public_id)).one()))
    assert points == [(business.public_id, 20)]


def test_without_a_whole_team_nothing_is_offered_and_nothing_taken(app: Flask) -> None:
    def make() -> tuple[w.World, str, Identity]:
        world = w.make_world("journey")
        w.add_fan(world, "Only On Saturdays", hours=((5, 0, 0),))
        return world, w.add_journey(world).public_id, w.make_identity("Carla Customer")

    trip = edge.write(make)
    ref = _booked(trip)
    assert w.state_of(Booking, ref) == "called_off"
    assert w.booking(ref).detail["called_off_because"] == "no_team_found"
    assert w.offers() == []
    assert {gig.state for gig in w.gigs()} == {"cancelled"}
    assert w.payment_of(ref).state == "voided"
    assert w.look(lambda: treasury.reserved(trip[0].programmes["journey"])) == 0


def test_a_team_that_is_missing_somebody_is_told_to_the_desk_with_what_would_fill_it(site: Flask) -> None:
    def make() -> tuple[w.World, str, Identity]:
        world = w.make_world("journey")
        w.add_fan(world, "Anna")
        stages = [
            w.stage("The market", 1, "10:00", 5000),
            w.stage("The night", 1, "20:00", 5000, is_stay=True, minutes=600) | {"skills": ["hosting.room"]},
        ]
        db.session.add(
            Skill(
                code="hosting.room",
                group="hosting",
                name_en="Lending a room",
                name_es="Prestar un cuarto",
                state="listed",
            )
        )
        return world, w.add_journey(world, stages=stages).public_id, w.make_identity("Carla Customer")

    trip = edge.write(make)
    _booked(trip)
    told = w.look(
        lambda: db.session.scalars(sa.select(Notification).where(Notification.code == "gigs.no_team")).one()
    )
    assert told.path.startswith(f"/desk/{trip[0].business.slug}/rounds/")
    page = unescape(browse_as(site, trip[0].owner).get(told.path).get_data(as_text=True))
    assert "The market" in page, "every stage stands in the round"
    assert "Why a place is empty, and what would fill it" in page
    assert "Lending a room" in page


def test_a_budget_that_is_short_calls_the_journey_off_and_pays_back(app: Flask) -> None:
    def make() -> tuple[w.World, str, Identity]:
        world = w.make_world("journey")
        w.add_fan(world, "Guide")
        return world, w.add_journey(world).public_id, w.make_identity("Carla Customer")

    trip = edge.write(make)
    programme = trip[0].programmes["journey"]
    free_minor = w.look(lambda: treasury.funded(programme))
    w.do(
        lambda at: treasury.reserve(
            w.by_ref(type(programme), programme.public_id), "something else", free_minor, at
        )
    )
    ref = _booked(trip)
    assert w.state_of(Booking, ref) == "called_off"
    assert w.gigs() == []
    assert w.payment_of(ref).state == "voided"


def test_one_no_before_confirmation_and_the_next_is_asked(trip) -> None:
    ref = _booked(trip)
    w.decline(w.offers()[0])
    w.accept_all()
    assert w.state_of(Booking, ref) == "confirmed"


def test_nobody_for_a_stage_before_confirmation_calls_off_the_whole(app: Flask, clock: SteppedClock) -> None:
    def make() -> tuple[w.World, str, Identity]:
        world = w.make_world("journey")
        w.add_fan(world, "Anna")
        return world, w.add_journey(world).public_id, w.make_identity("Carla Customer")

    trip = edge.write(make)
    ref = _booked(trip)
    taken = w.accept(w.offers()[0])
    w.decline(w.offers()[0])
    assert w.state_of(Booking, ref) == "called_off"
    assert w.state_of(Assignment, taken) == "released", "who had said yes is let go, not left waiting"
    assert {gig.state for gig in w.gigs()} == {"cancelled"}


def test_a_lost_stage_is_replaced_before_any_money_moves(trip, clock: SteppedClock) -> None:
    ref = _booked(trip)
    assignments = w.accept_all()
    w.do(lambda at: service_endings.forfeit(w.by_ref(Assignment, assignments[0]), "ill", at))
    w.run_due()
    assert w.state_of(Booking, ref) == "waiting"
    w.accept_all()
    assert w.state_of(Booking, ref) == "confirmed"
    assert w.booking(ref).price_minor == PRICE


def test_without_a_replacement_that_stages_share_goes_back_and_the_rest_may_be_called_off(
    trip, clock: SteppedClock
) -> None:
    ref = _booked(trip)
    w.accept_all()
    murals = next(g for g in w.gigs() if g.title == "Murals")
    while True:
        live = w.look(lambda: [a.public_id for a in w.by_ref(Gig, murals.public_id).assignments if a.is_live])
        if not live:
            break
        w.do(lambda at, ref=live[0]: service_endings.forfeit(w.by_ref(Assignment, ref), "ill", at))
        w.run_due()
        while asked := w.offers(gig_id=murals.id):
            w.decline(asked[0])
    assert w.state_of(Gig, murals.public_id) == "cancelled"
    assert w.booking(ref).price_minor == PRICE * 70 // 100
    assert w.state_of(Booking, ref) == "confirmed", "the rest goes on"
    clock.advance(days=3)
    shown = w.look(lambda: service_cancellation.preview(w.by_ref(Booking, ref), "customer", clock.now()))
    assert (shown.reason, shown.refund_minor) == ("waived", PRICE * 70 // 100)


def test_a_stage_lost_after_the_money_was_taken_is_refunded_in_part(trip, clock: SteppedClock) -> None:
    late = w.SATURDAY + timedelta(days=14)
    ref = w.book_journey(trip[1], trip[2], starts_on=late)
    w.pay(ref)
    w.accept_all()
    for before in ({"days": 4}, {"hours": 6}):
        clock.move_to(w.booking(ref).starts_at - timedelta(**before))
        w.run_due()
    assert w.payment_of(ref).state == "captured"
    ocean = next(g for g in w.gigs() if g.title == "The ocean")
    live = w.look(lambda: [a.public_id for a in w.by_ref(Gig, ocean.public_id).assignments if a.is_live])
    while live:
        w.do(lambda at, ref=live[0]: service_endings.forfeit(w.by_ref(Assignment, ref), "ill", at))
        w.run_due()
        while asked := w.offers(gig_id=ocean.id):
            w.decline(asked[0])
        live = w.look(lambda: [a.public_id for a in w.by_ref(Gig, ocean.public_id).assignments if a.is_live])
    w.run_due()
    assert w.payment_of(ref).refunded_minor == PRICE * 25 // 100
    assert w.look(lambda: treasury.held_for(trip[0].business, ref, "USD")) == PRICE * 75 // 100
    assert w.trial_is_even(trip[0].business)


def test_whoever_is_asked_for_more_than_the_front_page_shows_finds_the_rest(site: Flask) -> None:
    def make() -> tuple[w.World, str, Identity]:
        world = w.make_world("journey")
        w.add_fan(world, "Anna")
        return world, w.add_journey(world).public_id, w.make_identity("Carla Customer")

    _booked(edge.write(make))
    fan = browse_as(site, w.look(lambda: db.session.scalars(sa.select(Superfan)).one().identity))
    home = fan.get("/fan").get_data(as_text=True)
    assert len(w.offers()) == 4
    assert '<a href="/fan/board">All 4 that ask you</a>' in home
    w.accept_all()
    assert '<a href="/fan/calendar">All 4 that are coming</a>' in fan.get("/fan").get_data(as_text=True)


def test_a_night_asks_the_owner_for_somebody_who_lends_a_room(site: Flask) -> None:
    step = "Find somebody who lends a room"

    def make() -> tuple[w.World, str]:
        world = w.make_world("journey")
        w.add_journey(world, title="By day", stages=[w.stage("Murals", 1, "10:00", 10_000)])
        return world, world.programmes["journey"].public_id

    world, programme = edge.write(make)
    desk = browse_as(site, world.owner)

    def left() -> bool:
        page = desk.get(f"/desk/{world.business.slug}/programmes/{programme}").get_data(as_text=True)
        return f": {step}" in re.sub(r"<[^>]+>", "", page)

    assert not left(), "a journey without a night needs no room"

    def add_a_night() -> None:
        template = db.session.scalars(sa.select(JourneyTemplate)).one()
        template.stages = [*template.stages, w.stage("The night", 1, "20:00", 0, is_stay=True)]

    edge.write(add_a_night)
    assert left()
    edge.write(lambda: w.add_fan(world, "Anna", skills={"hosting.room": 3}))
    assert not left()


def test_hours_steps_and_guides_are_said_alike_on_every_page(site: Flask) -> None:
    def make() -> tuple[w.World, str, Identity]:
        world = w.make_world("journey")
        w.add_fan(world, "Anna")
        stages = [w.stage("The oven", 1, "09:30", 5000), w.stage("The table", 1, "14:00", 5000)]
        return world, w.add_journey(world, stages=stages).public_id, w.make_identity("Carla Customer")

    _world, template, customer = edge.write(make)
    carla = browse_as(site, customer, "es")
    for page in (f"/journeys/{template}", f"/journeys/{template}/booking?party=2&starts_on=2026-12-05"):
        text = re.sub(r"<[^>]+>", " ", carla.get(page).get_data(as_text=True))
        assert "9:30" in text, page
        assert "09:30" not in text, page
    ref = w.book_journey(template, customer)
    assert "Todos dicen que sí" in carla.get(f"/bookings/{ref}/payment").get_data(as_text=True)
    w.pay(ref)
    first, _second = w.accept_all()
    fan = browse_as(site, w.look(lambda: db.session.scalars(sa.select(Superfan)).one().identity))
    page = fan.get(f"/assignments/{first}").get_data(as_text=True)
    assert "This one is yours too." in page
    assert "With Anna" not in page

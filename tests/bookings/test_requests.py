"""What nobody lists: asked for, answered with people and reasons, one picked, another when the first cannot."""

from __future__ import annotations

from datetime import datetime, timedelta
from types import SimpleNamespace

import pytest
from flask import Flask

from marketplace.bookings import reasons, service_requests
from marketplace.bookings.models import Booking, Proposal, Request
from marketplace.bookings.request_titles import said_of_gig, title_of, with_person
from marketplace.bookings.service_requests import Asked
from marketplace.core import audit, edge
from marketplace.core.clock import SteppedClock
from marketplace.core.db import db
from marketplace.core.errors import Invalid, NotFound
from marketplace.identity.models import Identity
from marketplace.trust.models import Notification
from tests import world as w

HOURS = 3
PRICE = 2500 * HOURS


@pytest.fixture
def shop(app: Flask) -> tuple[w.World, Identity]:
    """A bookshop of which four people could answer; three speak Italian."""

    def make() -> tuple[w.World, Identity]:
        world = w.make_world("request")
        for name, languages in (
            ("Ines", {"it": 5, "en": 4}),
            ("Marisol", {"it": 4}),
            ("Gwen", {"it": 3}),
            ("Tom", {"en": 5}),
        ):
            w.add_fan(world, name, languages=languages, interests=("history",))
        return world, w.make_identity("Carla Customer")

    return edge.write(make)


def _asked(language: str = "it", starts_local: datetime = w.SATURDAY, **changes) -> Asked:
    values = {
        "words": "A tour in Italian, Saturday, three people", "language": "en", "wanted_language": language, "party": 3,
        "starts_local": starts_local, "duration_minutes": HOURS * 60, "place_name": "San Francisco", "lat": w.SHOP[0],
        "lon": w.SHOP[1], "interests": ("history",),
    }  # fmt: skip
    return Asked(**(values | changes))


def _ask(shop: tuple[w.World, Identity], **changes) -> str:
    world, customer = shop
    refs = world.programmes["request"].id, customer.id

    def work(at: datetime) -> str:
        programme = db.session.get_one(type(world.programmes["request"]), refs[0])
        return service_requests.ask(
            programme, db.session.get_one(Identity, refs[1]), _asked(**changes), at
        ).public_id

    ref = w.do(work)
    w.run_due()
    return ref


def _proposals(request_ref: str, state: str = "proposed") -> list[str]:
    return w.look(lambda: [p.public_id for p in w.by_ref(Request, request_ref).proposals if p.state == state])


def _choose(proposal_ref: str) -> str:
    def work(at: datetime) -> str:
        proposal: Proposal = w.by_ref(Proposal, proposal_ref)
        return service_requests.choose(proposal, proposal.request.customer, at).public_id

    return w.do(work)


def _told(person: Identity) -> list[str]:
    query = db.session.query(Notification.code).filter_by(identity_id=person.id).order_by(Notification.id)
    return w.look(lambda: [code for (code,) in query])


def test_three_people_who_fit_are_put_forward_with_price_and_reasons(shop) -> None:
    ref = _ask(shop)
    assert w.state_of(Request, ref) == "answered"
    found = w.look(lambda: list(w.by_ref(Request, ref).proposals))
    assert {p.fan.identity.name for p in found} == {"Ines", "Marisol", "Gwen"}
    assert {p.price_minor for p in found} == {PRICE}
    said = w.look(lambda: reasons.because(db.session.merge(found[0], load=True)))
    assert any("Italian" in words for words in said)
    assert any("History" in words for words in said)
    assert not any(" m" in words or "km" in words for words in said), (
        "nobody's home is measured for a customer"
    )
    assert w.look(audit.run) == []


def test_the_person_picked_says_yes_and_it_is_confirmed(shop, clock: SteppedClock) -> None:
    _world, customer = shop
    ref = _ask(shop)
    booking = _choose(_proposals(ref)[0])
    assert w.state_of(Request, ref) == "chosen"
    assert w.booking(booking).price_minor == PRICE
    w.pay(booking)
    (assignment,) = w.accept_all()
    assert w.state_of(Booking, booking) == "confirmed"
    w.take_place(assignment, clock)
    assert w.state_of(Booking, booking) == "completed"
    assert w.payment_of(booking).captured_minor == PRICE
    assert "bookings.proposals" in _told(customer)


def test_when_the_person_picked_cannot_the_others_still_stand(shop) -> None:
    world, customer = shop
    ref = _ask(shop)
    first = _choose(_proposals(ref)[0])
    w.pay(first)
    w.run_due()
    w.decline(w.offers()[0])
    assert w.state_of(Booking, first) == "called_off"
    assert w.payment_of(first).state == "voided"
    assert w.state_of(Request, ref) == "answered"
    assert len(_proposals(ref)) == 2
    assert _told(customer)[-1] == "bookings.choose_again"
    second = _choose(_proposals(ref)[0])
    w.pay(second)
    w.accept_all()
    assert w.state_of(Booking, second) == "confirmed"
    assert w.trial_is_even(world.business)


def test_not_this_one_until_nobody_is_left(shop) -> None:
    _world, customer = shop
    ref = _ask(shop)
    for proposal in _proposals(ref):
        w.do(
            lambda at, p=proposal: service_requests.pass_over(
                w.by_ref(Proposal, p), w.by_ref(Request, ref).customer, at
            )
        )
    assert w.state_of(Request, ref) == "unanswered"
    assert _told(customer)[-1] == "bookings.no_proposals"


def test_nobody_fitting_is_said_with_what_is_lacking(shop) -> None:
    world, _ = shop
    ref = _ask(shop, language="ja")
    assert w.state_of(Request, ref) == "unanswered"
    assert w.look(lambda: reasons.lacking(ref)) == ["Do not speak the language well enough: 4"]
    assert "bookings.unanswered" in _told(world.owner)

    def join(at: datetime) -> None:
        w.add_fan(world, "Yuki", languages={"ja": 5})
        service_requests.look_again(w.by_ref(Request, ref), w.by_ref(Identity, world.owner.public_id), at)

    w.do(join)
    assert w.state_of(Request, ref) == "answered"


def test_a_choice_that_stays_unpaid_can_be_made_again(shop, clock: SteppedClock) -> None:
    ref = _ask(shop)
    booking = _choose(_proposals(ref)[0])
    clock.advance(minutes=30)
    w.run_due()
    assert w.state_of(Booking, booking) == "expired"
    assert w.state_of(Request, ref) == "answered"
    assert len(_proposals(ref)) == 3


def test_it_lapses_when_its_time_has_come(shop, clock: SteppedClock) -> None:
    ref = _ask(shop)
    clock.move_to(w.look(lambda: w.by_ref(Request, ref).starts_at))
    w.run_due()
    assert w.state_of(Request, ref) == "lapsed"


def test_somebody_elses_request_is_not_found(shop) -> None:
    ref = _ask(shop)
    stranger = w.do(lambda at: w.make_identity("Eve"))
    with pytest.raises(NotFound):
        w.do(
            lambda at: service_requests.choose(
                w.by_ref(Proposal, _first(ref)), w.by_ref(Identity, stranger.public_id), at
            )
        )


def _first(ref: str) -> str:
    return str(w.by_ref(Request, ref).proposals[0].public_id)


@pytest.mark.parametrize(
    ("changes", "field"),
    [
        ({"words": "  "}, "words"),
        ({"starts_local": w.SATURDAY - timedelta(days=30)}, "starts_local"),
        ({"duration_minutes": 20}, "duration_minutes"),
        ({"party": 0}, "party"),
    ],
)
def test_what_cannot_be_asked_names_its_field(shop, changes, field: str) -> None:
    with pytest.raises(Invalid) as fault:
        _ask(shop, **changes)
    assert fault.value.field == field


def test_volunteers_are_asked_for_nothing(app: Flask) -> None:
    def make() -> tuple[w.World, Identity]:
        world = w.make_world("request", terms="volunteer")
        w.add_fan(world, "Ines", languages={"it": 5})
        return world, w.make_identity("Carla Customer")

    ref = _ask(edge.write(make))
    booking = _choose(_proposals(ref)[0])
    assert w.state_of(Booking, booking) == "waiting", "nothing to pay: the person picked is asked at once"
    w.accept_all()
    assert w.state_of(Booking, booking) == "confirmed"


@pytest.mark.parametrize(
    ("place", "short"), [("Coyoacán, Ciudad de México, México", "Coyoacán"), ("x" * 160, "x" * 80)]
)
def test_a_wish_is_called_by_what_it_is_and_where(site: Flask, place: str, short: str) -> None:
    """Before, whoever was asked read three parts of an address as the name of the work."""
    wish = SimpleNamespace(kind="request", place_name=place, language="es", detail={})
    called = title_of(wish)
    assert (called.words, called.language) == (f"Petición · {short}", "es")
    assert called.read_in("en").words == f"Request · {short}"
    assert len(with_person(called.words, "y" * 80)) <= 140
    assert said_of_gig(wish) == {
        "text_language": "es",
        "translations": {"en": {"title": f"Request · {short}"}},
    }

"""Layovers: the window reckoned from two flights, one local at a time, vouchers used once, everything forgotten after."""

from __future__ import annotations

from datetime import date, datetime, timedelta
from urllib.parse import urlsplit

import pytest
import sqlalchemy as sa
from flask import Flask

from marketplace.bookings import service_cancellation, service_requests
from marketplace.bookings.models import Booking, Proposal, Request
from marketplace.businesses.models import Business, Programme
from marketplace.core import audit, edge
from marketplace.core.clock import SteppedClock
from marketplace.core.db import db
from marketplace.core.errors import Invalid, NotFound, Refused
from marketplace.core.lifecycle import Actor
from marketplace.core.texts import in_language, language_of
from marketplace.core.words import Written
from marketplace.geo.spots import ROUGH_CIRCLE_M
from marketplace.gigs.models import Gig
from marketplace.identity.models import Identity
from marketplace.kinds import service_layovers, service_vouchers, share_links
from marketplace.kinds.models import Voucher
from marketplace.kinds.service_layovers import Flights
from marketplace.rewards import treasury
from marketplace.rewards.models import PerkClaim
from marketplace.trust.models import Thread
from marketplace.trust.service_cases import open_case
from tests import world as w
from tests.gigs.processes import at_once

LANDS = datetime.fromisoformat("2026-11-26T08:00:00")
TRAIN, ROUND = 1200, 1500


@pytest.fixture
def club(app: Flask) -> tuple[w.World, Identity]:
    """A city club in Amsterdam with two locals who speak English, one too young, and a traveller."""

    def make() -> tuple[w.World, Identity]:
        world = w.make_world("layover", shop=w.CITY_CLUB, terms="volunteer_with_perks")
        w.add_fan(world, "Femke", languages={"nl": 5, "en": 5}, interests=("history",), at_m=300)
        w.add_fan(world, "Daan", languages={"nl": 5, "en": 4}, at_m=900)
        w.add_fan(world, "Young Yara", languages={"nl": 5, "en": 5}, born_on=date(2010, 1, 1), at_m=100)
        return world, w.make_identity("Tara Traveller", born_on=date(1990, 1, 1))

    return edge.write(make)


def _ask(
    club: tuple[w.World, Identity], hours: float = 10, lands: datetime = LANDS, locale: str = "en"
) -> str:
    world, traveller = club
    flights = Flights("KL602", lands, "KL871", lands + timedelta(hours=hours))

    def work(at: datetime) -> str:
        programme = w.by_ref(type(world.programmes["layover"]), world.programmes["layover"].public_id)
        person = w.by_ref(Identity, traveller.public_id)
        return service_layovers.ask(
            programme,
            person,
            flights,
            language="en",
            party=1,
            interests=("history",),
            words="Old houses",
            locale=locale,
            at=at,
        ).public_id

    ref = w.do(work)
    w.run_due()
    return ref


def _proposed(ref: str) -> list[str]:
    return w.look(lambda: [p.public_id for p in w.by_ref(Request, ref).proposals if p.state == "proposed"])


def _choose(proposal_ref: str) -> str:
    def work(at: datetime) -> str:
        proposal: Proposal = w.by_ref(Proposal, proposal_ref)
        return service_requests.choose(proposal, proposal.request.customer, at).public_id

    ref = w.do(work)
    w.run_due()
    return ref


def _met(club: tuple[w.World, Identity]) -> str:
    ref = _choose(_proposed(_ask(club))[0])
    w.accept_all()
    assert w.state_of(Booking, ref) == "confirmed"
    return ref


NO_TIME = [
    (5, LANDS, "layover_too_short"),
    (-2, LANDS, "layover_departs_before_arrival"),
    (30, LANDS, "layover_too_long"),
    (10, datetime.fromisoformat("2027-03-28T02:30:00"), "layover_no_such_time"),
]


def test_flights_that_leave_no_time_are_refused_with_the_figures(club) -> None:
    for hours, lands, code in NO_TIME:
        with pytest.raises(Invalid, match=code) as fault:
            _ask(club, hours, lands)
        assert fault.value.field == "departs_local"
        assert fault.value.params


def test_one_adult_local_at_a_time_is_put_forward(club) -> None:
    ref = _ask(club)
    (first,) = _proposed(ref)
    name = w.look(lambda: w.by_ref(Proposal, first).fan.identity.name)
    w.do(
        lambda at: service_requests.pass_over(w.by_ref(Proposal, first), w.by_ref(Request, ref).customer, at)
    )
    (second,) = _proposed(ref)
    other = w.look(lambda: w.by_ref(Proposal, second).fan.identity.name)
    assert {name, other} == {"Femke", "Daan"}
    w.do(
        lambda at: service_requests.pass_over(w.by_ref(Proposal, second), w.by_ref(Request, ref).customer, at)
    )
    assert w.state_of(Request, ref) == "unanswered", "Yara is not of age"


def test_both_said_yes_and_each_has_vouchers(club, clock: SteppedClock) -> None:
    world, traveller = club
    ref = _met(club)
    assert w.booking(ref).price_minor == 0
    vouchers = w.look(lambda: list(db.session.scalars(sa.select(Voucher))))
    assert sorted((v.perk, v.cap_minor) for v in vouchers if v.identity_id == traveller.id) == [
        ("first_round", ROUND),
        ("train", TRAIN),
    ]
    assert len(vouchers) == 4
    gig = w.gigs()[0]
    assert gig.needs["age_min"] == 18
    assert gig.starts_at == datetime.fromisoformat("2026-11-26T08:10:00+00:00"), (
        "landed at 7 UTC, 50 minutes to the door, 20 by train"
    )
    assert w.look(lambda: treasury.reserved(world.programmes["layover"])) >= 2 * (TRAIN + ROUND)
    (assignment,) = w.look(lambda: [a.public_id for a in w.by_ref(Gig, gig.public_id).assignments])
    w.take_place(assignment, clock)
    assert w.state_of(Booking, ref) == "completed"
    scheme = w.look(lambda: w.by_ref(Gig, gig.public_id).scheme_version.document)
    perks = [part["code"] for part in scheme["components"] if part["type"] == "perk"]
    assert perks == ["transport", "first_round"], "and the scheme promises the same against receipts"
    assert w.look(lambda: db.session.query(PerkClaim).count()) == 0, "the fare is paid once: by the voucher"
    assert w.look(audit.run) == []


def test_the_one_picked_says_no_and_the_next_is_put_forward(club) -> None:
    ref = _ask(club)
    booking = _choose(_proposed(ref)[0])
    w.decline(w.offers()[0])
    assert w.state_of(Booking, booking) == "called_off"
    assert w.state_of(Request, ref) == "answered"
    assert len(_proposed(ref)) == 1


def _redeem(world: w.World, code: str, amount_minor: int) -> int:
    business_ref, owner_ref = world.business.public_id, world.owner.public_id

    def work(at: datetime) -> int:
        business, owner = w.by_ref(Business, business_ref), w.by_ref(Identity, owner_ref)
        return service_vouchers.redeem(business, code, amount_minor, owner, at).redeemed_minor

    return w.do(work)


def _codes(ref: str, perk: str = "train") -> list[str]:
    query = sa.select(Voucher.code).where(Voucher.subject == ref, Voucher.perk == perk).order_by(Voucher.id)
    return w.look(lambda: list(db.session.scalars(query)))


def test_a_voucher_works_once_for_at_most_its_cap_and_is_booked(club) -> None:
    world, _ = club
    code = _codes(_met(club))[0]
    with pytest.raises(Invalid, match="voucher_amount"):
        _redeem(world, code, TRAIN + 1)
    assert _redeem(world, f" {code.lower()[:6]}-{code.lower()[6:]} ", 980) == 980
    with pytest.raises(Refused, match="voucher_used"):
        _redeem(world, code, 1)
    programme = world.programmes["layover"]
    assert w.look(lambda: treasury.spent(programme)) == 980
    assert w.balance(world.business, f"perk_reserve:{programme.public_id}") == 980
    assert w.trial_is_even(world.business)


def test_of_five_scans_at_once_one_counts_and_the_others_are_told(club, app: Flask) -> None:
    world, _ = club
    code = _codes(_met(club))[0]
    app.config["WTF_CSRF_ENABLED"] = False
    signed_in = {"_user_id": world.owner.fs_uniquifier, "_fresh": True}
    counter = f"/desk/{world.business.slug}/vouchers"

    def scan() -> str:
        client = app.test_client()
        with client.session_transaction() as session:
            session.update(signed_in)
        answer = client.post(counter, data={"code": code, "amount": "5.00"})
        told = "already used" if "already" in answer.get_data(as_text=True) else ""
        return f"{answer.status_code} {told}".strip()

    found = at_once(app, [scan] * 5)
    assert found == ["done: 303"] + ["done: 409 already used"] * 4
    assert w.look(lambda: treasury.spent(db.session.scalars(sa.select(Programme)).one())) == 500


def test_another_business_finds_no_such_voucher(club) -> None:
    code = _codes(_met(club))[0]
    other = w.do(lambda at: w.make_world(owner="Other Owner"))
    with pytest.raises(NotFound, match="voucher_unknown"):
        _redeem(other, code, 1)


def test_vouchers_end_when_the_meeting_is_off_or_long_over(club, clock: SteppedClock) -> None:
    world, _ = club
    programme = world.programmes["layover"]
    first = _met(club)
    w.do(
        lambda at: service_cancellation.cancel(w.by_ref(Booking, first), "customer", Actor.CUSTOMER, None, at)
    )
    assert w.look(lambda: {v.state for v in db.session.scalars(sa.select(Voucher))}) == {"withdrawn"}
    assert w.look(lambda: treasury.reserved(programme)) == 0
    second = _met(club)
    clock.move_to(w.booking(second).ends_at + timedelta(hours=12))
    w.run_due()
    states = w.look(
        lambda: {v.state for v in db.session.scalars(sa.select(Voucher).where(Voucher.subject == second))}
    )
    assert states == {"expired"}


def test_two_days_later_flights_words_and_messages_are_gone(club, clock: SteppedClock) -> None:
    ref = _met(club)
    clock.move_to(w.booking(ref).ends_at + timedelta(hours=48))
    w.run_due()
    booking = w.booking(ref)
    assert set(booking.detail) == {"request", "proposal", "fan"}
    request = w.look(lambda: db.session.get(Request, booking.request_id))
    assert (request.words, request.detail) == ("", {})
    assert w.look(lambda: db.session.scalar(sa.select(Thread).where(Thread.subject == ref))) is None
    assert w.gigs()[0].notes == ""


def test_an_open_case_keeps_what_it_needs_until_it_is_decided(club, clock: SteppedClock) -> None:
    world, traveller = club
    ref = _met(club)

    def dispute(at: datetime) -> None:
        mine = w.by_ref(Identity, traveller.public_id)
        open_case(business_ref=world.business.public_id, kind="dispute", subject=ref, opened_by=mine, against=None,
                  title="He was not there", text="I waited for an hour.", upload=None, at=at)  # fmt: skip

    w.do(dispute)
    clock.move_to(w.booking(ref).ends_at + timedelta(hours=49))
    w.run_due()
    assert "arrival_flight" in w.booking(ref).detail


def test_a_friend_sees_where_one_is_until_two_hours_after(club, clock: SteppedClock) -> None:
    ref = _met(club)
    token = w.look(lambda: share_links.share_link(w.by_ref(Booking, ref))).rsplit("/", 1)[1]
    ends_at = w.booking(ref).ends_at
    assert w.look(lambda: share_links.booking_behind(token, ends_at)).public_id == ref
    with pytest.raises(NotFound):
        w.look(lambda: share_links.booking_behind(token, ends_at + timedelta(hours=3)))


def test_a_friend_is_told_where_the_map_is_only_about_right(app: Flask, club) -> None:
    ref = _met(club)
    path = urlsplit(w.look(lambda: share_links.share_link(w.by_ref(Booking, ref)))).path
    only_about, browser = "The map shows only about where it is", app.test_client()
    assert only_about not in browser.get(path).text

    def forget(at: datetime) -> None:
        gig = db.session.scalars(sa.select(Gig)).one()
        gig.detail = dict(gig.detail) | {"checkin_circle_m": ROUGH_CIRCLE_M}

    w.do(forget)
    assert only_about in browser.get(path).text


def test_traveller_and_local_each_read_the_meeting_point_in_their_language(
    club: tuple[w.World, Identity],
) -> None:
    """The traveller's language is kept with the wish; the local reads the owner's words or the translation."""
    world, _traveller = club

    def translate(at: datetime) -> Written:
        programme = w.by_ref(Programme, world.programmes["layover"].public_id)
        programme.translations = {"es": {"meeting_point": "Bajo el reloj"}}
        return service_layovers.meeting_point_of(programme, "en")

    english = w.do(translate).words
    spanish = _ask(club, locale="es")
    assert w.look(lambda: w.by_ref(Request, spanish).place_name) == "Bajo el reloj"

    _choose(_proposed(spanish)[0])
    gig = w.gigs()[0]
    booking = w.look(lambda: db.session.scalars(sa.select(Booking)).one())
    assert (gig.place_name, gig.titled.language) == ("Bajo el reloj", "es")
    for locale, kind, words in (
        ("es", "Encuentro entre vuelos", "Bajo el reloj"),
        ("en", "Layover meet-up", english),
    ):
        short = words.split(",")[0]
        read, booked = gig.titled.read_in(locale), booking.titled.read_in(locale)
        assert (read.words, read.language) == (f"{kind} · {short}", locale)
        assert booked.words.startswith(f"{kind} · {short} · ")
        assert (in_language(gig, locale, "place_name"), language_of(gig, locale, "place_name")) == (
            words,
            locale,
        )


def test_a_meeting_point_that_nobody_translated_is_marked_as_the_owners_words(
    club: tuple[w.World, Identity],
) -> None:
    ref = _ask(club, locale="es")
    _choose(_proposed(ref)[0])
    gig = w.gigs()[0]
    assert (language_of(gig, "es", "place_name"), gig.titled.language) == ("en", "en")

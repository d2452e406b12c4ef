"""A fan's own listing: written, sent back, handed in again, published, put on dates, taken and booked."""

from __future__ import annotations

import re
from datetime import datetime

import pytest
import sqlalchemy as sa
from flask import Flask

from marketplace.bookings.models import Booking
from marketplace.catalogue import service_listings
from marketplace.catalogue.models import Experience, Session
from marketplace.core import audit, edge
from marketplace.core.db import db
from marketplace.core.errors import Refused
from marketplace.geo.gazetteer import Gazetteer
from marketplace.geo.place_search import EXTENSION
from marketplace.gigs.models import Assignment
from marketplace.identity.models import Identity
from marketplace.superfans import membership_hooks, service_members, service_membership
from marketplace.superfans.models import Membership, Superfan
from tests import world as w
from tests.bookings.conftest import SignIn, signed_in

WORDS = {
    "title": "Fog and typewriters",
    "summary": "An hour with machines that sing.",
    "description": "We meet at the door and try twelve machines.",
    "language": "en",
    "meeting_point": "The bookshop's door",
    "city": "San Francisco",
    "duration_minutes": "90",
    "guests_min": "2",
    "guests_max": "6",
    "price": "25.00",
    "price_per": "person",
    "languages": ["en"],
    "cutoff_hours": "24",
}
EVENING = "2026-11-28T19:00"
SUNDAY = datetime(2026, 11, 29, 10)  # noqa: DTZ001 - on the clock of the place


@pytest.fixture
def shop(pages: Flask) -> w.World:
    """A bookshop with one guide, free on mornings only, and somebody who is no member."""

    def make() -> w.World:
        world = w.make_world("experience")
        w.add_fan(world, "Tess Typewriter", hours=tuple((day, 8, 12) for day in range(7)))
        w.add_fan(world, "Nobody Yet", member="applied")
        return world

    return edge.write(make)


def _new(shop: w.World) -> str:
    return f"/fan/experiences/new?programme={shop.programmes['experience'].public_id}"


def _listing() -> Experience:
    return w.look(lambda: db.session.scalars(sa.select(Experience)).one())


def _desk(shop: w.World, tail: str = "") -> str:
    return f"/desk/{shop.business.slug}/listings/{_listing().public_id}{tail}"


def _mine(tail: str = "") -> str:
    return f"/fan/experiences/{_listing().public_id}{tail}"


def test_a_listing_goes_from_a_fans_pen_to_a_booked_evening(shop: w.World, sign_in: SignIn) -> None:
    tess, olive = sign_in(shop.fans[0].identity), sign_in(shop.owner)
    assert "Offer one at Foglight Books" in tess.get("/fan").text

    assert tess.post(_new(shop), data=WORDS).status_code == 303
    assert _listing().state == "submitted"
    assert "Tess Typewriter" in olive.get(f"/desk/{shop.business.slug}/listings").text
    assert sign_in(None).get(f"/experiences/{_listing().public_id}").status_code == 404

    olive.post(_desk(shop, "/return"), data={"reason": "Say where the restroom is."})
    for page in (tess.get(_mine()).text, olive.get(_desk(shop)).text):
        assert '<p class="preserve" lang="en">Say where the restroom is.</p>' in page
        assert WORDS["description"] in page
    tess.post(_mine("/words"), data=WORDS | {"description": "We meet at the door. The restroom is upstairs."})
    assert _listing().state == "submitted"
    olive.post(_desk(shop, "/publication"))
    page = tess.get(_mine()).text
    assert "With 2 guests you get" in page
    assert "With 6 guests you get" in page

    # An evening that she left out of her weekly hours: her own date is asked of nobody else, and she may still say yes.
    assert tess.post(_mine("/sessions"), data={"starts_local": EVENING, "language": "en", "repeat_weeks": "1"}).status_code == 303  # fmt: skip
    w.run_due()
    gig = w.gigs()[0]
    assert f"/fan/board/{gig.public_id}" in tess.get(_mine()).text
    assert tess.post(f"/fan/board/{gig.public_id}/acceptance", data={"waives_hours": "y"}).status_code == 303
    w.run_due()
    assert w.look(lambda: db.session.scalars(sa.select(Assignment.fan_id)).all()) == [shop.fans[0].id]
    assert w.look(lambda: db.session.scalars(sa.select(Session.state)).one()) == "guided"
    assert "You have said yes" in tess.get(_mine()).text
    assert sign_in(None).get(f"/experiences/{_listing().public_id}").status_code == 200


def test_a_fan_chooses_among_the_languages_in_which_they_can_hold_a_date(
    shop: w.World, sign_in: SignIn
) -> None:
    form = sign_in(shop.fans[0].identity).get(_new(shop)).text
    spoken = w.look(lambda: {one.language for one in shop.fans[0].languages if one.level >= 3})
    assert set(re.findall(r'name="languages"[^>]*value="(\w+)"', form)) == spoken
    assert (
        sign_in(shop.fans[0].identity).post(_new(shop), data=WORDS | {"languages": ["fi"]}).status_code == 422
    )


def test_a_fans_change_to_what_is_published_is_looked_at_again(shop: w.World, sign_in: SignIn) -> None:
    edge.write(lambda: w.add_listing(shop, shop.fans[0]))
    tess = sign_in(shop.fans[0].identity)

    tess.post(_mine("/words"), data=WORDS)
    assert _listing().state == "submitted"

    sign_in(shop.owner).post(_desk(shop, "/publication"))
    tess.post(_mine("/pause"))
    assert _listing().state == "paused"
    tess.post(_mine("/words"), data=WORDS)
    assert _listing().state == "submitted"


def test_wrong_words_are_named_beside_their_field_and_nothing_is_kept(shop: w.World, sign_in: SignIn) -> None:
    tess = sign_in(shop.fans[0].identity)
    for wrong in ({"title": ""}, {"price": "-1"}, {"guests_min": "9"}, {"city": "Nowhere at all, xyzzy"}):
        answer = tess.post(_new(shop), data=WORDS | wrong)
        assert answer.status_code == 422, wrong
        assert "field__error" in answer.text
        assert "An hour with machines that sing." in answer.text, "what was entered is still there"
    assert w.look(lambda: db.session.scalar(sa.select(sa.func.count()).select_from(Experience))) == 0


def test_only_active_members_offer_and_only_authors_touch(shop: w.World, sign_in: SignIn) -> None:
    assert sign_in(shop.fans[1].identity).post(_new(shop), data=WORDS).status_code == 404
    edge.write(lambda: w.add_listing(shop, shop.fans[0]))
    stranger = sign_in(shop.fans[1].identity)
    for tail in ("", "/words", "/words/es"):
        assert stranger.get(_mine(tail)).status_code == 404
    for tail in ("/words", "/words/es", "/pause", "/sessions"):
        assert stranger.post(_mine(tail), data=WORDS).status_code == 404
    assert _listing().state == "published"


def test_an_owner_who_edits_a_listing_keeps_the_skills_it_asks_for(shop: w.World, sign_in: SignIn) -> None:
    edge.write(lambda: w.add_listing(shop, skills=("guiding.history",)))
    assert sign_in(shop.owner).post(_desk(shop, "/words"), data=WORDS).status_code == 303
    assert (_listing().title, _listing().skills) == ("Fog and typewriters", ["guiding.history"])


def test_a_listing_of_the_shop_that_was_sent_back_can_be_handed_in_again(
    shop: w.World, sign_in: SignIn
) -> None:
    olive = sign_in(shop.owner)
    olive.post(f"/desk/{shop.business.slug}/listings/new", data=WORDS)
    olive.post(_desk(shop, "/return"), data={"reason": "Too short."})
    assert _listing().state == "returned"
    olive.post(_desk(shop, "/words"), data=WORDS | {"duration_minutes": "120"})
    assert _listing().state == "submitted"


def test_since_when_a_listing_waits_is_shown(shop: w.World, sign_in: SignIn) -> None:
    sign_in(shop.fans[0].identity).post(_new(shop), data=WORDS)
    handed_in = datetime.fromisoformat("2026-11-23T12:00:00+00:00").isoformat()
    assert handed_in in sign_in(shop.owner).get(f"/desk/{shop.business.slug}/listings").text
    assert handed_in in sign_in(shop.fans[0].identity).get(_mine()).text


@pytest.fixture
def promised(app: Flask) -> tuple[w.World, str, str, str]:
    """A guide's own listing with two dates that guests have paid for, of which the guide has said yes to the first."""

    def make() -> tuple[w.World, str, Identity]:
        world = w.make_world("experience")
        listing = w.add_listing(world, w.add_fan(world, "Tess Typewriter"))
        return world, w.add_session(listing).public_id, w.make_identity("Gus Guest")

    world, promised, guest = edge.write(make)
    kept = w.book(promised, guest, 2)
    w.pay(kept)
    w.accept_all()
    later = edge.write(
        lambda: w.add_session(db.session.scalars(sa.select(Experience)).one(), SUNDAY).public_id
    )
    lost = w.book(later, w.look(lambda: w.by_ref(Identity, guest.public_id)), 2)
    w.pay(lost)
    assert [w.state_of(Booking, ref) for ref in (kept, lost)] == ["confirmed", "waiting"]
    return world, kept, lost, later


def _of_tess(world: w.World) -> Membership:
    return db.session.scalars(sa.select(Membership).where(Membership.fan_id == world.fans[0].id)).one()


@pytest.mark.parametrize("goes", ["leaves", "is_removed"])
def test_dates_of_an_author_who_goes_are_called_off_unless_promised(
    promised: tuple[w.World, str, str, str], goes: str
) -> None:
    world, kept, lost, date = promised
    foreseen = w.do(lambda at: membership_hooks.leaving.foresee(_of_tess(world), at))
    numbers = {one.code: one.number for one in foreseen}
    assert (numbers["listings_paused"], numbers["own_dates_called_off"]) == (1, 1)
    if goes == "leaves":
        w.do(lambda at: service_membership.leave(_of_tess(world), at))
    else:
        w.do(lambda at: service_members.remove(_of_tess(world), world.owner, "Never came", at))
    w.run_due()
    assert _listing().state == "paused"
    assert w.state_of(Booking, lost) == "called_off"
    assert w.state_of(Booking, kept) == ("confirmed" if goes == "leaves" else "called_off")
    assert w.state_of(Session, date) == "cancelled"
    assert w.balance(world.business, f"held:{lost}") == 0
    for again in (_publish, _hand_in):
        with pytest.raises(Refused, match="host_has_left"):
            w.do(lambda at, again=again: again(world, at))
    assert _listing().state == "paused"
    assert w.look(audit.run) == []


def _publish(world: w.World, at: datetime) -> None:
    service_listings.publish_listing(db.session.scalars(sa.select(Experience)).one(), world.owner, at)


def _hand_in(_world: w.World, at: datetime) -> None:
    service_listings.check_host(db.session.scalars(sa.select(Experience)).one())


def test_who_has_left_reads_why_their_listing_rests(
    app: Flask, promised: tuple[w.World, str, str, str], gazetteer: Gazetteer
) -> None:
    app.extensions[EXTENSION] = gazetteer
    app.config["WTF_CSRF_ENABLED"] = False
    world = promised[0]
    w.do(lambda at: service_membership.leave(_of_tess(world), at))
    fan = w.look(lambda: w.by_ref(Superfan, world.fans[0].public_id).identity)
    tess, olive = signed_in(app, fan), signed_in(app, world.owner)
    page = tess.get(_mine()).text
    assert "You are not a member of this programme at present" in page
    assert _mine("/words") not in page
    assert tess.post(_mine("/words"), data=WORDS).status_code == 409
    assert (
        "is not a member at present" in olive.post(_desk(world, "/publication"), follow_redirects=True).text
    )
    assert _listing().state == "paused"

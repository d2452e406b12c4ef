"""The desk's parcels and blocks, and the fan's stops, as they are read and used."""

from __future__ import annotations

import io
import re
from datetime import date

import pytest
import sqlalchemy as sa
from flask import Flask

from marketplace.core import edge
from marketplace.core.clock import SteppedClock
from marketplace.core.db import db
from marketplace.gigs.models import Assignment, Gig, Offer
from marketplace.identity.models import Identity
from marketplace.kinds.models import Parcel, PickupPoint
from marketplace.superfans import membership_hooks, packing
from marketplace.superfans.models import Membership, Superfan
from marketplace.trust.models import AuditLog, Upload
from tests import world as w
from tests.bookings.conftest import SignIn
from tests.kinds.depots import NUMBER, make_depot, plan_blocks
from tests.trust.photos import jpeg

DAY = date(2026, 11, 25)  # Wednesday
HERE = {"lat": str(w.SHOP[0]), "lon": str(w.SHOP[1])}


@pytest.fixture
def depot(pages: Flask) -> w.World:
    return edge.write(make_depot)


@pytest.fixture
def desk(depot: w.World) -> str:
    return f"/desk/{depot.business.slug}"


def _all(model: type) -> list:
    return w.look(lambda: list(db.session.scalars(sa.select(model).order_by(model.id))))


def _count(model: type) -> int:
    return w.look(lambda: db.session.scalar(sa.select(sa.func.count()).select_from(model)))


def _point() -> str:
    return _all(PickupPoint)[0].public_id


def test_without_a_place_to_wait_one_is_asked_for_it_first(pages: Flask, sign_in: SignIn) -> None:
    world = edge.write(lambda: w.make_world("delivery"))
    owner, desk = sign_in(world.owner), f"/desk/{world.business.slug}"

    for page in ("new", "file"):
        answer = owner.get(f"{desk}/parcels/{page}")
        assert (answer.status_code, answer.location) == (303, f"{desk}/pickup-points")
    made = owner.post(f"{desk}/pickup-points", data={"name": "Back door", "address": "3100 24th St"} | HERE)

    assert made.status_code == 303
    assert owner.get(f"{desk}/parcels/new").status_code == 200
    page = owner.get(f"{desk}/pickup-points").text
    assert "Back door" in page
    assert re.search(rf'href="{desk}/parcels" aria-current="page"', page), "they lie in the room of parcels"
    assert "Added a pick-up point" in owner.get(f"{desk}/log").text


def test_a_parcel_is_entered_by_hand(depot: w.World, desk: str, sign_in: SignIn) -> None:
    owner = sign_in(depot.owner)
    data = {
        "pickup_point": _point(), "recipient_name": "Ida Reader", "address": "12 Valencia St", "litres": "3",
        "on": DAY.isoformat(), "opens_local": "10:00", "closes_local": "12:00",
    } | HERE  # fmt: skip

    assert owner.post(f"{desk}/parcels/new", data=data).status_code == 303
    refused = owner.post(f"{desk}/parcels/new", data=data | {"closes_local": "09:00"})

    made = _all(Parcel)[-1]
    assert (made.recipient_name, made.state, made.opens_at.isoformat()) == (
        "Ida Reader", "waiting", "2026-11-25T18:00:00+00:00",
    )  # fmt: skip
    assert refused.status_code == 422
    assert "This is before the beginning" in refused.text
    assert _count(Parcel) == NUMBER + 1


def test_a_file_is_taken_whole_or_not_at_all(depot: w.World, desk: str, sign_in: SignIn) -> None:
    owner = sign_in(depot.owner)

    def send(*rows: str) -> tuple[int, str]:
        text = "\n".join(["recipient_name,address,lat,lon,litres", *rows])
        file = (io.BytesIO(text.encode()), "parcels.csv")
        answer = owner.post(f"{desk}/parcels/file", data={"pickup_point": _point(), "file": file})
        return answer.status_code, answer.text

    good = "Ida,12 Valencia St,37.76,-122.42,3"
    assert send(good, "Ben,14 Valencia St,37.76,-122.42,much")[0] == 422
    assert _count(Parcel) == NUMBER
    assert send(good, good)[0] == 303
    assert _count(Parcel) == NUMBER + 2
    exported = owner.get(f"{desk}/parcels/file.csv")
    assert exported.mimetype == "text/csv"
    assert exported.text.count("12 Valencia St") == 2


def test_what_cannot_be_done_with_a_parcel_is_said_and_leaves_no_trace(
    depot: w.World, desk: str, sign_in: SignIn
) -> None:
    owner, parcel = sign_in(depot.owner), _all(Parcel)[0]
    logged = _count(AuditLog)

    assert owner.post(f"{desk}/parcels/{parcel.public_id}/repeat").status_code == 303
    assert w.state_of(Parcel, parcel.public_id) == "waiting"
    assert _count(AuditLog) == logged
    assert "notice--warning" in owner.get(f"{desk}/parcels").text

    assert owner.post(f"{desk}/parcels/{parcel.public_id}/withdrawal").status_code == 303
    assert w.state_of(Parcel, parcel.public_id) == "withdrawn"
    assert _count(AuditLog) == logged + 1


def test_exactly_the_blocks_that_were_shown_are_offered(depot: w.World, desk: str, sign_in: SignIn) -> None:
    owner = sign_in(depot.owner)
    span = {
        "programme": depot.programmes["delivery"].public_id, "on": DAY.isoformat(), "opens_local": "09:00",
        "closes_local": "17:00",
    }  # fmt: skip
    shown = owner.get(f"{desk}/blocks/new", query_string=span)
    assert shown.status_code == 200
    seen = re.search(r'name="seen"[^>]*value="([^"]+)"', shown.text)
    assert seen is not None
    assert w.gigs() == []

    assert owner.post(f"{desk}/blocks", data=span | {"seen": "of-another-day"}).status_code == 409
    assert w.gigs() == []
    assert owner.post(f"{desk}/blocks", data=span | {"seen": seen[1]}).status_code == 303

    (gig,) = w.gigs()
    page = owner.get(f"{desk}/blocks/{gig.public_id}").text
    assert all(parcel.address in page for parcel in _all(Parcel) if parcel.gig_id == gig.id)
    offers = owner.get(f"{desk}/gigs/{gig.public_id}").text
    assert f'href="{desk}/blocks/{gig.public_id}"' in offers
    assert "are for whoever takes it" not in offers, "the owner entered them"


def test_a_photo_of_a_stop_is_kept_once_and_not_where_it_is_refused(
    depot: w.World, sign_in: SignIn, clock: SteppedClock
) -> None:
    gig = w.look(lambda: w.by_ref(Gig, plan_blocks(depot)[0]))
    ref = w.accept(w.offers(gig_id=gig.id)[0])
    rider = w.look(
        lambda: next(a for a in w.by_ref(Gig, gig.public_id).assignments if a.is_live).fan.identity
    )
    clock.move_to(gig.starts_at)
    browser = sign_in(rider)
    stop = next(p for p in _all(Parcel) if p.gig_id == gig.id)
    path = f"/assignments/{ref}/stops/{stop.public_id}"

    def hand_over() -> int:
        data = {"nonce": "one-proof", "photo": (io.BytesIO(jpeg()), "door.jpg")}
        return browser.post(f"{path}/delivery", data=data).status_code

    assert hand_over() == 303
    assert "notice--error" in browser.get(f"/assignments/{ref}").text, "nobody hands over before checking in"
    assert _count(Upload) == 0
    w.check_in(ref)
    assert [hand_over(), hand_over()] == [303, 303], "the second as a phone sends it that heard no answer"
    assert w.state_of(Parcel, stop.public_id) == "delivered"
    assert _count(Upload) == 1
    other = w.look(
        lambda: next(f for f in db.session.scalars(sa.select(Superfan)) if f.identity != rider).identity
    )
    assert (
        sign_in(other).post(f"{path}/unable", data={"nonce": "x", "reason": "nobody_home"}).status_code == 404
    )


def test_what_is_fetched_is_entered_shown_and_done(
    depot: w.World, desk: str, sign_in: SignIn, clock: SteppedClock
) -> None:
    """By the form, on the desk's lists, and in the fan's round with words of its own."""
    owner = sign_in(depot.owner)
    data = {
        "pickup_point": _point(), "recipient_name": "Gil Giver", "address": "101 Valencia St", "litres": "3",
        "is_return": "y", "notes": "Ask for the book",
    } | HERE  # fmt: skip
    assert owner.post(f"{desk}/parcels/new", data=data).status_code == 303
    assert _all(Parcel)[-1].is_return
    assert "Fetched there and brought to you" in owner.get(f"{desk}/parcels").text
    assert ",yes" in owner.get(f"{desk}/parcels/file.csv").text
    ref = _all(Parcel)[-1].public_id
    plan_blocks(depot)
    gig = w.look(lambda: db.session.get_one(Gig, w.by_ref(Parcel, ref).gig_id))
    offer = w.offers(gig_id=gig.id)[0]
    assignment = w.accept(offer)
    clock.move_to(gig.starts_at)
    w.check_in(assignment)
    fan = sign_in(w.look(lambda: w.by_ref(Assignment, assignment).fan.identity))
    page = fan.get(f"/assignments/{assignment}").text
    assert page.count("You fetch something here") == 1
    code = w.look(lambda: w.by_ref(Parcel, ref).delivery_code)
    form = next(
        part for part in re.findall(r'action="([^"]+)"', page) if ref in part and "unable" not in part
    )
    assert fan.post(form, data={"nonce": f"{ref}-d", "code": code}).status_code == 303
    page = fan.get(f"/assignments/{assignment}").text
    assert "It is at the pick-up point" in page
    assert "fetched there" in owner.get(f"{desk}/blocks/{gig.public_id}").text
    assert "Fetched, comes to you" in owner.get(f"{desk}/parcels").text


def test_a_pickup_point_of_which_only_the_quarter_is_known_is_put_where_it_is(
    pages: Flask, sign_in: SignIn
) -> None:
    """Fans near the door were refused for standing a kilometre from the middle of the quarter."""
    world = edge.write(lambda: w.make_world("delivery"))
    owner, address = sign_in(world.owner), f"/desk/{world.business.slug}/pickup-points"

    made = owner.post(address, data={"name": "Back door", "address": "3100 24th St, Mission District"})
    (point,) = _all(PickupPoint)
    assert made.location == f"{address}/{point.public_id}"
    assert point.circle_m > 1000
    page = owner.get(made.location).text
    assert "we know only the quarter" in page
    assert "only its quarter is known" in owner.get(address).text

    mended = owner.post(made.location, data={"name": "Back door", "address": "3100 24th St"} | HERE)
    assert mended.location == address
    assert w.look(lambda: db.session.scalars(sa.select(PickupPoint.circle_m)).one()) == 150
    assert "only its quarter is known" not in owner.get(address).text

    assert owner.post(f"{address}/{point.public_id}/removal").status_code == 303
    assert _count(PickupPoint) == 0


def test_a_pickup_point_with_a_history_stays(depot: w.World, desk: str, sign_in: SignIn) -> None:
    owner = sign_in(depot.owner)
    answer = owner.post(f"{desk}/pickup-points/{_point()}/removal", follow_redirects=True)
    assert "Parcels have waited here" in answer.text
    assert _count(PickupPoint) == 1


def test_a_block_that_nobody_takes_waits_until_it_begins(
    depot: w.World, desk: str, sign_in: SignIn, clock: SteppedClock
) -> None:
    """In a new shop nobody has joined yet: the block stays, and whoever comes is asked."""

    def alone() -> None:
        db.session.execute(sa.update(Membership).values(state="paused"))

    edge.write(alone)
    owner = sign_in(depot.owner)
    plan_blocks(depot)
    block = _all(Gig)[0]
    assert block.state == "unfilled"
    assert {p.state for p in _all(Parcel)} == {"planned"}

    def come_back(at) -> None:
        membership = db.session.scalars(sa.select(Membership).order_by(Membership.id)).first()
        membership.state = "active"
        db.session.flush()
        packing.repack(membership.fan, at)
        membership_hooks.joined(membership, at)

    w.do(come_back)
    w.run_due()
    assert w.state_of(Gig, block.public_id) == "open", "somebody is asked"

    w.do(lambda at: db.session.execute(sa.update(Offer).values(state="declined")) and None)
    clock.move_to(block.starts_at)
    w.run_due()
    assert w.state_of(Gig, block.public_id) == "cancelled"
    assert {p.state for p in _all(Parcel)} == {"waiting"}
    assert f"{NUMBER} parcels wait for a block" in owner.get(f"{desk}/parcels").text


def test_parcels_of_a_block_that_is_called_off_wait_again(depot: w.World, desk: str, sign_in: SignIn) -> None:
    owner = sign_in(depot.owner)
    plan_blocks(depot)
    for gig in _all(Gig):
        owner.post(f"{desk}/gigs/{gig.public_id}/cancellation", data={"note": "Rain"})
    assert {g.state for g in _all(Gig)} == {"cancelled"}
    assert {p.state for p in _all(Parcel)} == {"waiting"}
    assert f"{NUMBER} parcels wait for a block" in owner.get(f"{desk}/parcels").text


def test_the_empty_file_is_filled_in_and_taken_in_the_owners_language(
    depot: w.World, desk: str, sign_in: SignIn
) -> None:
    owner = sign_in(depot.owner)
    owner.get(f"{desk}/parcels")
    edge.write(lambda: db.session.execute(sa.update(Identity).values(locale="es")))
    empty = owner.get(f"{desk}/parcels/empty.csv").get_data(as_text=True)
    assert empty.startswith("\ufeffdestinatario;")

    row = ["Óscar Muñoz", "Tres Cruces 11", "19,3478", "-99,1655"]
    filled = (empty + ";".join(row) + "\r\n").encode()
    before = _count(Parcel)
    sent = {"pickup_point": _point(), "file": (io.BytesIO(filled), "p.csv")}
    assert owner.post(f"{desk}/parcels/file", data=sent).status_code == 303
    assert _count(Parcel) == before + 1

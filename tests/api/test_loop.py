"""The loop by programmes alone, on both databases: booked, paid, accepted, done, earned; asked, answered; parcels, blocks."""

from __future__ import annotations

from datetime import timedelta

from flask import Flask

from marketplace.bookings.models import Booking
from marketplace.core import clock, edge
from marketplace.core.clock import SteppedClock
from marketplace.gigs.models import Gig
from marketplace.kinds import service_parcels
from tests import world as w
from tests.api.conftest import Scene, build


def _book(scene: Scene, party: int = 2) -> str:
    found = scene.customer.get("/sessions?words=murals&party=2&place=San+Francisco")
    assert found.status_code == 200, found.json
    (session,) = found.json["sessions"]
    assert session["is_rough"] is False
    assert session["id"] == scene.session_ref
    assert session["price_minor"] == 3900
    made = scene.customer.post(f"/sessions/{session['id']}/bookings", {"party": party})
    assert made.status_code == 201, made.json
    assert made.json["state"] == "pending"
    return made.json["id"]


def test_a_date_is_booked_paid_guided_and_earned(scene: Scene, clock: SteppedClock) -> None:
    ref = _book(scene)
    paid = scene.customer.post(f"/bookings/{ref}/payment", {"payment_method": "pm_card_visa"})
    assert paid.json == {"state": "authorised", "booking_state": "waiting"}
    w.run_due()
    (offer,) = scene.fan.get("/offers").json["offers"]
    assert offer["quote"]["total_minor"] > 0
    assert all(reason["words"] for reason in offer["reasons"])
    assert scene.fan.get(f"/offers/{offer['id']}").json == offer
    taken = scene.fan.post(f"/offers/{offer['id']}/acceptance")
    assert taken.status_code == 201, taken.json
    assignment = f"/assignments/{taken.json['id']}"
    w.run_due()
    assert scene.customer.get(f"/bookings/{ref}").json["state"] == "confirmed"
    assert [a["id"] for a in scene.fan.get("/assignments").json["assignments"]] == [taken.json["id"]]

    clock.move_to(w.booking(ref).starts_at)
    wrong = scene.fan.post(f"{assignment}/check-in", {"means": "code", "code": "NOPE"})
    assert wrong.status_code == 409
    assert wrong.json["field"] == "code"
    code = w.look(lambda: w.by_ref(Gig, taken.json["gig"]["id"]).checkin_code)
    here = scene.fan.post(f"{assignment}/check-in", {"means": "code", "code": code})
    assert here.json["state"] == "checked_in", here.json
    clock.advance(hours=2)
    done = scene.fan.post(f"{assignment}/completion")
    assert done.json["state"] == "completed", done.json
    w.run_due()
    (earning,) = scene.fan.get("/earnings").json["earnings"]
    assert earning["assignment_id"] == taken.json["id"]
    gig = taken.json["gig"]
    assert earning["gig"] | {"language": None, "deadline_at": None} == {
        name: gig[name] for name in ("title", "starts_at", "ends_at", "timezone", "place_name")
    } | {"language": None, "deadline_at": None}
    assert earning["programme"] == gig["programme"]
    money = [line["amount_minor"] for line in earning["lines"] if line["currency"] == earning["currency"]]
    assert earning["amount_minor"] == sum(money) > 0
    programme = scene.world.programmes["experience"]
    budget = scene.owner.get(
        f"/businesses/{scene.world.business.slug}/programmes/{programme.public_id}/budget"
    )
    assert budget.json["currency"] == "USD"
    assert w.trial_is_even(scene.world.business)


def test_a_card_that_is_declined_leaves_the_booking_to_pay(scene: Scene) -> None:
    ref = _book(scene)
    declined = scene.customer.post(f"/bookings/{ref}/payment", {"payment_method": "pm_card_chargeDeclined"})
    assert declined.json == {"state": "refused", "booking_state": "pending"}


def test_a_booking_is_called_off_for_the_refund_that_was_shown(scene: Scene) -> None:
    ref = _book(scene)
    scene.customer.post(f"/bookings/{ref}/payment", {"payment_method": "pm_card_visa"})
    shown = scene.customer.get(f"/bookings/{ref}/cancellation").json
    assert shown["refund_minor"] == 7800
    stale = scene.customer.post(f"/bookings/{ref}/cancellation", {"refund_minor": 1})
    assert (stale.status_code, stale.json["code"]) == (409, "refund_changed")
    gone = scene.customer.post(f"/bookings/{ref}/cancellation", {"refund_minor": 7800})
    assert gone.json["state"] == "cancelled"
    assert w.state_of(Booking, ref) == "cancelled"


def test_an_open_request_is_answered_and_somebody_chosen(scene: Scene) -> None:
    asked = {
        "programme_id": scene.world.programmes["request"].public_id, "words": "A walk for three, on Saturday.",
        "language": "en", "party": 3, "starts_local": "2026-11-28T14:00:00", "duration_minutes": 120,
        "place_name": "Mission", "lat": w.SHOP[0], "lon": w.SHOP[1],
    }  # fmt: skip
    made = scene.customer.post("/requests", asked)
    assert made.status_code == 201, made.json
    w.run_due()
    answered = scene.customer.get(f"/requests/{made.json['id']}").json
    assert answered["state"] == "answered"
    (person,) = answered["proposals"]
    assert person["name"] == "Gwen Guide"
    assert all(reason["words"] for reason in person["reasons"])
    chosen = scene.customer.post(f"/proposals/{person['id']}/choice")
    assert chosen.status_code == 201, chosen.json
    assert chosen.json["price_minor"] == person["price_minor"]


def test_a_person_put_forward_is_passed_over(scene: Scene) -> None:
    asked = {
        "programme_id": scene.world.programmes["request"].public_id, "words": "A walk.", "language": "en", "party": 1,
        "starts_local": "2026-11-28T14:00:00", "duration_minutes": 60, "place_name": "Mission", "lat": w.SHOP[0],
        "lon": w.SHOP[1],
    }  # fmt: skip
    made = scene.customer.post("/requests", asked)
    w.run_due()
    (person,) = scene.customer.get(f"/requests/{made.json['id']}").json["proposals"]
    after = scene.customer.post(f"/proposals/{person['id']}/refusal")
    assert after.status_code == 200, after.json
    assert after.json["proposals"][0]["state"] == "passed_over"


def _enter_parcels(scene: Scene) -> str:
    """Eight parcels wait at a pick-up point; gives the path of their programme."""
    programme = scene.world.programmes["delivery"]

    def add_point() -> str:
        found = w.by_ref(type(programme), programme.public_id)
        return service_parcels.add_pickup_point(found, "The shop", "1 Valencia Street", *w.SHOP).public_id

    point = edge.write(add_point)
    parcels = [
        {"recipient_name": f"Reader {n}", "address": f"{n} Valencia Street", "lat": w.SHOP[0] + n / 2000, "lon": w.SHOP[1]}
        for n in range(1, 9)
    ]  # fmt: skip
    path = f"/businesses/{scene.world.business.slug}/programmes/{programme.public_id}"
    entered = scene.owner.post(f"{path}/parcels", {"pickup_point_id": point, "parcels": parcels})
    assert entered.status_code == 201, entered.json
    assert len(entered.json["parcels"]) == 8
    return path


def _build_block(scene: Scene) -> dict:
    """What waits becomes one block, offered."""
    path, starts_at = _enter_parcels(scene), clock.now() + timedelta(hours=20)
    between = {"starts_at": starts_at.isoformat(), "ends_at": (starts_at + timedelta(hours=6)).isoformat()}
    built = scene.owner.post(f"{path}/blocks", between)
    assert built.status_code == 201, built.json
    (block,) = built.json["blocks"]
    w.run_due()
    return block


def test_parcels_become_blocks_that_a_fan_declines_and_takes_and_hands_back(scene: Scene) -> None:
    desk = f"/businesses/{scene.world.business.slug}"
    assert scene.owner.get(f"{desk}/programmes").status_code == 200
    block = _build_block(scene)
    assert block["id"] in [g["id"] for g in scene.owner.get(f"{desk}/gigs").json["gigs"]]
    assert scene.owner.get(f"{desk}/gigs/{block['id']}").json["kind"] == "delivery"
    assert block["id"] in [g["id"] for g in scene.fan.get("/board").json["gigs"]]
    taken = scene.fan.post(f"/board/{block['id']}/acceptance")
    assert taken.status_code == 201, taken.json
    again = scene.fan.post(f"/board/{block['id']}/acceptance")
    assert again.json["id"] == taken.json["id"]
    stops = scene.fan.get(f"/assignments/{taken.json['id']}/stops").json["stops"]
    assert [stop["number"] for stop in stops] == list(range(1, 9))
    early = scene.fan.post(
        f"/assignments/{taken.json['id']}/stops/{stops[0]['id']}/delivery",
        {"nonce": "n1", "means": "place", "lat": stops[0]["lat"], "lon": stops[0]["lon"]},
    )
    assert (early.status_code, early.json["code"]) == (409, "check_in_first")
    back = scene.fan.post(f"/assignments/{taken.json['id']}/forfeit", {"reason": "ill"})
    assert back.json["state"] == "forfeited", back.json
    off = scene.owner.post(f"{desk}/gigs/{block['id']}/cancellation")
    assert off.json["state"] == "cancelled", off.json


def test_an_offer_is_declined_with_a_reason(scene: Scene) -> None:
    ref = _book(scene)
    scene.customer.post(f"/bookings/{ref}/payment", {"payment_method": "pm_card_visa"})
    w.run_due()
    (offer,) = scene.fan.get("/offers").json["offers"]
    said = scene.fan.post(f"/offers/{offer['id']}/refusal", {"reason": "bad_time"})
    assert said.json["state"] == "declined"
    late = scene.fan.post(f"/offers/{offer['id']}/acceptance")
    assert (late.status_code, late.json["code"]) == (409, "cannot.offer_declined")
    assert (
        scene.owner.get(f"/businesses/{scene.world.business.slug}/bookings").json["bookings"][0]["id"] == ref
    )


def test_a_block_is_done_stop_by_stop(scene: Scene, clock: SteppedClock) -> None:
    block = _build_block(scene)
    taken = scene.fan.post(f"/board/{block['id']}/acceptance").json["id"]
    gig = w.look(lambda: w.by_ref(Gig, block["id"]))
    clock.move_to(gig.starts_at)
    here = scene.fan.post(f"/assignments/{taken}/check-in", {"means": "code", "code": gig.checkin_code})
    assert here.json["state"] == "checked_in", here.json
    stops = scene.fan.get(f"/assignments/{taken}/stops").json["stops"]
    paths = [f"/assignments/{taken}/stops/{stop['id']}" for stop in stops]
    for stop, path in zip(stops[:-1], paths[:-1], strict=True):
        proof = {"nonce": stop["id"], "means": "place", "lat": stop["lat"], "lon": stop["lon"]}
        delivered = scene.fan.post(f"{path}/delivery", proof)
        assert delivered.json["state"] == "delivered", delivered.json
    unable = scene.fan.post(f"{paths[-1]}/unable", {"nonce": "n9", "reason": "nobody_home"})
    assert unable.json["state"] == "unable", unable.json
    back = scene.fan.post(f"{paths[-1]}/return")
    assert back.json["state"] == "returned", back.json
    assert scene.fan.post(f"/assignments/{taken}/completion").status_code == 200
    assert scene.fan.get(f"/assignments/{taken}").json["state"] == "completed"


def test_a_journey_is_booked_from_its_first_day_on(site: Flask) -> None:
    scene = build(site, "journey")
    ref = edge.write(lambda: w.add_journey(scene.world).public_id)
    made = scene.customer.post(f"/journeys/{ref}/bookings", {"party": 2, "starts_on": "2026-12-05"})
    assert made.status_code == 201, made.json
    assert made.json["price_minor"] == 2 * 300_00
    assert made.json["starts_at"] == "2026-12-05T18:00:00+00:00"

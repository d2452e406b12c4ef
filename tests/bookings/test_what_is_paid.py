"""What pages say of a payment is what has happened: what a card still pays, what is kept, what was tipped."""

from __future__ import annotations

import html
import re
from datetime import timedelta
from typing import Any

import pytest

from marketplace.bookings.models import Booking
from marketplace.core import edge
from marketplace.core.clock import SteppedClock
from marketplace.gigs.models import Assignment
from marketplace.superfans.models import Superfan
from tests import world as w
from tests.bookings.checkouts import give_code, give_credit, use_credit
from tests.bookings.conftest import Scene, SignIn, make_scene
from tests.bookings.test_keeping import DECLINES_LATER, far_scene

ASKS, LISTED = "4000 0025 0000 3155", "4242 4242 4242 4242"


def text(response: Any) -> str:
    return html.unescape(re.sub(r"\s+", " ", re.sub(r"<[^>]+>", " ", response.text)))


@pytest.fixture
def shop(pages: Any) -> Scene:
    return edge.write(make_scene)


def test_the_booking_names_what_the_card_still_pays(shop: Scene, sign_in: SignIn) -> None:
    give_credit(shop.customer, 1000)
    ref = w.book(shop.session, shop.customer)
    use_credit(ref)
    assert "Pay $68.00" in text(sign_in(shop.customer).get(f"/bookings/{ref}"))


def test_without_a_card_nothing_is_said_of_banks(shop: Scene, sign_in: SignIn) -> None:
    code = give_code(shop.world.fans[0].public_id, 9000)
    ref = w.book(shop.session, shop.customer)
    mine = sign_in(shop.customer)
    assert "Banks keep money aside" in text(mine.get(f"/bookings/{ref}/payment"))
    mine.post(f"/bookings/{ref}/codes", data={"code": code})
    assert "Banks keep money aside" not in text(mine.get(f"/bookings/{ref}/payment"))
    assert "Book it" in text(mine.get(f"/bookings/{ref}"))


def test_a_receipt_says_how_far_the_payment_is(sign_in: SignIn, clock: SteppedClock) -> None:
    scene = edge.write(far_scene)
    ref = w.book(scene.session, scene.customer)
    w.pay(ref)
    w.accept_all()
    mine = sign_in(scene.customer)
    page = text(mine.get(f"/bookings/{ref}/receipt"))
    assert "To be paid with" in page
    assert "Set aside Card" not in page
    assert "To be paid with,Card,78.00,USD" in mine.get(f"/bookings/{ref}/receipt.csv").text
    assert "Nothing has been set aside on your card yet" in text(mine.get(f"/bookings/{ref}/cancellation"))
    begins = w.booking(ref).starts_at
    clock.move_to(begins - timedelta(days=4))
    w.run_due()
    assert "Set aside Card $78.00 It is taken once" in text(mine.get(f"/bookings/{ref}/receipt"))
    clock.move_to(begins)
    w.run_due()
    assert "Paid with Card $78.00 It is held for you" in text(mine.get(f"/bookings/{ref}/receipt"))


def test_what_was_never_taken_is_not_said_to_go_back(shop: Scene, sign_in: SignIn) -> None:
    ref = w.book(shop.session, shop.customer)
    w.pay(ref)
    w.accept_all()
    mine = sign_in(shop.customer)
    mine.post(f"/bookings/{ref}/cancellation", data={"refund_minor": "7800"})
    w.run_due()
    assert "Nothing was taken from your card: $78.00 stays yours." in text(mine.get(f"/bookings/{ref}"))
    receipt = text(mine.get(f"/bookings/{ref}/receipt"))
    assert "Not charged Card $78.00 Nothing was taken" in receipt
    assert "Given back" not in receipt


def test_a_receipt_asks_for_another_card_where_the_bank_refused(sign_in: SignIn, clock: SteppedClock) -> None:
    scene = edge.write(far_scene)
    ref = w.book(scene.session, scene.customer)
    w.pay(ref, DECLINES_LATER)
    w.accept_all()
    clock.move_to(w.booking(ref).starts_at - timedelta(days=4))
    w.run_due()
    assert "Give another card" in text(sign_in(scene.customer).get(f"/bookings/{ref}/receipt"))


def test_a_tip_that_the_bank_stops_keeps_its_amount_and_is_named_where_it_is_due(
    shop: Scene, sign_in: SignIn, clock: SteppedClock
) -> None:
    ref = w.book(shop.session, shop.customer)
    w.pay(ref)
    (assignment,) = w.accept_all()
    w.take_place(assignment, clock)
    mine = sign_in(shop.customer)
    asked = mine.post(f"/bookings/{ref}/tip", data={"amount": "9", "card": ASKS})
    assert mine.post(asked.location, data={"answer": "refuse"}).status_code == 303
    assert 'value="9.00"' in mine.get(f"/bookings/{ref}/tip").text
    mine.post(f"/bookings/{ref}/tip", data={"amount": "9", "card": LISTED})
    w.run_due()
    fan = w.look(lambda: w.by_ref(Superfan, shop.world.fans[0].public_id).identity)
    title = w.look(lambda: w.by_ref(Booking, ref).title)
    page = text(sign_in(fan).get("/fan/earnings"))
    assert re.search(rf"When For Amount [^$]+{re.escape(title)} \$9\.00", page), page

    def named_in_spanish() -> None:
        gig = w.by_ref(Assignment, assignment).gig
        gig.detail = dict(gig.detail) | {"translations": {"es": {"title": "Murales"}}}
        w.by_ref(Superfan, shop.world.fans[0].public_id).identity.locale = "es"

    edge.write(named_in_spanish)
    assert "Murales 9,00" in text(sign_in(fan).get("/fan/earnings")), "as the fan knows the gig"


def test_what_is_over_and_not_marked_as_done_is_not_said_to_come(
    shop: Scene, sign_in: SignIn, clock: SteppedClock
) -> None:
    ref = w.book(shop.session, shop.customer)
    w.pay(ref)
    w.accept_all()
    mine = sign_in(shop.customer)
    assert "It is confirmed" in text(mine.get(f"/bookings/{ref}"))
    clock.move_to(w.booking(ref).ends_at + timedelta(minutes=5))
    page = text(mine.get(f"/bookings/{ref}"))
    assert "has not marked it as done yet" in page
    assert "It is confirmed" not in page


def test_a_cancellation_that_gives_nothing_back_says_so_and_names_no_card(
    shop: Scene, sign_in: SignIn, clock: SteppedClock
) -> None:
    give_credit(shop.customer, 7800)
    ref = w.book(shop.session, shop.customer)
    use_credit(ref)
    w.pay(ref)
    w.accept_all()
    clock.move_to(w.booking(ref).starts_at - timedelta(hours=1))
    page = text(sign_in(shop.customer).get(f"/bookings/{ref}/cancellation"))
    for words in ("You get nothing back", "Back to you $0.00", "Cancel without a refund"):
        assert words in page
    assert "your card" not in page

"""A programme that closes calls off what nobody has said yes to, gives all of it back, and lets the rest take place."""

from __future__ import annotations

from marketplace.bookings import ending
from marketplace.bookings.models import Booking
from marketplace.businesses.models import Programme
from marketplace.catalogue.models import Session
from marketplace.core import audit
from marketplace.core.consequences import Consequence
from tests import world as w
from tests.bookings.conftest import Scene

PRICE = 3900


def _programme(scene: Scene) -> Programme:
    programme: Programme = w.by_ref(Programme, scene.world.programmes["experience"].public_id)
    return programme


def _foreseen(scene: Scene) -> list[Consequence]:
    return w.do(lambda at: ending.foresee(_programme(scene), at))


def _carry_out(scene: Scene) -> list[Consequence]:
    done = w.do(lambda at: ending.carry_out(_programme(scene), at))
    w.run_due()
    return done


def _amounts(found: list[Consequence]) -> dict[str, tuple[int, int]]:
    return {one.code: (one.number, one.amount_minor) for one in found}


def _states(*refs: str) -> list[str]:
    return [w.state_of(Booking, ref) for ref in refs]


def test_what_is_shown_is_done_to_each_booking_by_its_state(scene: Scene) -> None:
    confirmed = w.book(scene.session, scene.customer, 2)
    w.pay(confirmed)
    w.accept_all()
    unpaid = w.book(scene.session, w.look(lambda: scene.customer), 1)
    before = _states(confirmed, unpaid)
    assert before[0] == "confirmed"
    assert before[1] in ("pending", "waiting")
    foreseen = _foreseen(scene)
    assert _states(confirmed, unpaid) == before, "to look changes nothing"
    assert _amounts(foreseen) == {"bookings_called_off": (1, 0), "bookings_take_place": (1, PRICE * 2)}
    assert _carry_out(scene) == foreseen
    assert _states(confirmed, unpaid) == ["confirmed", "called_off"]
    assert w.look(lambda: ending.stands(_programme(scene))) is True
    again = _foreseen(scene)
    assert _amounts(again) == {"bookings_take_place": (1, PRICE * 2)}
    assert _carry_out(scene) == again, "twice is once"
    assert _states(confirmed) == ["confirmed"]
    assert w.look(audit.run) == []


def test_what_was_paid_and_nobody_has_taken_goes_back_whole(scene: Scene) -> None:
    ref = w.book(scene.session, scene.customer, 2)
    w.pay(ref)
    assert _states(ref) == ["waiting"]
    foreseen = _foreseen(scene)
    assert _amounts(foreseen) == {"dates_called_off": (1, 0), "bookings_called_off": (1, PRICE * 2)}
    assert _carry_out(scene) == foreseen
    assert _states(ref) == ["called_off"]
    assert (w.look(lambda: ending.stands(_programme(scene))), _foreseen(scene)) == (False, [])
    business = scene.world.business
    for account in (f"held:{ref}", f"refund_due:{ref}", f"authorised:{ref}"):
        assert w.balance(business, account) == 0
    assert w.look(audit.run) == []
    assert [w.state_of(Session, scene.session)] == ["cancelled"]
    assert [gig.state for gig in w.gigs()] == ["cancelled"]

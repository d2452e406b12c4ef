"""People put on gigs by hand: with a reason, under every rule, told why, written down, once."""

from __future__ import annotations

import re
from datetime import timedelta

import pytest
import sqlalchemy as sa

from marketplace.core import audit, edge
from marketplace.core.clock import SteppedClock
from marketplace.core.db import db
from marketplace.gigs import service_acceptance
from marketplace.gigs.models import Assignment, Gig, Offer
from marketplace.superfans.models import Superfan
from marketplace.trust.models import AuditLog, DecisionRecord, Notification
from tests.conftest import NOON
from tests.gigs.conftest import Shop, SignIn
from tests.gigs.worlds import STARTS_AT, make_fan, make_identity, make_work, offer_to, run_due


def _text(response: object) -> str:
    return re.sub(r"\s+", " ", response.get_data(as_text=True))


def _all(model: type, **where: object) -> list:
    return edge.read(lambda: list(db.session.scalars(sa.select(model).filter_by(**where))))


def _fan(shop: Shop, name: str, **values: object) -> str:
    return edge.write(lambda: make_fan(shop.world, name, **values).public_id)


def _gig(shop: Shop, **values: object) -> str:
    return edge.write(lambda: make_work(shop.world, matched=False, **values).public_id)


def _offered(shop: Shop, gig: str) -> str:
    """Ana is offered the gig."""

    def offer() -> str:
        found = db.session.scalars(sa.select(Gig).where(Gig.public_id == gig)).one()
        return offer_to(found, db.session.get_one(Superfan, shop.fan.id)).public_id

    return edge.write(offer)


def _bound(shop: Shop, gig: str) -> str:
    ref = _offered(shop, gig)

    def accept() -> str:
        offer = db.session.scalars(sa.select(Offer).where(Offer.public_id == ref)).one()
        return service_acceptance.accept_offer(offer, offer.fan, NOON).public_id

    return edge.write(accept)


def _ask(shop: Shop, gig: str, fan: str, **values: str):
    data = {"fan": fan, "reason": "knows_place"} | values
    return shop.owners_browser.post(f"/desk/anil/gigs/{gig}/people", data=data)


def test_a_chosen_person_gets_an_offer_that_keeps_the_place(shop: Shop) -> None:
    gig, ben = _gig(shop), _fan(shop, "Ben Chosen", at_m=4000)
    page = _text(shop.owners_browser.get(f"/desk/anil/gigs/{gig}/people"))
    assert page.index("Ana Near") < page.index("Ben Chosen"), "the best first"
    assert _ask(shop, gig, ben).status_code == 303
    (offer,) = _all(Offer)
    assert (offer.mode, offer.state, offer.reasons[0]["code"]) == ("pinned", "open", "for.chosen_by_staff")
    (record,) = _all(DecisionRecord, rule="gigs.by_hand")
    assert (record.outcome, record.about_ref, record.decided_by_ref) == (
        "asked", ben, shop.world.owner.public_id,
    )  # fmt: skip
    assert record.reasons == [{"code": "by_hand.knows_place", "params": {}}]
    (line,) = _all(AuditLog, action="gig.pin")
    assert line.detail["fan"] == ben
    run_due()
    assert len(_all(Offer)) == 1, "matching asks nobody else while the place is kept"
    held = shop.fans_browser.post(f"/fan/board/{gig}/acceptance")
    assert held.status_code == 409
    assert edge.read(audit.run) == []


def test_pressed_twice_it_is_one_offer_and_one_record(shop: Shop) -> None:
    gig, ben = _gig(shop), _fan(shop, "Ben Chosen")
    for _ in range(2):
        assert _ask(shop, gig, ben).status_code == 303
    assert len(_all(Offer)) == 1
    assert len(_all(DecisionRecord, rule="gigs.by_hand")) == 1
    assert len(_all(Notification, code="gigs.offer_sent")) == 1


def test_whoever_is_replaced_is_let_go_and_told_why(shop: Shop) -> None:
    gig, ben = _gig(shop), _fan(shop, "Ben Chosen")
    bound = _bound(shop, gig)
    assert "Replace Ana Near" in _text(
        shop.owners_browser.get(f"/desk/anil/gigs/{gig}/people?replaces={bound}")
    )
    words = "The guest asked for somebody who sails."
    for _ in range(2):
        answer = _ask(shop, gig, ben, replaces=bound, reason="customer_asked", note=words)
        assert answer.status_code == 303
    (assignment,) = _all(Assignment)
    assert (assignment.state, assignment.ended_code, assignment.ended_note) == (
        "released", "replaced_by_hand", words,
    )  # fmt: skip
    (told,) = _all(Notification, code="gigs.replaced")
    assert told.params["note"] == words
    assert told.identity_id == shop.fan.identity_id
    outcomes = {(r.outcome, r.about_ref) for r in _all(DecisionRecord, rule="gigs.by_hand")}
    assert outcomes == {("asked", ben), ("replaced", shop.fan.public_id)}
    assert words not in str([r.inputs for r in _all(DecisionRecord)]), "words of people stay out of records"
    run_due()
    assert [o.state for o in _all(Offer, mode="pinned")] == ["open"]
    assert len(_all(Offer, state="open")) == 1
    assert edge.read(audit.run) == []


def test_an_offer_is_replaced_before_it_is_answered(shop: Shop) -> None:
    gig, ben = _gig(shop), _fan(shop, "Ben Chosen")
    offer = _offered(shop, gig)
    no_room = _ask(shop, gig, ben)
    assert no_room.status_code == 409
    assert "Choose whom they replace" in _text(no_room)
    assert _ask(shop, gig, ben, replaces=offer).status_code == 422, "whoever goes is told why"
    assert _ask(shop, gig, ben, replaces=offer, note="Ben has the key.").status_code == 303
    assert {o.fan_id: o.state for o in _all(Offer)}[shop.fan.id] == "withdrawn"
    (told,) = _all(Notification, code="gigs.offer_replaced")
    assert told.params["note"] == "Ben has the key."


@pytest.mark.parametrize(
    ("profile", "needs", "said", "change"),
    [
        ({"at_m": 9000}, {}, "Lives farther away than they travel.", "a place nearer to them"),
        ({}, {"languages": ["it"]}, "Speaks none of these well: Italian.", "Italian, spoken well"),
        ({"hours": [(0, 8, 12)]}, {}, "Is not available then.", "another time, or more open hours"),
        ({"member": "paused"}, {}, "Is no active member of this programme.", ""),
    ],
)
def test_hard_rules_hold_and_the_refusal_says_which_and_what_would_allow_it(
    shop: Shop, profile: dict, needs: dict, said: str, change: str
) -> None:
    gig, ben = _gig(shop, needs=needs), _fan(shop, "Ben Barred", **profile)
    bound = None if needs else _bound(shop, gig)
    refused = _ask(shop, gig, ben, replaces=bound or "", note="Because.")
    assert refused.status_code == 409
    page = _text(refused)
    assert said in page
    assert change in page
    assert _all(Offer, mode="pinned") == []
    assert all(a.is_live for a in _all(Assignment)), "nobody is let go for somebody who cannot come"
    (record,) = _all(DecisionRecord, rule="gigs.by_hand")
    assert record.outcome == "refused"
    assert edge.read(audit.run) == []


def test_a_calendar_shows_as_one_word(shop: Shop, sign_in: SignIn) -> None:
    """Whoever is engaged elsewhere is not available: what it is, nobody learns."""
    gig, first = _gig(shop), _gig(shop, title="Something secret")
    _bound(shop, first)
    page = _text(_ask(shop, gig, shop.fan.public_id))
    assert "Is not available then." in page
    assert "secret" not in page


def test_who_began_is_not_replaced_and_nobody_replaces_themselves(shop: Shop, clock: SteppedClock) -> None:
    gig, ben = _gig(shop), _fan(shop, "Ben Chosen")
    bound = _bound(shop, gig)
    same = _ask(shop, gig, shop.fan.public_id, replaces=bound, note="Again")
    assert "Nobody replaces themselves." in _text(same)
    clock.move_to(STARTS_AT + timedelta(minutes=1))
    begun = _ask(shop, gig, ben, replaces=bound, note="Too late")
    assert begun.status_code == 409
    assert "The gig has begun already." in _text(begun)


def test_others_ids_are_not_found(shop: Shop, sign_in: SignIn) -> None:
    gig, ben = _gig(shop), _fan(shop, "Ben Chosen")
    other = edge.write(lambda: make_work(shop.world, title="Another", matched=False).public_id)
    elsewhere = _offered(shop, other)
    stranger = edge.read(
        lambda: db.session.scalars(
            sa.select(Superfan.public_id).where(Superfan.id.not_in([f.id for f in shop.world.fans]))
        ).all()
    )
    assert _ask(shop, gig, "fan_nobody").status_code == 404
    assert all(_ask(shop, gig, ref).status_code == 404 for ref in stranger if ref != ben)
    assert _ask(shop, gig, ben, replaces=elsewhere, note="x").status_code == 404
    assert shop.strangers_browser.get(f"/desk/anil/gigs/{gig}/people").status_code == 404
    assert shop.owners_browser.get(f"/desk/anil/gigs/{gig}/people?replaces={elsewhere}").status_code == 404
    helper = edge.write(lambda: _support(shop))
    assert sign_in(helper).get(f"/desk/anil/gigs/{gig}/people").status_code == 403


def test_a_yes_at_the_same_time_is_kept(shop: Shop) -> None:
    """The offer to be replaced was accepted meanwhile: nothing is taken back behind the fan's back."""
    gig, ben = _gig(shop), _fan(shop, "Ben Chosen")
    offer = _offered(shop, gig)
    assert shop.fans_browser.post(f"/offers/{offer}/acceptance").status_code == 303
    refused = _ask(shop, gig, ben, replaces=offer, note="Ben has the key.")
    assert refused.status_code == 409
    assert "Every place has been taken." in _text(refused)
    assert [a.state for a in _all(Assignment)] == ["confirmed"]


def _support(shop: Shop):
    from marketplace.businesses.models import Business, Staff

    person = make_identity("Sue Support")
    business = db.session.get_one(Business, shop.world.business.id)
    db.session.add(Staff(business=business, identity=person, role="support", created_at=NOON))
    db.session.flush()
    return person


def test_the_page_says_beforehand_what_pressing_would(shop: Shop) -> None:
    """No place left, words that are needed, and work for somebody by name: nobody fills in a form to learn of it."""
    gig, ben = _gig(shop), _fan(shop, "Ben Chosen", at_m=4000)
    page = f"/desk/anil/gigs/{gig}/people"
    needed, chosen = "Choose whom they replace.", f'value="{ben}"'
    empty = _text(shop.owners_browser.get(page))
    offer = _offered(shop, gig)

    kept = _text(shop.owners_browser.get(page))
    instead = _text(shop.owners_browser.get(f"{page}?replaces={offer}"))
    edge.write(lambda: _made_for(gig, shop.fan.public_id))
    by_name = _text(shop.owners_browser.get(page))

    assert needed not in empty
    assert needed in kept
    assert needed not in instead
    assert "What you tell Ana Near</label>" in instead, "not marked as optional"
    assert chosen in kept
    assert chosen not in by_name
    assert "It was made for somebody by name: only they can be asked." in by_name


def _made_for(gig: str, fan: str) -> None:
    found = db.session.scalars(sa.select(Gig).where(Gig.public_id == gig)).one()
    found.needs = {**found.needs, "only": [fan]}

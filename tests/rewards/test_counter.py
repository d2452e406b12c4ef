"""A fan is paid in a discount code or in credit; staff take it at the counter, once."""

from __future__ import annotations

import html
import re
from datetime import timedelta
from typing import Any

import pytest
import sqlalchemy as sa
from flask import Flask
from flask.testing import FlaskClient
from flask_migrate import downgrade, stamp, upgrade

from config import ROOT
from marketplace.businesses.models import Staff
from marketplace.core import audit, clock, edge
from marketplace.core.clock import SteppedClock
from marketplace.core.db import db
from marketplace.core.errors import MarketplaceError
from marketplace.identity import erasure
from marketplace.identity.models import Identity
from marketplace.rewards import treasury
from marketplace.rewards.treasury import codes as treasury_codes
from marketplace.rewards.treasury import wallet as treasury_wallet
from marketplace.superfans.models import Superfan
from payouts.codes import promotion_rows
from payouts.codes.letters import new_code, read_code
from payouts.codes.promotions import Terms
from tests.conftest import NOON
from tests.gigs.processes import at_once
from tests.gigs.worlds import World, make_identity, make_world, paid_scheme
from tests.rewards.worlds import ENDS_AT, complete, world_at_work

KINDS = [
    {"kind": "money"},
    {"kind": "store_credit", "bonus_bps": 1000},
    {"kind": "discount_code", "bonus_bps": 500},
]
PAY = 6000


def earned(kind: str) -> World:
    """A shop whose fan Ana was paid in this kind."""
    world, ref = world_at_work(world={"document": paid_scheme(choices=KINDS)}, fan={"reward_kind": kind})
    complete(ref)
    return world


def fan() -> Identity:
    return db.session.scalars(sa.select(Superfan)).one().identity


def wallet() -> treasury_wallet.Wallet:
    (found,) = edge.read(lambda: treasury_wallet.wallets_of(fan()))
    return found


def code_of(world: World) -> str:
    one = wallet()
    return one.pass_code or one.open_codes[0].code


def browser(site: Flask, person: Identity | None) -> FlaskClient:
    site.config["WTF_CSRF_ENABLED"] = False
    client = site.test_client()
    if person is not None:
        with client.session_transaction() as session:
            session["_user_id"], session["_fresh"] = person.fs_uniquifier, True
    return client


def text(response: Any) -> str:
    return html.unescape(re.sub(r"\s+", " ", response.get_data(as_text=True)))


def hidden(page: str) -> dict[str, str]:
    """What the form that takes the code sends besides the amount."""
    found = re.search(r'action="/desk/anil/counter/redemptions".*?</form>', page)
    assert found, page
    return dict(re.findall(r'name="(code|seen_version|key)"[^>]*?value="([^"]*)"', found[0]))


def test_a_code_earned_is_shown_and_taken_with_the_first_name_alone(site: Flask) -> None:
    world = earned("discount_code")
    page = text(browser(site, fan()).get("/my/credit"))
    one = wallet().open_codes[0]
    assert "€63.00" in page
    assert treasury_wallet.spelt(one.code) in page
    desk = browser(site, world.owner)
    found = text(
        desk.post("/desk/anil/counter/lookups", data={"code": treasury_wallet.spelt(one.code).lower()})
    )
    assert "Ana’s discount code" in found
    assert fan().email not in found
    sent = hidden(found) | {"amount": "50"}
    answer = desk.post("/desk/anil/counter/redemptions", data=sent)
    assert answer.status_code == 303
    taken = text(desk.get(answer.location))
    assert "Taken: €50.00" in taken
    assert "€13.00 of the code were not needed; they are Ana’s as credit now." in taken
    assert desk.post("/desk/anil/counter/redemptions", data=sent).location == answer.location  # pressed twice
    again = desk.post("/desk/anil/counter/lookups", data={"code": one.code})
    assert again.status_code == 409
    assert "This code was used already" in text(again)
    assert wallet().credit_minor == 1300
    assert edge.read(audit.run) == []


def test_credit_is_taken_in_part_and_the_rest_stays(site: Flask) -> None:
    world = earned("store_credit")
    desk = browser(site, world.owner)
    page = text(desk.post("/desk/anil/counter/lookups", data={"code": wallet().pass_code}))
    assert "Ana has credit" in page
    assert "€66.00" in page
    first = hidden(page)
    assert desk.post("/desk/anil/counter/redemptions", data=first | {"amount": "6.50"}).status_code == 303
    stale = desk.post("/desk/anil/counter/redemptions", data=first | {"amount": "6.50", "key": "another"})
    assert stale.status_code == 409
    assert "Somebody has just taken from this credit" in text(stale)
    assert "€59.50" in text(stale)
    assert wallet().credit_minor == 5950
    mine = text(browser(site, fan()).get("/my/credit"))
    assert "Used at the counter" in mine
    assert "-€6.50" in mine
    assert edge.read(audit.run) == []


@pytest.mark.parametrize("amount", ["", "0", "-5", "much", "66.01", "NaN", "Infinity", "1e9"])
def test_an_amount_that_cannot_be_taken_takes_nothing(site: Flask, amount: str) -> None:
    world = earned("store_credit")
    desk = browser(site, world.owner)
    page = text(desk.post("/desk/anil/counter/lookups", data={"code": wallet().pass_code}))
    answer = desk.post("/desk/anil/counter/redemptions", data=hidden(page) | {"amount": amount})
    assert answer.status_code in (409, 422)
    assert wallet().credit_minor == 6600


def test_codes_that_are_worth_nothing_here_are_answered_plainly(site: Flask) -> None:
    world = earned("discount_code")
    other = edge.write(lambda: make_world(slug="other"))
    code = wallet().open_codes[0].code
    promotion = edge.write(
        lambda: promotion_rows.make(
            db.session, world.business.public_id, Terms("EUR", rate_bps=1000), public_id="prm_1", at=NOON
        )
    )
    desk = browser(site, world.owner)
    wrong = ("2" if code[3] != "2" else "3").join((code[:3], code[4:]))
    for sent, status, words in (
        ("", 422, "Scan or type the code."),
        ("what?", 422, "This is not a code as we print them"),
        (wrong, 422, "This is not a code as we print them"),
        ("x" * 41, 422, "No code is so long."),
        (new_code(12), 422, "There is no such code here. It may belong to another shop."),
        (promotion.code, 409, "This is a promotion code"),
    ):
        answer = desk.post("/desk/anil/counter/lookups", data={"code": sent})
        assert (answer.status_code, words in text(answer)) == (status, True), sent
    edge.write(lambda: treasury_codes.give_pass(other.business.public_id, other.owner.public_id, NOON))
    foreign = browser(site, other.owner).post("/desk/other/counter/lookups", data={"code": code})
    assert "There is no such code here" in text(foreign)
    assert (
        browser(site, other.owner).post("/desk/anil/counter/lookups", data={"code": code}).status_code == 404
    )


def test_the_counter_is_for_every_member_of_staff_and_for_nobody_else(site: Flask) -> None:
    world = earned("store_credit")

    def hire() -> Identity:
        sue = make_identity("Sue Support")
        db.session.add(Staff(business=world.business, identity=sue, role="support", created_at=NOON))
        return sue

    sue = edge.write(hire)
    assert browser(site, sue).get("/desk/anil/counter").status_code == 200
    assert browser(site, fan()).get("/desk/anil/counter").status_code == 404
    assert browser(site, None).get("/desk/anil/counter").status_code == 303
    assert "Counter" in text(browser(site, sue).get("/desk/anil"))


def test_a_shop_without_codes_sees_no_counter(site: Flask) -> None:
    world, _ref = world_at_work()
    assert "/desk/anil/counter" not in text(browser(site, world.owner).get("/desk/anil"))
    assert "/my/credit" not in text(browser(site, fan()).get("/fan/earnings"))


@pytest.mark.slow
@pytest.mark.parametrize("kind", ["discount_code", "store_credit"])
def test_of_two_tills_at_the_same_instant_one_takes(app: Flask, kind: str) -> None:
    """The whole way through the product, on both databases."""
    world = earned(kind)
    code, staff = code_of(world), world.owner.public_id
    business_id = world.business.id

    def till(number: int) -> Any:
        from marketplace.businesses.models import Business

        def take() -> str:
            shop = db.session.get_one(Business, business_id)
            found = treasury_codes.look_up(shop, code)
            assert found.worth_minor
            return str(
                treasury_codes.redeem(
                    shop, code, 1000, seen_version=0, staff_ref=staff, key=f"till{number}", at=clock.now()
                ).amount
            )

        return lambda: edge.write(take)

    found = at_once(app, [till(n) for n in range(4)])
    assert sum(one.startswith("done") for one in found) == 1, found
    assert {one for one in found if not one.startswith("done")} <= {"code_spent", "redemption_stale"}, found
    assert edge.read(audit.run) == []


def test_whoever_leaves_is_asked_about_codes_too(site: Flask, clock: SteppedClock) -> None:
    earned("discount_code")
    clock.move_to(ENDS_AT + timedelta(days=3))
    against = edge.read(lambda: [reason.code for reason in erasure.hindrances(fan(), clock.now())])
    assert "credit_left" in against

    def leave() -> None:
        (left,) = treasury.left_to(erasure.person_of(fan()).refs, clock.now())
        assert left.credit_minor == 6300
        treasury.leave("credit", left, 6300, "", clock.now())

    edge.write(leave)
    assert edge.read(lambda: treasury.left_to(erasure.person_of(fan()).refs, clock.now())) == []
    assert edge.read(audit.run) == []


def test_an_apology_gives_the_customer_a_code_too(site: Flask) -> None:
    world = edge.write(make_world)
    guest = edge.write(lambda: make_identity("Carla Customer"))

    def apologise() -> None:
        treasury.compensate_customer(
            business=world.business, booking_ref="bkg_1", customer_ref=guest.public_id, amount_minor=700, currency="EUR", at=NOON
        )  # fmt: skip

    edge.write(apologise)
    page = text(browser(site, guest).get("/my/credit"))
    assert "€7.00" in page
    assert "An apology: a booking was called off" in page


def test_a_refusal_of_the_library_is_one_of_the_product() -> None:
    from payouts import errors

    for one in (errors.CodeMistyped("x"), errors.CodeUnknown("x"), errors.CodeSpent("x", redeemed_at=NOON)):
        assert isinstance(treasury_codes.worded(one), MarketplaceError)


@pytest.mark.slow
def test_a_discount_earned_before_there_were_codes_gets_its_code(app: Flask) -> None:
    """The migration that brings codes, on both databases: the reserve is backed again, each code as it is printed."""
    earned("discount_code")
    db.session.remove()
    folder = str(ROOT / "migrations")
    stamp(folder, "head")
    downgrade(folder, revision="0011")
    upgrade(folder)
    assert edge.read(audit.run) == []
    (code,) = wallet().open_codes
    assert (read_code(code.code), code.amount.amount_minor) == (code.code, 6300)

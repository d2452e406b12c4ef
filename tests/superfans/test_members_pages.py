"""Members as staff decide on them, and as they see themselves; invitations and certificates."""

from __future__ import annotations

import io
import re

import sqlalchemy as sa
from PIL import Image

from marketplace.businesses.service_invitations import invite_fan, token_of
from marketplace.core import clock, edge
from marketplace.core.db import db
from marketplace.superfans import queries, service_members, service_membership
from marketplace.superfans.models import Credential, Membership
from tests.businesses.test_views import text_of
from tests.businesses.worlds import make_identity
from tests.superfans.steps import post


def test_staff_admit_refuse_and_the_fan_contests(browser, world, ana):
    owner, business, programme = world
    membership = edge.write(
        lambda: service_membership.apply(ana, programme, "share", "Let me in.", clock.now())
    )
    desk, address = browser(owner), f"/desk/{business.slug}/members/{membership.public_id}"

    assert "Ana" in text_of(desk.get(f"/desk/{business.slug}/members"))
    assert "Let me in." in text_of(desk.get(address))
    assert desk.post(f"{address}/refusal", data={"reason": " "}).status_code == 422
    post(desk, f"{address}/refusal", {"reason": "We are full."})
    hers = browser(ana.identity).get(f"/fan/memberships/{membership.public_id}")
    assert "We are full." in text_of(hers)
    assert "/cases/new?subject=dec_" in hers.get_data(as_text=True)

    edge.write(lambda: service_membership.apply(ana, programme, "share", "Once more.", clock.now()))
    post(desk, f"{address}/admission", {})
    post(desk, f"{address}/suspension", {"reason": "Two no-shows."})
    post(desk, f"{address}/reinstatement", {})
    post(desk, f"{address}/removal", {"reason": "A third."})
    assert desk.post(f"{address}/admission").status_code == 409
    assert edge.read(lambda: db.session.scalars(sa.select(Membership.state)).all()) == ["removed"]


def test_another_shops_members_are_not_there(browser, world, ana):
    from dataclasses import replace

    from marketplace.businesses.service_businesses import open_business
    from tests.businesses.worlds import BOOKSHOP

    owner, _, programme = world
    membership = edge.write(lambda: service_membership.apply(ana, programme, "", "", clock.now()))
    rival, other = edge.write(
        lambda: (
            rival := make_identity("Rival", clock.now()),
            open_business(rival, replace(BOOKSHOP, name="Rival"), clock.now()),
        )
    )

    for path in ("", "/admission", "/refusal", "/removal", "/invitation"):
        address = f"/desk/{other.slug}/members/{membership.public_id}{path}"
        answer = browser(rival).post(address, data={"reason": "x"}) if path else browser(rival).get(address)
        assert answer.status_code == 404
        assert browser(rival).get(f"/desk/{programme.business.slug}/members").status_code == 404
    membership_page = f"/fan/memberships/{membership.public_id}"
    assert browser(rival).get(membership_page).status_code == 404
    on_the_desk = f"/desk/{programme.business.slug}/members/{membership.public_id}"
    assert browser(owner).get(membership_page).location == on_the_desk


def test_a_fan_takes_a_break_comes_back_and_leaves(browser, world, ana):
    owner, _, programme = world
    membership = edge.write(lambda: service_membership.apply(ana, programme, "", "", clock.now()))
    edge.write(lambda: service_members.admit(membership, owner, clock.now()))
    hers, address = browser(ana.identity), f"/fan/memberships/{membership.public_id}"

    seen = re.search(r'name="seen"[^>]*value="(\w+)"', hers.get(f"{address}/leaving").get_data(as_text=True))
    assert seen, "who leaves has read what becomes of the money"
    for move, state, sent in (
        ("pause", "On a break", {}),
        ("return", "Member", {}),
        ("leaving", "Has left", {"seen": seen.group(1)}),
    ):
        post(hers, f"{address}/{move}", sent)
        assert state in text_of(hers.get(address))
    assert hers.post(f"{address}/pause").status_code == 409
    assert hers.post(f"{address}/abduction").status_code == 404


def test_an_invitation_by_mail_lets_somebody_in_at_once(browser, world, ana):
    owner, business, programme = world
    sent = {"programme": programme.public_id, "email": "ana@example.org"}
    desk = browser(owner)
    post(desk, f"/desk/{business.slug}/members/invitations", sent)
    assert "ana@example.org" in text_of(desk.get(f"/desk/{business.slug}/members?group=invited"))
    assert (
        desk.post(f"/desk/{business.slug}/members/invitations", data=sent | {"email": "nope"}).status_code
        == 422
    )
    token = edge.write(lambda: token_of(invite_fan(programme, "ana@example.org", owner, clock.now())))
    hers, address = (
        browser(ana.identity),
        f"/fan/application?programme={programme.public_id}&invitation={token}",
    )

    assert "then you are in" in text_of(hers.get(address))
    assert post(hers, address, {"motive": "belong", "words": ""}) == "/fan"

    assert edge.read(lambda: queries.membership_in(ana, programme).state) == "active"


def test_a_member_is_invited_to_another_programme(browser, world, ana):
    from marketplace.businesses.service_programmes import open_programme
    from tests.businesses.worlds import make_programme

    owner, business, programme = world

    def second():
        made = make_programme(business, owner, clock.now(), changes={"title": "Night readings"})
        return open_programme(made, owner, clock.now())

    other = edge.write(second)
    membership = edge.write(lambda: service_membership.apply(ana, programme, "", "", clock.now()))
    address = f"/desk/{business.slug}/members/{membership.public_id}/invitation"

    post(browser(owner), address, {"programme": other.public_id})

    assert "invites you to Night readings" in text_of(browser(ana.identity).get("/fan"))
    assert browser(owner).post(address, data={"programme": "prg_nowhere"}).status_code == 404


def test_a_certificate_is_handed_in_looked_at_and_dated(browser, world, ana):
    owner, business, programme = world
    edge.write(lambda: service_membership.apply(ana, programme, "", "", clock.now()))
    hers, desk = browser(ana.identity), browser(owner)
    assert (
        hers.post("/fan/credentials", data={"business": business.slug, "code": "first_aid"}).status_code
        == 422
    )
    drawn = io.BytesIO()
    Image.new("RGB", (50, 50), "white").save(drawn, "PNG")
    drawn.seek(0)
    sent = hers.post(
        "/fan/credentials",
        data={"business": business.slug, "code": "first_aid", "evidence": (drawn, "card.png")},
        content_type="multipart/form-data",
    )
    assert sent.status_code == 303, text_of(sent)
    credential = edge.read(lambda: db.session.scalars(sa.select(Credential)).one())
    evidence = re.search(
        r"/uploads/upl_\w+", desk.get(f"/desk/{business.slug}/certificates").get_data(as_text=True)
    )[0]
    assert desk.get(evidence).status_code == 200
    assert browser(None).get(evidence).status_code == 404, "evidence is private"

    ref, address = credential.public_id, f"/desk/{business.slug}/certificates/{credential.public_id}"
    wrong = {f"{ref}-outcome": "refuse", f"{ref}-reason": ""}
    assert desk.post(f"{address}/decision", data=wrong).status_code == 422
    right = {
        f"{ref}-outcome": "accept",
        f"{ref}-valid_from": "2026-01-01",
        f"{ref}-valid_until": "2027-12-31",
    }
    post(desk, f"{address}/decision", right)
    assert "Accepted until 2027-12-31" in text_of(hers.get("/fan/credentials"))
    post(desk, f"{address}/revocation", {f"{ref}-reason": "It was another's."})
    assert "It was another" in text_of(hers.get("/fan/credentials"))

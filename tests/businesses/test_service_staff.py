from __future__ import annotations

import pytest
import sqlalchemy as sa

from marketplace.businesses import queries
from marketplace.businesses.service_invitations import (
    find_invitation,
    invite_fan,
    invite_staff,
    token_of,
    withdraw_invitation,
)
from marketplace.businesses.service_staff import accept_invitation, change_role, remove_staff
from marketplace.core import clock, edge
from marketplace.core.db import db
from marketplace.core.errors import Forbidden, Invalid, NotFound, Refused
from marketplace.core.mail import Mail
from tests.businesses.worlds import make_bookshop, make_identity, make_programme


@pytest.fixture
def shop(app):
    def work():
        owner = make_identity("Olive Owner", clock.now())
        return owner, make_bookshop(clock.now(), owner)

    return edge.write(work)


def roles(business):
    return edge.read(lambda: {s.identity.name: s.role for s in queries.staff_list(business)})


def hire(shop, name, role):
    owner, business = shop

    def work():
        person = make_identity(name, clock.now())
        accept_invitation(invite_staff(business, person.email, role, owner, clock.now()), person, clock.now())
        return person

    return edge.write(work)


def test_an_invited_person_joins_by_the_link_in_the_mail_once(shop):
    owner, business = shop
    edge.write(lambda: invite_staff(business, "Max@Example.org ", "manager", owner, clock.now()))
    mail = edge.read(lambda: db.session.scalars(sa.select(Mail)).one())
    token = mail.text.split("/invitations/")[1].split()[0]

    def accept():
        invitation = find_invitation(token, clock.now(), "staff")
        accept_invitation(invitation, make_identity("Max", clock.now()), clock.now())

    edge.write(accept)

    assert mail.to_address == "max@example.org"
    assert roles(business) == {"Olive Owner": "owner", "Max": "manager"}
    with pytest.raises(Invalid, match="invitation_used"):
        edge.write(lambda: find_invitation(token, clock.now(), "staff"))


def test_an_invitation_is_for_its_address_alone(shop):
    owner, business = shop
    invitation = edge.write(lambda: invite_staff(business, "max@example.org", "owner", owner, clock.now()))

    with pytest.raises(Forbidden, match="invitation_for_another"):
        edge.write(lambda: accept_invitation(invitation, make_identity("Mallory", clock.now()), clock.now()))

    assert roles(business) == {"Olive Owner": "owner"}


def test_an_invitation_ages_serves_one_purpose_and_can_be_taken_back(shop, clock):
    owner, business = shop
    staff_token, fan_token = edge.write(
        lambda: (
            token_of(invite_staff(business, "max@example.org", "support", owner, clock.now())),
            token_of(
                invite_fan(
                    make_programme(business, owner, clock.now()), "ana@example.org", owner, clock.now()
                )
            ),
        )
    )

    with pytest.raises(Invalid, match="link_invalid"):
        edge.write(lambda: find_invitation(fan_token, clock.now(), "staff"))
    with pytest.raises(Invalid, match="link_invalid"):
        edge.write(lambda: find_invitation(fan_token + "x", clock.now()))
    edge.write(lambda: withdraw_invitation(find_invitation(fan_token, clock.now()), owner, clock.now()))
    with pytest.raises(Invalid, match="link_invalid"):
        edge.write(lambda: find_invitation(fan_token, clock.now()))
    clock.advance(days=31)
    with pytest.raises(Invalid, match="link_expired"):
        edge.write(lambda: find_invitation(staff_token, clock.now()))


def test_an_unusable_address_is_refused_by_field(shop):
    owner, business = shop

    with pytest.raises(Invalid, match="email_invalid") as caught:
        edge.write(lambda: invite_staff(business, "max at example", "support", owner, clock.now()))

    assert caught.value.field == "email"


def test_the_last_owner_stays(shop):
    owner, business = shop
    hire(shop, "Max", "manager")

    for attempt in (
        lambda: change_role(business, owner.public_id, "support", owner, clock.now()),
        lambda: remove_staff(business, owner.public_id, owner, clock.now()),
    ):
        with pytest.raises(Refused, match="last_owner"):
            edge.write(attempt)

    assert roles(business)["Olive Owner"] == "owner"


def test_a_second_owner_lets_the_first_go(shop):
    owner, business = shop
    max_ = hire(shop, "Max", "manager")

    edge.write(lambda: change_role(business, max_.public_id, "owner", owner, clock.now()))
    edge.write(lambda: remove_staff(business, owner.public_id, max_, clock.now()))

    assert roles(business) == {"Max": "owner"}


def test_somebody_who_is_not_on_the_staff_cannot_be_changed(shop):
    owner, business = shop
    stranger = edge.write(lambda: make_identity("Stranger", clock.now()))

    with pytest.raises(NotFound):
        edge.write(lambda: change_role(business, stranger.public_id, "owner", owner, clock.now()))

from __future__ import annotations

from dataclasses import replace

import pytest
import sqlalchemy as sa

from marketplace.businesses import queries
from marketplace.businesses.service_businesses import change_business, open_business
from marketplace.core import clock, edge
from marketplace.core.db import db
from marketplace.core.errors import Invalid, NotFound
from marketplace.trust import people
from marketplace.trust.models import AuditLog
from tests.businesses.worlds import BOOKSHOP, make_bookshop, make_identity, make_programme


def test_opening_a_business_makes_its_first_owner_and_is_logged(app):
    business = edge.write(lambda: make_bookshop(clock.now()))

    staff = edge.read(lambda: [(s.identity.name, s.role) for s in queries.staff_list(business)])
    assert staff == [("Olive Owner", "owner")]
    assert business.slug == "foglight-books"
    assert business.support_email == "olive.owner@example.org"
    assert edge.read(lambda: db.session.scalars(sa.select(AuditLog.action)).all()) == ["business.open"]


def test_two_businesses_of_one_name_have_addresses_of_their_own(app):
    def both():
        owner = make_identity("Olive", clock.now())
        return [open_business(owner, BOOKSHOP, clock.now()).slug for _ in range(2)]

    assert edge.write(both) == ["foglight-books", "foglight-books-2"]


BAD = (
    ("name", " ", "business_needs_name"),
    ("tagline", "x" * 141, "entry_too_long"),
    ("accent", "red;}", "business_accent_unknown"),
    ("currency", "DOUBLOON", "business_currency_unknown"),
    ("currency", "GHS", "business_currency_unknown"),  # a currency in which nothing can be paid
    ("timezone", "Europe/Atlantis", "business_timezone_unknown"),
    ("timezone", "Europe", "business_timezone_unknown"),
    ("timezone", "../../etc/passwd", "business_timezone_unknown"),
    ("language", "tlh", "business_language_unknown"),
    ("lat", 91.0, "business_place_unknown"),
    ("place_name", "", "business_needs_place"),
)


def test_what_cannot_be_used_is_refused_by_field(app):
    owner = edge.write(lambda: make_identity("Olive", clock.now()))

    for field, value, code in BAD:
        data = replace(BOOKSHOP, **{field: value})
        with pytest.raises(Invalid, match=code) as caught:
            edge.write(lambda data=data: open_business(owner, data, clock.now()))
        assert caught.value.field in (field, "place_name"), field


def test_the_currency_stays_once_rewards_are_reckoned_in_it(app):
    def work():
        owner = make_identity("Olive", clock.now())
        business = make_bookshop(clock.now(), owner)
        change_business(business, {"currency": "EUR"}, owner, clock.now())
        make_programme(business, owner, clock.now())
        return owner, business

    owner, business = edge.write(work)
    with pytest.raises(Invalid, match="currency_fixed"):
        edge.write(lambda: change_business(business, {"currency": "USD"}, owner, clock.now()))


def test_a_change_is_logged_by_the_names_of_its_fields(app):
    owner, business = edge.write(
        lambda: (owner := make_identity("Olive", clock.now()), make_bookshop(clock.now(), owner))
    )

    edge.write(lambda: change_business(business, {"tagline": "Read by fog", "story": ""}, owner, clock.now()))

    log = edge.read(lambda: db.session.scalars(sa.select(AuditLog).order_by(AuditLog.id.desc())).first())
    assert (log.action, log.detail) == ("business.edit", {"fields": ["tagline"]})


def test_another_persons_business_is_not_found(app):
    business, stranger = edge.write(
        lambda: (make_bookshop(clock.now()), make_identity("Stranger", clock.now()))
    )

    for slug in (business.slug, "nowhere"):
        with pytest.raises(NotFound):
            edge.read(lambda slug=slug: queries.staff_of(slug, stranger))


def test_trust_learns_who_acts_for_a_business(app):
    business = edge.write(lambda: make_bookshop(clock.now()))

    def asked():
        owner = people.owners_of(business.public_id)[0]
        return owner.name, people.is_staff(owner, business.public_id), people.desk_of(business.public_id)

    name, acts, desk = edge.read(asked)
    assert (name, acts, desk.slug) == ("Olive Owner", True, "foglight-books")

from __future__ import annotations

import threading
from dataclasses import replace

import pytest
import sqlalchemy as sa

from marketplace.businesses.models import Business
from marketplace.businesses.opening import check_may_open
from marketplace.businesses.service_businesses import open_business
from marketplace.businesses.service_invitations import find_invitation, invite_owner, token_of
from marketplace.core import clock, edge
from marketplace.core.db import db
from marketplace.core.errors import Forbidden
from tests.businesses.worlds import BOOKSHOP, make_bookshop, make_identity


def set_policy(app, policy):
    app.extensions["muster.settings"] = replace(app.extensions["muster.settings"], business_opening=policy)


def may_be_opened(invitation_token=None):
    """Whether the check lets somebody through, with the refusal's code where it does not."""

    def check():
        check_may_open(find_invitation(invitation_token, clock.now(), "owner") if invitation_token else None)
        return True

    try:
        return edge.write(check)
    except Forbidden as refusal:
        return refusal.code


@pytest.mark.parametrize("policy", ["first", "invite", "open"])
def test_the_first_business_may_always_be_opened(app, policy):
    set_policy(app, policy)

    assert may_be_opened() is True


@pytest.mark.parametrize(
    ("policy", "answer"), [("first", "opening_taken"), ("invite", "opening_by_invitation"), ("open", True)]
)
def test_a_second_business_is_a_matter_of_the_setting(app, policy, answer):
    edge.write(lambda: make_bookshop(clock.now()))
    set_policy(app, policy)

    assert may_be_opened() == answer


@pytest.mark.parametrize(("policy", "answer"), [("invite", True), ("first", "opening_taken")])
def test_an_invitation_opens_the_door_where_the_setting_says_so(app, policy, answer):
    def invite():
        owner = make_identity("Olive Owner", clock.now())
        make_bookshop(clock.now(), owner)
        return invite_owner("rosa@example.org", owner, clock.now())

    token = token_of(edge.write(invite))
    set_policy(app, policy)

    assert may_be_opened(token) == answer


def test_two_who_open_the_first_business_at_once_get_one(app):
    people = edge.write(lambda: [make_identity(f"Owner {n}", clock.now()) for n in range(2)])
    outcomes, start = [], threading.Barrier(2, timeout=60)

    def open_one(person):
        with app.app_context():
            start.wait()

            def work():
                check_may_open()
                return open_business(db.session.merge(person, load=True), BOOKSHOP, clock.now())

            try:
                edge.write(work)
                outcomes.append("opened")
            except Forbidden as error:
                outcomes.append(error.code)
            finally:
                db.session.remove()

    threads = [threading.Thread(target=open_one, args=(p,)) for p in people]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()

    assert sorted(outcomes) == ["opened", "opening_taken"]
    assert edge.read(lambda: db.session.scalar(sa.select(sa.func.count(Business.id)))) == 1

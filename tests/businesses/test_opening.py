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


def test_the_first_business_may_always_be_opened(app):
    for policy in ("first", "invite", "open"):
        set_policy(app, policy)
        edge.write(check_may_open)


@pytest.mark.parametrize(
    ("policy", "refusal"), [("first", "opening_taken"), ("invite", "opening_by_invitation"), ("open", None)]
)
def test_a_second_business_is_a_matter_of_the_setting(app, policy, refusal):
    edge.write(lambda: make_bookshop(clock.now()))
    set_policy(app, policy)

    if refusal is None:
        edge.write(check_may_open)
        return
    with pytest.raises(Forbidden, match=refusal):
        edge.write(check_may_open)


def test_an_invitation_opens_the_door_where_the_setting_says_so(app):
    def invite():
        owner = make_identity("Olive Owner", clock.now())
        make_bookshop(clock.now(), owner)
        return invite_owner("rosa@example.org", owner, clock.now())

    invitation = edge.write(invite)
    set_policy(app, "invite")

    edge.write(lambda: check_may_open(find_invitation(token_of(invitation), clock.now(), "owner")))


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

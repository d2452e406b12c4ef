from __future__ import annotations

import threading

import pytest
import sqlalchemy as sa

from marketplace.businesses.service_invitations import find_invitation, invite_fan, token_of
from marketplace.businesses.service_programmes import pause_programme
from marketplace.core import clock, edge
from marketplace.core.db import db
from marketplace.core.errors import Forbidden, Invalid, Refused
from marketplace.core.lifecycle import InvalidTransition
from marketplace.superfans import membership_hooks, service_members, service_membership
from marketplace.superfans.models import Membership, Superfan
from marketplace.trust.models import DecisionRecord, Notification
from tests.superfans.worlds import make_fan, make_open_programme


@pytest.fixture
def world(app):
    """Owner, programme on application, and the fan Ana."""

    def work():
        owner, _, programme = make_open_programme(clock.now())
        return owner, programme, make_fan("Ana", clock.now())

    return edge.write(work)


def set_joining(programme, joining):
    def work():
        programme.joining = joining

    edge.write(work)


def apply(fan, programme, **more):
    return edge.write(
        lambda: service_membership.apply(fan, programme, "share", "Let me read.", clock.now(), **more)
    )


def decisions():
    found = edge.read(lambda: db.session.scalars(sa.select(DecisionRecord).order_by(DecisionRecord.id)).all())
    return [(d.rule, d.outcome, d.decided_by_ref) for d in found]


def notices(person):
    query = (
        sa.select(Notification.code).where(Notification.identity_id == person.id).order_by(Notification.id)
    )
    return edge.read(lambda: db.session.scalars(query).all())


def active_in(programme):
    """Public ids of the fans to whom offers of a programme may go."""
    query = (
        sa.select(Superfan.public_id)
        .join(Membership)
        .where(Membership.programme_id == programme.id, Membership.state == "active")
    )
    return edge.read(lambda: db.session.scalars(query).all())


def test_an_application_waits_for_staff_who_are_told(world):
    owner, programme, ana = world

    membership = apply(ana, programme)

    assert (membership.state, membership.motive, membership.words) == ("applied", "share", "Let me read.")
    assert notices(owner) == ["membership.applied"]
    assert decisions() == []
    assert active_in(programme) == []


def test_where_anyone_may_join_one_is_in_at_once_with_a_record(world):
    _, programme, ana = world
    set_joining(programme, "open")

    assert apply(ana, programme).state == "active"
    assert decisions() == [("membership.joining", "admitted", None)]
    assert active_in(programme) == [ana.public_id]


def test_without_an_invitation_nobody_joins_by_invitation(world):
    _, programme, ana = world
    set_joining(programme, "invitation")

    with pytest.raises(Forbidden, match="by_invitation_only"):
        apply(ana, programme)

    assert edge.read(lambda: db.session.scalar(sa.select(sa.func.count(Membership.id)))) == 0


def test_an_invitation_opens_any_programme_once(world):
    owner, programme, ana = world
    set_joining(programme, "invitation")
    token = edge.write(lambda: token_of(invite_fan(programme, "ana@example.org", owner, clock.now())))

    def join(fan):
        invitation = find_invitation(token, clock.now(), "fan")
        return service_membership.apply(fan, programme, "", "", clock.now(), invitation=invitation)

    assert edge.write(lambda: join(ana)).state == "active"
    ben = edge.write(lambda: make_fan("Ben", clock.now()))
    with pytest.raises(Invalid, match="invitation_used"):
        edge.write(lambda: join(ben))


def test_an_invitation_to_another_programme_does_not_help(world):
    from tests.businesses.worlds import make_programme

    owner, programme, ana = world
    set_joining(programme, "invitation")
    other = edge.write(lambda: make_programme(programme.business, owner, clock.now()))
    invitation = edge.write(lambda: invite_fan(other, "ana@example.org", owner, clock.now()))

    with pytest.raises(Invalid, match="link_invalid"):
        apply(ana, programme, invitation=invitation)


def test_nobody_joins_a_programme_that_is_paused(world):
    owner, programme, ana = world
    edge.write(lambda: pause_programme(programme, owner, clock.now()))

    with pytest.raises(Refused, match="programme_not_open"):
        apply(ana, programme)


def test_one_applies_once(world):
    _, programme, ana = world
    apply(ana, programme)

    with pytest.raises(Refused, match="applied_already"):
        apply(ana, programme)


def test_staff_admit_and_the_fan_is_told(world):
    owner, programme, ana = world
    membership = apply(ana, programme)

    edge.write(lambda: service_members.admit(membership, owner, clock.now()))

    assert membership.state == "active"
    assert decisions() == [("membership.decision", "admitted", owner.public_id)]
    assert notices(ana.identity) == ["membership.admitted"]
    with pytest.raises(Refused, match="member_already"):
        apply(ana, programme)


def test_a_refusal_needs_a_reason_that_the_fan_reads_and_may_be_followed_by_another_application(world):
    owner, programme, ana = world
    membership = apply(ana, programme)

    with pytest.raises(Invalid, match="reason_needed"):
        edge.write(lambda: service_members.refuse(membership, owner, "  ", clock.now()))
    edge.write(lambda: service_members.refuse(membership, owner, "We have enough readers.", clock.now()))

    assert (membership.state, membership.reason) == ("refused", "We have enough readers.")
    again = apply(ana, programme)
    assert (again.id, again.state, again.reason) == (membership.id, "applied", "")


def test_suspension_and_removal_are_a_persons_decision_with_a_record(world):
    owner, programme, ana = world
    membership = apply(ana, programme)

    def all_of_it():
        service_members.admit(membership, owner, clock.now())
        service_members.suspend(membership, owner, "Two no-shows.", clock.now())
        service_members.reinstate(membership, owner, clock.now())
        service_members.remove(membership, owner, "A third.", clock.now())

    edge.write(all_of_it)

    assert [outcome for _, outcome, by in decisions() if by == owner.public_id] == [
        "admitted",
        "suspended",
        "reinstated",
        "removed",
    ]
    assert notices(ana.identity) == [
        f"membership.{o}" for o in ("admitted", "suspended", "reinstated", "removed")
    ]
    with pytest.raises(Refused, match="removed_before"):
        apply(ana, programme)
    invitation = edge.write(lambda: invite_fan(programme, "ana@example.org", owner, clock.now()))
    assert apply(ana, programme, invitation=invitation).state == "active"


def test_a_fan_takes_breaks_and_leaves(world):
    owner, programme, ana = world
    membership = apply(ana, programme)
    edge.write(lambda: service_members.admit(membership, owner, clock.now()))

    for step, state in (("pause", "paused"), ("resume", "active"), ("leave", "left")):
        edge.write(lambda step=step: getattr(service_membership, step)(membership, clock.now()))
        assert membership.state == state
    with pytest.raises(InvalidTransition):
        edge.write(lambda: service_membership.pause(membership, clock.now()))


def test_a_suspended_fan_does_not_reinstate_themself(world):
    owner, programme, ana = world
    membership = apply(ana, programme)
    edge.write(lambda: service_members.admit(membership, owner, clock.now()))
    edge.write(lambda: service_members.suspend(membership, owner, "Rude.", clock.now()))

    with pytest.raises(InvalidTransition):
        edge.write(lambda: service_membership.resume(membership, clock.now()))


def test_a_known_fan_is_invited_and_says_yes_or_no(world):
    owner, programme, ana = world
    set_joining(programme, "invitation")
    membership = edge.write(lambda: service_members.invite(ana, programme, owner, clock.now()))
    assert (membership.state, notices(ana.identity)) == ("invited", ["membership.invited"])

    edge.write(lambda: service_membership.decline_invitation(membership, clock.now()))
    assert membership.state == "left"
    edge.write(lambda: service_members.invite(ana, programme, owner, clock.now()))
    edge.write(lambda: service_membership.accept_invitation(membership, clock.now()))
    assert membership.state == "active"
    with pytest.raises(Refused, match="member_already"):
        edge.write(lambda: service_members.invite(ana, programme, owner, clock.now()))


def test_higher_areas_hear_of_who_joins_and_who_goes(world, monkeypatch):
    owner, programme, ana = world
    heard = []
    monkeypatch.setattr(membership_hooks, "_joined", [lambda m, at: heard.append(("joined", m.state))])
    monkeypatch.setattr(membership_hooks, "_ended", [lambda m, at: heard.append(("ended", m.state))])
    membership = apply(ana, programme)

    edge.write(lambda: service_members.admit(membership, owner, clock.now()))
    edge.write(lambda: service_members.suspend(membership, owner, "Rude.", clock.now()))

    assert heard == [("joined", "active"), ("ended", "suspended")]


def test_applying_twice_at_once_makes_one_membership(world, app):
    _, programme, ana = world
    start, outcomes = threading.Barrier(3, timeout=60), []

    def join():
        with app.app_context():
            start.wait()

            def work():
                fan = db.session.get(Superfan, ana.id)
                return service_membership.apply(fan, db.session.merge(programme), "", "", clock.now())

            try:
                edge.write(work)
                outcomes.append("applied")
            except Refused as error:
                outcomes.append(error.code)
            finally:
                db.session.remove()

    threads = [threading.Thread(target=join) for _ in range(3)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()

    assert sorted(outcomes) == ["applied", "applied_already", "applied_already"]


def test_whoever_is_erased_leaves_every_programme(world):
    from marketplace.identity.erasure import erase

    owner, programme, ana = world
    membership = apply(ana, programme)
    edge.write(lambda: service_members.admit(membership, owner, clock.now()))

    edge.write(lambda: erase(ana.identity, clock.now()))

    assert edge.read(lambda: db.session.scalars(sa.select(Membership.state)).all()) == ["left"]
    assert active_in(programme) == []


@pytest.mark.parametrize(("motive", "words", "field"), [("greed", "", "motive"), ("", "x" * 2001, "words")])
def test_a_bad_application_names_its_field(world, motive, words, field):
    _, programme, ana = world

    with pytest.raises(Invalid) as caught:
        edge.write(lambda: service_membership.apply(ana, programme, motive, words, clock.now()))

    assert caught.value.field == field

from __future__ import annotations

from datetime import date

import pytest
import sqlalchemy as sa

from marketplace.core import clock, edge, ids
from marketplace.core.db import db
from marketplace.core.errors import Invalid, NotFound
from marketplace.core.lifecycle import InvalidTransition
from marketplace.superfans import service_credentials
from marketplace.superfans.service_membership import apply
from marketplace.trust.models import DecisionRecord, Upload
from tests.superfans.worlds import make_fan, make_open_programme


@pytest.fixture
def world(app):
    """Owner, business, and Ana who has applied."""

    def work():
        owner, business, programme = make_open_programme(clock.now())
        ana = make_fan("Ana", clock.now())
        apply(ana, programme, "", "", clock.now())
        return owner, business, ana

    return edge.write(work)


def evidence(person):
    upload = Upload(
        owner_id=person.id, purpose="credential", is_private=True, key=ids.new("obj"), media_type="image/webp",
        size_bytes=10, created_at=clock.now(),
    )  # fmt: skip
    db.session.add(upload)
    db.session.flush()
    return upload


def submit(ana, business, code="first_aid"):
    return edge.write(
        lambda: service_credentials.submit(ana, business, code, evidence(ana.identity), clock.now())
    )


def test_evidence_is_accepted_for_a_time_with_a_record(world):
    owner, business, ana = world
    credential = submit(ana, business)

    edge.write(
        lambda: service_credentials.accept(
            credential, date(2026, 1, 1), date(2027, 12, 31), "Seen.", owner, clock.now()
        )
    )

    assert (credential.state, credential.valid_until, credential.checked_by_id) == (
        "accepted",
        date(2027, 12, 31),
        owner.id,
    )
    record = edge.read(lambda: db.session.scalars(sa.select(DecisionRecord)).one())
    assert (record.rule, record.outcome, record.decided_by_ref) == (
        "credential.check",
        "accepted",
        owner.public_id,
    )
    assert record.inputs["valid_until"] == "2027-12-31"


def test_a_refusal_says_why(world):
    owner, business, ana = world
    credential = submit(ana, business)

    with pytest.raises(Invalid, match="reason_needed"):
        edge.write(lambda: service_credentials.refuse(credential, " ", owner, clock.now()))
    edge.write(lambda: service_credentials.refuse(credential, "Not readable.", owner, clock.now()))

    assert (credential.state, credential.reason) == ("refused", "Not readable.")
    with pytest.raises(InvalidTransition):
        edge.write(
            lambda: service_credentials.accept(credential, date(2026, 1, 1), None, "", owner, clock.now())
        )


@pytest.mark.parametrize(
    ("valid_from", "valid_until", "code"),
    [
        (date(2026, 2, 1), date(2026, 1, 1), "dates_reversed"),
        (date(2020, 1, 1), date(2021, 1, 1), "date_over"),
    ],
)
def test_dates_must_make_sense(world, valid_from, valid_until, code):
    owner, business, ana = world
    credential = submit(ana, business)

    with pytest.raises(Invalid, match=code):
        edge.write(
            lambda: service_credentials.accept(credential, valid_from, valid_until, "", owner, clock.now())
        )

    assert edge.read(lambda: db.session.scalars(sa.select(DecisionRecord)).all()) == []


def test_evidence_goes_only_to_businesses_one_has_to_do_with(world):
    _, business, _ = world
    stranger = edge.write(lambda: make_fan("Stranger", clock.now()))

    with pytest.raises(NotFound):
        submit(stranger, business)


def test_a_fan_takes_evidence_back_and_staff_revoke_it(world):
    owner, business, ana = world
    first, second = submit(ana, business), submit(ana, business, "id_check")
    edge.write(lambda: service_credentials.accept(second, date(2026, 1, 1), None, "", owner, clock.now()))

    edge.write(lambda: service_credentials.withdraw(first, ana, clock.now()))
    edge.write(lambda: service_credentials.revoke(second, "It was forged.", owner, clock.now()))

    assert (first.state, second.state) == ("withdrawn", "revoked")


def test_an_unknown_credential_is_refused_by_field(world):
    _, business, ana = world

    with pytest.raises(Invalid, match="choice_not_offered") as caught:
        submit(ana, business, "wizardry")

    assert caught.value.field == "code"

from __future__ import annotations

import pytest
import sqlalchemy as sa

from marketplace.businesses import queries, readiness
from marketplace.businesses.answers import Answers
from marketplace.businesses.models import Programme, SchemeVersion
from marketplace.businesses.service_programmes import (
    change_programme,
    close_programme,
    create_programme,
    open_programme,
    pause_programme,
)
from marketplace.businesses.service_schemes import publish_scheme
from marketplace.core import clock, edge
from marketplace.core.db import db
from marketplace.core.errors import Invalid, Refused
from marketplace.core.lifecycle import InvalidTransition, StateChange
from marketplace.trust.models import AuditLog
from tests.businesses.worlds import ROASTER, make_bookshop, make_identity, make_programme, register_reading


@pytest.fixture
def shop(app):
    def work():
        at = clock.now()
        owner = make_identity("Olive Owner", at)
        business = make_bookshop(at, owner)
        return owner, business, make_programme(business, owner, at)

    return edge.write(work)


def change(programme, owner, changes):
    return edge.write(lambda: change_programme(programme, changes, owner, clock.now()))


def test_five_answers_make_a_programme_that_is_ready_to_open(shop):
    owner, business, programme = shop

    assert programme.state == "draft"
    assert programme.purpose == "Because Foglight Books is a place to be read to."
    assert programme.way == "crowd"
    assert programme.joining == "application"
    assert programme.cancellation_policy == {"policy": "single_day_24h"}
    assert programme.responsible_id == owner.id
    assert programme.support_contact == business.support_email == owner.email
    assert programme.currency == "USD"
    assert readiness.missing(programme) == []
    scheme = edge.read(lambda: queries.published_scheme(programme))
    assert (scheme.version, scheme.document["terms"]) == (1, "volunteer_with_perks")


def test_a_template_speaks_the_language_of_the_business(app):
    from marketplace.businesses.service_businesses import open_business

    def work():
        at = clock.now()
        register_reading()
        owner = make_identity("Renata", at)
        return create_programme(open_business(owner, ROASTER, at), "reading", Answers(), owner, at)

    programme = edge.write(work)

    assert programme.purpose == "Porque en Tostadores Añil se lee en voz alta."
    assert programme.language == "es"


def test_what_was_unfolded_and_changed_wins_over_the_template(shop):
    owner, business, _ = shop

    changes = {"title": "Sunday readings", "joining": "open", "cancellation_policy": {"policy": "free"}}
    second = edge.write(
        lambda: create_programme(
            business, "reading", Answers(tasks="Sing", changes=changes), owner, clock.now()
        )
    )

    assert (second.title, second.slug, second.joining, second.tasks) == (
        "Sunday readings",
        "sunday-readings",
        "open",
        "Sing",
    )
    assert second.cancellation_policy == {"policy": "free"}


NEEDED = {
    "purpose": " ", "role": "", "north_star": "", "house_rules": "", "support_contact": "", "answer_hours": None,
    "responsible_id": None, "tasks": "",
}  # fmt: skip


def test_a_programme_does_not_open_while_anything_is_missing(shop):
    owner, _, programme = shop

    for field, emptied in NEEDED.items():
        held = getattr(programme, field)
        change(programme, owner, {field: emptied})
        with pytest.raises(Refused, match="programme_not_ready"):
            edge.write(lambda: open_programme(programme, owner, clock.now()))
        assert edge.read(lambda: db.session.get(Programme, programme.id).state) == "draft", field
        change(programme, owner, {field: held})

    edge.write(lambda: open_programme(programme, owner, clock.now()))


def test_a_check_of_a_higher_area_holds_a_programme_back(shop):
    owner, _, programme = shop
    check = readiness.Check("funded", "Rewards are funded", lambda p: False, lambda p: "/money")
    readiness.register(check)
    try:
        with pytest.raises(Refused, match="programme_not_ready"):
            edge.write(lambda: open_programme(programme, owner, clock.now()))
    finally:
        del readiness.CHECKS["funded"]


def test_a_programme_without_a_published_scheme_does_not_open(shop):
    owner, _, programme = shop
    edge.write(lambda: db.session.execute(sa.update(SchemeVersion).values(state="retired")))

    with pytest.raises(Refused, match="programme_not_ready"):
        edge.write(lambda: open_programme(programme, owner, clock.now()))


def test_a_programme_goes_through_its_life_and_each_step_is_written_down(shop, clock):
    owner, _business, programme = shop
    at = clock.now()

    for step in (open_programme, pause_programme, open_programme, close_programme):
        edge.write(lambda step=step: step(programme, owner, clock.advance(hours=1)))

    assert (programme.state, programme.opened_at) == ("closed", at.replace(hour=13))
    steps = edge.read(
        lambda: db.session.scalars(
            sa.select(StateChange.action).where(StateChange.aggregate == "programme").order_by(StateChange.id)
        ).all()
    )
    assert steps == ["open", "pause", "resume", "close"]
    logged = edge.read(lambda: db.session.scalars(sa.select(AuditLog.action).order_by(AuditLog.id)).all())
    assert logged[-4:] == ["programme.open", "programme.pause", "programme.resume", "programme.close"]
    with pytest.raises(InvalidTransition):
        edge.write(lambda: open_programme(programme, owner, clock.now()))


def test_an_open_programme_keeps_what_made_it_ready(shop):
    owner, _, programme = shop
    edge.write(lambda: open_programme(programme, owner, clock.now()))

    with pytest.raises(Refused, match="programme_not_ready"):
        edge.write(lambda: change_programme(programme, {"purpose": ""}, owner, clock.now()))

    assert edge.read(lambda: db.session.get(Programme, programme.id).purpose) != ""


BAD = (
    ("title", "  ", "programme_needs_title"),
    ("title", "x" * 101, "entry_too_long"),
    ("way", "mob", "choice_not_offered"),
    ("answer_hours", 0, "number_not_between"),
    ("skills", [f"s{n}" for n in range(21)], "too_many_chosen"),
    ("cancellation_policy", {"policy": "never"}, "choice_not_offered"),
)


def test_a_bad_change_names_its_field(shop):
    owner, _, programme = shop

    for field, value, code in BAD:
        with pytest.raises(Invalid, match=code) as caught:
            change(programme, owner, {field: value})
        assert caught.value.field is not None, field


def test_an_unknown_kind_is_refused(shop):
    owner, business, _ = shop

    with pytest.raises(Invalid, match="kind_unknown"):
        edge.write(lambda: create_programme(business, "juggling", Answers(), owner, clock.now()))


def test_schemes_are_numbered_and_the_newest_holds(shop):
    owner, _, programme = shop

    edge.write(lambda: publish_scheme(programme, {"schema": 1}, owner, clock.now()))

    assert edge.read(lambda: queries.published_scheme(programme).version) == 2

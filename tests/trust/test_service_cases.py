"""Cases: both sides are heard, a named person decides in time or the owner must, and what hangs on it waits."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import timedelta

import pytest
import sqlalchemy as sa
from flask import Flask

from marketplace.businesses.models import Staff
from marketplace.core import edge, jobs
from marketplace.core.clock import SteppedClock
from marketplace.core.db import db
from marketplace.core.errors import Forbidden, Invalid, NotFound, Refused
from marketplace.core.lifecycle import InvalidTransition, StateChange
from marketplace.identity.models import Identity
from marketplace.trust import queries_cases, service_cases
from marketplace.trust.models import AuditLog, Case, DecisionRecord
from marketplace.trust.service_cases import (
    add_statement,
    assign_decider,
    decide_case,
    open_case,
    withdraw_case,
)
from marketplace.trust.service_decisions import record_decision
from tests.conftest import NOON
from tests.trust.worlds import BOOKING, World, mails_to, notices_of


def opened(world: World, **changes: object) -> Case:
    values = {
        "business_ref": world.ref,
        "kind": "dispute",
        "subject": BOOKING,
        "opened_by": world.ana,
        "against": world.ben,
        "title": "Fog walk",
        "text": "He never came.",
        "upload": None,
        "at": NOON,
    }
    return edge.write(lambda: open_case(**(values | changes)))  # type: ignore[arg-type]


def state_of(case: Case) -> str:
    return edge.read(
        lambda: db.session.scalars(sa.select(Case.state).where(Case.public_id == case.public_id)).one()
    )


def decided(case: Case, by: Identity, outcome: str = "upheld", text: str = "The photo shows it.") -> None:
    edge.write(lambda: decide_case(case, by, outcome, text, NOON))


@pytest.fixture
def hooks() -> Iterator[list[tuple[str, str, str | None]]]:
    """What the hooks of an area above would have seen."""
    seen: list[tuple[str, str, str | None]] = []
    before = (list(service_cases._opened), list(service_cases._decided))
    service_cases.on_opened(lambda case, at: seen.append(("opened", case.subject, None)))
    service_cases.on_decided(lambda case, at: seen.append(("ended", case.subject, case.outcome)))
    yield seen
    service_cases._opened[:], service_cases._decided[:] = before


def test_opening_names_a_decider_and_a_day_and_tells_both(world: World) -> None:
    case = opened(world)

    assert case.decider_id == world.olga.id
    assert case.due_at == NOON + timedelta(days=14)
    assert notices_of(world.ben) == ["case.opened"]
    assert notices_of(world.olga) == ["case.assigned"]
    assert notices_of(world.ana) == []
    assert notices_of(world.sue) == []


def test_the_kind_sets_the_day(shop: World) -> None:
    assert opened(shop, kind="support", against=None).due_at == NOON + timedelta(days=7)


def test_nobody_decides_in_their_own_matter(world: World) -> None:
    case = opened(world, opened_by=world.ben, against=world.olga)

    assert case.decider_id == world.mario.id
    with pytest.raises(Forbidden, match="case_own"):
        decided(case, world.olga)


def test_a_decision_is_looked_at_again_by_somebody_else_where_there_is_somebody(world: World) -> None:
    def decided_by(person: Identity) -> str:
        record = record_decision(
            business_ref=world.ref, subject=BOOKING, about_ref=world.ben.public_id, rule="r", rule_version="1", outcome="o",
            inputs={}, reasons=[], at=NOON, decided_by_ref=person.public_id,
        )  # fmt: skip
        db.session.flush()
        return record.public_id

    by_olga, by_mario = edge.write(lambda: (decided_by(world.olga), decided_by(world.mario)))

    assert (
        opened(world, kind="appeal", subject=by_olga, opened_by=world.ben, against=None).decider_id
        == world.mario.id
    )
    assert (
        opened(world, kind="appeal", subject=by_mario, opened_by=world.ben, against=None).decider_id
        == world.olga.id
    )
    edge.write(lambda: db.session.execute(sa.delete(Staff).where(Staff.identity_id == world.mario.id)))
    again = edge.write(lambda: decided_by(world.olga))
    assert (
        opened(world, kind="appeal", subject=again, opened_by=world.ben, against=None).decider_id
        == world.olga.id
    )


def test_somebody_without_the_right_to_decide_cannot(world: World) -> None:
    case = opened(world)

    for person in (world.sue, world.eve):
        with pytest.raises(NotFound):
            decided(case, person)


def test_one_case_at_a_time_about_one_thing(world: World) -> None:
    opened(world)

    with pytest.raises(Refused, match="case_open_already"):
        opened(world)
    assert opened(world, opened_by=world.ben, against=world.ana).public_id  # the other side may open its own
    assert len(edge.read(lambda: queries_cases.cases_on(BOOKING))) == 2


def test_after_the_end_another_can_be_opened(world: World) -> None:
    case = opened(world)
    edge.write(lambda: withdraw_case(case, world.ana, NOON))

    assert opened(world).state == "open"


@pytest.mark.parametrize(
    ("changes", "field"),
    [
        ({"kind": "lawsuit"}, "kind"),
        ({"text": "  "}, "text"),
        ({"text": "x" * 8001}, "text"),
        ({"title": ""}, "title"),
    ],
)
def test_what_cannot_be_used_names_its_field_and_leaves_nothing(
    shop: World, changes: dict[str, str], field: str
) -> None:
    with pytest.raises(Invalid) as refusal:
        opened(shop, **changes)

    assert refusal.value.field == field
    assert edge.read(lambda: queries_cases.cases_on(BOOKING)) == []


def test_the_first_word_of_the_other_side_makes_it_heard(world: World) -> None:
    case = opened(world)

    edge.write(lambda: add_statement(case, world.ana, "I waited an hour.", None, NOON))
    assert state_of(case) == "open"
    edge.write(lambda: add_statement(case, world.ben, "The ferry stood still.", None, NOON))
    assert state_of(case) == "heard"

    view = edge.read(lambda: queries_cases.case_for(case.public_id, world.ana))
    assert [s.text for s in view.case.statements] == [
        "He never came.",
        "I waited an hour.",
        "The ferry stood still.",
    ]
    assert notices_of(world.ana) == ["case.statement"]
    assert notices_of(world.olga) == ["case.assigned", "case.statement", "case.statement"]


def test_a_stranger_neither_reads_nor_writes(world: World) -> None:
    case = opened(world)

    with pytest.raises(NotFound):
        edge.write(lambda: add_statement(case, world.eve, "Me too.", None, NOON))
    with pytest.raises(NotFound):
        edge.read(lambda: queries_cases.case_for(case.public_id, world.eve))


def test_the_decision_is_told_recorded_and_final(
    world: World, hooks: list[tuple[str, str, str | None]]
) -> None:
    case = opened(world)

    decided(case, world.mario)

    assert state_of(case) == "decided"
    assert notices_of(world.ana) == ["case.decided"]
    assert notices_of(world.ben) == ["case.opened", "case.decided"]
    record = edge.read(lambda: db.session.scalars(sa.select(DecisionRecord)).one())
    assert (record.outcome, record.decided_by_ref, record.subject) == (
        "upheld",
        world.mario.public_id,
        case.public_id,
    )
    log = edge.read(lambda: db.session.scalars(sa.select(AuditLog)).one())
    assert (log.actor_ref, log.action) == (world.mario.public_id, "case.decide")
    assert hooks == [("opened", BOOKING, None), ("ended", BOOKING, "upheld")]
    with pytest.raises(InvalidTransition):
        decided(case, world.olga)
    with pytest.raises(Refused, match="case_closed"):
        edge.write(lambda: add_statement(case, world.ben, "But!", None, NOON))


@pytest.mark.parametrize("outcome", ["overturned", "hidden", "", "withdrawn"])
def test_an_outcome_of_another_kind_is_refused(shop: World, outcome: str) -> None:
    case = opened(shop)

    with pytest.raises(Invalid) as refusal:
        decided(case, shop.olga, outcome)
    assert refusal.value.field == "outcome"


def test_a_decision_needs_its_reason(shop: World) -> None:
    case = opened(shop)

    with pytest.raises(Invalid) as refusal:
        decided(case, shop.olga, text=" ")
    assert refusal.value.field == "text"
    assert state_of(case) == "open"


def test_taking_back_releases_what_was_frozen(world: World, hooks: list[tuple[str, str, str | None]]) -> None:
    case = opened(world)

    with pytest.raises(Forbidden):
        edge.write(lambda: withdraw_case(case, world.ben, NOON))
    edge.write(lambda: withdraw_case(case, world.ana, NOON))

    assert state_of(case) == "withdrawn"
    assert hooks[-1] == ("ended", BOOKING, "withdrawn")
    assert notices_of(world.olga)[-1] == "case.withdrawn"


def test_a_freezing_case_is_seen_while_it_runs(world: World) -> None:
    case = opened(world)
    opened(world, kind="support", subject="tst_another", against=None)

    assert edge.read(lambda: queries_cases.has_live_freeze(BOOKING))
    assert not edge.read(lambda: queries_cases.has_live_freeze("tst_another"))
    decided(case, world.olga)
    assert not edge.read(lambda: queries_cases.has_live_freeze(BOOKING))


def test_another_decider_can_be_named(world: World) -> None:
    case = opened(world)

    edge.write(lambda: assign_decider(case, world.mario, world.olga, NOON))

    assert (
        edge.read(lambda: queries_cases.case_for(case.public_id, world.mario)).case.decider_id
        == world.mario.id
    )
    assert notices_of(world.mario) == ["case.assigned"]
    with pytest.raises(NotFound):
        edge.write(lambda: assign_decider(case, world.sue, world.olga, NOON))


def test_the_clock_reminds_then_hands_it_to_the_owner(world: World, clock: SteppedClock) -> None:
    case = opened(world)
    edge.write(lambda: assign_decider(case, world.mario, world.olga, NOON))

    jobs.run_due(clock.advance(days=9, hours=23))
    assert "case.reminder" not in notices_of(world.mario)
    jobs.run_due(clock.advance(hours=1))
    jobs.run_due(clock.advance(minutes=5))
    assert notices_of(world.mario).count("case.reminder") == 1

    jobs.run_due(clock.advance(days=4))
    assert state_of(case) == "escalated"
    assert (
        edge.read(lambda: queries_cases.case_for(case.public_id, world.olga)).case.decider_id == world.olga.id
    )
    assert "case.escalated" in notices_of(world.olga)
    assert notices_of(world.ana)[-1] == notices_of(world.ben)[-1] == "case.overdue"
    change = edge.read(
        lambda: db.session.scalars(sa.select(StateChange).where(StateChange.to_state == "escalated")).one()
    )
    assert change.actor == "clock"

    jobs.run_due(clock.advance(days=2))
    assert notices_of(world.olga).count("case.escalated") == 2
    decided(case, world.olga)
    jobs.run_due(clock.advance(days=20))
    assert notices_of(world.olga).count("case.escalated") == 2


def test_a_case_decided_in_time_is_not_escalated(world: World, clock: SteppedClock) -> None:
    case = opened(world)
    decided(case, world.olga)

    jobs.run_due(clock.advance(days=30))

    assert state_of(case) == "decided"
    assert "case.escalated" not in notices_of(world.olga)


def test_the_mail_says_it_in_the_reader_s_own_zone(shop: World, clock: SteppedClock) -> None:
    def move_ben() -> None:
        ben = db.session.get_one(Identity, shop.ben.id)
        ben.timezone = "Asia/Tokyo"

    edge.write(move_ben)
    opened(shop)

    jobs.run_due(clock.now())

    (mail,) = mails_to(shop.ben)
    assert "9:00\u202fPM" in mail.text  # noon in London is nine in the evening in Tokyo


def test_opening_twice_at_once_makes_one(app: Flask, world: World) -> None:
    """The unique index decides: the check for a running case is the insert itself."""
    opened(world)

    def again() -> None:
        with pytest.raises(Refused):
            open_case(
                business_ref=world.ref, kind="dispute", subject=BOOKING, opened_by=world.ana, against=None,
                title="Again", text="Again", upload=None, at=NOON,
            )  # fmt: skip
        assert (
            db.session.scalar(sa.select(sa.func.count()).select_from(Case)) == 1
        )  # the transaction is still good

    edge.write(again)

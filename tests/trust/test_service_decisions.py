"""Decision records and the audit log: written with their reasons, and never changed afterwards, whoever tries."""

from __future__ import annotations

from datetime import UTC, datetime
from zoneinfo import ZoneInfo

import pytest
import sqlalchemy as sa
from flask import Flask
from sqlalchemy.exc import IntegrityError

from marketplace.core import edge, i18n
from marketplace.core.db import db
from marketplace.core.errors import NotFound
from marketplace.identity.models import Identity
from marketplace.trust import queries_audit, queries_decisions, subjects
from marketplace.trust.models import AuditLog, Case, DecisionRecord
from marketplace.trust.service_audit import log_action
from marketplace.trust.service_cases import decide_case, open_case
from marketplace.trust.service_decisions import record_decision
from tests.conftest import NOON
from tests.trust.worlds import BOOKING, FAN_REF, World, make_business, make_identity


def decide(world: World, **changes: object) -> DecisionRecord:
    values = {
        "business_ref": world.ref,
        "subject": BOOKING,
        "about_ref": FAN_REF,
        "rule": "case.escalation",
        "rule_version": "1",
        "outcome": "escalated",
        "inputs": {"due_at": NOON, "stars": 2, "evidence": {"kind": "photo", "of": BOOKING}, "late": True},
        "reasons": [{"code": "case.not_decided_in_time", "params": {"due_at": NOON}}],
        "at": NOON,
    }
    return edge.write(lambda: record_decision(**(values | changes)))  # type: ignore[arg-type]


@pytest.mark.parametrize("table", ["decision_record", "audit_log"])
@pytest.mark.parametrize("change", ["UPDATE {} SET business_ref = 'biz_x'", "DELETE FROM {}"])
def test_nothing_written_is_ever_changed(world: World, table: str, change: str) -> None:
    decide(world)
    edge.write(lambda: log_action(world.ref, world.olga.public_id, "case.decide", BOOKING, {}, NOON))

    with pytest.raises(IntegrityError, match="append-only"):
        edge.write(lambda: db.session.execute(sa.text(change.format(table))))

    model = DecisionRecord if table == "decision_record" else AuditLog
    assert edge.read(lambda: db.session.scalar(sa.select(sa.func.count()).select_from(model))) == 1


def test_the_table_is_not_emptied_at_a_stroke_either(world: World) -> None:
    decide(world)
    at_a_stroke = (
        "TRUNCATE decision_record"
        if db.engine.dialect.name == "postgresql"
        else "DELETE FROM decision_record"
    )

    with pytest.raises(IntegrityError, match="append-only"):
        edge.write(lambda: db.session.execute(sa.text(at_a_stroke)))


def test_the_person_reads_reasons_and_inputs_in_words(world: World) -> None:
    record = decide(world)

    view = edge.read(lambda: queries_decisions.decision_for(record.public_id, world.ben))

    assert view.rule == "A case that was not decided in time"
    assert view.outcome == "Handed to the owner"
    assert view.reasons == ["It was due at Mon, Nov 23, 12:00\u202fPM and nobody had decided by then."]
    assert ("Stars", "2") in view.inputs
    assert ("Evidence · Kind", "photo") in view.inputs
    assert ("Late", "yes") in view.inputs
    assert not any(BOOKING in value for _, value in view.inputs)  # an opaque id says nothing to a person
    assert view.decided_by is None
    assert view.can_contest


def test_staff_read_it_but_do_not_contest_it(shop: World) -> None:
    record = decide(shop, decided_by_ref=shop.olga.public_id)

    view = edge.read(lambda: queries_decisions.decision_for(record.public_id, shop.mario))

    assert view.decided_by == "Olga"
    assert not view.can_contest


def test_to_a_stranger_it_is_not_there(shop: World) -> None:
    record = decide(shop)

    with pytest.raises(NotFound):
        edge.read(lambda: queries_decisions.decision_for(record.public_id, shop.eve))


def test_a_decision_can_be_the_subject_of_an_appeal_by_whom_it_touches(world: World) -> None:
    record = decide(world)

    found = edge.read(lambda: subjects.touching(record.public_id, world.ben))

    assert found.title == "A case that was not decided in time: Fog walk"
    assert found.business_ref == world.ref


def test_a_decision_of_the_installation_itself_is_contested_with_those_who_run_it(world: World) -> None:
    edge.write(lambda: db.session.add(make_business("second", "Second Shop")))
    record = decide(world, business_ref=None)
    view = edge.read(lambda: queries_decisions.decision_for(record.public_id, world.ben))
    assert view.can_contest
    assert edge.read(lambda: queries_decisions.decision_for(record.public_id, world.mario)).rule == view.rule

    def contest() -> Case:
        subject = subjects.touching(record.public_id, world.ben)
        return open_case(
            business_ref=subject.business_ref, kind="appeal", subject=subject.ref, opened_by=world.ben, against=None,
            title="Look again", text="It was not so.", upload=None, at=NOON,
        )  # fmt: skip

    case = edge.write(contest)
    assert (case.business_ref, case.decider_id) == (world.ref, world.olga.id), "the first that opened here"
    edge.write(lambda: decide_case(db.session.merge(case), world.olga, "overturned", "You are right.", NOON))
    decided = sa.select(DecisionRecord).where(DecisionRecord.subject == case.public_id)
    assert edge.read(lambda: db.session.scalars(decided).one()).decided_by_ref == world.olga.public_id


def test_where_nobody_runs_it_yet_there_is_nobody_to_contest_it_with(site: Flask) -> None:
    ana = edge.write(lambda: _alone())

    def decided() -> DecisionRecord:
        return record_decision(
            business_ref=None, subject=ana.public_id, about_ref=ana.public_id, rule="r", rule_version="1", outcome="o",
            inputs={}, reasons=[], at=NOON,
        )  # fmt: skip

    record = edge.write(decided)
    assert not edge.read(lambda: queries_decisions.decision_for(record.public_id, ana)).can_contest
    assert edge.read(lambda: subjects.find(record.public_id)) is None


def _alone() -> Identity:
    person = make_identity("Ana")
    db.session.add(person)
    db.session.flush()
    return person


def test_a_reason_without_code_is_a_fault_of_the_caller(app: Flask) -> None:
    with pytest.raises(ValueError, match="code with parameters"):
        edge.write(
            lambda: record_decision(
                business_ref=None, subject=BOOKING, about_ref=None, rule="r", rule_version="1", outcome="o", inputs={},
                reasons=[{"params": {}}], at=NOON,
            )
        )  # fmt: skip


def test_inputs_keep_instants_as_text(shop: World) -> None:
    record = decide(shop, inputs={"at": datetime(2026, 1, 2, tzinfo=UTC), "names": {"b", "a"}})

    assert record.inputs == {"at": "2026-01-02T00:00:00+00:00", "names": ["a", "b"]}


def test_staff_read_the_log_newest_first(world: World) -> None:
    def work() -> None:
        log_action(world.ref, world.olga.public_id, "case.assign_decider", BOOKING, {}, NOON)
        log_action(world.ref, world.mario.public_id, "case.decide", BOOKING, {}, NOON)
        log_action("biz_of_another_shop", world.eve.public_id, "case.decide", BOOKING, {}, NOON)

    edge.write(work)

    lines, pages = edge.read(lambda: queries_audit.log_of(world.ref, world.olga))

    assert [(line.actor, line.action) for line in lines] == [
        ("Mario", "Decided a case"),
        ("Olga", "Named who decides a case"),
    ]
    assert lines[0].subject_title == "Fog walk"
    assert pages == 1


def test_what_was_on_record_is_read_in_the_readers_words_and_on_their_clock(
    site: Flask, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Before, Spanish readers met "Checked in at" and codes such as "reserved", and instants stood on the clock of Greenwich."""
    recorded = {
        "checked_in_at": "2026-11-18T17:55:00+00:00", "free_until": "2026-11-18T18:15:00+00:00",
        "valid_until": "2027-12-31", "part": "reliability", "joining": "open", "state": "applied",
    }  # fmt: skip
    monkeypatch.setattr(queries_decisions, "get_timezone", lambda: ZoneInfo("America/Mexico_City"))
    with site.test_request_context(), i18n.spoken_to("es"):
        said = dict(queries_decisions.lines(recorded))

    assert said["Llegada"].endswith("11:55")
    assert said["Se podía devolver sin más hasta"].endswith("12:15")
    assert said["Vale hasta"] == "31 dic 2027"
    assert "Fiabilidad" in said.values()
    assert not {"reliability", "open", "applied"} & set(said.values())

"""When people go their files go, save evidence that a running case needs; and they can take them away before."""

from __future__ import annotations

import io
import zipfile

import pytest
import sqlalchemy as sa

from marketplace.core import audit, edge, jobs
from marketplace.core.clock import SteppedClock
from marketplace.core.db import db
from marketplace.core.words import Written
from marketplace.identity import erasure, personal_data
from marketplace.trust import audits, evidence, object_store, uploads
from marketplace.trust.models import Case, Upload
from marketplace.trust.service_cases import decide_case, open_case, withdraw_case
from marketplace.trust.service_decisions import record_decision
from marketplace.trust.service_reviews import open_window, write_review
from marketplace.trust.service_standing import record_event
from marketplace.trust.service_threads import open_thread, post_message
from tests.conftest import NOON
from tests.trust.photos import jpeg
from tests.trust.worlds import BOOKING, FAN_REF, PROGRAMME, World, notices_of


def kept(world: World) -> Upload:
    prepared = uploads.prepare_evidence(io.BytesIO(jpeg()))
    return edge.write(
        lambda: uploads.store(
            prepared, owner=world.ana, purpose="evidence", is_private=True, business_ref=world.ref, at=NOON
        )
    )


def dispute(world: World, upload: Upload | None = None):  # type: ignore[no-untyped-def]
    return edge.write(
        lambda: open_case(
            business_ref=world.ref, kind="dispute", subject=BOOKING, opened_by=world.ana, against=world.ben,
            title="Fog walk", text="See the photo.", upload=upload, at=NOON,
        )
    )  # fmt: skip


def exists(upload: Upload) -> bool:
    row = sa.select(Upload.id).where(Upload.key == upload.key)
    return edge.read(lambda: db.session.scalar(row)) is not None or object_store.get(upload.key) is not None


def test_a_person_takes_their_files_away(world: World) -> None:
    upload = kept(world)

    packed = edge.read(lambda: personal_data.archive(world.ana, NOON))

    names = zipfile.ZipFile(io.BytesIO(packed)).namelist()
    assert f"files/uploads/{upload.public_id}.webp" in names


def test_whoever_was_to_decide_hands_over_to_a_colleague(world: World, clock: SteppedClock) -> None:
    case = dispute(world)
    assert case.decider_id == world.olga.id
    edge.write(lambda: evidence.hand_over_cases(world.olga, clock.now()))

    assert edge.read(lambda: db.session.get_one(Case, case.id).decider_id) == world.mario.id
    assert "case.assigned" in notices_of(world.mario)


def test_whoever_goes_takes_along_all_but_what_a_running_case_needs(
    world: World, clock: SteppedClock
) -> None:
    plain, evidence = kept(world), kept(world)
    case = dispute(world, evidence)
    edge.write(lambda: erasure.erase(world.ana, clock.now()))
    jobs.run_due(clock.now())
    jobs.run_due(clock.advance(minutes=1))

    assert not exists(plain)
    assert exists(evidence)

    edge.write(lambda: decide_case(case, world.olga, "dismissed", "Nobody speaks for it any more.", NOON))
    jobs.run_due(clock.advance(minutes=1))
    assert not exists(evidence)


def test_the_end_of_a_case_leaves_the_evidence_of_those_who_stayed(world: World, clock: SteppedClock) -> None:
    evidence = kept(world)
    case = dispute(world, evidence)

    edge.write(lambda: withdraw_case(case, world.ana, NOON))
    jobs.run_due(clock.now())

    assert exists(evidence)


def test_nothing_is_found_where_all_is_well(world: World) -> None:
    dispute(world)
    edge.write(
        lambda: post_message(
            open_thread(world.ref, BOOKING, Written("x", None), [(world.ana, "customer")], NOON),
            world.ana,
            "Hi",
            NOON,
        )
    )
    assert [f for f in audit.run() if f.invariant in (11, 12, 13)] == []


@pytest.mark.parametrize(
    ("corruption", "check", "invariant"),
    [
        ("DELETE FROM job WHERE name = 'trust.escalate_case'", audits.open_cases_have_their_clock, 12),
        ("DELETE FROM job WHERE name = 'trust.show_reviews'", audits.review_windows_close, 12),
        ("UPDATE \"case\" SET state = 'decided'", audits.decisions_of_cases_were_recorded, 11),
    ],
)
def test_what_was_broken_by_hand_is_named(world: World, corruption: str, check, invariant: int) -> None:  # type: ignore[no-untyped-def]
    dispute(world)

    def reviewed() -> None:
        window = open_window(
            business_ref=world.ref, programme_ref=PROGRAMME, subject=BOOKING, title="Fog walk",
            customer=world.ana, fan=world.ben, fan_ref=FAN_REF, at=NOON,
        )  # fmt: skip
        write_review(window, world.ana, stars=5, text="", private_text="", at=NOON)

    edge.write(reviewed)
    assert edge.read(lambda: list(check())) == []

    edge.write(lambda: db.session.execute(sa.text(corruption)))

    (finding,) = edge.read(lambda: list(check()))
    assert finding.invariant == invariant


def test_a_fall_that_counts_without_a_person_is_named_where_the_guard_was_off(world: World) -> None:
    event = edge.write(
        lambda: record_event(
            programme_ref=PROGRAMME, fan_ref=FAN_REF, part="reliability", code="no_show", subject=BOOKING, evidence={}, at=NOON
        )
    )  # fmt: skip
    assert edge.read(lambda: list(audits.falls_were_confirmed_by_a_person())) == []

    def by_hand() -> None:
        if db.engine.dialect.name == "sqlite":
            db.session.execute(sa.text("PRAGMA ignore_check_constraints = ON"))
        else:
            db.session.execute(
                sa.text("ALTER TABLE standing_event DROP CONSTRAINT ck_standing_event_fall_needs_person")
            )
        db.session.execute(sa.text("UPDATE standing_event SET counts = true"))

    edge.write(by_hand)

    (finding,) = edge.read(lambda: list(audits.falls_were_confirmed_by_a_person()))
    assert (finding.invariant, finding.subject) == (11, event.public_id)


def test_an_address_in_a_record_is_named(world: World) -> None:
    edge.write(
        lambda: record_decision(
            business_ref=world.ref, subject=BOOKING, about_ref=None, rule="r", rule_version="1", outcome="o",
            inputs={"who": "ana@example.org"}, reasons=[], at=NOON,
        )
    )  # fmt: skip

    (finding,) = edge.read(lambda: list(audits.records_hold_no_words_of_people()))
    assert finding.invariant == 13

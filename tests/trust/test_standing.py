"""Standing: what events are worth is published and pure; a fall counts only after a person has confirmed it."""

from __future__ import annotations

from datetime import timedelta

import pytest
import sqlalchemy as sa
from hypothesis import given
from hypothesis import strategies as st
from sqlalchemy.exc import IntegrityError

from marketplace.core import edge
from marketplace.core.db import db
from marketplace.core.errors import Forbidden, NotFound, Refused
from marketplace.trust import queries_standing, standing, subjects
from marketplace.trust.models import Case, DecisionRecord, StandingEvent
from marketplace.trust.service_cases import decide_case, open_case, withdraw_case
from marketplace.trust.service_standing import confirm_fall, dismiss_fall, record_event
from tests.conftest import NOON
from tests.trust.worlds import BOOKING, FAN_REF, PROGRAMME, World, notices_of


def record(code: str, subject: str = BOOKING, **changes: object) -> StandingEvent:
    values = {
        "programme_ref": PROGRAMME, "fan_ref": FAN_REF, "part": standing.RELIABILITY, "code": code,
        "subject": subject, "evidence": {"late_minutes": 12}, "at": NOON,
    }  # fmt: skip
    return edge.write(lambda: record_event(**(values | changes)))  # type: ignore[arg-type]


def now(fan_ref: str = FAN_REF) -> standing.Reliability:
    return edge.read(lambda: queries_standing.reliability([fan_ref]))[fan_ref]


def counts(event: StandingEvent) -> bool:
    return edge.read(
        lambda: db.session.scalars(sa.select(StandingEvent.counts).where(StandingEvent.id == event.id)).one()
    )


def contest(world: World, event: StandingEvent) -> Case:
    return edge.write(
        lambda: open_case(
            business_ref=world.ref, kind="appeal", subject=event.public_id, opened_by=world.ben, against=None,
            title="Not so", text="The door was locked.", upload=None, at=NOON,
        )
    )  # fmt: skip


@pytest.mark.parametrize(
    ("points", "completed", "label"),
    [
        (0, 0, "new"),
        (9, 2, "new"),
        (0, 3, "steady"),
        (29, 50, "steady"),
        (30, 8, "trusted"),
        (200, 7, "steady"),
        (80, 20, "outstanding"),
        (79, 20, "trusted"),
        (-1, 50, "at_risk"),
    ],
)
def test_labels_at_their_thresholds(points: int, completed: int, label: str) -> None:
    assert standing.label(points, completed) == label


@given(st.integers(-100, 300), st.integers(0, 60), st.integers(0, 100), st.integers(0, 60))
def test_more_points_and_more_gigs_never_make_it_worse(
    points: int, completed: int, more: int, again: int
) -> None:
    order = ["at_risk", "new", "steady", "trusted", "outstanding"]

    assert order.index(standing.label(points + more, completed + again)) >= order.index(
        standing.label(points, completed)
    )


def test_a_rise_counts_at_once_and_once(world: World) -> None:
    first, second = record("completed"), record("completed")

    assert first.public_id == second.public_id
    assert now().completed == 1
    assert edge.read(lambda: db.session.scalar(sa.select(sa.func.count()).select_from(DecisionRecord))) == 1


def test_a_fall_waits_for_a_person(world: World) -> None:
    event = record("no_show")

    assert now().no_show == 0
    assert notices_of(world.ben) == ["standing.fall_recorded"]
    edge.write(lambda: confirm_fall(event, world.olga, NOON))
    assert (now().no_show, now().label) == (1, "at_risk")
    assert notices_of(world.ben)[-1] == "standing.fall_confirmed"


def test_the_database_itself_lets_no_fall_count_without_a_person(world: World) -> None:
    record("no_show")

    with pytest.raises(IntegrityError):
        edge.write(lambda: db.session.execute(sa.text("UPDATE standing_event SET counts = true")))


def test_a_dismissed_fall_never_counts(world: World) -> None:
    event = record("late")

    edge.write(lambda: dismiss_fall(event, world.mario, NOON))

    assert not counts(event)
    with pytest.raises(Refused, match="standing_settled"):
        edge.write(lambda: confirm_fall(event, world.olga, NOON))


def test_only_staff_settle_and_never_their_own(shop: World) -> None:
    event = record("late")

    with pytest.raises(NotFound):
        edge.write(lambda: confirm_fall(event, shop.eve, NOON))
    make_ben_staff(shop)
    with pytest.raises(Forbidden, match="case_own"):
        edge.write(lambda: confirm_fall(event, shop.ben, NOON))


def make_ben_staff(world: World) -> None:
    from marketplace.businesses.models import Staff

    row = Staff(business_id=world.business.id, identity_id=world.ben.id, role="manager", created_at=NOON)
    edge.write(lambda: db.session.add(row))


def test_falls_wait_on_the_desk_of_their_business_alone(world: World) -> None:
    event = record("late")
    record("no_show", "tst_elsewhere", business_ref="biz_of_another_shop")
    record("completed", "tst_good", business_ref=world.ref)

    assert [e.id for e in edge.read(lambda: queries_standing.falls_awaiting(world.ref))] == [event.id]
    assert edge.read(lambda: queries_standing.falls_awaiting_count(world.ref)) == 1


@pytest.mark.parametrize(("outcome", "expected"), [("overturned", False), ("confirmed", True)])
def test_an_appeal_freezes_the_effect_until_decided(world: World, outcome: str, expected: bool) -> None:
    event = record("no_show")
    edge.write(lambda: confirm_fall(event, world.olga, NOON))

    case = contest(world, event)
    assert not counts(event)
    edge.write(lambda: decide_case(case, world.mario, outcome, "We have looked at the photo.", NOON))

    assert counts(event) is expected


def test_an_appeal_taken_back_leaves_it_as_it_was(world: World) -> None:
    confirmed, waiting = record("no_show"), record("late")
    edge.write(lambda: confirm_fall(confirmed, world.olga, NOON))

    for event in (confirmed, waiting):
        case = contest(world, event)
        edge.write(lambda case=case: withdraw_case(case, world.ben, NOON))  # type: ignore[misc]

    assert counts(confirmed)
    assert not counts(waiting)


def test_what_is_under_appeal_is_not_confirmed_beside_it(world: World) -> None:
    event = record("no_show")
    contest(world, event)

    with pytest.raises(Refused, match="standing_contested"):
        edge.write(lambda: confirm_fall(event, world.olga, NOON))


def test_the_fan_sees_the_event_and_a_stranger_does_not(shop: World) -> None:
    event = record("late")

    assert edge.read(lambda: queries_standing.event_for(event.public_id, shop.ben)).evidence == {
        "late_minutes": 12
    }
    assert edge.read(lambda: subjects.touching(event.public_id, shop.ben)).title == "Began late: Fog walk"
    with pytest.raises(NotFound):
        edge.read(lambda: queries_standing.event_for(event.public_id, shop.eve))


def test_reliability_adds_up_over_programmes_or_in_one(world: World) -> None:
    for number in range(4):
        record("completed", f"tst_{number}")
        record("on_time", f"tst_{number}")
    record("completed", "tst_other", programme_ref="prg_other")
    late = record("late")

    fans = edge.read(lambda: queries_standing.reliability([FAN_REF, "fan_unknown"]))

    assert (fans[FAN_REF].completed, fans[FAN_REF].on_time, fans[FAN_REF].on_time_pct) == (5, 4, 100)
    assert fans[FAN_REF].label == "steady"
    assert fans["fan_unknown"] == standing.Reliability()
    in_one = edge.read(lambda: queries_standing.reliability([FAN_REF], programme_ref="prg_other"))
    assert in_one[FAN_REF].completed == 1
    assert in_one[FAN_REF].on_time_pct is None, "how it began nobody knows"

    edge.write(lambda: confirm_fall(late, world.olga, NOON))
    assert now().on_time_pct == 80


def test_what_is_older_than_a_year_counts_no_more(shop: World) -> None:
    record("completed", "tst_old", at=NOON - timedelta(days=366))
    record("completed", "tst_new", at=NOON - timedelta(days=364))

    assert edge.read(lambda: queries_standing.reliability([FAN_REF], at=NOON))[FAN_REF].completed == 1
    assert now().completed == 2


def test_reliability_is_one_query_whatever_the_number(world: World) -> None:
    queries: list[str] = []

    def note(conn: object, cursor: object, statement: str, *rest: object) -> None:
        if statement.lstrip().upper().startswith("SELECT"):
            queries.append(statement)

    sa.event.listen(db.engine, "before_cursor_execute", note)
    edge.read(lambda: queries_standing.reliability([f"fan_{n}" for n in range(500)]))
    sa.event.remove(db.engine, "before_cursor_execute", note)

    assert len(queries) == 1

"""The clock of cases: reminds the decider, and hands what is overdue to the owner."""

from __future__ import annotations

from datetime import datetime, timedelta
from typing import Any

import sqlalchemy as sa

from marketplace.core import jobs
from marketplace.core.db import db
from marketplace.core.lifecycle import Actor, move
from marketplace.trust import case_notices, people, service_decisions
from marketplace.trust.lifecycle import CASE
from marketplace.trust.models import Case

REMIND_AGAIN_DAYS = 2


@jobs.job("trust.remind_decider")
def remind_decider(payload: dict[str, Any], at: datetime) -> None:
    """Remind whoever decides that the time is nearly up."""
    case = _live(payload)
    if case is None:
        return
    if case.decider is not None:
        case_notices.tell(case, case.decider, "case.reminder", at)
    else:
        for owner in case_notices.owners(case):
            case_notices.tell(case, owner, "case.reminder", at)


@jobs.job("trust.escalate_case")
def escalate_case(payload: dict[str, Any], at: datetime) -> None:
    """Hand a case that was not decided in time to an owner, tell both sides, and keep reminding every two days."""
    case = _live(payload)
    if case is None:
        return
    before = case.decider_id
    if case.state != "escalated":
        move(CASE, case, "escalate", Actor.CLOCK, at)
        owners = case_notices.owners(case)
        fresh = [owner for owner in owners if owner.id != before]
        parties = {case.opened_by_id, case.against_id or 0}
        decider = people.decider_for(case.business_ref, parties, first=[*fresh, *owners])
        case.decider_id = decider.id if decider else before
        db.session.flush()
        db.session.expire(case, ["decider"])
        _record(case, at)
        case_notices.tell_sides(case, "case.overdue", at)
    if case.decider is not None:
        case_notices.tell(case, case.decider, "case.escalated", at)
    count = int(payload.get("count", 0)) + 1
    again = {"case": case.public_id, "count": count}
    due_at = at + timedelta(days=REMIND_AGAIN_DAYS)
    jobs.stage("trust.escalate_case", f"trust.escalate:{case.public_id}:{count}", due_at, again)


def _live(payload: dict[str, Any]) -> Case | None:
    one = sa.select(Case).where(Case.public_id == payload["case"]).with_for_update()
    case = db.session.scalar(one)
    return case if case is not None and case.state not in CASE.final else None


def _record(case: Case, at: datetime) -> None:
    service_decisions.record_decision(
        business_ref=case.business_ref,
        subject=case.public_id,
        about_ref=case.opened_by.public_id,
        rule="case.escalation",
        rule_version="1",
        outcome="escalated",
        inputs={"due_at": case.due_at, "decider": case.decider.public_id if case.decider else None},
        reasons=[{"code": "case.not_decided_in_time", "params": {"due_at": case.due_at, "timezone": "UTC"}}],
        at=at,
    )

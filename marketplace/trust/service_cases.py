"""Opens cases, hears both sides, decides, and tells everybody whom it touches."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from datetime import datetime
from typing import Any

import sqlalchemy as sa

from marketplace.core import jobs
from marketplace.core.db import db
from marketplace.core.errors import Forbidden, Invalid, NotFound, Refused
from marketplace.core.lifecycle import Actor, move
from marketplace.identity.models import Identity
from marketplace.trust import case_kinds, people, service_audit, service_decisions, subjects
from marketplace.trust.case_notices import tell, tell_sides
from marketplace.trust.insert_once import add_once
from marketplace.trust.lifecycle import CASE
from marketplace.trust.models import Case, CaseStatement, Upload
from marketplace.trust.plain_json import plain
from marketplace.trust.written import written

TEXT_LENGTH_MAX = 8000
RULE, RULE_VERSION = "case.decision", "1"

Hook = Callable[[Case, datetime], None]
_opened: list[Hook] = []
_decided: list[Hook] = []


def on_opened(hook: Hook) -> Hook:
    """Call `hook(case, at)` in the transaction that opens a case: what hangs on the subject can be frozen."""
    if hook not in _opened:
        _opened.append(hook)
    return hook


def on_decided(hook: Hook) -> Hook:
    """Call `hook(case, at)` in the transaction that ends a case, decided or withdrawn: what was frozen is released."""
    if hook not in _decided:
        _decided.append(hook)
    return hook


def open_case(
    *,
    business_ref: str,
    kind: str,
    subject: str,
    opened_by: Identity,
    against: Identity | None,
    title: str,
    text: str,
    upload: Upload | None,
    at: datetime,
    language: str | None = None,
    evidence: Mapping[str, Any] | None = None,
) -> Case:
    """Open a case with its first statement, name its decider and set its clock.

    `against` is the person on the other side, or None for the business itself. Raises Invalid for an unknown kind or
    missing words, and Refused `case_open_already` while one of the same kind by the same person on the same subject runs.
    """
    rules = case_kinds.get(kind)
    due_at = case_kinds.due_at(rules, at)
    parties = {opened_by.id, *([against.id] if against else [])}
    decider = _first_decider(business_ref, subject, parties)
    case = Case(
        business_ref=business_ref,
        kind=kind,
        subject=subject,
        opened_by_id=opened_by.id,
        against_id=against.id if against else None,
        decider_id=decider.id if decider else None,
        state=CASE.initial,
        title=written(title, "title", 140),
        evidence=plain(evidence or {}),
        opened_at=at,
        due_at=due_at,
    )
    statement = _statement(opened_by, text, upload, at, language)
    if not add_once(case):
        raise Refused("case_open_already")
    statement.case_id = case.id
    db.session.add(statement)
    db.session.flush()
    jobs.stage(
        "trust.remind_decider",
        f"trust.remind:{case.public_id}",
        case_kinds.remind_at(rules, due_at),
        {"case": case.public_id},
    )
    jobs.stage("trust.escalate_case", f"trust.escalate:{case.public_id}", due_at, {"case": case.public_id})
    tell_sides(case, "case.opened", at, apart_from=opened_by, name=opened_by)
    if decider is not None:
        tell(case, decider, "case.assigned", at)
    _run(_opened, case, at)
    return case


def add_statement(
    case: Case,
    author: Identity,
    text: str,
    upload: Upload | None,
    at: datetime,
    *,
    language: str | None = None,
) -> CaseStatement:
    """Add what one side says; the first word of somebody else than the opener makes the case heard."""
    case = locked(case)
    actor = actor_of(case, author)
    if case.state in CASE.final:
        raise Refused("case_closed")
    statement = _statement(author, text, upload, at, language)
    statement.case_id = case.id
    db.session.add(statement)
    db.session.flush()
    db.session.expire(case, ["statements"])
    if author.id != case.opened_by_id and CASE.allows(case.state, "answer", actor):
        move(CASE, case, "answer", actor, at, actor_ref=author.public_id)
    if actor is Actor.STAFF:
        service_audit.log_action(
            case.business_ref, author.public_id, "case.add_statement", case.public_id, {}, at
        )
    tell_sides(case, "case.statement", at, apart_from=author, name=author)
    if case.decider is not None and case.decider_id != author.id:
        tell(case, case.decider, "case.statement", at, name=author)
    return statement


def assign_decider(case: Case, decider: Identity, by: Identity, at: datetime) -> None:
    """Name another decider, who must act for the business and be no party."""
    case = locked(case)
    if case.state in CASE.final:
        raise Refused("case_closed")
    _check_decider(case, decider)
    if decider.id == case.decider_id:
        return
    case.decider_id = decider.id
    db.session.flush()
    db.session.expire(case, ["decider"])
    detail = {"decider": decider.public_id}
    service_audit.log_action(
        case.business_ref, by.public_id, "case.assign_decider", case.public_id, detail, at
    )
    if decider.id != by.id:
        tell(case, decider, "case.assigned", at)


def decide_case(case: Case, decider: Identity, outcome: str, text: str, at: datetime) -> None:
    """Decide: outcome and reason in words, told to both sides, with a decision record under the decider's name."""
    case = locked(case)
    allowed = case_kinds.outcomes_for(case_kinds.get(case.kind), case.subject)
    if outcome not in allowed:
        raise Invalid("case_outcome_unknown", field="outcome")
    reason = written(text, "text", TEXT_LENGTH_MAX)
    _check_decider(case, decider)
    move(CASE, case, "decide", Actor.STAFF, at, actor_ref=decider.public_id, reason={"outcome": outcome})
    case.decider_id, case.decided_at, case.outcome, case.decision_text = decider.id, at, outcome, reason
    _end(case, at)
    service_decisions.record_decision(
        business_ref=case.business_ref,
        subject=case.public_id,
        about_ref=case.opened_by.public_id,
        rule=RULE,
        rule_version=RULE_VERSION,
        outcome=outcome,
        inputs={"kind": case.kind, "opened_at": case.opened_at, "due_at": case.due_at, "about": case.subject},
        reasons=[{"code": f"case.outcome.{outcome}", "params": {}}],
        at=at,
        decided_by_ref=decider.public_id,
    )
    service_audit.log_action(
        case.business_ref, decider.public_id, "case.decide", case.public_id, {"outcome": outcome}, at
    )
    tell_sides(case, "case.decided", at)


def withdraw_case(case: Case, by: Identity, at: datetime) -> None:
    """Take a case back; only who opened it may."""
    case = locked(case)
    if by.id != case.opened_by_id:
        raise Forbidden("case_not_yours")
    move(CASE, case, "withdraw", actor_of(case, by), at, actor_ref=by.public_id)
    case.decided_at, case.outcome = at, "withdrawn"
    _end(case, at)
    tell_sides(case, "case.withdrawn", at, apart_from=by, name=by)
    if case.decider is not None and case.decider_id != by.id:
        tell(case, case.decider, "case.withdrawn", at, name=by)


def locked(case: Case) -> Case:
    """The case as it stands now, held until the transaction ends."""
    again = sa.select(Case).where(Case.id == case.id).with_for_update()
    return db.session.scalars(again, execution_options={"populate_existing": True}).one()


def actor_of(case: Case, identity: Identity) -> Actor:
    """In which part somebody acts in a case; NotFound for somebody it does not touch."""
    is_party = identity.id in (case.opened_by_id, case.against_id)
    if people.is_staff(identity, case.business_ref) and not is_party:
        return Actor.STAFF
    if not is_party:
        raise NotFound
    subject = subjects.find(case.subject)
    side = subject.side_of(identity) if subject else None
    return {"fan": Actor.FAN, "business": Actor.STAFF}.get(side or "", Actor.CUSTOMER)


def _first_decider(business_ref: str, subject: str, parties: set[int]) -> Identity | None:
    """Somebody who is no party and, where there is a choice, did not make the decision that is contested."""
    found = subjects.find(subject)
    before = {found.decided_by.id} if found is not None and found.decided_by is not None else set()
    return people.decider_for(business_ref, parties | before) or people.decider_for(business_ref, parties)


def _check_decider(case: Case, decider: Identity) -> None:
    if decider.id in (case.opened_by_id, case.against_id):
        raise Forbidden("case_own")
    if decider.id not in {person.id for person in people.deciders_of(case.business_ref)}:
        raise NotFound


def _end(case: Case, at: datetime) -> None:
    db.session.flush()
    db.session.expire(case, ["decider"])
    jobs.unstage(f"trust.remind:{case.public_id}")
    jobs.unstage(f"trust.escalate:{case.public_id}")
    _run(_decided, case, at)


def _run(hooks: list[Hook], case: Case, at: datetime) -> None:
    for hook in hooks:
        hook(case, at)


def _statement(
    author: Identity, text: str, upload: Upload | None, at: datetime, language: str | None
) -> CaseStatement:
    return CaseStatement(
        author_id=author.id,
        text=written(text, "text", TEXT_LENGTH_MAX),
        language=language or author.locale,
        upload_id=upload.id if upload else None,
        at=at,
    )

"""Decision records as people may read them."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Any

import sqlalchemy as sa
from flask_babel import get_timezone, gettext

from marketplace.core import words
from marketplace.core.db import db
from marketplace.core.errors import NotFound
from marketplace.identity.models import Identity
from marketplace.trust import people, subjects
from marketplace.trust.models import DecisionRecord

OPAQUE_ID = re.compile(r"^[a-z]{3}_[23456789a-z]{16}$")
DAY = re.compile(r"^\d{4}-\d\d-\d\d(T\d\d:\d\d.*)?$")
SHOWN_ENTRIES_MAX = 12


@dataclass(frozen=True)
class DecisionView:
    """One decision put into words."""

    record: DecisionRecord
    rule: str
    outcome: str
    reasons: list[str]
    inputs: list[tuple[str, str]]
    decided_by: str | None  # name of the person, or nothing for the system
    subject_title: str | None
    subject_path: str | None
    can_contest: bool


def decision_for(public_id: str, identity: Identity) -> DecisionView:
    """The record in words, for the person it touches and for staff of the business; NotFound to anybody else."""
    record = db.session.scalar(sa.select(DecisionRecord).where(DecisionRecord.public_id == public_id))
    if record is None:
        raise NotFound
    touches, answers = _touches(record, identity), people.answers_for(record.business_ref)
    if not touches and not people.is_staff(identity, answers):
        raise NotFound
    subject = subjects.find(record.subject)
    decider = people.identity_of(record.decided_by_ref)
    return DecisionView(
        record=record,
        rule=worded("rule", record.rule),
        outcome=outcome_worded(record.rule, record.outcome),
        reasons=[words.sentence(r["code"], r["params"]) for r in record.reasons],
        inputs=list(lines(record.inputs)),
        decided_by=decider.name if decider else None,
        subject_title=subject.title if subject else None,
        subject_path=subject.path_for(identity) if subject else None,
        can_contest=touches and answers is not None,
    )


def decisions_on(subject: str) -> list[DecisionRecord]:
    """What was decided about one gig, offer, booking or other thing; oldest first."""
    on = sa.select(DecisionRecord).where(DecisionRecord.subject == subject).order_by(DecisionRecord.id)
    return list(db.session.scalars(on))


def worded(family: str, code: str) -> str:
    """The words for a code of a family such as `rule` or `outcome`; a code without words is read as it is spelt."""
    known = f"{family}.{code}"
    return words.sentence(known) if known in words.known() else _spelt(code)


def outcome_worded(rule: str, outcome: str) -> str:
    """The words for what a rule came to: its own where it has them, else those that many rules share."""
    own = f"{rule}.{outcome}"
    return worded("outcome", own if f"outcome.{own}" in words.known() else outcome)


def subject_of(ref: str) -> subjects.Subject | None:
    """A decision as the subject of a case: the appeal against it."""
    record = db.session.scalar(sa.select(DecisionRecord).where(DecisionRecord.public_id == ref))
    person = people.identity_of(record.about_ref) if record is not None else None
    answers = people.answers_for(record.business_ref) if record is not None else None
    if record is None or person is None or answers is None:
        return None
    about = subjects.find(record.subject)
    side = next((s for p, s in about.parties if p.id == person.id), "fan") if about else "fan"
    rule = worded("rule", record.rule)
    title = f"{rule}: {about.title}" if about else rule
    return subjects.Subject(
        ref,
        answers,
        title,
        f"/decisions/{ref}",
        ((person, side),),
        decided_by=people.identity_of(record.decided_by_ref),
    )


def _touches(record: DecisionRecord, identity: Identity) -> bool:
    person = people.identity_of(record.about_ref)
    return person is not None and person.id == identity.id


def lines(inputs: Mapping[str, Any], path: str = "") -> Iterator[tuple[str, str]]:
    """Inputs as label and value, nested ones under the label of their parent; ids that say nothing are left out."""
    for key, value in inputs.items():
        label = f"{path} · {worded('input', key)}" if path else worded("input", key)
        if isinstance(value, Mapping):
            yield from lines(value, label)
            continue
        said = _said(key, value, inputs)
        if said is not None:
            yield label, said


def _said(key: str, value: Any, beside: Mapping[str, Any]) -> str | None:
    if value is None:
        return str(gettext("not given"))
    if isinstance(value, bool):
        return str(gettext("yes") if value else gettext("no"))
    if isinstance(value, str) and OPAQUE_ID.match(value):
        return None
    if isinstance(value, list):
        shown = [said for one in value[:SHOWN_ENTRIES_MAX] if (said := _said(key, one, beside)) is not None]
        return ", ".join(shown) if shown else str(len(value))
    if isinstance(value, Mapping):
        return "; ".join(f"{label}: {said}" for label, said in lines(value))
    if isinstance(value, str) and f"input.{key}.{value}" in words.known():
        return words.sentence(f"input.{key}.{value}")
    zone = {"timezone": str(beside.get("timezone") or get_timezone())}  # instants on the reader's clock
    name = key
    if isinstance(value, str) and (found := DAY.match(value)):
        name = f"{key}_at" if found.group(1) else f"{key}_on"
    return str(words.spoken(name, value, {**beside, **zone}))


def _spelt(code: str) -> str:
    text = code.replace("_", " ").replace(".", ": ")
    return text[:1].upper() + text[1:]

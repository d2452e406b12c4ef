"""The audit log as staff read it."""

from __future__ import annotations

from dataclasses import dataclass

import sqlalchemy as sa

from marketplace.core.db import db
from marketplace.identity.models import Identity
from marketplace.trust import people, subjects
from marketplace.trust.models import AuditLog
from marketplace.trust.queries_decisions import worded

PAGE_LINES = 50


@dataclass(frozen=True)
class AuditLine:
    """One line in words."""

    line: AuditLog
    actor: str
    action: str
    subject_title: str | None
    subject_path: str | None


def log_of(business_ref: str, reader: Identity, page: int = 1) -> tuple[list[AuditLine], int]:
    """One page of what staff of a business did, as one of them reads it, newest first, and how many pages there are."""
    mine = AuditLog.business_ref == business_ref
    count = db.session.scalar(sa.select(sa.func.count()).select_from(AuditLog).where(mine)) or 0
    newest = sa.select(AuditLog).where(mine).order_by(AuditLog.id.desc())
    rows = db.session.scalars(newest.limit(PAGE_LINES).offset((page - 1) * PAGE_LINES))
    return [_in_words(row, reader) for row in rows], max(1, -(-count // PAGE_LINES))


def _in_words(row: AuditLog, reader: Identity) -> AuditLine:
    actor = people.identity_of(row.actor_ref)
    subject = subjects.find(row.subject) if row.subject else None
    return AuditLine(
        line=row,
        actor=actor.name if actor else row.actor_ref,
        action=worded("action", row.action),
        subject_title=subject.title if subject else None,
        subject_path=subject.path_for(reader) if subject else None,
    )

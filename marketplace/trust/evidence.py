"""What becomes of people's uploads and cases when they go, when a case ends, and when they take their data away."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import datetime

import sqlalchemy as sa

from marketplace.core.db import db
from marketplace.identity import erasure, personal_data
from marketplace.identity.models import Identity
from marketplace.trust import case_notices, object_store, people, queries_cases, service_cases, uploads
from marketplace.trust.models import Case, CaseStatement, Upload


@erasure.before_going
def forget_uploads(identity: Identity, at: datetime) -> None:
    """Whoever goes leaves no file behind, but for the evidence of cases that still run."""
    uploads.erase_for(identity, at)


@erasure.before_going
def hand_over_cases(identity: Identity, at: datetime) -> None:
    """Cases that somebody was to decide go to a colleague, who is told; where there is none, to whoever comes at the deadline."""
    theirs = sa.select(Case).where(Case.decider_id == identity.id, Case.state.in_(queries_cases.LIVE_STATES))
    for case in db.session.scalars(theirs.order_by(Case.id)).all():
        apart_from = {identity.id, case.opened_by_id, case.against_id or 0}
        case.decider = people.decider_for(case.business_ref, apart_from)
        if case.decider is not None:
            case_notices.tell(case, case.decider, "case.assigned", at)


@service_cases.on_decided
def forget_ownerless_evidence(case: Case, at: datetime) -> None:
    """When a case ends, evidence of people who have gone meanwhile goes too."""
    left = (
        sa.select(Upload)
        .join(CaseStatement, CaseStatement.upload_id == Upload.id)
        .where(CaseStatement.case_id == case.id, Upload.owner_id.is_(None), Upload.is_private)
    )
    for upload in db.session.scalars(left).all():
        uploads.erase(upload, at)


def files_of(identity: Identity) -> Iterator[tuple[str, bytes]]:
    """A person's own files, for the copy they take away."""
    theirs = sa.select(Upload).where(Upload.owner_id == identity.id).order_by(Upload.id)
    for upload in db.session.scalars(theirs):
        data = object_store.get(upload.key)
        if data is not None:
            yield f"{upload.public_id}.{upload.key.rpartition('.')[2]}", data


personal_data.file_exporter("uploads", files_of)

"""Facts that go with the answer to a dispute in fields of their own: put in before it is sent, each once."""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping

import sqlalchemy as sa

from payouts.database import Executor, connection_of
from payouts.dispute_files import check_answerable
from payouts.dispute_tables import EVIDENCE_FIELDS, dispute_field
from payouts.errors import EvidenceRefused

FIELD_MAX = 20_000
"""Characters of one field; all together the provider takes 150,000 (``DisputeUpdateParams`` of its SDK)."""


def put_fields(
    executor: Executor, business_ref: str, object_id: str, fields: Mapping[str, str], *, at: dt.datetime
) -> None:
    """Put facts beside what will be answered; another text for the same field takes its place.

    Parameters
    ----------
    executor : Session or Connection
    business_ref, object_id : str
    fields : mapping
        Texts by the names in `EVIDENCE_FIELDS`.
    at : datetime

    Raises
    ------
    NotFound
        If there is no such dispute.
    EvidenceRefused
        ``evidence_closed`` if it can no longer be answered, or was; ``evidence_field`` with ``field`` for an unknown
        field, an empty text or one that is too long. Nothing was written.
    """
    connection, c = connection_of(executor), dispute_field.c
    check_answerable(connection, business_ref, object_id, at)
    for field, text in fields.items():
        if field not in EVIDENCE_FIELDS or not 0 < len(text.strip()) <= FIELD_MAX:
            raise EvidenceRefused("evidence_field", field=field)
    connection.execute(
        sa.delete(dispute_field).where(
            c.business_ref == business_ref, c.object_id == object_id, c.field.in_(fields)
        )
    )
    for field, text in fields.items():
        connection.execute(
            sa.insert(dispute_field).values(
                business_ref=business_ref, object_id=object_id, field=field, text=text.strip(), put_at=at
            )
        )


def take_field(executor: Executor, business_ref: str, object_id: str, field: str, *, at: dt.datetime) -> bool:
    """Take a fact out again before anything is answered; False where there was none.

    Raises
    ------
    NotFound
    EvidenceRefused
        ``evidence_closed``.
    """
    connection, c = connection_of(executor), dispute_field.c
    check_answerable(connection, business_ref, object_id, at)
    gone = connection.execute(
        sa.delete(dispute_field).where(
            c.business_ref == business_ref, c.object_id == object_id, c.field == field
        )
    )
    return gone.rowcount > 0


def fields_of(executor: Executor, business_ref: str, object_id: str) -> dict[str, str]:
    """Read the facts beside an answer, in the order of `EVIDENCE_FIELDS`."""
    c = dispute_field.c
    query = sa.select(c.field, c.text).where(c.business_ref == business_ref, c.object_id == object_id)
    found = {row.field: row.text for row in connection_of(executor).execute(query)}
    return {field: found[field] for field in EVIDENCE_FIELDS if field in found}


def forget_fields(executor: Executor, *, before: dt.datetime) -> int:
    """Let go of what was put in before an instant."""
    statement = sa.delete(dispute_field).where(dispute_field.c.put_at < before)
    return connection_of(executor).execute(statement).rowcount

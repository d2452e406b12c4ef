"""Files that go with the answer to a dispute: chosen before it is sent, one for each thing they show."""

from __future__ import annotations

import datetime as dt
import hashlib
from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

import sqlalchemy as sa

from payouts.database import Executor, connection_of
from payouts.dispute_rows import get_dispute
from payouts.dispute_tables import EVIDENCE_SLOTS, dispute_answer, dispute_file
from payouts.errors import EvidenceRefused
from payouts.gateways.objects import Call

MEDIA_TYPES = ("application/pdf", "image/jpeg", "image/png")
"""What card networks are said to take by guides to Stripe's disputes, read in 2026; Stripe's own page could not be read."""
TOTAL_BYTES_MAX = 4_500_000
"""Of all files together (same source); the provider also counts pages and refuses too many by name
(``dispute_evidence_page_limit_exceeded``, docs.stripe.com/changelog/endive/2026-09-30)."""
PAGES_MAX = 19
"""What Mastercard reads without charging for each page more (notices of acquirers to their merchants, 2024)."""

BytesOf = Callable[[str], bytes]
"""Gives the bytes of a file of the host by its reference; outside any transaction."""


@dataclass(frozen=True, slots=True)
class EvidenceFile:
    """One file.

    Attributes
    ----------
    slot : str
        What it shows: receipt, customer_communication, service_documentation (that it took place),
        customer_signature, refund_policy or uncategorized_file.
    file_ref : str
        The host's.
    provider_file_id : str or None
        The provider's, once it has it.
    """

    business_ref: str
    object_id: str
    slot: str
    file_ref: str
    media_type: str
    size_bytes: int
    added_at: dt.datetime
    provider_file_id: str | None

    @property
    def call(self) -> Call:
        """What identifies its upload at the provider; the same for every attempt."""
        told = "\x1f".join((self.business_ref, self.object_id, self.slot, self.file_ref))
        name = f"fil_{hashlib.sha256(told.encode()).hexdigest()[:28]}"
        return Call(name, name, self.added_at)


def add_file(
    executor: Executor,
    business_ref: str,
    object_id: str,
    slot: str,
    *,
    file_ref: str,
    media_type: str,
    size_bytes: int,
    at: dt.datetime,
) -> EvidenceFile | None:
    """Put a file beside what will be answered; another for the same thing takes its place.

    Parameters
    ----------
    executor : Session or Connection
    business_ref, object_id : str
    slot : str
    file_ref : str
        Opaque id of the file at the host.
    media_type : str
        One of `MEDIA_TYPES`: as it will be sent.
    size_bytes : int
        As it will be sent.
    at : datetime

    Returns
    -------
    EvidenceFile or None
        The one whose place it took.

    Raises
    ------
    NotFound
        If there is no such dispute.
    EvidenceRefused
        ``evidence_closed`` if it can no longer be answered, or was; ``evidence_slot``, ``evidence_type``;
        ``evidence_size`` with ``most_bytes``, what there is still room for. Nothing was written.
    """
    connection = connection_of(executor)
    check_answerable(connection, business_ref, object_id, at)
    if slot not in EVIDENCE_SLOTS:
        raise EvidenceRefused("evidence_slot", slot=slot)
    if media_type not in MEDIA_TYPES:
        raise EvidenceRefused("evidence_type", media_type=media_type)
    before = files_of(connection, business_ref, object_id)
    room = TOTAL_BYTES_MAX - sum(one.size_bytes for one in before if one.slot != slot)
    if not 0 < size_bytes <= room:
        raise EvidenceRefused("evidence_size", most_bytes=room)
    replaced = remove_file(connection, business_ref, object_id, slot, at=at)
    connection.execute(
        sa.insert(dispute_file).values(
            business_ref=business_ref,
            object_id=object_id,
            slot=slot,
            file_ref=file_ref,
            media_type=media_type,
            size_bytes=size_bytes,
            added_at=at,
        )
    )
    return replaced


def remove_file(
    executor: Executor, business_ref: str, object_id: str, slot: str, *, at: dt.datetime
) -> EvidenceFile | None:
    """Take a file out again before anything is answered; gives it, or None if there was none.

    Raises
    ------
    NotFound
    EvidenceRefused
        ``evidence_closed``.
    """
    connection, c = connection_of(executor), dispute_file.c
    check_answerable(connection, business_ref, object_id, at)
    found = next((one for one in files_of(connection, business_ref, object_id) if one.slot == slot), None)
    connection.execute(
        sa.delete(dispute_file).where(
            c.business_ref == business_ref, c.object_id == object_id, c.slot == slot
        )
    )
    return found


def files_of(executor: Executor, business_ref: str, object_id: str) -> list[EvidenceFile]:
    """List the files beside an answer, in the order of `EVIDENCE_SLOTS`."""
    c = dispute_file.c
    query = sa.select(dispute_file).where(c.business_ref == business_ref, c.object_id == object_id)
    rows = connection_of(executor).execute(query)
    return sorted((_file(row) for row in rows), key=lambda one: EVIDENCE_SLOTS.index(one.slot))


def note_uploaded(executor: Executor, one: EvidenceFile, provider_file_id: str) -> None:
    """Note that the provider has a file."""
    c = dispute_file.c
    connection_of(executor).execute(
        sa.update(dispute_file)
        .where(c.business_ref == one.business_ref, c.object_id == one.object_id, c.slot == one.slot)
        .values(provider_file_id=provider_file_id)
    )


def forget_files(executor: Executor, *, before: dt.datetime) -> list[str]:
    """Let go of the files that were added before an instant; gives their references, for the host to erase."""
    connection, c = connection_of(executor), dispute_file.c
    old = list(connection.execute(sa.select(c.file_ref).where(c.added_at < before).order_by(c.id)).scalars())
    connection.execute(sa.delete(dispute_file).where(c.added_at < before))
    return old


def check_answerable(connection: sa.Connection, business_ref: str, object_id: str, at: dt.datetime) -> None:
    """Stand still for whoever would still add to an answer: EvidenceRefused if it can no longer be given, or was."""
    known, c = get_dispute(connection, business_ref, object_id, lock=True), dispute_answer.c
    answered = connection.execute(
        sa.select(c.id).where(
            c.business_ref == business_ref, c.object_id == object_id, c.error_code.is_(None)
        )
    ).first()
    if not known.is_open or answered is not None or (known.due_at is not None and at >= known.due_at):
        raise EvidenceRefused("evidence_closed", object_id=object_id)


def _file(row: Any) -> EvidenceFile:
    return EvidenceFile(
        row.business_ref,
        row.object_id,
        row.slot,
        row.file_ref,
        row.media_type,
        row.size_bytes,
        row.added_at,
        row.provider_file_id,
    )

"""What a business answers to a dispute: written down first, sent outside any transaction, once."""

from __future__ import annotations

import datetime as dt
import hashlib
from collections.abc import Callable
from dataclasses import dataclass
from typing import Any, Literal

import sqlalchemy as sa

from payouts.database import Executor, connection_of, insert_new
from payouts.dispute_fields import fields_of
from payouts.dispute_files import BytesOf, files_of, note_uploaded
from payouts.dispute_rows import get_dispute
from payouts.dispute_tables import dispute_answer
from payouts.errors import DisputeClosed, KeyConflict, ProviderBusy, ProviderRefused, ProviderUncertain
from payouts.gateways.objects import Call
from payouts.gateways.provider import Provider
from payouts.operations import Transaction

EVIDENCE_MAX = 20_000
"""Characters that the provider takes."""

AnswerKind = Literal["evidence", "accept"]


@dataclass(frozen=True, slots=True)
class Answer:
    """What a business answers.

    Attributes
    ----------
    kind : str
        evidence, or accept: the dispute is given up.
    text : str
        Of the evidence.
    sent_at : datetime or None
        When the provider had it.
    error_code : str or None
        Why the provider would not take it.
    """

    business_ref: str
    object_id: str
    kind: AnswerKind
    text: str
    written_at: dt.datetime
    sent_at: dt.datetime | None
    error_code: str | None

    @property
    def call(self) -> Call:
        """What identifies it at the provider; the same for every attempt, and another once it was refused."""
        told = "\x1f".join((self.business_ref, self.object_id, self.written_at.isoformat()))
        digest = hashlib.sha256(told.encode()).hexdigest()
        return Call(f"ans_{digest[:28]}", f"ans_{digest[:28]}", self.written_at)


def write_answer(
    executor: Executor,
    business_ref: str,
    object_id: str,
    kind: AnswerKind,
    *,
    text: str = "",
    at: dt.datetime,
) -> Answer:
    """Write down what will be answered; the same again changes nothing, and what the provider refused may be mended.

    Parameters
    ----------
    executor : Session or Connection
        The caller commits before `send_answers`.
    business_ref, object_id : str
    kind : str
    text : str
        At most `EVIDENCE_MAX` characters.
    at : datetime

    Raises
    ------
    NotFound
        If there is no such dispute.
    DisputeClosed
        If the bank has decided, or its time is over.
    KeyConflict
        If something else was answered before.
    """
    known = get_dispute(executor, business_ref, object_id, lock=True)
    if not known.is_open or (known.due_at is not None and at >= known.due_at):
        raise DisputeClosed(f"{object_id} can no longer be answered", object_id=object_id)
    if len(text) > EVIDENCE_MAX or (kind == "evidence") != bool(text.strip()):
        raise DisputeClosed(f"evidence has 1 to {EVIDENCE_MAX} characters", field="text")
    connection, c = connection_of(executor), dispute_answer.c
    connection.execute(
        sa.delete(dispute_answer).where(
            c.business_ref == business_ref, c.object_id == object_id, c.error_code.is_not(None)
        )
    )
    insert_new(
        connection,
        dispute_answer,
        {"business_ref": business_ref, "object_id": object_id, "kind": kind, "text": text, "written_at": at},
    )
    answer = find_answer(executor, business_ref, object_id)
    if answer is None or (answer.kind, answer.text) != (kind, text):
        raise KeyConflict(f"{object_id} was answered before", key=object_id)
    return answer


def find_answer(executor: Executor, business_ref: str, object_id: str) -> Answer | None:
    """Read what was answered to a dispute."""
    c = dispute_answer.c
    query = sa.select(dispute_answer).where(c.business_ref == business_ref, c.object_id == object_id)
    row = connection_of(executor).execute(query).one_or_none()
    return None if row is None else _answer(row)


def unsent_answers(executor: Executor, business_ref: str) -> list[Answer]:
    """List the answers that the provider has not had, oldest first."""
    c = dispute_answer.c
    query = sa.select(dispute_answer).where(
        c.business_ref == business_ref, c.sent_at.is_(None), c.error_code.is_(None)
    )
    return [_answer(row) for row in connection_of(executor).execute(query.order_by(c.id))]


def forget_answers(executor: Executor, *, before: dt.datetime) -> int:
    """Blank what was written before an instant: it is a person's text, and its time is over."""
    c = dispute_answer.c
    statement = sa.update(dispute_answer).where(c.written_at < before, c.text != "").values(text="")
    return connection_of(executor).execute(statement).rowcount


def send_answers(
    transaction: Transaction,
    provider: Provider,
    business_ref: str,
    *,
    clock: Callable[[], dt.datetime],
    bytes_of: BytesOf | None = None,
) -> int:
    """Send what has been written, its files first; may be killed anywhere and called again.

    Parameters
    ----------
    transaction : callable
    provider : Provider
    business_ref : str
    clock : callable
    bytes_of : callable, optional
        Gives the bytes of a file of the host; needed where files were added.

    Returns
    -------
    int
        How many the provider took. One without a clear answer is sent again the next time, with its key.
    """
    with transaction() as session:
        waiting = unsent_answers(session, business_ref)
    taken = 0
    for answer in waiting:
        try:
            shown = _upload(transaction, provider, answer, bytes_of)
            error_code = _refusal(provider, answer, shown)
        except (ProviderBusy, ProviderUncertain):
            continue
        except ProviderRefused as error:
            error_code = str(error.params.get("error_code", error.code))
        with transaction() as session:
            if error_code is None:
                _mark(session, answer, sent_at=clock())
            else:
                _mark(session, answer, error_code=error_code[:80])
        taken += error_code is None
    return taken


def _upload(
    transaction: Transaction, provider: Provider, answer: Answer, bytes_of: BytesOf | None
) -> dict[str, str]:
    """Bring the files to the provider, each noted as it arrives; by slot, the provider's ids, and the facts by field."""
    if answer.kind == "accept":
        return {}
    with transaction() as session:
        facts = fields_of(session, answer.business_ref, answer.object_id)
        files = files_of(session, answer.business_ref, answer.object_id)
    if bytes_of is None:
        return facts
    sent = facts | {one.slot: one.provider_file_id for one in files if one.provider_file_id is not None}
    for one in files:
        if one.provider_file_id is None:
            made = provider.upload_evidence(one.call, one.media_type, bytes_of(one.file_ref))
            with transaction() as session:
                note_uploaded(session, one, made.id)
            sent[one.slot] = made.id
    return sent


def _refusal(provider: Provider, answer: Answer, shown: dict[str, str]) -> str | None:
    """Send an answer; gives why the provider would not take it."""
    try:
        _send(provider, answer, shown)
    except ProviderRefused as error:
        if not _was_taken(provider, answer):
            return str(error.params.get("error_code", error.code))
    return None


def _send(provider: Provider, answer: Answer, shown: dict[str, str]) -> None:
    if answer.kind == "accept":
        provider.accept_dispute(answer.call, answer.object_id)
    else:
        provider.submit_evidence(answer.call, answer.object_id, answer.text, shown)


def _was_taken(provider: Provider, answer: Answer) -> bool:
    """Whether an earlier attempt, whose answer was lost, is why the provider refuses this one."""
    found = provider.read("dispute", answer.object_id)
    if answer.kind == "accept":
        return found.status == "failed"
    return bool(found.details.get("has_evidence", False))


def _mark(executor: Executor, answer: Answer, **values: Any) -> None:
    c = dispute_answer.c
    connection_of(executor).execute(
        sa.update(dispute_answer)
        .where(c.business_ref == answer.business_ref, c.object_id == answer.object_id)
        .values(**values)
    )


def _answer(row: Any) -> Answer:
    return Answer(
        row.business_ref, row.object_id, row.kind, row.text, row.written_at, row.sent_at, row.error_code
    )

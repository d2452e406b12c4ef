"""Files and facts for a customer's bank: kept with the business's other uploads, sent once with the answer to a dispute."""

from __future__ import annotations

from collections.abc import Collection, Mapping
from dataclasses import dataclass
from datetime import datetime

from marketplace.businesses.models import Business
from marketplace.core import edge
from marketplace.core.db import db
from marketplace.core.errors import Invalid, NotFound, Refused
from marketplace.trust import uploads
from marketplace.trust.models import Upload
from marketplace.trust.uploads import PreparedFile
from payouts import dispute_fields, dispute_files
from payouts.dispute_files import TOTAL_BYTES_MAX, EvidenceFile
from payouts.dispute_tables import EVIDENCE_SLOTS
from payouts.errors import EvidenceRefused
from payouts.errors import NotFound as NoDispute

PURPOSE = "dispute_evidence"
SLOTS = EVIDENCE_SLOTS


@dataclass(frozen=True)
class Shown:
    """A file as the desk sees it."""

    file: EvidenceFile
    upload: Upload | None


def files_of(business: Business, object_id: str) -> list[Shown]:
    """The files beside an answer."""
    found = dispute_files.files_of(db.session, business.public_id, object_id)
    return [Shown(one, uploads.find(one.file_ref)) for one in found]


def add(business: Business, object_id: str, slot: str, prepared: PreparedFile, at: datetime) -> None:
    """Put a file beside the answer; another for the same thing is forgotten. Raises Invalid, naming the field, or Refused when it is too late."""
    upload = uploads.store(
        prepared, owner=None, purpose=PURPOSE, is_private=True, business_ref=business.public_id, at=at
    )
    try:
        replaced = dispute_files.add_file(
            db.session, business.public_id, object_id, slot, file_ref=upload.public_id,
            media_type=upload.media_type, size_bytes=upload.size_bytes, at=at,
        )  # fmt: skip
    except EvidenceRefused as error:
        if error.code == "evidence_closed":
            raise Refused(error.code) from error
        most = int(str(error.params.get("most_bytes", 0)))
        params = {"most_mb": f"{most / 1_000_000:.1f}"} if error.code == "evidence_size" else {}
        raise Invalid(
            error.code, field="slot" if error.code == "evidence_slot" else "upload", **params
        ) from error
    except NoDispute as error:
        raise NotFound from error
    _forget(replaced, at)


def room_beside(business: Business, object_id: str, slots: Collection[str]) -> int:
    """How many bytes files for these may have together, beside those that stay."""
    staying = dispute_files.files_of(db.session, business.public_id, object_id)
    return TOTAL_BYTES_MAX - sum(one.size_bytes for one in staying if one.slot not in slots)


def put(
    business: Business,
    object_id: str,
    made: Mapping[str, PreparedFile],
    facts: Mapping[str, str],
    at: datetime,
) -> None:
    """Put what the product holds beside the answer, all of it or nothing; Refused when it is too late."""
    try:
        # Those that are replaced make room first.
        for slot in made:
            _forget(dispute_files.remove_file(db.session, business.public_id, object_id, slot, at=at), at)
        dispute_fields.put_fields(db.session, business.public_id, object_id, facts, at=at)
    except EvidenceRefused as error:
        raise Refused("evidence_closed") from error
    for slot, prepared in made.items():
        add(business, object_id, slot, prepared, at)


def fields_of(business: Business, object_id: str) -> dict[str, str]:
    """The facts beside an answer, by the provider's fields."""
    return dispute_fields.fields_of(db.session, business.public_id, object_id)


def take_field(business: Business, object_id: str, field: str, at: datetime) -> None:
    """Take a fact out again before the answer is written."""
    try:
        dispute_fields.take_field(db.session, business.public_id, object_id, field, at=at)
    except EvidenceRefused as error:
        raise Refused(error.code) from error


def remove(business: Business, object_id: str, slot: str, at: datetime) -> None:
    """Take a file out again before the answer is written."""
    try:
        _forget(dispute_files.remove_file(db.session, business.public_id, object_id, slot, at=at), at)
    except EvidenceRefused as error:
        raise Refused(error.code) from error
    except NoDispute as error:
        raise NotFound from error


def bytes_of(file_ref: str) -> bytes:
    """The bytes of a file, outside any transaction; nothing where the store has lost it, which the provider refuses."""
    found = edge.read(lambda: uploads.find(file_ref))
    if found is None:
        return b""
    try:
        return uploads.bytes_under(found.key, found.media_type)
    except NotFound:
        return b""


def forget(before: datetime, at: datetime) -> None:
    """Erase the files and facts whose dispute can no longer matter."""
    dispute_fields.forget_fields(db.session, before=before)
    for ref in dispute_files.forget_files(db.session, before=before):
        found = uploads.find(ref)
        if found is not None:
            uploads.erase(found, at)


def _forget(one: EvidenceFile | None, at: datetime) -> None:
    found = uploads.find(one.file_ref) if one is not None else None
    if found is not None:
        uploads.erase(found, at)

"""Uploads: prepared and kept before the transaction, written down in it, shown to those who may, erased when asked."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from datetime import datetime
from typing import IO

import sqlalchemy as sa

from marketplace.core import edge, ids, jobs
from marketplace.core.db import db
from marketplace.core.errors import Invalid, NotFound
from marketplace.identity.models import Identity
from marketplace.trust import images, object_store, people
from marketplace.trust.models import Upload
from marketplace.trust.queries_cases import uploads_in_live_cases

FOLDER = "files"
SMALL_SUFFIX = "-small"
PURPOSE_LENGTH_MAX = 32


@dataclass(frozen=True)
class PreparedFile:
    """A file whose bytes are kept already and that only waits to be written down; without that it is swept away."""

    key: str
    media_type: str
    size_bytes: int
    width_px: int | None = None
    height_px: int | None = None


PreparedImage = PreparedFile
Rule = Callable[[Upload, Identity], bool]
_rules: list[Rule] = []


def allow(rule: Rule) -> Rule:
    """Add a rule by which somebody beside owner and staff may see a private upload: `rule(upload, identity)`."""
    if rule not in _rules:
        _rules.append(rule)
    return rule


def prepare_image(stream: IO[bytes], *, field: str = "photo") -> PreparedImage:
    """Re-encode a photo and keep its bytes; Invalid names the field when it is no photo or too large.

    Ends the transaction that has read so far, because this takes long: call it before the first write.
    """
    data = images.read_bytes(stream, field)
    release()
    return _keep_picture(images.encode(data, field))


def prepare_evidence(stream: IO[bytes], *, field: str = "upload") -> PreparedFile:
    """Prepare a photo as above, or keep a PDF as it is: it is only ever handed out as an attachment."""
    data = images.read_bytes(stream, field)
    release()
    if not images.is_pdf(data):
        return _keep_picture(images.encode(data, field))
    return keep_pdf(data)


def prepare_for_others(stream: IO[bytes], *, field: str = "upload") -> PreparedFile:
    """Keep a photo as JPEG or a PDF as it is, to be sent to somebody outside who reads nothing else."""
    data = images.read_bytes(stream, field)
    release()
    if images.is_pdf(data):
        return keep_pdf(data)
    picture, key = images.as_jpeg(data, field), f"{FOLDER}/{ids.new('obj')}.jpg"
    object_store.put(key, picture.large)
    return PreparedFile(key, images.JPEG_TYPE, len(picture.large), picture.width_px, picture.height_px)


def keep_pdf(data: bytes) -> PreparedFile:
    """Keep a PDF that the product made itself."""
    key = f"{FOLDER}/{ids.new('obj')}.pdf"
    object_store.put(key, data)
    return PreparedFile(key, images.PDF_TYPE, len(data))


def find(public_id: str) -> Upload | None:
    """An upload by its public id, for whoever may use it already."""
    return db.session.scalar(sa.select(Upload).where(Upload.public_id == public_id))


def store(
    prepared: PreparedFile,
    *,
    owner: Identity | None,
    purpose: str,
    is_private: bool,
    business_ref: str | None,
    at: datetime,
) -> Upload:
    """Write a prepared file down: from here on it has an address."""
    if prepared.media_type == images.PDF_TYPE and not is_private:
        raise Invalid("image_unreadable", field="photo")
    upload = Upload(
        owner_id=owner.id if owner else None,
        business_ref=business_ref,
        purpose=purpose[:PURPOSE_LENGTH_MAX],
        is_private=is_private,
        key=prepared.key,
        media_type=prepared.media_type,
        width_px=prepared.width_px,
        height_px=prepared.height_px,
        size_bytes=prepared.size_bytes,
        created_at=at,
    )
    db.session.add(upload)
    db.session.flush()
    return upload


def visible(public_id: str, reader: Callable[[], Identity | None]) -> Upload:
    """An upload, if this reader may see it; NotFound otherwise. Who reads is asked for private ones alone."""
    upload = db.session.scalar(sa.select(Upload).where(Upload.public_id == public_id))
    if upload is None or (upload.is_private and not _may_see(upload, reader())):
        raise NotFound
    return upload


def bytes_of(upload: Upload, *, small: bool = False) -> bytes:
    """The bytes of an upload, of its small size where it has one; NotFound when the store has lost them."""
    return bytes_under(upload.key, upload.media_type, small=small)


def bytes_under(key: str, media_type: str, *, small: bool = False) -> bytes:
    """The same without a row, for when the database has been let go."""
    found = object_store.get(small_key(key)) if small and media_type == images.MEDIA_TYPE else None
    found = found if found is not None else object_store.get(key)
    if found is None:
        raise NotFound
    return found


def erase(upload: Upload, at: datetime) -> None:
    """Forget an upload: the row now, its bytes right after the commit."""
    jobs.stage("trust.delete_bytes", f"trust.delete_bytes:{upload.public_id}", at, {"key": upload.key})
    db.session.delete(upload)
    db.session.flush()


def erase_for(identity: Identity, at: datetime) -> int:
    """Forget everything a person has uploaded for themself; returns how many uploads that touched.

    What they put up for a business, such as its logo, stays and belongs to the business alone; so does evidence in a
    case that still runs, until the case ends.
    """
    kept = uploads_in_live_cases(identity)
    theirs = list(
        db.session.scalars(sa.select(Upload).where(Upload.owner_id == identity.id).order_by(Upload.id))
    )
    for upload in theirs:
        is_of_business = upload.business_ref is not None and not upload.is_private
        if upload.id in kept or is_of_business:
            upload.owner_id = None
        else:
            erase(upload, at)
    return len(theirs)


def small_key(key: str) -> str:
    """The key of the small size of a picture."""
    stem, dot, kind = key.rpartition(".")
    return f"{stem}{SMALL_SUFFIX}{dot}{kind}"


def every_object() -> Iterator[tuple[str, bytes]]:
    """Every key in the store with its bytes, for a backup."""
    for key, _ in object_store.entries():
        data = object_store.get(key)
        if data is not None:
            yield key, data


def put_object(key: str, data: bytes) -> None:
    """Put back bytes under their key, from a backup."""
    object_store.put(key, data)


def _keep_picture(picture: images.Picture) -> PreparedFile:
    key = f"{FOLDER}/{ids.new('obj')}.webp"
    object_store.put(key, picture.large)
    object_store.put(small_key(key), picture.small)
    return PreparedFile(key, images.MEDIA_TYPE, len(picture.large), picture.width_px, picture.height_px)


def _may_see(upload: Upload, identity: Identity | None) -> bool:
    if identity is None:
        return False
    if upload.owner_id == identity.id or people.is_staff(identity, upload.business_ref):
        return True
    return any(rule(upload, identity) for rule in _rules)


def release() -> None:
    """Let go of the database during slow work, where the caller stands in a transaction that has only read."""
    if db.session.registry.has() and db.session().in_transaction():
        edge.release()

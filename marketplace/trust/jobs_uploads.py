"""Sweeps away bytes of uploads that were erased or never written down."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from datetime import datetime, timedelta
from itertools import islice
from typing import Any

import sqlalchemy as sa

from marketplace.core import edge, jobs, sweeps
from marketplace.core.db import db
from marketplace.trust import object_store, uploads
from marketplace.trust.models import Upload

ORPHAN_AGE_HOURS = 24  # longer than any form stays in flight
SWEEP_SECONDS = 24 * 3600
BATCH = 500


@jobs.job("trust.delete_bytes", keeps_own_transactions=True)
def delete_bytes(payload: dict[str, Any], at: datetime) -> None:
    """Delete the bytes of an erased upload, in all sizes."""
    object_store.delete(payload["key"])
    object_store.delete(uploads.small_key(payload["key"]))


@sweeps.every(SWEEP_SECONDS, "trust.stage_upload_sweep")
def stage_sweep(at: datetime) -> None:
    """Stage the daily sweep, which talks to the store and therefore runs outside a transaction."""
    jobs.stage("trust.sweep_uploads", f"trust.sweep_uploads:{at:%Y-%m-%d}", at)


@jobs.job("trust.sweep_uploads", keeps_own_transactions=True)
def sweep_uploads(payload: dict[str, Any], at: datetime) -> None:
    """Delete bytes that no row has pointed at for a day: their transaction never committed."""
    before = at - timedelta(hours=ORPHAN_AGE_HOURS)
    old = (key for key, written_at in object_store.entries() if written_at < before)
    for keys in _batches(old):
        rows = sa.select(Upload.key).where(Upload.key.in_({_large(key) for key in keys}))
        kept = set(edge.read(lambda rows=rows: list(db.session.scalars(rows))))  # type: ignore[misc]
        for key in keys:
            if _large(key) not in kept:
                object_store.delete(key)


def _large(key: str) -> str:
    return key.replace(f"{uploads.SMALL_SUFFIX}.", ".")


def _batches(keys: Iterable[str]) -> Iterator[list[str]]:
    rest = iter(keys)
    while batch := list(islice(rest, BATCH)):
        yield batch

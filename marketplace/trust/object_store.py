"""Where the bytes of uploads lie: a folder beside the database, or an S3-compatible store by setting."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import datetime
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

import obstore
from flask import current_app
from obstore.store import LocalStore, from_url

from config import Settings

_EXTENSION = "muster.uploads"


def put(key: str, data: bytes) -> None:
    """Keep bytes under a key."""
    obstore.put(_store(), key, data)


def get(key: str) -> bytes | None:
    """The bytes under a key; nothing when there are none."""
    try:
        return bytes(obstore.get(_store(), key).bytes())
    except FileNotFoundError:
        return None


def delete(key: str) -> None:
    """Forget the bytes under a key; it need not be there."""
    try:
        obstore.delete(_store(), key)
    except FileNotFoundError:
        return


def entries() -> Iterator[tuple[str, datetime]]:
    """Every key and when its bytes were written."""
    for batch in obstore.list(_store(), chunk_size=500):
        for meta in batch:
            yield meta["path"], meta["last_modified"]


def _store() -> Any:
    """The store of the running application, opened once."""
    store = current_app.extensions.get(_EXTENSION)
    if store is None:
        settings: Settings = current_app.extensions["muster.settings"]
        url = settings.uploads_url or str(settings.data_dir / "uploads")
        store = current_app.extensions[_EXTENSION] = _open(url)
    return store


def _open(url: str) -> Any:
    """`s3://bucket/prefix` with the credentials and region of the environment's AWS_ names; anything else is a folder."""
    if urlsplit(url).scheme in ("", "file") or Path(url).is_absolute():
        return LocalStore(Path(url.removeprefix("file://")), mkdir=True)
    return from_url(url)

"""Everything held about a person, gathered for them to take away: one archive of data and files."""

from __future__ import annotations

import io
import json
import zipfile
from collections.abc import Callable, Iterable
from datetime import date, datetime, time
from typing import Any

from marketplace.identity import erasure
from marketplace.identity.models import Identity
from marketplace.identity.retention import rules

Exporter = Callable[[Identity], Any]
FileExporter = Callable[[Identity], Iterable[tuple[str, bytes]]]

_EXPORTERS: dict[str, Exporter] = {}
_FILES: dict[str, FileExporter] = {}


def exporter(name: str, gather: Exporter) -> None:
    """An area adds a part that reads well, such as a person's bookings with their titles: `gather(identity)` gives JSON."""
    _EXPORTERS[name] = gather


def file_exporter(name: str, gather: FileExporter) -> None:
    """An area adds files, such as photos: `gather(identity)` gives names and bytes."""
    _FILES[name] = gather


def gather(identity: Identity, at: datetime) -> dict[str, Any]:
    """All that is held: first what the areas put into words, then every row that the retention table knows."""
    person = erasure.person_of(identity)
    records: dict[str, list[dict[str, Any]]] = {}
    for rule in rules():
        if found := erasure.rows_of(rule, person):
            records.setdefault(rule.table, []).append({"kept": str(rule.purpose), "rows": found})
    parts = {name: collect(identity) for name, collect in _EXPORTERS.items()}
    return {"gathered_at": at, "about": identity.public_id, **parts, "records": records}


def archive(identity: Identity, at: datetime) -> bytes:
    """A zip file with `data.json` and a folder of files."""
    packed = io.BytesIO()
    with zipfile.ZipFile(packed, "w", zipfile.ZIP_DEFLATED) as archive_file:
        text = json.dumps(gather(identity, at), default=_plain, ensure_ascii=False, indent=2)
        archive_file.writestr("data.json", text)
        for folder, collect in _FILES.items():
            for name, content in collect(identity):
                archive_file.writestr(f"files/{folder}/{name.replace('/', '_')}", content)
    return packed.getvalue()


def _plain(value: Any) -> Any:
    if isinstance(value, datetime | date | time):
        return value.isoformat()
    if isinstance(value, bytes):
        return value.hex()
    return str(value)

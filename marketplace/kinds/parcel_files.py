"""Parcels from a CSV file: each row checked, every fault named with its row, nothing half taken. Pure."""

from __future__ import annotations

import csv
import io
from datetime import UTC, datetime
from typing import NamedTuple
from zoneinfo import ZoneInfo

from marketplace.kinds.service_parcels import ParcelEntry

COLUMNS = (
    "recipient_name",
    "address",
    "lat",
    "lon",
    "litres",
    "opens_local",
    "closes_local",
    "recipient_phone",
    "notes",
)
NEEDED = ("recipient_name", "address", "lat", "lon")
ROWS_MAX = 2000
BYTES_MAX = 1_000_000


class Fault(NamedTuple):
    """One thing wrong: the row as a spreadsheet counts it, the column, and a code."""

    row: int
    column: str
    code: str


def read(data: bytes, timezone: str) -> tuple[list[ParcelEntry], list[Fault]]:
    """Entries and faults; with any fault nothing should be taken."""
    if len(data) > BYTES_MAX:
        return [], [Fault(1, "", "csv_too_large")]
    try:
        rows = list(csv.DictReader(io.StringIO(data.decode("utf-8-sig"))))
    except (UnicodeDecodeError, csv.Error):
        return [], [Fault(1, "", "file_unreadable")]
    if not rows:
        return [], [Fault(1, "", "file_empty_rows")]
    missing = [name for name in NEEDED if name not in rows[0]]
    if missing:
        return [], [Fault(1, name, "column_missing") for name in missing]
    entries: list[ParcelEntry] = []
    faults: list[Fault] = []
    for number, row in enumerate(rows[:ROWS_MAX], start=2):
        entry = _entry(number, row, ZoneInfo(timezone), faults)
        if entry is not None:
            entries.append(entry)
    return ([], faults) if faults else (entries, [])


def _entry(number: int, row: dict[str, str], zone: ZoneInfo, faults: list[Fault]) -> ParcelEntry | None:
    before = len(faults)
    text = {name: (row.get(name) or "").replace("\x00", "").strip() for name in COLUMNS}
    for name in ("recipient_name", "address"):
        if not text[name]:
            faults.append(Fault(number, name, "cell_empty"))
    lat, lon = (
        _number(number, "lat", text["lat"], 90, faults),
        _number(number, "lon", text["lon"], 180, faults),
    )
    litres = int(text["litres"]) if text["litres"].isdecimal() and len(text["litres"]) < 6 else 5
    opens, closes = (
        _instant(number, name, text[name], zone, faults) for name in ("opens_local", "closes_local")
    )
    if opens and closes and closes <= opens:
        faults.append(Fault(number, "closes_local", "window_backwards"))
    if len(faults) > before or lat is None or lon is None:
        return None
    return ParcelEntry(
        recipient_name=text["recipient_name"][:80], address=text["address"][:200], lat=lat, lon=lon, litres=max(1, litres),
        opens_at=opens, closes_at=closes, recipient_phone=text["recipient_phone"][:32], notes=text["notes"][:500],
    )  # fmt: skip


def _number(number: int, name: str, text: str, most: float, faults: list[Fault]) -> float | None:
    try:
        value = float(text)
    except ValueError:
        value = most + 1
    if not -most <= value <= most:  # also what is not a number
        faults.append(Fault(number, name, "cell_not_a_point"))
        return None
    return value


def _instant(number: int, name: str, text: str, zone: ZoneInfo, faults: list[Fault]) -> datetime | None:
    if not text:
        return None
    try:
        return datetime.fromisoformat(text).replace(tzinfo=zone).astimezone(UTC)
    except (ValueError, OverflowError):
        faults.append(Fault(number, name, "cell_not_a_time"))
        return None

"""Parcels from a CSV file and into one: each row checked, every fault named with its row, nothing half taken. Pure."""

from __future__ import annotations

import csv
import io
from collections.abc import Callable, Iterable, Mapping
from datetime import UTC, datetime
from typing import NamedTuple
from zoneinfo import ZoneInfo

from marketplace.geo.place_names import fold
from marketplace.geo.spots import Spot
from marketplace.geo.zones import NoSuchLocalTime, instant_of
from marketplace.kinds.models import Parcel
from marketplace.kinds.service_parcels import ParcelEntry, faults_of

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
    "is_return",
)
YES, NO = ("yes", "y", "sí", "si", "s", "true", "1", "x"), ("", "no", "n", "false", "0")
NEEDED = ("recipient_name", "address")
EXPORTED = ("parcel", "state", "code", "stop", "expected_local", *COLUMNS)
ROWS_MAX = 1000
BYTES_MAX = 1_000_000
FORMULA_SIGNS = ("=", "+", "-", "@", "\t", "\r")

Locate = Callable[[str], Spot | None]


class Fault(NamedTuple):
    """One thing wrong: the row as a spreadsheet counts it, the column, and a code."""

    row: int
    column: str
    code: str


def read(
    data: bytes, timezone: str, locate: Locate, headings: Mapping[str, str] | None = None
) -> tuple[list[ParcelEntry], list[Fault]]:
    """Entries and faults; with any fault nothing should be taken.

    `locate` gives the point of an address where the file has none; `headings` the column of each folded heading
    beside the columns' own names.
    """
    if len(data) > BYTES_MAX:
        return [], [Fault(1, "", "csv_too_large")]
    try:
        rows = _rows(_text(data), headings or {})
    except (UnicodeDecodeError, csv.Error):
        return [], [Fault(1, "", "file_unreadable")]
    if not rows:
        return [], [Fault(1, "", "file_empty_rows")]
    missing = [name for name in NEEDED if name not in rows[0]]
    if missing:
        return [], [Fault(1, name, "column_missing") for name in missing]
    if len(rows) > ROWS_MAX:
        return [], [Fault(ROWS_MAX + 2, "", "file_too_many_rows")]
    entries: list[ParcelEntry] = []
    faults: list[Fault] = []
    for number, row in enumerate(rows, start=2):
        cells = {name: _cell(row.get(name)) for name in COLUMNS}
        entry = _entry(number, cells, timezone, locate, faults)
        if entry is not None:
            faults += [Fault(number, name, code) for name, code in faults_of(entry)]
            entries.append(entry)
    return ([], faults) if faults else (entries, [])


def _text(data: bytes) -> str:
    """What the bytes say: in UTF-8, or as spreadsheets on Windows save it in the languages of western Europe."""
    try:
        return data.decode("utf-8-sig")
    except UnicodeDecodeError:
        if b"\x00" in data:
            raise
        return data.decode("cp1252")


def _rows(text: str, headings: Mapping[str, str]) -> list[dict[str, str]]:
    """Each row by the names of its columns, whatever separates them and in whichever language they are headed."""
    first = text.partition("\n")[0]
    separator = max(",;\t", key=first.count)
    reader = csv.DictReader(io.StringIO(text, newline=""), delimiter=separator)
    names = {fold(name): name for name in COLUMNS} | dict(headings)
    reader.fieldnames = [
        names.get(fold(said or ""), (said or "").strip()) for said in reader.fieldnames or []
    ]
    return list(reader)


def write(parcels: Iterable[Parcel], timezone: str) -> str:
    """Parcels as CSV; what a spreadsheet would take for a formula is made harmless."""
    buffer = io.StringIO(newline="")
    writer = csv.writer(buffer)
    writer.writerow(EXPORTED)
    zone = ZoneInfo(timezone)
    for p in parcels:
        times = [_local(p.expected_at, zone), _local(p.opens_at, zone), _local(p.closes_at, zone)]
        row = [
            p.public_id,
            p.state,
            p.delivery_code,
            p.stop_number or "",
            times[0],
            p.recipient_name,
            p.address,
        ]
        row += [
            p.lat,
            p.lon,
            p.litres,
            times[1],
            times[2],
            p.recipient_phone,
            p.notes,
            "yes" if p.is_return else "",
        ]
        writer.writerow([harmless(cell) if isinstance(cell, str) else cell for cell in row])
    return buffer.getvalue()


def harmless(text: str) -> str:
    """Text that no spreadsheet runs."""
    return f"'{text}" if text.startswith(FORMULA_SIGNS) else text


def _cell(value: object) -> str:
    """A cell as it was meant: without the sign that makes a formula harmless."""
    text = (value if isinstance(value, str) else "").replace("\x00", "").strip()
    return text[1:] if text[:1] == "'" and text[1:2] in FORMULA_SIGNS else text


def _entry(
    number: int, cells: dict[str, str], timezone: str, locate: Locate, faults: list[Fault]
) -> ParcelEntry | None:
    before = len(faults)
    point = _point(number, cells, locate, faults)
    litres = _litres(number, cells["litres"], faults)
    opens_at = _instant(number, "opens_local", cells["opens_local"], timezone, faults)
    closes_at = _instant(number, "closes_local", cells["closes_local"], timezone, faults)
    is_return = _flag(number, "is_return", cells["is_return"], faults)
    if len(faults) > before or point is None:
        return None
    return ParcelEntry(
        recipient_name=cells["recipient_name"], address=cells["address"], lat=point.lat, lon=point.lon, is_rough=point.is_rough, litres=litres,
        opens_at=opens_at, closes_at=closes_at, recipient_phone=cells["recipient_phone"], notes=cells["notes"],
        is_return=is_return,
    )  # fmt: skip


def _point(number: int, cells: dict[str, str], locate: Locate, faults: list[Fault]) -> Spot | None:
    if not cells["lat"] and not cells["lon"]:
        found = locate(cells["address"]) if cells["address"] else None
        if found is None:
            faults.append(Fault(number, "address", "address_not_found" if cells["address"] else "cell_empty"))
        return found
    lat = _number(number, "lat", cells["lat"], 90, faults)
    lon = _number(number, "lon", cells["lon"], 180, faults)
    return None if lat is None or lon is None else Spot(lat, lon)


def _number(number: int, name: str, text: str, most: float, faults: list[Fault]) -> float | None:
    try:
        value = float(text.replace(",", "."))  # spreadsheets write decimals as their language does
    except ValueError:
        value = most + 1
    if not -most <= value <= most:  # also what is not a number
        faults.append(Fault(number, name, "cell_not_a_point"))
        return None
    return value


def _litres(number: int, text: str, faults: list[Fault]) -> int:
    if not text:
        return ParcelEntry.litres
    if not (text.isascii() and text.isdecimal() and len(text) < 6):
        faults.append(Fault(number, "litres", "cell_not_a_number"))
        return ParcelEntry.litres
    return int(text)


def _flag(number: int, name: str, text: str, faults: list[Fault]) -> bool:
    said = text.casefold()
    if said not in (*YES, *NO):
        faults.append(Fault(number, name, "cell_not_yes_or_no"))
    return said in YES


def _instant(number: int, name: str, text: str, timezone: str, faults: list[Fault]) -> datetime | None:
    if not text:
        return None
    try:
        said = datetime.fromisoformat(text)
        if not 2000 <= said.year <= 2200:
            raise ValueError(text)
        return said.astimezone(UTC) if said.tzinfo else instant_of(said, timezone)
    except (ValueError, NoSuchLocalTime):
        faults.append(Fault(number, name, "cell_not_a_time"))
        return None


def _local(instant: datetime | None, zone: ZoneInfo) -> str:
    return f"{instant.astimezone(zone):%Y-%m-%d %H:%M}" if instant else ""

"""Parcels from a file and into one: every fault named with its row, nothing half taken, formulas made harmless."""

from __future__ import annotations

import csv
import io
from datetime import datetime

import pytest
from hypothesis import given
from hypothesis import strategies as st

from marketplace.geo.spots import Spot
from marketplace.kinds import parcel_files
from marketplace.kinds.models import Parcel
from marketplace.kinds.parcel_files import Fault

ZONE = "America/Mexico_City"
HEAD = "recipient_name,address,lat,lon,litres,opens_local,closes_local,recipient_phone,notes\n"


def _nowhere(address: str) -> None:
    return None


def _read(text: str, locate=_nowhere):
    return parcel_files.read(text.encode(), ZONE, locate)


def test_rows_become_parcels_with_their_hours_on_the_shops_clock() -> None:
    entries, faults = _read(
        HEAD + "Rosa,Orizaba 101,19.41,-99.16,12,2026-11-28 10:00,2026-11-28T12:30,55 1234,Ring twice\n"
    )
    assert faults == []
    (one,) = entries
    assert (one.recipient_name, one.lat, one.lon, one.litres, one.notes) == (
        "Rosa",
        19.41,
        -99.16,
        12,
        "Ring twice",
    )
    assert one.opens_at == datetime.fromisoformat("2026-11-28T16:00:00+00:00")


@pytest.mark.parametrize(("said", "is_return"), [("yes", True), ("Sí", True), ("no", False), ("", False)])
def test_what_is_fetched_is_said_in_a_column_of_its_own(said: str, is_return: bool) -> None:
    rows = f"recipient_name,address,lat,lon,is_return\nRosa,Orizaba 101,19.41,-99.16,{said}\n"
    entries, faults = _read(rows)
    assert ([one.is_return for one in entries], faults) == ([is_return], [])


def test_what_is_neither_yes_nor_no_is_a_fault() -> None:
    _, faults = _read("recipient_name,address,lat,lon,is_return\nRosa,Orizaba 101,19.41,-99.16,perhaps\n")
    assert faults == [Fault(2, "is_return", "cell_not_yes_or_no")]


def test_an_address_without_degrees_is_looked_up() -> None:
    entries, faults = _read(
        "recipient_name,address\nRosa,Orizaba 101\n", lambda address: Spot(1.0, 2.0, is_rough=True)
    )
    assert (entries[0].lat, entries[0].lon, faults) == (1.0, 2.0, [])
    assert entries[0].is_rough, "whether the place is the address's own goes along"


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "cp1252"])
def test_a_file_is_read_as_spreadsheets_in_spanish_save_it(encoding: str) -> None:
    """Semicolons, decimal commas, headings of one's own, and the letters of Windows."""
    text = "Destinatario;Dirección;Latitud;lon;Litros;Se recoge\r\nÓscar;Tres Cruces 11;19,3478;-99,1655;8;sí\r\n"
    headings = {
        "destinatario": "recipient_name", "direccion": "address", "latitud": "lat", "litros": "litres", "se recoge": "is_return",
    }  # fmt: skip
    entries, faults = parcel_files.read(text.encode(encoding), ZONE, _nowhere, headings)
    assert faults == []
    (one,) = entries
    assert (one.recipient_name, one.address, one.lat, one.lon, one.litres, one.is_return) == (
        "Óscar", "Tres Cruces 11", 19.3478, -99.1655, 8, True,
    )  # fmt: skip


def test_every_fault_is_named_with_its_row_and_nothing_is_taken() -> None:
    entries, faults = _read(
        HEAD
        + "Rosa,Orizaba 101,19.41,-99.16,5,,,,\n,Orizaba 102,19.41,-99.16,5,,,,\nAna,Orizaba 103,ninety,nan,many,,,,\n"
        "Eva,Orizaba 104,19.41,-99.16,5,noon,,,\nUma,Orizaba 105,19.41,-99.16,5,2026-11-28 12:00,2026-11-28 11:00,,\n"
        "Zoe,Nowhere 1,,,5,,,,\nIda,Orizaba 1,19,-99,0,,,,\n"
    )
    assert entries == []
    assert faults == [
        Fault(3, "recipient_name", "parcel_recipient_name"),
        Fault(4, "lat", "cell_not_a_point"),
        Fault(4, "lon", "cell_not_a_point"),
        Fault(4, "litres", "cell_not_a_number"),
        Fault(5, "opens_local", "cell_not_a_time"),
        Fault(6, "closes_at", "parcel_closes_at"),
        Fault(7, "address", "address_not_found"),
        Fault(8, "litres", "parcel_litres"),
    ]


@pytest.mark.parametrize(
    ("data", "code"),
    [
        (b"\xff\xfe\x00", "file_unreadable"),
        (b"", "file_empty_rows"),
        (b"name\nRosa\n", "column_missing"),
        (b"recipient_name,address\n" + b"a,b\n" * 1001, "file_too_many_rows"),
        (b"x" * 1_000_001, "csv_too_large"),
    ],
)
def test_a_file_that_is_no_list_of_parcels_is_refused_whole(data: bytes, code: str) -> None:
    entries, faults = parcel_files.read(data, ZONE, _nowhere)
    assert entries == []
    assert faults[0].code == code


@given(st.binary(max_size=300))
def test_no_bytes_bring_the_reader_down(data: bytes) -> None:
    entries, faults = parcel_files.read(data, ZONE, _nowhere)
    assert not (entries and faults)


def _parcel(**values) -> Parcel:
    return Parcel(**({
        "public_id": "par_x", "state": "waiting", "delivery_code": "AB12", "recipient_name": "Rosa", "address": "Orizaba 101",
        "recipient_phone": "", "notes": "", "lat": 19.41, "lon": -99.16, "litres": 5,
    } | values))  # fmt: skip


@pytest.mark.parametrize("evil", ["=1+1", "+cmd|' /C calc'!A0", "-2+3", "@SUM(A1)", "\t=1", "\r=1"])
def test_formulas_are_made_harmless_on_the_way_out_and_themselves_again_on_the_way_in(evil: str) -> None:
    text = parcel_files.write([_parcel(notes=evil)], ZONE)
    (row,) = list(csv.DictReader(io.StringIO(text, newline="")))
    assert row["notes"] == f"'{evil}"
    assert row["lon"] == "-99.16", "a number stays a number"
    entries, _faults = _read(text)
    assert entries[0].notes.strip() == evil.strip()


@given(st.text(max_size=40))
def test_what_is_written_never_begins_like_a_formula(text: str) -> None:
    assert not parcel_files.harmless(text).startswith(parcel_files.FORMULA_SIGNS)

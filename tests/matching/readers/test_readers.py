"""Formats of others: read as they are meant, and refused by line and column before any work."""

from __future__ import annotations

from datetime import UTC, datetime

import pytest
from hypothesis import given
from hypothesis import strategies as st

from matching import InvalidProblem
from matching.readers import detected, lilim, solomon, tables
from matching.routing.fleet import FleetProblem, Point
from tests.matching.readers.files import LILIM, SOLOMON, TASKS, WORKERS, swapped

HUGE = "9" * 1_000_000


def test_a_solomon_file_is_read() -> None:
    problem = solomon.read(SOLOMON.replace("\n", "\r\n").encode())

    assert (problem.name, problem.vehicles, problem.capacity, problem.pairs) == ("little", 3, 10, ())
    assert len(problem.points) == 5
    assert problem.points[3] == Point(x=-3, y=4, load=4, opens=50, closes=90, service=10)


def test_a_lilim_file_is_read_with_its_pairs() -> None:
    problem = lilim.read(LILIM.encode())

    assert (problem.vehicles, problem.capacity) == (3, 10)
    assert problem.pairs == ((1, 2), (3, 4))
    assert problem.points[2].load == -4


def test_two_tables_are_read_whatever_the_order_of_rows_and_columns() -> None:
    heading, *rows = TASKS.splitlines()
    turned = "\n".join(",".join(reversed(line.split(","))) for line in (heading, *reversed(rows)))

    workers, tasks = tables.read(WORKERS.encode(), TASKS.encode())

    assert tables.read(b"\xef\xbb\xbf" + WORKERS.encode(), turned.encode()) == (workers, tasks)
    assert [row.id for row in tasks] == ["coffee", "late", "talk", "walk"]
    assert workers[1].capacity == 2
    assert tasks[0].opens_at == datetime(2026, 12, 5, 9, tzinfo=UTC)


@pytest.mark.parametrize(
    ("text", "form"),
    [
        (SOLOMON, "solomon"),
        (LILIM, "lilim"),
        (WORKERS, "csv"),
        (TASKS, "csv"),
        (" 100\n 52 89\n", "orlib"),
        ("800\n1 1 75\n", "orlib"),
        ('{"mode": "assign"}', None),
        ("once upon a time", None),
        ("²\n1 2", None),
    ],
)
def test_formats_are_told_from_their_content(text: str, form: str | None) -> None:
    assert detected(text.encode()) == form


SOLOMON_BAD: list[tuple[bytes, str, str]] = [
    (b"", "file", "empty"),
    (b"\xff\xfe", "file", "UTF-8"),
    (SOLOMON[:20].encode(), "vehicle", "truncated"),
    (SOLOMON[:60].encode(), "customer", "truncated"),
    (SOLOMON[:150].encode(), "customer", "truncated"),
    (SOLOMON[:-30].encode(), "line 14", "columns"),
    (swapped(SOLOMON, "  3          10\n", ""), "line 6", "columns"),
    (swapped(SOLOMON, "  3          10", "  3         -10"), "line 5.capacity", "between"),
    (swapped(SOLOMON, "  3          10", "  0          10"), "line 5.vehicles", "between"),
    (swapped(SOLOMON, "  3          10", f"  3 {HUGE}"), "line 5.capacity", "1000000 digits"),
    (swapped(SOLOMON, "    2      6 ", "    1      6 "), "line 12.number", "used twice"),
    (swapped(SOLOMON, "    2      6 ", "    4      6 "), "line 12.number", "missing"),
    (swapped(SOLOMON, "    2      6 ", "    2      6.5 "), "line 12.x", "whole number"),
    (swapped(SOLOMON, "    2      6 ", "    2      nan "), "line 12.x", "whole number"),
    (swapped(SOLOMON, "    2      6 ", "    2      1234567 "), "line 12.x", "between"),
    (swapped(SOLOMON, "50         90", "50         49"), "line 13.closes", "before"),
    (swapped(SOLOMON, "50         90", "50         90  7"), "line 13", "columns"),
    (swapped(SOLOMON, "0          0        200", "5          0        200"), "points[0].load", "depot"),
]


@pytest.mark.parametrize(
    ("content", "field", "reason"), SOLOMON_BAD, ids=[f"{row[1]} {row[2]}" for row in SOLOMON_BAD]
)
def test_a_bad_solomon_file_is_refused(content: bytes, field: str, reason: str) -> None:
    with pytest.raises(InvalidProblem, match=reason) as refusal:
        solomon.read(content)

    assert refusal.value.field == field
    assert len(str(refusal.value)) < 300


LILIM_BAD: list[tuple[bytes, str, str]] = [
    (b"3\t10\n", "line 1", "columns"),
    (LILIM[:30].encode(), "tasks", "truncated"),
    (LILIM[:-4].encode(), "line 6", "columns"),
    ("\n".join(LILIM.splitlines()[:5]).encode(), "line 5.after", "truncated"),
    (swapped(LILIM, "3\t10\t1", "3\t-10\t1"), "line 1.capacity", "between"),
    (swapped(LILIM, "3\t10\t1", f"{HUGE}\t10\t1"), "line 1.vehicles", "digits"),
    (
        swapped(LILIM, "2\t6\t8\t-4\t0\t100\t10\t1\t0", "2\t6\t8\t-4\t0\t100\t10\t3\t0"),
        "line 3.after",
        "back",
    ),
    (swapped(LILIM, "10\t0\t2", "10\t0\t0"), "line 3.before", "not both"),
    (swapped(LILIM, "0\t200\t0\t0\t0", "0\t200\t0\t0\t1"), "line 2.before", "depot"),
    (swapped(LILIM, "2\t6\t8\t-4", "2\t6\t8\t-5"), "pairs[0]", "leaves"),
    (swapped(LILIM, "0\t90\t10", "95\t90\t10"), "line 5.closes", "before"),
]


@pytest.mark.parametrize(
    ("content", "field", "reason"), LILIM_BAD, ids=[f"{row[1]} {row[2]}" for row in LILIM_BAD]
)
def test_a_bad_lilim_file_is_refused(content: bytes, field: str, reason: str) -> None:
    with pytest.raises(InvalidProblem, match=reason) as refusal:
        lilim.read(content)

    assert refusal.value.field == field


TABLES_BAD: list[tuple[bytes, bytes, str, str]] = [
    (b"", TASKS.encode(), "workers", "empty"),
    (WORKERS.encode(), b"\xff", "tasks", "UTF-8"),
    (TASKS.encode(), TASKS.encode(), "workers.heading", "must name"),
    (swapped(WORKERS, "capacity", "room"), TASKS.encode(), "workers.heading", "must name"),
    (swapped(WORKERS, "52.370,4.895,", "52.370,"), TASKS.encode(), "workers line 2", "columns"),
    (WORKERS[:-12].encode(), TASKS.encode(), "workers line 3", "columns"),
    (swapped(WORKERS, "bo,52.370", "bo,92.370"), TASKS.encode(), "workers line 3.lat", "degrees"),
    (swapped(WORKERS, "4.895", "nan"), TASKS.encode(), "workers line 2.lon", "degrees"),
    (swapped(WORKERS, "4.895", HUGE[:100_000]), TASKS.encode(), "workers line 2.lon", "digits"),
    (swapped(WORKERS, "00Z,1", "00Z,-1"), TASKS.encode(), "workers line 2.capacity", "between"),
    (swapped(WORKERS, "00Z,1", f"00Z,{HUGE[:100_000]}"), TASKS.encode(), "workers line 2.capacity", "digits"),
    (swapped(WORKERS, "00Z,1", f"00Z,{HUGE}"), TASKS.encode(), "workers line 2", "no CSV"),
    (swapped(WORKERS, "5000", "5 km"), TASKS.encode(), "workers line 2.radius", "whole number"),
    (swapped(WORKERS, "T18:", "T07:"), TASKS.encode(), "workers line 2.until", "after"),
    (swapped(WORKERS, "T08:00:00Z", "T08:00:00"), TASKS.encode(), "workers line 2.from", "time zone"),
    (swapped(WORKERS, "2026-12-05T08:00:00Z", "today"), TASKS.encode(), "workers line 2.from", "instant"),
    (swapped(WORKERS, "bo,", "ada,"), TASKS.encode(), "workers line 3.id", "twice"),
    (swapped(WORKERS, "bo,", ","), TASKS.encode(), "workers line 3.id", "characters"),
    (swapped(WORKERS, "bo,", '"bo,'), TASKS.encode(), "workers line 3", "no CSV"),
    (WORKERS.encode(), swapped(TASKS, "Z,30", "Z,3000000"), "tasks line 2.value", "between"),
]


@pytest.mark.parametrize(
    ("workers", "tasks", "field", "reason"), TABLES_BAD, ids=[f"{row[2]} {row[3]}" for row in TABLES_BAD]
)
def test_bad_tables_are_refused(workers: bytes, tasks: bytes, field: str, reason: str) -> None:
    with pytest.raises(InvalidProblem, match=reason) as refusal:
        tables.read(workers, tasks)

    assert refusal.value.field == field


@given(st.binary(max_size=60) | st.text(alphabet="0123456789 -\t\n.,", max_size=80).map(str.encode))
def test_anything_is_read_or_refused_with_a_field_and_a_reason(content: bytes) -> None:
    for read in (detected, solomon.read, lilim.read, lambda data: tables.read(data, data)):
        refusal: InvalidProblem | None = None
        found: object = None
        try:
            found = read(content)  # type: ignore[operator]
        except InvalidProblem as problem:
            refusal = problem
        if refusal:
            assert refusal.field
            assert 0 < len(str(refusal)) < 300
        assert found is None or isinstance(found, (str, FleetProblem, tuple))


@given(st.integers(0, len(SOLOMON) - 1), st.integers(0, len(LILIM) - 1))
def test_a_truncated_file_is_refused_or_is_a_smaller_problem(first: int, second: int) -> None:
    for read, text in ((solomon.read, SOLOMON[:first]), (lilim.read, LILIM[:second])):
        try:
            problem = read(text.encode())
        except InvalidProblem:
            continue
        assert isinstance(problem, FleetProblem)

"""A pair of CSV tables: workers with a place, a radius, a window and a capacity; tasks with a place, a window and a value."""

from __future__ import annotations

import csv
import io
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from datetime import datetime
from typing import TypeVar

from matching.checks import check_instant, check_text
from matching.errors import InvalidProblem
from matching.fans import MAX_COUNT, MAX_RADIUS_M
from matching.geometry import Place
from matching.readers.text import columns, decoded, shown, whole

WORKER = ("id", "lat", "lon", "radius", "from", "until", "capacity")
TASK = ("id", "lat", "lon", "from", "until", "value")
MOST_VALUE = 1_000_000
MOST_ROWS = 2_000_000
MAX_DEGREES = 30


@dataclass(frozen=True, slots=True)
class Worker:
    """One who takes up to ``capacity`` tasks in all, within ``radius_m`` metres, that lie in ``[opens_at, closes_at)``."""

    id: str
    place: Place
    radius_m: int
    opens_at: datetime
    closes_at: datetime
    capacity: int


@dataclass(frozen=True, slots=True)
class Task:
    """One thing for one worker, ``value`` points worth, that fills ``[opens_at, closes_at)``."""

    id: str
    place: Place
    opens_at: datetime
    closes_at: datetime
    value: int


Row = TypeVar("Row", Worker, Task)


def heading(text: str) -> tuple[str, ...]:
    """Return the column names of a table, in lower case; empty if there are none."""
    first = next((line for line in text.splitlines() if line.strip()), "")
    return tuple(word.strip().lower() for word in first.split(","))


def looks_like(text: str) -> bool:
    """Return whether a text begins with the heading of workers or of tasks, in any order of columns."""
    return set(heading(text)) in ({*WORKER}, {*TASK})


def read(workers: bytes, tasks: bytes) -> tuple[tuple[Worker, ...], tuple[Task, ...]]:
    """Return the workers and tasks of two tables.

    Parameters
    ----------
    workers : bytes
        CSV with a heading of ``id``, ``lat``, ``lon`` (degrees), ``radius`` (metres), ``from``, ``until`` (instants with
        a zone) and ``capacity`` (tasks).
    tasks : bytes
        CSV with a heading of ``id``, ``lat``, ``lon``, ``from``, ``until`` and ``value`` (points, 0 to 1,000,000).

    Returns
    -------
    tuple of Worker, tuple of Task
        Each sorted by id, so that the order of rows never matters.

    Raises
    ------
    InvalidProblem
        With table, line and column, if a column is missing or unknown, a row has more or fewer, an id is used twice, a
        number is none or out of range, a place lies off the globe, or a window ends before it starts.
    """
    return _rows("workers", workers, WORKER, _worker), _rows("tasks", tasks, TASK, _task)


def _rows(
    table: str, content: bytes, names: tuple[str, ...], make: Callable[[str, dict[str, str]], Row]
) -> tuple[Row, ...]:
    text = decoded(content, table)
    order = heading(text)
    if sorted(order) != sorted(names):
        raise InvalidProblem(f"{table}.heading", f"must name {', '.join(names)}")
    made: dict[str, Row] = {}
    for number, words in _lines(table, text):
        field = f"{table} line {number}"
        row = make(field, columns(field, words, order))
        if row.id in made:
            raise InvalidProblem(f"{field}.id", f"{shown(row.id)} is used twice")
        made[row.id] = row
        if len(made) > MOST_ROWS:
            raise InvalidProblem(table, f"must not have more than {MOST_ROWS} rows")
    return tuple(made[key] for key in sorted(made))


def _lines(table: str, text: str) -> Iterator[tuple[int, list[str]]]:
    reader = csv.reader(io.StringIO(text, newline=""), strict=True)
    is_first = True
    try:
        for words in reader:
            if not any(word.strip() for word in words):
                continue
            if not is_first:
                yield reader.line_num, [word.strip() for word in words]
            is_first = False
    except csv.Error as error:
        raise InvalidProblem(f"{table} line {reader.line_num}", f"is no CSV: {error}") from None


def _worker(field: str, row: dict[str, str]) -> Worker:
    opens_at, closes_at = _window(field, row)
    return Worker(
        id=check_text(f"{field}.id", row["id"]),
        place=_place(field, row),
        radius_m=whole(f"{field}.radius", row["radius"], 0, MAX_RADIUS_M),
        opens_at=opens_at,
        closes_at=closes_at,
        capacity=whole(f"{field}.capacity", row["capacity"], 0, MAX_COUNT),
    )


def _task(field: str, row: dict[str, str]) -> Task:
    opens_at, closes_at = _window(field, row)
    return Task(
        id=check_text(f"{field}.id", row["id"]),
        place=_place(field, row),
        opens_at=opens_at,
        closes_at=closes_at,
        value=whole(f"{field}.value", row["value"], 0, MOST_VALUE),
    )


def _place(field: str, row: dict[str, str]) -> Place:
    return Place(_degrees(f"{field}.lat", row["lat"], 90), _degrees(f"{field}.lon", row["lon"], 180))


def _degrees(field: str, word: str, most: int) -> float:
    if len(word) > MAX_DEGREES:
        raise InvalidProblem(field, f"holds a number of {len(word)} digits")
    try:
        degrees = float(word)
    except ValueError:
        raise InvalidProblem(field, f"must be a number of degrees, not {shown(word)}") from None
    if not -most <= degrees <= most:  # neither do "nan" and "inf" pass
        raise InvalidProblem(field, f"must lie between -{most} and {most} degrees")
    return degrees


def _window(field: str, row: dict[str, str]) -> tuple[datetime, datetime]:
    opens_at, closes_at = (_instant(f"{field}.{name}", row[name]) for name in ("from", "until"))
    if closes_at <= opens_at:
        raise InvalidProblem(f"{field}.until", "must be after the start")
    return opens_at, closes_at


def _instant(field: str, word: str) -> datetime:
    try:
        made = datetime.fromisoformat(word)
    except ValueError:
        raise InvalidProblem(field, "must be an instant such as 2026-12-05T14:00:00Z") from None
    return check_instant(field, made)

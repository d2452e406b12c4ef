"""Vehicle routing with windows as Solomon, and Gehring and Homberger, wrote it down."""

from __future__ import annotations

from matching.errors import InvalidProblem
from matching.readers.text import columns, decoded, whole
from matching.routing.fleet import FARTHEST, LARGEST, LATEST, MOST_POINTS, MOST_VEHICLES, FleetProblem, Point

NAMES = ("number", "x", "y", "load", "opens", "closes", "service")
RANGES = {"x": (-FARTHEST, FARTHEST), "y": (-FARTHEST, FARTHEST)}
MOST = {"number": MOST_POINTS, "load": LARGEST, "opens": LATEST, "closes": LATEST, "service": LATEST}


def looks_like(text: str) -> bool:
    """Return whether a text has Solomon's headings: a line ``VEHICLE`` and a line ``CUSTOMER``."""
    lines = {line.strip().upper() for line in text[:4000].splitlines()}
    return {"VEHICLE", "CUSTOMER"} <= lines


def read(content: bytes) -> FleetProblem:
    """Return the problem of a Solomon or Homberger file.

    Parameters
    ----------
    content : bytes
        A name; ``VEHICLE`` with number and capacity; ``CUSTOMER`` with number, x, y, demand, ready time, due date and
        service time of the depot and the customers, numbered from 0. Whole numbers only.

    Returns
    -------
    FleetProblem
        Without pairs.

    Raises
    ------
    InvalidProblem
        With the line, if something is missing, is no whole number, is out of range, or is named twice.
    """
    lines = [(number, line.split()) for number, line in enumerate(decoded(content).splitlines(), start=1)]
    lines = [(number, words) for number, words in lines if words]
    name = " ".join(lines[0][1])[:200]
    fleet, customers = _after(lines, "VEHICLE"), _after(lines, "CUSTOMER")
    field = f"line {fleet[0][0]}"
    sizes = columns(field, fleet[0][1], ("vehicles", "capacity"))
    vehicles = whole(f"{field}.vehicles", sizes["vehicles"], 1, MOST_VEHICLES)
    capacity = whole(f"{field}.capacity", sizes["capacity"], 0, LARGEST)
    if len(customers) < 2:
        raise InvalidProblem("customer", "has no customers; the file may be truncated")
    points = [_point(number, words, row) for row, (number, words) in enumerate(customers)]
    return FleetProblem(name, vehicles, capacity, tuple(points))


def _after(lines: list[tuple[int, list[str]]], heading: str) -> list[tuple[int, list[str]]]:
    for index, (_, words) in enumerate(lines):
        if len(words) == 1 and words[0].upper() == heading:
            if len(lines) < index + 3:
                raise InvalidProblem(heading.lower(), "has no rows; the file may be truncated")
            return lines[index + 2 :]  # a line of column names follows the heading
    raise InvalidProblem(heading.lower(), "is missing; the file may be truncated")


def _point(number: int, words: list[str], row: int) -> Point:
    field = f"line {number}"
    values = {
        name: whole(f"{field}.{name}", word, *RANGES.get(name, (0, MOST.get(name, 0))))
        for name, word in columns(field, words, NAMES).items()
    }
    check_number(field, values.pop("number"), row)
    try:
        return Point(**values)
    except InvalidProblem as error:
        raise error.within(field) from None


def check_number(field: str, number: int, row: int) -> None:
    """Raise ``InvalidProblem`` unless a row has the number that follows the one before."""
    if number < row:
        raise InvalidProblem(f"{field}.number", f"{number} is used twice")
    if number > row:
        raise InvalidProblem(f"{field}.number", f"must be {row}; a row may be missing")

"""Shipments with windows as Li and Lim wrote them down."""

from __future__ import annotations

from matching.errors import InvalidProblem
from matching.readers.solomon import MOST, RANGES, check_number
from matching.readers.text import columns, decoded, is_digits, whole
from matching.routing.fleet import LARGEST, MOST_POINTS, MOST_VEHICLES, FleetProblem, Point

NAMES = ("number", "x", "y", "load", "opens", "closes", "service", "before", "after")
BOUNDS = {
    **{name: (0, most) for name, most in MOST.items()},
    **RANGES,
    "load": (-LARGEST, LARGEST),
    "before": (0, MOST_POINTS),
    "after": (0, MOST_POINTS),
}


def looks_like(text: str) -> bool:
    """Return whether a text begins with a line of three whole numbers and goes on with a line of nine."""
    lines = [line.split() for line in text[:4000].splitlines() if line.strip()][:2]
    is_whole = all(is_digits(word.removeprefix("-")) for words in lines for word in words)
    return is_whole and [len(words) for words in lines] == [3, 9]


def read(content: bytes, name: str = "lilim") -> FleetProblem:
    """Return the problem of a Li and Lim file.

    Parameters
    ----------
    content : bytes
        Vehicles, capacity and speed (which is 1 and means nothing); then for the depot and each task number, x, y,
        demand, earliest and latest time, service time, the number of the pick-up that comes before (0 at a pick-up) and
        of the delivery that comes after (0 at a delivery). Whole numbers only.
    name : str
        The files carry no name.

    Returns
    -------
    FleetProblem
        With a pair for every shipment.

    Raises
    ------
    InvalidProblem
        With the line, if something is missing, is no whole number, is out of range, or a pair does not match.
    """
    lines = [(number, line.split()) for number, line in enumerate(decoded(content).splitlines(), start=1)]
    lines = [(number, words) for number, words in lines if words]
    field = f"line {lines[0][0]}"
    sizes = columns(field, lines[0][1], ("vehicles", "capacity", "speed"))
    vehicles = whole(f"{field}.vehicles", sizes["vehicles"], 1, MOST_VEHICLES)
    capacity = whole(f"{field}.capacity", sizes["capacity"], 0, LARGEST)
    whole(f"{field}.speed", sizes["speed"], 0, LARGEST)
    if len(lines) < 4:
        raise InvalidProblem("tasks", "are missing; the file may be truncated")
    points: list[Point] = []
    links: list[tuple[str, int, int]] = []
    for row, (number, words) in enumerate(lines[1:]):
        point, before, after = _task(f"line {number}", words, row)
        points.append(point)
        links.append((f"line {number}", before, after))
    return FleetProblem(name, vehicles, capacity, tuple(points), _pairs(links))


def _task(field: str, words: list[str], row: int) -> tuple[Point, int, int]:
    values = {
        name: whole(f"{field}.{name}", word, *BOUNDS[name])
        for name, word in columns(field, words, NAMES).items()
    }
    check_number(field, values.pop("number"), row)
    before, after = values.pop("before"), values.pop("after")
    try:
        return Point(**values), before, after
    except InvalidProblem as error:
        raise error.within(field) from None


def _pairs(links: list[tuple[str, int, int]]) -> tuple[tuple[int, int], ...]:
    made = []
    for row, (field, before, after) in enumerate(links):
        if row == 0:
            if before or after:
                raise InvalidProblem(f"{field}.before", "must be 0 at the depot, as the one after")
            continue
        if (before == 0) == (after == 0):
            raise InvalidProblem(f"{field}.before", "or the one after must be 0, and not both")
        other = before or after
        if other >= len(links):
            raise InvalidProblem(
                f"{field}.after", f"names task {other}, which is missing; the file may be truncated"
            )
        if links[other][1 if after else 2] != row:
            raise InvalidProblem(f"{field}.after", f"names task {other}, which does not name it back")
        if after:
            made.append((row, after))
    return tuple(made)

"""Vehicle routing as the literature poses it: points on a plane, one depot, equal vehicles, windows, loads, pairs."""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import dataclass
from enum import StrEnum

from matching.checks import check_text, check_whole
from matching.errors import InvalidProblem

MOST_POINTS = 2001
MOST_VEHICLES = 2000
FARTHEST = 1_000_000
LATEST = 10_000_000
LARGEST = 1_000_000
SCALE = 1000
"""Units of a distance in the search under the classic convention; a leg is rounded up, so that no plan is late."""


class Convention(StrEnum):
    """How distances are measured and what is least.

    ``dimacs``: legs are truncated to one decimal, the least total distance, vehicles cost nothing (12th DIMACS
    Challenge). ``classic``: legs are exact, the fewest vehicles come first and then the least distance, told with two
    decimals (Solomon 1987; Li and Lim 2001).
    """

    DIMACS = "dimacs"
    CLASSIC = "classic"


@dataclass(frozen=True, slots=True)
class Point:
    """The depot, a customer, or one end of a shipment.

    Parameters
    ----------
    x, y : int
        Place on the plane.
    load : int
        Units left here, or, in a problem with pairs, taken up (above 0) or left (below 0).
    opens, closes : int
        Service begins in the closed range from ``opens`` to ``closes``; of the depot: everything happens in it.
    service : int
        Time of the service; time and distance have one unit.

    Raises
    ------
    InvalidProblem
        If a number is out of range or the window ends before it starts.
    """

    x: int
    y: int
    load: int
    opens: int
    closes: int
    service: int

    def __post_init__(self) -> None:
        for name in ("x", "y"):
            check_whole(name, getattr(self, name), -FARTHEST, FARTHEST)
        check_whole("load", self.load, -LARGEST, LARGEST)
        for name in ("opens", "closes", "service"):
            check_whole(name, getattr(self, name), 0, LATEST)
        if self.closes < self.opens:
            raise InvalidProblem("closes", "must not be before the opening")


@dataclass(frozen=True, slots=True)
class FleetProblem:
    """Vehicles of one kind from one depot.

    Parameters
    ----------
    name : str
        What the problem is called.
    vehicles : int
        Most vehicles, 1 to 2,000.
    capacity : int
        Units one vehicle holds, 0 or more.
    points : sequence of Point
        The depot first.
    pairs : sequence of (int, int)
        Where a shipment is taken up and where it is left, positions of points; empty if everything comes from the depot.

    Raises
    ------
    InvalidProblem
        If the depot is missing, a load does not suit, or the pairs do not cover every point once.
    """

    name: str
    vehicles: int
    capacity: int
    points: Sequence[Point]
    pairs: Sequence[tuple[int, int]] = ()

    def __post_init__(self) -> None:
        check_text("name", self.name)
        check_whole("vehicles", self.vehicles, 1, MOST_VEHICLES)
        check_whole("capacity", self.capacity, 0, LARGEST)
        if not 1 <= len(self.points) <= MOST_POINTS:
            raise InvalidProblem("points", f"must be 1 to {MOST_POINTS}, the depot first")
        if self.points[0].load:
            raise InvalidProblem("points[0].load", "must be 0 at the depot")
        if self.pairs:
            self._check_pairs()
        else:
            for index, point in enumerate(self.points):
                check_whole(f"points[{index}].load", point.load, 0, LARGEST)

    def _check_pairs(self) -> None:
        ends = [end for pair in self.pairs for end in pair]
        if sorted(ends) != list(range(1, len(self.points))):
            raise InvalidProblem("pairs", "must hold every point but the depot once")
        for index, (taken, left) in enumerate(self.pairs):
            if self.points[taken].load < 0 or self.points[taken].load != -self.points[left].load:
                raise InvalidProblem(f"pairs[{index}]", "must take up what it leaves")

    @property
    def jobs(self) -> tuple[tuple[int, ...], ...]:
        """Points that one vehicle visits in this order: each customer by itself, or both ends of each shipment."""
        return tuple(self.pairs) or tuple((point,) for point in range(1, len(self.points)))


@dataclass(frozen=True, slots=True)
class FleetSolution:
    """Routes, and what is proved about them.

    Parameters
    ----------
    routes : tuple of tuple of int
        Positions of points in order, the depot left out; sorted.
    distance : float
        By the convention: whole tenths, or rounded to two decimals.
    vehicles : int
        Routes in use.
    bound, vehicles_bound : float, int
        No plan is shorter; no plan uses fewer vehicles.
    unserved : tuple of (int, str)
        Points no route reaches, each with a reason: ``too_large``, ``window_unreachable`` or ``no_vehicle_left``.
    work : int
        Iterations spent.
    """

    routes: tuple[tuple[int, ...], ...]
    distance: float
    vehicles: int
    bound: float
    vehicles_bound: int
    unserved: tuple[tuple[int, str], ...]
    work: int


def leg(first: Point, second: Point, convention: Convention) -> int:
    """Return the way between two points, in whole units of the search.

    Parameters
    ----------
    first, second : Point
        The two.
    convention : Convention
        ``dimacs`` gives tenths, rounded down; ``classic`` gives thousandths, rounded up.

    Returns
    -------
    int
        Exact integer arithmetic, the same on every machine.
    """
    square = (first.x - second.x) ** 2 + (first.y - second.y) ** 2
    if convention is Convention.DIMACS:
        return math.isqrt(square * 100)
    root = math.isqrt(square * SCALE * SCALE)
    return root if root * root == square * SCALE * SCALE else root + 1


def units(convention: Convention) -> int:
    """Return how many units of the search make one unit of distance."""
    return 10 if convention is Convention.DIMACS else SCALE


def length(problem: FleetProblem, routes: Sequence[Sequence[int]], convention: Convention) -> float:
    """Return the distance of routes as the convention tells it: one decimal truncated by leg, or two in all."""
    points = problem.points
    ways = [
        (points[here], points[there])
        for route in routes
        for here, there in zip((0, *route), (*route, 0), strict=True)
    ]
    if convention is Convention.DIMACS:
        return sum(leg(*way, convention) for way in ways) / 10
    return round(math.fsum(math.hypot(a.x - b.x, a.y - b.y) for a, b in ways), 2)

"""Parcels, pick-up points and the blocks made of them, as plain values checked when made."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import datetime
from typing import TypeVar

from matching.checks import check_flag, check_instant, check_items, check_text, check_whole
from matching.errors import InvalidProblem
from matching.geometry import Place, check_place
from matching.intervals import check_interval
from matching.params import ParamDoc, check_ranges, describe, whole_param

MAX_PARCELS = 5000


@dataclass(frozen=True, kw_only=True)
class Parcel:
    """One thing to deliver, or to fetch from a customer and bring back.

    Parameters
    ----------
    id : str
        Unique within a problem.
    location : Place
        Where it goes, or is fetched.
    opens_at, closes_at : datetime or None
        The stop must begin in ``[opens_at, closes_at)``; None means the bounds of the problem.
    service_seconds : int
        Time at the door.
    size : int
        Units of vehicle capacity.
    prize : int
        Seconds of work that delivering it is worth; a parcel is left when carrying it costs more.
    pick_up_id : str or None
        Where it waits, or is brought; None means the nearest pick-up point.
    is_return : bool
        Fetched at ``location`` and brought to the pick-up point, where its block then ends.
    """

    id: str
    location: Place
    opens_at: datetime | None = None
    closes_at: datetime | None = None
    service_seconds: int = 180
    size: int = 1
    prize: int = 36_000
    pick_up_id: str | None = None
    is_return: bool = False

    def __post_init__(self) -> None:
        check_text("id", self.id)
        object.__setattr__(self, "location", check_place("location", self.location))
        for name in ("opens_at", "closes_at"):
            if getattr(self, name) is not None:
                object.__setattr__(self, name, check_instant(name, getattr(self, name)))
        if self.opens_at is not None and self.closes_at is not None and self.closes_at <= self.opens_at:
            raise InvalidProblem("closes_at", "must be after the opening")
        check_flag("is_return", self.is_return)
        check_whole("service_seconds", self.service_seconds, 0, 14_400)
        check_whole("size", self.size, 0, 1_000_000)
        check_whole("prize", self.prize, 0, 360_000)
        if self.pick_up_id is not None:
            check_text("pick_up_id", self.pick_up_id)


@dataclass(frozen=True, kw_only=True)
class PickUp:
    """A point where parcels wait.

    Parameters
    ----------
    id : str
        Unique within a problem.
    location : Place
        Where it is.
    opens_at, closes_at : datetime or None
        Loading must begin in ``[opens_at, closes_at)``; None means the bounds of the problem.
    """

    id: str
    location: Place
    opens_at: datetime | None = None
    closes_at: datetime | None = None

    def __post_init__(self) -> None:
        check_text("id", self.id)
        object.__setattr__(self, "location", check_place("location", self.location))
        for name in ("opens_at", "closes_at"):
            if getattr(self, name) is not None:
                object.__setattr__(self, name, check_instant(name, getattr(self, name)))
        if self.opens_at is not None and self.closes_at is not None and self.closes_at <= self.opens_at:
            raise InvalidProblem("closes_at", "must be after the opening")


@dataclass(frozen=True, slots=True, kw_only=True)
class RouteLimits:
    """Weights and limits of routing; `RouteLimits.describe` lists them."""

    speed_kmh: int = whole_param(25, 1, 200, "km/h", "speed between stops")
    detour_permille: int = whole_param(
        1300, 1000, 5000, "permille", "way travelled per great-circle distance"
    )
    capacity: int = whole_param(40, 1, 1_000_000, "units", "what one vehicle holds")
    loading_minutes: int = whole_param(10, 0, 240, "minutes", "time at the pick-up point")
    block_min_minutes: int = whole_param(120, 1, 1440, "minutes", "shortest block offered")
    block_max_minutes: int = whole_param(300, 1, 1440, "minutes", "longest block offered")
    block_step_minutes: int = whole_param(30, 1, 240, "minutes", "block lengths are rounded up to this step")
    start_step_minutes: int = whole_param(
        5, 1, 60, "minutes", "blocks start at multiples of this after opening"
    )
    most_blocks: int = whole_param(1000, 1, 5000, "blocks", "most blocks from one pick-up point")
    block_cost_seconds: int = whole_param(1800, 0, 86_400, "seconds of work", "what one more block costs")
    km_cost_seconds: int = whole_param(
        120, 0, 3600, "seconds of work", "what a kilometre costs beside its time"
    )
    iterations: int = whole_param(300, 1, 1_000_000, "iterations", "work budget of the search")
    seed: int = whole_param(1, 0, 2**31 - 1, "", "seed of the search")

    def __post_init__(self) -> None:
        check_ranges(self)
        if self.block_max_minutes < self.block_min_minutes:
            raise InvalidProblem("block_max_minutes", "must not be below the shortest block")

    @classmethod
    def describe(cls) -> tuple[ParamDoc, ...]:
        """Return what every limit is, in the order of definition."""
        return describe(cls)


@dataclass(frozen=True, kw_only=True)
class RouteProblem:
    """Parcels to be routed within one span of time; the order of rows never matters.

    Parameters
    ----------
    starts_at, ends_at : datetime
        Everything happens in ``[starts_at, ends_at)``, at most 48 hours.
    pick_ups : sequence of PickUp
        At least one; kept sorted by id.
    parcels : sequence of Parcel
        At most 5,000; kept sorted by id.
    limits : RouteLimits
        Weights and limits.
    must_return : bool
        Whether every block ends back at the pick-up point; one with a return does anyhow.

    Raises
    ------
    InvalidProblem
        If ids are equal, a pick-up point is unknown or missing, or the span is empty or too long.
    """

    starts_at: datetime
    ends_at: datetime
    pick_ups: Sequence[PickUp]
    parcels: Sequence[Parcel] = ()
    limits: RouteLimits = field(default_factory=RouteLimits)
    must_return: bool = False

    def __post_init__(self) -> None:
        put = object.__setattr__
        span = check_interval("span", (self.starts_at, self.ends_at))
        put(self, "starts_at", span.starts_at)
        put(self, "ends_at", span.ends_at)
        if span.duration.total_seconds() > 172_800:
            raise InvalidProblem("ends_at", "must lie within 48 hours of the start")
        put(self, "pick_ups", _check_rows("pick_ups", self.pick_ups, PickUp))
        put(self, "parcels", _check_rows("parcels", self.parcels, Parcel))
        check_flag("must_return", self.must_return)
        if not self.pick_ups:
            raise InvalidProblem("pick_ups", "must name at least one pick-up point")
        if len(self.parcels) > MAX_PARCELS:
            raise InvalidProblem("parcels", f"must not be more than {MAX_PARCELS}")
        known = {pick_up.id for pick_up in self.pick_ups}
        for parcel in self.parcels:
            if parcel.pick_up_id is not None and parcel.pick_up_id not in known:
                raise InvalidProblem(f"parcels[{parcel.id}].pick_up_id", "is not among the pick-up points")


Row = TypeVar("Row", PickUp, Parcel)


def _check_rows(name: str, value: object, kind: type[Row]) -> tuple[Row, ...]:
    rows: list[Row] = []
    seen: set[str] = set()
    for index, row in enumerate(check_items(name, value)):
        if not isinstance(row, kind):
            raise InvalidProblem(f"{name}[{index}]", f"must be a {kind.__name__}")
        if row.id in seen:
            raise InvalidProblem(f"{name}[{index}].id", f"{row.id} is used twice")
        seen.add(row.id)
        rows.append(row)
    return tuple(sorted(rows, key=lambda row: row.id))

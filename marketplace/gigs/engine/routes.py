"""Parcels built into blocks, as the engine routes them."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from matching import Place
from matching.routing import Block, Parcel, PickUp, RouteLimits, RouteProblem, route

__all__ = ["Block", "BlocksAnswer", "Drop", "build_blocks"]


@dataclass(frozen=True)
class Drop:
    """One parcel as the engine is told of it."""

    ref: str
    lat: float
    lon: float
    opens_at: datetime | None
    closes_at: datetime | None
    litres: int
    pick_up_ref: str
    is_return: bool = False  # fetched at the door and brought to the pick-up point


@dataclass(frozen=True)
class BlocksAnswer:
    """Blocks with their stops in order, and the parcels in none of them with the reasons."""

    blocks: tuple[Block, ...]
    left: list[dict[str, Any]]


def build_blocks(
    drops: Sequence[Drop],
    pick_ups: Sequence[tuple[str, float, float]],
    starts_at: datetime,
    ends_at: datetime,
    policy: dict[str, Any],
) -> BlocksAnswer:
    """Group parcels into blocks between two instants, and order each block's stops."""
    if not drops:
        return BlocksAnswer((), [])
    problem = RouteProblem(
        starts_at=starts_at,
        ends_at=ends_at,
        pick_ups=[PickUp(id=ref, location=Place(lat, lon)) for ref, lat, lon in pick_ups],
        parcels=[_parcel(drop) for drop in drops],
        limits=RouteLimits(
            speed_kmh=int(policy["speed_kmh"]),
            capacity=int(policy["capacity_litres"]),
            block_min_minutes=int(policy["block_least_minutes"]),
            block_max_minutes=int(policy["block_most_minutes"]),
        ),
    )
    answer = route(problem)
    left = [
        {
            "parcel": one.parcel_id,
            "reasons": [{"code": f"undelivered.{r.code}", "params": dict(r.params)} for r in one.reasons],
        }
        for one in answer.undelivered
    ]
    return BlocksAnswer(answer.blocks, left)


def _parcel(drop: Drop) -> Parcel:
    return Parcel(
        id=drop.ref,
        location=Place(drop.lat, drop.lon),
        opens_at=drop.opens_at,
        closes_at=drop.closes_at,
        size=drop.litres,
        pick_up_id=drop.pick_up_ref,
        is_return=drop.is_return,
    )

"""Parcels into blocks: who carries what, in which order, within windows and capacity."""

from __future__ import annotations

from matching.routing.answer import Block, RouteSolution, Stop, Undelivered
from matching.routing.checker import verify_route
from matching.routing.insertion import insert, preview
from matching.routing.model import Parcel, PickUp, RouteLimits, RouteProblem
from matching.routing.solver import route

__all__ = [
    "Block",
    "Parcel",
    "PickUp",
    "RouteLimits",
    "RouteProblem",
    "RouteSolution",
    "Stop",
    "Undelivered",
    "insert",
    "preview",
    "route",
    "verify_route",
]

"""Blocks made of parcels, and what is left over."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from matching.reasons import Reasons


@dataclass(frozen=True, slots=True)
class Stop:
    """One delivery, or one return fetched, within a block.

    Parameters
    ----------
    parcel_id : str
        What is delivered or fetched.
    arrives_at, begins_at, leaves_at : datetime
        Arrival, begin of the service (after waiting for the window to open), and departure.
    leg_m : int
        Way travelled from the stop before, metres.
    """

    parcel_id: str
    arrives_at: datetime
    begins_at: datetime
    leaves_at: datetime
    leg_m: int


@dataclass(frozen=True, slots=True)
class Block:
    """A bundle of stops offered as one gig.

    Parameters
    ----------
    id : str
        Its number within the solution.
    pick_up_id : str
        Where it begins.
    starts_at, ends_at : datetime
        Time that is offered and paid; a multiple of the block step long.
    done_at : datetime
        When the last stop (or the way back) is planned to be over, at most ``ends_at``.
    stops : tuple of Stop
        In order.
    load : int
        Units carried at the start.
    distance_m : int
        Way travelled in all, metres.
    returned : int
        Units carried back to the pick-up point at the end.
    """

    id: str
    pick_up_id: str
    starts_at: datetime
    ends_at: datetime
    done_at: datetime
    stops: tuple[Stop, ...]
    load: int
    distance_m: int
    returned: int = 0


@dataclass(frozen=True, slots=True)
class Undelivered:
    """A parcel in no block, with the reasons: ``too_large``, ``window_unreachable``, ``too_far_for_block``, ``not_worth_it`` or ``no_block_left``."""

    parcel_id: str
    reasons: Reasons


@dataclass(frozen=True, slots=True)
class RouteSolution:
    """Answer of `matching.routing.route`.

    Parameters
    ----------
    blocks : tuple of Block
        By start, then pick-up point, then first parcel.
    undelivered : tuple of Undelivered
        By parcel id.
    distance_m : int
        Way travelled in all blocks, metres.
    cost : int
        Time under way, kilometres and blocks, all in seconds of work.
    """

    blocks: tuple[Block, ...]
    undelivered: tuple[Undelivered, ...]
    distance_m: int
    cost: int

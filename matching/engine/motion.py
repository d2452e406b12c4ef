"""Arrays of an assignment in motion, for the compiled loops of journeys; no compiler is loaded here."""

from __future__ import annotations

from typing import Any, NamedTuple

import numpy as np

from matching.engine.edges import Assigned, Edges, Flags, Int32, Int64

FAR = 1 << 62
NODES, PAIRS, STAMP, HEAP, WORK = 0, 1, 2, 3, 4
"""Places in `Motion.counts`."""


class Journeys(NamedTuple):
    """Journeys as compressed rows of legs.

    Attributes
    ----------
    starts : int64[J + 1]
        The legs of journey ``k`` are ``legs[starts[k]:starts[k + 1]]``.
    legs : int32[L]
        Positions of gigs.
    values : int64[J]
        Points for a whole journey, beside the scores of its pairs.
    places : int32[m]
        People each gig needs.
    """

    starts: Int64
    legs: Int32
    values: Int64
    places: Int32


class Motion(NamedTuple):
    """Arrays of an assignment in motion; see the module for what the prices fulfil."""

    starts: Any
    fans: Any
    scores: Any
    gig_of: Any
    fan_starts: Any
    fan_pairs: Any
    slots: Any  # where the slots of each fan begin; one spare slot each, since paths take before they let go
    room: Any
    limit: Any  # places that count now: 0 for legs of journeys that are out
    must: Any  # legs of journeys: all places or none
    taken: Any
    held: Any
    load: Any
    fill: Any
    price: Any  # by node
    dist: Any
    via: Any
    seen: Any
    keys: Any
    items: Any
    node_stamp: Any
    pair_stamp: Any
    nodes_changed: Any
    old_price: Any
    pairs_changed: Any
    counts: Any


def motion_of(edges: Edges, relaxed: Assigned, is_leg: Flags) -> Motion:
    """Return the arrays for an assignment, with prices by which it is optimal; nothing is taken yet.

    Parameters
    ----------
    edges : Edges
        The pairs.
    relaxed : Assigned
        An assignment over them that is optimal, at least nearly.
    is_leg : bool[m]
        Gigs that are part of a journey.

    Returns
    -------
    Motion
        Prices in points times ``relaxed.scale``.
    """
    gigs, fans, pairs = edges.gig_count, edges.fan_count, len(edges.fans)
    gig_of = np.repeat(np.arange(gigs, dtype=np.int32), np.diff(edges.starts))
    price = np.zeros(gigs + fans, dtype=np.int64)
    price[gigs:] = relaxed.fan_prices
    # A fan without room must not look cheap.
    price[gigs:][edges.room == 0] = (int(edges.scores.max(initial=0)) + 1) * relaxed.scale
    worth = edges.scores.astype(np.int64) * relaxed.scale - price[gigs:][edges.fans]
    np.maximum.at(price, gig_of[~relaxed.taken], worth[~relaxed.taken])
    slots = _starts(edges.room.astype(np.int64) + 1)
    heap = 2 * pairs + gigs + fans + 2
    return Motion(
        starts=edges.starts,
        fans=edges.fans,
        scores=edges.scores,
        gig_of=gig_of,
        fan_starts=_starts(np.bincount(edges.fans, minlength=fans)),
        fan_pairs=np.argsort(edges.fans, kind="stable").astype(np.int64),
        slots=slots,
        room=edges.room,
        limit=edges.places.copy(),
        must=is_leg.copy(),
        taken=np.zeros(pairs, dtype=np.bool_),
        held=np.zeros(int(slots[-1]), dtype=np.int64),
        load=np.zeros(fans, dtype=np.int32),
        fill=np.zeros(gigs, dtype=np.int32),
        price=price,
        dist=np.full(gigs + fans, FAR, dtype=np.int64),
        via=np.zeros(gigs + fans, dtype=np.int64),
        seen=np.zeros(gigs + fans, dtype=np.int32),
        keys=np.zeros(heap, dtype=np.int64),
        items=np.zeros(heap, dtype=np.int32),
        node_stamp=np.zeros(gigs + fans, dtype=np.int64),
        pair_stamp=np.zeros(pairs, dtype=np.int64),
        nodes_changed=np.zeros(gigs + fans, dtype=np.int32),
        old_price=np.zeros(gigs + fans, dtype=np.int64),
        pairs_changed=np.zeros(pairs, dtype=np.int64),
        counts=np.zeros(5, dtype=np.int64),
    )


def _starts(counts: Int64) -> Int64:
    return np.concatenate([[0], np.cumsum(counts)]).astype(np.int64)

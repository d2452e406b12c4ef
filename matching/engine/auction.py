"""The auction: whichever side has fewer places bids for the other, and shortest paths place the last."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from matching.engine.edges import Edges, Flags, Int32, Int64
from matching.engine.kernels_auction import Bidders, Line, Pairs, Shortlist, Slots, auction, fill, freshen_all
from matching.engine.kernels_duals import degrees_of_fans, prices_of_full, turned
from matching.engine.kernels_paths import gains, place_rest

SHORT, LONG = 1, 3
"""Pairs a bidder keeps in mind beside those it wants, so that few bids need a look at all pairs: few where there are
more than twice as many slots as are wanted, since most bidders look once there."""
SHUT = 1 << 60
"""Price of a thing without slots: more than any scaled score."""
UNSEEN = 1 << 62


@dataclass(frozen=True, slots=True)
class Auctioned:
    """What an auction ended with.

    Parameters
    ----------
    taken : bool[E]
        Whether each pair is taken.
    fan_prices : int64[n]
        Points times scale.
    work : int
        Bids and looks, and the pairs that paths looked at.
    is_complete : bool
        Whether nobody waited in the end; only then is the assignment best, up to a step for each place.
    """

    taken: Flags
    fan_prices: Int64
    work: int
    is_complete: bool


def auctioned(edges: Edges, *, scale: int, step: int, bids: int, looks: int) -> Auctioned:
    """Return what bidding leads to.

    Parameters
    ----------
    edges : Edges
        Pairs that may be taken.
    scale : int
        Points are multiplied by it; more than the number of places with ``step`` 1 makes the answer exact.
    step : int
        Least rise of a bid, in scaled points.
    bids : int
        Bids and looks after which bidding ends.
    looks : int
        Pairs that shortest paths may look at after that, to place whoever still waits.

    Returns
    -------
    Auctioned
        With prices that bound every assignment, even if the budgets ended it.

    Notes
    -----
    Auction algorithm with a first-come-first-served line (Bertsekas 1988), from prices of nothing, so that whatever
    is not full costs nothing. The side with fewer places bids: the other side then has things to spare, and nobody
    needs to be priced out. Bidders keep a shortlist, which stays right while prices only rise (the third-best rule of
    Bertsekas and Castanon 1992, for more than two). Bidding turns slow when several want the same few things
    equally; those few are placed by shortest augmenting paths from the prices reached (Edmonds and Karp 1972).
    """
    degrees = degrees_of_fans(edges.fans, edges.fan_count)
    # A fan with room for every gig there is one for is never contested, whatever was bid, and costs nothing.
    demand, supply = effective_places(edges), np.minimum(edges.room, degrees)
    if demand.sum() <= supply.sum():
        pairs = _pairs(edges.starts, edges.fans, edges.scores, scale, step)
        is_shut = (supply == 0) & (degrees > 0)
        needs_gain = bool(is_shut.any())
        held, prices, gain, work, is_complete = _run(
            pairs, demand, supply, bids, looks, needs_gain=needs_gain
        )
        prices[supply == degrees] = 0
        if needs_gain:
            prices[is_shut] = 0
            prices_of_full(edges.starts, edges.fans, edges.scores, gain, scale, is_shut, prices)
        return Auctioned(held, prices, work, is_complete)
    starts, gigs, scores, origins = turned(edges.starts, edges.fans, edges.scores, edges.fan_count)
    pairs = _pairs(starts, gigs, scores, scale, step)
    held, _prices, gain, work, is_complete = _run(pairs, supply, demand, bids, looks, needs_gain=True)
    gain[supply == degrees] = 0
    taken = np.zeros(len(held), dtype=np.bool_)
    taken[origins[held]] = True
    return Auctioned(taken, gain, work, is_complete)


def effective_places(edges: Edges) -> Int64:
    """Return the places of each gig, and no more than it has pairs.

    Parameters
    ----------
    edges : Edges
        Pairs that may be taken.

    Returns
    -------
    int64[m]
        People.
    """
    return np.minimum(edges.places, np.diff(edges.starts)).astype(np.int64)


def _pairs(starts: Int64, things: Int32, scores: Int32, scale: int, step: int) -> Pairs:
    rows = np.repeat(np.arange(len(starts) - 1, dtype=np.int32), np.diff(starts))
    return Pairs(starts, things, scores, rows, scale, step)


def _ends(counts: Int64) -> Int64:
    ends = np.zeros(len(counts) + 1, dtype=np.int64)
    np.cumsum(counts, out=ends[1:])
    return ends


def _run(
    pairs: Pairs, wanted: Int64, room: Int64, bids: int, looks: int, *, needs_gain: bool
) -> tuple[Flags, Int64, Int64, int, bool]:
    degrees = np.diff(pairs.starts)
    slots = Slots(
        starts=_ends(room),
        bid=np.empty(int(room.sum()), dtype=np.int64),
        pair=np.empty(int(room.sum()), dtype=np.int32),
        used=np.zeros(len(room), dtype=np.int32),
        price=(room == 0) * np.int64(SHUT),
    )
    gain = np.full(len(wanted), UNSEEN, dtype=np.int64)
    # Of one kind whoever bids: what is called with another is compiled once more.
    vacant = wanted.astype(np.int64)
    bidders = Bidders(vacant=vacant, gain=gain, held=np.zeros(len(pairs.things), dtype=np.bool_))
    spare = SHORT if room.sum() > 2 * wanted.sum() else LONG
    sizes = np.minimum(degrees, wanted + 1 + spare)
    short = Shortlist(
        starts=_ends(sizes),
        pair=np.empty(int(sizes.sum()), dtype=np.int32),
        size=np.zeros(len(wanted), dtype=np.int64),
        beyond=np.full(len(wanted), UNSEEN, dtype=np.int64),
    )
    waits = wanted > 0
    ring = np.concatenate([np.flatnonzero(waits), np.flatnonzero(~waits)]).astype(np.int32)
    line = Line(ring=ring, waits=waits, at=np.array([0, waits.sum()], dtype=np.int64))
    widest = int(sizes.max(initial=0)) + 2
    worths, best, chosen = (np.empty(widest, dtype=np.int64) for _ in range(3))
    work = auction(pairs, slots, bidders, line, short, worths, best, chosen, bids)
    is_complete = bool(line.at[1] == 0)
    if not is_complete:
        freshen_all(pairs, slots, bidders)
    if needs_gain or not is_complete:
        bidders = _with_gains(pairs, slots, bidders)
    if not is_complete and looks > 0:
        waiting = np.flatnonzero(line.waits)
        widest = int(max(degrees.max(initial=0), room.max(initial=0)))
        looked, is_complete = place_rest(pairs, slots, bidders, waiting, widest, looks)
        work += int(looked)
    if not is_complete:
        fill(pairs, slots, bidders)
    return bidders.held, slots.price, bidders.gain, int(work), bool(is_complete)


def _with_gains(pairs: Pairs, slots: Slots, bidders: Bidders) -> Bidders:
    gain = np.zeros(len(bidders.vacant), dtype=np.int64)
    gains(pairs, slots.price, bidders.held, gain)
    return bidders._replace(gain=gain)

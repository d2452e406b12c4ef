"""Best assignment over arrays: greatest total score, several places and gigs each, nobody forced, always with a proof."""

from __future__ import annotations

from matching.engine.auction import auctioned, effective_places
from matching.engine.certificate import bound_of, verify_assigned
from matching.engine.edges import Assigned, Edges, Flags, Int64
from matching.engine.flow import flow, flow_prices, has_flow
from matching.engine.kernels_duals import score_of
from matching.errors import InvalidProblem

BIDS_FOR_A_PLACE = 3
"""Bids and looks for each place of the side that bids, after which shortest paths go on."""
LOOKS_FOR_A_PAIR = 128
"""Pairs that paths look at for each pair of the market, after which the flow begins anew. The hardest markets found, with nearly
as many places as people have room, take up to 104, and then about as long as the flow alone."""
LOOKS_WITHOUT_FLOW = 512
LOOKS_FOR_A_BID = 8
"""What a look of a path at a pair costs less than a bid; a budget counts bids."""
MOST_SCALED = 1 << 57

__all__ = ["NotProved", "best", "verify_assigned"]


class NotProved(AssertionError):
    """An answer that should be best is not proved to be: a fault of the solver, never of the market."""


def best(edges: Edges, *, budget: int | None = None, tolerance_points: int = 0) -> Assigned:
    """Return the assignment of greatest total score.

    Parameters
    ----------
    edges : Edges
        Pairs that may be taken; each gig takes at most its places, each fan at most its room, nobody is forced.
    budget : int or None
        Bids, at most; None for as many as it takes. With a budget the answer may be short of the best, by no more
        than ``bound - objective``.
    tolerance_points : int
        Points by which the whole answer may fall short, 0 for none; bidding is quicker with some.

    Returns
    -------
    Assigned
        With prices of fans and the bound they prove. Without a budget, a tolerance, or a lack of the fall-back's
        library, the bound is the objective.

    Raises
    ------
    InvalidProblem
        If the budget or tolerance is below 0, or scores times places are too large to count.
    NotProved
        If an answer is not as good as its method promises.

    Notes
    -----
    See `matching.engine.auction` for the method. The bound is summed anew over every pair from the prices alone, at
    every solve. Same pairs and scores, same answer: the budget counts work, not seconds.
    """
    if budget is not None and budget < 0:
        raise InvalidProblem("budget", "must be 0 or more")
    if tolerance_points < 0:
        raise InvalidProblem("tolerance_points", "must be 0 or more")
    places = int(effective_places(edges).sum())
    scale, step = _scale(edges, places, tolerance_points)
    bids, looks = _budgets(edges, places, budget)
    found = auctioned(edges, scale=scale, step=step, bids=bids, looks=looks)
    if budget is None and not found.is_complete and has_flow():
        taken = flow(edges)
        answer = _assigned(edges, taken, flow_prices(edges, taken), 1, "flow", found.work)
        return _proved(answer, 0)
    answer = _assigned(edges, found.taken, found.fan_prices, scale, "auction", found.work)
    return _proved(answer, tolerance_points if found.is_complete else None)


def _scale(edges: Edges, places: int, tolerance_points: int) -> tuple[int, int]:
    """Return what points are multiplied by, and the step: all steps together are less than a point, or the tolerance."""
    scale = places + 1
    most = int(edges.scores.max(initial=0))
    if most * scale > MOST_SCALED:
        raise InvalidProblem("scores", "times all places are too large to count")
    return scale, max(1, tolerance_points * scale // max(1, places))


def _budgets(edges: Edges, places: int, budget: int | None) -> tuple[int, int]:
    """Return the bids, and the pairs paths may look at after them."""
    bids = BIDS_FOR_A_PLACE * places + 1
    if budget is None:
        return bids, len(edges.fans) * (LOOKS_FOR_A_PAIR if has_flow() else LOOKS_WITHOUT_FLOW) + 1
    return min(bids, budget), max(0, budget - bids) * LOOKS_FOR_A_BID


def _assigned(edges: Edges, taken: Flags, prices: Int64, scale: int, method: str, work: int) -> Assigned:
    return Assigned(
        taken=taken,
        objective=int(score_of(edges.scores, taken)),
        bound=bound_of(edges, prices, scale, taken),
        fan_prices=prices,
        scale=scale,
        method=method,
        work=work,
    )


def _proved(answer: Assigned, tolerance_points: int | None) -> Assigned:
    """Return the answer if its bound is no further than promised; None promises nothing but a bound."""
    gap = answer.bound - answer.objective
    if gap < 0 or (tolerance_points is not None and gap > tolerance_points):
        raise NotProved(f"{answer.method}: {answer.objective} taken, {answer.bound} possible")
    return answer

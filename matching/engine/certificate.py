"""What prices of fans prove: no assignment scores more than the bound, whatever the prices are."""

from __future__ import annotations

import numpy as np

from matching.engine.edges import MOST_SCORE, Assigned, Edges, Flags, Int64
from matching.errors import InvalidProblem

MOST_SUM = 1 << 62


def bound_of(edges: Edges, prices: Int64, scale: int, taken: Flags | None = None) -> int:
    """Return what no assignment scores more than, in whole points.

    Parameters
    ----------
    edges : Edges
        All pairs that may be taken.
    prices : int64[n]
        Price of each fan, points times ``scale``, 0 or more.
    scale : int
        What points are multiplied by.
    taken : bool[E] or None
        An assignment thought best; it makes the sum quicker and never another one.

    Returns
    -------
    int
        ``floor((sum of room * price + what every gig gains by its best fans at these prices) / scale)``.

    Raises
    ------
    InvalidProblem
        If there is not one price, 0 or more, for each fan.

    Notes
    -----
    Weak duality of the transportation problem with at most one unit for each pair; exact in whole numbers, since sums
    are kept as quotient and rest.
    """
    from matching.engine.kernels_duals import gains_of_gigs

    check_prices(edges, prices, scale)
    quotient, rest = (np.zeros(edges.gig_count, dtype=np.int64) for _ in range(2))
    degrees = np.diff(edges.starts)
    worth = np.empty(int(degrees.max(initial=0)), dtype=np.int64)
    best = np.empty(int(np.minimum(edges.places, degrees).max(initial=0)) + 1, dtype=np.int64)
    guess = np.zeros(len(edges.fans), dtype=np.bool_) if taken is None else taken
    gains_of_gigs(
        edges.starts, edges.fans, edges.scores, edges.places, guess, prices, scale, quotient, rest, worth, best,
        MOST_SUM // (MOST_SCORE * scale),
    )  # fmt: skip
    total = int(quotient.sum()) * scale + int(rest.sum()) + paid_for_room(edges, prices)
    return total // scale


def check_prices(edges: Edges, prices: Int64, scale: int) -> None:
    """Refuse prices that prove nothing.

    Parameters
    ----------
    edges : Edges
        All pairs that may be taken.
    prices : int64[n]
        Price of each fan.
    scale : int
        What points are multiplied by.

    Raises
    ------
    InvalidProblem
        If there is not one price, 0 or more, for each fan, or the scale is not 1 or more.
    """
    if prices.dtype != np.int64 or prices.shape != (edges.fan_count,):
        raise InvalidProblem("fan_prices", "must be one whole number for each fan")
    if scale < 1 or scale > 1 << 40:
        raise InvalidProblem("scale", "must be 1 to 2**40")
    if len(prices) and (prices.min() < 0 or prices.max() > 1 << 61):
        raise InvalidProblem("fan_prices", "must be 0 to 2**61")


def paid_for_room(edges: Edges, prices: Int64) -> int:
    """Return the sum of room times price over all fans, exactly.

    Parameters
    ----------
    edges : Edges
        Says the room of each fan; nobody can use room for more gigs than there are.
    prices : int64[n]
        Price of each fan, points times some scale.

    Returns
    -------
    int
        Points times that scale.
    """
    room = np.minimum(edges.room, edges.gig_count)
    if int(prices.max(initial=0)) * int(room.sum(dtype=np.int64)) < MOST_SUM:
        return int(room @ prices)
    return sum(int(many) * int(price) for many, price in zip(room, prices, strict=True))


def verify_assigned(edges: Edges, assigned: Assigned) -> tuple[str, ...]:
    """Return what is wrong with an assignment, by plain array arithmetic that shares no loop with the solver.

    Parameters
    ----------
    edges : Edges
        What was asked.
    assigned : Assigned
        What was answered.

    Returns
    -------
    tuple of str
        Sentences; empty if capacities are kept, the objective is the sum of the scores taken, and the bound is what
        the prices prove.
    """
    taken = assigned.taken
    if taken.dtype != np.bool_ or taken.shape != edges.fans.shape:
        return ("taken must be one truth value for each pair",)
    wrong = []
    gigs = np.repeat(np.arange(edges.gig_count), np.diff(edges.starts))
    if (np.bincount(gigs[taken], minlength=edges.gig_count) > edges.places).any():
        wrong.append("a gig has more fans than places")
    if (np.bincount(edges.fans[taken], minlength=edges.fan_count) > edges.room).any():
        wrong.append("a fan has more gigs than room")
    if int(edges.scores[taken].sum(dtype=np.int64)) != assigned.objective:
        wrong.append("the objective is not the sum of the scores taken")
    try:
        check_prices(edges, assigned.fan_prices, assigned.scale)
    except InvalidProblem as error:
        return (*wrong, str(error))
    if _bound_by_sorting(edges, gigs, assigned.fan_prices, assigned.scale) != assigned.bound:
        wrong.append("the bound is not what the prices prove")
    return tuple(wrong)


def _bound_by_sorting(edges: Edges, gigs: Int64, prices: Int64, scale: int) -> int:
    worth = edges.scores.astype(np.int64) * scale - prices[edges.fans]
    gains = np.flatnonzero(worth > 0)
    gains = gains[np.lexsort((-worth[gains], gigs[gains]))]
    of = gigs[gains]
    first = np.searchsorted(of, of)
    best = worth[gains[np.arange(len(of)) - first < edges.places[of]]]
    total = int((best // scale).sum()) * scale + int((best % scale).sum()) + paid_for_room(edges, prices)
    return total // scale

"""Mutual choice over arrays: both sides rank, and nobody who is not matched would both rather be."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from matching.engine.assignment import best
from matching.engine.auction import effective_places
from matching.engine.edges import Edges, Flags, Int32, Int64
from matching.errors import InvalidProblem


@dataclass(frozen=True, slots=True)
class Stable:
    """A stable matching over `Edges`.

    Parameters
    ----------
    taken : bool[E]
        Whether each pair is taken.
    objective : int
        Sum of the gigs' scores taken, to compare with `matching.engine.assignment.best`.
    proposals : int
        How often somebody was asked.
    """

    taken: Flags
    objective: int
    proposals: int


def mutual(edges: Edges, fan_scores: Int32) -> Stable:
    """Return the stable matching that is best for gigs.

    Parameters
    ----------
    edges : Edges
        Every pair both sides can bear; ``scores`` is how much the gig likes the fan.
    fan_scores : int32[E]
        How much the fan of each pair likes the gig, 0 or more.

    Returns
    -------
    Stable
        No pair that is not taken would be preferred by both its gig (to a place left empty or to somebody it has)
        and its fan.

    Raises
    ------
    InvalidProblem
        If there is not one score, 0 or more, for each pair.

    Notes
    -----
    Deferred acceptance with gigs proposing, many to many (Gale and Shapley 1962; Roth 1984). Among equal scores the
    pair named first is preferred, by gig, then fan; so that the answer does not depend on the order of rows.
    """
    gig_order, _ranks, fan_ranks = _tastes(edges, fan_scores)
    from matching.engine.kernels_stable import propose

    degrees = np.bincount(edges.fans, minlength=edges.fan_count)
    room = np.minimum(edges.room, degrees).astype(np.int64)
    slot_starts = np.concatenate([np.zeros(1, dtype=np.int64), np.cumsum(room)])
    taken = np.zeros(len(edges.fans), dtype=np.bool_)
    proposals = propose(
        edges.starts,
        gig_order,
        edges.fans,
        _gigs(edges),
        effective_places(edges),
        room,
        fan_ranks,
        slot_starts,
        np.zeros(int(slot_starts[-1]), dtype=np.int32),
        np.zeros(edges.fan_count, dtype=np.int64),
        edges.starts[:-1].copy(),
        # Last in is served first, which changes nothing: deferred acceptance gives the same answer in any order.
        np.arange(edges.gig_count, dtype=np.int32),
        np.ones(edges.gig_count, dtype=np.bool_),
        taken,
    )
    return Stable(taken, int(edges.scores[taken].sum(dtype=np.int64)), int(proposals))


def blocking_count(edges: Edges, fan_scores: Int32, taken: Flags) -> int:
    """Return how many pairs would both rather be together: 0 proves that the matching is stable.

    Parameters
    ----------
    edges : Edges
        As for `mutual`.
    fan_scores : int32[E]
        As for `mutual`.
    taken : bool[E]
        Any matching that keeps places and room.

    Returns
    -------
    int
        Pairs; counted in one pass over all of them, from the scores alone.

    Raises
    ------
    InvalidProblem
        If a shape is wrong, or the matching breaks a capacity.
    """
    from matching.engine.kernels_stable import count_blocking

    if taken.dtype != np.bool_ or taken.shape != edges.fans.shape:
        raise InvalidProblem("taken", "must be one truth value for each pair")
    gigs = np.bincount(_gigs(edges)[taken], minlength=edges.gig_count)
    fans = np.bincount(edges.fans[taken], minlength=edges.fan_count)
    if (gigs > edges.places).any() or (fans > edges.room).any():
        raise InvalidProblem("taken", "must keep places and room")
    _order, gig_ranks, fan_ranks = _tastes(edges, fan_scores)
    return int(
        count_blocking(edges.starts, edges.fans, edges.places, edges.room, gig_ranks, fan_ranks, taken)
    )


def price_of_stability(edges: Edges, stable: Stable) -> float:
    """Return the share of the greatest total score that is lost because nobody may want to leave.

    Parameters
    ----------
    edges : Edges
        As for `mutual`.
    stable : Stable
        Its answer.

    Returns
    -------
    float
        0 to 1; 0 if there is nothing to be had.
    """
    most = best(edges).objective
    return (most - stable.objective) / most if most else 0.0


def _gigs(edges: Edges) -> Int32:
    return np.repeat(np.arange(edges.gig_count, dtype=np.int32), np.diff(edges.starts))


def _tastes(edges: Edges, fan_scores: Int32) -> tuple[Int32, Int32, Int32]:
    """Return the pairs of each gig by its taste, and the place of every pair in all gigs' and all fans' tastes."""
    if fan_scores.dtype != np.int32 or fan_scores.shape != edges.fans.shape:
        raise InvalidProblem("fan_scores", "must be one whole number for each pair")
    if len(fan_scores) and fan_scores.min() < 0:
        raise InvalidProblem("fan_scores", "must be 0 or more")
    gig_order = _by_taste(_gigs(edges), edges.scores)
    fan_order = _by_taste(edges.fans, fan_scores)
    return gig_order, _ranks(gig_order), _ranks(fan_order)


def _by_taste(owners: Int32, scores: Int32) -> Int32:
    """Sort by owner, then dearest first, then as named: one whole number for each pair does it."""
    most = int(scores.max(initial=0))
    keys: Int64 = owners.astype(np.int64) * (most + 1) + (most - scores)
    return np.argsort(keys, kind="stable").astype(np.int32)


def _ranks(order: Int32) -> Int32:
    ranks = np.empty_like(order)
    ranks[order] = np.arange(len(order), dtype=np.int32)
    return ranks

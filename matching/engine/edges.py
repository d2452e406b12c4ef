"""Feasible pairs of a large market as arrays, and what an assignment over them is."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

from matching.errors import InvalidProblem

Int32 = npt.NDArray[np.int32]
Int64 = npt.NDArray[np.int64]
Flags = npt.NDArray[np.bool_]

MOST_SCORE = 1_000_000
"""Points of one pair at most, so that scaled sums stay far below 2**63."""


@dataclass(frozen=True, slots=True)
class Edges:
    """Feasible pairs, gig by gig (compressed sparse rows).

    Parameters
    ----------
    starts : int64[m + 1]
        The pairs of gig ``i`` are those from ``starts[i]`` up to, not including, ``starts[i + 1]``.
    fans : int32[E]
        Position of the fan of each pair; upwards and without repetition within a gig.
    scores : int32[E]
        Points of each pair, 0 to `MOST_SCORE`.
    places : int32[m]
        People each gig needs, 0 or more.
    room : int32[n]
        Gigs each fan may take, 0 or more.

    Raises
    ------
    InvalidProblem
        If a shape, kind, range or order is not as said.
    """

    starts: Int64
    fans: Int32
    scores: Int32
    places: Int32
    room: Int32

    def __post_init__(self) -> None:
        for name, kind in (
            ("starts", np.int64),
            *((n, np.int32) for n in ("fans", "scores", "places", "room")),
        ):
            array = getattr(self, name)
            if not isinstance(array, np.ndarray) or array.ndim != 1 or array.dtype != kind:
                raise InvalidProblem(name, f"must be a one-dimensional array of {np.dtype(kind).name}")
        if (
            len(self.starts) != len(self.places) + 1
            or self.starts[0] != 0
            or self.starts[-1] != len(self.fans)
        ):
            raise InvalidProblem("starts", "must run from 0 to the number of pairs, one step for each gig")
        if len(self.scores) != len(self.fans):
            raise InvalidProblem("scores", "must be as many as the pairs")
        if (np.diff(self.starts) < 0).any():
            raise InvalidProblem("starts", "must not go down")
        for name, most in (
            ("places", None),
            ("room", None),
            ("scores", MOST_SCORE),
            ("fans", len(self.room) - 1),
        ):
            _check_range(name, getattr(self, name), most)
        self._check_order()

    def _check_order(self) -> None:
        if len(self.fans) < 2:
            return
        first_of_row = np.zeros(len(self.fans) + 1, dtype=np.bool_)
        first_of_row[self.starts] = True
        if (~first_of_row[1:-1] & (np.diff(self.fans) <= 0)).any():
            raise InvalidProblem("fans", "must go upwards within a gig")

    @property
    def gig_count(self) -> int:
        """Number of gigs, m."""
        return len(self.places)

    @property
    def fan_count(self) -> int:
        """Number of fans, n."""
        return len(self.room)


@dataclass(frozen=True, slots=True)
class Assigned:
    """An assignment over `Edges`, with what proves it.

    Parameters
    ----------
    taken : bool[E]
        Whether each pair is taken.
    objective : int
        Sum of the scores taken.
    bound : int
        No assignment scores more; recomputed from the prices over every pair.
    fan_prices : int64[n]
        Shadow price of one more such fan, in points times ``scale``, 0 or more.
    scale : int
        What prices are multiplied by, so that they are whole numbers.
    method : str
        ``auction``, ``flow`` or ``paths``.
    work : int
        Elementary steps spent (bids).
    """

    taken: Flags
    objective: int
    bound: int
    fan_prices: Int64
    scale: int
    method: str
    work: int

    @property
    def is_optimal(self) -> bool:
        """Whether the bound proves that nothing scores more."""
        return self.objective == self.bound


def edges_from_pairs(
    gigs: Int64, fans: Int64, scores: Int64, *, places: Int32, room: Int32
) -> tuple[Edges, Int64]:
    """Return pairs in any order as `Edges`, and for each of the edges the position it had before.

    Parameters
    ----------
    gigs, fans, scores : int64[E]
        Position of the gig, position of the fan, points.
    places : int32[m]
        People each gig needs.
    room : int32[n]
        Gigs each fan may take.

    Returns
    -------
    Edges, int64[E]
        The pairs sorted by gig, then fan, and where each came from.

    Raises
    ------
    InvalidProblem
        If a pair is named twice or out of range.
    """
    order = np.lexsort((fans, gigs)).astype(np.int64)
    if len(gigs) and (gigs.min() < 0 or gigs.max() >= len(places)):
        raise InvalidProblem("gigs", "must be positions of gigs")
    if len(scores) and (scores.min() < 0 or scores.max() > MOST_SCORE):
        raise InvalidProblem("scores", f"must be 0 to {MOST_SCORE}")
    counts = np.bincount(gigs, minlength=len(places)) if len(gigs) else np.zeros(len(places), dtype=np.int64)
    starts = np.concatenate([[0], np.cumsum(counts)]).astype(np.int64)
    edges = Edges(
        starts=starts,
        fans=fans[order].astype(np.int32),
        scores=scores[order].astype(np.int32),
        places=places,
        room=room,
    )
    return edges, order


def _check_range(name: str, array: Int32, most: int | None) -> None:
    if len(array) == 0:
        return
    if array.min() < 0 or (most is not None and array.max() > most):
        raise InvalidProblem(name, "must be 0 or more" if most is None else f"must be 0 to {most}")

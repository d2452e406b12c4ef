"""The answer: who does what, with the score by term, and for everyone left out the reason."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field

from matching.reasons import Reason, Reasons
from matching.terms import TermScore


@dataclass(frozen=True, slots=True)
class Pair:
    """One fan on one gig.

    Parameters
    ----------
    gig_id, fan_id : str
        The two.
    score : int
        Points; the sum of the lines.
    terms : tuple of TermScore
        The lines.
    is_pinned : bool
        Put here by hand.
    """

    gig_id: str
    fan_id: str
    score: int
    terms: tuple[TermScore, ...] = ()
    is_pinned: bool = False


@dataclass(frozen=True, slots=True)
class Unfilled:
    """A gig with places left.

    Parameters
    ----------
    gig_id : str
        The gig.
    places_left : int
        At least 1.
    reasons : tuple of Reason
        ``nobody_eligible``, ``too_few_eligible`` (eligible, places) or ``taken_elsewhere`` (the same), and
        ``pin_refused`` (fan_id, codes) for a fan put here by hand whom the rules refuse.
    """

    gig_id: str
    places_left: int
    reasons: Reasons


@dataclass(frozen=True, slots=True)
class Unused:
    """A fan without a gig.

    Parameters
    ----------
    fan_id : str
        The fan.
    reasons : tuple of Reason
        ``no_gigs``, ``nothing_fits`` (gigs) or ``outscored`` (eligible).
    """

    fan_id: str
    reasons: Reasons


@dataclass(frozen=True, slots=True)
class Solution:
    """Answer of `matching.assign`.

    Parameters
    ----------
    pairs : tuple of Pair
        Sorted by gig, then fan.
    objective : int
        Sum of the scores.
    bound : int
        No solution of the problem scores more.
    price_bound : int
        What the gig prices alone prove; anyone can recompute it from the problem, and `matching.verify` does. It
        equals ``bound`` unless a search had to settle clashes.
    unfilled : tuple of Unfilled
        Gigs with places left, sorted by id.
    unused : tuple of Unused
        Fans without a gig, sorted by id.
    gig_prices, fan_prices : mapping of str to int
        Shadow prices in points, by id: what one more place, or one more such fan, would be worth at most. Only
        prices above nothing are listed.
    work : int
        Elementary steps spent.
    """

    pairs: tuple[Pair, ...]
    objective: int
    bound: int
    price_bound: int
    unfilled: tuple[Unfilled, ...] = ()
    unused: tuple[Unused, ...] = ()
    gig_prices: Mapping[str, int] = field(default_factory=dict)
    fan_prices: Mapping[str, int] = field(default_factory=dict)
    work: int = 0

    @property
    def is_optimal(self) -> bool:
        """Whether the bound proves that nothing scores more."""
        return self.objective == self.bound

    @property
    def gap_permille(self) -> int:
        """By how much the bound lies above the objective, in thousandths of the bound, rounded up."""
        return 0 if self.bound == 0 else -(-(self.bound - self.objective) * 1000 // self.bound)

    def fans_of(self, gig_id: str) -> tuple[str, ...]:
        """Return the ids of the fans on a gig."""
        return tuple(pair.fan_id for pair in self.pairs if pair.gig_id == gig_id)

    def gigs_of(self, fan_id: str) -> tuple[str, ...]:
        """Return the ids of the gigs of a fan."""
        return tuple(pair.gig_id for pair in self.pairs if pair.fan_id == fan_id)


__all__ = ["Pair", "Reason", "Solution", "Unfilled", "Unused"]

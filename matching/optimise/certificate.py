"""Upper bounds on every solution from prices of gigs alone, and prices that make them low."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass

from matching.draft import Draft

Link = tuple[int, int]

PATIENCE = 5
"""Steps without gain after which the step is halved."""
MOST_HALVINGS = 8


@dataclass(frozen=True, slots=True)
class Bound:
    """What prices prove.

    Parameters
    ----------
    value : int
        Points: ``sum(places * price) + sum(gain of each fan)``.
    prices : dict of int to int
        By gig, only those above nothing.
    gains : dict of int to int
        By fan, only those above nothing.
    links : tuple of (int, int)
        What the fans would take at these prices, by gig and fan.
    """

    value: int
    prices: dict[int, int]
    gains: dict[int, int]
    links: tuple[Link, ...]


@dataclass(frozen=True, slots=True)
class _Options:
    """One fan's gigs in the order of time, with scores and the earlier ones each may follow."""

    fan: int
    gigs: list[int]
    scores: list[int]
    before: list[list[int]]
    most: int


class Pricing:
    """Bounds for one problem: places are paid for, and every fan takes the best chain of gigs less prices.

    Parameters
    ----------
    fixed : Draft
        Pairs that stay.
    score : mapping of (int, int) to int
        Points of every pair that may be added to them.

    Notes
    -----
    Lagrangian bound. A chain is a sequence of gigs, each with travel after the one before; every choice without
    clashes is a chain, so that the bound holds for any prices. Hour caps and blocks between fans are left out, which
    only raises it.
    """

    def __init__(self, fixed: Draft, score: Mapping[Link, int]) -> None:
        self._options: list[_Options] = []
        problem = fixed.problem
        gigs_of: dict[int, list[int]] = {}
        for gig, fan in score:
            gigs_of.setdefault(fan, []).append(gig)
        self.places: dict[int, int] = {}
        for gig in sorted({gig for gig, _ in score}):
            self.places[gig] = problem.gigs[gig].places - len(fixed.fans_of.get(gig, ()))
        order = {gig: (row.ends_at is not None, row.starts_at, gig) for gig, row in enumerate(problem.gigs)}
        for fan in sorted(gigs_of):
            gigs = sorted(gigs_of[fan], key=order.__getitem__)
            before = []
            for index, gig in enumerate(gigs):
                clashing = fixed.rules.clashing(gig, fan)
                before.append([earlier for earlier in range(index) if gigs[earlier] not in clashing])
            most = problem.policy.most_gigs - len(fixed.gigs_of.get(fan, ()))
            scores = [score[gig, fan] for gig in gigs]
            self._options.append(_Options(fan, gigs, scores, before, min(most, len(gigs))))
        self.size = sum(len(each) for options in self._options for each in options.before) + len(score)

    def bound(self, prices: Mapping[int, int]) -> Bound:
        """Return what prices prove.

        Parameters
        ----------
        prices : mapping of int to int
            By gig, 0 or more; a gig left out costs nothing.

        Returns
        -------
        Bound
            Valid for any prices.
        """
        total = sum(self.places[gig] * price for gig, price in prices.items() if gig in self.places)
        gains: dict[int, int] = {}
        links: list[Link] = []
        for options in self._options:
            gain, taken = _best_chain(options, prices)
            if gain > 0:
                total += gain
                gains[options.fan] = gain
                links += [(gig, options.fan) for gig in taken]
        shown = {gig: price for gig, price in prices.items() if price > 0 and gig in self.places}
        return Bound(total, shown, gains, tuple(sorted(links)))

    def moved(self, start: Bound, goal: Callable[[], int]) -> Iterator[Bound]:
        """Yield bounds for prices that are moved against demand, without end unless the prices stand still.

        Parameters
        ----------
        start : Bound
            Where to begin.
        goal : callable
            Value of the best solution known, asked before every step.

        Yields
        ------
        Bound
            Lower and lower on the whole, though not from each to the next.

        Notes
        -----
        Subgradient steps with Polyak's length in whole numbers, halved when several steps bring nothing (Held, Wolfe
        and Crowder 1974).
        """
        best, here, halvings, idle = start, start, 0, 0
        while halvings < MOST_HALVINGS:
            demand = dict.fromkeys(self.places, 0)
            for gig, _ in here.links:
                demand[gig] += 1
            steps = {gig: wanted - self.places[gig] for gig, wanted in demand.items()}
            moving = {gig: step for gig, step in steps.items() if step > 0 or here.prices.get(gig, 0) > 0}
            norm = sum(step * step for step in moving.values())
            if norm == 0:
                return
            length = max(1, here.value - goal())
            prices = dict(here.prices)
            for gig, step in moving.items():
                prices[gig] = max(0, prices.get(gig, 0) + length * step // (norm << halvings))
            here = self.bound(prices)
            yield here
            idle += 1
            if here.value < best.value:
                best, idle = here, 0
            elif idle >= PATIENCE:
                here, halvings, idle = best, halvings + 1, 0


def _best_chain(options: _Options, prices: Mapping[int, int]) -> tuple[int, list[int]]:
    gains = [score - prices.get(gig, 0) for gig, score in zip(options.gigs, options.scores, strict=True)]
    if options.most <= 0:
        return 0, []
    best = max(gains)
    if best <= 0 or options.most == 1 or len(gains) == 1:
        return best, [options.gigs[gains.index(best)]]
    if options.most < len(gains):
        return _best_short_chain(options, gains)
    totals: list[int] = []
    came: list[int] = []
    for index, gain in enumerate(gains):
        behind, origin = 0, -1
        if gain > 0:
            for earlier in options.before[index]:
                if totals[earlier] > behind:
                    behind, origin = totals[earlier], earlier
        totals.append(gain + behind if gain > 0 else 0)
        came.append(origin)
    best = max(totals)
    taken, index = [], totals.index(best)
    while index >= 0:
        taken.append(options.gigs[index])
        index = came[index]
    return best, taken


def _best_short_chain(options: _Options, gains: list[int]) -> tuple[int, list[int]]:
    # One row for each number of gigs taken, up to the most a fan may have.
    rows = [[max(0, gain) for gain in gains]]
    origins = [[-1] * len(gains)]
    for _ in range(options.most - 1):
        shorter, totals, came = rows[-1], [], []
        for index, gain in enumerate(gains):
            behind, origin = 0, -1
            if gain > 0:
                for earlier in options.before[index]:
                    if shorter[earlier] > behind:
                        behind, origin = shorter[earlier], earlier
            totals.append(gain + behind if gain > 0 else 0)
            came.append(origin)
        if totals == shorter:
            break
        rows.append(totals)
        origins.append(came)
    level = len(rows) - 1
    best = max(rows[level])
    index = rows[level].index(best)
    taken = []
    while index >= 0 and level >= 0:
        taken.append(options.gigs[index])
        index = origins[level][index]
        level -= 1
    return best, taken

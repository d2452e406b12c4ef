"""An upper bound on every solution from prices of gigs alone."""

from __future__ import annotations

from collections.abc import Collection, Mapping

from matching.problem import Problem
from matching.together import gigs_clash

Link = tuple[int, int]


def price_bound(
    problem: Problem, pinned: Collection[Link], score: Mapping[Link, int], gig_prices: Mapping[int, int]
) -> int:
    """Return a bound on what can be added to pinned pairs: ``sum(places * price) + sum(best chain of each fan)``.

    Parameters
    ----------
    problem : Problem
        The problem.
    pinned : collection of (int, int)
        Gig and fan of pairs that are fixed.
    score : mapping of (int, int) to int
        Points of every feasible pair.
    gig_prices : mapping of int to int
        Any prices, 0 or more, by position of the gig.

    Returns
    -------
    int
        Points. Valid for any prices; equal to the best total for the right ones, if the fans' time alone decides.

    Notes
    -----
    Lagrangian bound: places are paid for, and every fan takes the chain of gigs, one after the other with travel
    between, of greatest score less prices. Hour caps and blocks between fans are left out, which only raises it.
    """
    taken: dict[int, int] = {}
    kept: dict[int, list[int]] = {}
    for gig, fan in pinned:
        taken[gig] = taken.get(gig, 0) + 1
        kept.setdefault(fan, []).append(gig)
    total = sum((problem.gigs[gig].places - taken.get(gig, 0)) * price for gig, price in gig_prices.items())
    gains: dict[int, list[tuple[int, int]]] = {}
    for (gig, fan), points in score.items():
        gain = points - gig_prices.get(gig, 0)
        if gain > 0 and (gig, fan) not in pinned:
            gains.setdefault(fan, []).append((gig, gain))
    for fan, options in gains.items():
        total += best_chain(problem, fan, options, kept.get(fan, []))
    return total


def best_chain(problem: Problem, fan: int, options: list[tuple[int, int]], kept: list[int]) -> int:
    """Return the greatest gain of one fan from gigs that follow one another without clash.

    Parameters
    ----------
    problem : Problem
        The problem.
    fan : int
        Position of the fan.
    options : list of (int, int)
        Position of each gig on offer and its gain, above 0.
    kept : list of int
        Gigs the fan has already.

    Returns
    -------
    int
        Gain; at least as much as any set of gigs without clashes gives, and no more gigs than the policy allows.
    """
    person = problem.fans[fan]
    free = [
        (gig, gain)
        for gig, gain in options
        if not any(_clash(problem, gig, other, person.speed_kmh) for other in kept)
    ]
    most = problem.policy.most_gigs - len(kept)
    if most <= 0 or not free:
        return 0
    if most == 1 or len(free) == 1:
        return max(gain for _, gain in free)
    free.sort(
        key=lambda option: (problem.gigs[option[0]].ends_at is not None, problem.gigs[option[0]].starts_at)
    )
    return _longest(problem, person.speed_kmh, free, min(most, len(free)))


def _longest(problem: Problem, speed_kmh: int, free: list[tuple[int, int]], most: int) -> int:
    before = [
        [
            earlier
            for earlier in range(index)
            if not _clash(problem, free[earlier][0], free[index][0], speed_kmh)
        ]
        for index in range(len(free))
    ]
    ending = [gain for _, gain in free]
    for _ in range(most - 1):
        longer = [
            gain + max((ending[earlier] for earlier in before[index]), default=0)
            for index, (_, gain) in enumerate(free)
        ]
        if longer == ending:
            break
        ending = longer
    return max(ending)


def _clash(problem: Problem, first: int, second: int, speed_kmh: int) -> bool:
    return gigs_clash(problem.gigs[first], problem.gigs[second], speed_kmh=speed_kmh, params=problem.params)

"""Gigs that arrive one after the other, answered at once or after a short wait, by prices of fans.

A fan who is worth more to gigs still to come is left to them: each pair counts its points less a part of the fan's
price. Prices come from an exact assignment of what is still expected, for which recent arrivals stand in, to the room
that fans have left; they are renewed as arrivals go on. Several samples of stand-ins are averaged, since any single one
is as much luck as what will really come.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

import numpy as np

from matching.checks import check_whole
from matching.engine.edges import Assigned, Edges, Flags, Int32, Int64
from matching.engine.online_prices import MILLI, forecast_prices, solved, some_gigs
from matching.errors import InvalidProblem

MOST = 10**9


@dataclass(frozen=True, slots=True, kw_only=True)
class OnlineRules:
    """How gigs are answered as they come.

    Parameters
    ----------
    price_permille : int
        Part of the price taken off, 0 to 1000; 0 is greedy.
    reprice_every : int
        Arrivals between two forecasts of prices; 0 to keep the first.
    samples : int
        Samples of stand-ins for each forecast.
    wait : int
        Arrivals that a gig may be withheld for, to be answered together with those that came meanwhile; 0 answers
        at once.
    seed : int
        Of the samples.

    Raises
    ------
    InvalidProblem
        If a number is out of range.
    """

    price_permille: int = 900
    reprice_every: int = 0
    samples: int = 4
    wait: int = 0
    seed: int = 0

    def __post_init__(self) -> None:
        for name, least, most in (
            ("price_permille", 0, MILLI),
            ("reprice_every", 0, MOST),
            ("samples", 1, 1000),
            ("wait", 0, MOST),
            ("seed", 0, MOST),
        ):
            check_whole(name, getattr(self, name), least, most)


@dataclass(frozen=True, slots=True)
class OnlineRun:
    """Answer of `answer_arrivals`.

    Parameters
    ----------
    taken : bool[E]
        Pairs taken.
    objective : int
        Sum of their scores.
    prices : int64[n]
        The last prices, thousandths of a point.
    solves : int
        Exact assignments used.
    """

    taken: Flags
    objective: int
    prices: Int64
    solves: int


def answer_arrivals(
    edges: Edges,
    past: Edges,
    rules: OnlineRules,
    *,
    prices: Int64 | None = None,
    solve: Callable[[Edges], Assigned] | None = None,
) -> OnlineRun:
    """Answer the gigs of a market in their order, none of them knowing those after it.

    Parameters
    ----------
    edges : Edges
        Gigs in order of arrival.
    past : Edges
        Earlier gigs over the same fans, in order; as many are expected as ``edges`` has.
    rules : OnlineRules
        Prices and waits.
    prices : int64[n] or None
        First prices in thousandths of a point; forecast from the past if None.
    solve : callable or None
        Exact assignment; `matching.engine.assignment.best` if None.

    Returns
    -------
    OnlineRun
        With the pairs taken.

    Raises
    ------
    InvalidProblem
        If past and present are about different fans.
    """
    if past.fan_count != edges.fan_count:
        raise InvalidProblem("past", "must be about the same fans")
    run = _Run(edges, past, rules, solve or solved)
    run.prices = run.forecast(0) if prices is None else prices
    step = rules.reprice_every or edges.gig_count
    for first in range(0, edges.gig_count, max(1, step)):
        if first:
            run.prices = run.forecast(first)
        run.answer(first, min(edges.gig_count, first + step))
    return OnlineRun(run.taken, run.objective, run.prices, run.solves)


def answer_one(
    fans: Int32, scores: Int32, places: int, *, room: Int32, prices: Int64, price_permille: int
) -> Int64:
    """Return which pairs one gig takes now.

    Parameters
    ----------
    fans, scores : int32[k]
        Its feasible pairs.
    places : int
        People it needs.
    room : int32[n]
        Gigs each fan may still take.
    prices : int64[n]
        Thousandths of a point.
    price_permille : int
        Part of the price taken off.

    Returns
    -------
    int64[at most places]
        Positions among the pairs, the best first; only those that gain beside the price.
    """
    gains = scores.astype(np.int64) * MILLI - price_permille * prices[fans] // MILLI
    gains[room[fans] <= 0] = 0
    order = np.argsort(-gains, kind="stable")[:places]
    return np.asarray(order[gains[order] > 0], dtype=np.int64)


class _Run:
    """Arrays that change while gigs arrive."""

    def __init__(
        self, edges: Edges, past: Edges, rules: OnlineRules, solve: Callable[[Edges], Assigned]
    ) -> None:
        self.edges, self.past, self.rules, self.solve = edges, past, rules, solve
        self.room = edges.room.copy()
        self.taken = np.zeros(len(edges.fans), dtype=np.bool_)
        self.prices = np.zeros(edges.fan_count, dtype=np.int64)
        self.objective = self.solves = 0
        self.everything = Edges(
            starts=np.concatenate([past.starts, past.starts[-1] + edges.starts[1:]]),
            fans=np.concatenate([past.fans, edges.fans]),
            scores=np.concatenate([past.scores, edges.scores]),
            places=np.concatenate([past.places, edges.places]),
            room=edges.room,
        )

    def forecast(self, arrived: int) -> Int64:
        """Forecast prices when so many have arrived: the past and they stand in for the rest."""
        if not self.rules.price_permille:
            return self.prices
        known = np.arange(self.past.gig_count + arrived, dtype=np.int64)
        pool = some_gigs(self.everything, known, self.room)[0]
        return forecast_prices(
            pool,
            self.room,
            expected=self.edges.gig_count - arrived,
            samples=self.rules.samples,
            seed=self.rules.seed + arrived,
            solve=self._counted,
        )

    def answer(self, first: int, last: int) -> None:
        """Answer the gigs from ``first`` to ``last``."""
        if not self.rules.wait:
            from matching.engine.kernels_online import answer_in_order

            rows = (self.edges.starts, self.edges.fans, self.edges.scores, self.edges.places)
            part = (self.rules.price_permille, first, last, self.taken)
            self.objective += int(answer_in_order(*rows, self.room, self.prices, *part))
            return
        for begin in range(first, last, self.rules.wait):
            self._answer_together(begin, min(last, begin + self.rules.wait))

    def _answer_together(self, first: int, last: int) -> None:
        part, pairs = some_gigs(self.edges, np.arange(first, last, dtype=np.int64), self.room)
        gains = part.scores * np.int64(MILLI) - self.rules.price_permille * self.prices[part.fans] // MILLI
        points = np.clip(gains // MILLI, 0, None).astype(np.int32)
        chosen = pairs[self._counted(Edges(part.starts, part.fans, points, part.places, self.room)).taken]
        self.taken[chosen] = True
        self.room -= np.bincount(self.edges.fans[chosen], minlength=len(self.room)).astype(np.int32)
        self.objective += int(self.edges.scores[chosen].sum(dtype=np.int64))

    def _counted(self, edges: Edges) -> Assigned:
        self.solves += 1
        return self.solve(edges)

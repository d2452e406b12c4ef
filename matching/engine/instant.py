"""One gig against everybody, now, with the prices of the last batch."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from matching.checks import check_whole
from matching.engine.arrays import BLOCK
from matching.engine.columns import Array, GigColumns
from matching.engine.edges import MOST_SCORE, Int32, Int64
from matching.engine.feasible import new_scratch
from matching.engine.market import Market, check_gigs
from matching.errors import InvalidProblem
from matching.forecast import Forecast
from matching.params import Params

OFFERED, WITHHELD, NOBODY = "offered", "better_expected", "nobody_fits"


@dataclass(frozen=True, slots=True)
class InstantAnswer:
    """Who is to be asked for one gig.

    Parameters
    ----------
    code : str
        ``offered``; ``better_expected`` when withheld for a clearly better fan; ``nobody_fits``.
    fans : int32[k]
        Positions, the best value first, the earlier fan among equals; those of now also when withheld.
    scores : int32[k]
        Points of each pair.
    values : int64[k]
        Points after the part of the price that is taken off.
    """

    code: str
    fans: Int32
    scores: Int32
    values: Int64

    @property
    def withheld(self) -> bool:
        """Whether nobody is to be asked yet."""
        return self.code == WITHHELD


class InstantIndex:
    """The fans of a market, ready to be asked about one gig at a time.

    Parameters
    ----------
    market : Market
        Its n fans; its gigs do not matter.
    fan_prices : int64[n] or None
        What one more such fan was worth in the last batch, in points times ``scale``, 0 or more; None for no prices.
    params : Params
        Weights and limits; ``price_permille`` of a price is taken off.
    scale : int
        What prices are multiplied by, 1 or more.

    Raises
    ------
    InvalidProblem
        If prices are not one whole number of 0 or more for each fan.

    Notes
    -----
    Not for two threads at once: each question uses the same scratch.
    """

    def __init__(self, market: Market, fan_prices: Int64 | None, params: Params, *, scale: int = 1) -> None:
        from matching.engine.prepare_fans import fan_arrays
        from matching.engine.prepare_gigs import rates
        from matching.engine.used_codes import Used

        self._market = market
        self._used = Used.everything(market)
        self._fans = fan_arrays(market, params, self._used)
        self._rates = rates(params)
        self._scratch = new_scratch(len(market.fans), 0)
        self._taken_off = _taken_off(fan_prices, len(market.fans), params.price_permille, scale)

    def best(
        self, gig: GigColumns, count: int = 1, *, least_score: int = 0, forecast: Forecast | None = None
    ) -> InstantAnswer:
        """Return the best fans for one gig.

        Parameters
        ----------
        gig : GigColumns
            One row, in the vocabularies of the market.
        count : int
            Most fans returned, 1 or more.
        least_score : int
            Pairs below it, in points before prices, are left out.
        forecast : Forecast or None
            What waiting is expected to bring; None if the gig must be offered now.

        Returns
        -------
        InstantAnswer
            Who, with points before and after prices, and a reason code.

        Raises
        ------
        InvalidProblem
            If it is not one gig, or a number is out of range.
        """
        check_whole("count", count, 1, 2**31 - 1)
        check_whole("least_score", least_score, 0, MOST_SCORE)
        fans, scores = self._pairs(gig)
        kept = scores >= least_score
        fans, scores = fans[kept], scores[kept]
        values = scores - self._taken_off[fans]
        order = np.lexsort((fans, -values))[:count]
        code = OFFERED if len(order) else NOBODY
        if len(order) and forecast is not None and forecast.advises_waiting(int(values[order[0]])):
            code = WITHHELD
        return InstantAnswer(code, fans[order], scores[order], values[order])

    def _pairs(self, gig: GigColumns) -> tuple[Array, Array]:
        from matching.engine.days import day_table
        from matching.engine.kernels_feasible import scan_gig
        from matching.engine.prepare_gigs import gig_arrays
        from matching.engine.rows import no_rows

        if len(gig) != 1:
            raise InvalidProblem("gig", "must be one gig")
        words, count = self._market.words, len(self._market.fans)
        check_gigs(gig, words, count)
        table = day_table(gig, words.zones.texts)
        ready = gig_arrays(gig, self._used, table)
        rows = no_rows(gig, (count + BLOCK - 1) // BLOCK)
        found = scan_gig(self._fans, ready, rows, table.days, self._rates, self._scratch, 0)
        chosen = self._scratch.chosen[:found]
        return self._fans.order[chosen].astype(np.int32), self._scratch.sums[:found].copy()


def _taken_off(prices: Int64 | None, fans: int, permille: int, scale: int) -> Int64:
    check_whole("scale", scale, 1, 2**40)
    if prices is None:
        return np.zeros(fans, dtype=np.int64)
    if not isinstance(prices, np.ndarray) or prices.dtype != np.int64 or prices.shape != (fans,):
        raise InvalidProblem("fan_prices", "must be one int64 for each fan")
    if fans and (prices.min() < 0 or prices.max() // scale > MOST_SCORE):
        raise InvalidProblem("fan_prices", f"must be 0 to {MOST_SCORE} points times the scale")
    # Whole points first, so that nothing overflows.
    whole, rest = prices // scale, prices % scale
    return np.asarray((whole * permille + rest * permille // scale) // 1000, dtype=np.int64)

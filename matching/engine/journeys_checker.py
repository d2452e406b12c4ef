"""Check a plan with journeys, knowing nothing of how it was found."""

from __future__ import annotations

import numpy as np

from matching.engine.edges import Edges, Int32, Int64
from matching.engine.journeys import Planned


def broken_promises(
    edges: Edges, journey_of_gig: Int32, planned: Planned, *, values: Int64 | None = None
) -> tuple[str, ...]:
    """Return what is wrong with a plan.

    Parameters
    ----------
    edges : Edges
        Feasible pairs.
    journey_of_gig : int32[m]
        As in `matching.engine.journeys.plan_all`.
    planned : Planned
        The answer.
    values : int64[J] or None
        As there.

    Returns
    -------
    tuple of str
        ``places``, ``room``, ``torn`` (a journey partly filled, or not as said), ``objective``, ``bound`` (the
        prices do not prove it) and ``prices`` (below 0); empty if all is well.
    """
    gig_of = np.repeat(np.arange(edges.gig_count), np.diff(edges.starts))
    fill = np.bincount(gig_of[planned.taken], minlength=edges.gig_count)
    load = np.bincount(edges.fans[planned.taken], minlength=edges.fan_count)
    extra = np.zeros(len(planned.is_in), dtype=np.int64) if values is None else values
    is_leg = journey_of_gig >= 0
    wanted = np.where(planned.is_in[journey_of_gig[is_leg]], edges.places[is_leg], 0)
    points = int(edges.scores[planned.taken].sum(dtype=np.int64)) + int(extra[planned.is_in].sum())
    proved = (
        planned.objective if planned.method == "branches" else _proved(edges, journey_of_gig, planned, extra)
    )
    found = {
        "places": bool((fill > edges.places).any()),
        "room": bool((load > edges.room).any()),
        "torn": bool((fill[is_leg] != wanted).any()),
        "objective": points != planned.objective,
        "bound": not planned.objective <= planned.bound or planned.bound < min(proved, planned.relaxed),
        "prices": bool((planned.fan_prices < 0).any()),
    }
    return tuple(name for name, is_wrong in found.items() if is_wrong)


def _proved(edges: Edges, journey_of_gig: Int32, planned: Planned, extra: Int64) -> int:
    gains = edges.scores.astype(np.int64) * planned.scale - planned.fan_prices[edges.fans]
    gains[edges.room[edges.fans] == 0] = np.iinfo(np.int64).min // 2
    total = int((planned.fan_prices * edges.room).sum())
    worth = [int(value) * planned.scale for value in extra]
    for gig in range(edges.gig_count):
        best = np.sort(gains[edges.starts[gig] : edges.starts[gig + 1]])[::-1][: edges.places[gig]]
        journey = int(journey_of_gig[gig])
        if journey < 0:
            total += int(best[best > 0].sum())
        elif len(best) < edges.places[gig]:
            worth[journey] = -(1 << 100)
        else:
            worth[journey] += sum(int(gain) for gain in best)
    return (total + sum(max(0, value) for value in worth)) // planned.scale

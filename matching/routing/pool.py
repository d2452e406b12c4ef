"""Routes that a local search saw, kept with the cost of the best plan each was part of."""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    import pyvrp


class Pool:
    """Feasible routes by what tells them apart; PyVRP calls it back while it searches.

    Two routes of equal distance, duration, load and number of visits are taken for the same. Were they not, one of them
    is missed, which costs a chance and never correctness.
    """

    def __init__(self) -> None:
        self._seen: dict[tuple[int, ...], tuple[int, int, pyvrp.Route]] = {}

    def __len__(self) -> int:
        return len(self._seen)

    def on_iteration(
        self,
        current: pyvrp.Solution,
        candidate: pyvrp.Solution,
        best: pyvrp.Solution,
        cost_evaluator: pyvrp.CostEvaluator,
    ) -> None:
        """Keep the feasible routes of a candidate."""
        cost = cost_evaluator.penalised_cost(candidate)
        for route in candidate.routes():
            if not route.is_feasible():
                continue
            key = (route.distance(), route.duration(), len(route), *route.delivery())
            known = self._seen.get(key)
            if known is None:
                self._seen[key] = cost, len(self._seen), route
            elif cost < known[0]:
                self._seen[key] = cost, known[1], known[2]

    def on_start(self, search: object) -> None:
        """Nothing to do."""

    def on_end(self, result: object) -> None:
        """Nothing to do."""

    def on_restart(self, best: object) -> None:
        """Nothing to do."""

    def on_best(self, best: object) -> None:
        """Nothing to do."""

    def best(self, most: int) -> list[pyvrp.Route]:
        """Return the routes of the best plans, at most so many."""
        rows = sorted(self._seen.values(), key=lambda row: row[:2])
        return [route for _, _, route in rows[:most]]

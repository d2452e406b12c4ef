"""After the warm-up no round compiles anything."""

from __future__ import annotations

import importlib
import pkgutil

import numpy as np
import pytest
from numba.core.dispatcher import Dispatcher

import matching.engine
from matching.bench import market
from matching.engine.assignment import best
from matching.engine.edges import Edges
from matching.engine.feasible import feasible
from matching.engine.market import Market
from matching.engine.warm import warm


def _compiled() -> set[tuple[str, str, object]]:
    found = set()
    for module in pkgutil.iter_modules(matching.engine.__path__):
        if not module.name.startswith("kernels_"):
            continue
        known = importlib.import_module(f"matching.engine.{module.name}")
        for name, value in vars(known).items():
            if isinstance(value, Dispatcher):
                found |= {(module.name, name, signature) for signature in value.signatures}
    return found


@pytest.mark.parametrize(("fans", "gigs"), [(600, 40), (150, 200), (300, 0)])
def test_a_market_of_any_shape_finds_its_code_ready(fans: int, gigs: int) -> None:
    warm()
    ready = _compiled()
    assert {name for module, name, _ in ready if module == "kernels_feasible"} >= {"scan", "place_rows"}
    problem = market(fans=fans, gigs=gigs, seed=fans)
    found = best(feasible(Market.from_problem(problem), problem.params))
    assert found.is_optimal
    assert _compiled() == ready


@pytest.mark.parametrize("most", [1, 3, 1000])
def test_scarcity_of_any_kind_finds_its_code_ready(most: int) -> None:
    """Bids, paths and the flow, whichever of them a market with few or many equal points needs."""
    warm()
    ready = _compiled()
    dice, size = np.random.default_rng(most), 200
    edges = Edges(
        starts=np.arange(0, size * size + 1, size, dtype=np.int64),
        fans=np.tile(np.arange(size, dtype=np.int32), size),
        scores=dice.integers(0, most, size * size, endpoint=True).astype(np.int32),
        places=dice.integers(1, 3, size).astype(np.int32),
        room=dice.integers(0, 2, size).astype(np.int32),
    )
    assert best(edges).is_optimal
    assert _compiled() == ready

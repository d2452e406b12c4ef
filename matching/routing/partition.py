"""The best choice among routes seen: every job in exactly one, by linear programmes and a few branches."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import numpy as np
import numpy.typing as npt

Flags = npt.NDArray[np.bool_]
Floats = npt.NDArray[np.float64]
WHOLE = 1e-6


def partition(
    members: Sequence[Sequence[int]], costs: Sequence[int], jobs: int, *, below: int, programmes: int = 24
) -> list[int] | None:
    """Return the cheapest rows that hold every job exactly once.

    Parameters
    ----------
    members : sequence of sequence of int
        Jobs of each row, 0 and up.
    costs : sequence of int
        What each row costs.
    jobs : int
        How many jobs there are.
    below : int
        Only a choice that costs less is of use.
    programmes : int
        Linear programmes that may be solved; a choice found before is returned when they are used up.

    Returns
    -------
    list of int or None
        Positions of the rows taken; None if none cheaper was found.

    Notes
    -----
    The set-partitioning improvement over the routes of a local search (Rochat and Taillard 1995). Branches are taken
    depth first on the row with the largest fraction: first with it, then without it.
    """
    if not members or not jobs:
        return None
    holds = np.zeros((jobs, len(members)), dtype=np.bool_)
    for column, row in enumerate(members):
        holds[list(row), column] = True
    prices = np.asarray(costs, dtype=np.float64)
    best: list[int] | None = None
    least = float(below)
    stack: list[tuple[Flags, tuple[int, ...]]] = [(np.ones(len(members), dtype=np.bool_), ())]
    while stack and programmes > 0:
        alive, taken = stack.pop()
        spent = float(prices[list(taken)].sum())
        open_jobs = ~holds[:, list(taken)].any(axis=1) if taken else np.ones(jobs, dtype=np.bool_)
        if not open_jobs.any():
            best, least = list(taken), spent
            continue
        programmes -= 1
        shares = _relaxed(holds[open_jobs][:, alive], prices[alive])
        columns = np.flatnonzero(alive)
        if shares is None or spent + float(shares @ prices[columns]) > least - 0.5:
            continue
        picked = columns[shares > 1 - WHOLE]
        if (np.minimum(shares, 1 - shares) < WHOLE).all():
            best, least = [*taken, *picked.tolist()], spent + float(prices[picked].sum())
            continue
        first = int(columns[np.argmax(np.where(shares > 1 - WHOLE, 0, shares))])
        stack.append((alive & (np.arange(len(members)) != first), taken))
        clash = (holds & holds[:, [first]]).any(axis=0)
        stack.append((alive & ~clash, (*taken, first)))
    return None if best is None else sorted(best)


def _relaxed(holds: Flags, prices: Floats) -> Floats | None:
    """Shares of rows in the linear relaxation; None if it has no solution."""
    from scipy.optimize import linprog
    from scipy.sparse import csr_matrix

    if not holds.any(axis=1).all():
        return None
    equal: Any = csr_matrix(holds.astype(np.float64))
    found = linprog(prices, A_eq=equal, b_eq=np.ones(len(holds)), method="highs-ds")
    return np.asarray(found.x, dtype=np.float64) if found.x is not None else None

"""Compiled loops of journeys: which are worth filling, and turning them while that gains."""

from __future__ import annotations

from typing import Any

import numpy as np
from numba import njit

from matching.engine.kernels_motion import fill_up, let_go, worth_of
from matching.engine.kernels_steps import inner, keep, mark, take, undo
from matching.engine.motion import FAR, WORK

CALLED = "4902a93a15d623c4"
"""Digest of the files compiled into this one: machine code is kept until this file changes, see `compiled`."""


@inner
def _legs(journeys: Any, journey: int) -> Any:
    return journeys.legs[journeys.starts[journey] : journeys.starts[journey + 1]]


@inner
def regret(motion: Any, journeys: Any, is_in: Any, journey: int, scale: int) -> int:
    """Return what turning a journey could gain at most, at the prices of fans, in points times scale."""
    worth = worth_of(motion, _legs(journeys, journey), journeys.places, journeys.values[journey], scale)
    return -worth if is_in[journey] else worth


@njit(cache=True)
def regrets(motion: Any, journeys: Any, is_in: Any, scale: int) -> Any:
    """Return the regret of each journey; one that is not above 0 cannot gain by being turned alone."""
    found = np.empty(len(is_in), dtype=np.int64)
    for journey in range(len(is_in)):
        found[journey] = regret(motion, journeys, is_in, journey, scale)
    return found


@inner
def _turn(motion: Any, journeys: Any, is_in: Any, journey: int, scale: int) -> tuple[bool, int]:
    """Let one journey go that is in, or fill one that is out."""
    legs, value = _legs(journeys, journey), journeys.values[journey]
    is_in[journey] = not is_in[journey]
    if not is_in[journey]:
        return True, let_go(motion, legs, scale) - value
    can, points = fill_up(motion, legs, journeys.places, scale)
    return can, points + value


@inner
def _turn_with_others(
    motion: Any, journeys: Any, trial: Any, journey: int, depth: int, scale: int
) -> tuple[bool, int]:
    """Turn a journey, and while that gains nothing, up to ``depth - 1`` others that then look wrong."""
    can, points = _turn(motion, journeys, trial, journey, scale)
    step = 1
    while can and points <= 0 and step < depth:
        wrong = regrets(motion, journeys, trial, scale)
        wrong[journey] = -FAR
        follow = int(np.argmax(wrong))
        if wrong[follow] <= -points * scale:
            break
        can, more = _turn(motion, journeys, trial, follow, scale)
        points, step = points + more, step + 1
    return can, points


@inner
def _reset_limits(motion: Any, journeys: Any, is_in: Any) -> None:
    for journey in range(len(is_in)):
        for leg in _legs(journeys, journey):
            motion.limit[leg] = journeys.places[leg] if is_in[journey] else 0


@njit(cache=True)
def improve(
    motion: Any, journeys: Any, was_taken: Any, is_in: Any, order: Any, depth: int, scale: int, budget: int
) -> int:
    """Turn journeys in an order, as far as points are gained; return the points gained.

    ``was_taken`` and ``is_in`` are brought up to date. No journey is begun once the work has passed the budget.
    """
    gained = 0
    trial = is_in.copy()
    for journey in order:
        if motion.counts[WORK] >= budget:
            break
        if regret(motion, journeys, is_in, journey, scale) <= 0:
            continue
        mark(motion)
        can, points = _turn_with_others(motion, journeys, trial, journey, depth, scale)
        if can and points > 0:
            keep(motion, was_taken)
            is_in[:] = trial
            gained += points
        else:
            undo(motion, was_taken)
            trial[:] = is_in
            _reset_limits(motion, journeys, is_in)
    return gained


@njit(cache=True)
def load_up(motion: Any, taken: Any) -> None:
    """Take the pairs of an assignment."""
    mark(motion)
    for pair in range(len(taken)):
        if taken[pair]:
            take(motion, pair)


@njit(cache=True)
def leave_out(motion: Any, journeys: Any, is_in: Any, scale: int) -> None:
    """Let go of every journey that is not in, and offer its fans to all others."""
    mark(motion)
    _reset_limits(motion, journeys, is_in)
    for journey in range(len(is_in)):
        if not is_in[journey]:
            let_go(motion, _legs(journeys, journey), scale)

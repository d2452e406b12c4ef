"""Made-up pairs of gigs and fans, the same for everyone by seed: plenty of fans, as many as gigs, or all alike."""

from __future__ import annotations

import numpy as np
import numpy.typing as npt
from scipy.spatial import cKDTree

from matching.engine.edges import Edges

KINDS = ("surplus", "balanced", "contested", "equal")
CITIES = 20
QUARTERS = 25
"""Neighbourhoods of a city; fans and gigs choose theirs by different shares, so that some places lack people."""
SKILLS = 20
SKILLS_OF_A_FAN = 6
LOOKED_AT = 4
"""Nearest fans looked at for each one kept, since not all have the skill."""
CITY_KM, QUARTER_KM, LAND_KM = 6.0, 1.0, 600.0

Floats = npt.NDArray[np.float64]


def market(*, fans: int, gigs: int, each: int, kind: str, seed: int) -> Edges:
    """Return the pairs of a made-up market, gig by gig.

    Parameters
    ----------
    fans, gigs : int
        How many.
    each : int
        Nearest able fans of each gig, at most.
    kind : str
        One of `KINDS`. ``equal`` gives every pair the same score; the others differ by their numbers alone.
    seed : int
        Same seed, same market, whatever the machine.

    Returns
    -------
    Edges
        Scores up to 10,000: two fifths the pair's own, three tenths how good the fan is, three tenths nearness.
        Gigs have 1 to 4 places, fans room for 1 to 3.
    """
    if kind not in KINDS:
        raise ValueError(f"kind must be one of {', '.join(KINDS)}")
    dice = np.random.default_rng(seed)
    spots, fan_at, gig_at = _places(dice, fans, gigs)
    at_fan = _around(dice, spots, fan_at)
    by_place = np.lexsort(
        (at_fan[:, 1], fan_at)
    )  # fans who live near one another get numbers near one another
    at_fan, at_gig = at_fan[by_place], _around(dice, spots, gig_at)
    able = np.argsort(dice.random((fans, SKILLS)), axis=1)[:, :SKILLS_OF_A_FAN]
    masks = np.bitwise_or.reduce(1 << able, axis=1)
    wanted = np.where(dice.random(gigs) < 0.7, 1 << dice.integers(0, SKILLS, gigs), 0)
    # A gig that wants no skill is fitted by everybody.
    far, near = cKDTree(at_fan).query(at_gig, k=min(fans, each * LOOKED_AT))
    fits = (masks[near] & wanted[:, None]) == wanted[:, None]
    fits &= np.cumsum(fits, axis=1) <= each
    return _edges(dice, near, far, fits, fans=fans, is_equal=kind == "equal")


def _places(
    dice: np.random.Generator, fans: int, gigs: int
) -> tuple[Floats, npt.NDArray[np.int64], npt.NDArray[np.int64]]:
    cities = dice.random((CITIES, 2)) * LAND_KM
    spots = np.repeat(cities, QUARTERS, axis=0) + dice.normal(0, CITY_KM, (CITIES * QUARTERS, 2))
    size = np.repeat(dice.uniform(0.3, 1.0, CITIES), QUARTERS) * dice.uniform(0.5, 1.0, len(spots))
    pull = size * dice.uniform(0.7, 1.3, len(spots))
    fan_at = np.sort(dice.choice(len(spots), fans, p=size / size.sum()))
    gig_at = np.sort(dice.choice(len(spots), gigs, p=pull / pull.sum()))
    return spots, fan_at, gig_at


def _around(dice: np.random.Generator, spots: Floats, at: npt.NDArray[np.int64]) -> Floats:
    return spots[at] + dice.normal(0, QUARTER_KM, (len(at), 2))


def _edges(
    dice: np.random.Generator,
    near: npt.NDArray[np.int64],
    far: Floats,
    fits: npt.NDArray[np.bool_],
    *,
    fans: int,
    is_equal: bool,
) -> Edges:
    gigs, columns = np.nonzero(fits)
    chosen, reach = near[gigs, columns], far[gigs, columns]
    good = dice.random(fans)
    own = dice.random(len(chosen))
    worth = 4000 * own + 3000 * good[chosen] + 3000 * np.exp(-reach)
    scores = np.full(len(chosen), 5000) if is_equal else worth.astype(np.int64)
    order = np.lexsort((chosen, gigs))
    return Edges(
        starts=np.concatenate([[0], np.cumsum(np.bincount(gigs, minlength=len(near)))]).astype(np.int64),
        fans=chosen[order].astype(np.int32),
        scores=scores[order].astype(np.int32),
        places=dice.integers(1, 5, len(near)).astype(np.int32),
        room=dice.integers(1, 4, fans).astype(np.int32),
    )

"""Which gigs of a problem one person cannot both do, for every speed at once by arrays."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime

import numpy as np
import numpy.typing as npt

from matching.geometry import EARTH_RADIUS_M, unit_vectors
from matching.gigs import Gig
from matching.params import Params
from matching.together import gigs_clash

SLACK_M = 1
"""Metres by which the arrays may be off; what hangs on them is decided by the exact rule."""

BLOCK = 256
"""Gigs compared at once, so that memory stays small."""

Integers = npt.NDArray[np.int64]


class Clashes:
    """For each gig the set of others that clash with it, by speed of the travel mode.

    Parameters
    ----------
    gigs : sequence of Gig
        Positions in it stand for the gigs.
    params : Params
        Detour and changeover.

    Notes
    -----
    Sets for a speed are made when first asked for. Gigs are sorted by start and compared only with those that begin
    soon enough after them for travel to matter.
    """

    def __init__(self, gigs: Sequence[Gig], params: Params) -> None:
        self._gigs = gigs
        self._params = params
        self._by_speed: dict[int, list[frozenset[int]]] = {}

    def of(self, speed_kmh: int) -> list[frozenset[int]]:
        """Return, for each gig, the positions of those that clash with it at this speed."""
        if speed_kmh not in self._by_speed:
            self._by_speed[speed_kmh] = self._sets(speed_kmh)
        return self._by_speed[speed_kmh]

    def clash(self, first: int, second: int, speed_kmh: int) -> bool:
        """Return whether two gigs clash at this speed."""
        return second in self.of(speed_kmh)[first]

    def _sets(self, speed_kmh: int) -> list[frozenset[int]]:
        timed = sorted(
            (position for position, gig in enumerate(self._gigs) if gig.ends_at is not None),
            key=lambda position: (self._gigs[position].starts_at, position),
        )
        found: list[set[int]] = [set() for _ in self._gigs]
        if len(timed) < 2:
            return [frozenset(each) for each in found]
        rows = [self._gigs[position] for position in timed]
        starts = np.array([_micros(gig.starts_at) for gig in rows], dtype=np.int64)
        ends = np.array([_micros(gig.ends_at or gig.starts_at) for gig in rows], dtype=np.int64)
        vectors = unit_vectors([gig.location for gig in rows])
        farthest = self._needed(self._widest(vectors), speed_kmh)
        reach = np.searchsorted(starts, ends + int(farthest.max()) + 1)
        for first in range(0, len(rows), BLOCK):
            block = slice(first, first + BLOCK)
            near = slice(first, int(reach[block].max()))
            gaps = starts[None, near] - ends[block, None]
            metres = _metres(vectors[None, near] - vectors[block, None])
            later = np.arange(near.start, near.stop)[None, :] > np.arange(first, first + len(gaps))[:, None]
            surely = gaps < self._needed(np.maximum(metres - SLACK_M, 0), speed_kmh)
            maybe = later & (gaps < self._needed(np.where(metres < 0, 0, metres + SLACK_M), speed_kmh))
            for row, column in zip(*(each.tolist() for each in np.nonzero(maybe)), strict=True):
                one, other = timed[first + row], timed[first + column]
                if surely[row, column] or self._exactly(one, other, speed_kmh):
                    found[one].add(other)
                    found[other].add(one)
        return [frozenset(each) for each in found]

    def _exactly(self, first: int, second: int, speed_kmh: int) -> bool:
        return gigs_clash(self._gigs[first], self._gigs[second], speed_kmh=speed_kmh, params=self._params)

    def _needed(self, metres: Integers, speed_kmh: int) -> Integers:
        seconds = -(-metres * self._params.detour_permille * 9 // (speed_kmh * 2500))
        micros: Integers = (seconds + self._params.changeover_minutes * 60) * 1_000_000
        return np.where(metres <= 0, 0, micros)

    @staticmethod
    def _widest(vectors: npt.NDArray[np.float64]) -> Integers:
        known = vectors[~np.isnan(vectors[:, 0])]
        if len(known) == 0:
            return np.zeros(1, dtype=np.int64)
        # No two places are farther apart than twice the greatest distance from one of them.
        return 2 * (_metres(known - known[0]) + SLACK_M)


def _metres(differences: npt.NDArray[np.float64]) -> Integers:
    chords = np.sqrt((differences * differences).sum(axis=-1))
    metres = 2 * EARTH_RADIUS_M * np.arcsin(np.minimum(chords / 2, 1.0))
    # A place that is not known needs no travel; it is marked by -1.
    rounded: Integers = np.nan_to_num(np.ceil(metres), nan=-1.0).astype(np.int64)
    return rounded


def _micros(instant: datetime) -> int:
    return round(instant.timestamp() * 1e6)

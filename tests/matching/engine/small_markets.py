"""Small made-up pairs, and the obvious slow answer to what is best."""

from __future__ import annotations

from functools import cache
from itertools import combinations

import numpy as np

from matching.engine.edges import Edges, edges_from_pairs


def random_edges(
    dice: np.random.Generator,
    *,
    gigs: int,
    fans: int,
    most_score: int,
    places: int = 3,
    room: int = 3,
    share: float = 0.7,
) -> Edges:
    """Pairs by chance; few levels of score make ties, places and room may be 0."""
    gig, fan = np.nonzero(dice.random((gigs, fans)) < share)
    return edges_from_pairs(
        gig.astype(np.int64),
        fan.astype(np.int64),
        dice.integers(0, most_score + 1, len(gig)),
        places=dice.integers(0, places + 1, gigs).astype(np.int32),
        room=dice.integers(0, room + 1, fans).astype(np.int32),
    )[0]


def brute_force(edges: Edges) -> int:
    """Try everything: gig after gig every set of fans, remembering what room is left."""
    rows = [
        [
            (int(edges.fans[at]), int(edges.scores[at]))
            for at in range(edges.starts[gig], edges.starts[gig + 1])
        ]
        for gig in range(edges.gig_count)
    ]

    @cache
    def from_gig(gig: int, room: tuple[int, ...]) -> int:
        if gig == len(rows):
            return 0
        most = 0
        for size in range(min(int(edges.places[gig]), len(rows[gig])) + 1):
            for team in combinations(rows[gig], size):
                left = list(room)
                for fan, _ in team:
                    left[fan] -= 1
                if min(left, default=0) >= 0:
                    most = max(most, sum(score for _, score in team) + from_gig(gig + 1, tuple(left)))
        return most

    return from_gig(0, tuple(int(each) for each in edges.room))

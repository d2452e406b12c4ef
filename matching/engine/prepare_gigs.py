"""Turning gigs and weights into what compiled loops read; importing this module loads the compiler."""

from __future__ import annotations

import numpy as np

from matching.engine.arrays import Asked, GigArrays, Rates, Tastes, Times
from matching.engine.column_rules import NO_END
from matching.engine.columns import GigColumns
from matching.engine.days import DayTable, first_seconds, last_seconds
from matching.engine.kernels_index import code_bits, place_keys
from matching.engine.plain_arrays import MINUTE, NOWHERE_CLASS, csr, graded, points
from matching.engine.used_codes import Used
from matching.fans import MAX_LANGUAGE_LEVEL
from matching.params import Params
from matching.terms import FULL, weights


def gig_arrays(gigs: GigColumns, used: Used, days: DayTable) -> GigArrays:
    """Return gigs ready to be scanned, neighbours one after another."""
    at = points(gigs.lat, gigs.lon)
    classes = np.where(np.isnan(gigs.lat), NOWHERE_CLASS, 0).astype(np.uint8)
    timed = gigs.ends != NO_END
    return GigArrays(
        order=np.argsort(place_keys(at.x, at.y, at.z, classes), kind="stable").astype(np.int64),
        points=at,
        times=Times(
            starts=gigs.starts,
            ends=gigs.ends,
            minutes=np.where(timed, -((gigs.starts - gigs.ends) // MINUTE), 0),
            first_moment=np.searchsorted(days.moments, first_seconds(gigs)),
            last_moment=np.searchsorted(days.moments, last_seconds(gigs)),
        ),
        skills_all=graded(gigs.skills_all),
        skills_any=graded(gigs.skills_any),
        languages_any=graded(gigs.languages_any),
        tastes=_wanted_tastes(gigs, used),
        area=gigs.area,
        area_row=np.full(len(gigs), -1, dtype=np.int32),
        asked=_asked(gigs),
    )


def _wanted_tastes(gigs: GigColumns, used: Used) -> Tastes:
    bits = np.zeros((len(gigs), used.interest_words), dtype=np.uint64)
    if used.interest_words:
        where = np.arange(len(gigs), dtype=np.int64)
        known = gigs.interests.values[0] >= 0
        owners, codes = gigs.interests.owners()[known], gigs.interests.values[0][known]
        starts = np.searchsorted(owners, np.arange(len(gigs) + 1)).astype(np.int64)
        code_bits(where, starts, codes, used.interests, bits)
    return Tastes(bits, csr(gigs.interests))


def _asked(gigs: GigColumns) -> Asked:
    asks = (gigs.age_min >= 0) | (gigs.party > 0) | (gigs.standing_min > 0) | gigs.must_be_online
    for rare in (gigs.credentials, gigs.people, gigs.excluded):
        asks = asks | (np.diff(rare.starts) > 0)
    return Asked(
        any=asks,
        credentials=csr(gigs.credentials),
        people=csr(gigs.people),
        excluded=csr(gigs.excluded),
        age_min=gigs.age_min,
        party=gigs.party,
        standing_min=gigs.standing_min,
        must_be_online=gigs.must_be_online,
    )


def rates(params: Params) -> Rates:
    """Return weights as points by grade, rounded down as `matching.terms` does."""
    grades = np.arange(FULL + 1, dtype=np.int64)
    levels = [FULL * level // MAX_LANGUAGE_LEVEL for level in range(MAX_LANGUAGE_LEVEL + 1)]
    spoken = [params.weight_language * grade // FULL for grade in [*levels, FULL // 2]]
    return Rates(
        nearness=params.weight_nearness * grades // FULL,
        language=np.array(spoken, dtype=np.int64),
        skill=params.weight_skill,
        interest=params.weight_interest,
        familiarity=params.weight_familiarity,
        travel=(params.detour_permille, params.changeover_minutes * MINUTE),
        most_points=sum(weights(params).values()),
    )

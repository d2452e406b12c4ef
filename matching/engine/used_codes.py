"""Which codes of a market get a column of levels or a bit of their own, and which are looked up in lists."""

from __future__ import annotations

from collections.abc import Sequence
from typing import NamedTuple

import numpy as np

from matching.engine.arrays import BLOCK
from matching.engine.columns import Array, GigColumns
from matching.engine.market import Market

MOST_BITS = 256
"""Interests that are kept as bits; with more in use, lists are compared."""
DENSE_BYTES = 256_000_000
"""Memory for levels in records, at two to a byte; codes beyond it are looked up in lists."""


class Used(NamedTuple):
    """Which codes have a column of levels or a bit, by code (-1 where none), and how many words and columns these are."""

    skills: Array
    languages: Array
    interests: Array
    interest_words: int
    columns: int

    @classmethod
    def by(cls, market: Market, gigs: GigColumns) -> Used:
        """Return what is worth it for some gigs."""
        return cls._of(
            market,
            [gigs.skills_all.values[0], gigs.skills_any.values[0]],
            [gigs.languages_any.values[0]],
            [gigs.interests.values[0]],
        )

    @classmethod
    def everything(cls, market: Market) -> Used:
        """Return what is worth it for gigs that are not known yet."""
        words = market.words
        sizes = (len(words.skills), len(words.languages), len(words.interests))
        skills, languages, interests = ([np.arange(size, dtype=np.int32)] for size in sizes)
        return cls._of(market, skills, languages, interests)

    @classmethod
    def _of(
        cls, market: Market, skills: Sequence[Array], languages: Sequence[Array], interests: Sequence[Array]
    ) -> Used:
        words, share = market.words, DENSE_BYTES // max(1, len(market.fans))
        bits = _rows_of(interests, len(words.interests), MOST_BITS)
        skill = _rows_of(skills, len(words.skills), share)
        spoken = _rows_of(languages, len(words.languages), share)
        count = int(skill.max(initial=-1)) + 1
        spoken[spoken >= 0] += count
        columns = max(count, int(spoken.max(initial=-1)) + 1)
        return cls(skill, spoken, bits, (int(bits.max(initial=-1)) + BLOCK) // BLOCK, columns)


def _rows_of(columns: Sequence[Array], size: int, most: int) -> Array:
    rows = np.full(size, -1, dtype=np.int32)
    codes = np.unique(np.concatenate([*columns, np.empty(0, dtype=np.int32)]))
    codes = codes[codes >= 0]
    if len(codes) <= most:
        rows[codes] = np.arange(len(codes), dtype=np.int32)
    return rows

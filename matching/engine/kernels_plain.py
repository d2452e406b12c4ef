"""Compiled step for gigs as most are: at most two skills, all of them needed, and two languages, one of them enough.

What such a gig asks is read once; of each fan one record answers all of it, without a branch.
"""

from __future__ import annotations

from typing import NamedTuple

from matching.engine.arrays import LEVELS, TASTES, Csr, Graded, Held, Rates, Scratch, Tastes, Words64
from matching.engine.columns import Array
from matching.engine.compiled import inlined, lean, ones, whole
from matching.engine.kernels_pair import MAX_SKILL_LEVEL
from matching.fans import MAX_LANGUAGE_LEVEL

CALLED = "05d0381de97e1acd"
"""Digest of the files compiled into this one: machine code is kept until this file changes, see `compiled`."""
MOST = 2
"""Skills, and languages, of one gig that are looked up without a loop."""
MOST_TASTES = 64
TABLE = max(MOST * MAX_SKILL_LEVEL, MOST_TASTES) + 1
LOW = 0xFFFFFFFF
NOT_TOLD = 7
"""Place of the points for language where none is asked for: all bits of a level set."""


class Wish(NamedTuple):
    """A code of a gig: where its level stands in a record, and the least level; the mask is 0 where there is no such code."""

    place: int
    shift: int
    mask: int
    least: int


@inlined
def wish(held: Held, wanted: Graded, g: int, turn: int, least_of_none: int) -> Wish:
    """Return the code of a gig at a turn."""
    entry = whole(wanted.starts[g]) + turn
    if entry >= wanted.starts[g + 1]:
        return Wish(whole(0), whole(0), whole(0), whole(least_of_none))
    column = whole(held.column_of[wanted.codes[entry]])
    return Wish(LEVELS + (column >> 3), (column & 7) << 2, whole(15), whole(wanted.levels[entry]))


@inlined
def level_at(hot: Array, f: int, wanted: Wish) -> int:
    """Return the level of a fan, 0 where there is no such code."""
    return (whole(hot[f, wanted.place]) >> wanted.shift) & wanted.mask


@inlined
def is_short(held: Held, wanted: Graded, g: int) -> bool:
    """Return whether a gig asks for few codes, and each has a column."""
    if wanted.starts[g + 1] - wanted.starts[g] > MOST:
        return False
    for entry in range(wanted.starts[g], wanted.starts[g + 1]):
        code = wanted.codes[entry]
        if code < 0 or held.column_of[code] < 0:
            return False
    return True


@lean
def is_plain(
    skills: Held,
    languages: Held,
    bits: Words64,
    every: Graded,
    either: Graded,
    tongues: Graded,
    wishes: Csr,
    g: int,
) -> bool:
    """Return whether `keep_plain` can decide about a gig."""
    told = wishes.starts[g + 1] - wishes.starts[g]
    if either.starts[g] < either.starts[g + 1] or told > MOST_TASTES or (told and bits.shape[1] != 1):
        return False
    return is_short(skills, every, g) and is_short(languages, tongues, g)


@lean
def fill_tables(every: Graded, wishes: Csr, rates: Rates, scratch: Scratch, g: int) -> None:
    """Write the points by levels above the least and by interests in common."""
    most = 0
    for entry in range(every.starts[g], every.starts[g + 1]):
        most += MAX_SKILL_LEVEL - every.levels[entry] + 1
    for above in range(most + 1):
        grade = 1000 * above // most if most else 500
        scratch.skill_points[above] = rates.skill * grade // 1000
    told = wishes.starts[g + 1] - wishes.starts[g]
    for common in range(told + 1):
        grade = 1000 * common // told if told else 500
        scratch.interest_points[common] = rates.interest * grade // 1000


@lean
def keep_plain(
    hot: Array,
    skills: Held,
    languages: Held,
    every: Graded,
    tongues: Graded,
    tastes: Tastes,
    spoken: Array,
    scratch: Scratch,
    count: int,
    g: int,
) -> int:
    """Keep those with the skills and one of the languages; add the points for these and for interests."""
    one, other = wish(skills, every, g, 0, 1), wish(skills, every, g, 1, 1)
    is_silent = tongues.starts[g] == tongues.starts[g + 1]
    first = wish(languages, tongues, g, 0, 0 if is_silent else MAX_LANGUAGE_LEVEL + 1)
    second = wish(languages, tongues, g, 1, MAX_LANGUAGE_LEVEL + 1)
    unasked = NOT_TOLD if is_silent else 0
    low, high = whole(0), whole(0)
    if tastes.lists.starts[g] < tastes.lists.starts[g + 1]:
        low, high = whole(tastes.bits[g, 0]) & LOW, (whole(tastes.bits[g, 0]) >> 32) & LOW
    # Levels at or above the least count from 1; what is not asked for counts as 0 and is never missed.
    asked, more = one.mask & 1, other.mask & 1
    kept = 0
    for entry in range(count):
        f = whole(scratch.chosen[entry])
        over = (level_at(hot, f, one) - one.least + 1) * asked
        beyond = (level_at(hot, f, other) - other.least + 1) * more
        level, again = level_at(hot, f, first), level_at(hot, f, second)
        speaks = (level >= first.least) | (again >= second.least)
        common = whole(ones(whole(hot[f, TASTES]) & low)) + whole(ones(whole(hot[f, TASTES + 1]) & high))
        points = scratch.skill_points[max(over + beyond, 0)] + spoken[max(level, again) | unasked]
        scratch.sums[kept] = scratch.sums[entry] + points + scratch.interest_points[common]
        scratch.chosen[kept] = f
        kept += 1 if (over >= asked) & (beyond >= more) & speaks else 0
    return kept

"""Compiled step for gigs as most are: skills all of which are needed, with everything looked up in tables."""

from __future__ import annotations

from matching.engine.arrays import Csr, GigArrays, Graded, Held, Rates, Scratch, Tastes, Words64
from matching.engine.columns import Array
from matching.engine.compiled import inlined, lean, ones, whole
from matching.engine.kernels_pair import MAX_SKILL_LEVEL

MOST = 12
"""Skills and interests of one gig that the tables have room for."""
TABLE = MOST * MAX_SKILL_LEVEL + 1


@inlined
def has_columns(held: Held, wanted: Graded, g: int) -> bool:
    """Return whether all levels that a gig asks for are in the table."""
    for entry in range(wanted.starts[g], wanted.starts[g + 1]):
        code = wanted.codes[entry]
        if code < 0 or held.column_of[code] < 0:
            return False
    return True


@lean
def is_plain(skills: Held, languages: Held, tastes: Tastes, gigs: GigArrays, g: int) -> bool:
    """Return whether `keep_plain` can decide about a gig."""
    either, wishes = gigs.skills_any.starts, gigs.tastes.lists.starts
    if either[g] < either[g + 1] or wishes[g + 1] - wishes[g] > MOST:
        return False
    if gigs.skills_all.starts[g + 1] - gigs.skills_all.starts[g] > MOST:
        return False
    if wishes[g] < wishes[g + 1] and tastes.bits.shape[1] != 1:
        return False
    return has_columns(skills, gigs.skills_all, g) and has_columns(languages, gigs.languages_any, g)


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
    skills: Held,
    languages: Held,
    bits: Words64,
    gigs: GigArrays,
    spoken: Array,
    scratch: Scratch,
    count: int,
    g: int,
) -> int:
    """Keep those with the skills and one of the languages; add the points for these and for interests."""
    every, tongues, wishes = gigs.skills_all, gigs.languages_any, gigs.tastes
    first, last = every.starts[g], every.starts[g + 1]
    one, end = tongues.starts[g], tongues.starts[g + 1]
    told = wishes.lists.starts[g] < wishes.lists.starts[g + 1]
    kept = 0
    for entry in range(count):
        f = scratch.chosen[entry]
        above, holds_all = 0, True
        for item in range(first, last):
            over = whole(skills.table[f, skills.column_of[every.codes[item]]]) - every.levels[item]
            holds_all = holds_all and over >= 0
            above += over + 1
        best, speaks = 0 if one < end else 7, one == end
        for item in range(one, end):
            level = whole(languages.table[f, languages.column_of[tongues.codes[item]]])
            speaks = speaks or level >= tongues.levels[item]
            best = max(best, level)
        if holds_all and speaks:
            common = whole(ones(bits[f, 0] & wishes.bits[g, 0])) if told else 0
            points = scratch.skill_points[above] + spoken[best] + scratch.interest_points[common]
            scratch.sums[kept] = scratch.sums[entry] + points
            scratch.chosen[kept] = f
            kept += 1
    return kept

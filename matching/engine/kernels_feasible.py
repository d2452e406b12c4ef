"""Compiled scan of a market: gig by gig over blocks of 64 fans, dismissed by place and by rows of bits."""

from __future__ import annotations

import numpy as np

from matching.engine.arrays import (
    BLOCK,
    GROUP,
    LINE,
    Days,
    FanArrays,
    GigArrays,
    Points,
    Rates,
    Reach,
    Rows,
    Scratch,
)
from matching.engine.columns import Array
from matching.engine.compiled import fetch, inlined, lean, lowest, whole
from matching.engine.kernels_found import gather_keys, keep_best, write_sorted
from matching.engine.kernels_pair import add_area, add_interests, keep_near, keep_skilled, keep_speakers
from matching.engine.kernels_plain import fill_tables, is_plain, keep_plain
from matching.engine.kernels_rules import keep_allowed, keep_free

CALLED = "b451f3bc557f12a8"
"""Digest of the files compiled into this one: machine code is kept until this file changes, see `compiled`."""


@inlined
def is_far(boxes: Array, box: int, reach: float, x: float, y: float, z: float) -> bool:
    """Return whether no point of a box (least and most x, y, z) lies within a squared straight distance."""
    dx = max(max(boxes[box, 0] - x, x - boxes[box, 3]), 0.0)
    dy = max(max(boxes[box, 1] - y, y - boxes[box, 4]), 0.0)
    dz = max(max(boxes[box, 2] - z, z - boxes[box, 5]), 0.0)
    return bool(dx * dx + dy * dy + dz * dz > reach)


@inlined
def fill_words(rows: Rows, scratch: Scratch, g: int, first: int, count: int) -> None:
    """Write the bits of fans in a group of blocks whom no row excludes."""
    words, acc, needed = rows.words, scratch.words, rows.needed
    for place in range(count):
        acc[place] = ~np.uint64(0)
    for entry in range(needed.starts[g], needed.starts[g + 1]):
        row = words[needed.codes[entry], first : first + count]
        for place in range(count):
            acc[place] &= row[place]
    one, other = rows.skills_any, rows.languages_any
    keep_either(words, scratch, one.starts[g], one.starts[g + 1], one.codes, first, count)
    keep_either(words, scratch, other.starts[g], other.starts[g + 1], other.codes, first, count)


@inlined
def keep_either(
    words: Array, scratch: Scratch, entry: int, end: int, codes: Array, first: int, count: int
) -> None:
    """Keep the bits that one of several rows has; all of them where none is named."""
    if entry == end:
        return
    acc, either = scratch.words, scratch.either
    for place in range(count):
        either[place] = 0
    for item in range(entry, end):
        row = words[codes[item], first : first + count]
        for place in range(count):
            either[place] |= row[place]
    for place in range(count):
        acc[place] &= either[place]


@inlined
def fetch_fan(hot: Array, f: int) -> None:
    """Ask for what will be read of a fan, so that waiting for memory is not done one fan after another."""
    for place in range(0, hot.shape[1], LINE):
        fetch(hot, f * hot.shape[1] + place)


@inlined
def list_blocks(scratch: Scratch, count: int, fans: int) -> int:
    """Write the places of blocks in which somebody is left to the tally; return how many. The last may be short of fans."""
    if fans < count * BLOCK:
        scratch.words[count - 1] &= (np.uint64(1) << np.uint64(fans % BLOCK)) - np.uint64(1)
    live = 0
    for place in range(count):
        scratch.tally[live] = place
        live += 1 if scratch.words[place] != 0 else 0
    return live


@lean
def choose(hot: Array, reach: Reach, gigs: Points, rows: Rows, scratch: Scratch, g: int) -> int:
    """Choose the fans whom rows leave in and whose block reaches the gig; return how many."""
    count, blocks = 0, len(reach.blocks)
    x, y, z = gigs.x[g], gigs.y[g], gigs.z[g]
    placed = x == x
    for group in range(len(reach.groups)):
        if placed and is_far(reach.group_boxes, group, reach.groups[group], x, y, z):
            continue
        first = group * GROUP
        some = min(GROUP, blocks - first)
        fill_words(rows, scratch, g, first, some)
        for entry in range(list_blocks(scratch, some, len(hot) - first * BLOCK)):
            block = first + whole(scratch.tally[entry])
            if placed and is_far(reach.boxes, block, reach.blocks[block], x, y, z):
                continue
            word = scratch.words[block - first]
            while word:
                f = block * BLOCK + whole(lowest(word))
                fetch_fan(hot, f)
                scratch.chosen[count] = f
                word &= word - np.uint64(1)
                count += 1
    return count


@lean
def scan_gig(
    fans: FanArrays, gigs: GigArrays, rows: Rows, days: Days, rates: Rates, scratch: Scratch, g: int
) -> int:
    """Write the feasible fans of a gig to the scratch, with their points; return how many."""
    hot, at = fans.hot, gigs.points
    count = choose(hot, fans.reach, at, rows, scratch, g)
    count = keep_near(hot, fans.points, at, rates.nearness, scratch, count, g)
    count = keep_free(hot, fans.hours, at, gigs.times, days, rates.travel, rows.timed[g], scratch, count, g)
    count = keep_allowed(hot, fans.person, gigs.asked, gigs.times, days, scratch, count, g)
    skills, tongues, every, either = fans.skills, fans.languages, gigs.skills_all, gigs.skills_any
    if is_plain(skills, tongues, fans.tastes.bits, every, either, gigs.languages_any, gigs.tastes.lists, g):
        fill_tables(every, gigs.tastes.lists, rates, scratch, g)
        wanted = gigs.languages_any
        count = keep_plain(
            hot, skills, tongues, every, wanted, gigs.tastes, rates.language, scratch, count, g
        )
    else:
        count = keep_skilled(hot, skills, every, either, rates.skill, scratch, count, g)
        count = keep_speakers(hot, tongues, gigs.languages_any, rates.language, scratch, count, g)
        add_interests(hot, fans.tastes, gigs.tastes, rates.interest, scratch, count, g)
    add_area(
        hot, fans.familiar, rows.words, gigs.area[g], gigs.area_row[g], rates.familiarity, scratch, count
    )
    return count


@lean
def scan(
    fans: FanArrays,
    gigs: GigArrays,
    rows: Rows,
    days: Days,
    rates: Rates,
    scratch: Scratch,
    turn: int,
    least: int,
    most: int,
    counts: Array,
    fans_out: Array,
    points_out: Array,
) -> tuple[int, int]:
    """Scan gigs in their order from a turn until the room is full; return the next turn and the pairs written."""
    used, room, bits = 0, len(fans_out), 1
    while len(fans.hot) >> bits:
        bits += 1
    while turn < len(gigs.order):
        g = gigs.order[turn]
        count = scan_gig(fans, gigs, rows, days, rates, scratch, g)
        count = gather_keys(fans.hot, scratch, count, least)
        if used + count > room:
            return turn, used
        write_sorted(scratch, count, bits, fans_out[used:], points_out[used:])
        if count > most:
            keep_best(scratch.tally, fans_out, points_out, used, count, most)
            count = most
        counts[g] = count
        used += count
        turn += 1
    return turn, used


@lean
def place_rows(order: Array, starts: Array, turn: int, source: Array, target: Array) -> int:
    """Copy rows that lie one after another, from a turn on, to where their gigs belong; return the next turn."""
    at = 0
    while turn < len(order):
        g = order[turn]
        length = starts[g + 1] - starts[g]
        if at + length > len(source):
            break
        for entry in range(length):
            target[starts[g] + entry] = source[at + entry]
        at += length
        turn += 1
    return turn

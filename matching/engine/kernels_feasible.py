"""Compiled scan of a market: gig by gig over blocks of 64 fans, dismissed by place and by rows of bits."""

from __future__ import annotations

import numpy as np

from matching.engine.arrays import (
    GROUP,
    WHO,
    Days,
    FanArrays,
    GigArrays,
    Points,
    Rates,
    Rows,
    Scratch,
)
from matching.engine.columns import Array
from matching.engine.compiled import fetch, inlined, lean, lowest, whole
from matching.engine.kernels_pair import add_area, add_interests, keep_near, keep_skilled, keep_speakers
from matching.engine.kernels_plain import fill_tables, is_plain, keep_plain
from matching.engine.kernels_rules import keep_allowed, keep_free

CALLED = "205cb375d9c833f3"
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
def fetch_fan(fans: FanArrays, f: int) -> None:
    """Ask for what will be read of a fan, so that waiting for memory is not done one fan after another."""
    fetch(fans.hot, f * 8)
    if fans.skills.table.shape[1]:
        fetch(fans.skills.table, f * fans.skills.table.shape[1])
    if fans.tastes.bits.shape[1]:
        fetch(fans.tastes.bits, f * fans.tastes.bits.shape[1])


@lean
def choose(fans: FanArrays, gigs: Points, rows: Rows, scratch: Scratch, g: int) -> int:
    """Choose the fans whom rows leave in and whose block reaches the gig; return how many."""
    reach, size = fans.reach, len(fans.hot)
    count, blocks = 0, len(reach.blocks)
    x, y, z = gigs.x[g], gigs.y[g], gigs.z[g]
    placed = x == x
    for group in range(len(reach.groups)):
        if placed and is_far(reach.group_boxes, group, reach.groups[group], x, y, z):
            continue
        first = group * GROUP
        fill_words(rows, scratch, g, first, min(GROUP, blocks - first))
        for block in range(first, min(first + GROUP, blocks)):
            word = scratch.words[block - first]
            if word == 0 or (placed and is_far(reach.boxes, block, reach.blocks[block], x, y, z)):
                continue
            if block == blocks - 1 and size & 63:
                word &= (np.uint64(1) << np.uint64(size & 63)) - np.uint64(1)
            while word:
                f = (block << 6) + whole(lowest(word))
                fetch_fan(fans, f)
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
    count = choose(fans, at, rows, scratch, g)
    count = keep_near(hot, fans.points, at, rates.nearness, scratch, count, g)
    count = keep_free(hot, fans.hours, at, gigs.times, days, rates.travel, rows.timed[g], scratch, count, g)
    count = keep_allowed(hot, fans.person, gigs.asked, gigs.times, days, scratch, count, g)
    if is_plain(fans.skills, fans.languages, fans.tastes, gigs, g):
        fill_tables(gigs.skills_all, gigs.tastes.lists, rates, scratch, g)
        count = keep_plain(
            fans.skills, fans.languages, fans.tastes.bits, gigs, rates.language, scratch, count, g
        )
    else:
        either = gigs.skills_any
        count = keep_skilled(hot, fans.skills, gigs.skills_all, either, rates.skill, scratch, count, g)
        count = keep_speakers(hot, fans.languages, gigs.languages_any, rates.language, scratch, count, g)
        add_interests(hot, fans.tastes, gigs.tastes, rates.interest, scratch, count, g)
    add_area(
        hot, fans.familiar, rows.words, gigs.area[g], gigs.area_row[g], rates.familiarity, scratch, count
    )
    return count


@lean
def sort_row(hot: Array, scratch: Scratch, count: int, least: int) -> int:
    """Write those with enough points to the keys (position, then points), sorted upwards; return how many.

    Counting sort byte by byte: rows are short, and every byte of all of them is small.
    """
    kept = 0
    for entry in range(count):
        points = whole(scratch.sums[entry])
        if points >= least:
            scratch.keys[kept] = (whole(hot[scratch.chosen[entry], WHO]) << 32) | points
            kept += 1
    shift = 32
    while kept > 1 and (len(hot) - 1) >> (shift - 32):
        sort_byte(scratch, kept, shift)
        shift += 8
    return kept


@inlined
def sort_byte(scratch: Scratch, count: int, shift: int) -> None:
    """Sort the keys by one byte, keeping the order of equals."""
    keys, spare, tally = scratch.keys, scratch.spare, scratch.tally
    for byte in range(257):
        tally[byte] = 0
    for entry in range(count):
        tally[((keys[entry] >> shift) & 255) + 1] += 1
    for byte in range(256):
        tally[byte + 1] += tally[byte]
    for entry in range(count):
        byte = (keys[entry] >> shift) & 255
        spare[tally[byte]] = keys[entry]
        tally[byte] += 1
    for entry in range(count):
        keys[entry] = spare[entry]


@lean
def write_row(scratch: Scratch, count: int, fans_out: Array, points_out: Array, used: int) -> None:
    """Write the sorted row from ``used`` on."""
    for entry in range(count):
        fans_out[used + entry] = scratch.keys[entry] >> 32
        points_out[used + entry] = scratch.keys[entry] & 0xFFFFFFFF


@lean
def keep_best(ranked: Array, fans_out: Array, points_out: Array, used: int, count: int, most: int) -> None:
    """Keep the best of a row in place, the earlier ones among equals, still upwards."""
    for entry in range(len(ranked)):
        ranked[entry] = 0
    top = 0
    for entry in range(used, used + count):
        ranked[points_out[entry]] += 1
        top = max(top, points_out[entry])
    left, edge = most, top
    while left > ranked[edge]:
        left -= ranked[edge]
        edge -= 1
    kept = used
    for entry in range(used, used + count):
        take = points_out[entry] > edge
        if points_out[entry] == edge and left > 0:
            take = True
            left -= 1
        if take:
            fans_out[kept], points_out[kept] = fans_out[entry], points_out[entry]
            kept += 1


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
    used, room = 0, len(fans_out)
    while turn < len(gigs.order):
        g = gigs.order[turn]
        count = scan_gig(fans, gigs, rows, days, rates, scratch, g)
        count = sort_row(fans.hot, scratch, count, least)
        if used + count > room:
            return turn, used
        write_row(scratch, count, fans_out, points_out, used)
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

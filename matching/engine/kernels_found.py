"""Compiled writing of those who were found for a gig: with enough points, in order, the best of them."""

from __future__ import annotations

from matching.engine.arrays import WHO, Scratch
from matching.engine.columns import Array
from matching.engine.compiled import inlined, lean, whole

CALLED = "54776a4f770e1d9f"
"""Digest of the files compiled into this one: machine code is kept until this file changes, see `compiled`."""


@lean
def gather_keys(hot: Array, scratch: Scratch, count: int, least: int) -> int:
    """Write those with enough points to the keys (position, then points); return how many."""
    kept = 0
    for entry in range(count):
        points = whole(scratch.sums[entry])
        scratch.keys[kept] = (whole(hot[scratch.chosen[entry], WHO]) << 32) | points
        kept += 1 if points >= least else 0
    return kept


@inlined
def begin_runs(tally: Array, first: int, size: int) -> None:
    """Turn how many there are of each digit into where those of each digit begin."""
    place = 0
    for digit in range(first, first + size):
        many = tally[digit]
        tally[digit] = place
        place += many


@lean
def write_sorted(scratch: Scratch, count: int, bits: int, fans_out: Array, points_out: Array) -> None:
    """Write the keys by position, upwards: sorted by the low half of the bits of a position, then by the high one."""
    keys, spare, tally = scratch.keys, scratch.spare, scratch.tally
    half = (bits + 1) >> 1
    size = 1 << half
    for digit in range(2 * size):
        tally[digit] = 0
    for entry in range(count):
        who = keys[entry] >> 32
        tally[who & (size - 1)] += 1
        tally[size + (who >> half)] += 1
    begin_runs(tally, 0, size)
    begin_runs(tally, size, size)
    for entry in range(count):
        digit = (keys[entry] >> 32) & (size - 1)
        spare[tally[digit]] = keys[entry]
        tally[digit] += 1
    for entry in range(count):
        digit = size + (spare[entry] >> (32 + half))
        fans_out[tally[digit]] = spare[entry] >> 32
        points_out[tally[digit]] = spare[entry] & 0xFFFFFFFF
        tally[digit] += 1


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

"""Compiled loops that sort fans by place and turn what they hold into rows of bits."""

from __future__ import annotations

import numpy as np

from matching.engine.arrays import BLOCK, LEVELS, Float64, Int32, Int64, Words64
from matching.engine.columns import Array
from matching.engine.compiled import compiled, fetch, inlined, whole

CALLED = "54776a4f770e1d9f"
"""Digest of the files compiled into this one: machine code is kept until this file changes, see `compiled`."""
AHEAD = 16
"""Fans by which memory is asked for before it is read."""
TILE = 8
"""Blocks whose bits are gathered together: one cache line of each row."""


@inlined
def spread(value: np.uint64) -> np.uint64:
    """Put two empty bits before each of the lowest twenty."""
    value &= np.uint64(0xFFFFF)
    value = (value | (value << np.uint64(32))) & np.uint64(0x1F00000000FFFF)
    value = (value | (value << np.uint64(16))) & np.uint64(0x1F0000FF0000FF)
    value = (value | (value << np.uint64(8))) & np.uint64(0x100F00F00F00F00F)
    value = (value | (value << np.uint64(4))) & np.uint64(0x10C30C30C30C30C3)
    return (value | (value << np.uint64(2))) & np.uint64(0x1249249249249249)


@compiled
def place_keys(x: Float64, y: Float64, z: Float64, classes: Array) -> Words64:
    """Return keys that sort by class (0 to 15), then along a curve that keeps neighbours together."""
    keys = np.empty(len(x), dtype=np.uint64)
    for i in range(len(x)):
        key = np.uint64(0)
        if x[i] == x[i]:
            for axis, value in enumerate((x[i], y[i], z[i])):
                key |= spread(np.uint64((value + 1.0) * 524287.5)) << np.uint64(axis)
        keys[i] = key | (np.uint64(classes[i]) << np.uint64(60))
    return keys


@compiled
def bound_boxes(x: Float64, y: Float64, z: Float64, reach: Float64, size: int) -> tuple[Float64, Float64]:
    """Return the least and most x, y, z of every ``size`` fans, float64[B, 6], and their largest reach."""
    count = (len(x) + size - 1) // size
    boxes = np.empty((count, 6))
    most = np.full(count, -1.0)
    boxes[:, :3], boxes[:, 3:] = 9.0, -9.0
    for f in range(len(x)):
        box = f // size
        if x[f] != x[f]:
            continue
        for axis, value in enumerate((x[f], y[f], z[f])):
            boxes[box, axis] = min(boxes[box, axis], value)
            boxes[box, axis + 3] = max(boxes[box, axis + 3], value)
        most[box] = max(most[box], reach[f])
    return boxes, most


@inlined
def fetch_ahead(order: Int64, starts: Int64, values: Array, f: int) -> None:
    """Ask for the entries of fans soon to come: neighbours lie anywhere in the market."""
    if f + 2 * AHEAD < len(order):
        fetch(starts, order[f + 2 * AHEAD])
    if f + AHEAD < len(order) and starts[order[f + AHEAD]] < len(values):
        fetch(values, starts[order[f + AHEAD]])


@compiled
def place_levels(
    order: Int64, starts: Int64, codes: Int32, levels: Array, column_of: Int32, hot: Int32
) -> None:
    """Write the level of every fan to the record where each code that has a column stands."""
    for f in range(len(order)):
        fetch_ahead(order, starts, codes, f)
        for entry in range(starts[order[f]], starts[order[f] + 1]):
            column = column_of[codes[entry]]
            if column >= 0:
                hot[f, LEVELS + (column >> 3)] |= np.int32(levels[entry]) << ((column & 7) << 2)


@compiled
def level_rows(
    order: Int64, starts: Int64, codes: Int32, levels: Array, row_of: Array, words: Words64
) -> None:
    """Set the bit of every fan in the rows (code, level) that the held level reaches, block by block: rows lie far apart."""
    few = np.zeros(words.shape[0], dtype=np.uint64)
    low, high = whole(row_of.max()), whole(0)
    for given in row_of.flat:
        if given > 0:
            low, high = min(low, whole(given)), max(high, whole(given))
    for block in range(words.shape[1]):
        for f in range(block * BLOCK, min((block + 1) * BLOCK, len(order))):
            fetch_ahead(order, starts, codes, f)
            bit = np.uint64(1) << np.uint64(f % BLOCK)
            for entry in range(starts[order[f]], starts[order[f] + 1]):
                for level in range(1, levels[entry] + 1):
                    few[row_of[codes[entry], level]] |= bit
        for row in range(max(low, 1), high + 1):
            words[row, block] |= few[row]
            few[row] = 0


@compiled
def code_rows(order: Int64, starts: Int64, codes: Int32, row_of: Int32, words: Words64) -> None:
    """Set the bit of every fan in the row of each code held that has one."""
    for f in range(len(order)):
        fetch_ahead(order, starts, codes, f)
        bit = np.uint64(1) << np.uint64(f % BLOCK)
        for entry in range(starts[order[f]], starts[order[f] + 1]):
            row = row_of[codes[entry]]
            if row > 0:
                words[row, f // BLOCK] |= bit


@compiled
def code_bits(order: Int64, starts: Int64, codes: Int32, place_of: Int32, bits: Words64) -> None:
    """Set the bit of each code held that has a place, in the words of its owner."""
    for f in range(len(order)):
        fetch_ahead(order, starts, codes, f)
        for entry in range(starts[order[f]], starts[order[f] + 1]):
            place = place_of[codes[entry]]
            if place >= 0:
                bits[f, place >> 6] |= np.uint64(1) << np.uint64(place & 63)


@compiled
def ragged_fans(order: Int64, starts: Int64, begins: Int64, ends: Int64, slot: int) -> Array:
    """Return whether open hours begin or end within a slot, by fan in the order of place."""
    ragged = np.zeros(len(order), dtype=np.bool_)
    for f in range(len(order)):
        fetch_ahead(order, starts, begins, f)
        for entry in range(starts[order[f]], starts[order[f] + 1]):
            if begins[entry] % slot or ends[entry] % slot:
                ragged[f] = True
                break
    return ragged


@compiled
def slot_rows(
    order: Int64,
    starts: Int64,
    begins: Int64,
    ends: Int64,
    slot: int,
    first: int,
    row_at: Int32,
    words: Words64,
) -> None:
    """Set the bit of every fan in the rows of the slots that open hours touch.

    ``row_at`` counts the slots with a row before each slot from ``first`` on. A stretch flips the row where it begins
    and the one after it; rows are then summed up from the first on, tile by tile.
    """
    rows = words.shape[0]
    flips = np.zeros((rows + 1, TILE), dtype=np.uint64)
    final = len(row_at) - 1
    for tile in range((words.shape[1] + TILE - 1) // TILE):
        flips[:] = 0
        for f in range(tile * TILE * BLOCK, min((tile + 1) * TILE * BLOCK, len(order))):
            fetch_ahead(order, starts, begins, f)
            fetch_ahead(order, starts, ends, f)
            bit, place = np.uint64(1) << np.uint64(f % BLOCK), f // BLOCK % TILE
            reached = 0
            for entry in range(starts[order[f]], starts[order[f] + 1]):
                begin = min(max(begins[entry] // slot - first, 0), final)
                end = min(max((ends[entry] - 1) // slot + 1 - first, 0), final)
                one, other = max(row_at[begin], reached), row_at[end]
                if other > one:
                    flips[one, place] ^= bit
                    flips[other, place] ^= bit
                    reached = other
        for block in range(tile * TILE, min((tile + 1) * TILE, words.shape[1])):
            state = np.uint64(0)
            for row in range(rows):
                state ^= flips[row, block % TILE]
                words[row, block] = state

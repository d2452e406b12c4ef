"""Rows of bits that dismiss most fans of a block at once; importing this module loads the compiler."""

from __future__ import annotations

import numpy as np

from matching.engine.arrays import BLOCK, MARKS, RAGGED, Csr, FanArrays, GigArrays, Rows
from matching.engine.column_rules import MICROS, NO_END
from matching.engine.columns import Array, FanColumns, GigColumns
from matching.engine.kernels_index import code_rows, level_rows, ragged_fans, slot_rows
from matching.engine.ragged import Ragged
from matching.fans import MAX_LANGUAGE_LEVEL

ROW_BYTES = 400_000_000
"""Memory for rows of open hours, and again for all others; beyond it fewer rows dismiss less, with the same outcome."""
MOST_SLOTS = 64
"""Slots of one gig that have rows; a longer gig is checked against the intervals themselves."""
SLOTS = tuple(minutes * 60 * MICROS for minutes in (60, 30, 15))
SAMPLE = 100_000


class RowBook:
    """Gives out numbers of rows: 0 is the empty row, every other stands for one clause.

    Parameters
    ----------
    blocks : int
        Words of one row.
    """

    def __init__(self, blocks: int) -> None:
        self.count = 1
        self._most = max(1, ROW_BYTES // (8 * max(1, blocks)))

    def give(self, kinds: Array) -> Array:
        """Return a number for each of some clauses, all 0 if there is no room for them."""
        numbers = np.zeros(len(kinds), dtype=np.int32)
        if self.count + len(kinds) <= self._most:
            numbers[:] = np.arange(self.count, self.count + len(kinds))
            self.count += len(kinds)
        return numbers


def no_rows(gigs: GigColumns, blocks: int) -> Rows:
    """Return rows that dismiss nobody, so that every pair is checked by itself."""
    nothing = Csr(np.zeros(len(gigs) + 1, dtype=np.int64), np.empty(0, dtype=np.int32))
    words = np.zeros((1, blocks), dtype=np.uint64)
    return Rows(words, nothing, nothing, nothing, np.zeros(len(gigs), dtype=np.bool_))


def bit_rows(
    fans: FanColumns, gigs: GigColumns, sorted_fans: FanArrays, sorted_gigs: GigArrays, sizes: dict[str, int]
) -> tuple[Rows, FanArrays, GigArrays]:
    """Return the rows that gigs need, and the arrays with what the rows settle noted in them.

    Parameters
    ----------
    fans, gigs : FanColumns, GigColumns
        The market.
    sorted_fans, sorted_gigs : FanArrays, GigArrays
        From `matching.engine.prepare_fans` and `matching.engine.prepare_gigs`.
    sizes : dict of str to int
        Number of codes of each vocabulary.
    """
    order = sorted_fans.order
    blocks = (len(order) + BLOCK - 1) // BLOCK
    book, hours = RowBook(blocks), sorted_fans.hours.open
    skill = _level_numbers(book, (gigs.skills_all, gigs.skills_any), sizes["skills"], 5)
    spoken = _level_numbers(book, (gigs.languages_any,), sizes["languages"], MAX_LANGUAGE_LEVEL)
    passes = _code_numbers(book, gigs.credentials.values[0], sizes["credentials"])
    area = _code_numbers(book, gigs.area, sizes["areas"])
    slot = _slot_length(fans.open)
    owners, slots, timed = _slots_of(gigs, slot)
    touched = np.unique(slots)
    timed &= _fits(touched, blocks)
    touched = touched if _fits(touched, blocks) else touched[:0]
    words = np.zeros((book.count + len(touched), blocks), dtype=np.uint64)
    for held, numbers in ((sorted_fans.skills.lists, skill), (sorted_fans.languages.lists, spoken)):
        level_rows(order, held.starts, held.codes, held.levels, numbers, words)
    code_rows(order, fans.credentials.starts, fans.credentials.values[0], passes, words)
    code_rows(order, fans.familiar.starts, fans.familiar.values[0], area, words)
    clauses = [_rows_of_levels(gigs.skills_all, skill), _rows_of_codes(gigs.credentials, passes)]
    if len(touched):
        marks = sorted_fans.hot[:, MARKS]
        marks &= ~RAGGED
        marks |= RAGGED * ragged_fans(order, hours.starts, hours.begins, hours.ends, slot)
        row_at = np.searchsorted(touched, np.arange(touched[0], touched[-1] + 2)).astype(np.int32)
        slot_rows(
            order, hours.starts, hours.begins, hours.ends, slot, touched[0], row_at, words[book.count :]
        )
        clauses.append((owners, (book.count + np.searchsorted(touched, slots)).astype(np.int32)))
    rows = Rows(
        words,
        _program(len(gigs), clauses),
        _alternatives(gigs.skills_any, skill),
        _alternatives(gigs.languages_any, spoken),
        timed,
    )
    area_row = np.where(gigs.area >= 0, np.append(area, 0)[np.maximum(gigs.area, -1)], 0).astype(np.int32)
    area_row[area_row == 0] = -1
    return (
        rows,
        sorted_fans,
        sorted_gigs._replace(area_row=area_row),
    )


def _level_numbers(book: RowBook, wanted: tuple[Ragged, ...], size: int, most: int) -> Array:
    # Column 0 stays 0: nobody asks for level 0. The last row stands for codes that no fan has.
    numbers = np.zeros((size + 1, most + 1), dtype=np.int32)
    asked = np.zeros_like(numbers, dtype=np.bool_)
    for rows in wanted:
        codes, levels = rows.values
        asked[np.maximum(codes, -1)[codes >= 0], levels[codes >= 0]] = True
    numbers[asked] = book.give(np.flatnonzero(asked))
    return numbers


def _code_numbers(book: RowBook, wanted: Array, size: int) -> Array:
    numbers = np.zeros(size, dtype=np.int32)
    codes = np.unique(wanted[wanted >= 0])
    numbers[codes] = book.give(codes)
    return numbers


def _rows_of_levels(wanted: Ragged, numbers: Array) -> tuple[Array, Array]:
    codes, levels = wanted.values
    rows = numbers[np.where(codes >= 0, codes, len(numbers) - 1), levels]
    return _noted(wanted, rows, codes < 0)


def _rows_of_codes(wanted: Ragged, numbers: Array) -> tuple[Array, Array]:
    codes = wanted.values[0]
    rows = np.append(numbers, 0)[np.where(codes >= 0, codes, len(numbers))].astype(np.int32)
    return _noted(wanted, rows, codes < 0)


def _noted(wanted: Ragged, rows: Array, is_unknown: Array) -> tuple[Array, Array]:
    # A code that no fan has is the empty row; a code without a row is left to the exact check.
    kept = (rows > 0) | is_unknown
    return wanted.owners()[kept], rows[kept]


def _alternatives(wanted: Ragged, numbers: Array) -> Csr:
    owners = wanted.owners()
    codes, levels = wanted.values
    rows = numbers[np.where(codes >= 0, codes, len(numbers) - 1), levels]
    # Where one alternative has no row, none of them can dismiss anybody.
    rowless = np.zeros(len(wanted), dtype=np.bool_)
    rowless[owners[(rows == 0) & (codes >= 0)]] = True
    kept = ~rowless[owners]
    return _program(len(wanted), [(owners[kept], rows[kept].astype(np.int32))])


def _program(count: int, clauses: list[tuple[Array, Array]]) -> Csr:
    owners = np.concatenate([owner for owner, _ in clauses])
    rows = np.concatenate([row for _, row in clauses])
    starts = np.zeros(count + 1, dtype=np.int64)
    np.cumsum(np.bincount(owners, minlength=count), out=starts[1:])
    return Csr(starts, rows[np.argsort(owners, kind="stable")].astype(np.int32))


def _slot_length(open_hours: Ragged) -> int:
    begins, ends = (column[:SAMPLE] for column in open_hours.values)
    for slot in SLOTS:
        if ((begins % slot == 0) & (ends % slot == 0)).sum() >= 0.95 * len(begins):
            return slot
    return SLOTS[0]


def _slots_of(gigs: GigColumns, slot: int) -> tuple[Array, Array, Array]:
    timed = gigs.ends != NO_END
    first = gigs.starts // slot
    lengths = np.where(timed, (gigs.ends - 1) // slot + 1 - first, 0)
    timed &= lengths <= MOST_SLOTS
    lengths = np.minimum(lengths, MOST_SLOTS)
    owners = np.repeat(np.arange(len(gigs), dtype=np.int64), lengths)
    offsets = np.arange(len(owners)) - np.repeat(np.cumsum(lengths) - lengths, lengths)
    return owners, first[owners] + offsets, timed


def _fits(touched: Array, blocks: int) -> bool:
    is_dense = len(touched) > 0 and touched[-1] - touched[0] < 5_000_000
    return bool(is_dense and 8 * blocks * len(touched) <= ROW_BYTES)

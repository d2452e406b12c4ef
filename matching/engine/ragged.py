"""Lists of different lengths as arrays, and texts as small integers."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np
import numpy.typing as npt

from matching.errors import InvalidProblem

Column = npt.NDArray[Any]
Codes = npt.NDArray[np.int32]

NONE = -1
"""Stands for a code that is not given, such as the area of a gig without one."""
UNKNOWN = -2
"""Stands for a text that is in no vocabulary, such as a skill that no fan has."""

LARGEST = 2**62
"""Line on which the rows of `merged` stand one after another, at most; beyond it times are numbered first."""


class Vocabulary:
    """Texts as positions in their sorted order, so that comparing codes compares texts.

    Parameters
    ----------
    texts : iterable of str
        Repetitions are one.
    """

    def __init__(self, texts: Iterable[str] = ()) -> None:
        self.texts: tuple[str, ...] = tuple(sorted(set(texts)))
        self._codes = {text: code for code, text in enumerate(self.texts)}

    def __len__(self) -> int:
        return len(self.texts)

    def code(self, text: str | None) -> int:
        """Return the code of one text: `NONE` for None, `UNKNOWN` for a text that is not here."""
        return NONE if text is None else self._codes.get(text, UNKNOWN)

    def encode(self, texts: Iterable[str | None]) -> Codes:
        """Return the codes of texts, as `code` does, int32[n]."""
        known = self._codes
        return np.array(
            [known.get(text, UNKNOWN) if text is not None else NONE for text in texts], dtype=np.int32
        )


@dataclass(frozen=True, slots=True)
class Ragged:
    """Rows of different lengths (compressed sparse rows).

    Parameters
    ----------
    starts : int64[n + 1]
        Row ``i`` is from ``starts[i]`` up to, not including, ``starts[i + 1]``.
    values : tuple of ndarray[E]
        Columns that run in parallel.
    """

    starts: npt.NDArray[np.int64]
    values: tuple[Column, ...]

    def __post_init__(self) -> None:
        if self.starts.ndim != 1 or len(self.starts) == 0 or self.starts.dtype != np.int64:
            raise InvalidProblem("starts", "must be a one-dimensional array of int64 with at least one item")
        if self.starts[0] != 0 or (np.diff(self.starts) < 0).any():
            raise InvalidProblem("starts", "must begin at 0 and not go down")
        if any(value.shape != (self.starts[-1],) for value in self.values):
            raise InvalidProblem("values", "must be as long as starts says")

    def __len__(self) -> int:
        return len(self.starts) - 1

    def owners(self) -> npt.NDArray[np.int64]:
        """Return the row of every entry, int64[E]."""
        return np.repeat(np.arange(len(self), dtype=np.int64), np.diff(self.starts))

    def take(self, order: npt.NDArray[np.int64]) -> Ragged:
        """Return the rows in another order.

        Parameters
        ----------
        order : int64[k]
            Positions of rows; any may be left out.
        """
        lengths = np.diff(self.starts)[order]
        starts = _starts(lengths)
        shift = np.repeat(self.starts[order] - starts[:-1], lengths)
        where = shift + np.arange(starts[-1], dtype=np.int64)
        return Ragged(starts, tuple(value[where] for value in self.values))


def empty(count: int, *kinds: type[np.generic]) -> Ragged:
    """Return ``count`` rows without entries, with a column of each kind."""
    return Ragged(np.zeros(count + 1, dtype=np.int64), tuple(np.empty(0, dtype=kind) for kind in kinds))


def from_lists(lists: Sequence[Sequence[tuple[Any, ...]]], *kinds: type[np.generic]) -> Ragged:
    """Return lists of tuples as rows, with a column of each kind."""
    starts = _starts(np.array([len(items) for items in lists], dtype=np.int64))
    flat = [item for items in lists for item in items]
    columns = [[item[place] for item in flat] for place in range(len(kinds))]
    return Ragged(
        starts, tuple(np.array(column, dtype=kind) for column, kind in zip(columns, kinds, strict=True))
    )


def from_owners(field: str, count: int, owners: Sequence[int] | Column, *values: Column) -> Ragged:
    """Return entries in any order as rows.

    Parameters
    ----------
    field : str
        Name used in the refusal.
    count : int
        Number of rows.
    owners : sequence of int, length E
        Row of every entry.
    *values : ndarray[E]
        Columns of the entries; entries of one row keep their order.

    Raises
    ------
    InvalidProblem
        If an owner is no row, or lengths differ.
    """
    rows = np.asarray(owners, dtype=np.int64)
    if len(rows) and (rows.min() < 0 or rows.max() >= count):
        raise InvalidProblem(field, "names an owner who is not in the market")
    if any(len(value) != len(rows) for value in values):
        raise InvalidProblem(field, "must have as many values as owners")
    starts = _starts(np.bincount(rows, minlength=count).astype(np.int64))
    if len(rows) and (np.diff(rows) < 0).any():
        order = np.argsort(rows, kind="stable")
        values = tuple(value[order] for value in values)
    return Ragged(starts, tuple(values))


def merged(open_hours: Ragged) -> Ragged:
    """Return half-open intervals (from, until) sorted within rows, joined where they overlap or touch."""
    begins, ends = open_hours.values
    owners = open_hours.owners()
    if _is_merged(owners, begins, ends):
        return open_hours
    if len(open_hours) > LARGEST // (int(ends.max()) - int(begins.min()) + 1):
        known = np.unique(np.concatenate([begins, ends]))
        ranks = (np.searchsorted(known, column) for column in (begins, ends))
        found = merged(Ragged(open_hours.starts, tuple(ranks)))
        return Ragged(found.starts, tuple(known[column] for column in found.values))
    # Rows stand one after another on one line, so that one order and one running greatest end serve all of them.
    low, width = begins.min(), ends.max() - begins.min() + 1
    line = owners * width - low
    order = np.argsort(line + begins)
    begins, ends = begins[order], ends[order]
    reached = np.maximum.accumulate(line + ends) - line
    is_first = np.ones(len(owners), dtype=np.bool_)
    is_first[1:] = (owners[1:] != owners[:-1]) | (begins[1:] > reached[:-1])
    last = np.append(np.flatnonzero(is_first)[1:], len(owners)) - 1
    return from_owners("open", len(open_hours), owners[is_first], begins[is_first], reached[last])


def _is_merged(owners: Column, begins: Column, ends: Column) -> bool:
    return len(begins) < 2 or not ((owners[1:] == owners[:-1]) & (begins[1:] <= ends[:-1])).any()


def _starts(lengths: npt.NDArray[np.int64]) -> npt.NDArray[np.int64]:
    starts = np.zeros(len(lengths) + 1, dtype=np.int64)
    np.cumsum(lengths, out=starts[1:])
    return starts

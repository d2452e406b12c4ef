"""OR-Library assignment files: everybody gets exactly one, at least total cost."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from matching.engine.edges import MOST_SCORE, Assigned, Edges, Int64, edges_from_pairs
from matching.errors import InvalidProblem
from matching.readers.text import decoded, whole

MOST_ROWS = 20_000
MOST_COST = 10_000


@dataclass(frozen=True, slots=True)
class AssignmentFile:
    """One file as pairs to be taken for the greatest score.

    Parameters
    ----------
    edges : Edges
        Rows as gigs with one place, columns as fans with room for one; a pair scores ``lift - cost``.
    size : int
        Rows, and columns.
    lift : int
        More than any way to save cost by leaving a pair out, so that the best answer takes as many pairs as can be.
    """

    edges: Edges
    size: int
    lift: int

    def cost(self, assigned: Assigned) -> int | None:
        """Return the total cost of an answer, or None if it leaves somebody out.

        Parameters
        ----------
        assigned : Assigned
            An answer over ``edges``.

        Returns
        -------
        int or None
            In the units of the file.
        """
        count = int(assigned.taken.sum())
        return self.size * self.lift - assigned.objective if count == self.size else None

    def least_cost(self, assigned: Assigned) -> int:
        """Return what no perfect assignment costs less than, by the bound that the answer's prices prove.

        Parameters
        ----------
        assigned : Assigned
            An answer over ``edges``.

        Returns
        -------
        int
            In the units of the file.
        """
        return self.size * self.lift - assigned.bound


def read_orlib(content: bytes) -> AssignmentFile:
    """Return an OR-Library assignment file.

    Parameters
    ----------
    content : bytes
        The number of rows, then either all costs row by row, or lines of row, column and cost, counted from 1.

    Returns
    -------
    AssignmentFile
        Ready for `matching.engine.assignment.best`.

    Raises
    ------
    InvalidProblem
        If it is not of this format, a number is missing or out of range, or a pair is named twice.

    Notes
    -----
    Format: J. E. Beasley, OR-Library, "Assignment problem". A file with as many numbers as rows times columns holds
    all costs; the short lines of the other kind are told by having three numbers each.
    """
    text = decoded(content)
    words = text.split()
    size = whole("line 1", words[0], 1, MOST_ROWS)
    lines = [line.split() for line in text.splitlines() if line.strip()]
    is_sparse = len(lines) > 1 and all(len(line) == 3 for line in lines[1:])
    if len(words) - 1 == size * size and not (is_sparse and size != 3):
        costs = np.array([_cost(at, word) for at, word in enumerate(words[1:])], dtype=np.int64)
        rows, columns = np.divmod(np.arange(size * size), size)
    elif is_sparse:
        rows, columns, costs = _triples(lines[1:], size)
    else:
        raise InvalidProblem("file", f"must hold {size} x {size} costs, or lines of row, column and cost")
    return _as_edges(rows, columns, costs, size)


def _cost(at: int, word: str) -> int:
    return whole(f"cost {at + 1}", word, 0, MOST_COST)


def _triples(lines: list[list[str]], size: int) -> tuple[Int64, Int64, Int64]:
    read = [
        (
            whole(f"entry {at + 1}.row", line[0], 1, size) - 1,
            whole(f"entry {at + 1}.column", line[1], 1, size) - 1,
            whole(f"entry {at + 1}.cost", line[2], 0, MOST_COST),
        )
        for at, line in enumerate(lines)
    ]
    rows, columns, costs = np.array(read, dtype=np.int64).T
    return rows, columns, costs


def _as_edges(rows: Int64, columns: Int64, costs: Int64, size: int) -> AssignmentFile:
    """Lift every pair so far that one pair more always outweighs what all others cost together."""
    lift = (size + 1) * (int(costs.max(initial=0)) + 1)
    if lift > MOST_SCORE:
        raise InvalidProblem("file", f"rows times the greatest cost must not be more than {MOST_SCORE}")
    ones = np.ones(size, dtype=np.int32)
    edges, _ = edges_from_pairs(rows, columns, lift - costs, places=ones, room=ones)
    return AssignmentFile(edges, size, lift)

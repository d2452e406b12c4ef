"""Maximum-weight matching of rows to columns, each used at most once, nobody forced, with dual prices."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from heapq import heappop, heappush

Edges = Sequence[Sequence[tuple[int, int]]]
"""For each row, its (column, weight) pairs."""


@dataclass(slots=True)
class Transport:
    """Answer of `transport`.

    Parameters
    ----------
    held : list of int, length rows
        Column of each row, or -1.
    row_prices, column_prices : list of int
        Duals: not negative, and ``row + column >= weight`` on every edge.
    work : int
        Edges looked at.
    is_complete : bool
        Whether every row was placed before the limit; the prices are a certificate only then.
    """

    held: list[int]
    row_prices: list[int]
    column_prices: list[int]
    work: int
    is_complete: bool

    @property
    def bound(self) -> int:
        """Sum of all prices: no matching weighs more; equals the weight of this one if it is complete."""
        return sum(self.row_prices) + sum(self.column_prices)


def transport(edges: Edges, column_count: int, *, limit: int) -> Transport:
    """Return a matching of greatest weight.

    Parameters
    ----------
    edges : sequence of sequence of (int, int)
        For each row its columns with their weights, 0 or more.
    column_count : int
        Number of columns.
    limit : int
        Rows are no longer placed once so many edges were looked at.

    Returns
    -------
    Transport
        Optimal, with prices that prove it, unless the limit ended it; even then the prices bound every matching.

    Notes
    -----
    Successive shortest augmenting paths with potentials (Hungarian method; Edmonds and Karp 1972). A path may also
    end by leaving one row of the tree without a column. Everything is whole numbers, so that nothing is rounded.
    """
    state = _State(edges, column_count)
    for row in range(len(edges)):
        if state.work > limit:
            state.price_rest(row)
            return Transport(state.held, state.row_prices, state.column_prices, state.work, is_complete=False)
        state.place(row)
    return Transport(state.held, state.row_prices, state.column_prices, state.work, is_complete=True)


class _State:
    """Matching and prices while rows are placed one after the other."""

    def __init__(self, edges: Edges, column_count: int) -> None:
        self.edges = edges
        self.held = [-1] * len(edges)
        self.owner = [-1] * column_count
        self.row_prices = [0] * len(edges)
        self.column_prices = [0] * column_count
        self.work = 0

    def price_rest(self, first: int) -> None:
        """Give the rows that are not placed the least prices that keep the duals feasible."""
        for row in range(first, len(self.edges)):
            self.row_prices[row] = self._opening_price(row)

    def place(self, row: int) -> None:
        """Place one more row along a shortest augmenting path."""
        self.row_prices[row] = self._opening_price(row)
        tree = [(row, 0)]
        reached: dict[int, int] = {}
        settled: dict[int, int] = {}
        parent: dict[int, int] = {}
        heap: list[tuple[int, int]] = []
        # Ending at the row itself leaves it empty; a free column that costs the same is preferred.
        best, last_row, last_column = self.row_prices[row], row, -1
        here, distance = row, 0
        while True:
            leaving = distance + self.row_prices[here]
            if leaving < best:
                best, last_row, last_column = leaving, here, -1
            for column, weight in self.edges[here]:
                if column in settled:
                    continue
                length = leaving + self.column_prices[column] - weight
                if self.owner[column] < 0:
                    if length < best or (length == best and last_column < 0):
                        best, last_column = length, column
                        parent[column] = here
                elif length < best and length < reached.get(column, best):
                    reached[column] = length
                    parent[column] = here
                    heappush(heap, (length, column))
            self.work += len(self.edges[here])
            column = self._next(heap, settled, reached)
            if column < 0 or reached[column] >= best:
                break
            settled[column] = distance = reached[column]
            here = self.owner[column]
            tree.append((here, distance))
        self._reprice(tree, settled, best)
        self._augment(row, parent, last_row, last_column)

    def _opening_price(self, row: int) -> int:
        prices = self.column_prices
        return max(0, max((weight - prices[column] for column, weight in self.edges[row]), default=0))

    @staticmethod
    def _next(heap: list[tuple[int, int]], settled: dict[int, int], reached: dict[int, int]) -> int:
        while heap:
            length, column = heappop(heap)
            if column not in settled and reached[column] == length:
                return column
        return -1

    def _reprice(self, tree: list[tuple[int, int]], settled: dict[int, int], best: int) -> None:
        for row, distance in tree:
            if distance < best:
                self.row_prices[row] -= best - distance
        for column, distance in settled.items():
            self.column_prices[column] += best - distance

    def _augment(self, row: int, parent: dict[int, int], last_row: int, last_column: int) -> None:
        column = last_column
        if column < 0:
            if last_row == row:
                return
            column = self.held[last_row]
            self.held[last_row] = -1
        while True:
            taker = parent[column]
            given = self.held[taker]
            self.held[taker] = column
            self.owner[column] = taker
            if taker == row:
                return
            column = given

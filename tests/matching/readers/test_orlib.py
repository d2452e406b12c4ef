"""OR-Library assignment files: read both ways, solved to the least cost, refused by line."""

from __future__ import annotations

from dataclasses import replace
from itertools import permutations

import numpy as np
import pytest

pytest.importorskip("numba")

from matching.engine.assignment import best, verify_assigned
from matching.errors import InvalidProblem
from matching.optimise.one_each import best_one_each
from matching.readers.orlib import read_orlib

DENSE = b" 4\n 9 2 7 8\n 6 4 3 7 5\n 8 1 8 7\n 6 9 4\n"
SPARSE = b"4 \n 1 1 9 \n 1 2 2 \n 2 1 6 \n 2 3 3 \n 3 3 1 \n 3 4 8 \n 4 4 4 \n 4 1 7 \n"


@pytest.mark.parametrize(("content", "pairs", "cost"), [(DENSE, 16, 13), (SPARSE, 8, 13)])
def test_both_kinds_are_read_and_solved_to_the_least_cost(content, pairs, cost):
    file = read_orlib(content)
    answer = best(file.edges)
    assert len(file.edges.fans) == pairs
    assert file.cost(answer) == file.least_cost(answer) == cost
    assert verify_assigned(file.edges, answer) == ()


def test_made_up_costs_are_solved_as_by_trying_every_order():
    dice = np.random.default_rng(4)
    for size in (1, 2, 3, 4, 5, 6):
        costs = dice.integers(0, 100, (size, size))
        text = f"{size}\n" + "\n".join(" ".join(map(str, row)) for row in costs.tolist())
        file = read_orlib(text.encode())
        least = min(
            sum(costs[row, to] for row, to in enumerate(order)) for order in permutations(range(size))
        )
        plainly = best_one_each(file.edges)
        assert file.cost(best(file.edges)) == file.cost(plainly) == least
        assert verify_assigned(file.edges, plainly) == ()


def test_a_file_without_a_perfect_assignment_has_no_cost():
    file = read_orlib(b"2\n1 1 5\n2 1 5\n")
    for answer in (best(file.edges), best_one_each(file.edges)):
        assert answer.is_optimal
        assert file.cost(answer) is None


def test_several_places_are_not_for_the_plain_way():
    edges = read_orlib(SPARSE).edges
    with pytest.raises(InvalidProblem, match="places"):
        best_one_each(replace(edges, places=edges.places * 2))


@pytest.mark.parametrize(
    "content",
    [
        b"",
        b"0\n",
        b"2\n1 2 3 4 5",
        b"2\n1 1 5\n1 1 6\n",
        b"2\n1 3 5\n",
        b"2\n1 1 -5\n",
        b"2\n1 1 1.5\n2 2 1\n",
        b"x\n1 2\n",
        b"9999999999999\n1",
        b"\xff\xfe",
    ],
)
def test_what_is_no_such_file_is_refused(content):
    with pytest.raises(InvalidProblem):
        read_orlib(content)

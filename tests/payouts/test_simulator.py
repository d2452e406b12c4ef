"""Random histories, replayed by seed: whatever fails or dies, at rest every cent is where it ought to be.

A hundred of them; `make simulate` runs three hundred others, and `make ci` with it. `python -m benchmarks.payouts.simulate --replay SEED` tells one of them step by step.
"""

from __future__ import annotations

from collections import Counter

import pytest
import sqlalchemy as sa

from benchmarks.payouts.simulator import Books, run_history
from payouts import operation_steps

pytestmark = pytest.mark.slow

FIRST, EACH = 90_001, 10


@pytest.fixture(scope="module")
def books() -> Books:
    """Two databases in memory."""
    return Books()


def unsound(books: Books, seeds: range, *, is_naive: bool = False) -> dict[int, list[str]]:
    """The violations of the histories that have any."""
    reports = [run_history(seed, books, is_naive=is_naive) for seed in seeds]
    return {report.seed: report.violations for report in reports if report.violations}


@pytest.mark.parametrize("first", range(FIRST, FIRST + 10 * EACH, EACH))
def test_histories_end_with_every_cent_where_it_ought_to_be(books: Books, first: int) -> None:
    assert unsound(books, range(first, first + EACH)) == {}


def test_a_few_histories_on_postgresql(books_database: sa.Engine) -> None:
    assert unsound(Books(books_database), range(FIRST, FIRST + 6)) == {}


def test_a_history_is_the_same_every_time(books: Books) -> None:
    told: list[list[str]] = [[], []]
    reports = [run_history(FIRST, books, log=lines.append) for lines in told]
    assert told[0] == told[1]
    assert reports[0] == reports[1]
    assert reports[0].crashes + reports[0].faults > 0


def test_a_business_that_does_without_the_library_fails(books: Books) -> None:
    found = unsound(books, range(FIRST, FIRST + 2 * EACH), is_naive=True)
    kinds = Counter(violation.split()[0] for violations in found.values() for violation in violations)
    assert len(found) >= EACH
    assert any(kind.startswith("double_") for kind in kinds)


def test_the_simulator_sees_a_library_that_does_not_look_before_it_repeats(
    books: Books, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(operation_steps, "look_for", lambda *_args: None)
    assert any(run_history(seed, books).violations for seed in range(FIRST, FIRST + EACH))

"""Whole histories of bookings lose nothing, in three sorts of decimals; a careless division is noticed; real books take them all."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from dataclasses import replace

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from benchmarks.payouts.conservation import history, run
from payouts.flows import bookings
from payouts.ledger import audit, post, trial_balance
from payouts.money import Money
from tests.payouts.oracles import assert_both_accept
from tests.payouts.worlds import World


@settings(max_examples=300)
@given(st.integers(0, 2**48))
def test_no_history_loses_or_makes_a_minor_unit(seed: int) -> None:
    history(seed)


def test_a_hundred_histories_meet_everything_that_can_happen() -> None:
    seen, lost = run(range(100))
    assert lost == []
    assert {"tip", "refund", "earning", "clawback", "dispute_won", "take_back", "payout", "forfeit"} <= set(
        seen
    )
    assert {f"in {exponent} decimals" for exponent in (0, 2, 3)} <= set(seen)


def test_naive_rounding_would_be_noticed(monkeypatch: pytest.MonkeyPatch) -> None:
    def naive(amount: Money, weights: Sequence[int]) -> tuple[Money, ...]:
        whole = sum(weights)
        return tuple(Money(round(amount.amount_minor * w / whole), amount.currency) for w in weights)

    monkeypatch.setattr(bookings, "split", naive)
    _seen, lost = run(range(100))
    assert len(lost) > 10


def test_a_cut_of_the_tips_would_be_noticed(monkeypatch: pytest.MonkeyPatch) -> None:
    real = bookings.split
    monkeypatch.setattr(bookings, "split", lambda amount, weights: real(amount, [*weights, 1])[:-1])
    _seen, lost = run(range(100))
    assert len(lost) > 10


def test_real_books_take_whole_histories_and_agree(world: World) -> None:
    world.expects_findings = True  # there are no codes, budgets and operations beside these books
    for seed in range(12):
        lived, business = history(seed), f"biz_{seed}"
        with world.engine.begin() as connection:
            for entry in lived.entries:
                post(connection, replace(entry, business_ref=business), at=entry.event_at)
            found: Counter[tuple[str, str]] = Counter()
            for line in trial_balance(connection, business):
                found[line.code, line.currency] = abs(line.debit_minor - line.credit_minor)
            assert +found == +Counter({place: abs(amount) for place, amount in lived.sums.items()})
            assert_both_accept(connection, business)
    with world.engine.connect() as connection:
        assert audit(connection) == []

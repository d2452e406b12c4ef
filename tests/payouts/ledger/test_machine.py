"""Any history that hypothesis thinks of, in three currencies, points and credit, against books kept in a dictionary."""

from __future__ import annotations

import datetime as dt
from collections import defaultdict
from itertools import count
from typing import Any

import pytest
from hypothesis import HealthCheck, settings
from hypothesis import strategies as st
from hypothesis.stateful import (
    Bundle,
    RuleBasedStateMachine,
    consumes,
    invariant,
    precondition,
    rule,
    run_state_machine_as_test,
)

from payouts import flows
from payouts.errors import AlreadyReversed, FloorBroken, KeyConflict
from payouts.flows import Postings
from payouts.ledger import (
    Entry,
    balance,
    chart,
    find,
    post,
    postings_of,
    reverse,
    seal,
    trial_balance,
    verify_chain,
)
from payouts.money import Money
from tests.payouts.oracles import assert_both_accept
from tests.payouts.worlds import NOON, World

Place = tuple[str, str]
BOOKINGS, FANS, CODES = ("bkg_1", "bkg_2"), ("fan_1", "fan_2"), ("USD", "JPY", "BHD")
_numbers = count(1)


class Oracle:
    """Books as a dictionary: what each account holds, debit positive, and what each key wrote."""

    def __init__(self) -> None:
        self.sums: dict[Place, int] = defaultdict(int)
        self.written: dict[str, Postings] = {}
        self.undone: dict[str, str] = {}

    def may(self, postings: Postings) -> bool:
        """Whether every floor holds afterwards."""
        after = self._after(postings)
        floors = {(p.account.code, p.amount.currency): p.account for p in postings}
        return all(
            account.floor_minor is None or account.normal_sign * after[place] >= account.floor_minor
            for place, account in floors.items()
        )

    def write(self, key: str, postings: Postings) -> None:
        """Take an entry."""
        self.sums.update(self._after(postings))
        self.written[key] = postings

    def _after(self, postings: Postings) -> dict[Place, int]:
        after = defaultdict(int, self.sums)
        for line in postings:
            after[line.account.code, line.amount.currency] += line.amount.amount_minor
        return after


class Books(RuleBasedStateMachine):
    """What may happen to the books of one business."""

    world: World
    keys = Bundle("keys")

    def __init__(self) -> None:
        super().__init__()
        self.business, self.oracle = f"biz_{next(_numbers)}", Oracle()
        self.number, self.at = 0, NOON

    def _try(self, postings: Postings, key: str | None = None) -> str:
        """Post what the oracle allows, and see what it forbids refused."""
        self.number += 1
        self.at += dt.timedelta(minutes=1)
        key = key or f"k{self.number}"
        entry = Entry(self.business, key, "test", "subject", self.at, postings)
        allowed = self.oracle.may(entry.postings)
        with self.world.engine.begin() as connection:
            if allowed:
                assert not post(connection, entry, at=self.at).is_repeat
            else:
                with pytest.raises(FloorBroken):
                    post(connection, entry, at=self.at)
        if allowed:
            self.oracle.write(key, entry.postings)
        return key

    @rule(
        target=keys,
        booking=st.sampled_from(BOOKINGS),
        amount=st.integers(10, 500),
        code=st.sampled_from(CODES),
    )
    def capture(self, booking: str, amount: int, code: str) -> str:
        """Money comes in."""
        fee = Money(amount // 10, code)
        return self._try(flows.captured(booking, Money(amount, code), fee=fee, is_available=True))

    @rule(target=keys, amount=st.integers(2, 300), code=st.sampled_from(CODES), share=st.integers(1, 9))
    def tip(self, amount: int, code: str, share: int) -> str:
        """A tip is split between the two fans."""
        tips = [(FANS[0], share), (FANS[1], 10 - share)]
        return self._try(flows.tipped(Money(amount, code), tips, fee=Money(0, code), is_available=True))

    @rule(booking=st.sampled_from(BOOKINGS), amount=st.integers(1, 600), code=st.sampled_from(CODES))
    def refund(self, booking: str, amount: int, code: str) -> None:
        """Money is set aside to go back, more than there is at times."""
        self._try(flows.refund_set_aside(booking, Money(amount, code)))

    @rule(booking=st.sampled_from(BOOKINGS), amount=st.integers(1, 600), code=st.sampled_from(CODES))
    def send_back(self, booking: str, amount: int, code: str) -> None:
        """What was set aside leaves."""
        self._try(flows.refunded(booking, Money(amount, code)))

    @rule(fan=st.sampled_from(FANS), tips=st.integers(1, 400), code=st.sampled_from(CODES))
    def send(self, fan: str, tips: int, code: str) -> None:
        """Two accounts with floors in one entry."""
        self._try(flows.transfer_set_aside(fan, pay=Money(0, code), tips=Money(tips, code)))

    @rule(fan=st.sampled_from(FANS), number=st.integers(1, 50))
    def points(self, fan: str, number: int) -> None:
        """Recognition, in a unit of its own."""
        self._try(flows.points_given(fan, number))

    @rule(
        fan=st.sampled_from(FANS),
        amount=st.integers(1, 90),
        code=st.sampled_from(CODES),
        spends=st.booleans(),
    )
    def credit(self, fan: str, amount: int, code: str, spends: bool) -> None:
        """Store credit given and spent: two units in one entry."""
        money = Money(amount, code)
        self._try(flows.credit_redeemed(fan, money) if spends else flows.customer_compensated(fan, money))

    @rule(key=keys)
    def repeat(self, key: str) -> None:
        """The same again, later and in another order of postings, changes nothing."""
        if key in self.oracle.written:
            entry = Entry(
                self.business, key, "test", "subject", self.at, tuple(reversed(self.oracle.written[key]))
            )
            with self.world.engine.begin() as connection:
                assert post(connection, entry, at=self.at).is_repeat

    @rule(key=keys)
    def take_for_something_else(self, key: str) -> None:
        """A key that is taken is never free again, whether its entry stands or was undone."""
        if key in self.oracle.written:
            entry = Entry(self.business, key, "test", "subject", self.at, flows.points_given("fan_9", 1))
            with self.world.engine.begin() as connection, pytest.raises(KeyConflict):
                post(connection, entry, at=self.at)

    @rule(key=consumes(keys))
    def undo(self, key: str) -> None:
        """An entry is undone once, if what it brought is still there."""
        if key not in self.oracle.written or key in self.oracle.undone:
            return
        opposite = tuple(type(p)(p.account, -p.amount) for p in self.oracle.written[key])
        undoing = f"{key}:undo"
        with self.world.engine.begin() as connection:
            if not self.oracle.may(opposite):
                with pytest.raises(FloorBroken):
                    reverse(connection, self.business, key, key=undoing, at=self.at)
                return
            assert not reverse(connection, self.business, key, key=undoing, at=self.at).is_repeat
            assert reverse(connection, self.business, key, key=undoing, at=self.at).is_repeat
            with pytest.raises(AlreadyReversed):
                reverse(connection, self.business, key, key=f"{undoing}:2", at=self.at)
        self.oracle.write(undoing, opposite)
        self.oracle.undone[key] = undoing

    @precondition(lambda self: self.oracle.written)
    @rule(limit=st.integers(1, 4))
    def seals(self, limit: int) -> None:
        """Some of what is written is sealed."""
        with self.world.engine.begin() as connection:
            seal(connection, self.business, at=self.at, limit=limit)

    @invariant()
    def every_balance_is_the_dictionary_s(self) -> None:
        """Each account that must not fall below zero, read alone."""
        with self.world.engine.connect() as connection:
            for booking in BOOKINGS:
                account = chart.held(booking)
                for code in CODES:
                    wanted = -self.oracle.sums[account.code, code]
                    assert balance(connection, self.business, account, code) == Money(wanted, code)

    def teardown(self) -> None:
        """All accounts, all entries, all seals; and two programs that know nothing of this library."""
        with self.world.engine.connect() as connection:
            lines = trial_balance(connection, self.business)
            found = {(x.code, x.currency): x.debit_minor - x.credit_minor for x in lines}
            assert {k: v for k, v in found.items() if v} == {k: v for k, v in self.oracle.sums.items() if v}
            for key, postings in self.oracle.written.items():
                written: Any = find(connection, self.business, key)
                assert set(postings_of(connection, written.id)) == set(postings)
            report = verify_chain(connection, self.business)
            assert report.breaks == ()
            assert report.head.number + report.tail.entries == len(self.oracle.written)
            assert_both_accept(connection, self.business)


def test_any_history_agrees_with_a_dictionary(world: World) -> None:
    machine = type("BooksOfTheWorld", (Books,), {"world": world})
    run_state_machine_as_test(
        machine,
        settings=settings(
            max_examples=12, stateful_step_count=30, deadline=None, suppress_health_check=list(HealthCheck)
        ),
    )

"""The writer: repeats are harmless, conflicts loud, floors hold, reversals happen once."""

from __future__ import annotations

import threading

import pytest
import sqlalchemy as sa
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from payouts import flows
from payouts.errors import AccountConflict, AccountFull, AlreadyReversed, FloorBroken, KeyConflict, NotFound
from payouts.ledger import Entry, balance, balances, chart, credit, debit, find, history, post, reverse
from payouts.ledger.chart import Account
from payouts.ledger.journal import lock_account
from payouts.ledger.reversals import postings_of
from payouts.money import AMOUNT_MAX_MINOR, Money
from payouts.tables import entry as entry_table
from payouts.tables import ledger_account, posting
from tests.payouts.worlds import NOON, SHOP, World, usd


def held(amount: int, booking: str = "bkg") -> tuple[object, ...]:
    """Money captured for a booking."""
    return flows.captured(booking, usd(amount), fee=usd(0), is_available=True)


def count(world: World) -> int:
    """Entries in the books."""
    with world.engine.connect() as connection:
        return int(connection.execute(sa.select(sa.func.count()).select_from(entry_table)).scalar_one())


def test_an_entry_moves_balances_in_each_account_s_own_direction(world: World) -> None:
    world.post("k", held(1000))
    with world.transaction() as session:
        assert balance(session, SHOP, chart.held("bkg"), "USD") == usd(1000)
        assert balance(session, SHOP, chart.PROVIDER_AVAILABLE, "USD") == usd(1000)
        assert balance(session, SHOP, chart.held("never"), "USD") == usd(0)


def test_writing_the_same_entry_again_returns_the_first(world: World) -> None:
    first = world.post("k", held(1000))
    world.later(days=1)
    again = world.post("k", held(1000))
    assert (again.id, again.event_at, again.is_repeat) == (first.id, NOON, True)
    assert count(world) == 1


@pytest.mark.parametrize(
    ("amount", "kind", "subject"),
    [(999, "test", "k"), (1000, "other", "k"), (1000, "test", "other")],
)
def test_a_key_used_for_something_else_is_a_conflict(
    world: World, amount: int, kind: str, subject: str
) -> None:
    world.post("k", held(1000))
    with pytest.raises(KeyConflict):
        world.post("k", held(amount), kind=kind, subject=subject)
    assert count(world) == 1


def test_businesses_do_not_share_keys_or_balances(world: World) -> None:
    world.post("k", held(1000))
    with world.transaction() as session:
        post(session, Entry("biz_other", "k", "test", "k", NOON, held(5)), at=NOON)
        assert balance(session, "biz_other", chart.held("bkg"), "USD") == usd(5)
        assert balance(session, SHOP, chart.held("bkg"), "USD") == usd(1000)


def test_a_floor_refuses_before_anything_is_written(world: World) -> None:
    world.post("k", held(1000))
    with world.transaction() as session:
        entry = Entry(SHOP, "out", "test", "bkg", NOON, flows.refund_set_aside("bkg", usd(1001)))
        with pytest.raises(FloorBroken) as refused:
            post(session, entry, at=NOON)
        # The same transaction can go on.
        post(
            session,
            Entry(SHOP, "out", "test", "bkg", NOON, flows.refund_set_aside("bkg", usd(1000))),
            at=NOON,
        )
    assert refused.value.params["balance_minor"] == 1000
    assert refused.value.params["wanted_minor"] == 1001


def test_a_refused_key_is_free_for_the_right_entry(world: World) -> None:
    with pytest.raises(FloorBroken):
        world.post("k", flows.refund_set_aside("bkg", usd(1)))
    world.post("k", held(1))
    assert count(world) == 1


def test_an_account_keeps_its_nature(world: World) -> None:
    world.post("k", held(1000))
    other = Account("held:bkg", "liability", -1)
    with pytest.raises(AccountConflict):
        world.post("k2", (debit(chart.PROVIDER_AVAILABLE, usd(1)), credit(other, usd(1))))


def test_a_reversal_undoes_once(world: World) -> None:
    world.post("k", held(1000))
    with world.transaction() as session:
        first = reverse(session, SHOP, "k", key="undo", at=NOON)
        again = reverse(session, SHOP, "k", key="undo", at=NOON)
        with pytest.raises(AlreadyReversed):
            reverse(session, SHOP, "k", key="undo:2", at=NOON)
        assert (again.id, again.is_repeat) == (first.id, True)
        assert balance(session, SHOP, chart.held("bkg"), "USD") == usd(0)
        assert find(session, SHOP, "undo").kind == "reversal"  # type: ignore[union-attr]


def test_a_reversal_of_a_reversal_brings_it_back(world: World) -> None:
    world.post("k", held(1000))
    with world.transaction() as session:
        reverse(session, SHOP, "k", key="undo", at=NOON)
        reverse(session, SHOP, "undo", key="redo", at=NOON)
        assert balance(session, SHOP, chart.held("bkg"), "USD") == usd(1000)


def test_money_that_moved_on_cannot_be_reversed_away(world: World) -> None:
    world.post("k", held(1000))
    world.post("k2", flows.refund_set_aside("bkg", usd(400)))
    with world.transaction() as session, pytest.raises(FloorBroken):
        reverse(session, SHOP, "k", key="undo", at=NOON)


def test_reversing_what_is_not_there_is_named(world: World) -> None:
    with world.transaction() as session, pytest.raises(NotFound):
        reverse(session, SHOP, "nothing", key="undo", at=NOON)


def test_nothing_is_committed_by_the_library(world: World) -> None:
    with world.engine.connect() as connection:
        post(connection, Entry(SHOP, "k", "test", "k", NOON, held(5)), at=NOON)
        connection.rollback()
    assert count(world) == 0


def test_postings_read_back_as_they_were_written(world: World) -> None:
    posted = world.post("k", held(1000))
    with world.transaction() as session:
        assert tuple(postings_of(session, posted.id)) == Entry(SHOP, "k", "t", "k", NOON, held(1000)).postings


def test_locking_an_account_opens_it(world: World) -> None:
    with world.transaction() as session:
        assert lock_account(session, SHOP, chart.payable("fan"), "USD") == usd(0)
        assert lock_account(session, SHOP, chart.payable("fan"), "USD") == usd(0)


@settings(max_examples=15, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(
    st.lists(
        st.tuples(st.integers(0, 5), st.sampled_from(["in", "out", "undo"]), st.integers(1, 50)), max_size=12
    )
)
def test_any_history_with_repeats_matches_a_plain_oracle(
    world: World, steps: list[tuple[int, str, int]]
) -> None:
    run = f"run{count(world)}"
    oracle: dict[str, int] = {}
    undone: set[str] = set()
    expected = 0
    for number, verb, amount in [*steps, *steps]:
        key = f"{run}:{number}:{verb}:{amount}"
        move = amount if verb == "in" else -amount
        try:
            if verb == "undo":
                target = f"{run}:{number}:in:{amount}"
                with world.transaction() as session:
                    reverse(session, SHOP, target, key=key, at=NOON)
                move = 0 if target in undone else -oracle[target]
                undone.add(target)
            else:
                move = 0 if key in oracle else move
                postings = held(amount, run) if verb == "in" else flows.refund_set_aside(run, usd(amount))
                world.post(key, postings)
                oracle.setdefault(key, move)
        except (FloorBroken, NotFound):
            move = 0
        expected += move

    with world.transaction() as session:
        assert balance(session, SHOP, chart.held(run), "USD") == usd(expected)
        lines = history(session, SHOP, chart.held(run), "USD")
        assert sum(line.amount.amount_minor for line in lines) == expected
        assert (
            sum(b.amount.amount_minor * (1 if b.kind == "asset" else -1) for b in balances(session, SHOP))
            == 0
        )


def test_many_writers_of_one_key_write_once(world: World) -> None:
    outcomes = _at_once(12, lambda _n: world.post("k", held(1000)).is_repeat)
    assert sorted(outcomes) == [False] + [True] * 11
    assert count(world) == 1


def test_many_takers_of_one_balance_never_break_its_floor(world: World) -> None:
    world.post("k", held(1000))

    def take(number: int) -> bool:
        try:
            world.post(f"take{number}", flows.refund_set_aside("bkg", usd(300)))
        except FloorBroken:
            return False
        return True

    assert sum(_at_once(10, take)) == 3
    with world.transaction() as session:
        assert balance(session, SHOP, chart.held("bkg"), "USD") == Money(100, "USD")


def _at_once(workers: int, work: object) -> list[bool]:
    """Run one function in many threads, released together."""
    gate, results, lock = threading.Barrier(workers, timeout=60), [], threading.Lock()

    def run(number: int) -> None:
        gate.wait()
        result = work(number)  # type: ignore[operator]
        with lock:
            results.append(result)

    threads = [threading.Thread(target=run, args=(n,)) for n in range(workers)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    return results


def test_many_reversals_of_one_entry_undo_it_once(world: World) -> None:
    world.post("k", held(1000))
    world.post("more", held(1000))

    def undo(number: int) -> bool:
        try:
            with world.transaction() as session:
                reverse(session, SHOP, "k", key=f"undo{number}", at=NOON)
        except AlreadyReversed:
            return False
        return True

    assert sum(_at_once(8, undo)) == 1
    with world.transaction() as session:
        assert balance(session, SHOP, chart.held("bkg"), "USD") == usd(1000)


def test_versions_have_no_gap_however_many_write_at_once_and_are_refused(world: World) -> None:
    world.post("k", held(100))

    def move(number: int) -> bool:
        try:
            world.post(f"move{number}", held(5) if number % 2 else flows.refund_set_aside("bkg", usd(40)))
        except FloorBroken:
            return False
        return True

    moved = sum(_at_once(12, move))
    with world.engine.connect() as connection:
        query = sa.select(posting.c.version).join(ledger_account).where(ledger_account.c.code == "held:bkg")
        versions = sorted(connection.execute(query).scalars())
    assert versions == list(range(1, moved + 2))


def test_a_balance_that_no_number_holds_is_refused_by_name(world: World) -> None:
    world.post("k", held(AMOUNT_MAX_MINOR))
    with world.transaction() as session:
        entry = Entry(SHOP, "more", "test", "bkg", NOON, held(1))
        with pytest.raises(AccountFull) as refused:
            post(session, entry, at=NOON)
    assert refused.value.params["balance_minor"] == AMOUNT_MAX_MINOR
    assert count(world) == 1

"""The chain of seals: what is sealed, what breaks it, who may seal at once, and what a killed sealer leaves."""

from __future__ import annotations

import datetime as dt
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

import pytest
import sqlalchemy as sa

from payouts import flows, guards
from payouts.errors import InvalidHead
from payouts.ledger import (
    Entry,
    Head,
    Tail,
    head_of,
    post,
    seal,
    sealed_businesses,
    seals,
    tails,
    verify_chain,
)
from tests.dying import die, killed
from tests.payouts.conftest import open_books
from tests.payouts.worlds import NOON, SHOP, World, usd

OTHER = "biz_other"


def pay(world: World, first: int, last: int) -> None:
    """Post numbered entries: ``e1``, ``e2``, ... each a capture for a booking of its own."""
    for number in range(first, last + 1):
        world.post(
            f"e{number}", flows.captured(f"bkg{number}", usd(100 * number), fee=usd(9), is_available=True)
        )


def seal_all(world: World, limit: int = 100) -> int:
    """Seal in a transaction of its own."""
    with world.transaction() as session:
        return seal(session, SHOP, at=world.now, limit=limit)


def broken(world: World, known: Head | None = None) -> list[str]:
    """What a check says."""
    with world.engine.connect() as connection:
        return [str(found) for found in verify_chain(connection, SHOP, known=known).breaks]


@pytest.fixture
def books(world: World) -> World:
    """Six entries, all sealed in two runs, and one not yet."""
    pay(world, 1, 4)
    seal_all(world)
    world.later(days=3)
    pay(world, 5, 6)
    seal_all(world)
    pay(world, 7, 7)
    return world


@contextmanager
def tampered(world: World, *statements: str) -> Iterator[sa.Connection]:
    """Change rows past every guard; taken back at the end."""
    with world.engine.connect() as connection:
        if world.engine.dialect.name == "sqlite":
            connection.exec_driver_sql("ROLLBACK")
            connection.exec_driver_sql("PRAGMA foreign_keys=OFF")
            connection.exec_driver_sql("BEGIN")
        guards.remove(connection)
        if world.engine.dialect.name == "postgresql":
            connection.exec_driver_sql("SET LOCAL session_replication_role = replica")
        for statement in statements:
            connection.exec_driver_sql(statement)
        yield connection
        connection.rollback()
        connection.invalidate()


def entry_id(key: str) -> str:
    """SQL that finds an entry by its key."""
    return f"(SELECT id FROM entry WHERE key = '{key}')"


def test_the_unsealed_tail_is_shown_and_then_sealed(world: World) -> None:
    pay(world, 1, 3)
    with world.engine.connect() as connection:
        assert tails(connection) == {SHOP: Tail(3, NOON)}
        assert head_of(connection, SHOP).number == 0
    assert seal_all(world) == 3
    assert seal_all(world) == 0
    with world.engine.connect() as connection:
        report = verify_chain(connection, SHOP)
        assert report.breaks == ()
        assert (report.head, report.tail) == (head_of(connection, SHOP), Tail(0, None))
        assert report.head.number == 3


def test_a_long_tail_is_sealed_piece_by_piece(world: World) -> None:
    pay(world, 1, 7)
    assert [seal_all(world, limit=3) for _ in range(4)] == [3, 3, 1, 0]
    assert broken(world) == []


def test_businesses_have_chains_of_their_own(world: World) -> None:
    pay(world, 1, 2)
    with world.transaction() as session:
        capture = flows.captured("bkg", usd(5), fee=usd(0), is_available=True)
        post(session, Entry(OTHER, "e1", "test", "bkg", NOON, capture), at=NOON)
        assert seal(session, OTHER, at=NOON) == 1
        assert set(tails(session)) == {SHOP}
        assert sealed_businesses(session) == [OTHER, SHOP]
        assert verify_chain(session, OTHER).head.number == 1


TAMPERING = {
    "an amount": ("changed at 2: e2", [f"UPDATE posting SET amount_minor = amount_minor + 1 WHERE entry_id = {entry_id('e2')}"]),
    "both sides of an amount": (
        "changed at 3: e3",
        [f"UPDATE posting SET amount_minor = amount_minor * 2 WHERE entry_id = {entry_id('e3')}"],
    ),
    "an instant": ("changed at 1: e1", ["UPDATE entry SET event_at = created_at, created_at = event_at WHERE key = 'none'",
                                       "UPDATE entry SET event_at = '2020-01-01 00:00:00' WHERE key = 'e1'"]),
    "a subject": ("changed at 4: e4", ["UPDATE entry SET subject_ref = 'other' WHERE key = 'e4'"]),
    "a key": ("changed at 4: mine", ["UPDATE entry SET key = 'mine' WHERE key = 'e4'"]),
    "an account's name": ("changed at 2: e2", ["UPDATE ledger_account SET code = 'held:other' WHERE code = 'held:bkg2'"]),
    "whose money it is": ("changed at 5: e5", ["UPDATE ledger_account SET owner_ref = 'me' WHERE code = 'held:bkg5'"]),
    "a running balance": (
        "changed at 6: e6",
        [f"UPDATE posting SET balance_after_minor = 7 WHERE version = 1 AND entry_id = {entry_id('e6')}"],
    ),
    "a posting deleted": ("changed at 3: e3", [f"DELETE FROM posting WHERE entry_id = {entry_id('e3')} AND amount_minor = 9"]),
    "all postings deleted": ("changed at 3: e3", [f"DELETE FROM posting WHERE entry_id = {entry_id('e3')}"]),
    "an entry deleted": ("deleted at 3", [f"DELETE FROM posting WHERE entry_id = {entry_id('e3')}", "DELETE FROM entry WHERE key = 'e3'"]),
    "an entry and its link deleted": (
        "link_missing at 3",
        [f"DELETE FROM ledger_seal WHERE entry_id = {entry_id('e3')}", f"DELETE FROM posting WHERE entry_id = {entry_id('e3')}",
         "DELETE FROM entry WHERE key = 'e3'"],
    ),
    "the gap closed": (
        "changed at 3: e4",
        [f"DELETE FROM ledger_seal WHERE entry_id = {entry_id('e3')}", "UPDATE ledger_seal SET number = -number WHERE number > 3",
         "UPDATE ledger_seal SET number = -number - 1 WHERE number < 0"],
    ),
    "a posting put in": (
        "changed at 1: e1",
        [f"INSERT INTO posting (entry_id, ledger_account_id, amount_minor) SELECT {entry_id('e1')}, id, 5 FROM ledger_account "
         "WHERE code = 'held:bkg2'"],
    ),
    "an old entry put in": (
        "slipped_in at 7: forged",
        ["INSERT INTO entry (id, business_ref, key, kind, subject_ref, event_at, created_at, meta, content_hash) SELECT 99, business_ref, "
         "'forged', kind, subject_ref, event_at, created_at, meta, content_hash FROM entry WHERE key = 'e1'"],
    ),
    "two links swapped": (
        "changed at 2: e3",
        ["UPDATE ledger_seal SET number = -1 WHERE number = 2", "UPDATE ledger_seal SET number = 2 WHERE number = 3",
         "UPDATE ledger_seal SET number = 3 WHERE number = -1"],
    ),
    "two entries swapped": (
        "changed at 2: e3",
        ["UPDATE entry SET key = 'x' WHERE key = 'e2'", "UPDATE entry SET key = 'e2' WHERE key = 'e3'",
         "UPDATE entry SET key = 'e3' WHERE key = 'x'"],
    ),
    "an instant of sealing": ("changed at 5: e5", ["UPDATE ledger_seal SET sealed_at = '2020-01-01 00:00:00' WHERE number = 5"]),
    "a hash": ("changed at 4: e4", ["UPDATE ledger_seal SET hash = 'f' WHERE number = 4"]),
    "all entries gone": ("deleted at 1", ["DELETE FROM posting", "DELETE FROM entry"]),
}  # fmt: skip


def test_whoever_changes_the_past_is_found_and_the_first_place_named(books: World) -> None:
    assert broken(books) == []
    unfound = {}
    for name, (first, statements) in TAMPERING.items():
        with tampered(books, *statements) as connection:
            report = verify_chain(connection, SHOP)
            if report.first_break is None or str(report.first_break) != first:
                unfound[name] = [str(found) for found in report.breaks]
    assert unfound == {}


def test_a_forger_who_mends_one_link_breaks_the_next(books: World) -> None:
    change = f"UPDATE posting SET amount_minor = 2 * amount_minor WHERE entry_id = {entry_id('e3')}"
    with tampered(
        books,
        change,
        "UPDATE ledger_seal SET number = number + 1000 WHERE number > 3",
        "DELETE FROM ledger_seal WHERE number = 3",
    ) as connection:
        seal(connection, SHOP, at=NOON, limit=1)
        connection.exec_driver_sql(f"UPDATE ledger_seal SET number = 3 WHERE entry_id = {entry_id('e3')}")
        connection.exec_driver_sql("UPDATE ledger_seal SET number = number - 1000 WHERE number > 1000")
        assert [str(found) for found in verify_chain(connection, SHOP).breaks][-1] == "changed at 4: e4"


def test_a_head_that_was_noted_shows_an_end_cut_off_or_a_chain_written_anew(books: World) -> None:
    with books.engine.connect() as connection:
        noted = head_of(connection, SHOP)
    assert broken(books, known=noted) == []
    seal_all(books)
    assert broken(books, known=noted) == []
    cut = [
        "DELETE FROM ledger_seal WHERE number > 4",
        f"DELETE FROM posting WHERE entry_id > {entry_id('e4')}",
        "DELETE FROM entry WHERE key > 'e4'",
    ]
    with tampered(books, *cut) as connection:
        assert verify_chain(connection, SHOP).breaks == ()
        assert str(verify_chain(connection, SHOP, known=noted).first_break) == "head_differs at 6"
    with tampered(
        books, "UPDATE entry SET kind = 'other' WHERE key = 'e1'", "DELETE FROM ledger_seal"
    ) as connection:
        assert seal(connection, SHOP, at=NOON) == 7
        assert verify_chain(connection, SHOP).breaks == ()
        assert str(verify_chain(connection, SHOP, known=noted).first_break) == "head_differs at 6"


@pytest.mark.parametrize("text", ["", "5", "x:" + "0" * 64, "5:" + "0" * 63, "5:" + "G" * 64])
def test_what_is_no_head_is_refused(text: str) -> None:
    with pytest.raises(InvalidHead):
        Head.parse(text)


def test_a_head_reads_back_as_printed() -> None:
    head = Head(12, "ab" * 32)
    assert Head.parse(str(head)) == head


REFUSED = [
    "UPDATE ledger_seal SET number = number",
    "DELETE FROM ledger_seal",
    "INSERT INTO ledger_seal (business_ref, number, entry_id, sealed_at, reached_end, hash) "
    f"SELECT '{SHOP}', 9, max(id), '2026-11-20 12:00:00', TRUE, 'x' FROM entry",
    "INSERT INTO ledger_seal (business_ref, number, entry_id, sealed_at, reached_end, hash) "
    f"SELECT '{OTHER}', 1, max(id), '2026-11-20 12:00:00', TRUE, 'x' FROM entry",
    "INSERT INTO ledger_seal (business_ref, number, entry_id, sealed_at, reached_end, hash) "
    f"VALUES ('{SHOP}', 7, 999, '2026-11-20 12:00:00', TRUE, 'x')",
    "INSERT INTO ledger_seal (business_ref, number, entry_id, sealed_at, reached_end, hash) "
    f"SELECT '{SHOP}', 7, min(id), '2026-11-20 12:00:00', TRUE, 'x' FROM entry",
]


@pytest.mark.parametrize("statement", REFUSED)
def test_the_database_itself_refuses_to_change_or_misplace_a_seal(books: World, statement: str) -> None:
    with pytest.raises(sa.exc.IntegrityError), books.engine.begin() as connection:
        connection.exec_driver_sql(statement)


# SQLite has one writer at a time, so a lower id is always committed first.
@pytest.mark.parametrize("engine", ["postgresql"], indirect=True)
def test_an_entry_that_commits_under_a_lower_id_after_a_higher_one_was_sealed_is_sealed_next(
    world: World,
) -> None:
    pay(world, 1, 1)  # opens the accounts that all share
    with world.engine.connect() as slow:
        capture = flows.captured("slow", usd(5), fee=usd(1), is_available=True)
        late = post(slow, Entry(SHOP, "slow", "test", "slow", NOON, capture), at=NOON)
        pay(world, 2, 3)
        assert seal_all(world) == 3
        slow.commit()
    with world.engine.connect() as connection:
        assert tails(connection)[SHOP].entries == 1
    assert seal_all(world) == 1
    assert broken(world) == []
    with world.engine.connect() as connection:
        rows = connection.execute(sa.text("SELECT entry_id, number FROM ledger_seal"))
        numbers = {row.entry_id: row.number for row in rows}
    assert numbers[late.id] == 4
    assert late.id < max(numbers)


def test_many_post_and_seal_at_once(world: World) -> None:
    stop, failures = threading.Event(), []

    def posts(worker: int) -> None:
        try:
            for number in range(15):
                capture = flows.captured(f"b{worker}", usd(5), fee=usd(0), is_available=True)
                world.post(f"w{worker}:{number}", capture)
        except BaseException as error:
            failures.append(error)

    def seals() -> None:
        try:
            while not stop.is_set():
                seal_all(world, limit=7)
                stop.wait(0.01)
        except BaseException as error:
            failures.append(error)

    writers = [threading.Thread(target=posts, args=(n,)) for n in range(4)]
    sealers = [threading.Thread(target=seals) for _ in range(3)]
    for thread in (*writers, *sealers):
        thread.start()
    for thread in writers:
        thread.join()
    stop.set()
    for thread in sealers:
        thread.join()
    assert failures == []
    while seal_all(world):
        pass
    with world.engine.connect() as connection:
        report = verify_chain(connection, SHOP)
    assert (report.head.number, report.tail.entries, report.breaks) == (60, 0, ())


def _seal_and_die(url: str, boundary: int) -> None:
    """Seal ten at a time, until the link of this number is to be hashed, or else the last of 25 links committed."""
    engine, made, link_hash = open_books(url), [], seals.link_hash

    def hash_or_die(*arguments: Any) -> str:
        made.append(1)
        if len(made) == boundary:
            die()
        return link_hash(*arguments)

    @sa.event.listens_for(engine, "commit")
    def _commit(_connection: sa.Connection) -> None:
        if len(made) == 25:  # everything is hashed and written, and the last transaction not committed
            die()

    seals.link_hash = hash_or_die
    sealed = 1
    while sealed:
        with engine.begin() as connection:
            sealed = seal(connection, SHOP, at=NOON, limit=10)


@pytest.mark.parametrize(("boundary", "kept"), [(1, 0), (9, 0), (14, 10), (999, 20)])
def test_a_sealer_that_is_killed_leaves_whole_runs_and_the_next_goes_on(
    world: World, books_url: str, boundary: int, kept: int
) -> None:
    pay(world, 1, 25)
    world.engine.dispose()
    killed(lambda: _seal_and_die(books_url, boundary))
    with world.engine.connect() as connection:
        report = verify_chain(connection, SHOP)
    assert (report.head.number, report.tail.entries, report.breaks) == (kept, 25 - kept, ())
    world.later(days=30)
    while seal_all(world, limit=10):
        pass
    assert broken(world) == []
    with world.engine.connect() as connection:
        assert head_of(connection, SHOP).number == 25


def test_an_instant_is_sealed_to_the_microsecond_and_in_utc(world: World) -> None:
    zone = dt.timezone(dt.timedelta(hours=5, minutes=30))
    world.now = dt.datetime(2026, 11, 20, 17, 30, 0, 123456, tzinfo=zone)
    pay(world, 1, 1)
    seal_all(world)
    assert broken(world) == []

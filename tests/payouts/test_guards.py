"""Raw SQL attacks what the database promises about the ledger, on both databases."""

from __future__ import annotations

import pytest
import sqlalchemy as sa

from payouts import flows, guards
from payouts.database import prepare_sqlite
from payouts.tables import metadata
from tests.payouts.worlds import NOON, SHOP, World, usd

ENTRY = (
    "INSERT INTO entry (id, business_ref, key, kind, subject_ref, event_at, created_at, meta, content_hash) "
    f"VALUES (:id, :shop, 'raw', 'raw', 'raw', '{NOON:%Y-%m-%d %H:%M:%S}', '{NOON:%Y-%m-%d %H:%M:%S}', '{{}}', 'x')"
)
POSTING = (
    "INSERT INTO posting (entry_id, ledger_account_id, amount_minor, balance_after_minor, version) "
    "VALUES (:entry, :account, :amount, :balance, :version)"
)


@pytest.fixture
def books(world: World) -> World:
    """Books with one entry: ten dollars held for a booking."""
    world.post("first", flows.captured("bkg", usd(1000), fee=usd(0), is_available=True))
    return world


def _attack(world: World, *statements: tuple[str, dict[str, object]]) -> None:
    with world.engine.begin() as connection:
        for statement, values in statements:
            connection.execute(sa.text(statement), values)


def _account(world: World, code: str) -> int:
    with world.engine.connect() as connection:
        query = sa.text("SELECT id FROM ledger_account WHERE code = :code")
        return int(connection.execute(query, {"code": code}).scalar_one())


def _leg(account: int, amount: int, **more: object) -> tuple[str, dict[str, object]]:
    values = {"entry": 99, "account": account, "amount": amount, "balance": None, "version": None}
    return POSTING, values | more


CHANGES = [
    "UPDATE entry SET kind = 'other'",
    "UPDATE entry SET event_at = created_at",
    "DELETE FROM entry",
    "UPDATE posting SET amount_minor = amount_minor * 2",
    "DELETE FROM posting",
    "UPDATE ledger_account SET code = 'mine'",
    "UPDATE ledger_account SET floor_minor = NULL",
    "UPDATE ledger_account SET currency = 'EUR'",
    "UPDATE ledger_account SET balance_minor = 5 WHERE code = 'held:bkg'",
    "UPDATE ledger_account SET balance_minor = -1, version = version + 1 WHERE code = 'held:bkg'",
    "DELETE FROM ledger_account",
]


def test_what_is_written_is_never_changed(books: World) -> None:
    for statement in CHANGES:
        with pytest.raises(sa.exc.DBAPIError):
            _attack(books, (statement, {}))


@pytest.mark.parametrize("engine", ["postgresql"], indirect=True)
@pytest.mark.parametrize("table", ["entry", "posting", "ledger_seal"])
def test_no_table_of_the_ledger_is_emptied(books: World, table: str) -> None:
    with pytest.raises(sa.exc.IntegrityError, match="never deleted"):
        _attack(books, (f"TRUNCATE {table} CASCADE", {}))


def test_an_unbalanced_entry_is_refused(books: World) -> None:
    available, fees = _account(books, "provider_available"), _fees(books)
    with pytest.raises(sa.exc.IntegrityError, match="zero"):
        _attack(books, _leg(available, 5), _leg(fees, -4), (ENTRY, {"id": 99, "shop": SHOP}))


def test_an_entry_of_one_posting_is_refused(books: World) -> None:
    with pytest.raises(sa.exc.IntegrityError, match="two"):
        _attack(books, (ENTRY, {"id": 99, "shop": SHOP}))


def test_postings_without_an_entry_cannot_be_committed(books: World) -> None:
    available, fees = _account(books, "provider_available"), _fees(books)
    with pytest.raises(sa.exc.IntegrityError):
        _attack(books, _leg(available, 5), _leg(fees, -5))


def test_nothing_joins_an_entry_that_is_closed(books: World) -> None:
    available, fees = _account(books, "provider_available"), _fees(books)
    with pytest.raises(sa.exc.IntegrityError, match="closed"):
        _attack(books, _leg(available, 5, entry=1), _leg(fees, -5, entry=1))


def test_an_entry_does_not_cross_businesses(books: World) -> None:
    available, fees = _account(books, "provider_available"), _fees(books)
    with pytest.raises(sa.exc.IntegrityError, match="one business"):
        _attack(books, _leg(available, 5), _leg(fees, -5), (ENTRY, {"id": 99, "shop": "biz_other"}))


def test_a_posting_of_nothing_is_refused(books: World) -> None:
    with pytest.raises(sa.exc.IntegrityError):
        _attack(books, _leg(_account(books, "provider_available"), 0))


def test_a_guarded_account_needs_its_running_balance(books: World) -> None:
    with pytest.raises(sa.exc.IntegrityError, match="follow"):
        _attack(books, _leg(_account(books, "held:bkg"), -5))


def test_a_running_balance_follows_from_the_last(books: World) -> None:
    held = _account(books, "held:bkg")
    move = "UPDATE ledger_account SET balance_minor = 7, version = version + 1 WHERE code = 'held:bkg'"
    with pytest.raises(sa.exc.IntegrityError, match="follow"):
        _attack(books, (move, {}), _leg(held, -5, balance=7, version=2))


def test_an_open_account_carries_no_running_balance(books: World) -> None:
    with pytest.raises(sa.exc.IntegrityError, match="without a floor"):
        _attack(books, _leg(_account(books, "provider_available"), 5, balance=5, version=1))


def test_a_balanced_raw_entry_is_let_in(books: World) -> None:
    books.expects_findings = True  # Its hash is not the writer's, and the audit says so.
    available, fees = _account(books, "provider_available"), _fees(books)
    _attack(books, _leg(available, 5), _leg(fees, -5), (ENTRY, {"id": 99, "shop": SHOP}))
    with books.engine.connect() as connection:
        assert connection.execute(sa.text("SELECT count(*) FROM entry")).scalar_one() == 3


def test_guards_can_be_removed_and_made_again(world: World) -> None:
    with world.engine.begin() as connection:
        guards.remove(connection)
        assert guards.missing(connection) == [guard.name for guard in guards.GUARDS]
        guards.install(connection)
        guards.install(connection)
        assert guards.missing(connection) == []


def test_create_all_twice_keeps_the_guards(engine: sa.Engine) -> None:
    metadata.create_all(engine)
    with engine.connect() as connection:
        assert guards.missing(connection) == []


def test_tables_and_guards_can_be_dropped(engine: sa.Engine) -> None:
    metadata.drop_all(engine)
    metadata.create_all(engine)
    with engine.connect() as connection:
        assert guards.missing(connection) == []


def test_every_constraint_has_a_name() -> None:
    unnamed = [
        f"{table.name}: {constraint}"
        for table in metadata.tables.values()
        for constraint in table.constraints
        if constraint.name is None
    ]
    assert unnamed == []


def test_preparing_another_database_does_nothing() -> None:
    engine = sa.create_engine("postgresql+psycopg://nowhere/none")
    assert prepare_sqlite(engine) is engine


def _fees(world: World) -> int:
    """An account without a floor, beside the provider's balance."""
    world.post("fees", flows.captured("bkg", usd(100), fee=usd(10), is_available=True))
    return _account(world, "provider_fees")

"""Whatever is corrupted past the guards is named by the audit."""

from __future__ import annotations

import pytest
import sqlalchemy as sa

from payouts import flows, guards
from payouts.ledger import audit, reverse
from tests.payouts.worlds import SHOP, World, usd

CORRUPTIONS = {
    "posting_without_entry": "DELETE FROM entry WHERE key = 'close'",
    "entry_without_postings": "DELETE FROM posting WHERE entry_id = (SELECT id FROM entry WHERE key = 'close')",
    "entry_unbalanced": "UPDATE posting SET amount_minor = amount_minor + 1 WHERE id = 1",
    "ledger_unbalanced": "UPDATE posting SET amount_minor = amount_minor + 1 WHERE id = 1",
    "entry_crosses_businesses": "UPDATE entry SET business_ref = 'biz_other' WHERE key = 'close'",
    "posting_without_account": "DELETE FROM ledger_account WHERE code = 'platform_fee'",
    "balance_below_floor": "UPDATE ledger_account SET balance_minor = -1 WHERE code = 'held:bkg'",
    "balance_differs": "UPDATE ledger_account SET balance_minor = balance_minor + 1 WHERE code = 'held:bkg'",
    "version_has_gap": "UPDATE ledger_account SET version = version + 1 WHERE code = 'held:bkg'",
    "balance_chain_broken": "UPDATE posting SET balance_after_minor = 7 WHERE version = 2",
    "reversal_not_opposite": "UPDATE posting SET amount_minor = 3 * amount_minor WHERE entry_id = 3",
    "entry_changed": "UPDATE entry SET subject_ref = 'other' WHERE key = 'close'",
}


def _corrupted(world: World, statement: str) -> sa.Connection:
    """Change rows as somebody with the database's password and no scruples would; not yet committed."""
    connection = world.engine.connect()
    if world.engine.dialect.name == "sqlite":
        connection.exec_driver_sql("ROLLBACK")
        connection.exec_driver_sql("PRAGMA foreign_keys=OFF")
        connection.exec_driver_sql("PRAGMA ignore_check_constraints=ON")
        connection.exec_driver_sql("BEGIN")
    guards.remove(connection)
    if world.engine.dialect.name == "postgresql":
        connection.exec_driver_sql("SET LOCAL session_replication_role = replica")
        connection.exec_driver_sql("ALTER TABLE ledger_account DROP CONSTRAINT ck_ledger_account_above_floor")
    connection.exec_driver_sql(statement)
    guards.install(connection)
    return connection


@pytest.fixture
def books(world: World) -> World:
    """Books with a capture, a closing and a reversal."""
    world.post("capture", flows.captured("bkg", usd(1000), fee=usd(59), is_available=True))
    world.post("close", flows.booking_closed("bkg", platform_fee=usd(100), rest=usd(650)))
    with world.transaction() as session:
        reverse(session, SHOP, "close", key="reopen", at=world.now)
    return world


def test_every_corruption_is_named(books: World) -> None:
    with books.engine.connect() as connection:
        assert audit(connection) == []
    unnamed = []
    for code, statement in CORRUPTIONS.items():
        with _corrupted(books, statement) as connection:
            if code not in {finding.code for finding in audit(connection)}:
                unnamed.append(code)
            connection.rollback()
            connection.invalidate()
    assert unnamed == []


def test_a_missing_guard_is_named(books: World) -> None:
    books.expects_findings = True
    with books.engine.begin() as connection:
        guards.remove(connection)
        named = [f.subject for f in audit(connection) if f.code == "guard_missing"]
    assert named == [guard.name for guard in guards.GUARDS]


def test_an_audit_can_be_of_one_business(books: World) -> None:
    with _corrupted(books, CORRUPTIONS["entry_changed"]) as connection:
        assert audit(connection, business_ref="biz_other") == []
        found = audit(connection, business_ref=SHOP)
        connection.invalidate()
    assert [str(f) for f in found] == [f"entry_changed: close ({SHOP})"]


def test_posting_after_a_tampered_balance_stops_loudly(books: World) -> None:
    books.expects_findings = True
    with _corrupted(books, CORRUPTIONS["balance_differs"]) as connection:
        connection.commit()
        connection.invalidate()
    with pytest.raises(sa.exc.IntegrityError, match="follow"):
        books.post("next", flows.captured("bkg", usd(1), fee=usd(0), is_available=True))

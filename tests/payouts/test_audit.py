"""Whatever is corrupted beside the ledger is named too."""

from __future__ import annotations

import pytest
import sqlalchemy as sa

from payouts import budget, flows, guards
from payouts.audit import audit
from payouts.disputes import catch_up, payment_by_ledger
from payouts.gateways.sandbox import Fault
from payouts.intents import Refund
from payouts.ledger import Entry, post
from payouts.runs import run_payouts
from tests.payouts.worlds import SHOP, World, usd

CORRUPTIONS = {
    "operation_without_entry": "UPDATE provider_op SET state = 'done' WHERE key = 'bkg:refund:2'",
    "entry_without_operation": "UPDATE provider_op SET state = 'unknown' WHERE key = 'bkg:capture'",
    "refused_operation_keeps_money": "UPDATE provider_op SET state = 'refused' WHERE key = 'bkg:refund:2'",
    "object_made_twice": "UPDATE provider_op SET object_id = 'pi_x' WHERE verb IN ('authorise', 'refund')",
    "refused_operation_took_effect": "UPDATE provider_op SET state = 'refused' WHERE key = 'bkg:refund:1'",
    "dispute_claim_differs": "UPDATE dispute SET state = 'won'",
    "payout_total_differs": "UPDATE payout SET amount_minor = amount_minor + 1",
    "posting_paid_twice": (
        "INSERT INTO payout_item (payout_id, posting_id, amount_minor) "
        "SELECT payout_id, posting_id, amount_minor FROM payout_item"
    ),
    "payout_state_differs": "UPDATE payout SET state = 'planned'",
    "payout_sent_twice": "UPDATE provider_op SET verb = 'payout', subject_ref = 's' WHERE state = 'done'",
    "budget_exceeded": "UPDATE budget SET reserved_minor = funded_minor + 1",
    "budget_reserved_differs": "UPDATE budget SET reserved_minor = reserved_minor + 1",
    "budget_spent_differs": "UPDATE budget SET spent_minor = spent_minor + 1",
    "budget_return_differs": (
        "INSERT INTO budget_return (business_ref, key, owner_ref, subject_ref, programme_ref, currency, taken_minor, "
        "whole_minor, came_minor, taken_at) VALUES ('biz_roaster', 'x', 'fan_1', 'asg', 'prg_1', 'USD', 5, 5, 1, '2026-11-20')"
    ),
    "budget_ledger_differs": "UPDATE budget SET funded_minor = funded_minor + 1",
    "credit_differs_from_backing": (
        "UPDATE posting SET amount_minor = 2 * amount_minor WHERE ledger_account_id IN "
        "(SELECT id FROM ledger_account WHERE currency = 'USD.CREDIT')"
    ),
}


@pytest.fixture
def books(world: World) -> World:
    """A business with a bit of everything."""
    world.fund(usd(50_000))
    captured = world.captured("bkg", usd(9000))
    payment_id = captured.object_id or ""
    world.do(Refund("bkg", payment_id, usd(100)), "bkg:refund:1")
    world.faults.append(Fault(r"/refunds$", "drop", "before"))
    world.do(Refund("bkg", payment_id, usd(200)), "bkg:refund:2")
    world.post("credit", flows.customer_compensated("cus", usd(300)))
    with world.transaction() as session:
        budget.reserve(session, SHOP, "prg_1", usd(700), key="a", at=world.now)
        budget.reserve(session, SHOP, "prg_1", usd(700), key="b", at=world.now)
        spent = budget.spend(session, SHOP, "prg_1", usd(500), key="b", at=world.now)
        used = flows.budget_used("prg_1", spent.covered)
        post(session, Entry(SHOP, "ern:b", "earning", "b", world.now, used), at=world.now)
    world.captured("bkg_2", usd(400), "pm_card_createDispute")
    catch_up(world.transaction, world.provider, SHOP, payment_of=payment_by_ledger(SHOP), clock=world.clock)
    world.fan("fan_1")
    world.earning("ern_1", "fan_1", usd(2500))
    on = world.now.date()
    run_payouts(world.transaction, world.provider, SHOP, run_ref="r", on=on, clock=world.clock)
    return world


def _found_after(world: World, statement: str) -> set[str]:
    """Corrupt past every guard, audit, and take it all back."""
    with world.engine.connect() as connection:
        guards.remove(connection)
        if world.engine.dialect.name == "postgresql":
            connection.exec_driver_sql("ALTER TABLE budget DROP CONSTRAINT ck_budget_within_funds")
        else:
            connection.exec_driver_sql("PRAGMA ignore_check_constraints=ON")
        connection.exec_driver_sql("DROP INDEX uq_payout_item_posting_id_open")
        connection.exec_driver_sql(statement)
        guards.install(connection)
        found = {finding.code for finding in audit(connection)}
        assert audit(connection, business_ref="biz_other") == []
        connection.rollback()
    return found


def test_every_corruption_is_named(books: World) -> None:
    with books.engine.connect() as connection:
        assert audit(connection) == []
    unnamed = [code for code, statement in CORRUPTIONS.items() if code not in _found_after(books, statement)]
    assert unnamed == []


def test_a_posting_is_paid_out_once_by_the_database_itself(books: World) -> None:
    with pytest.raises(sa.exc.IntegrityError), books.engine.begin() as connection:
        connection.exec_driver_sql(CORRUPTIONS["posting_paid_twice"])


def test_an_earning_that_forgets_its_budget_is_named(books: World) -> None:
    with books.transaction() as session:
        budget.spend(session, SHOP, "prg_1", usd(500), key="a", at=books.now)
    books.expects_findings = True
    with books.engine.connect() as connection:
        assert [f.code for f in audit(connection)] == ["budget_ledger_differs"]
        assert audit(connection, asks=lambda code: code != "budget_ledger_differs") == []

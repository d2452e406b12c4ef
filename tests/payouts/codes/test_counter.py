"""At the counter a code is taken once, whoever scans it at the same instant; every entry balances."""

from __future__ import annotations

import multiprocessing
from typing import Any

import pytest
import sqlalchemy as sa

from payouts.codes import counter, credit, discount_codes
from payouts.errors import (
    CodeMistyped,
    CodeSpent,
    CodeUnknown,
    CreditShort,
    KeyConflict,
    PayoutsError,
    RedemptionStale,
)
from payouts.ledger import balance, chart
from payouts.money import Money
from tests.payouts.codes.worlds import FAN, STAFF, earned_code, given_credit
from tests.payouts.conftest import open_books
from tests.payouts.worlds import NOON, SHOP, World, usd


def take_code(session: Any, code: str, amount: Money, number: int = 1, **changes: Any) -> counter.Redemption:
    values = {"public_id": f"rdm_{number}", "staff_ref": STAFF, "key": f"try_{number}", "at": NOON} | changes
    return counter.redeem_code(session, SHOP, code, amount, **values)


def take_credit(
    session: Any, code: str, amount: Money, seen: int = 0, number: int = 1, **changes: Any
) -> Any:
    values: dict[str, Any] = {
        "public_id": f"rdm_{number}",
        "staff_ref": STAFF,
        "key": f"try_{number}",
        "at": NOON,
    }
    values |= {"seen_version": seen, "owner_refs": [FAN]}
    return counter.redeem_credit(session, SHOP, code, amount, **(values | changes))


def credit_left(world: World, owner: str = FAN) -> int:
    with world.transaction() as session:
        return credit.credit_of(session, SHOP, [owner], "USD").amount_minor


def revenue(world: World) -> int:
    with world.transaction() as session:
        return balance(session, SHOP, chart.REVENUE, "USD").amount_minor


def test_a_code_is_worth_its_amount_once(world: World) -> None:
    code = earned_code(world, usd(500)).code
    with world.transaction() as session:
        taken = take_code(session, code, usd(500))
    assert (taken.amount, taken.rest, taken.owner_ref) == (usd(500), usd(0), FAN)
    with world.transaction() as session, pytest.raises(CodeSpent) as caught:
        take_code(session, code, usd(500), 2)
    assert caught.value.params["redeemed_at"] == NOON
    assert (revenue(world), credit_left(world)) == (500, 0)


def test_what_of_a_code_is_not_needed_becomes_its_owners_credit(world: World) -> None:
    code = earned_code(world, usd(500)).code
    with world.transaction() as session:
        assert take_code(session, code, usd(320)).rest == usd(180)
    assert (revenue(world), credit_left(world)) == (320, 180)


def test_the_same_press_twice_is_one_redemption(world: World) -> None:
    code = earned_code(world, usd(500)).code
    for _ in range(2):
        with world.transaction() as session:
            assert take_code(session, code, usd(500), public_id=f"rdm_{_}", key="same").public_id == "rdm_0"
    with world.transaction() as session, pytest.raises(KeyConflict):
        take_code(session, code, usd(400), public_id="rdm_9", key="same")
    assert revenue(world) == 500


def test_credit_is_taken_in_part_and_each_time_as_it_was_seen(world: World) -> None:
    code = given_credit(world, usd(800))
    with world.transaction() as session:
        take_credit(session, code, usd(300))
    with world.transaction() as session, pytest.raises(RedemptionStale):
        take_credit(session, code, usd(300), seen=0, number=2)
    with world.transaction() as session:
        take_credit(session, code, usd(500), seen=1, number=3)
    assert (revenue(world), credit_left(world)) == (800, 0)


@pytest.mark.parametrize("amount", [801, 0, -5])
def test_more_than_there_is_or_nothing_is_refused_and_changes_nothing(world: World, amount: int) -> None:
    credited, coded = given_credit(world, usd(800)), earned_code(world, usd(500)).code
    with pytest.raises(CreditShort), world.transaction() as session:
        take_credit(session, credited, usd(amount))
    with pytest.raises(CreditShort), world.transaction() as session:
        take_code(session, coded, usd(amount))
    with world.transaction() as session:
        assert credit.find_pass(session, SHOP, credited).version == 0
        assert discount_codes.find_code(session, SHOP, coded).state == "issued"
    assert (revenue(world), credit_left(world)) == (0, 800)


def test_a_code_of_another_business_is_unknown(world: World) -> None:
    code, own = earned_code(world, usd(500)).code, given_credit(world, usd(100))
    with world.transaction() as session:
        for text in (code, own):
            with pytest.raises(CodeUnknown):
                discount_codes.find_code(session, "biz_other", text)
            with pytest.raises(CodeUnknown):
                credit.find_pass(session, "biz_other", text)
        with pytest.raises(CodeMistyped):
            discount_codes.find_code(session, SHOP, code[:-1])


def test_the_same_earning_gives_one_code(world: World) -> None:
    first = earned_code(world, usd(500))
    with world.transaction() as session:
        again = discount_codes.issue(
            session, SHOP, public_id="dsc_other", owner_ref=FAN, amount=usd(500), subject_ref="asg_1", key="earning:asg_1", at=NOON
        )  # fmt: skip
    assert again == first


def _process(url: str, what: str, code: str, number: int, start: Any, answers: Any) -> None:
    engine = open_books(url)
    start.wait(60)
    try:
        with engine.begin() as connection:
            take = take_code if what == "code" else take_credit
            take(connection, code, usd(300), number=number)
        answers.put("taken")
    except PayoutsError as refusal:
        answers.put(refusal.code)
    except Exception as error:
        answers.put(repr(error))
    engine.dispose()


@pytest.mark.slow
@pytest.mark.parametrize("what", ["code", "credit"])
def test_of_many_who_scan_at_the_same_instant_one_takes(world: World, books_url: str, what: str) -> None:
    code = earned_code(world, usd(300)).code if what == "code" else given_credit(world, usd(800))
    world.engine.dispose()
    fork, people = multiprocessing.get_context("fork"), 8
    start, answers = fork.Barrier(people), fork.Queue()
    args = (start, answers)
    children = [fork.Process(target=_process, args=(books_url, what, code, n, *args)) for n in range(people)]
    for child in children:
        child.start()
    found = sorted(answers.get(timeout=120) for _ in children)
    for child in children:
        child.join(60)
    assert found.count("taken") == 1, found
    assert set(found) == {"taken", "code_spent" if what == "code" else "redemption_stale"}
    assert revenue(world) == 300


def test_the_audit_names_a_code_that_the_books_do_not_know(world: World) -> None:
    from payouts.audit import audit

    world.expects_findings = True
    code = earned_code(world, usd(500))
    with world.engine.begin() as connection:
        connection.execute(
            sa.text("UPDATE discount_code SET state = 'redeemed', redeemed_at = issued_at WHERE id = :id"),
            {"id": code.id},
        )
    with world.engine.connect() as connection:
        assert {"code_without_entry", "discount_reserve_differs"} == {f.code for f in audit(connection)}

"""A refund after a booking was settled undoes the settlement in proportion: nothing drifts, and a whole one leaves nothing."""

from __future__ import annotations

import random

import pytest
import sqlalchemy as sa
from hypothesis import given
from hypothesis import strategies as st

from payouts import flows
from payouts.currencies import currency
from payouts.errors import FloorBroken, NotFound
from payouts.ledger import chart
from payouts.ledger.chart import Account
from payouts.ledger.entries import credit, debit
from payouts.money import Money, total, zero
from payouts.refunding import plan_settled_refund
from payouts.settling import Settlement, refund_parts, settlement_of
from payouts.tables import ledger_account, posting
from tests.payouts.worlds import SHOP, World, usd

EXPENSE = chart.reward_expense("prg_1")
codes = st.sampled_from(["JPY", "USD", "KWD"])


@st.composite
def settlements(draw: st.DrawFn) -> Settlement:
    """Any division of what was held and what a promotion took off, tax first."""
    code = draw(codes)
    held, discount = draw(st.integers(1, 1_000_000)), draw(st.integers(0, 1_000_000))
    tax = draw(st.integers(0, held))
    rest = held + discount - tax
    pay = draw(st.integers(0, rest))
    fee = draw(st.integers(0, rest - pay))
    shares = ((EXPENSE, pay), (chart.PLATFORM_FEE, fee), (chart.REVENUE, rest - pay - fee))
    return Settlement(
        Money(held, code),
        ((chart.PROMOTION_DISCOUNTS, Money(discount, code)),),
        ((chart.TAX_PAYABLE, Money(tax, code)),),
        tuple((account, Money(amount, code)) for account, amount in shares),
    )


@given(settlements(), st.lists(st.integers(1, 400_000), max_size=8))
def test_every_step_gives_exactly_the_refund_and_the_whole_leaves_nothing(
    what: Settlement, refunds: list[int]
) -> None:
    nothing = zero(what.held.currency)
    back, before = nothing, what.kept(nothing)
    assert total(before.values(), nothing.currency) == -what.held
    for amount in [*refunds, what.held.amount_minor]:
        step = min(Money(amount, nothing.currency), what.held - back)
        back += step
        now = what.kept(back)
        assert total(now.values(), nothing.currency) - total(before.values(), nothing.currency) == step
        for account, whole in what.kept(nothing).items():  # each stays within a minor unit of its exact share
            exact = whole.amount_minor * (what.held - back).amount_minor
            assert (
                abs(now[account].amount_minor * what.held.amount_minor - exact) <= 3 * what.held.amount_minor
            )
        before = now
    assert not any(before.values())


@given(codes, st.integers(0, 99_999), st.integers(0, 999_999), st.lists(st.integers(1, 40_000), max_size=10))
def test_card_and_credit_get_back_what_they_paid_and_no_more(
    code: str, cards: int, in_credit: int, refunds: list[int]
) -> None:
    multiple = currency(code).charge_multiple
    card, paid = Money(cards * multiple, code), Money(in_credit, code)
    card_back = credit_back = zero(code)
    for one in [*refunds, card.amount_minor + in_credit]:
        left = card + paid - card_back - credit_back
        amount = min(Money(one * multiple, code), left)
        to_card, as_credit = refund_parts(
            amount, card=card, credit=paid, card_back=card_back, credit_back=credit_back
        )
        assert to_card + as_credit == amount
        assert min(to_card, as_credit) >= zero(code)
        card_back, credit_back = card_back + to_card, credit_back + as_credit
        assert card_back <= card
        assert credit_back <= paid
    assert (card_back, credit_back) == (card, paid)


def balances(world: World) -> dict[str, int]:
    """Debits less credits by account, those at nothing left out."""
    query = (
        sa.select(ledger_account.c.code, sa.func.sum(posting.c.amount_minor))
        .join_from(posting, ledger_account)
        .group_by(ledger_account.c.code)
    )
    with world.engine.connect() as connection:
        return {code: int(amount) for code, amount in connection.execute(query) if amount}


@pytest.fixture
def settled(world: World) -> World:
    """A booking of 70 dollars by card and 30 in credit, settled: 8 of tax, a promotion of 5, 40 of pay, a fee of 3."""
    world.post("gift", flows.customer_compensated("cus", usd(3000)))
    world.captured("bkg", usd(7000), "pm_card_bypassPending")
    world.post("credit", flows.credit_redeemed("cus", usd(3000), booking_ref="bkg"), subject="bkg")
    lines = [
        debit(chart.held("bkg"), usd(10_000)), debit(chart.PROMOTION_DISCOUNTS, usd(501)),
        credit(chart.TAX_PAYABLE, usd(799)), credit(EXPENSE, usd(4003)), credit(chart.PLATFORM_FEE, usd(301)),
        credit(chart.REVENUE, usd(5398)),
    ]  # fmt: skip
    world.post("settle", tuple(lines), subject="bkg")
    return world


def refund(world: World, key: str, to_card: int, as_credit: int) -> None:
    """Give so much back and let the provider do it."""
    with world.transaction() as session:
        settlement = settlement_of(session, SHOP, "settle", "bkg")
        payment = session.scalar(  # type: ignore[union-attr]
            sa.text("SELECT object_id FROM provider_op WHERE key = 'bkg:capture'")
        )
        planned = plan_settled_refund(
            session, SHOP, settlement, key=key, booking_ref="bkg", to_card=usd(to_card), payment_id=payment,
            as_credit=usd(as_credit), credit_owner="cus", at=world.now,
        )  # fmt: skip
    if planned is not None:
        assert world.carry_out(planned.id)[0].state == "done"


@pytest.mark.parametrize("seed", range(4))
def test_random_partial_refunds_leave_every_account_of_the_booking_at_nothing(
    settled: World, seed: int
) -> None:
    chance, card_back, credit_back = random.Random(seed), 0, 0
    before = balances(settled)
    names = ("tax_payable", EXPENSE.code, "platform_fee", "revenue", "promotion_discounts")
    for number in range(12):
        left = 10_000 - card_back - credit_back
        amount = left if number == 11 else min(left, chance.choice((1, 3, 7, 333, 999, 2500)))
        if not amount:
            continue
        to_card, as_credit = refund_parts(
            usd(amount), card=usd(7000), credit=usd(3000), card_back=usd(card_back), credit_back=usd(credit_back)
        )  # fmt: skip
        for _twice in range(2):
            refund(settled, f"back-{number}", to_card.amount_minor, as_credit.amount_minor)
        card_back, credit_back = card_back + to_card.amount_minor, credit_back + as_credit.amount_minor
        now = balances(settled)
        given = sum(now.get(name, 0) - before.get(name, 0) for name in names)
        assert given == card_back + credit_back
        assert "held:bkg" not in now
        assert "refund_due:bkg" not in now
        kept = 10_000 - given
        assert -now.get("tax_payable", 0) == (799 * kept * 2 + 10_000) // 20_000
    after = balances(settled)
    assert not any(after.get(name) for name in names)
    assert -after["credit:cus"] == 3000
    assert (card_back, credit_back) == (7000, 3000)
    with pytest.raises(FloorBroken):
        refund(settled, "more", 1, 0)
    assert balances(settled) == after


def test_what_people_got_they_keep_and_old_refunds_are_made_good(settled: World) -> None:
    """A booking that was called off paid a fan; and refunds of before took everything from revenue."""
    settled.captured("off", usd(5000), "pm_card_bypassPending")
    postings = (
        *flows.forfeited("off", to_fans={"fan_1": usd(2000)}, kept=usd(3000)),
        debit(chart.REVENUE, usd(500)), credit(chart.TAX_PAYABLE, usd(500)),
    )  # fmt: skip
    settled.post("cancelled:off", postings, subject="off")
    settled.post("old", flows.given_back("off", usd(1000)), kind="given_back", subject="off")
    with settled.transaction() as session:
        settlement = settlement_of(session, SHOP, "cancelled:off", "off")
        with pytest.raises(NotFound):
            settlement_of(session, SHOP, "cancelled:never", "off")
        plan_settled_refund(
            session, SHOP, settlement, key="all", booking_ref="off", to_card=usd(5000), payment_id="pi", as_credit=usd(0),
            credit_owner="cus", at=settled.now,
        )  # fmt: skip
    after = balances(settled)
    assert -after["payable:fan_1"] == after["compensation_expense"] - 3000 == 2000  # 3000 is the gift
    assert after["tax_payable"] == -799
    assert after["revenue"] == -5398


def test_a_settlement_names_whose_each_part_is(settled: World) -> None:
    with settled.transaction() as session:
        found = settlement_of(session, SHOP, "settle", "bkg")
    assert found.held == usd(10_000)
    assert dict(found.added) == {chart.PROMOTION_DISCOUNTS: usd(501)}
    assert [account.code for account, _amount in found.shares] == [EXPENSE.code, "platform_fee", "revenue"]
    assert all(isinstance(account, Account) for account in found.kept(usd(1)))

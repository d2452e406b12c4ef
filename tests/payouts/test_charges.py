"""What a booking costs always adds up, in currencies of no, two and three decimals, whatever falls away afterwards."""

from __future__ import annotations

import datetime as dt

import pytest
from hypothesis import given
from hypothesis import strategies as st

from payouts.charges import Agreed, charges, credit_to_use, discount_to_charge, parts
from payouts.currencies import currency
from payouts.errors import InvalidMoney
from payouts.money import Money, zero
from payouts.tax import DatedRate, in_proportion, rates_on, tax_lines

TODAY = dt.date(2026, 11, 20)
codes = st.sampled_from(["JPY", "USD", "KWD"])
amounts = st.integers(0, 10_000_000)


@st.composite
def agreed(draw: st.DrawFn) -> Agreed:
    """Anything that can be agreed."""
    code = draw(codes)
    price = draw(amounts)
    discount = draw(st.integers(0, price))
    is_inclusive = draw(st.booleans())
    net = price - discount
    tax = draw(st.integers(0, net))
    to_pay = net if is_inclusive else net + tax
    credit = draw(st.integers(0, to_pay))
    money = [Money(amount, code) for amount in (price, discount, tax, credit)]
    return Agreed(money[0], money[1], money[2], is_inclusive, money[3])


@given(agreed(), st.data())
def test_lines_add_up_to_what_is_paid_and_no_part_is_below_nothing(what: Agreed, data: st.DataObject) -> None:
    now = charges(what, Money(data.draw(st.integers(0, what.price.amount_minor)), what.price.currency))
    on_top = zero(what.price.currency) if what.is_inclusive else now.tax
    assert now.price - now.discount + on_top == now.to_pay == now.credit + now.card
    assert min(now.discount, now.tax, now.credit, now.card) >= zero(what.price.currency)
    assert now.credit <= what.credit
    assert now.card <= what.to_pay - what.credit


@given(agreed())
def test_while_nothing_falls_away_it_is_as_agreed(what: Agreed) -> None:
    now = charges(what, what.price)
    assert (now.discount, now.tax, now.to_pay) == (what.discount, what.tax, what.to_pay)
    assert now.credit == what.credit


@given(agreed(), st.lists(amounts, max_size=6))
def test_parts_that_fall_away_one_by_one_never_give_more_back_than_was_paid(
    what: Agreed, lost: list[int]
) -> None:
    """Each step gives back the difference; all steps together are the same as one, and none takes anything again."""
    price, before = what.price, charges(what, what.price)
    back_card = back_credit = zero(what.price.currency)
    for one in lost:
        price -= min(price, Money(one, price.currency))
        now = charges(what, price)
        assert now.to_pay <= before.to_pay
        assert now.card <= before.card
        assert now.credit <= before.credit
        back_card, back_credit, before = (
            back_card + before.card - now.card,
            back_credit + before.credit - now.credit,
            now,
        )
    last, first = charges(what, price), charges(what, what.price)
    assert (back_card, back_credit) == (first.card - last.card, first.credit - last.credit)
    assert back_card + back_credit == first.to_pay - last.to_pay


@given(codes, amounts, amounts, st.data())
def test_a_refund_is_divided_without_loss_and_never_beyond_what_paid(
    code: str, card: int, credit: int, data: st.DataObject
) -> None:
    amount = data.draw(st.integers(0, card + credit))
    to_card, as_credit = parts(Money(amount, code), Money(card, code), Money(credit, code))
    assert (to_card + as_credit).amount_minor == amount
    assert 0 <= to_card.amount_minor <= card
    assert 0 <= as_credit.amount_minor <= credit


@given(codes, amounts, amounts)
def test_a_card_can_take_what_promotion_and_credit_leave(code: str, price: int, off: int) -> None:
    multiple, least = currency(code).charge_multiple, currency(code).least_charge
    whole = Money(price // multiple * multiple, code)
    discount = discount_to_charge(whole, min(Money(off, code), whole))
    assert min(Money(off, code), whole) <= discount <= whole
    due = whole - discount
    assert due.amount_minor == 0 or due.amount_minor >= least
    assert due.amount_minor % multiple == 0
    used = credit_to_use(due, Money(off, code))
    assert 0 <= used.amount_minor <= min(off, due.amount_minor)
    assert (due - used).amount_minor % multiple == 0
    assert due == used or (due - used).amount_minor >= least


@pytest.mark.parametrize(
    ("code", "price", "off", "credit", "to_card"),
    [
        ("USD", 7800, 0, 7770, 50),  # 30 cents would be left: 20 of the credit stay with the customer
        ("USD", 7800, 0, 7750, 50), ("USD", 7800, 0, 7749, 51), ("USD", 7800, 0, 7800, 0),
        ("USD", 7800, 7760, 0, 0),  # 40 cents would be left: the business waives them
        ("USD", 7800, 7750, 0, 50), ("USD", 7800, 7750, 10, 50),
        ("JPY", 8000, 0, 7999, 50), ("GBP", 1000, 0, 975, 30), ("HUF", 40_000, 0, 30_000, 17_500),
        ("KWD", 5000, 0, 4995, 10), ("UGX", 5000, 0, 4999, 1),
    ],
)  # fmt: skip
def test_no_card_is_asked_for_less_than_it_is_charged(
    code: str, price: int, off: int, credit: int, to_card: int
) -> None:
    whole = Money(price, code)
    due = whole - discount_to_charge(whole, Money(off, code)) if off else whole
    assert (due - credit_to_use(due, Money(credit, code))).amount_minor == to_card


@pytest.mark.parametrize(
    ("price", "discount", "tax", "credit"),
    [(100, 101, 0, 0), (100, 0, 0, 101), (100, -1, 0, 0), (100, 50, 51, 0)],
)
def test_what_cannot_be_agreed_is_refused(price: int, discount: int, tax: int, credit: int) -> None:
    money = [Money(amount, "USD") for amount in (price, discount, tax, credit)]
    with pytest.raises(InvalidMoney):
        Agreed(money[0], money[1], money[2], True, money[3])


rates = st.lists(st.integers(0, 200_000), min_size=1, max_size=4)


@given(
    codes, st.lists(amounts, min_size=1, max_size=5), rates, st.booleans(), st.sampled_from(["line", "total"])
)
def test_taxes_add_up_line_by_line(
    code: str, prices: list[int], ppms: list[int], is_inclusive: bool, rounding: str
) -> None:
    chosen = [DatedRate(f"T{n}", ppm, TODAY) for n, ppm in enumerate(ppms)]
    lines = [Money(price, code) for price in prices]
    found = tax_lines(lines, chosen, currency=code, is_inclusive=is_inclusive, rounding=rounding)  # type: ignore[arg-type]
    asked, tax = sum(prices), sum(line.tax.amount_minor for line in found.lines)
    assert found.tax.amount_minor == tax
    assert (found.net + found.tax) == found.gross
    assert (found.gross if is_inclusive else found.net).amount_minor == asked
    assert min((line.tax.amount_minor for line in found.lines), default=0) >= 0
    assert found.net.amount_minor >= 0
    exact = asked * sum(ppms) / (1_000_000 + sum(ppms) if is_inclusive else 1_000_000)
    assert abs(tax - exact) <= (0.5 if rounding == "total" else 0.5 * len(found.lines)) + 1e-6


@pytest.mark.parametrize("rounding", ["line", "total"])
@pytest.mark.parametrize(("minor", "ppm"), [(0, 210_000), (5000, 0), (0, 0)])
def test_what_costs_nothing_or_is_not_taxed_has_no_tax(minor: int, ppm: int, rounding: str) -> None:
    found = tax_lines(
        [Money(minor, "EUR")] * 2,
        [DatedRate("VAT", ppm, TODAY)],
        currency="EUR",
        is_inclusive=True,
        rounding=rounding,
    )  # type: ignore[arg-type]

    assert [(line.tax.amount_minor, line.base.amount_minor) for line in found.lines] == [(0, minor)] * 2
    assert found.tax.is_zero


def test_by_line_and_by_total_differ_where_they_should() -> None:
    two = [DatedRate("City", 25_000, TODAY), DatedRate("State", 25_000, TODAY)]
    by = {
        r: tax_lines([Money(1010, "USD")], two, currency="USD", is_inclusive=False, rounding=r)
        for r in ("line", "total")
    }  # type: ignore[arg-type]
    assert (by["line"].tax, by["total"].tax) == (Money(50, "USD"), Money(51, "USD"))
    assert [line.tax.amount_minor for line in by["total"].lines] == [26, 25]


@given(codes, amounts, amounts, st.lists(amounts, max_size=8))
def test_tax_of_partial_refunds_is_cumulative(code: str, whole: int, tax: int, refunds: list[int]) -> None:
    """The tax kept and the taxes given back add up to the tax, refund by refund."""
    paid, due = Money(whole, code), min(Money(tax, code), Money(whole, code))
    kept, known, given_back = paid, in_proportion(paid, paid, due), zero(code)
    for one in refunds:
        kept -= min(kept, Money(one, code))
        now = in_proportion(kept, paid, due)
        assert now <= known
        given_back, known = given_back + known - now, now
    assert given_back + known == due
    if not kept:
        assert not known


def test_the_rate_is_that_of_the_day_and_of_the_kind() -> None:
    old, new = DatedRate("VAT", 210_000, dt.date(2020, 1, 1)), DatedRate("VAT", 220_000, dt.date(2027, 1, 1))
    low, gone = (
        DatedRate("VAT", 90_000, dt.date(2024, 1, 1), "delivery"),
        DatedRate("City", 10_000, dt.date(2020, 1, 1)),
    )
    ended = DatedRate("City", 0, dt.date(2026, 1, 1))
    every = [new, old, low, gone, ended]
    assert rates_on(every, "experience", dt.date(2026, 12, 31)) == (old,)
    assert rates_on(every, "experience", dt.date(2027, 1, 1)) == (new,)
    assert rates_on(every, "delivery", dt.date(2027, 1, 1)) == (low,)
    assert rates_on(every, "experience", dt.date(2025, 6, 1)) == (gone, old)
    assert rates_on(every, "experience", dt.date(2019, 1, 1)) == ()


@pytest.mark.parametrize("ppm", [-1, 1_000_001])
def test_a_rate_beyond_all_is_refused(ppm: int) -> None:
    with pytest.raises(InvalidMoney):
        DatedRate("VAT", ppm, TODAY)
    with pytest.raises(InvalidMoney):
        tax_lines([], [DatedRate("A", 600_000, TODAY)] * 2, currency="USD", is_inclusive=True)

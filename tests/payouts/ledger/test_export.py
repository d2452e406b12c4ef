"""The exported journal is one text that hledger and beancount both take, and in which they find what our books say."""

from __future__ import annotations

import datetime as dt

import pytest

from payouts import flows
from payouts.ledger import Entry, chart, credit, debit, journal_text, post, seal
from payouts.ledger.chart import Account
from payouts.money import Money
from tests.payouts.oracles import assert_both_accept, beancount
from tests.payouts.worlds import NOON, SHOP, World, usd


@pytest.fixture
def books(world: World) -> World:
    """Captures in 0, 2 and 3 decimals, store credit and points."""
    world.captured("bkg", usd(1234))
    world.post("credit", flows.customer_compensated("cus", usd(500)))
    world.post("points", flows.points_given("fan", 10))
    for number, code in enumerate(("BHD", "JPY", "USD")):
        amount = Money(1230, code)
        capture = flows.captured(f"bkg{number}", amount, fee=Money(10, code), is_available=True)
        world.post(f"capture:{code}", capture)
        world.post(f"redeem:{code}", flows.customer_compensated("cus", Money(7, code)))
    return world


def test_both_programs_accept_the_journal_and_agree_with_the_trial_balance(books: World) -> None:
    with books.engine.connect() as connection:
        text = assert_both_accept(connection, SHOP)
    for line in (
        "  Assets:Provider-available  1.220 BHD",
        "  Assets:Provider-available  1220 JPY",
        "  Liabilities:Held:Bkg2  -12.30 USD",
        "  Equity:Memo:Points-issued  10 PTS",
        "  Liabilities:Credit:Cus  -0.007 BHD_CREDIT",
        "  Liabilities:Credit:Cus  -7 JPY_CREDIT",
    ):
        assert line in text.splitlines()
    assert text.count(' * "') == 11


def test_books_without_entries_are_a_journal_too(world: World) -> None:
    with world.engine.connect() as connection:
        text = assert_both_accept(connection, SHOP)
    assert text == f"; The books of {SHOP}, sealed up to 0:{'0' * 64}\n\n"


def test_the_journal_says_how_far_it_is_sealed(books: World) -> None:
    with books.transaction() as session:
        seal(session, SHOP, at=NOON)
    with books.engine.connect() as connection:
        assert next(journal_text(connection, SHOP)).startswith(f"; The books of {SHOP}, sealed up to 11:")


def test_names_that_only_look_alike_stay_apart(world: World) -> None:
    codes = ["pay:a_b", "pay:a-b", "pay:A_b", "pay:_", "pay:é", "pay::x"]
    for number, code in enumerate(codes):
        account = Account(code, "liability", -1, None, 0)
        world.post(f"k{number}", (debit(chart.PROVIDER_AVAILABLE, usd(1)), credit(account, usd(1))))
    with world.engine.connect() as connection:
        text = assert_both_accept(connection, SHOP)
    assert len({name for name, _unit in beancount(text)}) == len(codes) + 1


@pytest.mark.parametrize(
    "key", ['say"so', "back\\slash", "semi;colon", "a|b", "ünïcode", "(a)", "%", "#tag", "^l"]
)
def test_a_key_of_any_characters_is_carried(world: World, key: str) -> None:
    world.post(key, flows.points_given("fan", 10))
    with world.engine.connect() as connection:
        assert_both_accept(connection, SHOP)


def test_entries_written_out_of_their_order_in_time_are_accepted(world: World) -> None:
    for days in (0, -400, 3):
        happened = NOON + dt.timedelta(days=days)
        entry = Entry(SHOP, f"k{days}", "test", "bkg", happened, flows.points_given("fan", 1))
        with world.transaction() as session:
            post(session, entry, at=NOON)
    with world.engine.connect() as connection:
        assert_both_accept(connection, SHOP)


def test_the_oracles_refuse_what_is_wrong() -> None:
    wrong = '2026-11-20 open Assets:A\n2026-11-20 open Assets:B\n2026-11-20 * "k"\n  Assets:A  1.00 USD\n  Assets:B  -0.99 USD\n'
    with pytest.raises(AssertionError):
        beancount(wrong)

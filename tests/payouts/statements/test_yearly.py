"""A year's records equal the ledger to the cent, by the business's zone, whatever was netted or taken back."""

from __future__ import annotations

import datetime as dt

import pytest

from payouts import flows
from payouts.errors import NotFound
from payouts.runs import run_payouts
from payouts.statements.tax_rules import RULES, rule_of
from payouts.statements.yearly import records_total, years_of
from payouts.statements.yearly_reading import bounds_of, ledger_total, paid_lines
from tests.payouts.worlds import SHOP, World, usd

ZONE = "America/Los_Angeles"


def _run(world: World) -> None:
    on = world.now.date()
    run_payouts(world.transaction, world.provider, SHOP, run_ref=on.isoformat(), on=on, clock=world.clock)


@pytest.fixture
def shop(world: World) -> World:
    """Two people paid over the turn of a year: pay, a tip, a debt that was set off."""
    world.fund(usd(900_000))
    world.fan("fan_1")
    world.fan("fan_2")
    world.earning("asg_1", "fan_1", usd(250_000))
    world.post("apology", flows.customer_compensated("cus", usd(5_000), by_fan="fan_1"), kind="apology")
    world.earning("asg_2", "fan_2", usd(70_000))
    _run(world)
    world.now = dt.datetime(2027, 1, 1, 7, 30, tzinfo=dt.UTC)  # still 2026 in San Francisco
    world.earning("asg_3", "fan_2", usd(1_000))
    _run(world)
    world.now = dt.datetime(2027, 1, 1, 20, tzinfo=dt.UTC)
    world.earning("asg_4", "fan_2", usd(9_999))
    world.now = dt.datetime(2027, 1, 2, 20, tzinfo=dt.UTC)
    _run(world)
    return world


def _year(world: World, year: int) -> tuple[dict[str, object], dict[str, int], dict[str, int]]:
    since, until = bounds_of(year, ZONE)
    with world.transaction() as session:
        lines = paid_lines(session, SHOP, since=since, until=until)
        people = years_of(lines, ZONE, {"asg_1": "delivery", "asg_2": "delivery"})
        return (
            {one.owner_ref: one for one in people},
            records_total(people),
            ledger_total(session, SHOP, since=since, until=until),
        )


def test_records_equal_the_ledger_and_a_payment_belongs_to_the_business_s_own_year(shop: World) -> None:
    people, records, books = _year(shop, 2026)
    assert records == books == {"USD": 250_000 - 5_000 + 70_000 + 1_000}
    first, second = people["fan_1"], people["fan_2"]
    assert (first.gross_minor, first.set_off_minor, first.count) == (250_000, 5_000, 1)
    assert (second.gross_minor, second.count, second.by_month[11]) == (71_000, 2, 1_000)
    assert second.by_kind == {"delivery": [70_000, 0], "other": [1_000, 0]}
    assert sum(second.by_quarter) == second.gross_minor
    _, records, books = _year(shop, 2027)
    assert records == books == {"USD": 9_999}


def test_a_year_without_payments_is_empty(shop: World) -> None:
    assert _year(shop, 2020) == ({}, {}, {})


@pytest.mark.parametrize(
    ("form", "year", "amount", "currency", "count", "is_reported"),
    [
        ("1099-NEC", 2025, 600_00, "USD", 1, True),
        ("1099-NEC", 2025, 599_99, "USD", 1, False),
        ("1099-NEC", 2026, 1_999_99, "USD", 1, False),
        ("1099-NEC", 2026, 2_000_00, "USD", 1, True),
        ("1099-K", 2026, 20_000_00, "USD", 500, False),
        ("1099-K", 2026, 20_000_01, "USD", 200, False),
        ("1099-K", 2026, 20_000_01, "USD", 201, True),
        ("DAC7", 2026, 1, "EUR", 1, True),
        ("DAC7", 2026, 0, "EUR", 0, False),
    ],
)
def test_thresholds_are_those_of_their_year(
    form: str, year: int, amount: int, currency: str, count: int, is_reported: bool
) -> None:
    assert rule_of(form, year).is_reportable(amount, currency, count) is is_reported


def test_every_rule_says_where_it_comes_from_and_a_year_has_one() -> None:
    assert all(rule.source for rule in RULES)
    with pytest.raises(NotFound):
        rule_of("1099-NEC", 1999)
    for form in {rule.form for rule in RULES}:
        for year in range(2024, 2031):
            assert sum(rule.form == form and rule.holds_in(year) for rule in RULES) == 1

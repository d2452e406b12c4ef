"""Amounts as people type them: kept exactly, or refused with the reason, and what was typed stays there."""

from __future__ import annotations

from collections.abc import Iterator
from decimal import Decimal
from fractions import Fraction
from typing import Any

import pytest
from flask import Flask
from flask_babel import force_locale
from hypothesis import given
from hypothesis import strategies as st
from werkzeug.datastructures import MultiDict

from marketplace.core import minor
from marketplace.core.formats import format_money
from marketplace.core.money_fields import AmountOrShareField, MoneyField, MoneyForm, ShareField
from marketplace.rewards.forms_designs import part_form
from marketplace.rewards.forms_tax import TaxRateForm
from marketplace.rewards.part_fields import GROUPS


class OneForm(MoneyForm):
    """An amount that may go over a card, one that is free, and a share."""

    amount = MoneyField("Amount", needed="Needed.", by_card=True)
    price = MoneyField("Price", may_be_zero=True)
    share = ShareField("Share")
    either = AmountOrShareField("Either", told_by="sort")
    sort = ShareField("stands for a choice")


def typed(currency: str, **entered: str) -> OneForm:
    """The form with what somebody typed."""
    form = OneForm(MultiDict(entered), currency=currency, meta={"csrf": False})
    form.validate()
    return form


@pytest.fixture(autouse=True)
def in_a_request(app: Flask) -> Iterator[None]:
    with app.test_request_context("/"):
        yield


@pytest.mark.parametrize(
    ("currency", "entered", "said"),
    [
        ("JPY", "100.50", "Amounts in JPY have no decimals: please give a whole number."),
        ("USD", "0.005", "Amounts in USD have at most 2 decimals, such as 25.00."),
        ("BHD", "1.2345", "Amounts in BHD have at most 3 decimals, such as 25.000."),
        ("BHD", "1.234", "Cards take whole steps of BHD0.010 only."),
        ("RSD", "1.005", "Amounts in RSD have at most 2 decimals, such as 25.00."),
        ("USD", "-5", "Please give an amount above zero."),
        ("USD", "0", "Please give an amount above zero."),
        ("USD", "1000000", "Please give at most $999,999.99."),
        ("JPY", "100000000", "Please give at most ¥99,999,999."),
        ("ISK", "1000000", "Please give at most ISK999,999."),
        (
            "USD",
            "25.0000000000000000000000000000001",
            "Amounts in USD have at most 2 decimals, such as 25.00.",
        ),
        ("USD", "1e-400", "Amounts in USD have at most 2 decimals, such as 25.00."),
        ("USD", "1e400", "Please give at most $999,999.99."),
        ("USD", "Infinity", "Please give a number, such as 25."),
        ("USD", "NaN", "Please give a number, such as 25."),
        ("USD", "34,50", "Please give a number, such as 25."),
        ("USD", "sNaN", "Please give a number, such as 25."),
        ("USD", "1_000", "Please give a number, such as 25."),
        ("USD", "3\u202f400", "Please give a number, such as 25."),
        ("USD", "\u200f34", "Please give a number, such as 25."),
        ("USD", "1e999999999999999999", "Please give a number, such as 25."),
        ("USD", "1.000", "Amounts in USD have at most 2 decimals, such as 25.00."),
        ("JPY", "1.000", "Amounts in JPY have no decimals: please give a whole number."),
        ("USD", "9" * 100_000, "Please give at most $999,999.99."),
        ("USD", "", "Needed."),
    ],
)
def test_what_cannot_be_kept_is_refused_and_stays_where_it_was_typed(
    currency: str, entered: str, said: str
) -> None:
    field = typed(currency, amount=entered).amount
    assert [str(one).replace("\xa0", " ") for one in field.errors] == [said]
    assert field._value() == entered


@pytest.mark.parametrize(
    ("currency", "entered", "minor_units"),
    [("JPY", "100", 100), ("JPY", "100.0", 100), ("JPY", "1e2", 100), ("USD", "0.10", 10), ("USD", "34.5", 3450), ("BHD", "1.23", 1230), ("BHD", "1.000", 1000), ("USD", "٣٤", 3400), ("USD", "\u00a007", 700), ("RSD", "100", 10_000)],
)  # fmt: skip
def test_what_can_be_kept_is_kept_exactly(currency: str, entered: str, minor_units: int) -> None:
    field = typed(currency, amount=entered).amount
    assert (list(field.errors), field.minor) == ([], minor_units)


def test_free_is_an_amount_where_it_may_be() -> None:
    assert typed("USD", price="0").price.minor == 0
    assert typed("USD", price="").price.minor is None
    assert typed("USD", price="-1").price.errors == ["Please give an amount, or 0."]


def test_a_share_has_no_more_decimals_than_are_kept() -> None:
    assert typed("USD", share="12.345").share.errors == ["Please give at most two decimals."]
    assert typed("USD", share="101").share.errors == ["Please give a share between 0.01 and 100."]
    assert not typed("USD", share="12.34").share.errors


@pytest.mark.parametrize("entered", ["sNaN", "-NaN123", "1_0", "1e-999999999"])
def test_what_python_takes_for_a_number_is_none_in_any_form(entered: str) -> None:
    tax = TaxRateForm(MultiDict({"rate": entered}), meta={"csrf": False})
    assert not tax.rate.validate(tax)
    asked = MultiDict({"when": "rating", "when_number": entered})
    part = part_form("bonus", "USD", asked, meta={"csrf": False})
    assert not part.when_number.validate(part)


def every_form() -> Iterator[type[MoneyForm]]:
    waiting: list[type[MoneyForm]] = MoneyForm.__subclasses__()
    while waiting:
        one = waiting.pop()
        waiting += one.__subclasses__()
        if one.__module__.startswith("marketplace."):
            yield one


def refused_by(form: Any) -> list[str]:
    """Names of the amounts that say why half a yen cannot be."""
    amounts = [one for one in form if isinstance(one, MoneyField)]
    return [one.name for one in amounts if not one.validate(form) and "no decimals" in " ".join(one.errors)]


def test_every_form_with_amounts_refuses_half_a_yen(app: Flask) -> None:
    for made in every_form():
        extra: dict[str, Any] = {"places": []} if made.__name__ == "PromotionForm" else {}
        plain = made(MultiDict(), currency="JPY", meta={"csrf": False}, **extra)
        names = [one.name for one in plain if isinstance(one, MoneyField)]
        entered = MultiDict(dict.fromkeys(names, "100.5") | {"sort": "amount", "measure": "amount"})
        assert refused_by(made(entered, currency="JPY", meta={"csrf": False}, **extra)) == names, made
    for kind in (kind for _group, kinds in GROUPS for kind in kinds):
        form = part_form(kind, "JPY", MultiDict(), meta={"csrf": False})
        names = [one.name for one in form if isinstance(one, MoneyField)]
        entered = MultiDict(dict.fromkeys(names, "100.5") | {"measure": "amount"})
        assert refused_by(part_form(kind, "JPY", entered, meta={"csrf": False})) == names, kind


@given(st.integers(0, 99_999_999), st.sampled_from(sorted(minor.CURRENCIES)))
def test_minor_units_and_back_lose_nothing(amount_minor: int, currency: str) -> None:
    assert minor.to_minor(minor.from_minor(amount_minor, currency), currency) == amount_minor


@given(st.decimals(allow_nan=False, allow_infinity=False, places=4), st.sampled_from(["JPY", "USD", "BHD"]))
def test_nothing_is_ever_rounded(amount: Decimal, currency: str) -> None:
    if minor.is_exact(amount, currency):
        found = minor.to_minor(amount, currency)
        assert Fraction(found, 10 ** minor.decimals_of(currency)) == Fraction(amount)
    else:
        with pytest.raises(ValueError, match="smallest units"):
            minor.to_minor(amount, currency)


@pytest.mark.parametrize(
    ("locale", "amount_minor", "currency", "words"),
    [
        ("en", 10050, "RSD", "RSD100.50"),
        ("es", 10050, "RSD", "100,50 RSD"),
        ("en", 1_234_567, "IQD", "IQD1,234.567"),
        ("en", 3450, "USD", "$34.50"),
        ("en", 100, "JPY", "¥100"),
    ],
)
def test_what_is_shown_is_what_is_booked(locale: str, amount_minor: int, currency: str, words: str) -> None:
    with force_locale(locale):
        assert format_money(amount_minor, currency).replace("\xa0", " ") == words

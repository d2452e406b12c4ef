"""No cell of a file runs as a formula, and amounts are exact in every currency."""

from __future__ import annotations

import csv
import datetime as dt
import io

import pytest
from hypothesis import given
from hypothesis import strategies as st

from payouts.money import Money
from payouts.statements.csv_file import FORMULA_SIGNS, harmless, statement_csv
from payouts.statements.document import Statement, StatementItem
from payouts.statements.sheet import Names, Work, sheet_of

NOON = dt.datetime(2026, 11, 20, 12, tzinfo=dt.UTC)


def _rows(content: bytes) -> list[list[str]]:
    return list(csv.reader(io.StringIO(content.decode("utf-8-sig"))))


def _sheet(title: str, person: str, amounts: list[int], currency: str, locale: str = "en") -> bytes:
    items = tuple(
        StatementItem(f"asg_{n}", "earning", n % 2 == 1, NOON, Money(amount, currency))
        for n, amount in enumerate(amounts)
    )
    whole = Money(sum(amounts), currency)
    statement = Statement("biz", "fan", "pay_1", 1, whole, NOON, NOON, items, (), Money(0, currency))
    names = Names("Shop", person, "UTC", {"asg_0": Work(title, "", [(title, Money(1, currency))])})
    return statement_csv(sheet_of(statement, names, locale))


@pytest.mark.parametrize("sign", FORMULA_SIGNS)
def test_what_begins_like_a_formula_is_text(sign: str) -> None:
    content = _sheet(f"{sign}HYPERLINK(1)", f" {sign}cmd|x", [100], "EUR")
    for row in _rows(content)[1:]:
        for index, cell in enumerate(row):
            if index != 3:
                assert not cell.lstrip(" ").startswith(FORMULA_SIGNS), cell


@given(st.text(max_size=30))
def test_no_cell_is_a_formula_whatever_people_write(text: str) -> None:
    assert not harmless(text).lstrip(" ").startswith(FORMULA_SIGNS)


@given(
    st.lists(st.integers(-(10**9), 10**9), min_size=1, max_size=8),
    st.sampled_from(["EUR", "JPY", "KWD"]),
    st.sampled_from(["en", "es"]),
)
def test_the_lines_of_a_file_add_up_to_what_was_paid(amounts: list[int], currency: str, locale: str) -> None:
    from decimal import Decimal

    rows = _rows(_sheet("Gig", "Ana", amounts, currency, locale))
    sections = {
        "What you did",
        "Tips, the whole of each",
        "Taken off",
        "Lo que hiciste",
        "Propinas, enteras",
        "Descontado",
    }
    found = [Decimal(r[3]) for r in rows[1:] if r[0] in sections]
    assert sum(found) == Money(sum(amounts), currency).decimal

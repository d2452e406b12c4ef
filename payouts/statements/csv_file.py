"""Writes a sheet as CSV for spreadsheets: exact amounts, and no cell that would run as a formula. Pure."""

from __future__ import annotations

import csv
import io
from collections.abc import Iterable, Sequence

from payouts.statements.sheet import Sheet
from payouts.statements.words import words

FORMULA_SIGNS = ("=", "+", "-", "@", "\t", "\r", "\n")
"""What a spreadsheet takes for the beginning of a formula. Source: OWASP, "CSV Injection"."""


def statement_csv(sheet: Sheet) -> bytes:
    """Write a statement as CSV.

    Parameters
    ----------
    sheet : Sheet

    Returns
    -------
    bytes
        UTF-8 with a byte order mark, so that spreadsheets read accents; amounts in major units with a point.
        The same sheet gives the same bytes.
    """
    names = ("section", "what", "detail", "amount", "currency")
    rows: list[Sequence[str]] = [[words(sheet.locale, name) for name in names]]
    rows += [("", label, value, "", "") for label, value in sheet.facts]
    for section in sheet.sections:
        for row in section.rows:
            within = row.depth and section.code == "work"  # apart, so that a part's amounts add up to it
            part = f"{section.heading}, {words(sheet.locale, 'in_detail')}" if within else section.heading
            amount = "" if row.amount is None else str(row.amount.decimal)
            unit = "" if row.amount is None else row.amount.currency
            rows.append((part, row.label, row.detail, amount, unit))
    rows += [("", note, "", "", "") for note in sheet.notes]
    return table_csv(rows, numbers={3})


def table_csv(rows: Iterable[Sequence[str]], *, numbers: set[int]) -> bytes:
    """Write rows as CSV with every text made harmless.

    Parameters
    ----------
    rows : iterable of sequences of str
        The first is the heading.
    numbers : set of int
        Columns of numbers made by the library, left as they are: a minus sign is meant there.

    Returns
    -------
    bytes
    """
    out = io.StringIO()
    writer = csv.writer(out, lineterminator="\r\n")
    for index, row in enumerate(rows):
        writer.writerow(
            [cell if column in numbers and index else harmless(cell) for column, cell in enumerate(row)]
        )
    return out.getvalue().encode("utf-8-sig")


def harmless(cell: str) -> str:
    """A cell that no spreadsheet runs: an apostrophe before what begins like a formula, behind blanks too."""
    return f"'{cell}" if cell.lstrip(" ").startswith(FORMULA_SIGNS) else cell

"""The books as an owner reads them: accounts of one family in one line, named for what the money is."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

from babel.numbers import get_currency_name
from flask_babel import get_locale, gettext
from flask_babel import lazy_gettext as _l

from marketplace.core.formats import format_money, format_number
from marketplace.rewards.treasury.books import Books
from marketplace.rewards.wording import POINTS

CREDIT = ".CREDIT"
FAMILIES = {
    "provider_pending": _l("With the provider, not yet free"),
    "provider_available": _l("With the provider, free to be sent"),
    "own_bank": _l("Paid from your own bank account"),
    "own_funds": _l("Given back by budgets that have ended"),
    "provider_fees": _l("What the provider kept"),
    "platform_fee": _l("Fee of the platform"),
    "revenue": _l("What bookings left you"),
    "compensation_expense": _l("Paid to people you let down"),
    "budget": _l("In the budgets"),
    "budget_applied": _l("Budget turned into rewards"),
    "reward_expense": _l("What rewards cost"),
    "credit_backing": _l("Promised as store credit"),
    "credit_issued": _l("Store credit given out, in all"),
    "credit": _l("Store credit of people"),
    "discount_reserve": _l("Promised as discount codes"),
    "promotion_discounts": _l("Taken off prices by promotions"),
    "tax_payable": _l("Tax in what customers paid, owed to the tax office"),
    "points_issued": _l("Points given out, in all"),
    "points": _l("Points of people"),
    "authorisations": _l("Set aside on cards, in all"),
    "authorised": _l("Set aside on cards, by booking"),
    "capturing": _l("Being taken from cards now"),
    "held": _l("Paid by guests, kept until it has taken place"),
    "refund_due": _l("On its way back to guests"),
    "payable": _l("Earned by fans, not yet sent"),
    "tips_payable": _l("Tips for fans, not yet sent"),
    "in_transit": _l("Being sent to fans now"),
    "receivable": _l("Owed by fans"),
    "partner_due": _l("Owed by partners who fund rewards"),
    "carried": _l("Odd cents of fans, kept for their next pay"),
    "carried_tips": _l("Odd cents of tips, kept for the next"),
    "dispute_claim": _l("Taken by banks that have not decided"),
    "dispute_fees": _l("What disputes cost"),
    "dispute_loss": _l("Lost in disputes"),
    "debt_loss": _l("Owed by people who have gone, and borne by you"),
    "recovering": _l("Being taken back from fans"),
    "recipient_balance": _l("With the provider for fans"),
    "recipient_funds": _l("With the provider for fans, in all"),
    "charity_payable": _l("Given to causes, not yet passed on"),
    "perk_reserve": _l("Set aside for costs of fans"),
}


@dataclass(frozen=True)
class Line:
    """One family of accounts, each side in words; a side without anything is empty."""

    name: str
    kind: str
    debit: str
    credit: str


@dataclass(frozen=True)
class BooksInWords:
    """The books in one unit."""

    title: str
    lines: list[Line]
    debit: str
    credit: str
    agree: bool


def in_words(books: Iterable[Books]) -> list[BooksInWords]:
    """Each unit's books, money before credit before points."""
    ordered = sorted(books, key=lambda b: (b.currency == POINTS, b.currency.endswith(CREDIT), b.currency))
    return [
        BooksInWords(
            _title(book.currency),
            _lines(book),
            _amount(book.debit_minor, book.currency),
            _amount(book.credit_minor, book.currency),
            book.debit_minor == book.credit_minor,
        )
        for book in ordered
    ]


def _lines(book: Books) -> list[Line]:
    sums: dict[tuple[str, str], list[int]] = {}
    for line in book.lines:
        family = line.code.partition(":")[0]
        sides = sums.setdefault((family, line.kind), [0, 0])
        sides[0] += line.debit_minor
        sides[1] += line.credit_minor
    return [
        Line(
            str(FAMILIES.get(family, family)),
            kind,
            *(_amount(side, book.currency) if side else "" for side in sides),
        )
        for (family, kind), sides in sums.items()
    ]


def _title(unit: str) -> str:
    if unit == POINTS:
        return gettext("The books in recognition points")
    money = get_currency_name(unit.removesuffix(CREDIT), count=2, locale=get_locale())
    if unit.endswith(CREDIT):
        return gettext("The books in %(money)s, store credit", money=money)
    return gettext("The books in %(money)s", money=money)


def _amount(amount_minor: int, unit: str) -> str:
    return (
        format_number(amount_minor)
        if unit == POINTS
        else format_money(amount_minor, unit.removesuffix(CREDIT))
    )

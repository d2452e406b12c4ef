"""What tax offices ask for, as dated data: forms, thresholds, days. No rule here is code."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field

from payouts.errors import NotFound


@dataclass(frozen=True, slots=True)
class FormRule:
    """One form in one stretch of years.

    Attributes
    ----------
    form : str
        ``1099-NEC``, ``1099-K`` or ``DAC7``.
    first_year, last_year : int, int or None
        Tax years in which the rule holds; None: until another follows.
    above_minor : dict of str to int
        A person is reported from this sum on (``1099-NEC``), or above it (``1099-K``), by currency.
        Empty: from the first cent.
    above_count : int
        And only with more activities than this.
    is_reached_at : bool
        Whether the sum itself counts already.
    due_month_day : (int, int)
        Month and day of the year after, by which it is filed.
    source : str
    """

    form: str
    first_year: int
    last_year: int | None
    above_minor: Mapping[str, int] = field(default_factory=dict)
    above_count: int = 0
    is_reached_at: bool = True
    due_month_day: tuple[int, int] = (1, 31)
    source: str = ""

    def holds_in(self, year: int) -> bool:
        """Whether the rule is that year's."""
        return self.first_year <= year and (self.last_year is None or year <= self.last_year)

    def is_reportable(self, amount_minor: int, currency: str, count: int) -> bool:
        """Whether somebody with this sum and so many activities is reported."""
        limit = self.above_minor.get(currency, 0)
        over = amount_minor >= limit if self.is_reached_at else amount_minor > limit
        return amount_minor > 0 and over and count > self.above_count


RULES = (
    FormRule("1099-NEC", 2020, 2025, {"USD": 600_00}, source="26 U.S.C. 6041(a), 6041A(a) before 2026"),
    FormRule(
        "1099-NEC", 2026, None, {"USD": 2_000_00},
        source="Public Law 119-21, section 70433: 2,000 dollars from 2026, indexed from 2027: look it up each year",
    ),
    FormRule(
        "1099-K", 2020, None, {"USD": 20_000_00}, above_count=200, is_reached_at=False,
        source="Public Law 119-21, section 70432: above 20,000 dollars and 200 transactions; states may ask for less",
    ),
    FormRule(
        "DAC7", 2023, None,
        source="Directive (EU) 2021/514, annex V: personal services have no lower limit; the exclusion of 30 sales and "
        "2,000 euros is for goods alone",
    ),
)  # fmt: skip
"""Every rule, dated. States of the United States may ask for less than the federal sums."""

TIPS_REPORTED_FROM = 2026
"""From this tax year on, United States forms carry cash tips and an occupation code apart. Source: Public Law 119-21."""

EU = frozenset(
    ["AT", "BE", "BG", "CY", "CZ", "DE", "DK", "EE", "ES", "FI", "FR", "GR", "HR", "HU", "IE", "IT", "LT", "LU", "LV", "MT", "NL", "PL", "PT", "RO", "SE", "SI", "SK"]
)  # fmt: skip
"""Member states, by ISO 3166 code."""


def rule_of(form: str, year: int) -> FormRule:
    """The rule of a form in a tax year.

    Raises
    ------
    NotFound
        If there is none: the year is too far back.
    """
    for rule in RULES:
        if rule.form == form and rule.holds_in(year):
            return rule
    raise NotFound(f"no rule for {form} in {year}", form=form, year=year)


def asks_occupation_code(form: str, year: int) -> bool:
    """Tell whether a form of a tax year carries tips apart, with the occupation they were given for."""
    return form.startswith("1099") and year >= TIPS_REPORTED_FROM


def forms_of(country: str) -> tuple[str, ...]:
    """The forms that concern a business in a country; none elsewhere, where the plain record serves."""
    if country == "US":
        return ("1099-NEC", "1099-K")
    return ("DAC7",) if country in EU else ()

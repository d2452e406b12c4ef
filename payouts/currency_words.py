"""Amounts as people of a locale write them, with as many decimals as the books have."""

from __future__ import annotations

from copy import copy
from decimal import Decimal
from functools import lru_cache
from typing import Any

from babel import Locale
from babel.numbers import get_currency_precision

from payouts.currencies import currency


def currency_words(amount: Decimal, code: str, locale: str) -> str:
    """Write an amount of a currency.

    Parameters
    ----------
    amount : Decimal
        In major units.
    code : str
        ISO 4217 code.
    locale : str
        Such as ``en`` or ``es_MX``.

    Returns
    -------
    str
        For example ``$12.50``, ``12,50 €``, ``RSD 100.50``.

    Notes
    -----
    Locale data leave the decimals of some currencies out, because nobody has such coins any more (dinar, lek, kip);
    books and providers still count them, and what is written must be what is booked.
    """
    pattern, is_usual = _pattern(locale, code)
    return str(pattern.apply(amount, locale, currency=code, currency_digits=is_usual))


@lru_cache(maxsize=512)
def _pattern(locale: str, code: str) -> tuple[Any, bool]:
    usual = Locale.parse(locale).currency_formats["standard"]
    decimals = currency(code).exponent
    if get_currency_precision(code) == decimals:
        return usual, True
    own = copy(usual)
    own.frac_prec = (decimals, decimals)
    return own, False

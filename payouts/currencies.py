"""What each unit of money is: its decimals, and what the card provider accepts of it.

Sources: ISO 4217 for the decimals; Stripe's page "Supported currencies" for the multiples (ISK and UGX
have no decimals in the world and are charged as two-decimal amounts ending in 00; three-decimal amounts
end in 0) and for the least charge by settlement currency (docs.stripe.com/currencies#minimum-and-maximum-charge-amounts: 24 currencies,
compared one by one in November 2026 with three copies of that table; others depend on the day's rate: none is stated here). The
multiples are the provider's dated settings.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from functools import lru_cache

from payouts.errors import InvalidMoney

POINTS = "PTS"
"""Unit of recognition points: they buy nothing outside the business and never mix with money."""

CREDIT_SUFFIX = ".CREDIT"
"""Store credit is a unit of its own, ``USD.CREDIT``, with the decimals of its money."""

PROVIDER_AMOUNT_MAX_MINOR = 99_999_999
"""Largest amount of one card charge, in minor units: eight digits (Stripe)."""

_CODE = re.compile(r"[A-Z]{3}(\.CREDIT)?")


def _codes(listed: str) -> frozenset[str]:
    return frozenset(listed.split())


_ZERO_DECIMAL = _codes(
    """
    BIF CLP DJF GNF ISK JPY KMF KRW MGA PYG RWF UGX VND VUV XAF XOF XPF
    """
)
_THREE_DECIMAL = _codes(
    """
    BHD IQD JOD KWD LYD OMR TND
    """
)
_TWO_DECIMAL = _codes(
    """
    AED AFN ALL AMD ANG AOA ARS AUD AWG AZN BAM BBD BDT BGN BMD BND BOB BRL BSD BWP BYN BZD CAD CDF CHF
    CNY COP CRC CVE CZK DKK DOP DZD EGP ETB EUR FJD FKP GBP GEL GIP GMD GTQ GYD HKD HNL HTG HUF IDR ILS
    INR JMD KES KGS KHR KYD KZT LAK LBP LKR LRD LSL MAD MDL MKD MMK MNT MOP MUR MVR MWK MXN MYR MZN NAD
    NGN NIO NOK NPR NZD PAB PEN PGK PHP PKR PLN QAR RON RSD SAR SBD SCR SEK SGD SHP SLE SOS SRD STN SZL
    THB TJS TOP TRY TTD TWD TZS UAH USD UYU UZS WST XCD YER ZAR ZMW
    """
)
_LEAST_CHARGE = {
    "AED": 200, "AUD": 50, "BGN": 100, "BRL": 50, "CAD": 50, "CHF": 50, "CZK": 1500, "DKK": 250, "EUR": 50, "GBP": 30,
    "HKD": 400, "HUF": 17500, "INR": 50, "JPY": 50, "MXN": 1000, "MYR": 200, "NOK": 300, "NZD": 50, "PLN": 200,
    "RON": 200, "SEK": 300, "SGD": 50, "THB": 1000, "USD": 50,
}  # fmt: skip
_SENT_AS_TWO_DECIMAL = frozenset({"ISK", "UGX"})
_WHOLE_PAYOUTS = frozenset({"HUF", "TWD"})
CASH = _ZERO_DECIMAL | _TWO_DECIMAL | _THREE_DECIMAL
"""Currencies that can leave through a payment provider."""


@dataclass(frozen=True, slots=True)
class Currency:
    """One unit of account.

    Attributes
    ----------
    code : str
        ISO 4217 code, ``PTS``, or ``<ISO>.CREDIT``.
    exponent : int
        Decimals of the unit: 0, 2 or 3. 1 major unit = 10**exponent minor units.
    charge_multiple : int
        A charge must be a whole multiple of this many minor units.
    payout_multiple : int
        A payout must be a whole multiple of this many minor units.
    provider_factor : int
        What one minor unit of ours is called at the provider (100 for ISK and UGX, else 1).
    least_charge : int
        Minor units below which no card is charged; 1 where the provider states no amount.
    """

    code: str
    exponent: int
    charge_multiple: int = 1
    payout_multiple: int = 1
    provider_factor: int = 1
    least_charge: int = 1

    @property
    def is_cash(self) -> bool:
        """Whether the unit can leave through a payment provider."""
        return self.code != POINTS and not self.code.endswith(CREDIT_SUFFIX)


def currency(code: str) -> Currency:
    """Look up a unit of account.

    Parameters
    ----------
    code : str
        ISO 4217 code in capitals, ``PTS``, or ``<ISO>.CREDIT``.

    Returns
    -------
    Currency

    Raises
    ------
    InvalidMoney
        If the code is none of these.
    """
    if not isinstance(code, str):
        raise InvalidMoney(f"{code!r} is not a currency code", currency=code)
    return _known(code)


@lru_cache(maxsize=512)
def _known(code: str) -> Currency:
    if not _CODE.fullmatch(code):
        raise InvalidMoney(f"{code!r} is not a currency code", currency=code)
    if code == POINTS:
        return Currency(POINTS, 0)
    base = code.removesuffix(CREDIT_SUFFIX)
    least = _LEAST_CHARGE.get(base, 1)
    if base in _ZERO_DECIMAL:
        factor = 100 if base in _SENT_AS_TWO_DECIMAL else 1
        return Currency(code, 0, provider_factor=factor, least_charge=least)
    if base in _THREE_DECIMAL:
        return Currency(code, 3, charge_multiple=10, payout_multiple=10)
    if base in _TWO_DECIMAL:
        multiple = 100 if base in _WHOLE_PAYOUTS else 1
        return Currency(code, 2, payout_multiple=multiple, least_charge=least)
    raise InvalidMoney(f"{code!r} is not a currency this library knows", currency=code)


def credit_unit(code: str) -> str:
    """Name the store-credit unit that belongs to a currency.

    Parameters
    ----------
    code : str
        ISO 4217 code of a cash currency.

    Returns
    -------
    str
        For example ``USD.CREDIT``.

    Raises
    ------
    InvalidMoney
        If the code is not a cash currency.
    """
    if not currency(code).is_cash:
        raise InvalidMoney(f"{code} has no store credit of its own", currency=code)
    return code + CREDIT_SUFFIX


def cash_unit(code: str) -> str:
    """Name the currency in which a store-credit unit is worth something; any other unit names itself.

    Parameters
    ----------
    code : str
        For example ``USD.CREDIT`` or ``USD``.

    Returns
    -------
    str
        For example ``USD``.
    """
    return code.removesuffix(CREDIT_SUFFIX)

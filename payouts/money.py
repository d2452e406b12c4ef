"""Amounts of money as whole minor units of one currency, and their division without loss."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from decimal import Decimal

from payouts.currencies import Currency
from payouts.currencies import currency as currency_of
from payouts.errors import CurrencyMismatch, InvalidMoney, InvalidSplit

AMOUNT_MAX_MINOR = 2**63 - 1
"""Largest amount a database bigint can hold, in minor units."""

BPS = 10_000
"""Basis points of a whole: 1 % is 100."""

_SEEN: set[str] = set()
"""Codes that were looked up and are currencies."""


@dataclass(frozen=True, slots=True, init=False)
class Money:
    """An amount of one currency, possibly negative.

    Parameters
    ----------
    amount_minor : int
        Whole minor units (cents, yen, fils), between -(2**63 - 1) and 2**63 - 1.
    currency : str
        ISO 4217 code, ``PTS`` or ``<ISO>.CREDIT``.

    Raises
    ------
    InvalidMoney
        If the amount is no int (a bool is none), too large, or the currency unknown.

    Notes
    -----
    Arithmetic and comparison across currencies raise `CurrencyMismatch`. There is no division:
    use `split`, which loses nothing, or `share_bps`, which says how it rounds.
    """

    amount_minor: int
    currency: str

    def __init__(self, amount_minor: int, currency: str) -> None:
        # Written out, not generated: every line of every evaluation makes one, and this takes half the time.
        if type(amount_minor) is not int:
            raise InvalidMoney(f"{amount_minor!r} is not a whole number of minor units")
        if not -AMOUNT_MAX_MINOR <= amount_minor <= AMOUNT_MAX_MINOR:
            raise InvalidMoney("the amount does not fit 64 bits", amount_minor=amount_minor)
        if type(currency) is not str or currency not in _SEEN:
            _SEEN.add(currency_of(currency).code)
        _set_amount(self, amount_minor)
        _set_currency(self, currency)

    @property
    def unit(self) -> Currency:
        """The currency's decimals and multiples."""
        return currency_of(self.currency)

    @property
    def is_zero(self) -> bool:
        """Whether the amount is nothing."""
        return self.amount_minor == 0

    def __add__(self, other: Money) -> Money:
        return Money(self.amount_minor + self._same(other), self.currency)

    def __sub__(self, other: Money) -> Money:
        return Money(self.amount_minor - self._same(other), self.currency)

    def __neg__(self) -> Money:
        return Money(-self.amount_minor, self.currency)

    def __mul__(self, factor: int) -> Money:
        if type(factor) is not int:
            raise InvalidMoney(f"money is multiplied by whole numbers only, not {factor!r}")
        return Money(self.amount_minor * factor, self.currency)

    __rmul__ = __mul__

    def __lt__(self, other: Money) -> bool:
        return self.amount_minor < self._same(other)

    def __le__(self, other: Money) -> bool:
        return self.amount_minor <= self._same(other)

    def __gt__(self, other: Money) -> bool:
        return self.amount_minor > self._same(other)

    def __ge__(self, other: Money) -> bool:
        return self.amount_minor >= self._same(other)

    def __bool__(self) -> bool:
        return self.amount_minor != 0

    def __str__(self) -> str:
        return f"{self.decimal} {self.currency}"

    @property
    def decimal(self) -> Decimal:
        """The amount in major units, exact."""
        return Decimal(self.amount_minor).scaleb(-self.unit.exponent)

    def _same(self, other: Money) -> int:
        if not isinstance(other, Money):
            raise CurrencyMismatch(f"{other!r} is not money")
        if other.currency != self.currency:
            raise CurrencyMismatch(
                f"{self.currency} and {other.currency} do not mix", left=self.currency, right=other.currency
            )
        return other.amount_minor


# A frozen value is set through its slots.
_set_amount: Callable[[Money, int], None] = Money.__dict__["amount_minor"].__set__
_set_currency: Callable[[Money, str], None] = Money.__dict__["currency"].__set__

_new_money: Callable[[type[Money]], Money] = object.__new__


def money_of(amount_minor: int, code: str) -> Money:
    """Make money of parts whose types and currency were checked before; its size is checked here.

    Parameters
    ----------
    amount_minor : int
    code : str
        A currency that was looked up.

    Raises
    ------
    InvalidMoney
        If the amount does not fit 64 bits.
    """
    if not -AMOUNT_MAX_MINOR <= amount_minor <= AMOUNT_MAX_MINOR:
        return Money(amount_minor, code)
    made = _new_money(Money)
    _set_amount(made, amount_minor)
    _set_currency(made, code)
    return made


def zero(code: str) -> Money:
    """Nothing, in a currency."""
    return Money(0, code)


def total(amounts: Iterable[Money], code: str) -> Money:
    """Add amounts of one currency; an empty sum is zero.

    Parameters
    ----------
    amounts : iterable of Money
        All in ``code``.
    code : str
        Currency of the sum.

    Raises
    ------
    CurrencyMismatch
        If an amount is in another currency.
    """
    result = zero(code)
    for amount in amounts:
        result += amount
    return result


def split(amount: Money, weights: Sequence[int]) -> tuple[Money, ...]:
    """Divide an amount in proportion to weights, losing nothing.

    Parameters
    ----------
    amount : Money
        Any sign; the parts of -a are the negated parts of a.
    weights : sequence of int, length n >= 1
        Non-negative shares; at least one is positive.

    Returns
    -------
    tuple of Money, length n
        Parts in the order of weights. They add up to ``amount``; each differs from its exact share by
        less than one minor unit; a weight of zero gets nothing.

    Raises
    ------
    InvalidSplit
        If weights is empty, holds a negative number or something else than an int, or is all zero.

    Notes
    -----
    Largest remainder (Hamilton's method) in integers; ties go to the earlier weight. O(n log n).
    """
    if not weights or any(type(w) is not int or w < 0 for w in weights) or not any(weights):
        raise InvalidSplit("weights must be non-negative whole numbers, one of them positive")
    sign = -1 if amount.amount_minor < 0 else 1
    size, whole = abs(amount.amount_minor), sum(weights)
    parts = [size * w // whole for w in weights]
    by_remainder = sorted(range(len(weights)), key=lambda i: (-(size * weights[i] % whole), i))
    for index in by_remainder[: size - sum(parts)]:
        parts[index] += 1
    return tuple(Money(sign * part, amount.currency) for part in parts)


def next_split(so_far: Money, amount: Money, weights: Sequence[int]) -> tuple[Money, ...]:
    """Divide a further part so that all parts together stay true to the weights.

    Several partial refunds, each split by itself, drift; splitting the running total and giving the
    difference does not.

    Parameters
    ----------
    so_far : Money
        What was divided before by this function with the same weights.
    amount : Money
        What is to be divided now.
    weights : sequence of int
        As in `split`.

    Returns
    -------
    tuple of Money
        Parts of ``amount``, in the order of weights. A part may be negative by one minor unit when the
        remainder moves to another weight.
    """
    before = split(so_far, weights)
    after = split(so_far + amount, weights)
    return tuple(new - old for new, old in zip(after, before, strict=True))


def share_bps(amount: Money, rate_bps: int) -> Money:
    """Take a share of an amount, rounded half away from zero to the minor unit.

    Parameters
    ----------
    amount : Money
        Any sign.
    rate_bps : int
        Basis points, 0 or more; 10,000 is the whole.

    Raises
    ------
    InvalidSplit
        If the rate is negative or no int.
    """
    if type(rate_bps) is not int or rate_bps < 0:
        raise InvalidSplit("a rate is a non-negative whole number of basis points", rate_bps=rate_bps)
    sign = -1 if amount.amount_minor < 0 else 1
    return Money(sign * ((abs(amount.amount_minor) * rate_bps * 2 + BPS) // (2 * BPS)), amount.currency)

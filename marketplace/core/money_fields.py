"""Fields for amounts of money and shares in per cent: what cannot be kept as it was typed is refused, never rounded."""

from __future__ import annotations

import re
from decimal import Decimal
from typing import Any

from flask_babel import gettext as _
from flask_babel import lazy_gettext as _l
from flask_wtf import FlaskForm
from wtforms import DecimalField
from wtforms.validators import InputRequired, Optional, StopValidation
from wtforms.widgets import NumberInput

from marketplace.core import minor
from marketplace.core.formats import format_money

_NUMBER = re.compile(r"[+-]?(\d+\.?\d*|\.\d+)(e[+-]?\d{1,4})?", re.IGNORECASE)
_NONE = "none"  # no number
_LEAST_SHARE, _WHOLE = Decimal("0.01"), Decimal(100)


class NumberField(DecimalField):
    """A number as people write one; what Python takes for one beside it (NaN, 1_000, 1e-999999999) is none."""

    def process_formdata(self, valuelist: list[str]) -> None:
        """Take what was typed."""
        is_plain = bool(valuelist) and _NUMBER.fullmatch(valuelist[0].strip()) is not None
        super().process_formdata(valuelist if is_plain else [_NONE for _ in valuelist])


class _ExactField(NumberField):
    """A number that is kept exactly as it was typed, or refused."""

    widget = NumberInput()

    def __init__(self, label: Any, *, needed: Any, **kwargs: Any) -> None:
        presence = InputRequired(needed) if needed else Optional()
        said = _l("Please give a number, such as 25.")
        super().__init__(label, validators=[presence], places=None, invalid_value_message=said, **kwargs)

    def _value(self) -> str:
        if self.raw_data:
            return str(self.raw_data[0])
        return "" if self.data is None else f"{self.data:f}"

    def pre_validate(self, form: Any) -> None:
        """Say what is wrong; what is no number at all was said before."""
        if self.data is None:
            return
        wrong = self.fault(form)
        if wrong:
            raise StopValidation(wrong)

    def fault(self, form: Any) -> str | None:
        """What is wrong with a number, and what would be right."""
        raise NotImplementedError


class MoneyField(_ExactField):
    """An amount in whole units of a currency, such as 34.50.

    `needed` is what is said when it is left empty; without it, it may be. One that goes over a card (`by_card`) is a
    multiple of what cards take. The currency is set by the form (`MoneyForm`, `set_currency`).
    """

    def __init__(
        self, label: Any = None, *, needed: Any = None, may_be_zero: bool = False, by_card: bool = False,
        most_minor: int | None = None, too_much: Any = None, **kwargs: Any,
    ) -> None:  # fmt: skip
        super().__init__(label, needed=needed, **kwargs)
        self.may_be_zero, self.by_card = may_be_zero, by_card
        self.most_minor, self.too_much, self._currency = most_minor, too_much, ""

    @property
    def currency(self) -> str:
        """In which the amount is."""
        return self._currency

    @currency.setter
    def currency(self, code: str) -> None:
        self._currency = code
        self.flags.step = minor.from_minor(self._step, code)
        self.flags.min = 0 if self.may_be_zero else self.flags.step

    @property
    def minor(self) -> int | None:
        """What was entered, in minor units; nothing where nothing was."""
        return None if self.data is None else minor.to_minor(self.data, self.currency)

    @property
    def amount_minor(self) -> int:
        """What was entered, in minor units; 0 where nothing was."""
        return self.minor or 0

    @property
    def _step(self) -> int:
        return minor.card_step(self.currency) if self.by_card else 1

    def fault(self, form: Any) -> str | None:
        """What is wrong with an amount."""
        amount, code = self.data, self.currency
        if amount < 0 or (amount == 0 and not self.may_be_zero):
            least = _("Please give an amount, or 0.")
            return least if self.may_be_zero else _("Please give an amount above zero.")
        most = minor.most_minor(code) if self.most_minor is None else self.most_minor
        if amount > minor.from_minor(most, code):
            return str(self.too_much or _("Please give at most %(most)s.", most=format_money(most, code)))
        if not minor.is_exact(amount, code) or _is_in_thousands(amount, code):
            return _too_fine(code)
        if minor.to_minor(amount, code) % self._step:
            return _("Cards take whole steps of %(step)s only.", step=format_money(self._step, code))
        return None


class ShareField(_ExactField):
    """A share in per cent, kept in basis points."""

    def __init__(
        self, label: Any = None, *, needed: Any = None, may_be_zero: bool = False, **kwargs: Any
    ) -> None:
        super().__init__(label, needed=needed, **kwargs)
        self.may_be_zero = may_be_zero
        self.flags.min, self.flags.max, self.flags.step = 0, 100, _LEAST_SHARE

    def fault(self, form: Any) -> str | None:
        """What is wrong with a share."""
        if self.may_be_zero and not 0 <= self.data <= _WHOLE:
            return _("Please give a share between 0 and 100.")
        return None if self.may_be_zero and not self.data else share_fault(self.data)


class AmountOrShareField(MoneyField):
    """An amount, or a share in per cent where the field named by `told_by` says `percent`."""

    def __init__(self, label: Any = None, *, told_by: str, **kwargs: Any) -> None:
        super().__init__(label, **kwargs)
        self.told_by = told_by

    def fault(self, form: Any) -> str | None:
        """What is wrong with an amount, or with a share."""
        return share_fault(self.data) if form[self.told_by].data == "percent" else super().fault(form)


class MoneyForm(FlaskForm):
    """A form with amounts, all of one currency."""

    def __init__(self, *args: Any, currency: str, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        set_currency(self, currency)


def set_currency(form: FlaskForm, currency: str) -> None:
    """Let a form's amounts be of a currency."""
    for field in form:
        if isinstance(field, MoneyField):
            field.currency = currency


def share_fault(percent: Decimal) -> str | None:
    """What is wrong with a share in per cent."""
    if not _LEAST_SHARE <= percent <= _WHOLE:
        return _("Please give a share between 0.01 and 100.")
    return _("Please give at most two decimals.") if minor.whole_of(percent, 2) is None else None


def _is_in_thousands(amount: Decimal, code: str) -> bool:
    """True for 1.000 in a currency without three decimals: half the world means a thousand by it."""
    return amount.as_tuple().exponent == -3 and minor.decimals_of(code) != 3


def _too_fine(code: str) -> str:
    decimals = minor.decimals_of(code)
    if not decimals:
        return _("Amounts in %(currency)s have no decimals: please give a whole number.", currency=code)
    example = f"{25:.{decimals}f}"
    return _(
        "Amounts in %(currency)s have at most %(decimals)s decimals, such as %(example)s.",
        currency=code, decimals=decimals, example=example,
    )  # fmt: skip

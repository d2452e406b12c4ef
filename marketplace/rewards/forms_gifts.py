"""The form with which gifts are passed on to a cause."""

from __future__ import annotations

from decimal import Decimal
from typing import TYPE_CHECKING, Any

from babel.numbers import get_currency_precision
from flask_babel import lazy_gettext as _l
from flask_wtf import FlaskForm
from wtforms import DateField, DecimalField, RadioField, StringField
from wtforms.validators import InputRequired, Length, NumberRange, Optional

if TYPE_CHECKING:
    from marketplace.rewards.gifts import OwedToCause

WAYS = (
    ("bank", _l("I have paid it from my own bank account")),
    ("provider", _l("Send it through the payment provider")),
)


class GiftForm(FlaskForm):
    """How much, and how: from one's own bank account, or through the payment provider."""

    way = RadioField(
        _l("How do you pass it on?"),
        default="bank",
        validators=[InputRequired(_l("Please choose one."))],
    )
    amount = DecimalField(
        _l("Amount"),
        places=None,
        validators=[
            InputRequired(_l("Please give an amount.")),
            NumberRange(Decimal("0.001"), None, _l("Please give an amount above zero.")),
        ],
    )
    paid_on = DateField(_l("Paid on"), validators=[Optional()])
    reference = StringField(
        _l("Reference of the bank transfer"),
        description=_l("As it stands on your bank statement, so that anybody can find it again."),
        validators=[Length(max=80)],
        filters=[lambda value: (value or "").replace("\x00", "").strip()],
    )

    def prepare(self, one: OwedToCause) -> None:
        """Offer the whole of what is owed, and the ways that there are."""
        self.way.choices = [(way, words) for way, words in WAYS if way == "bank" or one.account == "ready"]
        if not self.is_submitted():
            rest = Decimal(one.owed_minor - one.noted_minor)
            self.amount.data = rest.scaleb(-get_currency_precision(one.currency))

    def said(self, currency: str) -> dict[str, Any]:
        """What was entered, in minor units."""
        precision = get_currency_precision(currency)
        amount = (self.amount.data or Decimal(0)).scaleb(precision)
        by_bank = self.way.data == "bank"
        return {
            "way": self.way.data,
            "currency": currency,
            "amount_minor": int(amount) if amount == amount.to_integral_value() else 0,
            "reference": (self.reference.data or "") if by_bank else "",
            "paid_on": self.paid_on.data if by_bank else None,
        }

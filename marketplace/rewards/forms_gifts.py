"""The form with which gifts are passed on to a cause."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from flask_babel import lazy_gettext as _l
from wtforms import DateField, RadioField, StringField
from wtforms.validators import InputRequired, Length, Optional

from marketplace.core.minor import from_minor
from marketplace.core.money_fields import MoneyField, MoneyForm
from marketplace.core.typed import trimmed

if TYPE_CHECKING:
    from marketplace.rewards.gifts import OwedToCause

WAYS = (
    ("bank", _l("I have paid it from my own bank account")),
    ("provider", _l("Send it through the payment provider")),
)


class GiftForm(MoneyForm):
    """How much, and how: from one's own bank account, or through the payment provider."""

    way = RadioField(
        _l("How do you pass it on?"),
        default="bank",
        validators=[InputRequired(_l("Please choose one."))],
    )
    amount = MoneyField(_l("Amount"), needed=_l("Please give an amount."))
    paid_on = DateField(_l("Paid on"), validators=[Optional()])
    reference = StringField(
        _l("Reference of the bank transfer"),
        description=_l("As it stands on your bank statement, so that anybody can find it again."),
        validators=[Length(max=80)],
        filters=[trimmed],
    )

    def prepare(self, one: OwedToCause) -> None:
        """Offer the whole of what is owed, and the ways that there are."""
        self.way.choices = [(way, words) for way, words in WAYS if way == "bank" or one.account == "ready"]
        if not self.has_ways:
            self.paid_on.validators = [InputRequired(_l("Please give the day."))]
            self.reference.validators = [
                InputRequired(_l("Please fill this in.")),
                *self.reference.validators,
            ]
            for field in (self.paid_on, self.reference):
                field.flags.optional, field.flags.required = False, True
        if not self.is_submitted():
            self.amount.data = from_minor(one.owed_minor - one.noted_minor, one.currency)

    @property
    def has_ways(self) -> bool:
        """Whether there is more than one way to choose among."""
        return len(self.way.choices) > 1

    def said(self, currency: str) -> dict[str, Any]:
        """What was entered, in minor units."""
        by_bank = self.way.data == "bank"
        return {
            "way": self.way.data,
            "currency": currency,
            "amount_minor": self.amount.amount_minor,
            "reference": (self.reference.data or "") if by_bank else "",
            "paid_on": self.paid_on.data if by_bank else None,
        }

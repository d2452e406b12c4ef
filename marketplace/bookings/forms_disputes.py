"""Forms of refunds and disputes."""

from __future__ import annotations

from decimal import Decimal

from babel.numbers import get_currency_precision
from flask_babel import gettext as _
from flask_babel import lazy_gettext as _l
from flask_wtf import FlaskForm
from wtforms import DecimalField, HiddenField, RadioField, SelectChoice, SelectField, TextAreaField
from wtforms.validators import InputRequired, Length, NumberRange, Optional

from marketplace.core.formats import format_money

TEXT_MAX = 20_000
BEARERS = {
    "business_bears": _l("We bear it"),
    "fan_bears_what_was_not_done": _l("Whoever did the work bears it, if the customer says it was not done"),
    "fan_bears": _l("Whoever did the work bears it"),
}
REASONS = {
    "goodwill": _l("Goodwill"),
    "quality": _l("It was not as promised"),
    "mistake": _l("We made a mistake"),
    "other": _l("Something else"),
}


class EvidenceForm(FlaskForm):
    """What the business tells the customer's bank."""

    text = TextAreaField(
        _l("What happened"),
        validators=[
            InputRequired(_l("Please write what happened.")),
            Length(max=TEXT_MAX, message=_l("Please keep it under 20,000 characters.")),
        ],
    )


class BearForm(FlaskForm):
    """Who bears the loss."""

    bearer = RadioField(
        _l("If the bank decides for the customer"), choices=[SelectChoice(*one) for one in BEARERS.items()]
    )


class RefundForm(FlaskForm):
    """How much goes back, and why."""

    amount = DecimalField(_l("How much"), places=2, validators=[InputRequired(_l("Please give an amount."))])
    reason = SelectField(
        _l("Why"), choices=[SelectChoice(*one) for one in REASONS.items()], default="goodwill"
    )
    note = TextAreaField(
        _l("For your own records"),
        validators=[Optional(), Length(max=500, message=_l("Please keep it under 500 characters."))],
    )
    seen = HiddenField()

    def most(self, left_minor: int, currency: str) -> None:
        """Bound the amount by what is left."""
        digits = get_currency_precision(currency)
        most, least = Decimal(left_minor).scaleb(-digits), Decimal(1).scaleb(-digits)
        words = _("At most %(amount)s can go back.", amount=format_money(left_minor, currency))
        self.amount.validators = [*self.amount.validators, NumberRange(least, most, words)]

"""Forms of tax: who the business is to the tax office, and a rate from a day on."""

from __future__ import annotations

from datetime import date
from decimal import Decimal
from typing import Any

from flask_babel import gettext as _
from flask_babel import lazy_gettext as _l
from flask_wtf import FlaskForm
from wtforms import DateField, RadioField, SelectField
from wtforms.validators import InputRequired, NumberRange, ValidationError

from marketplace.businesses.form_fields import line, options, text
from marketplace.core.kinds import registry
from marketplace.core.money_fields import NumberField

FIRST, LAST = date(2000, 1, 1), date(2100, 12, 31)


class TaxDetailsForm(FlaskForm):
    """What stands on receipts, and how prices hold tax."""

    legal_name = line(_l("Name on receipts"), most=120)
    address = text(_l("Address"), most=400, rows=3)
    tax_number = line(_l("Tax number"), most=40)
    holds = RadioField(
        _l("Your prices"),
        choices=options(
            [("inclusive", _l("hold the tax already")), ("exclusive", _l("are without it; it comes on top"))]
        ),
        default="inclusive",
        validators=[InputRequired(_l("Please choose one."))],
    )
    rounding = RadioField(
        _l("Round"),
        choices=options(
            [("total", _l("all taxes of a receipt together")), ("line", _l("each tax by itself"))]
        ),
        default="total",
        validators=[InputRequired(_l("Please choose one."))],
    )


class TaxRateForm(FlaskForm):
    """One rate."""

    name = line(_l("Name of the tax"), most=24, needed=_l("Name it as it stands on receipts, such as VAT."))
    rate = NumberField(
        _l("Rate"),
        places=None,
        validators=[
            InputRequired(_l("Say how much, in per cent.")),
            NumberRange(0, 100, _l("A rate is between 0 and 100 per cent.")),
        ],
    )
    kind = SelectField(_l("For"))
    starts_on = DateField(_l("From"), validators=[InputRequired(_l("Say from which day on."))])

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        kinds = [(one.code, one.label) for one in registry.all() if one.is_booked]
        self.kind.choices = options([("", _("Everything")), *kinds])

    def validate_rate(self, field: NumberField) -> None:
        """At most four decimals of a per cent."""
        if field.data is None or not field.data.is_finite() or not 0 <= field.data <= 100:
            return  # said already
        if field.data.scaleb(4) % 1:
            raise ValidationError(_("Give at most four decimals."))

    def validate_starts_on(self, field: DateField) -> None:
        """A day that is meant."""
        if field.data is not None and not FIRST <= field.data <= LAST:
            raise ValidationError(_("Choose a day between 2000 and 2100."))

    def rate_ppm(self) -> int:
        """In parts per million."""
        return int((self.rate.data or Decimal(0)).scaleb(4))

"""Forms of the counter: a code, and what of it is taken."""

from __future__ import annotations

from decimal import Decimal

from flask_babel import gettext as _
from flask_babel import lazy_gettext as _l
from flask_wtf import FlaskForm
from wtforms import DecimalField, HiddenField, IntegerField, StringField
from wtforms.validators import InputRequired, Length, NumberRange, ValidationError

from marketplace.core.minor import to_minor
from marketplace.core.typed import trimmed

AMOUNT_MAX = Decimal(999_999)
CODE_LENGTH = 40  # with dashes and blanks, as people type


class CodeForm(FlaskForm):
    """A code as it was typed or scanned."""

    code = StringField(
        _l("Code"),
        validators=[
            InputRequired(_l("Scan or type the code.")),
            Length(max=CODE_LENGTH, message=_l("No code is so long.")),
        ],
        filters=[trimmed],
        render_kw={
            "autocomplete": "off",
            "autocapitalize": "characters",
            "spellcheck": "false",
            "maxlength": CODE_LENGTH,
        },
    )


class RedeemForm(CodeForm):
    """How much of it is taken; the key makes a second press the same redemption."""

    amount = DecimalField(
        _l("Take"),
        places=None,
        validators=[
            InputRequired(_l("Enter an amount.")),
            NumberRange(0, AMOUNT_MAX, _l("Enter an amount above nothing.")),
        ],
    )
    seen_version = IntegerField(validators=[NumberRange(min=0)])
    key = HiddenField(validators=[InputRequired(), Length(max=48)], filters=[trimmed])

    def amount_minor(self, currency: str) -> int:
        """The amount in minor units."""
        return to_minor(self.amount.data or Decimal(0), currency)

    def validate_amount(self, field: DecimalField) -> None:
        """A number that can be reckoned with."""
        if field.data is not None and not field.data.is_finite():
            raise ValidationError(_("Enter an amount."))

    def validate_key(self, field: HiddenField) -> None:
        """Without blanks, as every key."""
        if any(letter.isspace() for letter in field.data or ""):
            raise ValidationError(_("Please look the code up again."))

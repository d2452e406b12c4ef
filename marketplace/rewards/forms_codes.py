"""Forms of the counter: a code, and what of it is taken."""

from __future__ import annotations

from flask_babel import gettext as _
from flask_babel import lazy_gettext as _l
from flask_wtf import FlaskForm
from wtforms import HiddenField, IntegerField, StringField
from wtforms.validators import InputRequired, Length, NumberRange, ValidationError

from marketplace.core.money_fields import MoneyField, MoneyForm
from marketplace.core.typed import trimmed

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


class RedeemForm(CodeForm, MoneyForm):
    """How much of it is taken; the key makes a second press the same redemption."""

    amount = MoneyField(_l("Take"), needed=_l("Enter an amount."))
    seen_version = IntegerField(validators=[NumberRange(min=0)])
    key = HiddenField(validators=[InputRequired(), Length(max=48)], filters=[trimmed])

    def validate_key(self, field: HiddenField) -> None:
        """Without blanks, as every key."""
        if any(letter.isspace() for letter in field.data or ""):
            raise ValidationError(_("Please look the code up again."))

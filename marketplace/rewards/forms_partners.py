"""The forms with which it is noted that a partner's money came in, and a wrong note is taken back."""

from __future__ import annotations

from flask_babel import lazy_gettext as _l
from flask_wtf import FlaskForm
from wtforms import DateField, HiddenField, StringField, TextAreaField
from wtforms.validators import InputRequired, Length

from marketplace.core.money_fields import MoneyField, MoneyForm
from marketplace.core.typed import trimmed
from marketplace.rewards.partners import REASON_LENGTH_MAX, REFERENCE_LENGTH_MAX


class CameForm(MoneyForm):
    """How much came in, when, under which reference."""

    programme = HiddenField(validators=[InputRequired(), Length(max=24)])
    partner = HiddenField(validators=[Length(max=40)])
    attempt = HiddenField(validators=[InputRequired(), Length(max=48)])
    amount = MoneyField(_l("Amount"), needed=_l("Please give an amount."))
    paid_on = DateField(_l("Came in on"), validators=[InputRequired(_l("Please give the day."))])
    reference = StringField(
        _l("Reference of the bank transfer"),
        validators=[InputRequired(_l("Please fill this in.")), Length(max=REFERENCE_LENGTH_MAX)],
        filters=[trimmed],
    )


class UndoForm(FlaskForm):
    """Why the note was wrong."""

    reason = TextAreaField(
        _l("What was wrong?"),
        description=_l("It stands in your books beside the note, for whoever reads them later."),
        validators=[InputRequired(_l("Please say why.")), Length(max=REASON_LENGTH_MAX)],
        filters=[trimmed],
        render_kw={"rows": 2},
    )

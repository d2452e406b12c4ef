"""Forms of rewards: funding a budget, and how a fan wants to be paid."""

from __future__ import annotations

from typing import Any

from flask_babel import gettext as _
from flask_babel import lazy_gettext as _l
from flask_wtf import FlaskForm
from wtforms import (
    BooleanField,
    HiddenField,
    IntegerField,
    RadioField,
    SelectField,
    StringField,
)
from wtforms.validators import InputRequired, Length, NumberRange

from marketplace.core.money_fields import MoneyField, MoneyForm
from marketplace.core.typed import trimmed
from marketplace.core.words import sentence
from marketplace.rewards import treasury
from marketplace.rewards.service import LEAST_AMOUNTS, PERCENTS, Wish
from marketplace.superfans.models import REWARD_KINDS

PERCENT_WORDS = {100: _l("All of it"), 75: _l("Three quarters"), 50: _l("Half of it"), 25: _l("A quarter")}
DAYS = {
    "daily": _l("Every day"),
    "monday": _l("Mondays"),
    "tuesday": _l("Tuesdays"),
    "wednesday": _l("Wednesdays"),
    "thursday": _l("Thursdays"),
    "friday": _l("Fridays"),
    "saturday": _l("Saturdays"),
    "sunday": _l("Sundays"),
    "monthly": _l("The first of the month"),
    "on_demand": _l("Only when I ask"),
}


class TopUpForm(MoneyForm):
    """How much for which programme, in the currency's own units."""

    programme = SelectField(_l("Programme"), validators=[InputRequired(_l("Please choose one."))])
    amount = MoneyField(_l("Amount"), needed=_l("Please give an amount."), by_card=True)


class LeavingForm(FlaskForm):
    """What of one's money goes elsewhere: what was shown is what is confirmed, to the cent."""

    business = HiddenField(validators=[InputRequired()])
    owner = HiddenField(validators=[InputRequired()])
    currency = HiddenField(validators=[InputRequired(), Length(min=3, max=3)])
    amount_minor = IntegerField(validators=[InputRequired(), NumberRange(min=1)])
    cause = StringField(
        _l("Which cause?"),
        validators=[Length(max=80, message=_l("Name the cause, in at most 80 letters."))],
        filters=[trimmed],
    )
    understood = BooleanField(
        _l("I know that this cannot be undone."),
        validators=[InputRequired(_l("Tick the box if you are sure."))],
    )


class RewardForm(FlaskForm):
    """In which kind, how much of it, on which day and from what sum on."""

    kind = RadioField(_l("What would you like to get?"), validators=[InputRequired(_l("Please choose one."))])
    percent = RadioField(
        _l("For how much of your pay?"),
        coerce=int,
        default=100,
        validators=[InputRequired(_l("Please choose one."))],
        description=_l("The rest is paid as money. If you choose money above, all of it is."),
    )
    cause = StringField(
        _l("For a donation: which cause?"),
        validators=[Length(max=80)],
        filters=[trimmed],
    )
    payout_day = SelectField(_l("When should money go to your bank?"), validators=[InputRequired()])
    least = SelectField(
        _l("From what sum on?"),
        coerce=int,
        default=0,
        description=_l("Less waits for your next day. What is yours stays yours."),
    )

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.kind.choices = [(kind, sentence(f"reward_kind.{kind}")) for kind in REWARD_KINDS]
        self.payout_day.choices = [(day, DAYS[day]) for day in treasury.PAYOUT_DAYS]
        self.percent.choices = [(percent, PERCENT_WORDS[percent]) for percent in PERCENTS]
        self.least.choices = [
            (least, _("From %(sum)s on", sum=least) if least else _("Any sum")) for least in LEAST_AMOUNTS
        ]

    def wish(self) -> Wish:
        """What was entered."""
        return Wish(
            self.kind.data, self.cause.data or "", self.percent.data, self.payout_day.data, self.least.data
        )

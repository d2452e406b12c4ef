"""The form with which a fan confirms to be paid at once."""

from __future__ import annotations

import re
import secrets

from flask_wtf import FlaskForm
from wtforms import HiddenField, IntegerField
from wtforms.validators import InputRequired, NumberRange, Regexp
from wtforms.widgets import HiddenInput

from marketplace.rewards.treasury.instant import InstantQuote, Shown

MOST_MINOR = 99_999_999
ATTEMPT = re.compile(r"[0-9a-f]{24}")


def _minor() -> IntegerField:
    return IntegerField(widget=HiddenInput(), validators=[InputRequired(), NumberRange(0, MOST_MINOR)])


class AtOnceForm(FlaskForm):
    """What was shown, and the name of this attempt, so that pressing twice is one payout."""

    due = _minor()
    fee = _minor()
    net = _minor()
    attempt = HiddenField(validators=[Regexp(re.compile(rf"^{ATTEMPT.pattern}$"))])

    def show(self, quote: InstantQuote) -> None:
        """Carry what is shown now, under a new name."""
        for field, amount in ((self.due, quote.due), (self.fee, quote.fee), (self.net, quote.net)):
            field.data, field.raw_data = amount.amount_minor, None
        self.attempt.data, self.attempt.raw_data = secrets.token_hex(12), None

    def shown(self) -> Shown:
        """What was confirmed."""
        return Shown(self.due.data or 0, self.fee.data or 0, self.net.data or 0)

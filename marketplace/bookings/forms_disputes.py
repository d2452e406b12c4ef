"""Forms of refunds and disputes."""

from __future__ import annotations

from typing import Any

from flask_babel import gettext as _
from flask_babel import lazy_gettext as _l
from flask_wtf import FlaskForm
from flask_wtf.file import FileField, FileRequired
from wtforms import (
    BooleanField,
    HiddenField,
    IntegerField,
    RadioField,
    SelectChoice,
    SelectField,
    SelectMultipleField,
    TextAreaField,
)
from wtforms.validators import AnyOf, InputRequired, Length, NumberRange, Optional

from marketplace.core.formats import format_money
from marketplace.core.money_fields import MoneyField, MoneyForm

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


LEAVING = {
    "known_customer": _l("We know this customer"),
    "asked_them": _l("We asked the customer, and they paid it themselves"),
    "took_place": _l("It took place, and we can show it"),
    "other": _l("Something else"),
}


SLOTS = {
    "service_documentation": _l("That it took place"),
    "customer_communication": _l("Messages with the customer"),
    "receipt": _l("The receipt"),
    "customer_signature": _l("The customer's signature"),
    "refund_policy": _l("The cancellation policy"),
    "uncategorized_file": _l("Something else"),
}


FIELDS = {
    "customer_name": _l("The customer's name"),
    "customer_email_address": _l("The customer's email address"),
    "product_description": _l("What was sold"),
    "service_date": _l("When it took place"),
    "refund_policy_disclosure": _l("How the customer learned of the policy"),
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
    alone = BooleanField(
        _l("My words go alone, without papers"),
        validators=[
            InputRequired(
                _l(
                    "No paper goes along yet, and you can answer only once. Put together what is ticked above, or tick here."
                )
            )
        ],
    )

    def __init__(self, *args: Any, has_papers: bool, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        if has_papers:  # what is there goes along by itself
            del self.alone


class FileForm(FlaskForm):
    """A file for the customer's bank, and what it shows."""

    slot = SelectField(
        _l("What it shows"),
        choices=[SelectChoice(*one) for one in SLOTS.items()],
        validators=[InputRequired()],
    )
    upload = FileField(
        _l("Photo or PDF"),
        description=_l(
            "Photos and PDFs, 4.5 MB together, fewer than 50 pages. Where a photo was taken is removed."
        ),
        validators=[FileRequired(_l("Please choose a file."))],
        render_kw={"accept": "image/*,application/pdf"},
    )


class HeldForm(FlaskForm):
    """What of that which is held goes along."""

    held = SelectMultipleField(validate_choice=False, validators=[InputRequired(_l("Tick what goes along."))])


class RemoveFileForm(FlaskForm):
    """Which file, or which fact, is taken out again."""

    slot = HiddenField(validators=[AnyOf((*SLOTS, *FIELDS))])


class BearForm(FlaskForm):
    """Who bears the loss."""

    bearer = RadioField(
        _l("If the bank decides for the customer"),
        choices=[SelectChoice(*one) for one in BEARERS.items()],
        validators=[InputRequired()],
    )


class LeaveWarningForm(FlaskForm):
    """Why a payment that a bank warned of is left as it is."""

    reason = RadioField(
        _l("Why"),
        choices=[SelectChoice(*one) for one in LEAVING.items()],
        validators=[InputRequired(_l("Please say why."))],
    )


class RefundWarnedForm(FlaskForm):
    """What was shown, in minor units."""

    seen = IntegerField(validators=[InputRequired(), NumberRange(0, 99_999_999)])


class RecoveryForm(FlaskForm):
    """Whether pay is taken back; `seen` stands for what was shown."""

    choice = HiddenField(validators=[AnyOf(("taken", "borne"))])
    seen = HiddenField(validators=[InputRequired(), Length(max=32)])


class RefundForm(MoneyForm):
    """How much goes back, and why."""

    amount = MoneyField(_l("How much"), needed=_l("Please give an amount."))
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
        self.amount.most_minor = left_minor
        self.amount.too_much = _("At most %(amount)s can go back.", amount=format_money(left_minor, currency))

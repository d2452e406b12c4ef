"""Forms of customers: who books, how they pay, what they ask for."""

from __future__ import annotations

from typing import Any

from flask_babel import gettext as _
from flask_babel import lazy_gettext as _l
from flask_wtf import FlaskForm
from wtforms import (
    DateField,
    DateTimeLocalField,
    DecimalField,
    EmailField,
    SelectField,
    SelectMultipleField,
    StringField,
)
from wtforms.validators import Email, InputRequired, Length, NumberRange, Optional, ValidationError
from wtforms.widgets import CheckboxInput, ListWidget

from marketplace.businesses.form_fields import line, number, options, text
from marketplace.businesses.languages import language_choices


class PersonForm(FlaskForm):
    """Who books, where nobody is signed in: an address is enough."""

    name = line(_l("Your name"), most=80, needed=_l("Enter your name, so that your guide can greet you."))
    email = EmailField(
        _l("Your e-mail address"),
        validators=[
            InputRequired(_l("Enter your e-mail address; your booking comes there.")),
            Email(_l("This does not look like an e-mail address. An example: rosa@example.org.")),
            Length(max=254),
        ],
    )


class PartyForm(FlaskForm):
    """How many come, and what the guide should know."""

    party = number(_l("People"), 1, 100, needed=_l("Say how many of you come."))
    notes = text(_l("Anything your guide should know"), most=500, rows=3)


class BookForm(PersonForm, PartyForm):
    """Booking a date without an account."""


class JourneyPartyForm(PartyForm):
    """Booking a journey."""

    starts_on = DateField(_l("First day"), validators=[InputRequired(_l("Choose the first day."))])


class JourneyBookForm(PersonForm, JourneyPartyForm):
    """Booking a journey without an account."""


class CardForm(FlaskForm):
    """A card of the sandbox: its number says how it behaves."""

    number = StringField(
        _l("Card number"),
        validators=[InputRequired(_l("Enter a test card's number, such as 4242 4242 4242 4242."))],
        render_kw={"inputmode": "numeric", "autocomplete": "off"},
    )


class AskForm(FlaskForm):
    """A wish in one's own words, with what the matching needs to know."""

    words = text(
        _l("What do you wish for?"), most=2000, needed=_l("Say in your own words what you wish for."), rows=5
    )
    wanted_language = SelectField(_l("In which language"), validators=[InputRequired()])
    starts_local = DateTimeLocalField(
        _l("When, on the clock there"), validators=[InputRequired(_l("Choose a day and a time."))]
    )
    duration_minutes = SelectField(_l("For how long"), coerce=int)
    party = number(_l("People"), 1, 50, needed=_l("Say how many you are."))
    place = line(_l("Where"), most=120, needed=_l("Say where: a town or a neighbourhood."))
    interests = SelectMultipleField(
        _l("What you like"), widget=ListWidget(prefix_label=False), option_widget=CheckboxInput()
    )
    budget = DecimalField(_l("At most"), places=None, validators=[Optional(), NumberRange(0, 999_999)])

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.wanted_language.choices = options(language_choices())
        hours = (60, 90, 120, 180, 240, 360, 480)
        self.duration_minutes.choices = [(m, _("%(hours)s h", hours=f"{m / 60:g}")) for m in hours]


class AskAsGuestForm(PersonForm, AskForm):
    """A wish without an account."""


class TipForm(FlaskForm):
    """Something for the guide: every cent of it is theirs."""

    amount = DecimalField(
        _l("Amount"), places=None, validators=[InputRequired(_l("Enter an amount.")), NumberRange(min=0)]
    )
    number = CardForm.number

    def validate_amount(self, field: DecimalField) -> None:
        """More than nothing, and not by mistake a fortune."""
        if field.data is not None and not 0 < field.data <= 10_000:
            raise ValidationError(_("Enter an amount above nothing."))


class SeenForm(FlaskForm):
    """The refund that was shown, so that exactly that is paid."""

    refund_minor = StringField()

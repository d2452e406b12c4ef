"""Forms of customers: who books, how they pay, what they ask for."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from flask_babel import gettext as _
from flask_babel import lazy_gettext as _l
from flask_babel import ngettext
from flask_wtf import FlaskForm
from wtforms import (
    DateField,
    DateTimeLocalField,
    EmailField,
    RadioField,
    SelectChoice,
    SelectField,
    StringField,
)
from wtforms.validators import (
    DataRequired,
    Email,
    InputRequired,
    Length,
    ValidationError,
)

from marketplace.businesses.form_fields import line, number, options, text, ticked
from marketplace.businesses.languages import language_choices
from marketplace.catalogue.dates import is_within_reach
from marketplace.core import clock
from marketplace.core.formats import format_money
from marketplace.core.money_fields import MoneyField, MoneyForm

PARTIES_LISTED = 30
TIP_MOST_MINOR = 1_000_000  # 10,000 dollars, a million yen: more is a slip of the hand
CARDS = {
    "4242 4242 4242 4242": _l("Works: the bank says yes."),
    "4000 0000 0000 0002": _l("Is declined: the bank says no."),
    "4000 0025 0000 3155": _l("Asks for a second step: you approve it on the bank’s page."),
}


def _whole(value: Any) -> int:
    """A whole number as typed; anything else is a number that nothing has."""
    spoken = str(value)
    return int(spoken) if spoken.isascii() and spoken.isdecimal() and len(spoken) <= 12 else -1


class PartyField(SelectField):
    """How many come, each number with its price, so that the price is known without script."""

    def pre_validate(self, form: Any) -> None:
        """One of the numbers offered."""
        if self.data not in {choice.value for choice in self.choices or ()}:
            raise ValidationError(_("Choose how many of you come."))


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

    party = PartyField(_l("How many of you come?"), coerce=_whole, validators=[InputRequired()])
    notes = text(_l("Anything your guide should know"), most=500, rows=3)

    def offer(self, most: int, price_minor: Callable[[int], int], currency: str) -> None:
        """List the numbers that can come, each with what it costs."""
        listed = range(1, max(1, min(most, PARTIES_LISTED)) + 1)
        self.party.choices = [SelectChoice(n, _party_words(n, price_minor(n), currency)) for n in listed]


def _party_words(party: int, price_minor: int, currency: str) -> str:
    people = ngettext("%(num)s person", "%(num)s people", party)
    price = format_money(price_minor, currency) if price_minor else _("free")
    return _("%(people)s · %(price)s", people=people, price=price)


class BookForm(PersonForm, PartyForm):
    """Booking a date without an account."""


class JourneyPartyForm(PartyForm):
    """Booking a journey."""

    starts_on = DateField(_l("First day"), validators=[InputRequired(_l("Choose the first day."))])
    spoken = SelectField(_l("Which language shall everybody speak with you?"), validators=[InputRequired()])

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.spoken.choices = options(language_choices())

    def validate_starts_on(self, field: DateField) -> None:
        """A day to come, and not a mistyped year."""
        if field.data and not is_within_reach(field.data, clock.now()):
            raise ValidationError(_("Choose a day within the next two years."))


class JourneyBookForm(PersonForm, JourneyPartyForm):
    """Booking a journey without an account."""


class CardForm(FlaskForm):
    """A card of the sandbox: its number says how it behaves."""

    card = RadioField(
        _l("Test card"),
        choices=options((n, n) for n in CARDS),
        default=next(iter(CARDS)),
        validators=[DataRequired()],
    )
    number = StringField(
        _l("Another test card's number"),
        render_kw={"inputmode": "numeric", "autocomplete": "off", "maxlength": 24},
    )

    def chosen(self) -> str:
        """The number typed, or else that of the card picked."""
        return (self.number.data or "").strip() or (self.card.data or "")

    def object_to(self, words: str) -> None:
        """Say what is wrong beside the card that was used."""
        used = self.number if (self.number.data or "").strip() else self.card
        used.errors = [words]


class AskForm(MoneyForm):
    """A wish in one's own words, with what the matching needs to know."""

    words = text(
        _l("What do you wish for?"), most=2000, needed=_l("Say in your own words what you wish for."), rows=5
    )
    wanted_language = SelectField(_l("In which language"), validators=[InputRequired()])
    starts_local = DateTimeLocalField(
        _l("When, on the clock there"), validators=[InputRequired(_l("Choose a day and a time."))]
    )
    duration_minutes = SelectField(_l("For how long"), coerce=_whole, validators=[InputRequired()])
    party = number(_l("People"), 1, 50, needed=_l("Say how many you are."))
    place = line(_l("Where"), most=120, needed=_l("Say where: a town or a neighbourhood."))
    interests = ticked(_l("What you like"))
    budget = MoneyField(_l("At most"), may_be_zero=True)

    def validate_starts_local(self, field: DateTimeLocalField) -> None:
        """A time to come, and not a mistyped year."""
        if field.data and not is_within_reach(field.data.date(), clock.now()):
            raise ValidationError(_("Choose a day within the next two years."))

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.wanted_language.choices = options(language_choices())
        hours = (60, 90, 120, 180, 240, 360, 480)
        self.duration_minutes.choices = [
            SelectChoice(m, _("%(hours)s h", hours=f"{m / 60:g}")) for m in hours
        ]


class AskAsGuestForm(PersonForm, AskForm):
    """A wish without an account."""


class TipForm(CardForm, MoneyForm):
    """Something for the guide: every cent of it is theirs."""

    amount = MoneyField(_l("Amount"), needed=_l("Enter an amount."), by_card=True, most_minor=TIP_MOST_MINOR)


class ExcuseForm(FlaskForm):
    """For which reason a customer is let off."""

    reason = RadioField(
        _l("Why can they not come?"),
        choices=options(
            [
                ("prevented", _l("Something serious came up")),
                ("safety", _l("It would not be safe")),
                ("weather", _l("The weather")),
                ("other", _l("Another good reason")),
            ]
        ),
        validators=[InputRequired(_l("Please choose the reason."))],
    )


class SeenForm(FlaskForm):
    """The refund that was shown, so that exactly that is paid."""

    refund_minor = StringField()

    def shown_minor(self) -> int:
        """What was shown, or an amount that nobody can be shown."""
        return _whole(self.refund_minor.data)

"""Forms of the catalogue: search, a listing, a session, a journey."""

from __future__ import annotations

from datetime import datetime
from typing import Any, ClassVar

from flask_babel import gettext as _
from flask_babel import lazy_gettext as _l
from flask_wtf import FlaskForm
from wtforms import (
    BooleanField,
    DateField,
    DateTimeLocalField,
    FieldList,
    Form,
    FormField,
    RadioField,
    SelectField,
    StringField,
)
from wtforms.validators import InputRequired, Optional, Regexp, ValidationError

from marketplace.businesses.form_fields import ExactPlace, line, number, options, picture, text, ticked
from marketplace.businesses.languages import language_choices
from marketplace.catalogue.dates import is_within_reach
from marketplace.core import clock
from marketplace.core.i18n import LOCALE_NAMES
from marketplace.core.money_fields import MoneyField, MoneyForm
from marketplace.core.typed import trimmed

KINDS = (
    ("", _l("Everything")),
    ("experience", _l("Experiences")),
    ("journey", _l("Journeys")),
)


WRITTEN = options(LOCALE_NAMES.items())


class Filled:
    """A field with a sensible value already: it is not marked as one that may be left out."""

    field_flags: ClassVar[dict[str, bool]] = {"required": True}

    def __call__(self, form: Any, field: Any) -> None:
        """Accept anything; the other validators judge."""


class SearchForm(FlaskForm):
    """What a visitor looks for; everything may be left out."""

    class Meta:
        csrf = False  # a search changes nothing and its address can be shared

    words = StringField(_l("What"), filters=[trimmed])
    place = StringField(_l("Where"), filters=[trimmed])
    from_on = DateField(_l("From"), validators=[Optional()])
    until_on = DateField(_l("Until"), validators=[Optional()])
    party = number(_l("People"), 1, 100)
    language = SelectField(_l("Language"), default="")
    kind = SelectField(_l("Kind"), default="")

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.language.choices = options([("", _("Any language")), *language_choices()])
        self.kind.choices = options(KINDS)

    def validate_until_on(self, field: DateField) -> None:
        """The last day is not before the first."""
        if field.data and self.from_on.data and field.data < self.from_on.data:
            raise ValidationError(_("The last day is before the first. Swap them, or leave one out."))


class ListingForm(ExactPlace, MoneyForm):
    """One experience as its author writes it."""

    title = line(_l("Title"), most=100, needed=_l("Give it a title that says what happens."))
    summary = line(_l("In one sentence"), most=240)
    description = text(_l("What happens, from meeting to goodbye"), most=5000, rows=8)
    language = SelectField(_l("Language of these words"), choices=WRITTEN, validators=[InputRequired()])
    meeting_point = line(_l("Meeting point"), most=160, needed=_l("Say where people meet."))
    city = line(_l("Town"), most=80, needed=_l("Say in which town."))
    duration_minutes = number(_l("Duration, minutes"), 15, 1440, needed=_l("Say how long it takes."))
    guests_min = number(_l("Smallest group"), 1, 100, needed=_l("Say how many it takes at least."))
    guests_max = number(_l("Largest group"), 1, 100, needed=_l("Say how many can come at most."))
    price = MoneyField(_l("Price"), needed=_l("Give a price; 0 for free."), may_be_zero=True, by_card=True)
    price_per = RadioField(
        _l("The price is"),
        choices=options((("person", _l("per person")), ("group", _l("for the whole group")))),
        default="person",
        validators=[InputRequired()],
    )
    languages = ticked(
        _l("Languages it can be held in"), validators=[InputRequired(_l("Choose at least one language."))]
    )
    cutoff_hours = number(_l("Decided how many hours before"), 0, 336)
    photo = picture(_l("Photo"))

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.languages.choices = options(language_choices())


class SessionForm(FlaskForm):
    """A date for a listing, on the clock of the place."""

    starts_local = DateTimeLocalField(
        _l("Date and time there"), validators=[InputRequired(_l("Choose a date and a time."))]
    )
    language = SelectField(_l("Held in"), validators=[InputRequired()])
    repeat_weeks = number(
        _l("Repeat weekly, times"),
        1,
        52,
        default=1,
        needed=_l("Say on how many weeks; 1 is this date alone."),
    )

    def validate_starts_local(self, field: DateTimeLocalField) -> None:
        """A time to come, and not a mistyped year."""
        if field.data and not is_within_reach(field.data.date(), clock.now()):
            raise ValidationError(_("Choose a day within the next two years."))


class ReturnForm(FlaskForm):
    """Why a listing goes back to its author."""

    reason = text(
        _l("What should be changed"),
        most=1000,
        needed=_l("Say why, so that the author knows what to change."),
    )


STAGE_MINUTES = 180


class StageForm(ExactPlace, Form):
    """One stage of a journey; a line without a title is left out."""

    day = number(_l("Day"), 1, 30, default=1, needed=_l("Say on which day."))
    time_local = StringField(
        _l("At"),
        default="10:00",
        validators=[
            Filled(),
            Optional(),
            Regexp(r"^([01]\d|2[0-3]):[0-5]\d$", message=_l("Write a time such as 09:30.")),
        ],
    )
    minutes = number(_l("Minutes"), 15, 1440, default=STAGE_MINUTES, needed=_l("Say how long it takes."))
    title = line(_l("What"), most=100)
    place_name = line(_l("Where"), most=160)
    is_stay = BooleanField(_l("A night"))
    share = number(_l("Part of the price, of 100"), 0, 100, default=0)


class JourneyForm(MoneyForm):
    """A journey: words, price, and its stages."""

    title = line(_l("Title"), most=100, needed=_l("Give it a title."))
    summary = line(_l("In one sentence"), most=240)
    description = text(_l("What people will live"), most=5000, rows=6)
    language = SelectField(_l("Language of these words"), choices=WRITTEN, validators=[InputRequired()])
    city = line(_l("Town"), most=80, needed=_l("Say in which town it begins."))
    guests_max = number(_l("Largest party"), 1, 50, needed=_l("Say how many can come at most."))
    price = MoneyField(
        _l("Price per person"), needed=_l("Give a price; 0 for free."), may_be_zero=True, by_card=True
    )
    stages = FieldList(FormField(StageForm), min_entries=6, max_entries=12)

    def validate_stages(self, field: FieldList) -> None:
        """At least one stage, and shares that make a whole."""
        filled = [one for one in field.data if one["title"]]
        if not filled:
            raise ValidationError(_("Describe at least one stage."))
        if sum(one["share"] or 0 for one in filled) not in (0, 100):
            raise ValidationError(_("The parts of the price add up to 100."))


def local_of(value: datetime) -> datetime:
    """A form's date and time, without zone: the place has its own."""
    return value.replace(tzinfo=None)

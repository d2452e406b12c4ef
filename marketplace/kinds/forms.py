"""Forms of single kinds: two flights, a parcel, a file of parcels, a span for blocks, a stop, a voucher."""

from __future__ import annotations

from datetime import date, datetime
from typing import Any

from flask_babel import gettext as _
from flask_babel import lazy_gettext as _l
from flask_wtf import FlaskForm
from flask_wtf.file import FileField, FileRequired
from wtforms import (
    BooleanField,
    DateField,
    DateTimeLocalField,
    FloatField,
    HiddenField,
    SelectField,
    StringField,
    TimeField,
)
from wtforms.validators import InputRequired, Length, NumberRange, Optional, ValidationError
from wtforms.widgets import HiddenInput

from marketplace.bookings.forms import PersonForm
from marketplace.businesses.form_fields import ExactPlace, line, number, options, text, ticked
from marketplace.businesses.languages import language_choices
from marketplace.catalogue.dates import is_within_reach
from marketplace.core import clock
from marketplace.core.money_fields import MoneyField, MoneyForm
from marketplace.core.typed import trimmed
from marketplace.identity.age import is_adult
from marketplace.superfans.names import interest_choices


def _in_reach(form: Any, field: Any) -> None:
    """A time to come, and not a mistyped year."""
    if isinstance(field.data, datetime | date):
        day = field.data.date() if isinstance(field.data, datetime) else field.data
        if not is_within_reach(day, clock.now()):
            raise ValidationError(_("Choose a day within the next two years."))


def _flight(label: Any, example: str) -> StringField:
    needed = _l("Enter the flight's number, such as %(example)s.", example=example)
    return line(label, most=12, needed=needed, render_kw={"autocapitalize": "characters"})


def _flight_time(label: Any, needed: Any) -> DateTimeLocalField:
    return DateTimeLocalField(label, validators=[InputRequired(needed), _in_reach])


class FlightsForm(FlaskForm):
    """Two flights as the timetable prints them, from which the free hours are reckoned."""

    class Meta:
        csrf = False  # reckoning changes nothing, and its address can be kept

    programme = HiddenField()
    earlier = HiddenField(filters=[trimmed])
    arrival_flight = _flight(_l("You arrive with flight"), "KL 602")
    arrives_local = _flight_time(_l("It lands at"), _l("Enter when it lands, on the clock there."))
    departure_flight = _flight(_l("You leave with flight"), "KL 871")
    departs_local = _flight_time(_l("It takes off at"), _l("Enter when it takes off, on the clock there."))


class MeetForm(FlaskForm):
    """Whom one would like to meet between two flights."""

    arrival_flight = HiddenField(validators=[InputRequired(), Length(max=12)], filters=[trimmed])
    arrives_local = DateTimeLocalField(validators=[InputRequired(), _in_reach], widget=HiddenInput())
    departure_flight = HiddenField(validators=[InputRequired(), Length(max=12)], filters=[trimmed])
    departs_local = DateTimeLocalField(validators=[InputRequired(), _in_reach], widget=HiddenInput())
    wanted_language = SelectField(_l("Language you would like to speak"), validators=[InputRequired()])
    party = number(_l("How many of you are there?"), 1, 4, needed=_l("Say how many you are."))
    interests = ticked(_l("What you like"))
    words = text(_l("A few words about you, for whoever you meet"), most=1000, rows=3)
    born_on = DateField(
        _l("Your date of birth"),
        validators=[InputRequired(_l("Meet-ups are for adults: give your date of birth."))],
    )

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.wanted_language.choices = options(language_choices())
        self.interests.choices = options(interest_choices())

    def validate_born_on(self, field: DateField) -> None:
        """Meet-ups are for adults."""
        if field.data and not is_adult(field.data, clock.now().date()):
            raise ValidationError(_("Meet-ups are for people of 18 and older."))


class MeetAsGuestForm(PersonForm, MeetForm):
    """The same without an account."""


def _point_choice(label: Any) -> SelectField:
    return SelectField(label, validators=[InputRequired()])


class ParcelForm(ExactPlace, FlaskForm):
    """One parcel."""

    pickup_point = _point_choice(_l("Waits at"))
    recipient_name = line(_l("Recipient"), most=80, needed=_l("Say for whom it is."))
    recipient_phone = line(_l("Telephone"), most=32)
    address = line(_l("Address"), most=200, needed=_l("Say where it goes."))
    litres = number(_l("Size, litres"), 1, 5000, default=5, needed=_l("Say how big it is."))
    is_return = BooleanField(_l("It is fetched there and brought to us"))
    on = DateField(_l("On"), validators=[Optional(), _in_reach])
    opens_local = TimeField(_l("Not before"), validators=[Optional()])
    closes_local = TimeField(_l("Not after"), validators=[Optional()])
    notes = text(_l("Notes for the door"), most=1000, rows=2)

    def validate_on(self, field: DateField) -> None:
        """Hours belong to a day."""
        if not field.data and (self.opens_local.data or self.closes_local.data):
            raise ValidationError(_("Say on which day these hours are."))

    def validate_closes_local(self, field: TimeField) -> None:
        """The end comes after the beginning."""
        if field.data and self.opens_local.data and field.data <= self.opens_local.data:
            raise ValidationError(_("This is before the beginning. Choose a later time."))


class ParcelFileForm(FlaskForm):
    """Many parcels at once."""

    pickup_point = _point_choice(_l("They wait at"))
    file = FileField(
        _l("CSV file"), validators=[FileRequired(_l("Choose a file."))], render_kw={"accept": ".csv,text/csv"}
    )


class PickupPointForm(ExactPlace, FlaskForm):
    """A place where parcels wait."""

    name = line(_l("Name"), most=120, needed=_l("Give it a name that people at the door understand."))
    address = line(_l("Address"), most=200, needed=_l("Say where it is."))


class BlocksForm(FlaskForm):
    """Between when and when blocks are built."""

    class Meta:
        csrf = False  # looking at a plan changes nothing

    programme = HiddenField()
    on = DateField(_l("Day"), validators=[InputRequired(_l("Choose the day.")), _in_reach])
    opens_local = TimeField(_l("From"), validators=[InputRequired(_l("Choose from when."))])
    closes_local = TimeField(_l("Until"), validators=[InputRequired(_l("Choose until when."))])

    def validate_closes_local(self, field: TimeField) -> None:
        """The end comes after the beginning."""
        if field.data and self.opens_local.data and field.data <= self.opens_local.data:
            raise ValidationError(_("This is before the beginning. Choose a later time."))


class OfferBlocksForm(BlocksForm):
    """Offering exactly the plan that was shown."""

    class Meta:
        csrf = FlaskForm.Meta.csrf

    seen = HiddenField(filters=[trimmed])


class StopForm(FlaskForm):
    """One stop handed over, proven in one of several ways; the nonce makes a second sending harmless."""

    nonce = HiddenField(validators=[InputRequired(), Length(max=48)], filters=[trimmed])
    code = StringField(validators=[Length(max=12)], filters=[trimmed])
    photo = FileField()
    signature = FileField()
    lat = FloatField(validators=[Optional(), NumberRange(-90, 90)], widget=HiddenInput())
    lon = FloatField(validators=[Optional(), NumberRange(-180, 180)], widget=HiddenInput())
    accuracy_m = FloatField(validators=[Optional(), NumberRange(0, 100_000)], widget=HiddenInput())
    happened_at = HiddenField(validators=[Length(max=40)], filters=[trimmed])


class UnableForm(FlaskForm):
    """One stop that could not be handed over."""

    nonce = HiddenField(validators=[InputRequired(), Length(max=48)], filters=[trimmed])
    reason = StringField(validators=[InputRequired(), Length(max=24)], filters=[trimmed])
    note = StringField(validators=[Length(max=500)], filters=[trimmed])
    happened_at = HiddenField(validators=[Length(max=40)], filters=[trimmed])


class VoucherForm(MoneyForm):
    """A voucher at the counter."""

    code = line(
        _l("Code of the voucher"),
        most=20,
        needed=_l("Scan the code or type it."),
        render_kw={"autocomplete": "off", "autocapitalize": "characters"},
    )
    amount = MoneyField(_l("What it cost"), needed=_l("Enter what it cost."))

"""Forms of single kinds: two flights, a parcel, a file of parcels, a span for blocks, a voucher."""

from __future__ import annotations

from typing import Any

from flask_babel import lazy_gettext as _l
from flask_wtf import FlaskForm
from flask_wtf.file import FileField, FileRequired
from wtforms import DateTimeLocalField, DecimalField, SelectField, SelectMultipleField, StringField
from wtforms.validators import InputRequired, NumberRange, Optional
from wtforms.widgets import CheckboxInput, ListWidget

from marketplace.bookings.forms import PersonForm
from marketplace.businesses.form_fields import line, number, options, text
from marketplace.businesses.languages import language_choices


class LayoverForm(FlaskForm):
    """Two flights, and whom one would like to meet."""

    arrival_flight = line(
        _l("You arrive with flight"), most=12, needed=_l("Enter the flight's number, such as KL 602.")
    )
    arrives_local = DateTimeLocalField(
        _l("It lands at, on the clock there"), validators=[InputRequired(_l("Enter when it lands."))]
    )
    departure_flight = line(
        _l("You leave with flight"), most=12, needed=_l("Enter the flight's number, such as KL 871.")
    )
    departs_local = DateTimeLocalField(
        _l("It takes off at, on the clock there"), validators=[InputRequired(_l("Enter when it takes off."))]
    )
    language = SelectField(_l("Language you would like to speak"), validators=[InputRequired()])
    party = number(_l("People"), 1, 6, needed=_l("Say how many you are."))
    interests = SelectMultipleField(
        _l("What you like"), widget=ListWidget(prefix_label=False), option_widget=CheckboxInput()
    )
    words = text(_l("A few words about you"), most=1000, rows=3)
    is_adult = SelectMultipleField(
        _l("Age"), choices=options([("yes", _l("All of us are 18 or older"))]), widget=ListWidget(prefix_label=False), option_widget=CheckboxInput(),
        validators=[InputRequired(_l("Meet-ups are for adults. Tick the box if all of you are 18 or older."))],
    )  # fmt: skip

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.language.choices = options(language_choices())


class LayoverAsGuestForm(PersonForm, LayoverForm):
    """A layover without an account."""


class ParcelForm(FlaskForm):
    """One parcel."""

    pickup_point = SelectField(_l("Waits at"), validators=[InputRequired()])
    recipient_name = line(_l("Recipient"), most=80, needed=_l("Say for whom it is."))
    recipient_phone = line(_l("Telephone"), most=32)
    address = line(_l("Address"), most=200, needed=_l("Say where it goes."))
    lat = DecimalField(
        _l("Latitude"),
        places=None,
        validators=[InputRequired(_l("Give the point's latitude.")), NumberRange(-90, 90)],
    )
    lon = DecimalField(
        _l("Longitude"),
        places=None,
        validators=[InputRequired(_l("Give the point's longitude.")), NumberRange(-180, 180)],
    )
    litres = number(_l("Size, litres"), 1, 5000, needed=_l("Say how big it is."))
    opens_local = DateTimeLocalField(_l("Not before"), validators=[Optional()])
    closes_local = DateTimeLocalField(_l("Not after"), validators=[Optional()])
    notes = text(_l("Notes for the door"), most=500, rows=2)


class ParcelFileForm(FlaskForm):
    """Many parcels."""

    pickup_point = SelectField(_l("They wait at"), validators=[InputRequired()])
    file = FileField(_l("CSV file"), validators=[FileRequired(_l("Choose a file."))])


class BlocksForm(FlaskForm):
    """Between when and when blocks are built."""

    starts_local = DateTimeLocalField(_l("From"), validators=[InputRequired(_l("Choose from when."))])
    ends_local = DateTimeLocalField(_l("Until"), validators=[InputRequired(_l("Choose until when."))])


class PickupPointForm(FlaskForm):
    """A place where parcels wait."""

    name = line(_l("Name"), most=120, needed=_l("Give it a name."))
    place = line(_l("Where"), most=200, needed=_l("Say where it is."))


class VoucherForm(FlaskForm):
    """A voucher at the counter."""

    code = StringField(
        _l("Code of the voucher"),
        validators=[InputRequired(_l("Scan the code or type it."))],
        render_kw={"autocomplete": "off"},
    )
    amount = DecimalField(
        _l("What it cost"),
        places=None,
        validators=[InputRequired(_l("Enter what it cost.")), NumberRange(min=0)],
    )

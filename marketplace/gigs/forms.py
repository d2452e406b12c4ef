"""Forms of gigs: answering an offer, checking in, proving and ending work, and a simple gig made at the desk."""

from __future__ import annotations

from flask_babel import lazy_gettext as _l
from flask_wtf import FlaskForm
from flask_wtf.file import FileField
from wtforms import (
    BooleanField,
    DateField,
    FloatField,
    HiddenField,
    IntegerField,
    RadioField,
    SelectField,
    StringField,
    TextAreaField,
    TimeField,
)
from wtforms.validators import InputRequired, Length, NumberRange, Optional
from wtforms.widgets import HiddenInput

from marketplace.businesses.form_fields import ExactPlace
from marketplace.core.typed import trimmed
from marketplace.core.words import sentence
from marketplace.gigs.service_endings import FORFEIT_CODES
from marketplace.gigs.service_offers import DECLINE_CODES

NEEDED = _l("Please fill this in.")
CHOSEN = _l("Please choose one.")
NOTE_MAX = 1000
NUMBER = _l("Please give a number.")


class WaiverForm(FlaskForm):
    """Taking a gig outside one's own hours."""

    waives_hours = BooleanField(_l("I know that it lies outside the hours I gave, and take it all the same"))


class DeclineForm(FlaskForm):
    """Saying no, with a reason."""

    reason = RadioField(_l("Why not?"), validators=[InputRequired(CHOSEN)])

    def __init__(self, *args: object, **kwargs: object) -> None:
        super().__init__(*args, **kwargs)
        self.reason.choices = [(code, sentence(f"decline.{code}")) for code in DECLINE_CODES]


class CodeForm(FlaskForm):
    """Checking in by the code that the other side reads out."""

    code = StringField(
        _l("Code"), validators=[InputRequired(NEEDED), Length(max=20)], filters=[trimmed],
        render_kw={"autocomplete": "off", "autocapitalize": "characters", "maxlength": 20},
    )  # fmt: skip


class PlaceForm(FlaskForm):
    """Checking in by where one is; a script fills it in."""

    lat = FloatField(validators=[Optional(), NumberRange(-90, 90)], widget=HiddenInput())
    lon = FloatField(validators=[Optional(), NumberRange(-180, 180)], widget=HiddenInput())
    accuracy_m = FloatField(validators=[Optional(), NumberRange(0, 100_000)], widget=HiddenInput())


class ManualForm(FlaskForm):
    """Checking in by hand, with a reason."""

    reason = TextAreaField(
        _l("Why not by code or place?"), validators=[InputRequired(NEEDED), Length(max=NOTE_MAX)], filters=[trimmed],
        render_kw={"rows": 3},
    )  # fmt: skip


class ProofForm(FlaskForm):
    """A photo or a few words that show what was done; the nonce makes a second sending harmless."""

    nonce = HiddenField(validators=[InputRequired(), Length(max=48)], filters=[trimmed])
    photo = FileField(_l("Photo"), render_kw={"accept": "image/*"})
    text = TextAreaField(
        _l("In words"), validators=[Length(max=NOTE_MAX)], filters=[trimmed], render_kw={"rows": 3}
    )


class WaitingForm(FlaskForm):
    """How long the fan had to wait because of others."""

    minutes = IntegerField(
        _l("Minutes of waiting that others caused"),
        validators=[Optional(), NumberRange(0, 1440, _l("Please give a number from 0 to 1440."))],
    )


class ForfeitForm(FlaskForm):
    """Giving a gig back, with a reason."""

    reason = RadioField(_l("Why do you give it back?"), validators=[InputRequired(CHOSEN)])
    note = TextAreaField(
        _l("Anything the team should know"),
        validators=[Length(max=NOTE_MAX)],
        filters=[trimmed],
        render_kw={"rows": 3},
    )

    def __init__(self, *args: object, **kwargs: object) -> None:
        super().__init__(*args, **kwargs)
        self.reason.choices = [(code, sentence(f"forfeit.{code}")) for code in FORFEIT_CODES]


class NoteForm(FlaskForm):
    """A few words, needed."""

    note = TextAreaField(
        _l("In a few words"),
        validators=[InputRequired(NEEDED), Length(max=NOTE_MAX)],
        filters=[trimmed],
        render_kw={"rows": 3},
    )


class GigForm(ExactPlace, FlaskForm):
    """A simple gig that the business itself asks for."""

    programme = SelectField(_l("Programme"), validators=[InputRequired(CHOSEN)])
    title = StringField(
        _l("What is to be done?"), validators=[InputRequired(NEEDED), Length(max=140)], filters=[trimmed]
    )
    day = DateField(_l("Day"), validators=[InputRequired(NEEDED)])
    starts = TimeField(_l("From"), validators=[InputRequired(NEEDED)])
    minutes = IntegerField(
        _l("How long, in minutes"), validators=[InputRequired(NUMBER), NumberRange(15, 1440)], default=120
    )
    places = IntegerField(
        _l("How many people"), validators=[InputRequired(NUMBER), NumberRange(1, 100)], default=1
    )
    place_name = StringField(
        _l("Where"), validators=[Length(max=160)], filters=[trimmed],
        description=_l("Leave it empty for your own address."),
    )  # fmt: skip
    notes = TextAreaField(
        _l("What the person should know"),
        validators=[Length(max=2000)],
        filters=[trimmed],
        render_kw={"rows": 4},
    )

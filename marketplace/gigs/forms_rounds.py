"""Forms of rounds: which gigs to match now, and whom to ask by hand."""

from __future__ import annotations

from flask_babel import lazy_gettext as _l
from flask_wtf import FlaskForm
from wtforms import HiddenField, IntegerField, RadioField, SelectField, StringField, TextAreaField
from wtforms.validators import InputRequired, Length, NumberRange

from marketplace.core.typed import trimmed
from marketplace.core.words import sentence
from marketplace.gigs.forms import CHOSEN, NOTE_MAX, NUMBER
from marketplace.gigs.service_by_hand import REASONS
from marketplace.gigs.service_rounds import DAYS_MAX


class RoundForm(FlaskForm):
    """A round of one programme, for the coming days, perhaps around one place."""

    programme = SelectField(_l("Programme"), validators=[InputRequired(CHOSEN)])
    days = IntegerField(
        _l("Gigs of the coming days"),
        validators=[InputRequired(NUMBER), NumberRange(1, DAYS_MAX)],
        default=14,
    )
    place_name = StringField(
        _l("Around"), validators=[Length(max=160)], filters=[trimmed],
        description=_l("Leave it empty for every place."),
    )  # fmt: skip
    radius_km = IntegerField(
        _l("How far around, in kilometres"),
        validators=[InputRequired(NUMBER), NumberRange(1, 500)],
        default=25,
    )


class ByHandForm(FlaskForm):
    """Whom to ask, instead of whom, and why."""

    fan = RadioField(_l("Whom to ask"), validators=[InputRequired(CHOSEN)], validate_choice=False)
    replaces = HiddenField(validators=[Length(max=24)], filters=[trimmed])
    reason = RadioField(_l("Why by hand?"), validators=[InputRequired(CHOSEN)])
    note = TextAreaField(
        _l("What you tell whoever is replaced"), validators=[Length(max=NOTE_MAX)], filters=[trimmed],
        render_kw={"rows": 3},
    )  # fmt: skip

    def __init__(self, *args: object, **kwargs: object) -> None:
        super().__init__(*args, **kwargs)
        self.reason.choices = [(code, sentence(f"by_hand.{code}")) for code in REASONS]

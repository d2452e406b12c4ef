"""Forms in which fans speak of themselves and apply."""

from __future__ import annotations

from typing import Any

from flask_babel import gettext as _
from flask_babel import lazy_gettext as _l
from flask_wtf import FlaskForm
from flask_wtf.file import FileField
from wtforms import BooleanField, DateField, RadioField, TimeField
from wtforms.validators import InputRequired, Optional, ValidationError

from marketplace.businesses.form_fields import line, number, options, selected, text, ticked
from marketplace.businesses.languages import language_choices
from marketplace.core import clock
from marketplace.core.formats import format_distance
from marketplace.identity.age import is_adult
from marketplace.superfans import names
from marketplace.superfans.choices import CREDENTIALS, RADII_M, REWARD_KINDS, TRAVEL_MODES, WEEKDAYS
from marketplace.superfans.service_profile import BIO_LENGTH_MAX, CAUSE_LENGTH_MAX


class SkillsForm(FlaskForm):
    """An addition of one's own; the rest of the step are boxes and levels by code."""

    own_skill = line(_l("Something that is not in the list"), most=80, description=_l("It counts for you at once. Others see it once a person has looked at it."))  # fmt: skip


class LanguagesForm(FlaskForm):
    """The levels stand by code; this carries what is wrong with them."""


class InterestsForm(FlaskForm):
    """What one likes."""

    interests = ticked(_l("What do you like?"))

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.interests.choices = options(names.interest_choices())


class HomeForm(FlaskForm):
    """Where one sets out from."""

    place = line(
        _l("Where do you set out from?"),
        most=200,
        needed=_l("Please say where you are. A neighbourhood is enough."),
        description=_l("A neighbourhood or a town. Nobody is shown the exact spot."),
    )


class ChosenHomeForm(HomeForm):
    """Which place was meant."""

    chosen = RadioField(
        _l("Which one is it?"), validators=[InputRequired(_l("Please choose the place you mean."))]
    )


class TravelForm(FlaskForm):
    """How one gets about."""

    travel_mode = RadioField(
        _l("How do you get about?"),
        choices=options(TRAVEL_MODES.items()),
        validators=[InputRequired(_l("Please choose one."))],
    )
    radius_m = selected(_l("How far would you go?"), coerce=int)
    weekly_hours_max = number(
        _l("How many hours a week at most?"), 1, 168, needed=_l("Please give a number of hours."),
        description=_l("You will not be offered more than this."),
    )  # fmt: skip

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        radii = sorted({*RADII_M, *([kwargs["data"]["radius_m"]] if kwargs.get("data") else [])})
        self.radius_m.choices = options((radius_m, format_distance(radius_m)) for radius_m in radii)


class ReasonsForm(FlaskForm):
    """What one comes for, and how one would rather be thanked."""

    motives = ticked(
        _l("What do you come for?"),
        description=_l("As many as are true. It helps us offer you the right things."),
    )
    reward_kind = RadioField(
        _l("If there is pay, how would you like it?"), choices=options(REWARD_KINDS.items())
    )
    donation_cause = line(
        _l("Which cause?"), most=CAUSE_LENGTH_MAX, description=_l("Only if you give it away.")
    )

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.motives.choices = options(names.motive_choices())


class WordsForm(FlaskForm):
    """Who one is, in one's own words."""

    bio = text(_l("Say hello"), most=BIO_LENGTH_MAX, rows=6, description=_l("Who you are and what you love to show or do. Please leave out telephone numbers and addresses."))  # fmt: skip
    bio_language = selected(_l("Your words are in"))
    photo = FileField(_l("A photo of you"), render_kw={"accept": "image/*"})
    without_photo = BooleanField(_l("Take the photo away"))

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.bio_language.choices = options(language_choices())


class BirthForm(FlaskForm):
    """When one was born."""

    born_on = DateField(_l("When were you born?"), validators=[InputRequired(_l("Please give a date."))], description=_l("Some gigs are for adults only. Nobody else is told."))  # fmt: skip


class WindowForm(FlaskForm):
    """One weekly window to the minute."""

    weekday = selected(_l("Day"), [(str(n), day) for n, day in enumerate(WEEKDAYS)])
    opens_local = TimeField(_l("From"), validators=[InputRequired(_l("Please say from when."))])
    closes_local = TimeField(_l("Until"), validators=[InputRequired(_l("Please say until when."))])


class ExceptionForm(FlaskForm):
    """One day that is otherwise."""

    on_date = DateField(_l("Day"), validators=[InputRequired(_l("Please choose a day."))])
    is_open = RadioField(
        _l("On that day"),
        choices=options([("no", _l("I am not free")), ("yes", _l("I am free as well"))]),
        validators=[InputRequired(_l("Please choose one."))],
        default="no",
    )
    opens_local = TimeField(_l("From"), validators=[Optional()])
    closes_local = TimeField(_l("Until"), validators=[Optional()])
    note = line(_l("A note for yourself"), most=120)


class ApplyForm(FlaskForm):
    """Why one wants to join."""

    motive = RadioField(
        _l("What brings you here most of all?"), validators=[InputRequired(_l("Please choose one."))]
    )
    words = text(
        _l("A few words to the shop"),
        most=2000,
        description=_l("Why this shop, and what you would like to do."),
    )

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.motive.choices = options(names.motive_choices())


class AdultApplyForm(ApplyForm):
    """The same for a programme of adults, from somebody who has not said when they were born."""

    born_on = DateField(
        _l("When were you born?"),
        validators=[InputRequired(_l("This programme is for adults: please say when you were born."))],
        description=_l("Nobody else is told."),
    )

    def validate_born_on(self, field: DateField) -> None:
        """Only adults join."""
        if field.data and not is_adult(field.data, clock.now().date()):
            raise ValidationError(_("This programme is for people of 18 and older."))


class CredentialForm(FlaskForm):
    """Evidence for something one may do."""

    business = selected(_l("For whom?"))
    code = selected(_l("What is it?"), choices=CREDENTIALS.items())
    evidence = FileField(_l("Photo or PDF"), render_kw={"accept": "image/*,application/pdf"}, description=_l("Only the staff of this business see it."))  # fmt: skip

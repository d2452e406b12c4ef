"""Fields that several forms of this area share."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from typing import Any

from flask_babel import lazy_gettext as _l
from flask_wtf.file import FileField
from wtforms import (
    FloatField,
    IntegerField,
    RadioField,
    SelectChoice,
    SelectField,
    SelectMultipleField,
    StringField,
    TextAreaField,
)
from wtforms.validators import InputRequired, Length, NumberRange, Optional, ValidationError
from wtforms.widgets import CheckboxInput, ListWidget

from marketplace.businesses.choices import Choice, pairs
from marketplace.core.typed import trimmed


def options(pairs_: Iterable[tuple[str, Any]]) -> list[SelectChoice]:
    """Codes and names as WTForms wants them."""
    return [SelectChoice(code, name) for code, name in pairs_]


def line(label: Any, *, most: int, needed: Any = None, **kwargs: Any) -> StringField:
    """One line of text; `needed` is what is said when it is left empty."""
    return StringField(label, validators=[*_needed(needed), _length(most)], filters=[trimmed], **kwargs)


def text(label: Any, *, most: int, needed: Any = None, rows: int = 4, **kwargs: Any) -> TextAreaField:
    """Several lines of text."""
    validators = [*_needed(needed), _length(most)]
    return TextAreaField(label, validators=validators, filters=[trimmed], render_kw={"rows": rows}, **kwargs)


def one_of(label: Any, choices: Sequence[Choice], **kwargs: Any) -> RadioField:
    """A choice of which one is taken, each explained."""
    return RadioField(
        label,
        choices=options(pairs(tuple(choices))),
        validators=[InputRequired(_l("Please choose one."))],
        **kwargs,
    )


def selected(label: Any, choices: Iterable[tuple[str, Any]] = (), **kwargs: Any) -> SelectField:
    """A choice from a list, one of which is taken."""
    needed = InputRequired(_l("Please choose one."))
    return SelectField(label, choices=options(choices), validators=[needed], **kwargs)


def ticked(label: Any, choices: Iterable[tuple[str, Any]] = (), **kwargs: Any) -> SelectMultipleField:
    """Any number of choices, as boxes to tick."""
    return SelectMultipleField(
        label,
        choices=options(choices),
        widget=ListWidget(prefix_label=False),
        option_widget=CheckboxInput(),
        **kwargs,
    )


def number(label: Any, least: int, most: int, *, needed: Any = None, **kwargs: Any) -> IntegerField:
    """A whole number within bounds."""
    between = _l("Please give a whole number between %(least)s and %(most)s.", least=least, most=most)
    presence = [InputRequired(needed)] if needed else [Optional()]
    return IntegerField(label, validators=[*presence, NumberRange(least, most, between)], **kwargs)


def degrees(label: Any, most: int, **kwargs: Any) -> FloatField:
    """Degrees of latitude (90 at most) or longitude (180)."""
    within = NumberRange(
        -most, most, _l("Please give degrees between %(least)s and %(most)s.", least=-most, most=most)
    )
    return FloatField(label, validators=[Optional(), within], **kwargs)


class ExactPlace:
    """Where something is to the step, in degrees; both or neither."""

    lat = degrees(_l("Latitude"), 90)
    lon = degrees(_l("Longitude"), 180)

    def validate_lat(self, field: FloatField) -> None:
        """One alone is no place."""
        if self.lon.data is None:
            raise ValidationError(_l("Give both degrees, or leave both empty."))

    def validate_lon(self, field: FloatField) -> None:
        """One alone is no place."""
        if self.lat.data is None:
            raise ValidationError(_l("Give both degrees, or leave both empty."))


def picture(label: Any, **kwargs: Any) -> FileField:
    """A picture from the person's own files; what it really is, uploads decide."""
    return FileField(label, render_kw={"accept": "image/*"}, **kwargs)


def _needed(message: Any) -> list[Any]:
    return [InputRequired(message)] if message else []


def _length(most: int) -> Length:
    return Length(max=most, message=_l("Please keep it under %(most)s characters.", most=most))

"""Forms about the business itself: opening it, its page, its staff."""

from __future__ import annotations

from typing import Any

from babel.core import get_global
from babel.numbers import get_currency_name
from flask_babel import get_locale
from flask_babel import lazy_gettext as _l
from flask_wtf import FlaskForm
from wtforms import BooleanField, EmailField, HiddenField, RadioField
from wtforms.validators import InputRequired, Optional, Regexp
from wtforms.widgets import ColorInput

from config import LOCALES
from marketplace.businesses.choices import ROLES
from marketplace.businesses.form_fields import line, one_of, options, picture, selected, text
from marketplace.core import colours
from marketplace.core.i18n import LOCALE_NAMES
from marketplace.core.minor import CURRENCIES
from marketplace.core.typed import trimmed
from marketplace.identity import zones

ACCENTS = ("#b4532a", "#1f6f5c", "#2b5c9e", "#7a3e8f", "#a8352f", "#8a6414", "#37474f", "#c2437a")


class AccentField(HiddenField):
    """A colour, chosen from the machine's own picker, which cannot be empty: the house's colour stands for none chosen."""

    widget = ColorInput()

    def _value(self) -> str:
        return self.data or colours.HOUSE

    def process_formdata(self, valuelist: list[Any]) -> None:
        super().process_formdata(valuelist)
        if (self.data or "").lower() == colours.HOUSE:
            self.data, self.raw_data = "", []


class OpenForm(FlaskForm):
    """The first of the five minutes: what the business is called, what it is, and where."""

    name = line(_l("What is your business called?"), most=80, needed=_l("Please give your business a name."))
    tagline = line(
        _l("What is it, in one sentence?"),
        most=140,
        description=_l("Such as “A walking-tour bookshop by the bay”. Visitors read it first."),
    )
    place = line(
        _l("Where is it?"),
        most=200,
        needed=_l("Please say where your business is."),
        description=_l("A town or a neighbourhood, such as “Roma Norte, Ciudad de México”."),
    )
    invitation = HiddenField()


class PlaceForm(OpenForm):
    """The second: which place was meant, and what follows from it."""

    chosen = RadioField(
        _l("Which one is it?"), validators=[InputRequired(_l("Please choose the place you mean."))]
    )
    currency = selected(_l("Money is reckoned in"))
    timezone = selected(_l("The clocks go by"))
    language = selected(_l("Your own words will be in"), [(code, LOCALE_NAMES[code]) for code in LOCALES])

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.currency.choices = options(currency_choices())
        self.timezone.choices = options(zones.choices())


class LookForm(FlaskForm):
    """Logo, colour and the front page's own words."""

    tagline = line(_l("In one sentence"), most=140)
    story = text(
        _l("Your story"),
        most=20_000,
        rows=8,
        description=_l("What the shop is, how it began, why people love it. This stands on your front page."),
    )
    accent = AccentField(
        _l("Your colour"),
        validators=[
            Optional(),
            Regexp(r"#[0-9a-fA-F]{6}", message=_l("Please give a colour such as #b4532a.")),
        ],
        description=_l("Buttons and links take it on; we keep it readable, by day and by night."),
    )
    logo = picture(_l("Your logo"), description=_l("A square picture works best."))
    cover = picture(_l("A picture for the front page"), description=_l("The shop, its street, its people."))
    without_logo = BooleanField(_l("Take the logo away"))
    without_cover = BooleanField(_l("Take the picture away"))


class DetailsForm(FlaskForm):
    """Name, place, money and clock."""

    name = line(_l("Name"), most=80, needed=_l("Please give your business a name."))
    place = line(_l("Where it is"), most=120, needed=_l("Please say where your business is."))
    support_email = EmailField(
        _l("Address for questions"), filters=[trimmed], description=_l("Customers and fans write to it.")
    )
    currency = selected(_l("Money is reckoned in"))
    timezone = selected(_l("The clocks go by"))
    language = selected(_l("Your own words are in"), [(code, LOCALE_NAMES[code]) for code in LOCALES])

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.currency.choices = options(currency_choices())
        self.timezone.choices = options(zones.choices())


class StaffForm(FlaskForm):
    """Somebody to act for the business."""

    email = EmailField(
        _l("E-mail address"),
        validators=[InputRequired(_l("Please give an e-mail address."))],
        filters=[trimmed],
    )
    role = one_of(_l("What may they do?"), ROLES, default="support")


class OwnerForm(FlaskForm):
    """Somebody to open a business of their own."""

    email = EmailField(
        _l("E-mail address"),
        validators=[InputRequired(_l("Please give an e-mail address."))],
        filters=[trimmed],
    )


def currency_choices() -> list[tuple[str, str]]:
    """Every currency that some country uses today and that can be paid with, in the reader's words."""
    current = {
        entry[0]
        for entries in get_global("territory_currencies").values()
        for entry in entries
        if entry[2] is None and entry[3]
    }
    usable = current & CURRENCIES
    named = [(code, f"{code} · {get_currency_name(code, locale=get_locale())}") for code in usable]
    return sorted(named)

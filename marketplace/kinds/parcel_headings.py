"""What the columns of a file of parcels are headed with, in every language of the installation."""

from __future__ import annotations

from flask_babel import get_locale
from flask_babel import lazy_gettext as _l

from config import LOCALES
from marketplace.core.i18n import spoken_to
from marketplace.geo.place_names import fold

LABELS = {
    "recipient_name": _l("recipient"),
    "address": _l("address"),
    "lat": _l("latitude"),
    "lon": _l("longitude"),
    "litres": _l("litres"),
    "opens_local": _l("not before"),
    "closes_local": _l("not after"),
    "recipient_phone": _l("telephone"),
    "notes": _l("notes"),
    "is_return": _l("fetched there"),
}
SEMICOLON_IN = ("es",)  # where a comma parts decimals, spreadsheets part columns by semicolons


def shown() -> dict[str, str]:
    """The heading of each column in the reader's language."""
    return {name: str(label) for name, label in LABELS.items()}


def known() -> dict[str, str]:
    """The column of each heading, folded, in any language."""
    found: dict[str, str] = {}
    for locale in LOCALES:
        with spoken_to(locale):
            found |= {fold(str(label)): name for name, label in LABELS.items()}
    return found


def empty_file() -> str:
    """The headings alone, parted as spreadsheets of the reader's language do."""
    return (";" if str(get_locale()) in SEMICOLON_IN else ",").join(shown().values()) + "\r\n"

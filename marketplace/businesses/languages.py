"""Languages people speak with each other, named in the reader's language."""

from __future__ import annotations

from babel import Locale
from flask_babel import get_locale
from flask_babel import lazy_gettext as _l

# What guests and hosts of small businesses speak most; each is an ISO 639 code that Babel can name.
SPOKEN = (
    "ar", "bn", "ca", "cs", "da", "de", "el", "en", "es", "eu", "fa", "fi", "fr", "gl", "he", "hi", "hu", "id", "it",
    "ja", "ko", "nah", "nl", "no", "pl", "pt", "ro", "ru", "sv", "sw", "th", "tl", "tr", "uk", "ur", "vi", "zh",
)  # fmt: skip

# What the locale data of a language we speak has no name for.
NAMED_HERE = {"nah": _l("Nahuatl")}


def language_name(code: str) -> str:
    """What the reader calls a language, beginning with a capital."""
    locale = get_locale() or Locale("en")
    name = locale.languages.get(code) or str(NAMED_HERE.get(code, code))
    return name[:1].upper() + name[1:]


def language_choices() -> list[tuple[str, str]]:
    """Every language offered, in the reader's order."""
    return sorted(((code, language_name(code)) for code in SPOKEN), key=lambda pair: pair[1])

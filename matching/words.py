"""Reasons and changes put into words, in English and Spanish."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date, datetime

from matching.errors import InvalidProblem
from matching.fans import zone_named
from matching.phrases import FOR, ROUND, RULES
from matching.phrases_changes import CHANGES, FORMS, REMEDIES
from matching.reasons import Change, Reason, Value

LANGUAGES = ("en", "es")
LANGUAGE_LEVELS = ("", "A1", "A2", "B1", "B2", "C1", "C2")
WEEKDAYS = {
    "en": ("Mon", "Tue", "Wed", "Thu", "Fri", "Sat", "Sun"),
    "es": ("lun", "mar", "mié", "jue", "vie", "sáb", "dom"),
}
MONTHS = {
    "en": ("Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec"),
    "es": ("ene", "feb", "mar", "abr", "may", "jun", "jul", "ago", "sept", "oct", "nov", "dic"),
}
REASON_CODES = frozenset({*RULES, *ROUND, *FOR})


def say(
    item: Reason | Change,
    language: str = "en",
    *,
    names: Mapping[str, str] | None = None,
    zone: str = "UTC",
) -> str:
    """Return the sentence for a reason or a change.

    Parameters
    ----------
    item : Reason or Change
        With its numbers.
    language : str
        ``en`` or ``es``; a regional tag such as ``es-MX`` counts as its language.
    names : mapping of str to str or None
        What to call the codes of skills, languages, credentials, interests, areas and fans; a code without a name
        stands for itself.
    zone : str
        IANA time zone in which instants are told.

    Returns
    -------
    str
        One sentence.

    Raises
    ------
    InvalidProblem
        If the code or the language has no words.
    """
    tongue = tongue_of(language)
    table = {**CHANGES, **FORMS, **REMEDIES} if isinstance(item, Change) else {**RULES, **ROUND, **FOR}
    if item.code not in table or item.code in FORMS:
        raise InvalidProblem("code", f"{item.code} has no words")
    template = table[_form_of(item)][LANGUAGES.index(tongue)]
    shown = {key: _shown(key, value, tongue, names or {}, zone) for key, value in item.params.items()}
    if "level" in item.params and "language" in item.params:
        shown["language_level"] = LANGUAGE_LEVELS[int(str(item.params["level"]))]
    return template.format_map(shown)


def _form_of(item: Reason | Change) -> str:
    """The code of the sentence: most things have one, a span of days that is one day has another."""
    is_day = item.code == "credential" and item.params["valid_from"] == item.params["valid_until"]
    return "credential_day" if is_day else item.code


def tongue_of(language: str) -> str:
    """Return ``en`` or ``es`` for a language tag, or raise ``InvalidProblem``."""
    tongue = language.replace("_", "-").split("-")[0].lower()
    if tongue not in LANGUAGES:
        raise InvalidProblem("language", f"must be one of {', '.join(LANGUAGES)}")
    return tongue


def _shown(key: str, value: Value, language: str, names: Mapping[str, str], zone: str) -> str:
    if isinstance(value, datetime):
        return _instant(value, language, zone)
    if isinstance(value, date):
        return _day(value, language)
    if isinstance(value, tuple):
        return ", ".join(names.get(code, code) for code in value)
    if isinstance(value, str):
        return names.get(value, value)
    if key.endswith("_m"):
        return _length(value, language)
    if key == "minutes" or key.endswith("_minutes"):
        return _minutes(value)
    return _number(value, language)


def _instant(instant: datetime, language: str, zone: str) -> str:
    local = instant.astimezone(zone_named(zone))
    weekday = WEEKDAYS[language][local.weekday()]
    return f"{weekday} {local.day} {MONTHS[language][local.month - 1]} {local:%H:%M}"


def _day(day: date, language: str) -> str:
    return f"{day.day} {MONTHS[language][day.month - 1]} {day.year}"


def _length(metres: int, language: str) -> str:
    if metres < 1000:
        return f"{metres} m"
    whole, tenth = divmod((metres + 50) // 100, 10)
    if tenth == 0 or whole >= 100:
        return f"{_number(whole, language)} km"
    return f"{whole}{'.' if language == 'en' else ','}{tenth} km"


def _minutes(minutes: int) -> str:
    hours, rest = divmod(minutes, 60)
    if hours == 0:
        return f"{rest} min"
    return f"{hours} h" if rest == 0 else f"{hours} h {rest} min"


def _number(value: int, language: str) -> str:
    if language == "es":
        # Spanish groups digits only from five on.
        return f"{value:,}".replace(",", ".") if abs(value) >= 10_000 else str(value)
    return f"{value:,}"

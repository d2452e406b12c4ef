"""Reason codes put into words: a sentence per code, its parameters formatted by the unit their name ends in."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date, datetime
from typing import Any

from flask_babel import get_locale, get_translations, gettext
from markupsafe import Markup, escape

from marketplace.core import formats

_SENTENCES: dict[str, Any] = {}
LANGUAGE_OF = "_lang"  # follows a parameter's name: in which language its words were written
OTHERWISE = "_said"  # and this: the same in the languages in which its author said it too


@dataclass(frozen=True)
class Written:
    """Words that somebody wrote, with their language where it is known, and the same where they said it in others."""

    words: str
    language: str | None
    otherwise: Mapping[str, str] = field(default_factory=dict, hash=False)

    def read_in(self, locale: str) -> Written:
        """Them for a reader of a language: in it if they were said in it."""
        said = self.otherwise.get(locale)
        return Written(said, locale) if said else self


@dataclass(frozen=True)
class Counted:
    """A sentence that says one thing of one and another of several, by the parameter that counts them."""

    by: str
    one: str
    several: str

    def template(self, params: Mapping[str, Any]) -> str:
        """The form that fits the count, in the reader's language."""
        return str(get_translations().ungettext(self.one, self.several, int(params.get(self.by) or 0)))


def kept(params: Mapping[str, Any]) -> dict[str, Any]:
    """Parameters as they are stored: the language of what somebody wrote stands beside it."""
    flat: dict[str, Any] = {}
    for name, value in params.items():
        flat[name] = value.words if isinstance(value, Written) else value
        if isinstance(value, Written) and value.language:
            flat[name + LANGUAGE_OF] = value.language
        if isinstance(value, Written) and value.otherwise:
            flat[name + OTHERWISE] = dict(value.otherwise)
    return flat


def register(sentences: Mapping[str, Any]) -> None:
    """Add an area's sentences: code to a lazily translated template with %(name)s parameters."""
    for code, sentence in sentences.items():
        if code in _SENTENCES and str(_SENTENCES[code]) != str(sentence):
            raise ValueError(f"two sentences for {code}")
        _SENTENCES[code] = sentence


def sentence(code: str, params: Mapping[str, Any] | None = None) -> str:
    """The words for a code in the reader's language; an unknown code is shown as itself, and a test forbids it."""
    template, said = _template(code, params or {}), params or {}
    if template is None:
        return gettext("This cannot be done (%(code)s).", code=code)
    return template % {name: spoken(name, value, said) for name, value in said.items()}


def marked(code: str, params: Mapping[str, Any] | None = None) -> Markup:
    """The same for a page: what was written in another language than the page's says in which."""
    template, said = _template(code, params or {}), params or {}
    if template is None:
        return escape(sentence(code, params))
    return escape(template) % {name: _marked(name, value, said) for name, value in said.items()}


def _template(code: str, params: Mapping[str, Any]) -> str | None:
    known = _SENTENCES.get(code)
    if isinstance(known, Counted):
        return known.template(params)
    return None if known is None else str(known)


def _marked(name: str, value: Any, params: Mapping[str, Any]) -> Markup:
    written = _written(name, value, params)
    if written is None:
        return escape(spoken(name, value, params))
    return written_in(written.words, written.language)


def _written(name: str, value: Any, params: Mapping[str, Any]) -> Written | None:
    """What somebody wrote as the reader reads it, kept or not; nothing where the parameter is no such thing."""
    if isinstance(value, str) and (name + LANGUAGE_OF in params or name + OTHERWISE in params):
        value = Written(value, params.get(name + LANGUAGE_OF), params.get(name + OTHERWISE) or {})
    return value.read_in(str(get_locale())) if isinstance(value, Written) else None


def written_in(said: str | None, language: str | None) -> Markup:
    """Somebody's words for a page, marked with their language where it is known and not the page's; nothing is nothing."""
    if not said or not language or language == str(get_locale()):
        return escape(said or "")
    return Markup('<span lang="{}">{}</span>').format(language, said)


def known() -> frozenset[str]:
    """Every code that has a sentence."""
    return frozenset(_SENTENCES)


def spoken(name: str, value: Any, params: Mapping[str, Any]) -> str:
    """One parameter as the reader writes it: by the unit its name ends in, `params` holding currency and time zone."""
    if value is None:
        return "–"
    if written := _written(name, value, params):
        return written.words
    if name.endswith("_minor"):
        return formats.format_money(int(value), str(params.get("currency", "USD")))
    if name.endswith("_at"):
        instant = value if isinstance(value, datetime) else datetime.fromisoformat(str(value))
        return formats.format_when(instant, str(params.get("timezone", "UTC")))
    if name.endswith("_on"):
        return formats.format_date(value if isinstance(value, date) else date.fromisoformat(str(value)))
    if name.endswith("_m"):
        return formats.format_distance(float(value))
    if name.endswith("_minutes") or name == "minutes":
        return formats.format_minutes(int(value))
    if name.endswith("_hours"):
        return formats.format_hours(int(value))
    if name.endswith("_days"):
        return formats.format_days(int(value))
    if isinstance(value, list | tuple):
        return ", ".join(str(v) for v in value)
    if isinstance(value, int | float) and not isinstance(value, bool):
        return formats.format_number(value)
    return str(value)

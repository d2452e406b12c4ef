"""Reason codes put into words: a sentence per code, its parameters formatted by the unit their name ends in."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date, datetime
from typing import Any

from flask_babel import gettext

from marketplace.core import formats

_SENTENCES: dict[str, Any] = {}


def register(sentences: Mapping[str, Any]) -> None:
    """Add an area's sentences: code to a lazily translated template with %(name)s parameters."""
    for code, sentence in sentences.items():
        if code in _SENTENCES and str(_SENTENCES[code]) != str(sentence):
            raise ValueError(f"two sentences for {code}")
        _SENTENCES[code] = sentence


def sentence(code: str, params: Mapping[str, Any] | None = None) -> str:
    """The words for a code in the reader's language; an unknown code is shown as itself, and a test forbids it."""
    template = _SENTENCES.get(code)
    if template is None:
        return gettext("This cannot be done (%(code)s).", code=code)
    return str(template) % {name: spoken(name, value, params or {}) for name, value in (params or {}).items()}


def known() -> frozenset[str]:
    """Every code that has a sentence."""
    return frozenset(_SENTENCES)


def spoken(name: str, value: Any, params: Mapping[str, Any]) -> str:
    """One parameter as the reader writes it: by the unit its name ends in, `params` holding currency and time zone."""
    if value is None:
        return "–"
    if name.endswith("_minor"):
        return formats.format_money(int(value), str(params.get("currency", "USD")))
    if name.endswith("_at"):
        instant = value if isinstance(value, datetime) else datetime.fromisoformat(str(value))
        return formats.format_when(instant, str(params.get("timezone", "UTC")))
    if name.endswith("_on"):
        return formats.format_date(value if isinstance(value, date) else date.fromisoformat(str(value)))
    if name.endswith("_m"):
        return formats.format_distance(float(value))
    if name.endswith("_minutes"):
        return formats.format_minutes(int(value))
    if isinstance(value, list | tuple):
        return ", ".join(str(v) for v in value)
    if isinstance(value, int | float) and not isinstance(value, bool):
        return formats.format_number(value)
    return str(value)

"""Reasons put into words for a reader: skills, languages and interests by their names."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import Any

from babel import Locale
from flask_babel import get_locale

from marketplace.core.words import sentence
from marketplace.superfans.names import interest_name
from marketplace.superfans.queries import skill_names


def spoken(rows: Iterable[Mapping[str, Any]]) -> list[str]:
    """The sentences for reasons or changes, in their order."""
    listed = list(rows)
    codes = {code for row in listed for code in _skills(row["params"])}
    names = skill_names(codes) if codes else {}
    return [sentence(row["code"], _named(row["params"], names)) for row in listed]


def language_name(code: str) -> str:
    """What the reader calls a language."""
    locale = get_locale() or Locale("en")
    return str(locale.languages.get(code, code))


def _skills(params: Mapping[str, Any]) -> list[str]:
    found = list(params.get("skills") or ())
    return [*found, params["skill"]] if "skill" in params else found


def _named(params: Mapping[str, Any], names: Mapping[str, str]) -> dict[str, Any]:
    named = dict(params)
    if "skill" in params:
        named["skill"] = names.get(params["skill"], params["skill"])
    if "skills" in params:
        named["skills"] = [names.get(code, code) for code in params["skills"]]
    if "language" in params:
        named["language"] = language_name(params["language"])
    if "languages" in params:
        named["languages"] = [language_name(code) for code in params["languages"]]
    if "interests" in params:
        named["interests"] = [interest_name(code) for code in params["interests"]]
    return named

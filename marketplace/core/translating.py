"""What somebody wrote, text by text, and the same as its author says it in another language: pure."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Any

from config import LOCALES


@dataclass(frozen=True)
class Part:
    """One text that a reader of another language would miss."""

    name: str
    field: str  # what it is: title, story, meeting_point, place_name
    written: str
    said: str  # in the other language; empty where nobody has said it
    stage: int | None = None  # of which stage of a journey


def other_languages(thing: Any) -> list[str]:
    """The languages of the pages in which something could be said as well."""
    return [locale for locale in LOCALES if locale != thing.language]


def parts_of(
    words: Mapping[str, str], translations: Mapping[str, Mapping[str, str]] | None, locale: str
) -> list[Part]:
    """Every text that has words, with what is said of it in a language."""
    given = (translations or {}).get(locale, {})
    return [Part(name, name, one, given.get(name, "")) for name, one in words.items() if one]


def missing(parts: Iterable[Part]) -> list[Part]:
    """What readers of the other language still read as it was written."""
    return [part for part in parts if not part.said]


def with_said(
    translations: Mapping[str, Mapping[str, str]] | None, locale: str, said: Mapping[str, str]
) -> dict[str, dict[str, str]]:
    """Translations in which a language says this and nothing else; what is empty is left out."""
    others = {code: dict(words) for code, words in (translations or {}).items() if code != locale}
    kept = {name: words for name, words in said.items() if words}
    return others | ({locale: kept} if kept else {})

"""What people wrote, for a reader of one language: their own words first, a translation where they gave one.

Nothing is translated by machine. What is left in another language is marked as such on the page, so that a screen
reader pronounces it and a browser offers to translate it. A row keeps the translations of its texts in a column:
locale, then the name of the text.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import Any

from markupsafe import Markup

from marketplace.core.words import Written, written_in

Translations = Mapping[str, Mapping[str, str]]


def in_language(row: Any, locale: str, field: str) -> str:
    """A text of a row in the reader's language where it was written in it, else as it was first written."""
    return read_in(row, field, locale).words


def language_of(row: Any, locale: str, field: str) -> str:
    """The language in which `in_language` gives it."""
    return str(said_in(row, locale, field, "").language)


def said_in(row: Any, locale: str, field: str, written: str) -> Written:
    """Both, for a text that is no column of the row."""
    translated = (row.translations or {}).get(locale, {}).get(field)
    return Written(str(translated), locale) if translated else Written(str(written), _own_language(row))


def read_in(row: Any, field: str, locale: str) -> Written:
    """A text of a row as a reader of a language reads it, with the language it is in."""
    return said_in(row, locale, field, getattr(row, field))


def marked(row: Any, field: str, locale: str) -> Markup:
    """A text of a row within a sentence or a list of a page in a language, marked where it is in another."""
    read = read_in(row, field, locale)
    return written_in(read.words, read.language)


def choices(rows: Iterable[Any], locale: str) -> list[tuple[str, str]]:
    """Public id and title of each, as a reader of a language chooses among them."""
    return [(row.public_id, in_language(row, locale, "title")) for row in rows]


def written(row: Any, field: str) -> Written:
    """A text of a row with all the languages in which it is said: for whoever will read it."""
    otherwise = {
        str(locale): str(said[field]) for locale, said in (row.translations or {}).items() if said.get(field)
    }
    return Written(str(getattr(row, field)), _own_language(row), otherwise)


def language_in_which(row: Any, field: str, words: str) -> str | None:
    """The language in which a row says exactly this in a field; none when it says so no more."""
    for locale, said in (row.translations or {}).items():
        if said.get(field) == words:
            return str(locale)
    return _own_language(row) if getattr(row, field) == words else None


def still_true(
    translations: Translations | None, before: Mapping[str, Any], now: Mapping[str, Any], language: str
) -> dict[str, dict[str, str]]:
    """The translations of words that have not changed; what was written anew is not said in another language yet.

    `language` is that of the words now: they need no translation into it.
    """
    same = {name for name, words in now.items() if before.get(name) == words}
    kept = {
        locale: {name: words for name, words in said.items() if name in same}
        for locale, said in (translations or {}).items()
        if locale != language
    }
    return {locale: said for locale, said in kept.items() if said}


def stage_in(stage: Mapping[str, Any], locale: str, written: str) -> dict[str, Any]:
    """A stage with its title and place for a reader, and the language of each; `written` is the journey's own."""
    own = str(stage.get("language") or written)
    given = (stage.get("translations") or {}).get(locale) or {}
    said = {name: given.get(name) or stage[name] for name in ("title", "place_name")}
    spoken = {f"{name}_language": locale if given.get(name) else own for name in said}
    return dict(stage) | said | spoken


def _own_language(row: Any) -> str:
    return str(getattr(row, "text_language", None) or row.language)

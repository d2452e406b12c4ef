"""What people wrote, for a reader of one language: their own words first, a translation where they gave one: pure.

Nothing is translated by machine. What is left in another language is marked as such on the page, so that a screen
reader pronounces it and a browser offers to translate it.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any


def language_of(row: Any, locale: str, field: str) -> str:
    """The language in which `in_language` gives a text of a listing."""
    written = getattr(row, "text_language", None) or row.language
    return locale if (row.translations or {}).get(locale, {}).get(field) else str(written)


def language_in_which(row: Any, field: str, words: str) -> str | None:
    """The language in which a listing says exactly this in a field; none when it says so no more."""
    for locale, said in (row.translations or {}).items():
        if said.get(field) == words:
            return str(locale)
    return str(getattr(row, "text_language", None) or row.language) if getattr(row, field) == words else None


def still_true(
    translations: Mapping[str, Mapping[str, str]] | None, before: Mapping[str, Any], now: Mapping[str, Any]
) -> dict[str, dict[str, str]]:
    """The translations of words that have not changed; what was written anew is not said in another language yet."""
    same = {name for name, words in now.items() if before.get(name) == words}
    kept = {
        locale: {name: words for name, words in said.items() if name in same}
        for locale, said in (translations or {}).items()
    }
    return {locale: said for locale, said in kept.items() if said}


def stage_in(stage: Mapping[str, Any], locale: str, written: str) -> dict[str, Any]:
    """A stage with its title and place for a reader, and the language of each; `written` is the journey's own."""
    own = str(stage.get("language") or written)
    given = (stage.get("translations") or {}).get(locale) or {}
    said = {name: given.get(name) or stage[name] for name in ("title", "place_name")}
    spoken = {f"{name}_language": locale if given.get(name) else own for name in said}
    return dict(stage) | said | spoken


def gig_in(gig: Any, locale: str) -> dict[str, Any]:
    """The same of a gig that was made for a stage: its customer reads it in another language than its guide."""
    stage = {"title": gig.title, "place_name": gig.place_name, "translations": gig.detail.get("translations")}
    return stage_in(stage, locale, gig.language)

"""What a listing or a journey says, part by part, and the same as its author says it in another language: pure.

A stage's parts are named after its place in the journey: `stage2_title` is the title of the second.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from config import LOCALES

STAGE_PARTS = ("title", "place_name")


@dataclass(frozen=True)
class Part:
    """One text that a reader of another language would miss."""

    name: str
    field: str  # what it is: title, summary, description, meeting_point, place_name
    written: str
    said: str  # in the other language; empty where nobody has said it
    stage: int | None = None


def other_languages(thing: Any) -> list[str]:
    """The languages of the pages in which a listing or journey could be said as well."""
    return [locale for locale in LOCALES if locale != thing.language]


def parts_of(thing: Any, fields: tuple[str, ...], locale: str) -> list[Part]:
    """Every text that has words, with what is said of it in a language."""
    given = (thing.translations or {}).get(locale, {})
    parts = [Part(name, name, getattr(thing, name), given.get(name, "")) for name in fields]
    for number, stage in enumerate(getattr(thing, "stages", ()), 1):
        of_stage = (stage.get("translations") or {}).get(locale, {})
        parts += [
            Part(_name(number, name), name, stage[name], of_stage.get(name, ""), number)
            for name in STAGE_PARTS
        ]
    return [part for part in parts if part.written]


def with_said(
    translations: Mapping[str, Mapping[str, str]] | None, locale: str, said: Mapping[str, str]
) -> dict[str, dict[str, str]]:
    """Translations in which a language says this and nothing else; what is empty is left out."""
    others = {code: dict(words) for code, words in (translations or {}).items() if code != locale}
    kept = {name: words for name, words in said.items() if words}
    return others | ({locale: kept} if kept else {})


def stages_with_said(
    stages: list[dict[str, Any]], locale: str, said: Mapping[str, str]
) -> list[dict[str, Any]]:
    """A journey's stages with the same done to each."""
    return [
        stage | {"translations": with_said(stage.get("translations"), locale, _of_stage(number, said))}
        for number, stage in enumerate(stages, 1)
    ]


def _of_stage(number: int, said: Mapping[str, str]) -> dict[str, str]:
    return {name: said.get(_name(number, name), "") for name in STAGE_PARTS}


def _name(number: int, name: str) -> str:
    return f"stage{number}_{name}"

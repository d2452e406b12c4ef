"""The texts of a listing and of a journey with its stages, and the same in another language: pure.

A stage's parts are named after its place in the journey: `stage2_title` is the title of the second.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from typing import Any

from marketplace.core import translating
from marketplace.core.translating import Part, with_said

STAGE_PARTS = ("title", "place_name")
ON_DATES = {
    "title": "title",
    "place_name": "meeting_point",
}  # what a date is called, after what of its listing


def parts_of(thing: Any, fields: tuple[str, ...], locale: str) -> list[Part]:
    """Every text of a listing or journey that has words, with what is said of it in a language."""
    words = {name: getattr(thing, name) for name in fields}
    parts = translating.parts_of(words, thing.translations, locale)
    for number, stage in enumerate(getattr(thing, "stages", ()), 1):
        of_stage = {name: stage[name] for name in STAGE_PARTS}
        parts += [
            replace(part, name=_name(number, part.name), stage=number)
            for part in translating.parts_of(of_stage, stage.get("translations"), locale)
        ]
    return parts


def said_of_date(
    words: Mapping[str, str], before: Mapping[str, Mapping[str, str]], listing: Any
) -> dict[str, dict[str, str]]:
    """A date's title and place in other languages: as its listing says them while they are the same, else as they were."""
    same = {name for name, of in ON_DATES.items() if words[name] == getattr(listing, of)}
    found: dict[str, dict[str, str]] = {}
    for locale in {*before, *(listing.translations or {})}:
        now, was = (listing.translations or {}).get(locale, {}), before.get(locale, {})
        said = {name: now.get(of, "") if name in same else was.get(name, "") for name, of in ON_DATES.items()}
        found = with_said(found, locale, said)
    return found


def stages_with_said(
    stages: list[dict[str, Any]], locale: str, said: Mapping[str, str]
) -> list[dict[str, Any]]:
    """A journey's stages in which a language says this and nothing else."""
    return [
        stage | {"translations": with_said(stage.get("translations"), locale, _of_stage(number, said))}
        for number, stage in enumerate(stages, 1)
    ]


def _of_stage(number: int, said: Mapping[str, str]) -> dict[str, str]:
    return {name: said.get(_name(number, name), "") for name in STAGE_PARTS}


def _name(number: int, name: str) -> str:
    return f"stage{number}_{name}"

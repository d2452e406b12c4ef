"""The skills an owner may ask for, told by the area that keeps them."""

from __future__ import annotations

from collections.abc import Callable
from typing import NamedTuple


class SkillGroup(NamedTuple):
    """Skills under one heading, in the reader's language: (code, name)."""

    heading: str
    skills: list[tuple[str, str]]


Source = Callable[[], list[SkillGroup]]
_source: list[Source] = []


def register(source: Source) -> None:
    """Take skills from `source` from now on."""
    _source[:] = [source]


def grouped() -> list[SkillGroup]:
    """Every skill by group; none while nobody keeps any."""
    return _source[0]() if _source else []


def names() -> dict[str, str]:
    """The name of each skill by its code."""
    return {code: name for group in grouped() for code, name in group.skills}

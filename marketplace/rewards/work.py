"""What an earning was for, as a person would recognise it: the area that knows the work tells."""

from __future__ import annotations

from collections.abc import Callable, Collection, Mapping
from dataclasses import dataclass
from datetime import datetime


@dataclass(frozen=True)
class Work:
    """One piece of work that was done: what, when and where."""

    title: str
    language: str  # of title and place
    timezone: str
    starts_at: datetime | None
    ends_at: datetime | None
    deadline_at: datetime | None
    place_name: str
    translations: Mapping[str, Mapping[str, str]]  # locale: title and place as they are said in it


Finder = Callable[[Collection[str]], Mapping[str, Work]]
Parts = Callable[[Collection[str]], Mapping[str, str]]
_finders: list[Finder] = []
_parts: dict[str, Parts] = {}


def register(finder: Finder) -> None:
    """Tell how the work behind public ids of assignments is looked up, all in one go."""
    _finders[:] = [finder]


def register_parts(prefix: str, finder: Parts) -> None:
    """Tell to which assignments things with an id of their own belong, such as costs given back after the work."""
    _parts[prefix] = finder


def work_of(refs: Collection[str]) -> dict[str, Work]:
    """The work behind each assignment, or behind what came of it later; one that is not known is left out."""
    if not _finders or not refs:
        return {}
    of_parts: dict[str, str] = {}
    for prefix, finder in _parts.items():
        own = [ref for ref in refs if ref.startswith(prefix)]
        of_parts |= finder(own) if own else {}
    found = _finders[0]({*refs, *of_parts.values()})
    return {ref: found[of_parts.get(ref, ref)] for ref in refs if of_parts.get(ref, ref) in found}

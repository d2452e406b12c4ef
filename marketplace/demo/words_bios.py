"""What a calling is: what its people can do, like and come for, when they are free, and how they speak of it."""

from __future__ import annotations

from inspect import cleandoc
from types import MappingProxyType
from typing import NamedTuple

# Ways of travelling with their weights.
TRAVEL = MappingProxyType(
    {
        "on_foot": (("walk", 5), ("transit", 6), ("bike", 1)),
        "by_train": (("transit", 7), ("walk", 2), ("bike", 2), ("car", 1)),
        "by_bike": (("bike", 8), ("transit", 2)),
        "by_car": (("car", 5), ("transit", 4), ("walk", 2)),
    }
)


class Calling(NamedTuple):
    """One way of life in one city.

    `skills` come always, `also` now and then; `hours` name patterns of weekly hours. A bio is one sentence of
    `who`, one of `knows` and a closing line of the city; `{years}` and `{home}` are filled in.
    """

    code: str
    skills: tuple[str, ...]
    also: tuple[str, ...]
    interests: tuple[str, ...]
    motives: tuple[str, ...]
    hours: tuple[str, ...]
    modes: tuple[tuple[str, int], ...]
    who: tuple[str, ...]
    knows: tuple[str, ...]
    weight: int


def calling(
    code: str, skills: str, also: str, interests: str, ways: str, says: str, weight: int = 10
) -> Calling:
    """A calling as its file writes it: codes in a row; motives | hours | travel; who they are above what they know."""
    motives, hours, travel = (part.strip() for part in ways.split("|"))
    who, knows = cleandoc(says).split("\n\n")
    return Calling(
        code=code,
        skills=tuple(skills.split()),
        also=tuple(also.split()),
        interests=tuple(interests.split()),
        motives=tuple(motives.split()),
        hours=tuple(hours.split()),
        modes=TRAVEL[travel],
        who=tuple(who.splitlines()),
        knows=tuple(knows.splitlines()),
        weight=weight,
    )

"""What closing a programme does to people and money: every area says it first, and then does exactly that."""

from __future__ import annotations

from collections.abc import Callable, Collection
from dataclasses import dataclass
from datetime import datetime

from marketplace.businesses.models import Programme
from marketplace.core.consequences import Consequence

Step = Callable[[Programme, datetime], list[Consequence]]


@dataclass(frozen=True)
class Part:
    """An area's part: what it would do, doing it, and what that leaves.

    `stands` says whether something of it still has to take place; `frees` names what is set aside in the budget for
    places that nobody will fill.
    """

    foresee: Step
    carry_out: Step
    stands: Callable[[Programme], bool] = lambda _programme: False
    frees: Callable[[Programme], Collection[str]] = lambda _programme: ()


_PARTS: dict[str, tuple[int, Part]] = {}


def take_part(name: str, order: int, part: Part) -> None:
    """An area says what closing means to it; lower orders act first."""
    _PARTS[name] = (order, part)


def foresee(programme: Programme, at: datetime) -> list[Consequence]:
    """What closing would do now, changing nothing."""
    return [one for part in _parts() for one in part.foresee(programme, at)]


def carry_out(programme: Programme, at: datetime) -> list[Consequence]:
    """Do it; gives what was done, by the reckoning that `foresee` shows."""
    return [one for part in _parts() for one in part.carry_out(programme, at)]


def stands(programme: Programme) -> bool:
    """True while something that is promised still has to take place."""
    return any(part.stands(programme) for part in _parts())


def frees(programme: Programme) -> set[str]:
    """Under which names closing frees what is set aside in the budget."""
    return {name for part in _parts() for name in part.frees(programme)}


def _parts() -> list[Part]:
    return [part for _order, part in sorted(_PARTS.values(), key=lambda found: found[0])]

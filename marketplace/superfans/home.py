"""The parts of a fan's own front page that higher areas add, such as offers and earnings."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from marketplace.superfans.models import Superfan


@dataclass(frozen=True)
class Part:
    """A part of the page: a template, and what it shows of a fan; None leaves it out."""

    code: str
    rank: int  # lower stands higher
    template: str
    context: Callable[[Superfan, datetime], dict[str, Any] | None]


PARTS: dict[str, Part] = {}


def register(part: Part) -> Part:
    """Add a part; the same code replaces it."""
    PARTS[part.code] = part
    return part


def parts_of(fan: Superfan, at: datetime) -> list[tuple[str, dict[str, Any]]]:
    """Templates with what they show, in the order of the page."""
    found = [(p.template, p.context(fan, at)) for p in sorted(PARTS.values(), key=lambda p: (p.rank, p.code))]
    return [(template, context) for template, context in found if context is not None]

"""Sections of a business's front page that higher areas add, such as what can be booked."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from marketplace.businesses.models import Business


@dataclass(frozen=True)
class Section:
    """A part of the front page: a template, and what it shows of a business; None leaves it out."""

    code: str
    rank: int  # lower stands higher
    template: str
    context: Callable[[Business, datetime], dict[str, Any] | None]


SECTIONS: dict[str, Section] = {}


def register(section: Section) -> Section:
    """Add a section; the same code replaces it."""
    SECTIONS[section.code] = section
    return section


def sections_of(business: Business, at: datetime) -> list[tuple[str, dict[str, Any]]]:
    """Templates with what they show, in the order of the page."""
    found = [
        (s.template, s.context(business, at))
        for s in sorted(SECTIONS.values(), key=lambda s: (s.rank, s.code))
    ]
    return [(template, context) for template, context in found if context is not None]

"""What happened in a rehearsal, in plain English for people and as data for machines."""

from __future__ import annotations

import textwrap
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any

from marketplace.core import clock
from marketplace.core.formats import format_when

WIDTH = 118


@dataclass
class Chapter:
    """One part of the story: its title, the zone in which its times are told, and what happened in order."""

    title: str
    timezone: str
    events: list[dict[str, Any]] = field(default_factory=list)


@dataclass
class Story:
    """All chapters by their codes, and what is reckoned up at the end."""

    chapters: dict[str, Chapter] = field(default_factory=dict)
    payouts: list[dict[str, Any]] = field(default_factory=list)
    books: list[dict[str, Any]] = field(default_factory=list)
    findings: list[dict[str, Any]] = field(default_factory=list)

    def begin(self, code: str, title: str, timezone: str) -> None:
        """Open a chapter; chapters are told in the order in which they were opened."""
        self.chapters[code] = Chapter(title, timezone)

    def tell(self, code: str, what: str, text: str, lines: Sequence[str] = (), **facts: Any) -> None:
        """Add something that happened now: what it was, in a sentence with further lines, and as facts."""
        event = {"at": clock.now(), "what": what, "text": text, "lines": list(lines)}
        self.chapters[code].events.append(event | ({"facts": facts} if facts else {}))

    def unfinished(self, ends: Mapping[str, str]) -> list[str]:
        """Chapters in which the event that ends them never happened."""
        return [code for code, end in ends.items() if end not in self._told(code)]

    def _told(self, code: str) -> set[str]:
        return {event["what"] for event in self.chapters[code].events} if code in self.chapters else set()

    def as_document(self) -> dict[str, Any]:
        """The whole as plain data."""
        chapters = [
            {"code": code, "title": chapter.title, "events": [_plain(event) for event in chapter.events]}
            for code, chapter in self.chapters.items()
        ]
        rest = {"payouts": self.payouts, "trial_balance": self.books, "findings": self.findings}
        return {"chapters": chapters} | rest

    def printed(self) -> str:
        """The whole as text."""
        parts = []
        for number, chapter in enumerate(self.chapters.values(), start=1):
            parts += [f"{number}. {chapter.title}", ""]
            parts += [_event(event, chapter.timezone) for event in chapter.events]
            parts.append("")
        return "\n".join(parts)


def _event(event: Mapping[str, Any], timezone: str) -> str:
    when = format_when(event["at"], timezone)
    head = textwrap.fill(event["text"], WIDTH, initial_indent=f"  {when:<22} ", subsequent_indent=" " * 25)
    return "\n".join([head, *(" " * 27 + line for line in event["lines"])])


def _plain(event: Mapping[str, Any]) -> dict[str, Any]:
    at: datetime = event["at"]
    return dict(event) | {"at": at.isoformat()}

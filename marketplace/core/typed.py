"""Text as people type it."""

from __future__ import annotations


def trimmed(value: str | None) -> str:
    """Text without blanks around it, and without what no database keeps; nothing is the empty text."""
    return (value or "").replace("\x00", "").strip()

"""Checks what people wrote before it is kept."""

from __future__ import annotations

from marketplace.core.errors import Invalid
from marketplace.core.typed import trimmed


def written(text: str, field: str, length_max: int, *, missing: str = "words_missing") -> str:
    """The text without blanks around it; Invalid, with the field, when nothing is left or it is too long."""
    words = trimmed(text)
    if not words:
        raise Invalid(missing, field=field)
    if len(words) > length_max:
        raise Invalid("text_too_long", field=field, length_max=length_max)
    return words

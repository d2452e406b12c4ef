"""What an API token may be allowed: the programme interface says it when the application starts."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import Any

_SCOPES: dict[str, Any] = {}


def register(scopes: Mapping[str, Any]) -> None:
    """Add scopes: code to a lazily translated sentence that begins with a verb."""
    _SCOPES.update(scopes)


def choices() -> list[tuple[str, str]]:
    """Code and sentence of every scope, in the order they were added."""
    return [(code, str(sentence)) for code, sentence in _SCOPES.items()]


def unknown(codes: Iterable[str]) -> list[str]:
    """Those of the codes that are no scope."""
    return sorted(set(codes) - set(_SCOPES))

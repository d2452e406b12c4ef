"""What an API token may be allowed: each area adds its own."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import Any

from flask_babel import lazy_gettext as _l

_SCOPES: dict[str, Any] = {
    "account:read": _l("Read my name, language and time zone"),
    "account:write": _l("Change my name, language and time zone"),
}


def register(scopes: Mapping[str, Any]) -> None:
    """Add scopes: code to a lazily translated sentence that begins with a verb."""
    _SCOPES.update(scopes)


def choices() -> list[tuple[str, str]]:
    """Code and sentence of every scope, in the order they were added."""
    return [(code, str(sentence)) for code, sentence in _SCOPES.items()]


def unknown(codes: Iterable[str]) -> list[str]:
    """Those of the codes that are no scope."""
    return sorted(set(codes) - set(_SCOPES))

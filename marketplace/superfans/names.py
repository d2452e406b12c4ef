"""Interests, motives and skill groups as the reader calls them."""

from __future__ import annotations

from typing import Any

from flask_babel import get_locale

from marketplace.superfans.interests import INTERESTS, INTERESTS_BY_CODE, MOTIVES, MOTIVES_BY_CODE
from marketplace.superfans.taxonomy import SKILL_GROUPS


def interest_name(code: str) -> str:
    """What the reader calls an interest; the code of one that is no longer listed."""
    found = INTERESTS_BY_CODE.get(code)
    return named(found) if found else code


def motive_name(code: str) -> str:
    """What the reader calls a motive."""
    found = MOTIVES_BY_CODE.get(code)
    return named(found) if found else code


def interest_choices() -> list[tuple[str, str]]:
    """Every interest, in the reader's order."""
    return sorted(((one.code, named(one)) for one in INTERESTS), key=lambda pair: pair[1])


def motive_choices() -> list[tuple[str, str]]:
    """Every motive."""
    return [(one.code, named(one)) for one in MOTIVES]


def group_choices() -> list[tuple[str, str]]:
    """Every group of skills."""
    return [(one.code, named(one)) for one in SKILL_GROUPS]


def named(entry: Any) -> str:
    """The name of a bilingual entry in the reader's language."""
    return str(entry.name_es if str(get_locale() or "en").startswith("es") else entry.name_en)

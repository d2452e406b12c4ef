"""Names of businesses and programmes as they stand in addresses."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Callable

LENGTH_MAX = 40
# Letters that Unicode does not take apart into a base letter and an accent.
WHOLE_LETTERS = str.maketrans({"ß": "ss", "ø": "o", "ł": "l", "đ": "d", "æ": "ae", "œ": "oe", "þ": "th"})


def slug_of(name: str) -> str:
    """A name in small letters, digits and hyphens; `page` when nothing is left of it."""
    folded = unicodedata.normalize("NFKD", name.casefold().translate(WHOLE_LETTERS))
    plain = "".join(c for c in folded if not unicodedata.combining(c))
    words = re.findall(r"[a-z0-9]+", plain)
    return "-".join(words)[:LENGTH_MAX].strip("-") or "page"


def free_slug(name: str, is_taken: Callable[[str], bool]) -> str:
    """The slug of a name, numbered when others have it already."""
    base = slug_of(name)
    slug, number = base, 2
    while is_taken(slug):
        slug, number = f"{base}-{number}", number + 1
    return slug

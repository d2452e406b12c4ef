"""A packed profile as whole numbers: what a large round reads of everybody at once, without a document for each.

64-bit numbers, lowest byte first: a head whose places `HEAD` names, then skills, languages, interests and weekly rules one
after another. A text stands as the number that its hash gives (`word`), which leaves the lowest three bits to a level;
whoever reads finds the texts again in the documents of a few of the fans (`facts_columns.texts_of`).
"""

from __future__ import annotations

import struct
from collections.abc import Mapping
from functools import lru_cache
from hashlib import blake2b
from typing import Any

from marketplace.geo.distance import TRAVEL_MODES
from marketplace.superfans.availability import from_document, weekly_minutes

VERSION = 1
HEAD = (
    "version", "zone", "travel_mode", "week_hours", "born", "weekly_minutes", "first_change", "last_change",
    "skills", "languages", "interests", "rules",
)  # fmt: skip
MODES = tuple(TRAVEL_MODES)
LEVEL_BITS, MINUTE_BITS = 3, 11
NEVER = 99_999_999  # first day of change of who has none; days are YYYYMMDD


@lru_cache(maxsize=65_536)
def word(text: str) -> int:
    """The number of a text: 60 bits of its hash, so that of ten thousand texts two share one in no world."""
    digest = int.from_bytes(blake2b(text.encode(), digest_size=8).digest(), "little")
    return digest >> 4 << LEVEL_BITS


def pack(document: Mapping[str, Any]) -> bytes:
    """The facts of a packed profile's document; the same document gives the same bytes, in whatever order its keys are."""
    skills, languages = document.get("skills", {}), document.get("languages", {})
    interests, rules = sorted(document.get("interests", ())), document["rules"]
    days = [_day(row[0]) for row in document["exceptions"]]
    head = (
        VERSION,
        word(document["zone"]),
        MODES.index(document.get("travel_mode", "transit")),
        int(document.get("weekly_hours_max", 40)),
        _day(document.get("born_on")),
        weekly_minutes(from_document(document)[0]),
        min(days, default=NEVER),
        max(days, default=0),
        len(skills),
        len(languages),
        len(interests),
        len(rules),
    )
    body = [
        *(word(code) | int(skills[code]) for code in sorted(skills)),
        *(word(code) | int(languages[code]) for code in sorted(languages)),
        *(word(code) for code in interests),
        *((day << MINUTE_BITS | opens) << MINUTE_BITS | closes for day, opens, closes in rules),
    ]
    return struct.pack(f"<{len(head) + len(body)}q", *head, *body)


def _day(text: str | None) -> int:
    return int(text.replace("-", "")) if text else 0

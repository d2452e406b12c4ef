"""Notices when somebody writes an address or a telephone number into a message; nothing is withheld, only said."""

from __future__ import annotations

import re

_ADDRESS = re.compile(r"[^\s@<>()]{1,64}@[^\s@<>()]{1,190}\.[^\W\d_]{2,24}")
_NUMBER = re.compile(r"(?<![\w.,:/-])\+?\(?\d[\d\s().-]{7,20}\d(?![\w:/])")
_DATE = re.compile(r"^\d{1,4}[-.\s]\d{1,2}[-.\s]\d{1,4}$")
DIGITS_MIN, DIGITS_MAX = (
    8,
    15,
)  # E.164 allows fifteen digits; shorter runs are dates, prices and house numbers


def mentions_contact(text: str) -> bool:
    """True when the text seems to hold an e-mail address or a telephone number."""
    if _ADDRESS.search(text):
        return True
    return any(_is_number(found.group()) for found in _NUMBER.finditer(text))


def _is_number(run: str) -> bool:
    digits = sum(c.isdigit() for c in run)
    return DIGITS_MIN <= digits <= DIGITS_MAX and not _DATE.match(run.strip())

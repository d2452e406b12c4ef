"""Codes that people read, type and scan: random, without letters that are mistaken, with one letter that checks the rest."""

from __future__ import annotations

import secrets
from collections.abc import Callable

from payouts.errors import CodeMistyped

ALPHABET = "23456789ABCDEFGHJKLMNPQRSTUVWXYZ"
"""32 letters, five bits each: no 0 and O, no 1 and I."""

VALUE_LENGTH = 12
"""Letters of a code that is worth money: eleven drawn (55 bits) and one that checks them."""
PROMOTION_LENGTH = 8
"""Letters of a promotion code: seven drawn and one that checks them."""
GROUP = 4

_NUMBER = {letter: number for number, letter in enumerate(ALPHABET)}


def new_code(length: int, choose: Callable[[str], str] = secrets.choice) -> str:
    """Draw a code.

    Parameters
    ----------
    length : int
        Letters in all, the checking one included.
    choose : callable, optional
        Draws one letter of the alphabet; a seeded one makes an invented world the same each time.

    Returns
    -------
    str
        Without its dashes.
    """
    drawn = "".join(choose(ALPHABET) for _ in range(length - 1))
    return drawn + _checking(drawn)


def read_code(text: str) -> str:
    """Read a code as somebody typed or scanned it: case, blanks and dashes do not count.

    Raises
    ------
    CodeMistyped
        If no code looks so, or one letter is wrong: nothing needs to be looked up.
    """
    code = "".join(letter for letter in text.upper() if letter not in " -–—\t\r\n.")
    if len(code) not in (VALUE_LENGTH, PROMOTION_LENGTH) or any(letter not in _NUMBER for letter in code):
        raise CodeMistyped("no code looks like this")
    if _checking(code[:-1]) != code[-1]:
        raise CodeMistyped("a letter of this code is wrong")
    return code


def spelt(code: str) -> str:
    """Write a code in groups of four, as it is printed."""
    return "-".join(code[i : i + GROUP] for i in range(0, len(code), GROUP))


def _checking(drawn: str) -> str:
    """Reckon the last letter by Luhn's rule over 32 letters: finds every single wrong letter and most swapped pairs."""
    total = 0
    for place, letter in enumerate(reversed(drawn)):
        number = _NUMBER[letter] * (2 if place % 2 == 0 else 1)
        total += number // len(ALPHABET) + number % len(ALPHABET)
    return ALPHABET[-total % len(ALPHABET)]

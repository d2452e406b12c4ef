"""Public ids: random, short, prefixed by what they name; the integer keys never leave the database."""

from __future__ import annotations

import random
import secrets
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from contextvars import ContextVar

ALPHABET = "23456789abcdefghjkmnpqrstuvwxyz"  # no letter that is misread aloud or on paper
LENGTH = 16  # 31**16 is more than 79 bits: not to be guessed
CODE_LENGTH = 6

_choose: ContextVar[Callable[[str], str]] = ContextVar("choose", default=secrets.choice)


def new(prefix: str) -> str:
    """A fresh public id such as `gig_7k2m…`."""
    choose = _choose.get()
    if choose is secrets.choice:
        return f"{prefix}_{_drawn()}"
    return f"{prefix}_" + "".join(choose(ALPHABET) for _ in range(LENGTH))


def _drawn() -> str:
    """Every letter as likely as any other: five bits of a byte choose it, and the one number too many is thrown away."""
    kept = ""
    while len(kept) < LENGTH:
        kept += secrets.token_bytes(2 * LENGTH).translate(_LETTERS, _NO_LETTER).decode()
    return kept[:LENGTH]


_LETTERS = bytes(ord(ALPHABET[byte % 32]) if byte % 32 < len(ALPHABET) else 0 for byte in range(256))
_NO_LETTER = bytes(byte for byte in range(256) if byte % 32 >= len(ALPHABET))


def letter(alphabet: str) -> str:
    """One letter of an alphabet, drawn as ids are: for codes that others draw."""
    return _choose.get()(alphabet)


def new_code() -> str:
    """A short code that two people read to each other at a meeting point."""
    choose = _choose.get()
    return "".join(choose(ALPHABET) for _ in range(CODE_LENGTH)).upper()


@contextmanager
def seeded(rng: random.Random) -> Iterator[None]:
    """Draw ids from a seeded generator inside the block, so that an invented world is the same each time."""
    token = _choose.set(rng.choice)
    try:
        yield
    finally:
        _choose.reset(token)

"""Words and numbers of text files, refused by line before any work is done with them."""

from __future__ import annotations

from collections.abc import Sequence

from matching.errors import InvalidProblem

MAX_BYTES = 200_000_000
MAX_DIGITS = 12


def decoded(content: bytes, field: str = "file") -> str:
    """Return the text of a file.

    Parameters
    ----------
    content : bytes
        UTF-8, with or without a byte order mark.
    field : str
        Name used in the refusal.

    Returns
    -------
    str
        The text.

    Raises
    ------
    InvalidProblem
        If it is larger than 200 MB, not UTF-8, or empty.
    """
    if len(content) > MAX_BYTES:
        raise InvalidProblem(field, f"must not be larger than {MAX_BYTES} bytes")
    try:
        text = content.decode("utf-8-sig")
    except UnicodeDecodeError:
        raise InvalidProblem(field, "is not UTF-8") from None
    if not text.strip():
        raise InvalidProblem(field, "is empty")
    return text


def whole(field: str, word: str, least: int, most: int) -> int:
    """Return the whole number a word says.

    Parameters
    ----------
    field : str
        Name used in the refusal.
    word : str
        ASCII digits, with a sign before them or not.
    least, most : int
        Closed range.

    Returns
    -------
    int
        The number.

    Raises
    ------
    InvalidProblem
        If it is no whole number, has more than 12 digits, or lies outside the range.
    """
    digits = word[1:] if word[:1] in ("-", "+") else word
    if not is_digits(digits):
        raise InvalidProblem(field, f"must be a whole number, not {shown(word)}")
    if len(digits) > MAX_DIGITS:
        raise InvalidProblem(field, f"holds a number of {len(digits)} digits")
    number = int(word)
    if not least <= number <= most:
        raise InvalidProblem(field, f"must lie between {least} and {most}")
    return number


def is_digits(word: str) -> bool:
    """Return whether a word is one or more ASCII digits and nothing else."""
    return word.isascii() and word.isdigit()


def columns(field: str, words: Sequence[str], names: Sequence[str]) -> dict[str, str]:
    """Return words by the names of their columns, or raise ``InvalidProblem`` if they are too few or too many."""
    if len(words) != len(names):
        raise InvalidProblem(field, f"must have {len(names)} columns, not {len(words)}")
    return dict(zip(names, words, strict=True))


def shown(word: str) -> str:
    """Return a word for a refusal, cut so that the refusal stays one short line."""
    return repr(word if len(word) <= 20 else word[:20] + "…")

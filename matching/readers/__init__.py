"""Formats of others: OR-Library assignment, Solomon and Homberger, Li and Lim, and a pair of CSV tables.

Each reader refuses bad input with `matching.InvalidProblem` before any work is done, by line and column.
"""

from __future__ import annotations

from collections.abc import Callable

from matching.readers import lilim, solomon, tables
from matching.readers.text import decoded, is_digits

DETECTORS: dict[str, Callable[[str], bool]] = {
    "csv": tables.looks_like,
    "solomon": solomon.looks_like,
    "lilim": lilim.looks_like,
    "orlib": lambda text: _is_count(text[:200]),
}
"""Whether a text is of a format, asked in this order."""


def detected(content: bytes) -> str | None:
    """Return the format of a file's content, or None if it is none of these (JSON, most likely).

    Parameters
    ----------
    content : bytes
        The whole file.

    Returns
    -------
    str or None
        ``csv``, ``solomon``, ``lilim`` or ``orlib``.

    Raises
    ------
    InvalidProblem
        If it is no text, or empty.
    """
    text = decoded(content)
    return next((name for name, fits in DETECTORS.items() if fits(text)), None)


def _is_count(text: str) -> bool:
    """Whether a text begins with a line that holds one whole number, as OR-Library's assignment files do."""
    words = text.lstrip().splitlines()[:1]
    return bool(words) and is_digits(words[0].strip())

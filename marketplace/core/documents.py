"""Documents as columns hold them: JSON text, written and read several times as fast as by the standard library.

What that library refuses is refused here too: an instant, a decimal or an object is made plain by whoever stores it.
"""

from __future__ import annotations

from typing import Any

import orjson

_REFUSE = orjson.OPT_PASSTHROUGH_DATETIME | orjson.OPT_PASSTHROUGH_DATACLASS


def dumps(value: Any, *, sort_keys: bool = False) -> str:
    """The JSON text of a document; whole numbers have 64 bits at most. Raises TypeError for what JSON does not know."""
    options = _REFUSE | (orjson.OPT_SORT_KEYS if sort_keys else 0)
    try:
        return orjson.dumps(value, option=options).decode()
    except TypeError:  # keys that are numbers, and named tuples, are rare and cost more to look for
        return orjson.dumps(value, _as_list, options | orjson.OPT_NON_STR_KEYS).decode()


def loads(text: str | bytes) -> Any:
    """The document of a JSON text."""
    return orjson.loads(text)


def _as_list(value: Any) -> Any:
    if isinstance(value, tuple):
        return list(value)
    raise TypeError(f"a column of documents cannot hold {type(value).__name__}")

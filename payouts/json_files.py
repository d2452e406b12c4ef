"""JSON files as people hand them to the command line: what cannot be read is named, with its file."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

from payouts.errors import UnreadableFile


class _Twice(Exception):
    """A name that stands twice in one object: which value is meant, nobody can know."""


def read_json(path: Path) -> Any:
    """Read a JSON file.

    Parameters
    ----------
    path : Path

    Returns
    -------
    object
        Whatever stands in it.

    Raises
    ------
    UnreadableFile
        If it is no UTF-8 text, no JSON, gives a name twice, or is nested deeper or has more digits than anything
        that is meant.
    OSError
        If it cannot be opened.
    """
    try:
        return json.loads(path.read_text("utf-8"), object_pairs_hook=_once)
    except _Twice as error:
        raise UnreadableFile(f"{path.name} gives {error} twice", file=path.name) from error
    except UnicodeDecodeError as error:
        raise UnreadableFile(f"{path.name} is not UTF-8 text", file=path.name) from error
    except json.JSONDecodeError as error:
        raise UnreadableFile(f"{path.name} is not JSON: {error}", file=path.name) from error
    except ValueError as error:
        raise UnreadableFile(f"{path.name} has a number with too many digits", file=path.name) from error
    except RecursionError as error:
        raise UnreadableFile(f"{path.name} is nested too deeply", file=path.name) from error


def _once(pairs: list[tuple[str, Any]]) -> dict[str, Any]:
    found: dict[str, Any] = {}
    for name, value in pairs:
        if name in found:
            raise _Twice(repr(name))
        found[name] = value
    return found

"""JSON files as people hand them to the command line: what cannot be read is named, with its file."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

from payouts.errors import UnreadableFile


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
        If it is no UTF-8 text, no JSON, or nested deeper than anything that is meant.
    OSError
        If it cannot be opened.
    """
    try:
        return json.loads(path.read_text("utf-8"))
    except UnicodeDecodeError as error:
        raise UnreadableFile(f"{path.name} is not UTF-8 text", file=path.name) from error
    except json.JSONDecodeError as error:
        raise UnreadableFile(f"{path.name} is not JSON: {error}", file=path.name) from error
    except RecursionError as error:
        raise UnreadableFile(f"{path.name} is nested too deeply", file=path.name) from error

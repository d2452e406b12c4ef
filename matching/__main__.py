"""Entry of ``python -m matching``."""

from __future__ import annotations

import os
import sys

from matching.cli import REFUSED, main, refuse
from matching.errors import InvalidProblem


def _run() -> int:
    if sys.stdout is None:
        return refuse(InvalidProblem("answer", "cannot be written: the standard output is closed"))
    try:
        status = main()
        sys.stdout.flush()
    except BrokenPipeError:  # the reader, such as `head`, had enough
        _say_no_more()
        return REFUSED
    except OSError as error:
        _say_no_more()
        return refuse(InvalidProblem("answer", f"cannot be written: {error.strerror}"))
    return status


def _say_no_more() -> None:
    """What is still to be written goes nowhere, instead of failing once more at the end."""
    os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())


if __name__ == "__main__":
    sys.exit(_run())

"""Real processes that kill themselves: copies of the test's own, which know all it knows and need no second start."""

from __future__ import annotations

import multiprocessing
import os
import signal
from collections.abc import Callable

WAIT_SECONDS = 120


def die() -> None:
    """End this process at once, as `kill -9` or a power cut would: nothing is cleaned up, nothing is said."""
    os.kill(os.getpid(), signal.SIGKILL)


def killed(work: Callable[[], object], unless: str = "it was never killed") -> None:
    """Run in a process of its own a work that kills itself; one that ends in another way fails the test.

    The work opens its connections itself: whoever calls lets go of those that the copy must not share.
    """
    child = multiprocessing.get_context("fork").Process(target=work)
    child.start()
    child.join(WAIT_SECONDS)
    assert child.exitcode == -signal.SIGKILL, f"{unless}: {child.exitcode}"

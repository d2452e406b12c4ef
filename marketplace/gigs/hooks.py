"""What higher areas add to what happens to gigs: each registers a function, called by the job that follows it.

A function may be called again after a failure, and must then change nothing.
"""

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime

from marketplace.gigs.models import Assignment

Hook = Callable[[Assignment, datetime], None]
_on_completed: list[Hook] = []


def on_completed(hook: Hook) -> Hook:
    """Call `hook(assignment, at)` after a completion and its earning, such as to settle a booking and invite reviews."""
    if hook not in _on_completed:
        _on_completed.append(hook)
    return hook


def completed(assignment: Assignment, at: datetime) -> None:
    """Tell everybody who asked."""
    for hook in _on_completed:
        hook(assignment, at)

"""What higher areas do when somebody comes into a programme or goes out of it."""

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime

from marketplace.core.consequences import Foresight
from marketplace.superfans.lifecycle import GONE
from marketplace.superfans.models import Membership

Hook = Callable[[Membership, datetime], None]
_joined: list[Hook] = []
_ended: list[Hook] = []
_gone: list[Hook] = []
# What leaving would do, as the page shows it before anybody leaves; the hooks below do it.
leaving: Foresight[Membership] = Foresight()


def when_joined(hook: Hook) -> Hook:
    """Call `hook(membership, at)` when somebody becomes an active member, for the first time or again."""
    if hook not in _joined:
        _joined.append(hook)
    return hook


def when_ended(hook: Hook) -> Hook:
    """Call `hook(membership, at)` when an active or paused member leaves, is suspended or removed."""
    if hook not in _ended:
        _ended.append(hook)
    return hook


def when_gone(hook: Hook) -> Hook:
    """Call `hook(membership, at)` last of all when a member has left or was removed: there the money is settled."""
    if hook not in _gone:
        _gone.append(hook)
    return hook


def joined(membership: Membership, at: datetime) -> None:
    """Tell them that somebody is an active member now."""
    for hook in _joined:
        hook(membership, at)


def ended(membership: Membership, at: datetime) -> None:
    """Tell them that somebody is no active member any more."""
    for hook in _ended:
        hook(membership, at)
    for hook in _gone if membership.state in GONE else ():
        hook(membership, at)

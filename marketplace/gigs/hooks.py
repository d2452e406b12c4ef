"""What higher areas add to what happens to gigs: each registers a function, called by the job that follows it.

A function may be called again after a failure, and must then change nothing.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from datetime import datetime

from marketplace.gigs.models import Assignment, Gig

Hook = Callable[[Assignment, datetime], None]
Payers = Callable[[Gig], Mapping[str, int] | None]
_on_completed: list[Hook] = []
_payers: list[Payers] = []


def on_completed(hook: Hook) -> Hook:
    """Call `hook(assignment, at)` after a completion and its earning, such as to settle a booking and invite reviews."""
    if hook not in _on_completed:
        _on_completed.append(hook)
    return hook


def completed(assignment: Assignment, at: datetime) -> None:
    """Tell everybody who asked."""
    for hook in _on_completed:
        hook(assignment, at)


def pays_for(payers: Payers) -> Payers:
    """Ask `payers(gig)` which bookings pay for a gig and how much of it each: {booking's public id: minor units}.

    None leaves the answer to the next one registered.
    """
    if payers not in _payers:
        _payers.append(payers)
    return payers


def paid_for(gig: Gig) -> dict[str, int]:
    """What customers pay for a gig, by booking; nothing for work that the business itself asks for."""
    for payers in _payers:
        found = payers(gig)
        if found is not None:
            return dict(found)
    ref = next((ref for ref in (gig.subject, gig.bundle) if ref and ref.startswith("bkg_")), None)
    price_minor = int(gig.facts.get("price_minor", 0))
    return {ref: price_minor} if ref and price_minor else {}

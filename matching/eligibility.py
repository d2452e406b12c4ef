"""Whether a pair may be made, every reason against it, and the smallest change that would allow it."""

from __future__ import annotations

from dataclasses import dataclass

from matching.changes import BEYOND_CHANGE, change_for, with_changes
from matching.fans import Fan
from matching.gigs import Gig
from matching.params import Params
from matching.predicates import PREDICATES
from matching.reasons import Change, Changes, Reasons

HOURS = frozenset({"hours_day", "hours_week"})
MOST_ROUNDS = 6


@dataclass(frozen=True, slots=True)
class Eligibility:
    """Answer of `eligibility`.

    Parameters
    ----------
    ok : bool
        Whether every hard rule holds.
    reasons : tuple of Reason
        Every rule broken, in the order of the rules.
    changes : tuple of Change
        The smallest set of changes after which the pair is feasible; empty if it is, or if nothing helps.
    """

    ok: bool
    reasons: Reasons
    changes: Changes


def broken_rules(fan: Fan, gig: Gig, params: Params) -> Reasons:
    """Return every reason against a pair, in the order of the rules; empty if the pair is feasible."""
    return tuple(reason for rule in PREDICATES.values() for reason in rule(fan, gig, params))


def eligibility(fan: Fan, gig: Gig, params: Params | None = None) -> Eligibility:
    """Tell whether a pair is feasible, why not, and what would make it so.

    Parameters
    ----------
    fan : Fan
        The person.
    gig : Gig
        The work.
    params : Params or None
        Limits; the defaults if None.

    Returns
    -------
    Eligibility
        With all reasons, and changes that really make the pair feasible (see `matching.with_changes`).
    """
    limits = params or Params()
    reasons = broken_rules(fan, gig, limits)
    return Eligibility(not reasons, reasons, _nearest_changes(fan, gig, limits, reasons))


def _nearest_changes(fan: Fan, gig: Gig, params: Params, reasons: Reasons) -> Changes:
    # Giving back a commitment lowers the hours as well, so hour caps are looked at after everything else.
    if any(reason.code in BEYOND_CHANGE for reason in reasons):
        return ()
    changes: list[Change] = []
    for _ in range(MOST_ROUNDS):
        if not reasons:
            return tuple(changes)
        pending = [reason for reason in reasons if reason.code not in HOURS] or reasons[:1]
        found: list[Change] = []
        for reason in pending:
            change = change_for(fan, gig, params, reason)
            if change is None:
                return ()
            if change not in found:
                found.append(change)
        changes += found
        fan = with_changes(fan, gig, tuple(found))
        reasons = broken_rules(fan, gig, params)
    return ()

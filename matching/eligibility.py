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
MOST_CHANGES = 100


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
    # One change at a time, for one may remove several reasons: giving back a commitment lowers the hours as well,
    # which is why hour caps are looked at after everything else.
    if any(reason.code in BEYOND_CHANGE for reason in reasons):
        return ()
    changes: list[Change] = []
    before = fan
    while reasons and len(changes) < MOST_CHANGES:
        reason = next((reason for reason in reasons if reason.code not in HOURS), reasons[0])
        change = change_for(fan, gig, params, reason)
        if change is None:
            return ()
        changes.append(change)
        fan = with_changes(fan, gig, (change,))
        reasons = broken_rules(fan, gig, params)
    return () if reasons else _without_superfluous(before, gig, params, changes)


def _without_superfluous(fan: Fan, gig: Gig, params: Params, changes: list[Change]) -> Changes:
    # A later change may cover an earlier one, as a high level of a skill covers a low one.
    needed = list(changes)
    for change in changes if len(changes) > 1 else ():
        fewer = [other for other in needed if other != change]
        if not broken_rules(with_changes(fan, gig, tuple(fewer)), gig, params):
            needed = fewer
    return tuple(needed)

"""Whether a fan may take a gig, decided from what stands when the locks are held, and the record of the decision."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from marketplace.core.errors import MarketplaceError, Refused
from marketplace.gigs import engine
from marketplace.gigs.engine import reasons
from marketplace.gigs.engine.people import History, Packed
from marketplace.gigs.models import Gig
from marketplace.gigs.terms import has_begun
from marketplace.superfans.models import Superfan
from marketplace.trust.service_decisions import record_decision

RULE = "gigs.acceptance"
RULE_VERSION = "1"
Rows = list[dict[str, Any]]


class CannotTake(Refused):
    """This fan cannot take this gig now; `reasons` has every reason, the code is the first."""

    def __init__(self, against: Rows) -> None:
        super().__init__(against[0]["code"], **against[0]["params"])
        self.reasons = against


@dataclass(frozen=True)
class Scene:
    """What stands when the locks are held."""

    gig: Gig
    fan_id: int
    packed: Packed | None
    member: str | None
    history: History
    taken: dict[int, int]  # place number: fan
    committed: Sequence[Any]


def reason(code: str) -> dict[str, Any]:
    """A reason without figures."""
    return {"code": f"cannot.{code}", "params": {}}


def against(scene: Scene, at: datetime, *, waives_hours: bool) -> Rows:
    """Every reason against, the plainest first; empty when the fan may take it."""
    gig = scene.gig
    found: Rows = []
    if gig.programme.state != "open":
        found.append(reason("programme_not_open"))
    if scene.member != "active":
        found.append(reason("not_member"))
    if gig.state in ("cancelled", "finished"):
        found.append(reason("gig_cancelled" if gig.state == "cancelled" else "gig_over"))
    elif has_begun(gig, at):
        found.append(reason("gig_begun"))
    if scene.fan_id in scene.taken.values():
        found.append(reason("taken_already"))
    elif len(scene.taken) >= gig.places:
        found.append(reason("full"))
    if scene.packed is None:
        found.append(reason("profile_missing"))
    else:
        answer = engine.assess(
            gig, scene.packed, scene.committed, scene.history, at, waives_hours=waives_hours
        )
        found += engine.refusals(answer, gig)[0]
    return found


def refusal(scene: Scene, fan: Superfan, found: Rows, at: datetime) -> MarketplaceError:
    """The refusal to raise; its record, told of now, is written after the rollback."""
    values = _record_of(scene, fan, "refused", {}, found, at)
    return CannotTake(found).recorded_by(lambda: record_decision(**values))


def record_acceptance(scene: Scene, fan: Superfan, notes: dict[str, Any], at: datetime) -> None:
    """Write down that somebody was bound, and what was looked at."""
    record_decision(**_record_of(scene, fan, "accepted", notes, [], at))


def _record_of(
    scene: Scene, fan: Superfan, outcome: str, notes: dict[str, Any], found: Rows, at: datetime
) -> dict[str, Any]:
    """What is written down; what lies in the fan's own calendar shows as one word."""
    gig = scene.gig
    return {
        "business_ref": gig.business.public_id,
        "subject": gig.public_id,
        "about_ref": fan.public_id,
        "rule": RULE,
        "rule_version": RULE_VERSION,
        "outcome": outcome,
        "inputs": {"taken": len(scene.taken), "places": gig.places, "member": scene.member} | notes,
        "reasons": reasons.without_private(found),
        "at": at,
    }

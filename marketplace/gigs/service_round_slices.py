"""A round published slice by slice: some hundred gigs in one transaction, so that others write in between.

What a round found is written down before anybody is asked, in slices. Each slice is published once, whoever does it: its row
goes in the transaction that sends its offers. A process that dies at any line leaves slices, which a job finds later.
"""

from __future__ import annotations

import zlib
from collections.abc import Iterator, Mapping, Sequence
from datetime import datetime
from typing import Any

import sqlalchemy as sa

from marketplace.businesses.models import Programme
from marketplace.core import documents, jobs
from marketplace.core.db import db
from marketplace.core.lifecycle import Actor, move_all
from marketplace.gigs import open_gigs, service_matching, service_offers
from marketplace.gigs.engine.batch import BatchAnswer, Part
from marketplace.gigs.lifecycle import GIG
from marketplace.gigs.models import Gig, MatchingRound, RoundGig, RoundSlice
from marketplace.gigs.open_gigs import OpenGig
from marketplace.gigs.round_scene import Invitee, Scene, scene_of
from marketplace.gigs.service_offers import Invitation
from marketplace.gigs.terms import answer_by, gig_term, has_begun

GIGS_IN_SLICE = 250
FOLLOW_JOB = "gigs.follow_unfilled"
LEFT_FOR_NEXT = ("changed", "people_gone")
Rows = list[dict[str, Any]]


def write_slices(
    round_id: int, gigs: Mapping[str, str], answer: BatchAnswer, timezones: Mapping[str, str]
) -> int:
    """Write down whom to ask for which gigs; `gigs` gives the mark of each. Returns how many slices there are."""
    refs = list(gigs)
    slices = [refs[first : first + GIGS_IN_SLICE] for first in range(0, len(refs), GIGS_IN_SLICE)]
    rows = [
        {"round_id": round_id, "number": number, "plan": _packed([_planned(r, gigs[r], answer.parts[r], timezones[r]) for r in some])}
        for number, some in enumerate(slices)
    ]  # fmt: skip
    if rows:
        db.session.execute(sa.insert(RoundSlice.__table__), rows)
    return len(rows)


def publish_slice(round_: MatchingRound, programme: Programme, at: datetime) -> bool:
    """Ask the people of the next slice of a locked round; False when none is left."""
    query = sa.select(RoundSlice.number, RoundSlice.plan).where(RoundSlice.round_id == round_.id)
    row = db.session.execute(query.order_by(RoundSlice.number).limit(1)).one_or_none()
    if row is None:
        return False
    plan = _unpacked(row.plan)
    is_held_up = service_matching.held_up(programme) is not None
    scene = scene_of(programme, plan, at)
    parts, invitations, settled = [], [], []
    for one in plan:
        gig = scene.gigs.get(one["gig"])
        outcome, fit = ("held_up", []) if is_held_up else _decided(one, gig, scene, at)
        parts.append(_part(round_.id, one, outcome, fit))
        if gig is not None and outcome != "held_up":
            invitations += _invitations(gig, fit, scene.members, at)
            settled += _settled(gig, one, outcome, gig.id in scene.waiting, round_.looked_at)
    _settle(settled, round_.public_id, at)
    if invitations:
        service_offers.send_offers(invitations, at)
    db.session.execute(sa.insert(RoundGig.__table__), parts)
    db.session.execute(
        sa.delete(RoundSlice).where(RoundSlice.round_id == round_.id, RoundSlice.number == row.number)
    )
    return True


def _planned(ref: str, mark: str, part: Part, timezone: str) -> dict[str, Any]:
    return {
        "gig": ref, "mark": mark, "wanted": part.wanted, "eligible": part.eligible, "refused": part.refused,
        "timezone": timezone, "best": service_matching.as_rows(part.best),
    }  # fmt: skip


def _packed(plan: Rows) -> bytes:
    return zlib.compress(documents.dumps(plan).encode(), 1)


def _unpacked(plan: bytes) -> Rows:
    found: Rows = documents.loads(zlib.decompress(plan))
    return found


def _decided(one: dict[str, Any], gig: OpenGig | None, scene: Scene, at: datetime) -> tuple[str, Rows]:
    """What becomes of one gig of the plan, and who of those proposed is asked."""
    if gig is None or gig.state not in open_gigs.WANTING or has_begun(gig, at):
        return "over", []
    if gig.mark != one["mark"]:
        return "changed", []
    if not scene.wanted[gig.id]:
        return "filled", []
    fit = [best for best in one["best"] if _may_be_asked(best["fan"], gig, scene)][: scene.wanted[gig.id]]
    if fit:
        return "asked", fit
    if one["best"]:
        return "people_gone", []
    if one["eligible"]:
        return "taken_elsewhere", []
    if gig.id in scene.waiting:
        return "waiting", []
    return ("given_up" if gig.state == "open" else "nobody_left"), []


def _may_be_asked(fan_ref: str, gig: OpenGig, scene: Scene) -> bool:
    """Still a member, not asked before for this, and not bound elsewhere since the round looked."""
    fan = scene.members.get(fan_ref)
    if fan is None or fan.id in scene.asked.get(gig.id, ()):
        return False
    if not gig.occupies or gig.starts_at is None or gig.ends_at is None:
        return True
    return all(ends <= gig.starts_at or gig.ends_at <= begins for begins, ends in scene.busy.get(fan.id, ()))


def _invitations(
    gig: OpenGig, best: Rows, members: Mapping[str, Invitee], at: datetime
) -> Iterator[Invitation]:
    if best:
        mode, until = str(gig_term(gig, "offer_mode")), answer_by(gig, at)
        for one in best:
            yield Invitation(gig, members[one["fan"]], mode, one["terms"], one["reasons"], until)


def _settled(
    gig: OpenGig, one: dict[str, Any], outcome: str, is_waiting: bool, looked_at: int
) -> list[tuple[OpenGig, str, dict[str, Any] | None]]:
    """A gig whose state or shortage changes: the action taken, and what stands in its way now."""
    if outcome in ("over", "changed"):
        return []
    unfilled, action = None, ""
    if outcome not in ("asked", "filled") and not is_waiting:
        code = "unfilled.taken_elsewhere" if one["eligible"] else "unfilled.nobody_fits"
        reason = {"code": code if looked_at else "unfilled.nobody_in_reach", "params": {}}
        unfilled = {"reasons": [reason], "refused": one["refused"], "looked_at": looked_at}
    if outcome == "asked" and gig.state == "unfilled":
        action = "try_again"
    elif outcome == "given_up" and gig.state == "open":
        action = "give_up"
    return [(gig, action, unfilled)] if action or unfilled != gig.unfilled else []


def _settle(
    settled: Sequence[tuple[OpenGig, str, dict[str, Any] | None]], round_ref: str, at: datetime
) -> None:
    """Write what changed of gigs, many at a time; what a kind makes of an unfilled one is work of its own."""
    states = {}
    for action, reason in (("try_again", None), ("give_up", {"code": "unfilled.nobody_left"})):
        moved = [gig for gig, took, _ in settled if took == action]
        states |= dict(
            zip(
                (g.id for g in moved),
                move_all(GIG, moved, action, Actor.SYSTEM, at, reason=reason),
                strict=True,
            )
        )
    rows = [
        {"gig_id": gig.id, "now": states.get(gig.id, gig.state), "why": unfilled}
        for gig, _, unfilled in settled
    ]
    if rows:
        gigs: Any = Gig.__table__
        change = sa.update(gigs).where(gigs.c.id == sa.bindparam("gig_id"))
        change = change.values(
            state=sa.bindparam("now"), unfilled=sa.bindparam("why", type_=gigs.c.unfilled.type)
        )
        db.session.execute(change, rows)
    jobs.stage_all(
        [
            jobs.Staged(FOLLOW_JOB, f"{FOLLOW_JOB}:{gig.public_id}:{round_ref}", at, {"gig": gig.public_id})
            for gig, action, _ in settled
            if action == "give_up"
        ]
    )


def _part(round_id: int, one: dict[str, Any], outcome: str, fit: Rows) -> dict[str, Any]:
    return {
        "round_id": round_id, "gig_ref": one["gig"], "wanted": one["wanted"], "eligible": one["eligible"],
        "asked": len(fit), "outcome": outcome,
        "told": {"best": fit, "refused": one["refused"], "timezone": one["timezone"]},
    }  # fmt: skip

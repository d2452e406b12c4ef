"""A person put on a gig by hand, perhaps in somebody's place: with a reason, under every rule that holds for others."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from typing import Any

import sqlalchemy as sa

from marketplace.core.db import db
from marketplace.core.errors import Invalid, MarketplaceError, NotFound, Refused
from marketplace.core.lifecycle import Actor, move
from marketplace.gigs import engine, places, queries, service_endings, service_offers
from marketplace.gigs.lifecycle import ASSIGNMENT, GIG, OFFER
from marketplace.gigs.locks import lock_fans, lock_gig
from marketplace.gigs.models import Assignment, Gig, Offer
from marketplace.gigs.terms import answer_by, has_begun
from marketplace.superfans.models import Membership, Superfan
from marketplace.trust.service_audit import log_action
from marketplace.trust.service_decisions import record_decision
from marketplace.trust.service_notices import notify

RULE = "gigs.by_hand"
RULE_VERSION = "1"
REASONS = ("customer_asked", "knows_place", "suits_better", "cannot_come", "training", "other")
MODE = "pinned"
Rows = list[dict[str, Any]]


class CannotAsk(Refused):
    """This person cannot be asked for this gig; every reason, and what change would allow it."""

    def __init__(self, against: Rows, changes: Rows) -> None:
        super().__init__(against[0]["code"], **against[0]["params"])
        self.reasons, self.changes = against, changes


@dataclass(frozen=True)
class Choice:
    """What a member of staff decided: whom, in whose place (public id of an offer or an assignment), and why."""

    fan_ref: str
    replaces: str
    reason: str
    note: str  # what whoever is replaced is told
    staff_ref: str


def ask_by_hand(gig: Gig, choice: Choice, at: datetime) -> Offer:
    """Send the chosen person an offer for which nobody new is asked, after whoever they replace was let go and told why.

    The same choice once more gives the same offer. Raises CannotAsk with the rules that stand against it, and then
    nobody is let go.
    """
    if choice.reason not in REASONS:
        raise Invalid("choice_unknown", field="reason")
    if choice.replaces and not choice.note.strip():
        raise Invalid("reason_missing", field="note")
    fan = _member(gig, choice.fan_ref)
    instead = _holder(gig, choice.replaces)
    lock_fans([fan.id] + ([instead.fan_id] if instead is not None else []))
    gig = lock_gig(gig)
    if instead is not None:
        db.session.refresh(instead)
    done = _done_already(gig, fan, instead)
    if done is not None:
        return done
    against, changes = _against(gig, fan, instead, at)
    if against:
        raise _refusal(gig, fan, choice, against, changes, at)
    if instead is not None:
        _let_go(gig, instead, choice, at)
    offer = _ask(gig, fan, at)
    _record(gig, fan, choice, instead, at)
    action = "gig.pin" if instead is None else "gig.replace"
    detail = {
        "gig": gig.public_id,
        "fan": fan.public_id,
        "reason": choice.reason,
        "replaced": choice.replaces,
    }
    log_action(gig.business.public_id, choice.staff_ref, action, gig.public_id, detail, at)
    return offer


def _member(gig: Gig, fan_ref: str) -> Superfan:
    """Somebody who is or was in the programme; to a business nobody else exists."""
    query = (
        sa.select(Superfan)
        .join(Membership, Membership.fan_id == Superfan.id)
        .where(Superfan.public_id == fan_ref, Membership.programme_id == gig.programme_id)
    )
    found = db.session.scalar(query)
    if found is None:
        raise NotFound
    return found


def _holder(gig: Gig, ref: str) -> Offer | Assignment | None:
    """What is to be taken back: an offer or an assignment of this very gig."""
    if not ref:
        return None
    model = Assignment if ref.startswith("asg_") else Offer
    found = db.session.scalar(sa.select(model).where(model.public_id == ref, model.gig_id == gig.id))
    if found is None:
        raise NotFound
    return found


def _done_already(gig: Gig, fan: Superfan, instead: Offer | Assignment | None) -> Offer | None:
    """The offer of the same choice made before: it is open, and nobody is left to be replaced."""
    mine = sa.select(Offer).where(Offer.gig_id == gig.id, Offer.fan_id == fan.id, Offer.state == "open")
    offer = db.session.scalar(mine.where(Offer.mode == MODE).execution_options(populate_existing=True))
    is_gone = instead is None or not _is_held(instead)
    return offer if is_gone else None


def _is_held(instead: Offer | Assignment) -> bool:
    return instead.is_live if isinstance(instead, Assignment) else instead.state == "open"


def _against(gig: Gig, fan: Superfan, instead: Offer | Assignment | None, at: datetime) -> tuple[Rows, Rows]:
    """Every rule against it, and the changes that would help."""
    found = [_row(code) for code in _plain_rules(gig, fan, instead, at)]
    line = engine.line_up(gig, [fan.id], at)
    if not line:
        return [*found, _row("profile_missing")], []
    return found + line[0].against, line[0].changes


def _plain_rules(gig: Gig, fan: Superfan, instead: Offer | Assignment | None, at: datetime) -> list[str]:
    """The rules that need no engine, the plainest first."""
    found = []
    if gig.programme.state != "open":
        found.append("programme_not_open")
    if not queries.is_member(fan, gig.programme_id):
        found.append("not_member")
    if gig.state in ("cancelled", "finished"):
        found.append("gig_cancelled" if gig.state == "cancelled" else "gig_over")
    elif has_begun(gig, at):
        found.append("gig_begun")
    if gig.needs.get("only") and fan.public_id not in gig.needs["only"]:
        found.append("by_invitation")
    if instead is not None and instead.fan_id == fan.id:
        found.append("same_person")
    elif queries.bound_to(gig, fan) is not None:
        found.append("taken_already")
    if isinstance(instead, Assignment) and instead.state not in ("confirmed",) and instead.is_live:
        found.append("work_begun")
    room = no_room(gig, instead, at, besides=fan)
    return found if room is None else [*found, room]


def no_room(
    gig: Gig, instead: Offer | Assignment | None, at: datetime, *, besides: Superfan | None = None
) -> str | None:
    """Why there is no place for another: all are taken, or kept for people (others than this one) who may still answer."""
    taken = queries.live_counts([gig.id]).get(gig.id, 0)
    kept = sa.select(sa.func.count()).where(
        Offer.gig_id == gig.id, Offer.state == "open",
        Offer.mode.in_(places.RESERVING), Offer.expires_at > at,
    )  # fmt: skip
    if besides is not None:
        kept = kept.where(Offer.fan_id != besides.id)
    held = db.session.scalar(kept) or 0
    if instead is not None and _is_held(instead):
        if isinstance(instead, Offer):
            held = 0  # one for one: others may be asked for the same place as before
        else:
            taken -= 1
    if taken >= gig.places:
        return "full"
    return "held_for_others" if taken + held >= gig.places else None


def _let_go(gig: Gig, instead: Offer | Assignment, choice: Choice, at: datetime) -> None:
    """End what somebody had by its own life cycle, and tell them why."""
    reason = {"code": service_endings.REPLACED, "note": choice.note}
    if isinstance(instead, Assignment):
        if ASSIGNMENT.allows(instead.state, "release", Actor.STAFF):
            service_endings.release(instead, Actor.STAFF, reason, at, actor_ref=choice.staff_ref)
    elif instead.state == "open":
        move(OFFER, instead, "withdraw", Actor.STAFF, at, actor_ref=choice.staff_ref, reason=reason)
        params = {"title": gig.titled, "business": gig.business.name, "note": choice.note}
        notify(instead.fan.identity, "gigs.offer_replaced", params, f"/offers/{instead.public_id}", at)


def _ask(gig: Gig, fan: Superfan, at: datetime) -> Offer:
    reasons = [{"code": "for.chosen_by_staff", "params": {}}]
    offer = service_offers.send_offer(gig, fan, MODE, {}, reasons, answer_by(gig, at), at)
    if gig.state == "unfilled":
        move(GIG, gig, "try_again", Actor.STAFF, at)
    gig.unfilled = None
    db.session.flush()
    return offer


def _refusal(
    gig: Gig, fan: Superfan, choice: Choice, against: Rows, changes: Rows, at: datetime
) -> MarketplaceError:
    """The refusal to raise; its record, told of now, is written after the rollback."""
    values = _record_of(gig, fan.public_id, choice, "refused", against, at)
    return CannotAsk(against, changes).recorded_by(lambda: record_decision(rule=RULE, **values) and None)


def _record(
    gig: Gig, fan: Superfan, choice: Choice, instead: Offer | Assignment | None, at: datetime
) -> None:
    """One record about whoever is asked, and one about whoever had to go."""
    why = [{"code": f"by_hand.{choice.reason}", "params": {}}]
    record_decision(rule=RULE, **_record_of(gig, fan.public_id, choice, "asked", why, at))
    if instead is not None:
        gone = _record_of(gig, instead.fan.public_id, choice, "replaced", why, at)
        record_decision(rule=RULE, **gone)


def _record_of(
    gig: Gig, about_ref: str, choice: Choice, outcome: str, reasons: Rows, at: datetime
) -> dict[str, Any]:
    """Codes and numbers alone: the words go to the person they are about."""
    return {
        "business_ref": gig.business.public_id,
        "subject": gig.public_id,
        "about_ref": about_ref,
        "rule_version": RULE_VERSION,
        "outcome": outcome,
        "inputs": {"replaced": choice.replaces or None, "reason": choice.reason},
        "reasons": reasons,
        "at": at,
        "decided_by_ref": choice.staff_ref,
    }


def _row(code: str) -> dict[str, Any]:
    return {"code": f"desk_cannot.{code}", "params": {}}

"""A whole round: every gig of a programme that still wants people, in one question; what comes of it is written down once."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

import sqlalchemy as sa
from sqlalchemy.orm import joinedload

from marketplace.businesses.models import Programme
from marketplace.core import edge, jobs
from marketplace.core.db import db
from marketplace.core.garbage import paused
from marketplace.core.lifecycle import Actor, move
from marketplace.geo.distance import great_circle_m
from marketplace.gigs import places, service_matching, service_offers
from marketplace.gigs.engine import RankedFan, large
from marketplace.gigs.engine.batch import BatchAnswer, Part, Question
from marketplace.gigs.lifecycle import GIG
from marketplace.gigs.locks import lock_gigs
from marketplace.gigs.models import Gig, MatchingRound, Offer, RoundGig
from marketplace.gigs.service_offers import KEYS_IN_QUERY_MAX, Invitation
from marketplace.gigs.terms import answer_by, gig_term, has_begun
from marketplace.superfans.models import Membership, Superfan
from marketplace.trust.service_decisions import record_decision

JOB = "gigs.run_round"
RULE = "gigs.round"
RULE_VERSION = "1"
DAYS_MAX = 90
MODE = "assign"


@dataclass(frozen=True)
class Window:
    """Which gigs a round is about: those of so many days, perhaps around one place."""

    days: int = DAYS_MAX
    lat: float | None = None
    lon: float | None = None
    radius_m: int = 0

    def holds(self, gig: Gig) -> bool:
        """True for a gig near the place, and for every gig where none is given or the work can be done from anywhere."""
        if self.lat is None or self.lon is None or gig.lat is None or gig.lon is None:
            return True
        return great_circle_m((self.lat, self.lon), (gig.lat, gig.lon)) <= self.radius_m


def stage_round(
    programme_ref: str, window: Window, key: str, at: datetime, *, started_by: str | None = None
) -> None:
    """Ask for a round, now; the same key twice is one round."""
    payload = {"programme": programme_ref, "window": vars(window), "started_by": started_by}
    jobs.stage(JOB, f"{JOB}:{programme_ref}:{key}", at, payload)


def run_round(
    programme_ref: str, window: Window, at: datetime, *, started_by: str | None = None
) -> str | None:
    """Read, answer, write: three steps, of which only the last holds locks. The public id of the round, if anything was asked.

    Between reading and writing others may have answered: the last step asks nobody for what is no longer wanted, so
    that a round run twice asks nobody twice. Opens its own transactions.
    """
    with paused():  # all that is made in a round is needed until its end
        question = edge.read(lambda: gather(programme_ref, window, at))
        if question is None:
            return None
        answer = question.solve()
        return edge.write(lambda: publish(question, answer, at, started_by=started_by))


def gather(programme_ref: str, window: Window, at: datetime) -> Question | None:
    """The question of a round; None when no gig wants anybody, or nobody may be asked."""
    programme = _programme(programme_ref)
    if programme is None or service_matching.held_up(programme) is not None:
        return None
    gigs = [g for g in _open_gigs(programme, window, at) if places.is_shared_out(g)]
    wanted = places.wanted(gigs)
    asked_for = [gig for gig in gigs if wanted[gig.id]][: large.gigs_max(programme)]
    return large.or_small(programme, wanted, asked_for, at) if asked_for else None


def publish(
    question: Question, answer: BatchAnswer, at: datetime, *, started_by: str | None = None
) -> str | None:
    """Send the offers under the gigs' locks, store the round with its prices, and leave one decision record."""
    programme = _programme(question.programme_ref)
    if programme is None or service_matching.held_up(programme) is not None:
        return None
    gigs = lock_gigs(question.gig_ids.values())
    wanted, asked = places.wanted(gigs), _asked([gig.id for gig in gigs])
    members = _members(programme.id, {r.fan_id for part in answer.parts.values() for r in part.best})
    sent: dict[str, list[RankedFan]] = {}
    invitations: list[Invitation] = []
    waiting = places.open_offers([gig.id for gig in gigs])
    for gig in gigs:
        if gig.state not in ("open", "unfilled") or has_begun(gig, at):
            continue
        best = answer.parts[gig.public_id].best
        fit = [r for r in best if r.fan_id in members and r.fan_id not in asked[gig.id]]
        sent[gig.public_id] = fit[: wanted[gig.id]]
        invitations += _invitations(gig, sent[gig.public_id], members, at)
        is_left = not sent[gig.public_id] and gig.id not in waiting
        _settle(gig, answer.parts[gig.public_id], is_left, question.looked_at, at)
    if not sent:
        return None
    service_offers.send_offers(invitations, at)
    for gig in {one.gig.id: one.gig for one in invitations if one.gig.state == "unfilled"}.values():
        move(GIG, gig, "try_again", Actor.SYSTEM, at)
    round_ = _store(programme, question, answer, sent, at)
    _record(programme, round_, sent, started_by, at)
    return round_.public_id


def _invitations(
    gig: Gig, best: Sequence[RankedFan], members: Mapping[int, Superfan], at: datetime
) -> list[Invitation]:
    mode, until = str(gig_term(gig, "offer_mode")), answer_by(gig, at)
    return [Invitation(gig, members[one.fan_id], mode, one.terms, one.reasons, until) for one in best]


def _settle(gig: Gig, part: Part, is_left: bool, looked_at: int, at: datetime) -> None:
    """What stands in a gig's way, if anything: given up only when nobody could do it and nobody is still to answer."""
    if not is_left:
        gig.unfilled = None
        return
    code = "unfilled.taken_elsewhere" if part.eligible else "unfilled.nobody_fits"
    if looked_at == 0:
        code = "unfilled.nobody_in_reach"
    gig.unfilled = {
        "reasons": [{"code": code, "params": {}}],
        "refused": part.refused,
        "looked_at": looked_at,
    }
    if not part.eligible:
        service_matching.give_up(gig, {"code": "unfilled.nobody_left"}, at)


def _store(
    programme: Programme,
    question: Question,
    answer: BatchAnswer,
    sent: Mapping[str, Sequence[RankedFan]],
    at: datetime,
) -> MatchingRound:
    told = {
        ref: {
            "best": service_matching.as_rows(best),
            "refused": answer.parts[ref].refused,
            "timezone": question.timezones[ref],
        }
        for ref, best in sent.items()
    }
    solution = {
        "gigs": told,
        "fan_prices": answer.fan_prices,
        "gig_prices": answer.gig_prices,
        "objective": answer.objective,
        "bound": answer.bound,
    }
    round_ = MatchingRound(
        business_ref=programme.business.public_id, programme_ref=programme.public_id, subject=programme.public_id,
        mode=MODE, looked_at=question.looked_at, problem=question.stored(), solution=solution, at=at,
    )  # fmt: skip
    db.session.add(round_)
    db.session.flush()
    parts = [
        {
            "round_id": round_.id,
            "gig_ref": ref,
            "wanted": answer.parts[ref].wanted,
            "eligible": answer.parts[ref].eligible,
            "asked": len(best),
        }
        for ref, best in sent.items()
    ]
    db.session.execute(sa.insert(RoundGig), parts)
    return round_


def _record(
    programme: Programme,
    round_: MatchingRound,
    sent: Mapping[str, Sequence[RankedFan]],
    started_by: str | None,
    at: datetime,
) -> None:
    count = sum(len(best) for best in sent.values())
    params: dict[str, Any] = {"count": count, "looked_at": round_.looked_at}
    record_decision(
        business_ref=programme.business.public_id,
        subject=programme.public_id,
        about_ref=None,
        rule=RULE,
        rule_version=RULE_VERSION,
        outcome="asked" if count else "nobody_to_ask",
        inputs={"round": round_.public_id, "looked_at": round_.looked_at, "gigs": len(sent)},
        reasons=[{"code": "decision.fans_asked", "params": params}],
        at=at,
        decided_by_ref=started_by,
    )


def _programme(ref: str) -> Programme | None:
    return db.session.scalar(
        sa.select(Programme).options(joinedload(Programme.business)).where(Programme.public_id == ref)
    )


def _open_gigs(programme: Programme, window: Window, at: datetime) -> list[Gig]:
    """Gigs of the window that have not begun, soonest first."""
    begins = sa.func.coalesce(Gig.starts_at, Gig.deadline_at)
    query = (
        sa.select(Gig)
        .options(joinedload(Gig.programme), joinedload(Gig.business), joinedload(Gig.scheme_version))
        .where(Gig.programme_id == programme.id, Gig.state.in_(("open", "unfilled")))
        .where(begins > at, begins <= at + timedelta(days=window.days))
    )
    return [gig for gig in db.session.scalars(query.order_by(begins, Gig.id)) if window.holds(gig)]


def _asked(gig_ids: Collection[int]) -> dict[int, set[int]]:
    """Who has been asked for each gig since the question was put."""
    found: dict[int, set[int]] = defaultdict(set)
    query = sa.select(Offer.gig_id, Offer.fan_id).where(Offer.gig_id.in_(gig_ids), Offer.state != "withdrawn")
    for gig_id, fan_id in db.session.execute(query):
        found[gig_id].add(fan_id)
    return found


def _members(programme_id: int, fan_ids: Collection[int]) -> dict[int, Superfan]:
    """Those who are still members, with whom they are."""
    query = (
        sa.select(Superfan)
        .options(joinedload(Superfan.identity, innerjoin=True))
        .join(Membership, Membership.fan_id == Superfan.id)
        .where(Membership.programme_id == programme_id, Membership.state == "active")
    )
    keys = sorted(fan_ids)
    some = (keys[first : first + KEYS_IN_QUERY_MAX] for first in range(0, len(keys), KEYS_IN_QUERY_MAX))
    return {fan.id: fan for part in some for fan in db.session.scalars(query.where(Superfan.id.in_(part)))}

"""A whole round: every gig of a programme that still wants people, in one question; what comes of it is written down once."""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

import sqlalchemy as sa
from sqlalchemy.orm import joinedload, load_only

from marketplace.businesses.models import Programme
from marketplace.core import edge, jobs
from marketplace.core.db import db
from marketplace.core.garbage import paused
from marketplace.geo.distance import great_circle_m
from marketplace.gigs import open_gigs, places, service_matching, service_round_slices
from marketplace.gigs.engine import large
from marketplace.gigs.engine.batch import BatchAnswer, Question
from marketplace.gigs.models import Gig, MatchingRound, RoundGig, RoundSlice
from marketplace.gigs.open_gigs import OpenGig
from marketplace.gigs.service_round_slices import LEFT_FOR_NEXT, publish_slice, write_slices
from marketplace.trust.people import staff_of
from marketplace.trust.service_decisions import record_decision
from marketplace.trust.service_notices import News, notify_all

JOB = "gigs.run_round"
FINISH_JOB = "gigs.finish_round"
RULE = "gigs.round"
RULE_VERSION = "1"
DAYS_MAX = 90
MODE = "assign"
FINISH_AFTER = timedelta(minutes=5)  # whoever began a round is believed to have died by then
NOTICES_MOST = 3  # gigs given up in one round that are told of one by one


@dataclass(frozen=True)
class Window:
    """Which gigs a round is about: those of so many days, perhaps around one place."""

    days: int = DAYS_MAX
    lat: float | None = None
    lon: float | None = None
    radius_m: int = 0

    def holds(self, gig: OpenGig) -> bool:
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
    that a round run twice asks nobody twice. A round of many gigs is written slice by slice, and what an earlier one
    has left is published first. Opens its own transactions.
    """
    for ref in edge.read(lambda: _unfinished(programme_ref)):
        finish_round(ref, at)
    with paused():  # all that is made in a round is needed until its end
        question = edge.read(lambda: gather(programme_ref, window, at))
        if question is None:
            return None
        answer = question.solve()
        if len(question.gig_ids) <= service_round_slices.GIGS_IN_SLICE:
            return edge.write(lambda: publish(question, answer, at, started_by=started_by))
        ref = edge.write(lambda: begin(question, answer, at, started_by=started_by))
    if ref is not None:
        finish_round(ref, at)
    return ref


def gather(programme_ref: str, window: Window, at: datetime) -> Question | None:
    """The question of a round; None when no gig wants anybody, or nobody may be asked."""
    programme = _programme(programme_ref)
    if programme is None or service_matching.held_up(programme) is not None:
        return None
    gigs = [
        g for g in open_gigs.coming(programme, window.days, at) if window.holds(g) and places.is_shared_out(g)
    ]
    wanted = places.wanted(gigs)
    asked_for = [gig for gig in gigs if wanted[gig.id]][: large.gigs_max(programme)]
    return large.or_small(programme, wanted, asked_for, at) if asked_for else None


def publish(
    question: Question, answer: BatchAnswer, at: datetime, *, started_by: str | None = None
) -> str | None:
    """Begin a round and ask everybody, in the present transaction."""
    ref = begin(question, answer, at, started_by=started_by)
    while ref is not None and publish_next(ref, at):
        pass
    return ref


def begin(
    question: Question, answer: BatchAnswer, at: datetime, *, started_by: str | None = None
) -> str | None:
    """Store the round with its prices and, in slices, whom to ask; a job sees to it that they are."""
    programme = _programme(question.programme_ref)
    if programme is None or service_matching.held_up(programme) is not None:
        return None
    solution = {
        "fan_prices": answer.fan_prices,
        "gig_prices": answer.gig_prices,
        "objective": answer.objective,
        "bound": answer.bound,
    }
    round_ = MatchingRound(
        business_ref=programme.business.public_id, programme_ref=programme.public_id, subject=programme.public_id,
        mode=MODE, looked_at=question.looked_at, problem=question.stored(), people=question.stored_people(),
        solution=solution, decided_by_ref=started_by, at=at,
    )  # fmt: skip
    db.session.add(round_)
    db.session.flush()
    write_slices(round_.id, question.marks, answer, question.timezones)
    jobs.stage(FINISH_JOB, f"{FINISH_JOB}:{round_.public_id}", at + FINISH_AFTER, {"round": round_.public_id})
    return round_.public_id


def finish_round(ref: str, at: datetime) -> None:
    """Publish what is left of a round, a slice in a transaction; done by two at once it is done once."""
    while edge.write(lambda: publish_next(ref, at)):
        pass


def publish_next(ref: str, at: datetime) -> bool:
    """Ask the people of one more slice, and end the round with the last; False when it had ended before."""
    round_ = _locked(ref)
    programme = _programme(round_.programme_ref) if round_ is not None else None
    if round_ is None or programme is None or not publish_slice(round_, programme, at):
        return False
    if not db.session.scalar(_HAS_SLICES, {"round": round_.id}):
        _end(programme, round_, at)
    return True


def _end(programme: Programme, round_: MatchingRound, at: datetime) -> None:
    """The last slice is out: the decision is recorded, staff are told, and what changed meanwhile goes to the next round."""
    found = db.session.execute(
        sa.select(RoundGig.gig_ref, RoundGig.outcome, RoundGig.asked).where(RoundGig.round_id == round_.id)
    ).all()
    _record(programme, round_, len(found), sum(row.asked for row in found), at)
    _tell_staff(programme, round_, [row.gig_ref for row in found if row.outcome == "given_up"], at)
    jobs.unstage(f"{FINISH_JOB}:{round_.public_id}")
    outcomes = Counter(row.outcome for row in found)
    if any(outcomes[code] for code in LEFT_FOR_NEXT):
        stage_round(programme.public_id, Window(), f"after:{round_.public_id}", at)


def _tell_staff(programme: Programme, round_: MatchingRound, refs: list[str], at: datetime) -> None:
    """Of few gigs that nobody is left for one by one, of many in one notice."""
    staff, desk = staff_of(programme.business.public_id), f"/desk/{programme.business.slug}"
    if len(refs) > NOTICES_MOST:
        params = {"count": len(refs), "title": programme.titled}
        news = [
            News(person, "gigs.unfilled_many", params, f"{desk}/rounds/{round_.public_id}")
            for person in staff
        ]
    else:
        gigs = db.session.scalars(sa.select(Gig).where(Gig.public_id.in_(refs)).order_by(Gig.id)).all()
        news = [
            News(
                person, "gigs.unfilled", {"title": gig.titled, "starts_at": gig.starts_at or gig.deadline_at},
                f"{desk}/gigs/{gig.public_id}",
            )
            for gig in gigs
            for person in staff
        ]  # fmt: skip
    notify_all(news, at)


def _record(programme: Programme, round_: MatchingRound, gigs: int, count: int, at: datetime) -> None:
    params: dict[str, Any] = {"count": count, "looked_at": round_.looked_at}
    record_decision(
        business_ref=programme.business.public_id,
        subject=programme.public_id,
        about_ref=None,
        rule=RULE,
        rule_version=RULE_VERSION,
        outcome="asked" if count else "nobody_to_ask",
        inputs={"round": round_.public_id, "looked_at": round_.looked_at, "gigs": gigs},
        reasons=[{"code": "decision.fans_asked", "params": params}],
        at=at,
        decided_by_ref=round_.decided_by_ref,
    )


_HAS_SLICES = sa.select(sa.exists().where(RoundSlice.round_id == sa.bindparam("round")))


def _locked(ref: str) -> MatchingRound | None:
    """Wait for a round's row; its problem and answer stay where they are."""
    r = MatchingRound
    light = load_only(r.public_id, r.programme_ref, r.looked_at, r.decided_by_ref)
    query = sa.select(r).options(light).where(r.public_id == ref).with_for_update()
    return db.session.scalar(query)


def _unfinished(programme_ref: str) -> list[str]:
    """Rounds of a programme of which some slices are left, the earliest first."""
    left = sa.exists().where(RoundSlice.round_id == MatchingRound.id)
    query = sa.select(MatchingRound.public_id).where(MatchingRound.programme_ref == programme_ref, left)
    return list(db.session.scalars(query.order_by(MatchingRound.id)))


def _programme(ref: str) -> Programme | None:
    return db.session.scalar(
        sa.select(Programme).options(joinedload(Programme.business)).where(Programme.public_id == ref)
    )

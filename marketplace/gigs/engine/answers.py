"""What the engine answers: who suits a gig best and why, and why somebody cannot take it."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import datetime
from typing import Any

import sqlalchemy as sa

import matching
from marketplace.core.db import db
from marketplace.gigs.engine import people, reasons
from marketplace.gigs.engine.people import History, Packed
from marketplace.gigs.engine.work import params_of, work_of
from marketplace.gigs.models import Gig
from marketplace.superfans.models import PackedProfile, Superfan
from matching.documents import plain

FOR = "for"  # reasons for a person
CANNOT = "cannot"  # reasons against
CHANGE = "change"  # what would help


@dataclass(frozen=True)
class RankedFan:
    """One person proposed, with points by term and the reasons in rows."""

    fan_id: int
    fan_ref: str
    score: int
    terms: dict[str, int]
    reasons: list[dict[str, Any]]


@dataclass(frozen=True)
class Standing(RankedFan):
    """How one person stands to one gig: points and reasons for, or reasons against and changes, as a desk may know them."""

    against: list[dict[str, Any]] = field(default_factory=list)
    changes: list[dict[str, Any]] = field(default_factory=list)


@dataclass(frozen=True)
class RoundAnswer:
    """Who suits best, how many could at all, what kept the others out, and the question itself."""

    best: list[RankedFan]
    eligible: int
    looked_at: int
    refused: dict[str, int]
    problem: dict[str, Any]


def rank(
    gig: Gig,
    at: datetime,
    limit: int,
    *,
    without: Collection[int] = (),
    only: Collection[str] = (),
    value_minor: int = 0,
    prices: Mapping[str, int] | None = None,
) -> RoundAnswer:
    """The best people for one gig among the programme's members, best first.

    `prices` are those of the last whole round: somebody who is needed elsewhere is not spent here.
    """
    rows = people.candidates(gig, without=without, only=only)
    fans = _fans(gig, rows, at)
    problem = matching.Problem(
        fans=fans, gigs=[work_of(gig, value_minor=value_minor)], params=params_of(gig.programme)
    )
    ranking = matching.rank(problem.gigs[0], fans, problem.params, count=max(1, limit), prices=prices)
    ids = {row.fan_ref: row.fan_id for row in rows}
    best = [
        RankedFan(
            ids[r.fan_id],
            r.fan_id,
            r.score,
            {t.term: t.points for t in r.terms},
            reasons.rows(r.reasons, gig.timezone, FOR),
        )
        for r in ranking.best[:limit]
    ]
    return RoundAnswer(best, ranking.eligible, len(rows), dict(ranking.refused), plain(problem))


def line_up(gig: Gig, fan_ids: Collection[int], at: datetime) -> list[Standing]:
    """How these people stand to a gig, wherever they live: those who can do it first, the best before the others."""
    rows = _packed(fan_ids)
    problem = matching.Problem(
        fans=_fans(gig, rows, at), gigs=[work_of(gig)], params=params_of(gig.programme)
    )
    ranking = matching.rank(problem.gigs[0], problem.fans, problem.params, count=max(1, len(rows)))
    ids = {row.fan_ref: row.fan_id for row in rows}
    able = [
        Standing(
            ids[one.fan_id],
            one.fan_id,
            one.score,
            {line.term: line.points for line in one.terms},
            reasons.rows(one.reasons, gig.timezone, FOR),
        )
        for one in ranking.best
    ]
    able_refs = {one.fan_ref for one in able}
    return able + [_unable(fan, problem, ids[fan.id]) for fan in problem.fans if fan.id not in able_refs]


def _unable(fan: matching.Fan, problem: matching.Problem, fan_id: int) -> Standing:
    answer = matching.eligibility(fan, problem.gigs[0], problem.params)
    against, changes = reasons.for_desk(answer.reasons), reasons.changes_for_desk(answer.changes)
    return Standing(fan_id, fan.id, 0, {}, [], against, changes)


def problem_for(gigs: Sequence[Gig], fan_ids: Collection[int], at: datetime) -> matching.Problem:
    """Several gigs of one programme and these fans as one question, for modes that look at the whole."""
    first = min(g.starts_at or g.deadline_at or at for g in gigs)
    last = max(g.ends_at or g.deadline_at or at for g in gigs)
    rows = _packed(fan_ids)
    fans = _people(
        gigs[0], rows, first, last, at, {code for g in gigs for code in g.needs.get("credentials", ())}
    )
    return matching.Problem(fans=fans, gigs=[work_of(g) for g in gigs], params=params_of(gigs[0].programme))


def assess(
    gig: Gig,
    packed: Packed,
    committed: Iterable[matching.Commitment],
    history: History,
    at: datetime,
    *,
    waives_hours: bool = False,
) -> matching.Eligibility:
    """Whether this fan may take this gig, every reason against it, and the smallest change that would allow it.

    `waives_hours` leaves the fan's declared hours out of it: they chose the gig themselves.
    """
    begins, ends = _window(gig, at)
    fan = people.person(packed, begins, ends, committed, history, at)
    work = work_of(gig)
    if waives_hours and work.window is not None:
        fan = replace(fan, available=(*fan.available, work.window))
    return matching.eligibility(fan, work, params_of(gig.programme))


def refusals(answer: matching.Eligibility, gig: Gig) -> tuple[list[dict[str, Any]], list[dict[str, Any]]]:
    """An answer as rows: the reasons against, and the changes that would help."""
    return reasons.rows(answer.reasons, gig.timezone, CANNOT), reasons.rows(
        answer.changes, gig.timezone, CHANGE
    )


def why_not(gig: Gig, fan: Superfan, at: datetime) -> tuple[list[dict[str, Any]], list[dict[str, Any]]]:
    """Why a fan cannot take a gig, and what would change it; both empty when they can."""
    begins, ends = _window(gig, at)
    rows = _packed([fan.id])
    if not rows:
        return [{"code": "cannot.profile_missing", "params": {}}], []
    committed = people.commitments([fan.id], begins, ends)
    history = people.histories(gig.programme_id, [fan.id], at).get(fan.id, History())
    known = with_particulars(gig, [fan.id], {fan.id: history})[fan.id]
    return refusals(assess(gig, rows[0], committed.get(fan.id, ()), known, at), gig)


def assess_all(
    gigs: Sequence[Gig], fan_id: int, at: datetime
) -> dict[int, tuple[list[dict[str, Any]], list[dict[str, Any]]]]:
    """For each gig, by its key: the reasons against this fan and the changes that would help."""
    rows = _packed([fan_id])
    if not rows:
        return {gig.id: ([{"code": "cannot.profile_missing", "params": {}}], []) for gig in gigs}
    windows = [_window(gig, at) for gig in gigs]
    first, last = min(begins for begins, _ in windows), max(ends for _, ends in windows)
    committed = people.commitments([fan_id], first, last).get(fan_id, [])
    histories: dict[int, History] = {}
    for gig in gigs:
        if gig.programme_id not in histories:
            found = people.histories(gig.programme_id, [fan_id], at) if _asks_standing(gig) else {}
            histories[gig.programme_id] = found.get(fan_id, History())
    answers = {}
    for gig in gigs:
        known = with_particulars(gig, [fan_id], {fan_id: histories[gig.programme_id]})[fan_id]
        answers[gig.id] = refusals(assess(gig, rows[0], committed, known, at), gig)
    return answers


def _asks_standing(gig: Gig) -> bool:
    return bool(gig.programme.matching_policy.get("standing_min"))


def _fans(gig: Gig, rows: list[Packed], at: datetime) -> list[matching.Fan]:
    begins, ends = _window(gig, at)
    return _people(gig, rows, begins, ends, at, gig.needs.get("credentials", ()))


def _people(
    gig: Gig, rows: list[Packed], begins: datetime, ends: datetime, at: datetime, codes: Collection[str]
) -> list[matching.Fan]:
    fan_ids = [row.fan_id for row in rows]
    committed = people.commitments(fan_ids, begins, ends)
    known = {fan_id: History() for fan_id in fan_ids} | people.histories(gig.programme_id, fan_ids, at)
    known = with_particulars(gig, fan_ids, known, codes)
    return [
        people.person(row, begins, ends, committed.get(row.fan_id, ()), known[row.fan_id], at) for row in rows
    ]


def with_particulars(
    gig: Gig, fan_ids: Collection[int], known: Mapping[int, History], codes: Collection[str] | None = None
) -> dict[int, History]:
    """Histories with what only some gigs ask for: checked credentials, and who does not meet whom."""
    held = people.credentials(
        gig.business_id, fan_ids, gig.needs.get("credentials", ()) if codes is None else codes
    )
    met = gig.needs.get("people", ())
    apart = people.blocked(met)
    if not held and not apart:
        return dict(known)
    return {
        fan_id: replace(
            history,
            credentials=held.get(fan_id, {}),
            blocked=tuple(met) if fan_id in apart else history.blocked,
        )
        for fan_id, history in known.items()
    }


def _packed(fan_ids: Collection[int]) -> list[Packed]:
    query = (
        sa.select(*people.packed_columns())
        .where(PackedProfile.fan_id.in_(fan_ids))
        .order_by(PackedProfile.fan_id)
    )
    return [Packed(*row) for row in db.session.execute(query)]


def _window(gig: Gig, at: datetime) -> tuple[datetime, datetime]:
    begins = gig.starts_at or gig.deadline_at or at
    return begins, gig.ends_at or begins

"""What a stored round tells when asked: who was asked and why, who else could, and what would fill a place."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

import sqlalchemy as sa

import matching
from marketplace.core.db import db
from marketplace.gigs.engine import batch, reasons
from marketplace.gigs.models import Gig, MatchingRound, RoundGig
from matching.documents import read_problem

OTHERS_MOST = 10
NEAREST_MOST = 5
ONE_EACH = [
    {"code": "passed_over.most_gigs", "params": {"most_gigs": 1}}
]  # large rounds ask everybody for one gig at most


@dataclass(frozen=True)
class Told:
    """One person in a round: points by term, and reasons for or against as the business may see them."""

    fan_ref: str
    score: int
    terms: dict[str, int]
    reasons: list[dict[str, Any]]


@dataclass(frozen=True)
class Near:
    """Somebody whom few changes would let do it."""

    fan_ref: str
    changes: list[dict[str, Any]]


@dataclass(frozen=True)
class GigTold:
    """All that a round tells of one gig."""

    asked: list[Told]
    others: list[Told]
    refused: dict[str, int]
    only: dict[str, int]
    nearest: list[Near]


def asked_in(round_: MatchingRound, gig_ref: str) -> list[Told]:
    """Who was asked for a gig, by what the round wrote down; the problem is not read."""
    answer = round_.solution
    if round_.mode == "plan":
        picks = [pick for pick in answer.get("picks", ()) if pick["gig"] == gig_ref]
        return [Told(p["fan"], sum(p["terms"].values()), p["terms"], p["reasons"]) for p in picks]
    part = answer if round_.subject == gig_ref else _part_told(round_, gig_ref)
    return [Told(r["fan"], r["score"], r["terms"], r["reasons"]) for r in part.get("best", ())]


def _part_told(round_: MatchingRound, gig_ref: str) -> dict[str, Any]:
    """What a round of many gigs tells of one; earlier ones keep it with the answer."""
    part = db.session.get(RoundGig, (round_.id, gig_ref))
    known = part.told if part is not None else None
    return known or round_.solution.get("gigs", {}).get(gig_ref, {})


def gig_told(round_: MatchingRound, gig_ref: str) -> GigTold:
    """Everything about one gig of a round, computed from what the round stored.

    Large rounds once kept a digest of their question only, and drop everybody's facts after some months: what kept others
    out is then told by how they stand now.
    """
    asked = asked_in(round_, gig_ref)
    is_large = "digest" in round_.problem
    if is_large and round_.people is None:
        return _told_now(round_, gig_ref, asked)
    problem = _stored_problem(round_, gig_ref, asked) if is_large else read_problem(round_.problem)
    solution = _pairs({gig_ref: asked}) if is_large else _solution(round_)
    gig = problem.gig(gig_ref)
    here = {one.fan_ref for one in asked}
    ranking = matching.rank(gig, problem.fans, problem.params, count=len(here) + OTHERS_MOST)
    rest = [one for one in ranking.best if one.fan_id not in here][:OTHERS_MOST]
    elsewhere = _asked_elsewhere(round_, gig_ref, [one.fan_id for one in rest]) if is_large else set()
    others = [
        Told(
            one.fan_id,
            one.score,
            {line.term: line.points for line in one.terms},
            ONE_EACH if one.fan_id in elsewhere else _passed_over(problem, solution, one.fan_id, gig_ref),
        )
        for one in rest
    ]
    return _with_shortage(problem, solution, gig_ref, asked, others)


def _stored_problem(round_: MatchingRound, gig_ref: str, asked: list[Told]) -> matching.Problem:
    from marketplace.gigs.engine import stored

    document = round_.problem
    assert round_.people is not None
    return stored.problem_about(
        round_.people,
        gig_ref,
        [one.fan_ref for one in asked],
        batch.FANS_MAX,
        matching.Policy(**document["policy"]),
        matching.Params(**document["params"]),
    )


def _asked_elsewhere(round_: MatchingRound, gig_ref: str, refs: list[str]) -> set[str]:
    """Who of these was asked for another gig of the round."""
    text = sa.cast(RoundGig.told, sa.Text)
    query = sa.select(RoundGig.told).where(RoundGig.round_id == round_.id, RoundGig.gig_ref != gig_ref)
    found = db.session.scalars(query.where(sa.or_(sa.false(), *(text.contains(ref) for ref in refs))))
    return {best["fan"] for told in found for best in (told or {}).get("best", ())}


def _told_now(round_: MatchingRound, gig_ref: str, asked: list[Told]) -> GigTold:
    gig = db.session.scalar(sa.select(Gig).where(Gig.public_id == gig_ref))
    if gig is None:
        return GigTold(asked, [], {}, {}, [])
    problem, _ = batch.problem_of(gig.programme, {gig.id: gig.places}, [gig], round_.at)
    nothing = matching.Solution(pairs=(), objective=0, bound=0, price_bound=0)
    return _with_shortage(problem, nothing, gig_ref, asked, [])


def _with_shortage(
    problem: matching.Problem,
    solution: matching.Solution,
    gig_ref: str,
    asked: list[Told],
    others: list[Told],
) -> GigTold:
    shortage = matching.why_unfilled(problem, solution, gig_ref, most=NEAREST_MOST)
    return GigTold(
        asked,
        others,
        _told_counts(shortage.refused),
        _told_counts(shortage.only),
        [Near(ref, reasons.changes_for_desk(changes)) for ref, changes in shortage.nearest],
    )


def _passed_over(
    problem: matching.Problem, solution: matching.Solution, fan_ref: str, gig_ref: str
) -> list[dict[str, Any]]:
    told = matching.explain(problem, solution, fan_ref, gig_ref)
    if told.is_eligible:
        return reasons.rows(told.for_fan, "UTC", "passed_over")
    return reasons.for_desk(told.for_fan)


def _told_counts(counts: Any) -> dict[str, int]:
    return dict(sorted(counts.items(), key=lambda item: (-item[1], item[0])))


def _solution(round_: MatchingRound) -> matching.Solution:
    """The pairs of a stored round, as far as explaining needs them."""
    return _pairs({part.gig_ref: asked_in(round_, part.gig_ref) for part in round_.parts})


def _pairs(asked: Mapping[str, list[Told]]) -> matching.Solution:
    return matching.Solution(
        pairs=tuple(
            matching.Pair(ref, one.fan_ref, one.score) for ref, told in asked.items() for one in told
        ),
        objective=0,
        bound=0,
        price_bound=0,
    )


def people_in(told: GigTold) -> set[str]:
    """Everybody named in what is told."""
    return {one.fan_ref for one in (*told.asked, *told.others)} | {near.fan_ref for near in told.nearest}

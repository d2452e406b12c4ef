"""Several gigs that are filled whole or not at all, as the engine plans them."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

import matching
from marketplace.gigs.engine import people, reasons
from marketplace.gigs.engine.answers import FOR, problem_for
from marketplace.gigs.models import Gig
from matching.candidates import candidates
from matching.documents import plain
from matching.journeys import Journey, Stage
from matching.modes.plan import plan


@dataclass(frozen=True)
class Picked:
    """Who leads one stage, with points by term and the reasons."""

    gig_ref: str
    fan_ref: str
    fan_id: int
    terms: dict[str, int]
    reasons: list[dict[str, Any]]


@dataclass(frozen=True)
class PlanAnswer:
    """One person for every stage, or why there is no such plan, and the question itself."""

    picks: list[Picked]
    why_none: list[dict[str, Any]]
    problem: dict[str, Any]
    looked_at: int
    eligible: Mapping[str, int]  # how many could do each gig by itself


def plan_bundle(bundle: str, gigs: Sequence[Gig], at: datetime) -> PlanAnswer:
    """The best team for a bundle of gigs: one fan each, travel between stages possible, all or nothing."""
    ids: dict[str, int] = {}
    for gig in gigs:
        ids.update(
            {row.fan_ref: row.fan_id for row in people.candidates(gig, only=gig.needs.get("only", ()))}
        )
    problem = problem_for(gigs, sorted(ids.values()), at)
    journey = Journey(id=bundle, stages=[Stage(id=gig.public_id, options=[gig.public_id]) for gig in gigs])
    answer = plan(problem, journey, alternatives=1)
    timezone = gigs[0].timezone
    eligible = Counter(problem.gigs[found.gig].id for found in candidates(problem))
    if not answer.itineraries:
        why_none = reasons.rows(answer.reasons, timezone, "cannot")
        return PlanAnswer([], why_none, plain(problem), len(ids), eligible)
    picks = [
        Picked(
            pick.gig_id,
            fan_ref,
            ids[fan_ref],
            {t.term: t.points for t in terms},
            _why(problem, pick.gig_id, fan_ref, timezone),
        )
        for pick in answer.itineraries[0].picks
        for fan_ref, terms in zip(pick.fan_ids, pick.terms, strict=True)
    ]
    return PlanAnswer(picks, [], plain(problem), len(ids), eligible)


def _why(problem: matching.Problem, gig_ref: str, fan_ref: str, timezone: str) -> list[dict[str, Any]]:
    gig = next(g for g in problem.gigs if g.id == gig_ref)
    ranked = matching.rank(gig, [problem.fan_by_id[fan_ref]], problem.params, count=1)
    return reasons.rows(ranked.best[0].reasons, timezone, FOR) if ranked.best else []

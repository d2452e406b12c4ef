"""A round over more people than objects can be made of: rows become columns, and compiled loops answer.

Everybody is asked for one gig at most in such a round; what is left over comes with the next.
"""

from __future__ import annotations

import hashlib
import json
from collections import defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import datetime
from importlib.util import find_spec
from typing import TYPE_CHECKING, Any

import sqlalchemy as sa

import matching
from marketplace.businesses.models import Programme
from marketplace.core.db import db
from marketplace.gigs.engine import batch, people, reasons
from marketplace.gigs.engine.answers import FOR, RankedFan
from marketplace.gigs.engine.batch import BatchAnswer, Part, Question
from marketplace.gigs.engine.people import History, Packed
from marketplace.gigs.engine.work import LANGUAGE_LEVELS, params_of, policy_of
from marketplace.gigs.models import Gig
from marketplace.superfans.models import Membership
from matching.terms import Standpoint, score_terms
from matching.why import reasons_for

if TYPE_CHECKING:
    from matching.engine.edges import Assigned, Edges
    from matching.engine.market import Market

GIGS_MAX = 20_000
SMALL_GIGS_MAX = 300


@dataclass(frozen=True)
class LargeQuestion:
    """Gigs, and everybody who may reach one of them as columns; positions are those of the sequences."""

    programme_ref: str
    at: datetime
    packed: Sequence[Packed]
    histories: Mapping[int, History]
    gigs: Sequence[matching.Gig]
    market: Market
    params: matching.Params
    least_score: int
    gig_ids: Mapping[str, int]
    timezones: Mapping[str, str]

    @property
    def looked_at(self) -> int:
        """How many people."""
        return len(self.packed)

    def solve(self) -> BatchAnswer:
        """The best whole with its proof, and the reasons of everybody chosen; pure."""
        return _solved(self)

    def stored(self) -> dict[str, Any]:
        """What a round keeps of the question: not everybody's facts but a digest that proves which they were."""
        digest = hashlib.sha256("\n".join(row.fan_ref for row in self.packed).encode())
        fans = self.market.fans
        for column in (fans.open, fans.skills, fans.committed):
            for values in (column.starts, *column.values):
                digest.update(values.tobytes())
        digest.update(fans.fairness.tobytes())
        gigs = [gig.id for gig in self.gigs]
        return {"fans": self.looked_at, "gigs": gigs, "digest": digest.hexdigest()}


def gigs_max(programme: Programme) -> int:
    """How many gigs one round is about, soonest first."""
    return GIGS_MAX if _is_large(programme) else SMALL_GIGS_MAX


def or_small(
    programme: Programme, wanted: Mapping[int, int], gigs: Sequence[Gig], at: datetime
) -> Question | LargeQuestion:
    """The question of a round: by columns where the programme is large and the compiled engine is installed."""
    if not _is_large(programme):
        return batch.load(programme, wanted, gigs, at)
    return load(programme, wanted, gigs, at)


def load(programme: Programme, wanted: Mapping[int, int], gigs: Sequence[Gig], at: datetime) -> LargeQuestion:
    """Read everybody whom a round may ask, by a few queries for all of them."""
    from marketplace.gigs.engine import columns
    from matching.engine.market import Market, gig_columns

    packed = _in_reach(programme.id, gigs)
    first = min(gig.starts_at or gig.deadline_at or at for gig in gigs)
    last = max(gig.ends_at or gig.deadline_at or at for gig in gigs)
    histories = _histories(programme, gigs, at)
    committed = people.commitments(_members(programme.id), first, last)
    params = params_of(programme)
    fans, words = columns.fan_columns(columns.Rows(packed, histories, committed, first, last, at), params)
    asked = batch.asked_before([gig.id for gig in gigs])
    work = sorted(
        (batch.work_for(gig, wanted[gig.id], asked[gig.id]) for gig in gigs), key=lambda one: one.id
    )
    positions = {row.fan_ref: position for position, row in enumerate(packed)}
    return LargeQuestion(
        programme.public_id, at, packed, histories, work, Market(fans, gig_columns(work, words, positions), words),
        params, policy_of(programme).least_score, {gig.public_id: gig.id for gig in gigs},
        {gig.public_id: gig.timezone for gig in gigs},
    )  # fmt: skip


def _histories(programme: Programme, gigs: Sequence[Gig], at: datetime) -> dict[int, History]:
    known = people.all_histories(programme.id, at)
    codes = {code for gig in gigs for code in gig.needs.get("credentials", ())}
    held = people.credentials(programme.business_id, _members(programme.id), codes)
    blocks = batch.who_is_apart({ref for gig in gigs for ref in gig.needs.get("people", ())})
    for fan_id in {*held, *blocks} & known.keys():
        blocked = tuple(sorted(blocks.get(fan_id, ())))
        known[fan_id] = replace(known[fan_id], credentials=held.get(fan_id, {}), blocked=blocked)
    return known


def _solved(question: LargeQuestion) -> BatchAnswer:
    from matching.engine.assignment import best
    from matching.engine.feasible import feasible

    edges = feasible(question.market, question.params, least_score=question.least_score)
    found = best(edges)
    chosen = _chosen(question, edges, found)
    parts = {
        gig.id: Part(
            wanted=gig.places,
            eligible=int(edges.starts[index + 1] - edges.starts[index]),
            best=sorted(chosen[index], key=lambda one: (-one.score, one.fan_ref)),
        )
        for index, gig in enumerate(question.gigs)
    }
    return BatchAnswer(parts, _fan_prices(question, found), {}, found.objective, found.bound)


def _chosen(question: LargeQuestion, edges: Edges, found: Assigned) -> dict[int, list[RankedFan]]:
    import numpy as np

    taken = np.flatnonzero(found.taken)
    rows = np.searchsorted(edges.starts, taken, side="right") - 1
    grades = question.market.fans.fairness
    chosen: dict[int, list[RankedFan]] = defaultdict(list)
    for row, who in zip(rows.tolist(), edges.fans[taken].tolist(), strict=True):
        chosen[row].append(_ranked(question, question.gigs[row], who, int(grades[who])))
    return chosen


def _ranked(question: LargeQuestion, gig: matching.Gig, who: int, grade: int) -> RankedFan:
    packed = question.packed[who]
    fan = _graded(packed, question.histories.get(packed.fan_id, History()))
    lines = score_terms(fan, gig, question.params, Standpoint(grade))
    why = reasons.rows(reasons_for(fan, gig, lines), question.timezones[gig.id], FOR)
    points = {line.term: line.points for line in lines}
    return RankedFan(packed.fan_id, packed.fan_ref, sum(points.values()), points, why)


def _graded(packed: Packed, history: History) -> matching.Fan:
    """What the terms of a score look at, and no more."""
    document = packed.document
    return matching.Fan(
        id=packed.fan_ref,
        skills=document.get("skills", {}),
        languages={code: LANGUAGE_LEVELS[level] for code, level in document.get("languages", {}).items()},
        location=None if packed.lat is None or packed.lon is None else matching.Place(packed.lat, packed.lon),
        radius_m=packed.radius_m,
        interests=document.get("interests", ()),
        served=history.served,
        standing_points=people.STANDING_POINTS.get(history.standing, 500),
    )


def _fan_prices(question: LargeQuestion, found: Assigned) -> dict[str, int]:
    import numpy as np

    dear = np.flatnonzero(found.fan_prices >= found.scale)
    points = found.fan_prices[dear] // found.scale
    return {
        question.packed[who].fan_ref: price for who, price in zip(dear.tolist(), points.tolist(), strict=True)
    }


def _in_reach(programme_id: int, gigs: Sequence[Gig]) -> list[Packed]:
    """Everybody in reach; the documents are read at once, as one text."""
    *keys, document = people.packed_columns()
    query = batch.reaching(sa.select(*keys, sa.cast(document, sa.Text)), programme_id, gigs)
    found = db.session.execute(query).all()
    documents = json.loads(f"[{','.join(row[-1] for row in found)}]")
    return [Packed(*row[:-1], document) for row, document in zip(found, documents, strict=True)]


def _members(programme_id: int) -> sa.Select[tuple[int]]:
    return sa.select(Membership.fan_id).where(
        Membership.programme_id == programme_id, Membership.state == "active"
    )


def _is_large(programme: Programme) -> bool:
    return find_spec("numba") is not None and _member_count(programme.id) > batch.FANS_MAX


def _member_count(programme_id: int) -> int:
    return db.session.scalar(sa.select(sa.func.count()).select_from(_members(programme_id).subquery())) or 0

"""A round over more people than objects can be made of: rows become columns, and compiled loops answer.

Everybody is asked for one gig at most in such a round; what is left over comes with the next.
"""

from __future__ import annotations

import hashlib
from collections import defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import asdict, dataclass
from datetime import datetime
from importlib.util import find_spec
from itertools import pairwise
from typing import TYPE_CHECKING, Any, NamedTuple, cast

import sqlalchemy as sa

import matching
from marketplace.businesses.models import Programme
from marketplace.core.db import db
from marketplace.gigs.engine import batch, everybody, people, reasons
from marketplace.gigs.engine.answers import FOR, RankedFan
from marketplace.gigs.engine.batch import BatchAnswer, Part, Question
from marketplace.gigs.engine.everybody import Everybody
from marketplace.gigs.engine.work import params_of, policy_of, work_facts
from marketplace.gigs.open_gigs import OpenGig
from matching.geometry import distance_m
from matching.terms import Standpoint, score_terms
from matching.why import reasons_for

if TYPE_CHECKING:
    from matching.engine.edges import Assigned, Edges
    from matching.engine.market import Market
    from matching.engine.ragged import Ragged

GIGS_MAX = 20_000
SMALL_GIGS_MAX = 300


class Work(NamedTuple):
    """A gig in the words of `matching.Gig`; the columns made of all of them are checked at once."""

    id: str
    starts_at: datetime
    ends_at: datetime | None
    location: matching.Place | None
    area: str | None
    places: int
    skills_all: Mapping[str, int]
    skills_any: Mapping[str, int]
    languages_any: Mapping[str, int]
    credentials: Sequence[str]
    interests: Sequence[str]
    age_min: int | None
    party: int
    value_minor: int
    standing_min: int
    excluded: Sequence[str]
    people: Sequence[str]
    must_be_online: bool


@dataclass(frozen=True)
class LargeQuestion:
    """Gigs, and everybody who may reach one of them as columns; positions are those of the sequences."""

    programme_ref: str
    at: datetime
    people: Everybody
    gigs: Sequence[Work]
    market: Market
    params: matching.Params
    least_score: int
    gig_ids: Mapping[str, int]
    marks: Mapping[str, str]
    timezones: Mapping[str, str]

    @property
    def looked_at(self) -> int:
        """How many people."""
        return len(self.people)

    def solve(self) -> BatchAnswer:
        """The best whole with its proof, and the reasons of everybody chosen; pure."""
        return _solved(self)

    def stored(self) -> dict[str, Any]:
        """What a round keeps of the question beside everybody's facts: a digest that proves which they were, and the weights."""
        digest = hashlib.sha256("\n".join(self.people.refs).encode())
        fans = self.market.fans
        for column in (fans.open, fans.skills, fans.committed):
            for values in (column.starts, *column.values):
                digest.update(values.tobytes())
        digest.update(fans.fairness.tobytes())
        return {
            "fans": self.looked_at,
            "digest": digest.hexdigest(),
            "params": asdict(self.params),
            "policy": {"least_score": self.least_score},
        }

    def stored_people(self) -> bytes | None:
        """Everybody's facts, so that anyone can be told later why they were asked or not."""
        from marketplace.gigs.engine import stored

        return stored.pack(self)


def gigs_max(programme: Programme) -> int:
    """How many gigs one round is about, soonest first."""
    return GIGS_MAX if _is_large(programme) else SMALL_GIGS_MAX


def or_small(
    programme: Programme, wanted: Mapping[int, int], gigs: Sequence[OpenGig], at: datetime
) -> Question | LargeQuestion:
    """The question of a round: by columns where the programme is large and the compiled engine is installed."""
    if not _is_large(programme):
        return batch.load(programme, wanted, gigs, at)
    return load(programme, wanted, gigs, at)


def load(
    programme: Programme, wanted: Mapping[int, int], gigs: Sequence[OpenGig], at: datetime
) -> LargeQuestion:
    """Read everybody whom a round may ask, by a few queries for all of them."""
    from marketplace.gigs.engine import columns
    from matching.engine.market import Market
    from matching.engine.market_columns import gig_columns

    rows = everybody.everybody(programme, gigs, at)
    first = min(gig.starts_at or gig.deadline_at or at for gig in gigs)
    last = max(gig.ends_at or gig.deadline_at or at for gig in gigs)
    params = params_of(programme)
    fans, words = columns.fan_columns(rows, first, last, at, params)
    asked = batch.asked_before([gig.id for gig in gigs])
    worths = batch.worth_of(gigs)
    facts = (work_facts(gig, wanted[gig.id], asked.get(gig.id, ()), worths[gig.id]) for gig in gigs)
    work = sorted((Work(**one) for one in facts), key=lambda one: one.id)
    positions = {ref: position for position, ref in enumerate(rows.refs)} if asked else {}
    return LargeQuestion(
        programme.public_id, at, rows, work, Market(fans, gig_columns(cast(Any, work), words, positions), words),
        params, policy_of(programme).least_score, {gig.public_id: gig.id for gig in gigs},
        {gig.public_id: gig.mark for gig in gigs}, {gig.public_id: gig.timezone for gig in gigs},
    )  # fmt: skip


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
    rows = (np.searchsorted(edges.starts, taken, side="right") - 1).tolist()
    people = edges.fans[taken]
    grades = question.market.fans.fairness[people].tolist()
    chosen: dict[int, list[RankedFan]] = defaultdict(list)
    for row, fan, grade, key in zip(
        rows, _graded(question, people), grades, question.people.keys[people].tolist(), strict=True
    ):
        chosen[row].append(_ranked(question, question.gigs[row], fan, key, grade))
    return chosen


def _ranked(question: LargeQuestion, gig: Work, fan: Graded, key: int, grade: int) -> RankedFan:
    whole = cast("matching.Fan", fan)
    work = cast("matching.Gig", gig)
    metres = None if fan.location is None or gig.location is None else distance_m(fan.location, gig.location)
    lines = score_terms(whole, work, question.params, Standpoint(grade, metres))
    why = reasons.rows(reasons_for(whole, work, lines, metres=metres), question.timezones[gig.id], FOR)
    points = {line.term: line.points for line in lines}
    return RankedFan(key, fan.id, sum(points.values()), points, why)


class Graded(NamedTuple):
    """What the terms of a score look at in a fan, and no more: checked when the columns were made."""

    id: str
    skills: Mapping[str, int]
    languages: Mapping[str, int]
    location: matching.Place | None
    radius_m: int
    interests: Sequence[str]
    served: int
    standing_points: int
    familiar: Sequence[str] = ()


def _graded(question: LargeQuestion, chosen: Any) -> list[Graded]:
    fans, words = question.market.fans, question.market.words
    skills = _levels(fans.skills.take(chosen), words.skills.texts)
    languages = _levels(fans.languages.take(chosen), words.languages.texts)
    liked = _texts(fans.interests.take(chosen), words.interests.texts)
    numbers = zip(
        *(
            column[chosen].tolist()
            for column in (fans.lat, fans.lon, fans.radius_m, question.people.served, fans.standing)
        ),
        strict=True,
    )
    refs = [question.people.refs[who] for who in chosen.tolist()]
    return [
        Graded(ref, skilled, spoken, None if lat != lat else matching.Place(lat, lon), radius, interests, served, points)
        for ref, skilled, spoken, interests, (lat, lon, radius, served, points) in zip(
            refs, skills, languages, liked, numbers, strict=True
        )
    ]  # fmt: skip


def _levels(rows: Ragged, texts: Sequence[str]) -> list[dict[str, int]]:
    levels = rows.values[1].tolist()
    starts = rows.starts.tolist()
    codes = [texts[code] for code in rows.values[0].tolist()]
    return [dict(zip(codes[a:b], levels[a:b], strict=True)) for a, b in pairwise(starts)]


def _texts(rows: Ragged, texts: Sequence[str]) -> list[list[str]]:
    codes = [texts[code] for code in rows.values[0].tolist()]
    return [codes[a:b] for a, b in pairwise(rows.starts.tolist())]


def _fan_prices(question: LargeQuestion, found: Assigned) -> dict[str, int]:
    import numpy as np

    dear = np.flatnonzero(found.fan_prices >= found.scale)
    points = found.fan_prices[dear] // found.scale
    return {
        question.people.refs[who]: price for who, price in zip(dear.tolist(), points.tolist(), strict=True)
    }


def _is_large(programme: Programme) -> bool:
    return find_spec("numba") is not None and _member_count(programme.id) > batch.FANS_MAX


def _member_count(programme_id: int) -> int:
    return (
        db.session.scalar(sa.select(sa.func.count()).select_from(people.member_keys(programme_id).subquery()))
        or 0
    )

"""Many gigs of one programme as one question: rows read in bulk, then answered without the database."""

from __future__ import annotations

import math
from collections import Counter, defaultdict
from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import datetime
from typing import Any

import sqlalchemy as sa

import matching
from marketplace.businesses.models import Programme
from marketplace.core.db import among, db
from marketplace.geo.distance import M_PER_LATITUDE_DEGREE
from marketplace.gigs.engine import people, reasons
from marketplace.gigs.engine.answers import FOR, RankedFan
from marketplace.gigs.engine.people import History, Packed
from marketplace.gigs.engine.work import params_of, policy_of, work_facts
from marketplace.gigs.models import Gig, Offer
from marketplace.gigs.open_gigs import OpenGig
from marketplace.identity.models import Identity
from marketplace.rewards import treasury
from marketplace.superfans.models import Membership, PackedProfile, Superfan
from marketplace.trust.models import PersonBlock
from matching.candidates import candidates
from matching.documents import plain
from matching.why import reasons_for

FANS_MAX = 5000
CELL_DEGREES = 5.0  # gigs this near to one another are looked around together
DATE_LINE = 174.0  # beyond it a plain difference of longitudes misleads; the engine decides there


@dataclass(frozen=True)
class Question:
    """Gigs with the number of people wanted for each, and everybody who may reach one of them."""

    programme_ref: str
    at: datetime
    problem: matching.Problem
    fan_ids: Mapping[str, int]
    gig_ids: Mapping[str, int]
    marks: Mapping[str, str]  # what was asked of each gig, in short
    timezones: Mapping[str, str]

    @property
    def looked_at(self) -> int:
        """How many people."""
        return len(self.fan_ids)

    def solve(self) -> BatchAnswer:
        """The best whole, with the reasons; pure: it reads nothing but the question."""
        return solve(self)

    def stored(self) -> Any:
        """The question as a round keeps it."""
        return plain(self.problem)

    def stored_people(self) -> bytes | None:
        """Nothing: they are in the question."""
        return None


@dataclass(frozen=True)
class Part:
    """What the answer says of one gig."""

    wanted: int
    eligible: int
    best: list[RankedFan]
    refused: dict[str, int] = field(default_factory=dict)


@dataclass(frozen=True)
class BatchAnswer:
    """Everybody's part of the whole, by the gig's public id, with the prices that go with it."""

    parts: dict[str, Part]
    fan_prices: dict[str, int]
    gig_prices: dict[str, int]
    objective: int
    bound: int


def load(programme: Programme, wanted: Mapping[int, int], gigs: Sequence[OpenGig], at: datetime) -> Question:
    """Read what the engine needs to know of these gigs and of the people around them."""
    problem, rows = problem_of(programme, wanted, gigs, at)
    return Question(
        programme.public_id,
        at,
        problem,
        {row.fan_ref: row.fan_id for row in rows},
        {gig.public_id: gig.id for gig in gigs},
        {gig.public_id: gig.mark for gig in gigs},
        {gig.public_id: gig.timezone for gig in gigs},
    )


def problem_of(
    programme: Programme, wanted: Mapping[int, int], gigs: Sequence[Gig | OpenGig], at: datetime
) -> tuple[matching.Problem, list[Packed]]:
    """The same as a problem, and the rows of the people in it."""
    rows, asked = in_reach(programme.id, gigs), asked_before([gig.id for gig in gigs])
    worths = worth_of(gigs)
    problem = matching.Problem(
        fans=_people(programme, rows, gigs, at),
        gigs=[matching.Gig(**work_facts(gig, wanted[gig.id], asked[gig.id], worths[gig.id])) for gig in gigs],
        params=params_of(programme),
        policy=policy_of(programme),
    )
    return problem, rows


def solve(question: Question) -> BatchAnswer:
    """The best whole, with the reasons; pure: it reads nothing but the question."""
    problem = question.problem
    solution = matching.assign(problem)
    eligible = Counter(problem.gigs[found.gig].id for found in candidates(problem))
    best: dict[str, list[RankedFan]] = defaultdict(list)
    for pair in sorted(solution.pairs, key=lambda pair: (-pair.score, pair.fan_id)):
        fan, gig = problem.fan_by_id[pair.fan_id], problem.gig_by_id[pair.gig_id]
        why = reasons.rows(reasons_for(fan, gig, pair.terms), question.timezones[gig.id], FOR)
        terms = {line.term: line.points for line in pair.terms}
        best[gig.id].append(RankedFan(question.fan_ids[fan.id], fan.id, pair.score, terms, why))
    parts = {
        gig.id: Part(
            wanted=gig.places,
            eligible=eligible[gig.id],
            best=best[gig.id],
            refused={}
            if eligible[gig.id]
            else dict(matching.why_unfilled(problem, solution, gig.id, most=0).refused),
        )
        for gig in problem.gigs
    }
    return BatchAnswer(
        parts, dict(solution.fan_prices), dict(solution.gig_prices), solution.objective, solution.bound
    )


def worth_of(gigs: Sequence[Gig | OpenGig]) -> dict[int, int]:
    """What each gig is worth to a fan, by key; gigs with the same facts are reckoned once."""
    known: dict[tuple[int, str], int] = {}
    found = {}
    for gig in gigs:
        key = gig.scheme_version_id, repr(gig.facts)
        if key not in known:
            known[key] = treasury.worth(gig.scheme_version, gig.facts)
        found[gig.id] = known[key]
    return found


def in_reach(programme_id: int, gigs: Sequence[Gig]) -> list[Packed]:
    """Members whose own radius may reach one of the gigs, by boxes around gigs that lie together."""
    found = reaching(sa.select(*people.packed_columns()), programme_id, gigs)
    return [Packed(*row) for row in db.session.execute(found.limit(FANS_MAX))]


def reaching(query: sa.Select[Any], programme_id: int, gigs: Sequence[Gig]) -> sa.Select[Any]:
    """A query of packed profiles, of those members only whose own radius may reach one of the gigs."""
    query = query.join(Membership, Membership.fan_id == PackedProfile.fan_id).where(
        Membership.programme_id == programme_id, Membership.state == "active"
    )
    places = [(gig.lat, gig.lon) for gig in gigs if gig.lat is not None and gig.lon is not None]
    if len(places) == len(gigs):
        query = query.where(sa.or_(*(_around(box) for box in _boxes(places))))
    return query.order_by(PackedProfile.fan_id)


def _boxes(places: Sequence[tuple[float, float]]) -> list[list[tuple[float, float]]]:
    cells: dict[tuple[int, int], list[tuple[float, float]]] = defaultdict(list)
    for lat, lon in places:
        cells[math.floor(lat / CELL_DEGREES), math.floor(lon / CELL_DEGREES)].append((lat, lon))
    return [cells[cell] for cell in sorted(cells)]


def _around(box: Sequence[tuple[float, float]]) -> sa.ColumnElement[bool]:
    south, north = min(lat for lat, _ in box), max(lat for lat, _ in box)
    west, east = min(lon for _, lon in box), max(lon for _, lon in box)
    p, reach = PackedProfile, PackedProfile.radius_m * (1.01 / M_PER_LATITUDE_DEGREE)
    within = sa.and_(p.lat >= south - reach, p.lat <= north + reach)
    if max(abs(west), abs(east)) >= DATE_LINE:
        return within
    shrink = math.cos(math.radians(min(89.0, max(abs(south), abs(north)) + 5.0)))
    return sa.and_(within, (p.lon - west) * shrink >= -reach, (p.lon - east) * shrink <= reach)


def _people(
    programme: Programme, rows: Sequence[Packed], gigs: Sequence[Gig], at: datetime
) -> list[matching.Fan]:
    fan_ids = [row.fan_id for row in rows]
    first = min(gig.starts_at or gig.deadline_at or at for gig in gigs)
    last = max(gig.ends_at or gig.deadline_at or at for gig in gigs)
    committed = people.commitments(fan_ids, first, last)
    known = people.histories(programme.id, fan_ids, at)
    codes = {code for gig in gigs for code in gig.needs.get("credentials", ())}
    held = people.credentials(programme.business_id, fan_ids, codes)
    apart = who_is_apart({ref for gig in gigs for ref in gig.needs.get("people", ())})
    made = []
    for row in rows:
        history = replace(
            known.get(row.fan_id, History()),
            credentials=held.get(row.fan_id, {}),
            blocked=tuple(sorted(apart.get(row.fan_id, ()))),
        )
        made.append(people.person(row, first, last, committed.get(row.fan_id, ()), history, at))
    return made


def asked_before(gig_ids: Collection[int]) -> dict[int, set[str]]:
    """By key of the gig, who was asked before: they are not asked again for the same."""
    query = sa.select(Offer.gig_id, Superfan.public_id).join(Superfan, Superfan.id == Offer.fan_id)
    found: dict[int, set[str]] = defaultdict(set)
    for gig_id, fan_ref in db.session.execute(
        query.where(among(Offer.gig_id, gig_ids), Offer.state != "withdrawn")
    ):
        found[gig_id].add(fan_ref)
    return found


def who_is_apart(met: Collection[str]) -> dict[int, set[str]]:
    """By key of the fan, which of the people met they do not meet, whoever of the two said so."""
    found: dict[int, set[str]] = defaultdict(set)
    if not met:
        return found
    ways = (
        (PersonBlock.blocker_id, PersonBlock.blocked_id),
        (PersonBlock.blocked_id, PersonBlock.blocker_id),
    )
    for one, other in ways:
        query = (
            sa.select(Superfan.id, Identity.public_id)
            .join(PersonBlock, one == Superfan.identity_id)
            .join(Identity, Identity.id == other)
            .where(Identity.public_id.in_(met))
        )
        for fan_id, ref in db.session.execute(query):
            found[fan_id].add(ref)
    return found

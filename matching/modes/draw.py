"""A fair draw instead of a race: places by lot, weighed by fairness and score, replayable from its record.

The seed is chosen when the window of interest opens; only its commitment is shown then. When the window closes, the
seed is combined with the entries, so that neither side can steer the outcome, and is revealed with the record.
"""

from __future__ import annotations

import hashlib
import json
from collections.abc import Mapping, Sequence
from dataclasses import replace

from matching.candidates import candidates
from matching.checks import check_codes
from matching.errors import InvalidProblem
from matching.fairness import fairness_grades
from matching.lots import DrawRecord, Entry, Lot
from matching.problem import Problem
from matching.together import gigs_clash, hours_hold

LEAST_SEED_LENGTH = 16
DOMAIN = "muster draw 1"


def commit(seed: str) -> str:
    """Return the commitment to a seed, to be shown when the window opens.

    Parameters
    ----------
    seed : str
        At least 16 characters nobody can guess.

    Returns
    -------
    str
        SHA-256 in hexadecimal.

    Raises
    ------
    InvalidProblem
        If the seed is too short.
    """
    if not isinstance(seed, str) or len(seed) < LEAST_SEED_LENGTH:
        raise InvalidProblem("seed", f"must have at least {LEAST_SEED_LENGTH} characters")
    return _sha256(DOMAIN, "commitment", seed)


def draw(problem: Problem, interest: Mapping[str, Sequence[str]], *, seed: str) -> DrawRecord:
    """Allocate places by lot among those who are interested and eligible.

    Parameters
    ----------
    problem : Problem
        Fans, gigs, policy and parameters.
    interest : mapping of str to sequence of str
        Ids of the fans interested, by gig id; those who are not eligible get no ticket.
    seed : str
        The one committed to.

    Returns
    -------
    DrawRecord
        With tickets by fairness and score, the full order of each gig, and winners who can do what they won.

    Raises
    ------
    InvalidProblem
        If an id is unknown or the seed too short.

    Notes
    -----
    Hour caps are kept for any two gigs of one fan; a third that would pass them is refused when it is accepted. So is
    who would meet an earlier winner whom one of the two has blocked: the record is for everybody's eyes, and must not
    tell who blocks whom.
    """
    for gig_id, fan_ids in interest.items():
        problem.gig(gig_id)
        for fan_id in sorted(check_codes(f"interest.{gig_id}", fan_ids)):
            problem.fan(fan_id)
    entries = _entries(problem, interest)
    record = DrawRecord(
        commitment=commit(seed),
        seed=seed,
        places={gig_id: problem.gig(gig_id).places for gig_id in sorted(interest)},
        entries=entries,
        excludes=_excludes(problem, entries),
        most_gigs=problem.policy.most_gigs,
        digest="",
        lots=(),
    )
    record = replace(record, digest=digest_of(record))
    return replace(record, lots=lots_of(record))


def replay(record: DrawRecord) -> bool:
    """Return whether a record is what its seed and entries give, and the seed is the one committed to."""
    return (
        commit(record.seed) == record.commitment
        and digest_of(record) == record.digest
        and lots_of(record) == record.lots
    )


def digest_of(record: DrawRecord) -> str:
    """Return the digest of what went into a draw, seed and outcome left out."""
    content = {
        "places": dict(sorted(record.places.items())),
        "entries": [[row.gig_id, row.fan_id, row.tickets] for row in record.entries],
        "excludes": [list(row) for row in record.excludes],
        "most_gigs": record.most_gigs,
    }
    return _sha256(DOMAIN, "entries", json.dumps(content, sort_keys=True, separators=(",", ":")))


def lots_of(record: DrawRecord) -> tuple[Lot, ...]:
    """Return the outcome that seed and entries give.

    Notes
    -----
    Gigs are drawn in the order of their hash, so that no gig always comes first. Within a gig tickets are drawn one
    after the other without putting back the holder's others.
    """
    key = _sha256(DOMAIN, "key", record.seed + record.digest)
    excluded = {(fan, one, other) for fan, a, b in record.excludes for one, other in ((a, b), (b, a))}
    won: dict[str, list[str]] = {}
    lots = []
    for gig_id in sorted(record.places, key=lambda gig_id: (_sha256(key, "gig", gig_id), gig_id)):
        winners: list[str] = []
        waiting: list[str] = []
        elsewhere: list[str] = []
        for fan_id in _order(key, gig_id, record.entries):
            mine = won.setdefault(fan_id, [])
            if len(mine) >= record.most_gigs or any((fan_id, gig_id, other) in excluded for other in mine):
                elsewhere.append(fan_id)
            elif len(winners) < record.places[gig_id]:
                winners.append(fan_id)
                mine.append(gig_id)
            else:
                waiting.append(fan_id)
        lots.append(Lot(gig_id, tuple(winners), tuple(waiting), tuple(elsewhere)))
    return tuple(sorted(lots, key=lambda lot: lot.gig_id))


def _order(key: str, gig_id: str, entries: Sequence[Entry]) -> list[str]:
    left = [entry for entry in entries if entry.gig_id == gig_id]
    order: list[str] = []
    while left:
        ticket = _below(sum(entry.tickets for entry in left), key, gig_id, len(order))
        for index, entry in enumerate(left):
            ticket -= entry.tickets
            if ticket < 0:
                order.append(left.pop(index).fan_id)
                break
    return order


def _below(limit: int, key: str, gig_id: str, turn: int) -> int:
    # Numbers past the last whole multiple of the limit are drawn again, so that every ticket is equally likely.
    span = 1 << 256
    for attempt in range(1000):
        number = int(_sha256(key, f"{gig_id}\n{turn}", str(attempt)), 16)
        if number < span - span % limit:
            return number % limit
    raise AssertionError("a thousand hashes in a row cannot all lie in the last part of the range")


def _sha256(*parts: str) -> str:
    return hashlib.sha256("\0".join(parts).encode()).hexdigest()


def _entries(problem: Problem, interest: Mapping[str, Sequence[str]]) -> tuple[Entry, ...]:
    params = problem.params
    grades = fairness_grades(problem.fans, params)
    points = {
        (problem.gigs[item.gig].id, problem.fans[item.fan].id): item.score for item in candidates(problem)
    }
    best = max(points.values(), default=0)
    entries = []
    for gig_id in sorted(interest):
        for fan_id in sorted(set(interest[gig_id])):
            if (gig_id, fan_id) not in points:
                continue
            fair = params.tickets_fairness * grades[fan_id] // 1000
            good = params.tickets_score * points[gig_id, fan_id] // max(1, best)
            entries.append(Entry(gig_id, fan_id, params.tickets_each + fair + good))
    return tuple(entries)


def _excludes(problem: Problem, entries: Sequence[Entry]) -> tuple[tuple[str, str, str], ...]:
    gigs_of: dict[str, list[str]] = {}
    for entry in entries:
        gigs_of.setdefault(entry.fan_id, []).append(entry.gig_id)
    rows = []
    for fan_id, gig_ids in sorted(gigs_of.items()):
        fan = problem.fan(fan_id)
        for index, one in enumerate(gig_ids):
            for other in gig_ids[index + 1 :]:
                pair = [problem.gig(one), problem.gig(other)]
                clash = gigs_clash(*pair, speed_kmh=fan.speed_kmh, params=problem.params)
                if clash or not hours_hold(fan, pair, problem.params):
                    rows.append((fan_id, one, other))
    return tuple(rows)

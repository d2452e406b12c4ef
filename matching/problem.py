"""The whole question: who, what, by which policy and parameters."""

from __future__ import annotations

from collections.abc import Collection, Sequence
from dataclasses import dataclass, field
from functools import cached_property
from typing import TypeVar

from matching.checks import check_codes, check_items, check_text, check_whole
from matching.errors import InvalidProblem
from matching.fans import Fan
from matching.gigs import Gig
from matching.params import Params

Row = TypeVar("Row", Fan, Gig)


@dataclass(frozen=True, slots=True, kw_only=True)
class Policy:
    """What a programme decides about its matching, beside the weights.

    Parameters
    ----------
    most_gigs : int
        Most gigs one fan gets in one round, 1 to 1000.
    least_score : int
        Pairs below this score, in points, are not made.
    """

    most_gigs: int = 1000
    least_score: int = 0

    def __post_init__(self) -> None:
        check_whole("most_gigs", self.most_gigs, 1, 1000)
        check_whole("least_score", self.least_score, 0, 1_000_000)


@dataclass(frozen=True, kw_only=True)
class Problem:
    """Fans and gigs to be matched; the order of rows never matters.

    Parameters
    ----------
    fans : sequence of Fan
        Kept sorted by id.
    gigs : sequence of Gig
        Kept sorted by id.
    policy : Policy
        Decisions of the programme.
    params : Params
        Weights and limits.
    taxonomy : collection of str or None
        Known skill codes; any other is refused. None accepts all.

    Raises
    ------
    InvalidProblem
        If two ids are equal, a pinned fan is not in the problem, or a skill is unknown.
    """

    fans: Sequence[Fan] = ()
    gigs: Sequence[Gig] = ()
    policy: Policy = field(default_factory=Policy)
    params: Params = field(default_factory=Params)
    taxonomy: Collection[str] | None = None

    def __post_init__(self) -> None:
        put = object.__setattr__
        put(self, "fans", _check_rows("fans", self.fans, Fan))
        put(self, "gigs", _check_rows("gigs", self.gigs, Gig))
        if not isinstance(self.policy, Policy):
            raise InvalidProblem("policy", "must be a policy")
        if not isinstance(self.params, Params):
            raise InvalidProblem("params", "must be parameters")
        if self.taxonomy is not None:
            put(self, "taxonomy", check_codes("taxonomy", self.taxonomy))
            self._check_skills()
        for gig in self.gigs:
            for fan_id in gig.pinned:
                if fan_id not in self.fan_by_id:
                    reason = f"names {fan_id}, who is not among the fans"
                    raise InvalidProblem(f"gigs[{gig.id}].pinned", reason)

    @cached_property
    def fan_by_id(self) -> dict[str, Fan]:
        """Fans by id."""
        return {fan.id: fan for fan in self.fans}

    @cached_property
    def gig_by_id(self) -> dict[str, Gig]:
        """Gigs by id."""
        return {gig.id: gig for gig in self.gigs}

    def fan(self, fan_id: str) -> Fan:
        """Return a fan, or raise ``InvalidProblem`` if none has this id."""
        if fan_id not in self.fan_by_id:
            raise InvalidProblem("fan_id", f"{fan_id!r} is not among the fans")
        return self.fan_by_id[fan_id]

    def gig(self, gig_id: str) -> Gig:
        """Return a gig, or raise ``InvalidProblem`` if none has this id."""
        if gig_id not in self.gig_by_id:
            raise InvalidProblem("gig_id", f"{gig_id!r} is not among the gigs")
        return self.gig_by_id[gig_id]

    def _check_skills(self) -> None:
        known = self.taxonomy or frozenset()
        for fan in self.fans:
            _check_known(f"fans[{fan.id}].skills", fan.skills, known)
        for gig in self.gigs:
            _check_known(f"gigs[{gig.id}].skills_all", gig.skills_all, known)
            _check_known(f"gigs[{gig.id}].skills_any", gig.skills_any, known)


def _check_rows(name: str, value: object, kind: type[Row]) -> tuple[Row, ...]:
    rows: list[Row] = []
    seen: set[str] = set()
    for index, row in enumerate(check_items(name, value)):
        if not isinstance(row, kind):
            raise InvalidProblem(f"{name}[{index}]", f"must be a {kind.__name__.lower()}")
        if row.id in seen:
            raise InvalidProblem(f"{name}[{index}].id", f"{check_text('id', row.id)} is used twice")
        seen.add(row.id)
        rows.append(row)
    return tuple(sorted(rows, key=lambda row: row.id))


def _check_known(field_name: str, codes: Collection[str], known: Collection[str]) -> None:
    for code in codes:
        if code not in known:
            raise InvalidProblem(field_name, f"{code} is not a known skill")

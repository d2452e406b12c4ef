"""The work to be matched, as plain values checked when made."""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime

from matching.checks import check_codes, check_flag, check_instant, check_levels, check_text, check_whole
from matching.errors import InvalidProblem
from matching.fans import MAX_COUNT, MAX_LANGUAGE_LEVEL, MAX_SKILL_LEVEL
from matching.geometry import Place, check_place
from matching.intervals import Interval

MAX_PLACES = 10_000
MAX_VALUE_MINOR = 10**12


@dataclass(frozen=True, kw_only=True)
class Gig:
    """One piece of work with a number of places to fill.

    Parameters
    ----------
    id : str
        Opaque and unique within a problem.
    starts_at : datetime
        Start, or the deadline of a gig that occupies no time.
    ends_at : datetime or None
        End; None if the gig occupies nobody's time.
    location : Place or None
        Where; None for work done from anywhere.
    area : str or None
        Code of the area, compared with what fans know.
    places : int
        People needed, 1 to 10,000.
    skills_all : mapping of str to int
        Skills needed, each at its least level.
    skills_any : mapping of str to int
        Skills of which one at its least level is enough.
    languages_any : mapping of str to int
        Languages of which one at its least level is enough.
    credentials : collection of str
        Credentials needed, valid on every local day of the gig.
    interests : collection of str
        What the guest cares for; a wish, not a rule.
    age_min : int or None
        Least age in years at the start.
    party : int
        Guests to be led.
    value_minor : int
        What it is worth to the fan, minor units of the problem's currency.
    standing_min : int
        Least standing points.
    excluded : collection of str
        Ids of fans who shall not be asked (declined, replaced).
    people : collection of str
        Opaque ids of the people met, compared with whom fans block.
    pinned : sequence of str
        Ids of fans put here by hand; they come first if the rules allow.
    must_be_online : bool
        Only for fans who said they are on now.
    """

    id: str
    starts_at: datetime
    ends_at: datetime | None = None
    location: Place | None = None
    area: str | None = None
    places: int = 1
    skills_all: Mapping[str, int] = field(default_factory=dict)
    skills_any: Mapping[str, int] = field(default_factory=dict)
    languages_any: Mapping[str, int] = field(default_factory=dict)
    credentials: Collection[str] = frozenset()
    interests: Collection[str] = frozenset()
    age_min: int | None = None
    party: int = 0
    value_minor: int = 0
    standing_min: int = 0
    excluded: Collection[str] = frozenset()
    people: Collection[str] = frozenset()
    pinned: Sequence[str] = ()
    must_be_online: bool = False

    def __post_init__(self) -> None:
        put = object.__setattr__
        check_text("id", self.id)
        put(self, "starts_at", check_instant("starts_at", self.starts_at))
        if self.ends_at is not None:
            put(self, "ends_at", check_instant("ends_at", self.ends_at))
            if self.ends_at <= self.starts_at:
                raise InvalidProblem("ends_at", "must be after the start")
        if self.location is not None:
            put(self, "location", check_place("location", self.location))
        if self.area is not None:
            check_text("area", self.area)
        put(self, "skills_all", check_levels("skills_all", self.skills_all, MAX_SKILL_LEVEL))
        put(self, "skills_any", check_levels("skills_any", self.skills_any, MAX_SKILL_LEVEL))
        put(self, "languages_any", check_levels("languages_any", self.languages_any, MAX_LANGUAGE_LEVEL))
        for name in ("credentials", "interests", "excluded", "people"):
            put(self, name, check_codes(name, getattr(self, name)))
        put(self, "pinned", tuple(sorted(check_codes("pinned", self.pinned))))
        check_flag("must_be_online", self.must_be_online)
        self._check_numbers()

    def _check_numbers(self) -> None:
        check_whole("places", self.places, 1, MAX_PLACES)
        if self.age_min is not None:
            check_whole("age_min", self.age_min, 0, 150)
        check_whole("party", self.party, 0, MAX_COUNT)
        check_whole("value_minor", self.value_minor, 0, MAX_VALUE_MINOR)
        check_whole("standing_min", self.standing_min, 0, 1000)
        if len(self.pinned) > self.places:
            raise InvalidProblem("pinned", "names more fans than the gig has places")

    @property
    def window(self) -> Interval | None:
        """The time the gig occupies, or None."""
        return None if self.ends_at is None else Interval(self.starts_at, self.ends_at)

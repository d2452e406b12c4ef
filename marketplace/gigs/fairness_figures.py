"""How evenly the gigs of a programme fall on its people, week by week; pure."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta

from matching.fairness import gini_permille

SPAN = timedelta(days=28)
WEEK = timedelta(days=7)
WEEKS = 8
MANY = 5  # so many gigs and more are one column of the plot


@dataclass(frozen=True)
class Spread:
    """How the gigs of the 28 days before an instant fell on those who were members then."""

    until: datetime
    people: int
    gigs: int
    gini_permille: int  # 0 when all have the same, 1000 when one has everything
    never_permille: int  # share of the people who had none
    lowest_permille: int  # what the tenth with the fewest had, against the mean
    by_number: tuple[int, ...]  # people with 0, 1, 2, 3, 4, and 5 or more

    @property
    def is_empty(self) -> bool:
        """True where there is nothing to be uneven about."""
        return self.people == 0 or self.gigs == 0


def spreads(
    members: Mapping[int, datetime],
    taken: Sequence[tuple[int, datetime]],
    until: datetime,
    weeks: int = WEEKS,
) -> list[Spread]:
    """One spread for each of the last weeks, the earliest first.

    `members` says since when each has been one, `taken` who took a gig and when.
    """
    ends = [until - WEEK * back for back in range(weeks - 1, -1, -1)]
    return [
        spread(
            [fan for fan, since in members.items() if since <= end],
            (fan for fan, at in taken if end - SPAN < at <= end),
            end,
        )
        for end in ends
    ]


def spread(people: Sequence[int], taken: Iterable[int], until: datetime) -> Spread:
    """The spread of gigs over these people; gigs of others are left out."""
    counts: Counter[int] = Counter(taken)
    had = sorted(counts[fan] for fan in people)
    columns = Counter(min(number, MANY) for number in had)
    return Spread(
        until=until,
        people=len(had),
        gigs=sum(had),
        gini_permille=gini_permille(had),
        never_permille=1000 * columns[0] // len(had) if had else 0,
        lowest_permille=_lowest(had),
        by_number=tuple(columns[number] for number in range(MANY + 1)),
    )


def _lowest(had: Sequence[int]) -> int:
    """Mean of the tenth with the fewest, at least one person, in thousandths of the mean of all."""
    total = sum(had)
    if not total:
        return 0
    tenth = max(1, len(had) // 10)
    return 1000 * sum(had[:tenth]) * len(had) // (tenth * total)

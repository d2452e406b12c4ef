"""Gigs of one fan grouped so that at most one of each group can be done."""

from __future__ import annotations

from collections.abc import Iterable

from matching.draft import Rules
from matching.optimise.certificate import Link


def group_by_clash(rules: Rules, links: Iterable[Link]) -> dict[Link, int]:
    """Number the groups of gigs of which one fan can do at most one.

    Parameters
    ----------
    rules : Rules
        Knows which gigs clash.
    links : iterable of (int, int)
        Feasible pairs.

    Returns
    -------
    dict of (int, int) to int
        Group of every pair; the gigs of a group clash pairwise, and belong to one fan. Where a fan may do one gig
        only, all of theirs form one group.
    """
    gigs_of: dict[int, list[int]] = {}
    for gig, fan in links:
        gigs_of.setdefault(fan, []).append(gig)
    order = {gig: (row.starts_at, gig) for gig, row in enumerate(rules.problem.gigs)}
    only_one = rules.problem.policy.most_gigs == 1
    numbers: dict[Link, int] = {}
    count = 0
    for fan in sorted(gigs_of):
        groups: list[list[int]] = []
        for gig in sorted(gigs_of[fan], key=order.__getitem__):
            clashing = rules.clashing(gig, fan)
            home = next((group for group in groups if only_one or clashing.issuperset(group)), None)
            if home is None:
                groups.append([gig])
            else:
                home.append(gig)
        for group in groups:
            numbers.update({(gig, fan): count for gig in group})
            count += 1
    return numbers

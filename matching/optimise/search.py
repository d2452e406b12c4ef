"""Best whole by branch and bound over transport relaxations."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from heapq import heappop, heappush

from matching.candidates import Candidate
from matching.draft import Draft
from matching.optimise.transport import Transport, transport
from matching.together import fans_clash, hours_hold

Link = tuple[int, int]
"""Positions of a gig and a fan."""

MOST_NODES = 400


@dataclass(frozen=True, slots=True)
class Found:
    """Answer of `best_whole`.

    Parameters
    ----------
    links : tuple of (int, int)
        Gig and fan of every pair beside the fixed ones, sorted.
    bound : int
        No choice of pairs scores more, fixed pairs left out.
    gig_prices, fan_prices : dict of int to int
        Duals of the first relaxation, by position; only those above nothing.
    work : int
        Edges looked at.
    """

    links: tuple[Link, ...]
    bound: int
    gig_prices: dict[int, int]
    fan_prices: dict[int, int]
    work: int


def best_whole(fixed: Draft, found: Sequence[Candidate]) -> Found:
    """Return the pairs of greatest total score that can be added to a draft.

    Parameters
    ----------
    fixed : Draft
        Pairs that stay; they take up places, time and hours.
    found : sequence of Candidate
        Every feasible pair.

    Returns
    -------
    Found
        Proved best if ``bound`` equals the score of the links.

    Notes
    -----
    For each fan the gigs that clash pairwise are grouped, and a group is a column that holds one gig at most; gigs
    are rows, one for each place. That relaxes clashes between groups, hour caps, limits of gigs and blocks between
    fans. Where the relaxed optimum breaks one of these, the search branches on leaving out one of the pairs at fault.
    """
    search = _Search(fixed, found)
    return search.run()


@dataclass(frozen=True, slots=True)
class _Node:
    """One relaxation solved: what is left out, what it holds, and its duals."""

    left_out: frozenset[Link]
    links: tuple[Link, ...]
    answer: Transport


class _Search:
    def __init__(self, fixed: Draft, found: Sequence[Candidate]) -> None:
        self.fixed = fixed
        self.problem = fixed.problem
        self.limit = self.problem.params.work_budget
        self.work = 0
        self.score: dict[Link, int] = {}
        for item in found:
            if fixed.may_add(item.gig, item.fan):
                self.score[item.gig, item.fan] = item.score
        self.columns = group_by_clash(fixed, self.score)
        self.fan_of = {column: fan for (_, fan), column in self.columns.items()}
        self.rows = self._rows()
        self._best_first = sorted(self.score, key=lambda link: (-self.score[link], link))
        self.best: tuple[Link, ...] = ()
        self.best_score = -1

    def run(self) -> Found:
        """Search until the best bound left is no better than the best found, or the work is spent."""
        root = self._solve(frozenset())
        self._try_whole(root)
        queue = [(-root.answer.bound, 0, root)]
        count = 1
        while queue and -queue[0][0] > self.best_score:
            node = queue[0][2]
            if not node.answer.is_complete or count >= MOST_NODES or self.work >= self.limit:
                break
            heappop(queue)
            for link in self._fault(node.links):
                child = self._solve(node.left_out | {link})
                self._try_whole(child)
                heappush(queue, (-child.answer.bound, count, child))
                count += 1
        bound = max(self.best_score, -queue[0][0]) if queue else self.best_score
        gig_prices, fan_prices = self._prices(root.answer)
        return Found(self.best, bound, gig_prices, fan_prices, self.work)

    def _rows(self) -> list[int]:
        eligible: dict[int, int] = {}
        for gig, _ in self.score:
            eligible[gig] = eligible.get(gig, 0) + 1
        rows = []
        for gig in sorted(eligible):
            places = self.problem.gigs[gig].places - len(self.fixed.fans_of.get(gig, ()))
            rows += [gig] * min(places, eligible[gig])
        return rows

    def _solve(self, left_out: frozenset[Link]) -> _Node:
        edges: dict[int, list[tuple[int, int]]] = {gig: [] for gig in self.rows}
        for link, score in self.score.items():
            if link not in left_out:
                edges[link[0]].append((self.columns[link], score))
        left = max(0, self.limit - self.work)
        answer = transport([edges[gig] for gig in self.rows], len(self.fan_of), limit=left)
        self.work += answer.work + len(self.score)
        held = zip(self.rows, answer.held, strict=True)
        links = tuple(sorted((gig, self.fan_of[column]) for gig, column in held if column >= 0))
        return _Node(left_out, links, answer)

    def _fault(self, links: Sequence[Link]) -> tuple[Link, ...]:
        """Return pairs of which at least one must be left out, or nothing if the pairs keep every rule."""
        gigs_of: dict[int, list[int]] = {fan: sorted(gigs) for fan, gigs in self.fixed.gigs_of.items()}
        fans_of: dict[int, list[int]] = {gig: sorted(fans) for gig, fans in self.fixed.fans_of.items()}
        for gig, fan in links:
            gigs_of[fan] = [*gigs_of.get(fan, ()), gig]
            fans_of[gig] = [*fans_of.get(gig, ()), fan]
        free = set(links)
        for fan, gigs in sorted(gigs_of.items()):
            fault = self._fan_fault(fan, gigs)
            if fault:
                return tuple(link for link in fault if link in free)
        for gig, fans in sorted(fans_of.items()):
            people = [self.problem.fans[fan] for fan in fans]
            for index, fan in enumerate(fans):
                for place in range(index):
                    if fans_clash(people[index], people[place]):
                        return tuple(link for link in ((gig, fans[place]), (gig, fan)) if link in free)
        return ()

    def _fan_fault(self, fan: int, gigs: list[int]) -> list[Link]:
        if len(gigs) < 2:
            return []
        person = self.problem.fans[fan]
        for index, gig in enumerate(gigs):
            for other in gigs[:index]:
                if self.fixed.clash(gig, other, person.speed_kmh):
                    return [(other, fan), (gig, fan)]
        too_many = len(gigs) > self.problem.policy.most_gigs
        if too_many or not hours_hold(person, [self.problem.gigs[gig] for gig in gigs], self.problem.params):
            return [(gig, fan) for gig in gigs]
        return []

    def _try_whole(self, node: _Node) -> None:
        """Make the node's pairs keep every rule, fill up best first, and remember the outcome if it is the best."""
        draft = self.fixed.copy()
        chosen = sorted(node.links, key=lambda link: (-self.score[link], link))
        for gig, fan in (*chosen, *self._best_first):
            if draft.may_add(gig, fan):
                draft.add(gig, fan)
        fixed = self.fixed.links()
        links = tuple(link for link in draft.links() if link not in fixed)
        total = sum(self.score[link] for link in links)
        if total > self.best_score:
            self.best, self.best_score = links, total

    def _prices(self, answer: Transport) -> tuple[dict[int, int], dict[int, int]]:
        gig_prices: dict[int, int] = {}
        for gig, price in zip(self.rows, answer.row_prices, strict=True):
            gig_prices[gig] = min(price, gig_prices.get(gig, price))
        fan_prices: dict[int, int] = {}
        for column, price in enumerate(answer.column_prices):
            fan = self.fan_of[column]
            fan_prices[fan] = fan_prices.get(fan, 0) + price
        return (
            {gig: price for gig, price in gig_prices.items() if price},
            {fan: price for fan, price in fan_prices.items() if price},
        )


def group_by_clash(draft: Draft, links: Iterable[Link]) -> dict[Link, int]:
    """Number the groups of gigs of which one fan can do at most one.

    Parameters
    ----------
    draft : Draft
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
    numbers: dict[Link, int] = {}
    count = 0
    for fan in sorted(gigs_of):
        speed = draft.problem.fans[fan].speed_kmh
        groups: list[list[int]] = []
        for gig in sorted(gigs_of[fan], key=lambda index: (draft.problem.gigs[index].starts_at, index)):
            home = None
            if draft.problem.policy.most_gigs == 1 and groups:
                home = groups[0]
            for group in groups:
                if home is None and all(draft.clash(gig, other, speed) for other in group):
                    home = group
            if home is None:
                home = []
                groups.append(home)
            home.append(gig)
        for group in groups:
            numbers.update({(gig, fan): count for gig in group})
            count += 1
    return numbers

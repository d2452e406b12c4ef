"""Best whole: transport relaxation, dives to solutions, prices, and branch and bound for what is left."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from heapq import heappop, heappush

from matching.candidates import Candidate
from matching.draft import Draft
from matching.optimise.certificate import Bound, Link, Pricing
from matching.optimise.groups import group_by_clash
from matching.optimise.transport import Transport, transport

MOST_ROUNDS = 300
"""Price rounds at most; later ones bring little."""


@dataclass(frozen=True, slots=True)
class Found:
    """Answer of `best_whole`.

    Parameters
    ----------
    links : tuple of (int, int)
        Gig and fan of every pair beside the fixed ones, sorted.
    bound : int
        No choice of pairs scores more, fixed pairs left out.
    proof : Bound
        The best bound by prices alone.
    work : int
        Elementary steps spent.
    """

    links: tuple[Link, ...]
    bound: int
    proof: Bound
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
    fans. Where the relaxed optimum breaks one of these, a dive leaves out the worst pair at fault and solves again
    until nothing is broken. If a gap is left, prices are moved, and then the search branches on the pairs at fault.
    """
    return _Search(fixed, found).run()


@dataclass(frozen=True, slots=True)
class _Node:
    """One relaxation solved: what is left out, what it holds, and its duals."""

    left_out: frozenset[Link]
    links: tuple[Link, ...]
    answer: Transport


class _Search:
    def __init__(self, fixed: Draft, found: Sequence[Candidate]) -> None:
        self.fixed = fixed
        self.rules = fixed.rules
        self.problem = fixed.problem
        self.limit = self.problem.params.work_budget
        self.work = 0
        self.score = {(c.gig, c.fan): c.score for c in found if fixed.may_add(c.gig, c.fan)}
        self.columns = group_by_clash(self.rules, self.score)
        self.fan_of = {column: fan for (_, fan), column in self.columns.items()}
        self.rows = self._rows()
        self.best_first = sorted(self.score, key=lambda link: (-self.score[link], link))
        self.best: tuple[Link, ...] = ()
        self.best_score = -1

    def run(self) -> Found:
        """Search until the bound is no better than the best found, or the work is spent."""
        root = self._solve(frozenset())
        self._dive(root)
        pricing = Pricing(self.fixed, self.score)
        proof = pricing.bound(self._row_prices(root.answer))
        self.work += pricing.size
        if proof.value > self.best_score and self.work < self.limit:
            affordable = (self.limit - self.work) * 3 // (4 * max(1, pricing.size + len(self.score)))
            rounds = min(MOST_ROUNDS, affordable)
            proof = self._priced(pricing, proof, rounds)
        bound = min(proof.value, root.answer.bound)
        if bound > self.best_score:
            bound = min(bound, self._branch(root, proof.value))
        return Found(self.best, max(bound, self.best_score), proof, self.work)

    def _priced(self, pricing: Pricing, proof: Bound, rounds: int) -> Bound:
        """Return the best proof after some price rounds, trying what the fans would take at each of them."""
        for bound in pricing.moved(proof, lambda: self.best_score):
            self.work += pricing.size
            rounds -= 1
            if bound.value < proof.value:
                proof = bound
            self._complete(bound.links)
            if rounds <= 0 or proof.value <= self.best_score:
                break
        return proof

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

    def _dive(self, node: _Node) -> None:
        """Leave out the worst pair of every fault and solve again, until a solution remains."""
        while self.work < self.limit:
            faults = self._faults(node.links)
            if not faults:
                break
            worst = {min(fault, key=lambda link: (self.score[link], link)) for fault in faults}
            node = self._solve(node.left_out | worst)
        self._complete(node.links)

    def _branch(self, root: _Node, bound: int) -> int:
        """Return the bound that is left after branching on pairs at fault, best bound first."""
        queue = [(-root.answer.bound, 0, root)]
        count = 1
        while queue and min(bound, -queue[0][0]) > self.best_score and self.work < self.limit:
            node = queue[0][2]
            if not node.answer.is_complete:
                break
            heappop(queue)
            faults = self._faults(node.links)
            if not faults:
                self._complete(node.links)
                continue
            for link in faults[0]:
                child = self._solve(node.left_out | {link})
                if child.answer.bound > self.best_score:
                    heappush(queue, (-child.answer.bound, count, child))
                    count += 1
        return min(bound, -queue[0][0]) if queue else self.best_score

    def _faults(self, links: Sequence[Link]) -> list[list[Link]]:
        """Return sets of pairs that no solution holds whole, none of them sharing a pair; nothing if all is well."""
        gigs_of: dict[int, list[int]] = {fan: list(gigs) for fan, gigs in self.fixed.gigs_of.items()}
        fans_of: dict[int, list[int]] = {gig: list(fans) for gig, fans in self.fixed.fans_of.items()}
        for gig, fan in links:
            gigs_of.setdefault(fan, []).append(gig)
            fans_of.setdefault(gig, []).append(fan)
        free = set(links)
        faults: list[list[Link]] = []
        for fan, gigs in sorted(gigs_of.items()):
            if len(gigs) > 1:
                groups = self._fan_faults(fan, gigs)
                faults += [[(gig, fan) for gig in group if (gig, fan) in free] for group in groups]
        blamed = {link for fault in faults for link in fault}
        for gig, fans in sorted(fans_of.items()):
            for index, fan in enumerate(fans):
                for other in fans[:index]:
                    pair = [link for link in ((gig, other), (gig, fan)) if link in free]
                    if self.rules.fans_clash(fan, other) and blamed.isdisjoint(pair):
                        faults.append(pair)
                        blamed.update(pair)
        return faults

    def _fan_faults(self, fan: int, gigs: list[int]) -> list[list[int]]:
        faults: list[list[int]] = []
        left = list(gigs)
        for gig in gigs:
            clashing = self.rules.clashing(gig, fan)
            other = next((each for each in left if each in clashing), None)
            if gig in left and other is not None:
                faults.append([gig, other])
                left.remove(gig)
                left.remove(other)
        if not faults and (
            len(gigs) > self.problem.policy.most_gigs or not self.rules.hours.holds(fan, gigs)
        ):
            faults.append(gigs)
        return faults

    def _complete(self, links: Iterable[Link]) -> None:
        """Keep what the rules allow of some pairs, fill up best first, and remember the outcome if it is the best."""
        draft = self.fixed.copy()
        chosen = sorted(links, key=lambda link: (-self.score[link], link))
        for gig, fan in (*chosen, *self.best_first):
            if draft.may_add(gig, fan):
                draft.add(gig, fan)
        self.work += len(self.score)
        fixed = set(self.fixed.links())
        made = tuple(link for link in draft.links() if link not in fixed)
        total = sum(self.score[link] for link in made)
        if total > self.best_score:
            self.best, self.best_score = made, total

    def _row_prices(self, answer: Transport) -> dict[int, int]:
        # Places of one gig are alike; the lowest of their prices holds for all of them.
        prices: dict[int, int] = {}
        for gig, price in zip(self.rows, answer.row_prices, strict=True):
            prices[gig] = min(price, prices.get(gig, price))
        return prices

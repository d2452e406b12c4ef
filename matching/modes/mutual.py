"""Both sides rank, and nobody can do better together: stable many-to-many matching."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from matching.candidates import candidates
from matching.checks import check_codes
from matching.draft import Rules
from matching.errors import InvalidProblem
from matching.problem import Problem
from matching.terms import Standpoint, score_terms

FELT_BY_FANS = frozenset({"nearness", "interest", "familiarity"})
Link = tuple[int, int]


@dataclass(frozen=True, slots=True)
class MutualSolution:
    """Answer of `mutual`.

    Parameters
    ----------
    pairs : tuple of (str, str)
        Gig and fan ids, sorted.
    objective : int
        Sum of the scores of the pairs, points; `matching.assign` tells how much the best whole has.
    rounds : int
        How often proposals were made.
    """

    pairs: tuple[tuple[str, str], ...]
    objective: int
    rounds: int


def mutual(problem: Problem, wishes: Mapping[str, Sequence[str]] | None = None) -> MutualSolution:
    """Return a stable matching that is best for the fans.

    Parameters
    ----------
    problem : Problem
        Fans, gigs, policy and parameters; gigs rank fans by score.
    wishes : mapping of str to sequence of str or None
        Gig ids by fan id, best first; gigs that a fan does not name are not wanted. A fan without wishes ranks by
        nearness, interests and familiarity.

    Returns
    -------
    MutualSolution
        No fan and gig who are not matched would both rather be.

    Raises
    ------
    InvalidProblem
        If a wish names an unknown fan or gig, or a gig twice.

    Notes
    -----
    Deferred acceptance with fans proposing (Gale and Shapley 1962; for choices from a laminar matroid Fleiner 2003).
    A fan does one gig of every set of gigs linked by clashes, and no more gigs than keep every hour cap in whatever
    choice; with these choices a stable matching always exists. Blocks between fans are kept as well; somebody
    refused beside a person they block is not asked again, even if that person then is refused too.
    """
    market = Market(problem, wishes)
    rejected: set[Link] = set()
    rounds = 0
    while True:
        rounds += 1
        proposals: dict[int, list[int]] = {}
        for fan, wanted in market.wishes.items():
            for gig in market.fan_choice(fan, [gig for gig in wanted if (gig, fan) not in rejected]):
                proposals.setdefault(gig, []).append(fan)
        refused = {
            (gig, fan)
            for gig, fans in proposals.items()
            for fan in set(fans) - set(market.gig_choice(gig, fans))
        }
        if not refused:
            break
        rejected |= refused
    links = sorted((gig, fan) for gig, fans in proposals.items() for fan in fans)
    return MutualSolution(
        pairs=tuple((problem.gigs[gig].id, problem.fans[fan].id) for gig, fan in links),
        objective=sum(market.score[link] for link in links),
        rounds=rounds,
    )


def blocking_pairs(
    problem: Problem, solution: MutualSolution, wishes: Mapping[str, Sequence[str]] | None = None
) -> tuple[tuple[str, str], ...]:
    """Return the pairs of gig and fan who are not matched and would both rather be.

    Parameters
    ----------
    problem : Problem
        What was asked.
    solution : MutualSolution
        What was answered.
    wishes : mapping or None
        As given to `mutual`.

    Returns
    -------
    tuple of (str, str)
        Gig and fan ids; empty if the matching is stable.

    Raises
    ------
    InvalidProblem
        If the matching names somebody unknown, or a pair that may not be made or is not wanted.
    """
    market = Market(problem, wishes)
    gigs_of: dict[int, list[int]] = {}
    fans_of: dict[int, list[int]] = {}
    for gig_id, fan_id in solution.pairs:
        gig = market.gig_position[problem.gig(gig_id).id]
        fan = market.fan_position[problem.fan(fan_id).id]
        if gig not in market.wishes.get(fan, ()):
            raise InvalidProblem("pairs", f"names {gig_id} and {fan_id}, who may not be matched")
        gigs_of.setdefault(fan, []).append(gig)
        fans_of.setdefault(gig, []).append(fan)
    blocking = []
    for fan, wanted in market.wishes.items():
        has = gigs_of.get(fan, [])
        for gig in wanted:
            if gig in has:
                continue
            fan_would = gig in market.fan_choice(fan, sorted([*has, gig], key=wanted.index))
            if fan_would and fan in market.gig_choice(gig, [*fans_of.get(gig, []), fan]):
                blocking.append((problem.gigs[gig].id, problem.fans[fan].id))
    return tuple(sorted(blocking))


class Market:
    """Who may do what, what fans wish, and how both sides choose.

    Parameters
    ----------
    problem : Problem
        Fans and gigs.
    wishes : mapping or None
        As for `mutual`.
    """

    def __init__(self, problem: Problem, wishes: Mapping[str, Sequence[str]] | None) -> None:
        self.problem = problem
        self.gig_position = {gig.id: index for index, gig in enumerate(problem.gigs)}
        self.fan_position = {fan.id: index for index, fan in enumerate(problem.fans)}
        self.score = {(item.gig, item.fan): item.score for item in candidates(problem)}
        self.wishes = self._wishes(dict(wishes or {}))
        self._rules = Rules(problem)
        self._linked = {fan: self._linked_by_clash(fan, wanted) for fan, wanted in self.wishes.items()}
        self._most = {fan: self._most_gigs(fan, wanted) for fan, wanted in self.wishes.items()}

    def fan_choice(self, fan: int, offered: Sequence[int]) -> list[int]:
        """Return the gigs a fan takes of those offered, best first: one of each linked set, and not too many."""
        taken: list[int] = []
        linked: set[int] = set()
        for gig in offered:
            if len(taken) < self._most[fan] and self._linked[fan][gig] not in linked:
                taken.append(gig)
                linked.add(self._linked[fan][gig])
        return taken

    def gig_choice(self, gig: int, fans: Sequence[int]) -> list[int]:
        """Return the fans a gig keeps of those who propose: best score first, nobody beside someone blocked."""
        kept: list[int] = []
        for fan in sorted(fans, key=lambda fan: (-self.score[gig, fan], fan)):
            is_free = len(kept) < self.problem.gigs[gig].places
            if is_free and not any(self._rules.fans_clash(fan, other) for other in kept):
                kept.append(fan)
        return kept

    def _wishes(self, given: dict[str, Sequence[str]]) -> dict[int, list[int]]:
        for fan_id in given:
            self.problem.fan(fan_id)
        able: dict[int, list[int]] = {}
        for gig, fan in self.score:
            able.setdefault(fan, []).append(gig)
        wishes = {}
        for fan, gigs in sorted(able.items()):
            fan_id = self.problem.fans[fan].id
            if fan_id in given:
                named = list(given[fan_id])
                if len(check_codes(f"wishes.{fan_id}", named)) < len(named):
                    raise InvalidProblem(f"wishes.{fan_id}", "names a gig twice")
                positions = [self.gig_position[self.problem.gig(gig_id).id] for gig_id in named]
                wishes[fan] = [gig for gig in positions if gig in gigs]
            else:
                wishes[fan] = sorted(gigs, key=lambda gig: (-self._liking(gig, fan), gig))
        return wishes

    def _liking(self, gig: int, fan: int) -> int:
        person, work = self.problem.fans[fan], self.problem.gigs[gig]
        lines = score_terms(person, work, self.problem.params, Standpoint())
        return sum(line.points for line in lines if line.term in FELT_BY_FANS)

    def _linked_by_clash(self, fan: int, gigs: Sequence[int]) -> dict[int, int]:
        group = {gig: gig for gig in gigs}
        for index, gig in enumerate(gigs):
            for other in gigs[:index]:
                if group[gig] != group[other] and other in self._rules.clashing(gig, fan):
                    old, new = group[gig], group[other]
                    group = {each: new if of == old else of for each, of in group.items()}
        return group

    def _most_gigs(self, fan: int, gigs: Sequence[int]) -> int:
        lengths = sorted((self._rules.hours.minutes[gig] for gig in gigs), reverse=True)
        left = self._rules.hours.free_minutes[fan]
        most = self.problem.policy.most_gigs
        if sum(lengths) <= left:
            return most
        fitting = 0
        for length in lengths:
            left -= length
            if left < 0:
                break
            fitting += 1
        return min(most, max(1, fitting))

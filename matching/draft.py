"""A partial solution that always keeps the rules between pairs."""

from __future__ import annotations

from matching.optimise.clashes import Clashes
from matching.optimise.hourbook import HourBook
from matching.problem import Problem
from matching.together import fans_clash


class Rules:
    """What lies between pairs of one problem, made ready for many questions.

    Parameters
    ----------
    problem : Problem
        Positions of its gigs and fans stand for them.
    """

    def __init__(self, problem: Problem) -> None:
        self.problem = problem
        self.clashes = Clashes(problem.gigs, problem.params)
        self.hours = HourBook(problem)

    def clashing(self, gig: int, fan: int) -> frozenset[int]:
        """Return the gigs that a fan cannot do beside this one."""
        return self.clashes.of(self.problem.fans[fan].speed_kmh)[gig]

    def fans_clash(self, first: int, second: int) -> bool:
        """Return whether two fans shall not share a gig."""
        one, other = self.problem.fans[first], self.problem.fans[second]
        return bool(one.blocked or other.blocked) and fans_clash(one, other)


class Draft:
    """A partial solution that always keeps the rules.

    Parameters
    ----------
    rules : Rules
        Rules between pairs of the problem being solved.
    """

    def __init__(self, rules: Rules) -> None:
        self.rules = rules
        self.problem = rules.problem
        self.gigs_of: dict[int, list[int]] = {}
        self.fans_of: dict[int, list[int]] = {}

    def may_add(self, gig: int, fan: int) -> bool:
        """Return whether a feasible pair keeps capacity, overlaps, caps and blocks when added."""
        beside = self.fans_of.get(gig)
        if beside:
            if len(beside) >= self.problem.gigs[gig].places or fan in beside:
                return False
            if any(self.rules.fans_clash(fan, other) for other in beside):
                return False
        has = self.gigs_of.get(fan)
        if not has:
            return True
        if len(has) >= self.problem.policy.most_gigs or not self.rules.clashing(gig, fan).isdisjoint(has):
            return False
        return self.rules.hours.holds(fan, [*has, gig])

    def add(self, gig: int, fan: int) -> None:
        """Add a pair."""
        self.gigs_of.setdefault(fan, []).append(gig)
        self.fans_of.setdefault(gig, []).append(fan)

    def links(self) -> tuple[tuple[int, int], ...]:
        """Return the pairs, by gig and then fan."""
        return tuple((gig, fan) for gig in sorted(self.fans_of) for fan in sorted(self.fans_of[gig]))

    def copy(self) -> Draft:
        """Return a draft of the same pairs that can grow by itself."""
        other = Draft(self.rules)
        other.gigs_of = {fan: list(gigs) for fan, gigs in self.gigs_of.items()}
        other.fans_of = {gig: list(fans) for gig, fans in self.fans_of.items()}
        return other

"""A partial solution that always keeps the rules between pairs."""

from __future__ import annotations

from dataclasses import dataclass, field

from matching.problem import Problem
from matching.together import fans_clash, gigs_clash, hours_hold


@dataclass(slots=True)
class Draft:
    """A partial solution that always keeps the rules.

    Parameters
    ----------
    problem : Problem
        What is being solved.
    """

    problem: Problem
    gigs_of: dict[int, set[int]] = field(default_factory=dict)
    fans_of: dict[int, set[int]] = field(default_factory=dict)
    work: int = 0
    _clash: dict[tuple[int, int, int], bool] = field(default_factory=dict)

    def may_add(self, gig: int, fan: int) -> bool:
        """Return whether a feasible pair keeps capacity, overlaps, caps and blocks when added."""
        self.work += 1
        has, beside = self.gigs_of.get(fan, set()), self.fans_of.get(gig, set())
        if gig in has or len(beside) >= self.problem.gigs[gig].places:
            return False
        if len(has) >= self.problem.policy.most_gigs:
            return False
        person = self.problem.fans[fan]
        if any(fans_clash(person, self.problem.fans[other]) for other in beside):
            return False
        if any(self.clash(gig, other, person.speed_kmh) for other in has):
            return False
        gigs = [self.problem.gigs[index] for index in (*has, gig)]
        return not has or hours_hold(person, gigs, self.problem.params)

    def clash(self, first: int, second: int, speed_kmh: int) -> bool:
        """Return whether one fan of this speed cannot do both gigs."""
        key = (min(first, second), max(first, second), speed_kmh)
        if key not in self._clash:
            gigs, params = self.problem.gigs, self.problem.params
            self._clash[key] = gigs_clash(gigs[first], gigs[second], speed_kmh=speed_kmh, params=params)
        return self._clash[key]

    def add(self, gig: int, fan: int) -> None:
        """Add a pair."""
        self.gigs_of.setdefault(fan, set()).add(gig)
        self.fans_of.setdefault(gig, set()).add(fan)

    def remove(self, gig: int, fan: int) -> None:
        """Take a pair away."""
        self.gigs_of[fan].discard(gig)
        self.fans_of[gig].discard(fan)

    def links(self) -> tuple[tuple[int, int], ...]:
        """Return the pairs, by gig and then fan."""
        return tuple((gig, fan) for gig in sorted(self.fans_of) for fan in sorted(self.fans_of[gig]))

    def copy(self) -> Draft:
        """Return a draft of the same pairs that can grow by itself."""
        gigs_of = {fan: set(gigs) for fan, gigs in self.gigs_of.items()}
        fans_of = {gig: set(fans) for gig, fans in self.fans_of.items()}
        return Draft(self.problem, gigs_of, fans_of, 0, self._clash)

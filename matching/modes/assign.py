"""Best whole: every gig at once, by total score."""

from __future__ import annotations

from dataclasses import dataclass, field

from matching.candidates import Candidate, candidates
from matching.eligibility import broken_rules
from matching.fairness import fairness_grades
from matching.problem import Problem
from matching.reasons import Reason
from matching.solution import Pair, Solution, Unfilled, Unused
from matching.terms import Standpoint, score_terms
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


def assign(problem: Problem) -> Solution:
    """Fill gigs so that the total score is high.

    Pairs are taken best first, ties broken by gig and fan id.

    Parameters
    ----------
    problem : Problem
        Fans, gigs, policy and parameters.

    Returns
    -------
    Solution
        Keeps every hard rule, capacity, hour cap and block; an impossible problem is a solution with reasons.
    """
    found = candidates(problem)
    draft = Draft(problem)
    refused = _place_pins(draft, found)
    pinned = {(gig, fan) for gig, fans in draft.fans_of.items() for fan in fans}
    for candidate in sorted(found, key=_best_first):
        if draft.may_add(candidate.gig, candidate.fan):
            draft.add(candidate.gig, candidate.fan)
    return _solution(draft, found, pinned, refused)


def _best_first(candidate: Candidate) -> tuple[int, int, int]:
    return -candidate.score, candidate.gig, candidate.fan


def _place_pins(draft: Draft, found: list[Candidate]) -> dict[int, list[Reason]]:
    feasible = {(candidate.gig, candidate.fan) for candidate in found}
    position = {fan.id: index for index, fan in enumerate(draft.problem.fans)}
    refused: dict[int, list[Reason]] = {}
    for index, gig in enumerate(draft.problem.gigs):
        for fan_id in gig.pinned:
            fan = position[fan_id]
            if (index, fan) in feasible and draft.may_add(index, fan):
                draft.add(index, fan)
                continue
            broken = broken_rules(draft.problem.fans[fan], gig, draft.problem.params)
            codes = tuple(reason.code for reason in broken) or ("clash",)
            refused.setdefault(index, []).append(Reason("pin_refused", {"fan_id": fan_id, "codes": codes}))
    return refused


def _solution(
    draft: Draft, found: list[Candidate], pinned: set[tuple[int, int]], refused: dict[int, list[Reason]]
) -> Solution:
    problem = draft.problem
    grades = fairness_grades(problem.fans, problem.params)
    pairs = []
    for gig, fans in sorted(draft.fans_of.items()):
        for fan in sorted(fans):
            person, work = problem.fans[fan], problem.gigs[gig]
            lines = score_terms(person, work, problem.params, Standpoint(grades[person.id]))
            total = sum(line.points for line in lines)
            pairs.append(Pair(work.id, person.id, total, lines, (gig, fan) in pinned))
    return Solution(
        pairs=tuple(pairs),
        objective=sum(pair.score for pair in pairs),
        bound=_capacity_bound(problem, found),
        unfilled=_unfilled(draft, found, refused),
        unused=_unused(draft, found),
        work=draft.work,
    )


def _capacity_bound(problem: Problem, found: list[Candidate]) -> int:
    scores: dict[int, list[int]] = {}
    for candidate in found:
        scores.setdefault(candidate.gig, []).append(candidate.score)
    return sum(sum(sorted(each, reverse=True)[: problem.gigs[gig].places]) for gig, each in scores.items())


def _unfilled(draft: Draft, found: list[Candidate], refused: dict[int, list[Reason]]) -> tuple[Unfilled, ...]:
    eligible: dict[int, int] = {}
    for candidate in found:
        eligible[candidate.gig] = eligible.get(candidate.gig, 0) + 1
    rows = []
    for index, gig in enumerate(draft.problem.gigs):
        left = gig.places - len(draft.fans_of.get(index, ()))
        if left == 0:
            continue
        count = eligible.get(index, 0)
        if count == 0:
            reason = Reason("nobody_eligible", {"places": gig.places})
        else:
            code = "too_few_eligible" if count < gig.places else "taken_elsewhere"
            reason = Reason(code, {"eligible": count, "places": gig.places})
        rows.append(Unfilled(gig.id, left, (reason, *refused.get(index, ()))))
    return tuple(rows)


def _unused(draft: Draft, found: list[Candidate]) -> tuple[Unused, ...]:
    fits: dict[int, int] = {}
    for candidate in found:
        fits[candidate.fan] = fits.get(candidate.fan, 0) + 1
    rows = []
    for index, fan in enumerate(draft.problem.fans):
        if draft.gigs_of.get(index):
            continue
        if not draft.problem.gigs:
            reason = Reason("no_gigs")
        elif index in fits:
            reason = Reason("outscored", {"eligible": fits[index]})
        else:
            reason = Reason("nothing_fits", {"gigs": len(draft.problem.gigs)})
        rows.append(Unused(fan.id, (reason,)))
    return tuple(rows)

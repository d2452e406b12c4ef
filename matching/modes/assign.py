"""Best whole: every gig at once, by total score."""

from __future__ import annotations

from collections.abc import Sequence

from matching.candidates import Candidate, candidates
from matching.draft import Draft, Rules
from matching.eligibility import broken_rules
from matching.fairness import fairness_grades
from matching.optimise.search import best_whole
from matching.problem import Problem
from matching.reasons import Reason
from matching.solution import Pair, Solution, Unfilled, Unused
from matching.terms import Standpoint, score_terms


def assign(problem: Problem) -> Solution:
    """Fill gigs so that the total score is as high as it can be.

    Parameters
    ----------
    problem : Problem
        Fans, gigs, policy and parameters.

    Returns
    -------
    Solution
        Keeps every hard rule, capacity, hour cap and block; an impossible problem is a solution with reasons. Its
        ``bound`` proves how good it is: nothing scores more, and where it equals the objective the solution is
        optimal. A gap is left only where the work budget ended the search.

    Notes
    -----
    Fans put by hand come first if the rules allow. The rest is an exact transport problem where no fan could do
    gigs that clash only partly; branch and bound settles the clashes, hour caps and blocks beyond it.
    """
    found = candidates(problem)
    draft = Draft(Rules(problem))
    refused = _place_pins(draft, found)
    pinned = frozenset(draft.links())
    best = best_whole(draft, found)
    for gig, fan in best.links:
        draft.add(gig, fan)
    score = {(item.gig, item.fan): item.score for item in found}
    fixed = sum(score[link] for link in pinned)
    pairs = _pairs(problem, draft, pinned)
    return Solution(
        pairs=pairs,
        objective=sum(pair.score for pair in pairs),
        bound=fixed + best.bound,
        price_bound=fixed + best.proof.value,
        unfilled=_unfilled(draft, found, refused),
        unused=_unused(draft, found),
        gig_prices={problem.gigs[gig].id: price for gig, price in sorted(best.proof.prices.items())},
        fan_prices={problem.fans[fan].id: gain for fan, gain in sorted(best.proof.gains.items())},
        work=best.work,
    )


def _place_pins(draft: Draft, found: Sequence[Candidate]) -> dict[int, list[Reason]]:
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


def _pairs(problem: Problem, draft: Draft, pinned: frozenset[tuple[int, int]]) -> tuple[Pair, ...]:
    grades = fairness_grades(problem.fans, problem.params)
    pairs = []
    for link in draft.links():
        gig, fan = problem.gigs[link[0]], problem.fans[link[1]]
        lines = score_terms(fan, gig, problem.params, Standpoint(grades[fan.id]))
        pairs.append(Pair(gig.id, fan.id, sum(line.points for line in lines), lines, link in pinned))
    return tuple(pairs)


def _unfilled(
    draft: Draft, found: Sequence[Candidate], refused: dict[int, list[Reason]]
) -> tuple[Unfilled, ...]:
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


def _unused(draft: Draft, found: Sequence[Candidate]) -> tuple[Unused, ...]:
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

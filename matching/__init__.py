"""Who does what: exact, fair and explained matching of people to work.

Plain values in, plain values out: no database, no clock, no randomness but a seed that is passed in.
"""

from __future__ import annotations

from matching.changes import with_changes
from matching.credentials import Credential
from matching.eligibility import Eligibility, eligibility
from matching.errors import InvalidProblem
from matching.explanation import Explanation, Shortage, explain, why_unfilled
from matching.fans import Commitment, Fan
from matching.forecast import Forecast
from matching.geometry import Place, distance_m
from matching.gigs import Gig
from matching.intervals import Interval
from matching.journeys import Itinerary, Journey, Plan, Stage, StagePick
from matching.lots import DrawRecord, Entry, Lot
from matching.modes.assign import assign
from matching.modes.draw import commit, draw, replay
from matching.modes.feasible import FeasiblePair, FeasiblePairs, feasible_pairs
from matching.modes.mutual import MutualSolution, blocking_pairs, mutual
from matching.modes.plan import plan
from matching.modes.rank import Ranked, Ranking, rank
from matching.params import ParamDoc, Params
from matching.problem import Policy, Problem
from matching.reasons import Change, Reason
from matching.remedies import Remedy, remedies
from matching.rulebook import Violation
from matching.solution import Pair, Solution, Unfilled, Unused
from matching.terms import TermScore
from matching.verifier import verify, verify_pairs
from matching.verifier_mutual import verify_mutual
from matching.verifier_pairs import verify_feasible_pairs, verify_ranking
from matching.verifier_plan import verify_plan
from matching.words import say

__all__ = [
    "Change",
    "Commitment",
    "Credential",
    "DrawRecord",
    "Eligibility",
    "Entry",
    "Explanation",
    "Fan",
    "FeasiblePair",
    "FeasiblePairs",
    "Forecast",
    "Gig",
    "Interval",
    "InvalidProblem",
    "Itinerary",
    "Journey",
    "Lot",
    "MutualSolution",
    "Pair",
    "ParamDoc",
    "Params",
    "Place",
    "Plan",
    "Policy",
    "Problem",
    "Ranked",
    "Ranking",
    "Reason",
    "Remedy",
    "Shortage",
    "Solution",
    "Stage",
    "StagePick",
    "TermScore",
    "Unfilled",
    "Unused",
    "Violation",
    "assign",
    "blocking_pairs",
    "commit",
    "distance_m",
    "draw",
    "eligibility",
    "explain",
    "feasible_pairs",
    "mutual",
    "plan",
    "rank",
    "remedies",
    "replay",
    "say",
    "verify",
    "verify_feasible_pairs",
    "verify_mutual",
    "verify_pairs",
    "verify_plan",
    "verify_ranking",
    "why_unfilled",
    "with_changes",
]

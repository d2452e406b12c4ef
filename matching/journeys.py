"""Journeys: stages that are filled all or not at all, as plain values checked when made."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from matching.checks import check_codes, check_flag, check_items, check_text, check_whole
from matching.errors import InvalidProblem
from matching.gigs import MAX_VALUE_MINOR
from matching.problem import Problem
from matching.reasons import Reasons
from matching.terms import TermScore

MAX_STAGES = 60


@dataclass(frozen=True, slots=True, kw_only=True)
class Stage:
    """One part of a journey.

    Parameters
    ----------
    id : str
        Unique within the journey.
    options : sequence of str
        Ids of the gigs of which one becomes the stage (other times, places or guides' themes).
    """

    id: str
    options: Sequence[str]

    def __post_init__(self) -> None:
        check_text("id", self.id)
        object.__setattr__(self, "options", tuple(sorted(check_codes("options", self.options))))
        if not self.options:
            raise InvalidProblem("options", "must name at least one gig")


@dataclass(frozen=True, slots=True, kw_only=True)
class Journey:
    """What a party wants to do, in order.

    Parameters
    ----------
    id : str
        Opaque.
    stages : sequence of Stage
        1 to 60, in the order the party does them.
    same_fan : sequence of sequence of str
        Groups of stage ids led by one and the same fan.
    different_fans : bool
        Whether no fan leads two stages, groups aside.
    budget_minor : int or None
        Most that the values of the chosen gigs may add up to, over all their places.
    speed_kmh : int or None
        Speed of the party between stages; None if their travel is arranged otherwise.
    """

    id: str
    stages: Sequence[Stage]
    same_fan: Sequence[Sequence[str]] = ()
    different_fans: bool = False
    budget_minor: int | None = None
    speed_kmh: int | None = None

    def __post_init__(self) -> None:
        check_text("id", self.id)
        self._check_stages()
        known = {stage.id for stage in self.stages}
        groups = []
        for index, group in enumerate(check_items("same_fan", self.same_fan)):
            codes = check_codes(f"same_fan[{index}]", group)
            if not codes <= known:
                raise InvalidProblem(f"same_fan[{index}]", "names a stage that the journey does not have")
            groups.append(tuple(sorted(codes)))
        if len({code for group in groups for code in group}) < sum(len(group) for group in groups):
            raise InvalidProblem("same_fan", "names a stage in two groups")
        object.__setattr__(self, "same_fan", tuple(sorted(groups)))
        check_flag("different_fans", self.different_fans)
        if self.budget_minor is not None:
            check_whole("budget_minor", self.budget_minor, 0, MAX_VALUE_MINOR)
        if self.speed_kmh is not None:
            check_whole("speed_kmh", self.speed_kmh, 1, 1000)

    def _check_stages(self) -> None:
        object.__setattr__(self, "stages", check_items("stages", self.stages))
        if not 1 <= len(self.stages) <= MAX_STAGES:
            raise InvalidProblem("stages", f"must be 1 to {MAX_STAGES}")
        seen: set[str] = set()
        for index, stage in enumerate(self.stages):
            if not isinstance(stage, Stage):
                raise InvalidProblem(f"stages[{index}]", "must be a stage")
            if stage.id in seen:
                raise InvalidProblem(f"stages[{index}].id", f"{stage.id} is used twice")
            seen.add(stage.id)

    def group_of(self, stage_id: str) -> str | None:
        """Return a name for the same-fan group of a stage, or None."""
        return next((group[0] for group in self.same_fan if stage_id in group), None)


@dataclass(frozen=True, slots=True)
class StagePick:
    """One stage of an itinerary: the gig it becomes, and who leads it with which score."""

    stage_id: str
    gig_id: str
    fan_ids: tuple[str, ...]
    score: int
    terms: tuple[tuple[TermScore, ...], ...]


@dataclass(frozen=True, slots=True)
class Itinerary:
    """A whole journey with a person for every place of every stage.

    Parameters
    ----------
    picks : tuple of StagePick
        In the order of the stages.
    score : int
        Sum over the picks, points.
    cost_minor : int
        Sum of the values of the gigs over their places.
    """

    picks: tuple[StagePick, ...]
    score: int
    cost_minor: int


@dataclass(frozen=True, slots=True)
class Plan:
    """Answer of `matching.plan`.

    Parameters
    ----------
    journey_id : str
        Which journey.
    itineraries : tuple of Itinerary
        Best first, each different enough from those before; empty if the journey cannot be filled.
    reasons : tuple of Reason
        Why there is none: ``stage_unfilled`` (stage_id, places, eligible), ``over_budget`` (least_minor,
        budget_minor), ``no_combination``; and ``work_spent`` when the budget of work ended the search.
    is_optimal : bool
        Whether the first itinerary is proved best (or that there is none).
    work : int
        Steps spent.
    """

    journey_id: str
    itineraries: tuple[Itinerary, ...]
    reasons: Reasons
    is_optimal: bool
    work: int


def check_journey(problem: Problem, journey: Journey) -> None:
    """Raise ``InvalidProblem`` unless every option of a journey is a gig of the problem."""
    for stage in journey.stages:
        for gig_id in stage.options:
            if gig_id not in problem.gig_by_id:
                raise InvalidProblem(f"stages[{stage.id}].options", f"{gig_id} is not among the gigs")

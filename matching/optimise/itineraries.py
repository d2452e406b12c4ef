"""The best people for every stage of a journey, found by branch and bound."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from matching.candidates import Candidate, candidates
from matching.draft import Rules
from matching.journeys import Journey
from matching.optimise.transport import transport
from matching.problem import Problem
from matching.reasons import Reason, Reasons
from matching.travel import time_between

Team = tuple[Candidate, ...]
"""The people of one stage: candidates for one gig, as many as it has places."""


class ItinerarySearch:
    """Branch and bound over the stages of one journey.

    Parameters
    ----------
    problem : Problem
        Fans and the gigs that stages may become.
    journey : Journey
        Stages in order, with what binds them.
    differ : int
        In how many stages itineraries differ at least.
    """

    def __init__(self, problem: Problem, journey: Journey, differ: int) -> None:
        self.problem, self.journey, self.differ = problem, journey, differ
        self.rules = Rules(problem)
        self.work = self.limit = 0
        self.is_cut = False
        self.best_score = -1
        self.best_teams: tuple[Team, ...] | None = None
        self.teams: list[Team] = []
        self.others: Sequence[tuple[Team, ...]] = ()
        by_gig: dict[str, list[Candidate]] = {gig.id: [] for gig in problem.gigs}
        for item in sorted(candidates(problem), key=lambda item: (-item.score, item.fan)):
            by_gig[problem.gigs[item.gig].id].append(item)
        self.options = [{gig_id: by_gig[gig_id] for gig_id in stage.options} for stage in journey.stages]
        self._keep_group_fans()
        self.points = {(item.gig, item.fan): item.score for items in by_gig.values() for item in items}
        self.offset = self._price_fans() if journey.different_fans and not journey.same_fan else 0
        self.reach, self.least_cost = self._bounds()

    def lacking(self) -> Reasons:
        """Return a reason for each stage that nobody, or too few, can fill."""
        reasons = []
        for stage, options in zip(self.journey.stages, self.options, strict=True):
            if not any(self._is_enough(gig_id, items) for gig_id, items in options.items()):
                eligible, gig_id = max((len(items), gig_id) for gig_id, items in options.items())
                numbers = {"places": self.problem.gig_by_id[gig_id].places, "eligible": eligible}
                reasons.append(Reason("stage_unfilled", {"stage_id": stage.id, **numbers}))
        return tuple(reasons)

    def why_none(self, found: Sequence[tuple[Team, ...]]) -> Reasons:
        """Return why no further itinerary was found; nothing if the search simply ended after the first."""
        if self.is_cut:
            return (Reason("work_spent", {"work": self.work}),)
        if found:
            return ()
        budget = self.journey.budget_minor
        if budget is not None and self.least_cost[0] > budget:
            return (Reason("over_budget", {"least_minor": self.least_cost[0], "budget_minor": budget}),)
        return (Reason("no_combination"),)

    def best(self, others: Sequence[tuple[Team, ...]]) -> tuple[Team, ...] | None:
        """Return the best teams that differ enough from all others, or None."""
        self.others, self.best_score, self.best_teams = others, -1, None
        self.is_cut, self.limit = False, self.work + self.problem.params.plan_budget
        self._descend(self.offset, 0, [0] * len(others))
        return self.best_teams

    def _descend(self, score: int, cost: int, differences: list[int]) -> None:
        stage = len(self.teams)
        left = len(self.options) - stage
        budget = self.journey.budget_minor
        self.work += 1
        if self.work > self.limit:
            self.is_cut = True
        if self.is_cut or any(count + left < self.differ for count in differences):
            return
        if budget is not None and cost + self.least_cost[stage] > budget:
            return
        if left == 0:
            total = sum(self.points[item.gig, item.fan] for team in self.teams for item in team)
            if total > self.best_score:
                self.best_score, self.best_teams = total, tuple(self.teams)
            return
        for team in self._team_options(stage, score):
            if self._may_join(team):
                now = [
                    count + (team != other[stage])
                    for count, other in zip(differences, self.others, strict=True)
                ]
                self.teams.append(team)
                self._descend(score + sum(item.score for item in team), cost + self._cost(team[0].gig), now)
                self.teams.pop()

    def _team_options(self, stage: int, score: int) -> Iterator[Team]:
        ordered = [
            (self._top(gig_id, items), gig_id, items)
            for gig_id, items in self.options[stage].items()
            if self._is_enough(gig_id, items)
        ]
        for _, gig_id, items in sorted(ordered, key=lambda option: (-option[0], option[1])):
            yield from self._combinations(
                items, self.problem.gig_by_id[gig_id].places, score + self.reach[stage + 1]
            )

    def _combinations(self, items: list[Candidate], size: int, outside: int) -> Iterator[Team]:
        # Items come best first, so that the next ones in line bound every team not yet seen.
        for index in range(len(items) - size + 1):
            if (
                outside + sum(item.score for item in items[index : index + size]) <= self.best_score
                or self.is_cut
            ):
                return
            if size == 1:
                yield (items[index],)
                continue
            for rest in self._combinations(items[index + 1 :], size - 1, outside + items[index].score):
                yield (items[index], *rest)

    def _may_join(self, team: Team) -> bool:
        self.work += 1
        return (
            self._is_reached(team) and self._keeps_people(team) and all(self._has_time(item) for item in team)
        )

    def _is_reached(self, team: Team) -> bool:
        if not self.teams:
            return True
        if any(earlier[0].gig == team[0].gig for earlier in self.teams):
            return False
        before, after = self.problem.gigs[self.teams[-1][0].gig], self.problem.gigs[team[0].gig]
        begins, ends = after.starts_at, before.ends_at or before.starts_at
        if begins < ends:
            return False
        speed = self.journey.speed_kmh
        if speed is None:
            return True
        needed = time_between(before.location, after.location, speed_kmh=speed, params=self.problem.params)
        return begins - ends >= needed

    def _keeps_people(self, team: Team) -> bool:
        people = [item.fan for item in team]
        if any(
            self.rules.fans_clash(one, other) for i, one in enumerate(people) for other in people[i + 1 :]
        ):
            return False
        stages = self.journey.stages
        group = self.journey.group_of(stages[len(self.teams)].id)
        mine = {item.fan for item in team}
        for stage, earlier in zip(stages, self.teams, strict=False):
            theirs = {item.fan for item in earlier}
            if group is not None and self.journey.group_of(stage.id) == group:
                if mine != theirs:
                    return False
            elif self.journey.different_fans and mine & theirs:
                return False
        return True

    def _has_time(self, wanted: Candidate) -> bool:
        has = [item.gig for team in self.teams for item in team if item.fan == wanted.fan]
        if not has:
            return True
        if wanted.gig in has or len(has) >= self.problem.policy.most_gigs:
            return False
        if not self.rules.clashing(wanted.gig, wanted.fan).isdisjoint(has):
            return False
        return self.rules.hours.holds(wanted.fan, [*has, wanted.gig])

    def _keep_group_fans(self) -> None:
        for group in self.journey.same_fan:
            stages = [index for index, stage in enumerate(self.journey.stages) if stage.id in group]
            fans = [{item.fan for items in self.options[i].values() for item in items} for i in stages]
            common = set.intersection(*fans)
            for index in stages:
                for gig_id, items in self.options[index].items():
                    self.options[index][gig_id] = [item for item in items if item.fan in common]

    def _price_fans(self) -> int:
        """Take the price of each fan off their scores, and return the sum of the prices.

        Where nobody leads two stages, what a fan is worth to the other stages is a price. Scores less prices, plus
        all prices, bound every itinerary far closer than scores alone, and put the right people first.
        """
        rows: list[list[tuple[int, int]]] = []
        for options in self.options:
            best: dict[int, int] = {}
            for items in options.values():
                for item in items:
                    best[item.fan] = max(item.score, best.get(item.fan, 0))
            places = max(self.problem.gig_by_id[gig_id].places for gig_id in options)
            rows += [sorted(best.items())] * min(places, len(best))
        answer = transport(rows, len(self.problem.fans), limit=self.problem.params.work_budget)
        prices = answer.column_prices
        for options in self.options:
            for gig_id, items in options.items():
                priced = [item._replace(score=item.score - prices[item.fan]) for item in items]
                options[gig_id] = sorted(priced, key=lambda item: (-item.score, item.fan))
        self.work += answer.work
        return sum(prices)

    def _bounds(self) -> tuple[list[int], list[int]]:
        reach, least_cost = [0], [0]
        for options in reversed(self.options):
            usable = [(gig_id, items) for gig_id, items in options.items() if self._is_enough(gig_id, items)]
            reach.insert(0, reach[0] + max((self._top(*option) for option in usable), default=0))
            costs = [self._cost(items[0].gig) for _, items in usable]
            least_cost.insert(0, least_cost[0] + min(costs, default=0))
        return reach, least_cost

    def _is_enough(self, gig_id: str, items: list[Candidate]) -> bool:
        return len(items) >= self.problem.gig_by_id[gig_id].places

    def _top(self, gig_id: str, items: list[Candidate]) -> int:
        return sum(item.score for item in items[: self.problem.gig_by_id[gig_id].places])

    def _cost(self, gig: int) -> int:
        return self.problem.gigs[gig].value_minor * self.problem.gigs[gig].places

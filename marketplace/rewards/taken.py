"""What was taken back from a fan, ready to be read: the work behind each line, and the earning one can contest."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from marketplace.businesses.models import Business
from marketplace.rewards import additions
from marketplace.rewards.models import Earning
from marketplace.rewards.treasury import taken as treasury_taken
from marketplace.rewards.work import Work, work_of
from marketplace.superfans.models import Superfan
from payouts.money import Money
from payouts.taken import Debt, TakenBack


@dataclass(frozen=True)
class Line:
    """One piece of work, or what was added to it later because of `cause`."""

    work: Work | None
    cause: str
    amount: Money


@dataclass(frozen=True)
class Group:
    """What was taken back for one reason; `earning_ref` is what a case about it is about."""

    taken: TakenBack
    lines: list[Line]
    earning_ref: str


@dataclass(frozen=True)
class Place:
    """By one business, in one currency."""

    business: Business
    groups: list[Group]
    debt: Debt


def taken_of(fan: Superfan, earned: Sequence[Earning]) -> list[Place]:
    """Everything, newest first."""
    found = treasury_taken.taken_from(fan.public_id)
    refs = [line.subject_ref for place in found for one in place.taken for line in one.lines]
    works, causes = work_of(refs), additions.causes_of(refs)
    assignments = additions.assignments_of(refs)
    earnings = {one.assignment_ref: one.public_id for one in earned}

    def group(one: TakenBack) -> Group:
        lines = [Line(works.get(x.subject_ref), causes.get(x.subject_ref, ""), x.amount) for x in one.lines]
        about = [earnings.get(assignments.get(x.subject_ref, x.subject_ref), "") for x in one.lines]
        return Group(one, lines, next((ref for ref in about if ref), ""))

    return [Place(place.business, [group(one) for one in place.taken], place.debt) for place in found]


def by_assignment(fan: Superfan) -> dict[str, int]:
    """What was taken of each gig's pay, with what was added to it later, in minor units."""
    lines = [
        line
        for place in treasury_taken.taken_from(fan.public_id)
        for one in place.taken
        for line in one.lines
    ]
    assignments = additions.assignments_of([line.subject_ref for line in lines])
    found: dict[str, int] = {}
    for line in lines:
        ref = assignments.get(line.subject_ref, line.subject_ref)
        found[ref] = found.get(ref, 0) + line.amount.amount_minor
    return found

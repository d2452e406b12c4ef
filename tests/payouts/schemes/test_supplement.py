"""What later facts add: exactly the difference, never less than nothing, and nothing the second time."""

from __future__ import annotations

from dataclasses import replace

from hypothesis import given, settings
from hypothesis import strategies as st

from payouts.schemes import Component, Condition, Facts, Scheme, evaluate
from payouts.schemes.document import CASH_TYPES, Choice
from payouts.schemes.evaluation import Evaluation
from payouts.schemes.supplement import supplement

STARS = (Condition("rating_tenths", "gte", 45),)
FLOORED = Scheme(
    "USD",
    "paid",
    (
        Component("time", "per_hour", amount_minor=1000),
        Component("wait", "waiting", amount_minor=1200, minutes_free=5, minutes_max=60),
        Component("stars", "bonus", amount_minor=700, when=STARS),
        Component("weak", "bonus", amount_minor=300, when=(Condition("rating_tenths", "lt", 30),)),
        Component("gift", "credit", amount_minor=200, when=STARS),
        Component("points", "points", points=10, when=STARS),
        Component("floor", "floor_per_hour", amount_minor=1500),
    ),
    choices=(Choice("money"),),
)


def _sums(found: Evaluation) -> tuple[int, int, int]:
    return tuple(  # type: ignore[return-value]
        sum(x.amount.amount_minor for x in found.lines if test(x.type))
        for test in (lambda t: t in CASH_TYPES, lambda t: t == "credit", lambda t: t == "points")
    )


def test_a_bonus_under_a_floor_adds_only_what_passes_the_floor() -> None:
    known = Facts(planned_minutes=60)
    given_before = evaluate(FLOORED, known)
    later = supplement(given_before, evaluate(FLOORED, replace(known, rating_tenths=50)))
    assert [(x.code, x.amount.amount_minor) for x in later.lines] == [
        ("stars", 200), ("gift", 200), ("points", 10),
    ]  # fmt: skip


@settings(max_examples=300)
@given(
    planned=st.integers(0, 300),
    waited=st.integers(0, 120),
    then=st.none() | st.integers(10, 50),
    now=st.none() | st.integers(10, 50),
)
def test_each_unit_grows_by_its_difference_and_never_shrinks(
    planned: int, waited: int, then: int | None, now: int | None
) -> None:
    known = Facts(planned_minutes=planned, rating_tenths=then)
    before = evaluate(FLOORED, known)
    after = evaluate(FLOORED, replace(known, rating_tenths=now, waiting_minutes=waited))
    later = supplement(before, after)
    assert all(line.amount.amount_minor > 0 for line in later.lines)
    for had, has, added in zip(_sums(before), _sums(after), _sums(later), strict=True):
        assert added == max(0, has - had)
    assert supplement(after, after).lines == ()

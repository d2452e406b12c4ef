"""The life of a case, state by state and actor by actor."""

from __future__ import annotations

import itertools

import pytest

from marketplace.core.lifecycle import Actor, ActorNotAllowed, InvalidTransition
from marketplace.trust.lifecycle import CASE
from marketplace.trust.models import LIVE_CASE
from marketplace.trust.queries_cases import LIVE_STATES

PEOPLE = {Actor.FAN, Actor.CUSTOMER, Actor.STAFF}
ALLOWED = {
    ("open", "answer"): ("heard", PEOPLE),
    ("open", "escalate"): ("escalated", {Actor.CLOCK}),
    ("heard", "escalate"): ("escalated", {Actor.CLOCK}),
    **{(state, "decide"): ("decided", {Actor.STAFF}) for state in ("open", "heard", "escalated")},
    **{(state, "withdraw"): ("withdrawn", PEOPLE) for state in ("open", "heard", "escalated")},
}


@pytest.mark.parametrize(
    ("state", "action", "actor"),
    list(
        itertools.product(
            ("open", "heard", "escalated", "decided", "withdrawn"),
            ("answer", "escalate", "decide", "withdraw"),
            Actor,
        )
    ),
)
def test_every_state_action_and_actor(state: str, action: str, actor: Actor) -> None:
    target, actors = ALLOWED.get((state, action), ("", set()))

    if actor in actors:
        assert CASE.target(state, action, actor) == target
    else:
        with pytest.raises(ActorNotAllowed if target else InvalidTransition):
            CASE.target(state, action, actor)


def test_the_database_and_the_queries_mean_the_same_by_live() -> None:
    assert set(CASE.states) - CASE.final == set(LIVE_STATES)
    assert all(f"'{state}'" in LIVE_CASE for state in LIVE_STATES)
    assert LIVE_CASE.count("'") == 2 * len(LIVE_STATES)

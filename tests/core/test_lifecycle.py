"""Life cycles are data: every pair of state and action, for every actor, is in the table or refused."""

from __future__ import annotations

import itertools

import pytest
from flask import Flask

from marketplace.core.lifecycle import (
    REGISTRY,
    Actor,
    ActorNotAllowed,
    InvalidTransition,
    Lifecycle,
    diagram,
)


def tables() -> list[Lifecycle]:
    return [REGISTRY[name] for name in sorted(REGISTRY)]


def test_every_state_action_and_actor_is_in_the_table_or_refused(site: Flask) -> None:
    tried = 0
    for table in tables():
        arrows = {(source, one.action): one for one in table.steps for source in one.sources}
        actions = sorted({one.action for one in table.steps} | {"never_heard_of"})
        for state, action, actor in itertools.product(table.states, actions, Actor):
            arrow = arrows.get((state, action))
            tried += 1
            if arrow is None:
                with pytest.raises(InvalidTransition):
                    table.target(state, action, actor)
                assert not table.allows(state, action, actor)
            elif actor not in arrow.by:
                with pytest.raises(ActorNotAllowed):
                    table.target(state, action, actor)
                assert not table.allows(state, action, actor)
            else:
                assert table.target(state, action, actor) == arrow.target
                assert table.allows(state, action, actor)
    assert tried > 100 or not tables()


def test_one_action_leads_from_one_state_to_one_state(site: Flask) -> None:
    for table in tables():
        pairs = [(source, one.action) for one in table.steps for source in one.sources]
        assert len(pairs) == len(set(pairs)), table.name


def test_every_state_can_be_reached(site: Flask) -> None:
    for table in tables():
        reached = {table.initial}
        for _ in table.steps:
            reached |= {one.target for one in table.steps if one.sources & reached}
        assert reached == set(table.states), table.name


def test_every_arrow_names_who_may(site: Flask) -> None:
    for table in tables():
        assert all(one.by for one in table.steps), table.name


def test_the_diagram_shows_every_arrow(site: Flask) -> None:
    for table in tables():
        drawn = diagram(table)
        for one in table.steps:
            for source in one.sources:
                assert f"{source} --> {one.target}: {one.action}" in drawn

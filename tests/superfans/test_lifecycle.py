"""Every state, action and actor of a membership and of a credential: in the table, or refused."""

from __future__ import annotations

import itertools

import pytest

from marketplace.core.errors import MarketplaceError
from marketplace.core.lifecycle import Actor
from marketplace.superfans.lifecycle import CREDENTIAL, MEMBERSHIP


@pytest.mark.parametrize("lifecycle", [MEMBERSHIP, CREDENTIAL], ids=lambda one: one.name)
def test_what_is_not_in_the_table_is_refused(lifecycle):
    listed = {
        (source, s.action, actor): s.target for s in lifecycle.steps for source in s.sources for actor in s.by
    }
    actions = {s.action for s in lifecycle.steps}

    for state, action, actor in itertools.product(lifecycle.states, actions, Actor):
        if (state, action, actor) in listed:
            assert lifecycle.target(state, action, actor) == listed[state, action, actor]
        else:
            with pytest.raises(MarketplaceError):
                lifecycle.target(state, action, actor)


def test_only_staff_bring_somebody_back_who_was_sent_away():
    for state in ("suspended", "removed"):
        ways = [s for s in MEMBERSHIP.steps if state in s.sources and s.target in ("active", "invited")]
        assert {actor for s in ways for actor in s.by} == {Actor.STAFF}

"""Every state, action and actor of a programme: in the table, or refused."""

from __future__ import annotations

import itertools

import pytest

from marketplace.businesses.lifecycle import PROGRAMME
from marketplace.core.errors import MarketplaceError
from marketplace.core.lifecycle import Actor


def test_what_is_not_in_the_table_is_refused():
    listed = {
        (source, s.action, actor): s.target for s in PROGRAMME.steps for source in s.sources for actor in s.by
    }

    for state, action, actor in itertools.product(
        PROGRAMME.states, {s.action for s in PROGRAMME.steps}, Actor
    ):
        if (state, action, actor) in listed:
            assert PROGRAMME.target(state, action, actor) == listed[state, action, actor]
        else:
            with pytest.raises(MarketplaceError):
                PROGRAMME.target(state, action, actor)


def test_a_closed_programme_stays_closed():
    assert not [s for s in PROGRAMME.steps if "closed" in s.sources]

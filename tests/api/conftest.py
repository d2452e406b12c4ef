"""A bookshop whose owner, fan and customer let programmes act for them."""

from __future__ import annotations

from dataclasses import dataclass

import pytest
from flask import Flask

from marketplace.core import edge
from tests import world as w
from tests.api.callers import Caller, caller


@dataclass
class Scene:
    """The world, and who calls."""

    world: w.World
    session_ref: str
    owner: Caller
    fan: Caller
    customer: Caller


def build(app: Flask, *kinds: str) -> Scene:
    """A bookshop with open programmes, a walk on Saturday, a guide and a customer."""

    def make() -> tuple[w.World, str, object]:
        world = w.make_world(*kinds)
        guide = w.add_fan(world, "Gwen Guide")
        session = w.add_session(w.add_listing(world)) if "experience" in kinds else None
        return (
            world,
            session.public_id if session else "",
            (guide.identity, w.make_identity("Carla Customer")),
        )

    world, session_ref, (guide, customer) = edge.write(make)
    return Scene(world, session_ref, *(caller(app, person) for person in (world.owner, guide, customer)))


@pytest.fixture
def scene(app: Flask) -> Scene:
    """On each database in turn."""
    return build(app, "experience", "request", "delivery")


@pytest.fixture
def shop(site: Flask) -> Scene:
    """On SQLite alone, for what does not depend on the engine."""
    return build(site, "experience", "request", "delivery")

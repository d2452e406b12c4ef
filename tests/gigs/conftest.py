"""A world on a page: a shop, a fan and a gig, and browsers of the people in it."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

import pytest
from flask import Flask
from flask.testing import FlaskClient

from marketplace.core import edge
from marketplace.identity.models import Identity
from marketplace.superfans.models import Superfan
from tests.gigs.worlds import World, make_fan, make_world

SignIn = Callable[[Identity], FlaskClient]


@dataclass
class Shop:
    """The shop with a fan who lives near, and their browsers."""

    world: World
    fan: Superfan
    fans_browser: FlaskClient
    owners_browser: FlaskClient
    strangers_browser: FlaskClient


@pytest.fixture
def sign_in(site: Flask) -> SignIn:
    """A browser in which somebody is signed in."""
    site.config["WTF_CSRF_ENABLED"] = False

    def browser(person: Identity) -> FlaskClient:
        client = site.test_client()
        with client.session_transaction() as session:
            session["_user_id"], session["_fresh"] = person.fs_uniquifier, True
        return client

    return browser


@pytest.fixture
def shop(site: Flask, sign_in: SignIn) -> Shop:
    """A funded shop with one fan."""

    def make() -> tuple[World, Superfan, Superfan]:
        world = make_world()
        other = make_world(slug="other")
        return world, make_fan(world, "Ana Near"), make_fan(other, "Eve Elsewhere")

    world, fan, stranger = edge.write(make)
    return Shop(world, fan, sign_in(fan.identity), sign_in(world.owner), sign_in(stranger.identity))

"""A bookshop with a walk on Saturday, a guide who fits, and a customer; browsers of whoever is named."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass

import pytest
from flask import Flask
from flask.testing import FlaskClient

from marketplace.core import edge
from marketplace.geo.gazetteer import Gazetteer
from marketplace.geo.place_search import EXTENSION
from marketplace.identity.models import Identity
from tests import world as w
from tests.businesses.conftest import gazetteer

__all__ = ["gazetteer"]
SignIn = Callable[[Identity | None], FlaskClient]


@dataclass
class Scene:
    """What most tests begin with."""

    world: w.World
    session: str
    customer: Identity


def make_scene() -> Scene:
    """Write it; inside a transaction."""
    world = w.make_world("experience")
    w.add_fan(world, "Gwen Guide")
    return Scene(world, w.add_session(w.add_listing(world)).public_id, w.make_identity("Carla Customer"))


@pytest.fixture
def scene(app: Flask) -> Scene:
    """The scene on each database in turn."""
    return edge.write(make_scene)


@pytest.fixture
def pages(site: Flask, gazetteer: Gazetteer) -> Iterator[Flask]:
    """The site with a geocoder and without form tokens, which the tests of the edge cover."""
    site.extensions[EXTENSION] = gazetteer
    site.config["WTF_CSRF_ENABLED"] = False
    yield site


@pytest.fixture
def sign_in(pages: Flask) -> SignIn:
    """The browser of somebody signed in, or of a visitor."""

    return lambda person=None: signed_in(pages, person)


@pytest.fixture
def browser_of(app: Flask) -> SignIn:
    """The same on the database of the scene, each in turn."""
    app.config["WTF_CSRF_ENABLED"] = False
    return lambda person=None: signed_in(app, person)


def signed_in(app: Flask, person: Identity | None = None) -> FlaskClient:
    """A browser of an application, as somebody or as a visitor."""
    client = app.test_client()
    if person is not None:
        with client.session_transaction() as session:
            session["_user_id"], session["_fresh"] = person.fs_uniquifier, True
    return client

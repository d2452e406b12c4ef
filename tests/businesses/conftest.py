"""A browser that can be signed in, and the gazetteer built once for every test."""

from __future__ import annotations

from collections.abc import Callable, Iterator

import pytest
from flask import Flask
from flask.testing import FlaskClient

from marketplace.businesses import desk, front, readiness, recruiting, service_schemes
from marketplace.core import kinds
from marketplace.geo.gazetteer import Gazetteer
from marketplace.geo.place_search import EXTENSION
from marketplace.identity.models import Identity

OWN_CHECKS = ("purpose", "role", "north_star", "support", "house_rules", "responsible", "tasks", "scheme")


@pytest.fixture
def app(app: Flask, monkeypatch: pytest.MonkeyPatch) -> Flask:
    """The application on each engine, with this area alone."""
    leave_out_higher_areas(monkeypatch)
    return app


@pytest.fixture
def site(site: Flask, monkeypatch: pytest.MonkeyPatch) -> Flask:
    """The application for pages, with this area alone."""
    leave_out_higher_areas(monkeypatch)
    return site


def leave_out_higher_areas(monkeypatch: pytest.MonkeyPatch) -> None:
    """Leave out what higher areas add to checklists, schemes and pages: they test that themselves."""
    own = {code: readiness.CHECKS[code] for code in OWN_CHECKS}
    monkeypatch.setattr(readiness, "CHECKS", own)
    monkeypatch.setattr(service_schemes, "_maker", [])
    monkeypatch.setattr(recruiting, "_speaker", [])
    monkeypatch.setattr(desk, "PANELS", {})
    monkeypatch.setattr(front, "SECTIONS", {})


@pytest.fixture(scope="session")
def gazetteer(tmp_path_factory: pytest.TempPathFactory) -> Gazetteer:
    """The embedded geocoder, its index built once."""
    return Gazetteer(tmp_path_factory.mktemp("gazetteer"))


@pytest.fixture
def pages(site: Flask, gazetteer: Gazetteer) -> Iterator[Flask]:
    """The site with a geocoder and without form tokens, which the tests of the edge cover."""
    site.extensions[EXTENSION] = gazetteer
    site.config["WTF_CSRF_ENABLED"] = False
    before = dict(kinds.registry.kinds)
    yield site
    kinds.registry.kinds.clear()
    kinds.registry.kinds.update(before)


@pytest.fixture
def browser(pages: Flask) -> Callable[[Identity | None], FlaskClient]:
    """Give the browser of somebody signed in, or of a visitor."""

    def sign_in(person: Identity | None = None) -> FlaskClient:
        client = pages.test_client()
        if person is not None:
            with client.session_transaction() as session:
                session["_user_id"], session["_fresh"] = person.fs_uniquifier, True
        return client

    return sign_in

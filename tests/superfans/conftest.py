"""The fixtures of the businesses' tests: a browser to sign in with, and this area without the higher ones."""

from __future__ import annotations

import pytest

from marketplace.core import clock, edge
from marketplace.superfans import service_skills
from tests.businesses.conftest import app, browser, gazetteer, pages, site
from tests.superfans.worlds import make_fan, make_open_programme

__all__ = ["app", "browser", "gazetteer", "pages", "site"]


@pytest.fixture
def world(pages):
    """Owner, business and open programme, with the list of skills."""

    def work():
        service_skills.load_taxonomy()
        return make_open_programme(clock.now())

    return edge.write(work)


@pytest.fixture
def ana(world):
    """A fan with a home and languages."""
    return edge.write(lambda: make_fan("Ana", clock.now()))

"""A shop with its people on each database, and browsers that share nothing with the test's own context."""

from __future__ import annotations

import contextvars
import html
import re
from collections.abc import Callable, Iterator
from typing import Any

import pytest
from flask import Flask
from flask.testing import FlaskClient
from werkzeug.test import TestResponse

from marketplace import create_app
from marketplace.identity.models import Identity
from marketplace.trust import people, subjects
from tests.conftest import settings_for
from tests.trust.worlds import World, make_world


class Browser(FlaskClient):
    """A browser without script; each request runs in a context of its own, as behind a server."""

    def open(self, *args: Any, **kwargs: Any) -> Any:
        return contextvars.Context().run(super().open, *args, **kwargs)

    def words(self, path: str, status: int = 200) -> str:
        """The words of a page, without markup."""
        response = self.get(path)
        assert response.status_code == status, response.text
        return spoken(response.text)

    def send(self, path: str, *, of: str, follow: bool = True, **fields: Any) -> TestResponse:
        """Send a form with the token of the page it stands on."""
        found = re.search(r'name="csrf_token" value="([^"]+)"', self.get(of).text)
        token = found.group(1) if found else ""
        return self.post(path, data={"csrf_token": token, **fields}, follow_redirects=follow)


def signed_in(client: Browser, person: Identity) -> Browser:
    """The browser with somebody's session in it."""
    with client.session_transaction() as session:
        session["_user_id"] = person.fs_uniquifier
        session["_fresh"] = True
    return client


def spoken(page: str) -> str:
    """The words of a page, without markup and menus."""
    main = page.split("<main", 1)[-1].split(">", 1)[-1].split("</main>", 1)[0]
    return " ".join(html.unescape(re.sub(r"<[^>]+>", " ", main)).split())


@pytest.fixture(scope="session")
def areas(tmp_path_factory: pytest.TempPathFactory) -> None:
    """Every area has told the registries what it knows, as it does whenever an application is built."""
    folder = tmp_path_factory.mktemp("areas")
    create_app(settings_for(f"sqlite:///{folder}/none.sqlite3", folder))


@pytest.fixture(autouse=True)
def as_before(areas: None) -> Iterator[None]:
    """What a test tells the registries is forgotten after it."""
    resolvers, known = dict(subjects._resolvers), dict(vars(people._known))
    yield
    subjects._resolvers.clear()
    subjects._resolvers.update(resolvers)
    vars(people._known).update(known)


@pytest.fixture
def world(app: Flask) -> World:
    return make_world()


@pytest.fixture
def shop(site: Flask) -> World:
    return make_world()


@pytest.fixture
def browser(site: Flask) -> Callable[[Identity | None], Browser]:
    """Open a browser, signed in as somebody or as nobody."""

    return lambda person: Browser(site) if person is None else signed_in(Browser(site), person)

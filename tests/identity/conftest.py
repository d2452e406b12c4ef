"""A person with a browser: follows forms with their tokens, reads mails, and holds an authenticator app or a passkey."""

from __future__ import annotations

import html
import re
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
import sqlalchemy as sa
from flask import Flask
from flask.testing import FlaskClient
from werkzeug.test import TestResponse

from marketplace import create_app
from marketplace.core import edge
from marketplace.core.clock import SteppedClock
from marketplace.core.db import db, set_up
from marketplace.core.mail import Mail
from marketplace.identity import service
from marketplace.identity.models import Identity
from marketplace.identity.passwords import hash_password
from tests.conftest import _copy_sqlite, _running, settings_for

PASSWORD = "four unrelated words"
EMAIL = "ada@example.org"


class Person:
    """Somebody with a browser of their own."""

    def __init__(self, app: Flask) -> None:
        self.app = app
        self.client: FlaskClient = app.test_client()
        self.page = ""

    def get(self, path: str, **kwargs: object) -> TestResponse:
        """Open a page, following redirects."""
        response = self.client.get(path, follow_redirects=True, **kwargs)
        self.page = response.get_data(as_text=True)
        return response

    def post(
        self, path: str, *, of: str | None = None, follow: bool = True, **fields: object
    ) -> TestResponse:
        """Send a form with the token of the page it stands on: `of`, or the path itself."""
        fields = {name.rstrip("_"): value for name, value in fields.items()}
        response = self.client.post(
            path, data={"csrf_token": self.token(of or path), **fields}, follow_redirects=follow
        )
        self.page = response.get_data(as_text=True)
        return response

    def token(self, path: str) -> str:
        """The form token that a page gives this browser."""
        page = self.client.get(path, follow_redirects=True).get_data(as_text=True)
        found = re.search(r'name="csrf_token" value="([^"]+)"', page)
        return found.group(1) if found else ""

    def sign_up(
        self,
        email: str = EMAIL,
        password: str = PASSWORD,
        name: str = "Ada",
        as_: str = "fan",
        **more: object,
    ) -> TestResponse:
        """Sign up as a fan, by default."""
        path = f"/sign-up?as={as_}"
        return self.post(path, email=email, password=password, name=name, **more)

    def sign_in(self, email: str = EMAIL, password: str = PASSWORD, **more: object) -> TestResponse:
        """Address and password."""
        return self.post("/sign-in", email=email, password=password, **more)

    def is_signed_in(self) -> bool:
        """True when the account page opens."""
        return self.client.get("/account").status_code == 200

    @property
    def words(self) -> str:
        """The words on the page, without markup."""
        text = re.sub(r"<script.*?</script>|<style.*?</style>|<svg.*?</svg>", " ", self.page, flags=re.S)
        return " ".join(html.unescape(re.sub(r"<[^>]+>", " ", text)).split())


def mails(to: str = EMAIL) -> list[Mail]:
    """The mails to an address, oldest first."""
    return edge.read(
        lambda: list(db.session.scalars(sa.select(Mail).where(Mail.to_address == to).order_by(Mail.id)))
    )


def link_in(mail: Mail) -> str:
    """The first link in a mail, as a path."""
    found = re.search(r"http://localhost:5000(/\S+)", mail.text)
    assert found is not None, mail.text
    return found.group(1)


def identity_of(email: str = EMAIL) -> Identity:
    """The row of a person, as it stands now."""
    return edge.read(lambda: db.session.scalars(sa.select(Identity).where(Identity.email == email)).one())


@pytest.fixture(scope="session")
def standing_app(sqlite_template: Path, tmp_path_factory: pytest.TempPathFactory) -> Flask:
    """One application for the whole run: making it takes a second, and these tests are many."""
    folder = tmp_path_factory.mktemp("standing")
    return create_app(settings_for(_copy_sqlite(sqlite_template, folder), folder))


@pytest.fixture
def site(standing_app: Flask, sqlite_url: str, clock: SteppedClock) -> Iterator[Flask]:
    """That application on a fresh database and with a clock of its own."""
    engine = sa.create_engine(sqlite_url, connect_args={"check_same_thread": False})
    set_up(engine)
    db._app_engines[standing_app][None] = engine
    standing_app.extensions["muster.clock"] = clock
    yield from _running(standing_app)


@pytest.fixture
def person(site: Flask) -> Person:
    """A stranger with a browser."""
    return Person(site)


@pytest.fixture
def another(site: Flask) -> Callable[[], Person]:
    """Makes further strangers."""
    return lambda: Person(site)


@pytest.fixture
def ada(person: Person, clock: SteppedClock) -> Person:
    """Ada, who has signed up and confirmed her address, and is signed in."""
    hashed = hash_password(PASSWORD)

    def sign_up() -> None:
        row = service.guest_for(EMAIL, "Ada", "en", "UTC", clock.now())
        row.password, row.confirmed_at = hashed, clock.now()

    edge.write(sign_up)
    person.sign_in()
    return person

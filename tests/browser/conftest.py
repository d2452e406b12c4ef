"""A demo world behind a web server on this machine, and a real browser to walk through it."""

from __future__ import annotations

import re
import socket
import threading
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pytest
from flask import Flask
from werkzeug.serving import make_server

from marketplace import create_app
from marketplace.core import edge
from marketplace.core.clock import SteppedClock
from marketplace.core.db import db
from marketplace.demo.loop import BEGINS_AT
from marketplace.identity import demo_people
from tests.browser.small import Visit, visitors
from tests.conftest import _copy_sqlite, settings_for
from tests.demo_world import demo_sqlite  # noqa: F401 - fixture
from tests.servers import LOOKS_UP_SECONDS


@dataclass(frozen=True)
class Served:
    """The world under test: its application, its address, and the people one may be."""

    app: Flask
    address: str
    clock: SteppedClock
    people: dict[str, str]  # role words to public id


@pytest.fixture(scope="session")
def served(
    demo_sqlite: Path,  # noqa: F811
    tmp_path_factory: pytest.TempPathFactory,
) -> Iterator[Served]:
    """A copy of the demo world behind a threaded server."""
    folder = tmp_path_factory.mktemp("demo")
    with socket.create_server(("127.0.0.1", 0)) as free:
        port = free.getsockname()[1]
    address, clock = f"http://localhost:{port}", SteppedClock(BEGINS_AT)
    settings = settings_for(_copy_sqlite(demo_sqlite, folder), folder, base_url=address, world="demo")
    app = create_app(settings, clock)
    with app.app_context():
        with app.test_request_context("/", base_url=address, environ_base={"REMOTE_ADDR": "127.0.0.1"}):
            people = edge.read(lambda: {f"{p.role} {p.name}": p.public_id for p in demo_people.people()})
        db.session.remove()
    server = make_server("127.0.0.1", port, app, threaded=True)
    thread = threading.Thread(target=server.serve_forever, args=(LOOKS_UP_SECONDS,), daemon=True)
    thread.start()
    yield Served(app, address, clock, people)
    server.shutdown()


@pytest.fixture
def browse(chromium: Any, served: Served) -> Iterator[Any]:
    """Open a page as somebody: `browse("owner Foglamp", width=390, locale="es", script=False)`."""
    contexts = []

    def open_page(who: str = "", *, width: int = 1280, locale: str = "en", script: bool = True) -> Any:
        context = chromium.new_context(
            viewport={"width": width, "height": 900},
            locale=locale,
            java_script_enabled=script,
            base_url=served.address,
        )
        contexts.append(context)
        page = context.new_page()
        page.set_default_timeout(45_000)
        if who:
            sign_in(page, served, who)
            read_in(page, locale)
        return page

    yield open_page
    for context in contexts:
        context.close()


@pytest.fixture
def visit(chromium: Any, shop: Any) -> Iterator[Visit]:
    """Open a test's own shop as somebody who is signed in; `shop` is the test's, with its application and address."""
    with visitors(chromium, shop.app, shop.address) as open_page:
        yield open_page


def sign_in(page: Any, served: Served, who: str) -> None:
    """Be one of the demo's people: the first whose role and name hold the words."""
    words = who.lower().split()
    refs = [ref for name, ref in served.people.items() if all(word in name.lower() for word in words)]
    page.goto("/demo/sign-in")
    buttons = [page.locator(f'button[value="{ref}"]') for ref in refs]
    there = next(button for button in buttons if button.count())  # who was asked may have answered since
    follow(page, there)


def read_in(page: Any, locale: str) -> None:
    """Read on in a language, whatever this person's last visit left in the account."""
    choice = page.locator(f'button[name="locale"][value="{locale}"]').first
    if choice.get_attribute("aria-current") is None:
        follow(page, choice)


def follow(page: Any, found: Any) -> None:
    """Click what leads to another page, and wait until that page is there."""
    with page.expect_navigation():
        found.click()


def press(page: Any, name: str) -> None:
    """Follow the first button, or link that looks like one, whose name begins so."""
    named, main = re.compile(f"^{re.escape(name)}"), page.locator("main")
    follow(page, main.get_by_role("button", name=named).or_(main.get_by_role("link", name=named)).first)

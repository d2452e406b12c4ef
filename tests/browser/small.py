"""A small shop of a test's own behind a web server, and browsers in which somebody is signed in already."""

from __future__ import annotations

import re
import socket
import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import sqlalchemy as sa
from flask import Flask
from werkzeug.serving import make_server

from marketplace import create_app
from marketplace.core import edge
from marketplace.core.clock import SteppedClock
from marketplace.core.db import db
from marketplace.identity import second_factor
from marketplace.identity.models import Identity
from tests.conftest import NOON, _copy_sqlite, settings_for
from tests.servers import LOOKS_UP_SECONDS

Visit = Callable[..., Any]


@contextmanager
def served(template: Path, folder: Path) -> Iterator[tuple[Flask, str, SteppedClock]]:
    """An application on an empty copy of the schema, its address, and its clock; fill it within its context."""
    with socket.create_server(("127.0.0.1", 0)) as free:
        port = free.getsockname()[1]
    address, clock = f"http://localhost:{port}", SteppedClock(NOON)
    app = create_app(settings_for(_copy_sqlite(template, folder), folder, base_url=address), clock)
    server = make_server("127.0.0.1", port, app, threaded=True)
    threading.Thread(target=server.serve_forever, args=(LOOKS_UP_SECONDS,), daemon=True).start()
    try:
        yield app, address, clock
    finally:
        server.shutdown()


@contextmanager
def visitors(chromium: Any, app: Flask, address: str) -> Iterator[Visit]:
    """Open the shop as somebody: `visit(person, width=390, locale="es", script="...")`."""
    contexts = []

    def visit(person: Identity, *, width: int = 1280, locale: str = "en", script: str = "") -> Any:
        context = chromium.new_context(
            viewport={"width": width, "height": 900}, locale=locale, base_url=address
        )
        contexts.append(context)
        value = app.session_interface.get_signing_serializer(app).dumps(  # type: ignore[attr-defined]
            {"_user_id": _reads_in(app, person, locale), "_fresh": True, second_factor.STRONG: True}
        )
        context.add_cookies([{"name": app.config["SESSION_COOKIE_NAME"], "value": value, "url": address}])
        page = context.new_page()
        page.set_default_timeout(45_000)
        if script:
            page.add_init_script(script)
        return page

    yield visit
    for context in contexts:
        context.close()


def said(page: Any) -> str:
    """What the page says, in one line."""
    return re.sub(r"\s+", " ", page.locator("main").inner_text())


def _reads_in(app: Flask, person: Identity, locale: str) -> str:
    """Who is signed in reads in the language of their account, and may enter a desk on any day."""

    def work() -> str:
        row = db.session.scalars(sa.select(Identity).where(Identity.public_id == person.public_id)).one()
        row.locale, row.tf_primary_method, row.tf_totp_secret = locale, "authenticator", "secret"
        return row.fs_uniquifier

    with app.app_context():
        found = edge.write(work)
        db.session.remove()
    return found

"""Mail is written with the change that causes it and handed to a real server by a job."""

from __future__ import annotations

import socket
from collections.abc import Iterator
from email.message import Message
from pathlib import Path
from typing import Any

import pytest
import sqlalchemy as sa
from aiosmtpd.controller import Controller
from aiosmtpd.handlers import Message as MessageHandler
from flask import Flask

from config import from_environment
from marketplace import create_app
from marketplace.core import edge, jobs, mail
from marketplace.core.clock import SteppedClock
from marketplace.core.db import db
from tests.conftest import NOON, settings_for


class Postbox(MessageHandler):
    """Keeps what it is handed."""

    def __init__(self) -> None:
        super().__init__()
        self.messages: list[Message] = []

    def handle_message(self, message: Message) -> None:
        self.messages.append(message)


@pytest.fixture
def server() -> Iterator[tuple[Postbox, int]]:
    box = Postbox()
    with socket.create_server(("127.0.0.1", 0)) as free:
        port = free.getsockname()[1]
    controller = Controller(box, hostname="127.0.0.1", port=port)
    controller.start()
    yield box, port
    controller.stop()


@pytest.fixture
def posting(
    database_url: str, tmp_path: Path, server: tuple[Postbox, int], clock: SteppedClock
) -> Iterator[Flask]:
    settings = settings_for(
        database_url, tmp_path, mail_url=f"smtp://127.0.0.1:{server[1]}", mail_from="shop@example.org"
    )
    app = create_app(settings, clock)
    with app.app_context():
        yield app
        db.session.remove()
        db.engine.dispose()


def test_a_server_receives_what_was_posted_once(posting: Flask, server: tuple[Postbox, int]) -> None:
    edge.write(lambda: mail.post("rosa@example.org", "Your tour\nis on", "Nos vemos a las diez.", NOON))

    jobs.run_due(NOON)
    jobs.run_due(NOON)

    (message,) = server[0].messages
    assert message["To"] == "rosa@example.org"
    assert message["Subject"] == "Your tour is on"
    assert "Nos vemos" in message.get_payload()
    assert _states() == ["sent"]


def test_a_server_that_is_away_is_tried_again(
    posting: Flask, server: tuple[Postbox, int], monkeypatch: Any
) -> None:
    real = mail.deliver

    def down(*_: Any) -> None:
        raise ConnectionRefusedError

    monkeypatch.setattr(mail, "deliver", down)
    edge.write(lambda: mail.post("rosa@example.org", "Hello", "…", NOON))
    jobs.run_due(NOON)
    assert _states() == ["waiting"]

    monkeypatch.setattr(mail, "deliver", real)
    jobs.run_due(NOON.replace(hour=14))

    assert len(server[0].messages) == 1


def test_without_a_server_mail_is_kept_in_the_outbox(app: Flask) -> None:
    edge.write(lambda: mail.post("rosa@example.org", "Hello", "…", NOON))

    jobs.run_due(NOON)
    jobs.run_due(NOON)
    assert _states() == ["kept"]


def _states() -> list[str]:
    return edge.read(lambda: list(db.session.scalars(sa.select(mail.Mail.state))))


def test_without_a_server_a_mail_is_printed_once_and_pages_say_where_it_is(
    sqlite_url: str, tmp_path: Path, clock: SteppedClock, capsys: pytest.CaptureFixture[str]
) -> None:
    app = create_app(settings_for(sqlite_url, tmp_path, mail_url="terminal:"), clock)
    with app.app_context():
        edge.write(
            lambda: mail.post("rosa@example.org", "Confirm your address", "https://example.org/x", NOON)
        )
        jobs.run_due(NOON)
        jobs.run_due(NOON)
        assert _states() == ["sent"]
        db.session.remove()
        db.engine.dispose()
    printed = capsys.readouterr().out
    assert printed.count("Mail to rosa@example.org: Confirm your address") == 1
    assert "https://example.org/x" in printed
    for path in ("/sign-up/sent", "/confirmation", "/forgotten"):
        page = app.test_client().get(path, follow_redirects=True).get_data(as_text=True)
        assert "printed in the window in which Muster runs" in page, path


def test_a_shop_without_a_mail_server_prints_and_a_demo_keeps() -> None:
    secret = {"SECRET_KEY": "a secret for tests only, long enough"}
    assert from_environment(secret).prints_mail
    assert from_environment(secret | {"MUSTER_WORLD": "demo"}).mail_url == "outbox:"
    assert not from_environment(secret | {"MUSTER_MAIL_URL": "smtp://localhost:25"}).prints_mail

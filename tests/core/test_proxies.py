"""Behind web servers of one's own, visitors are told apart by their addresses; nobody else is believed."""

from __future__ import annotations

from pathlib import Path

import pytest
from flask import Flask, request

from marketplace import create_app
from marketplace.core.db import db
from tests.conftest import settings_for

VISITOR, FORGED, NGINX = "203.0.113.7", "198.51.100.1", "127.0.0.1"


def _site(url: str, folder: Path, **changes: object) -> Flask:
    app = create_app(settings_for(url, folder, base_url="https://army.example.org", **changes))

    def whence() -> dict[str, object]:
        return {"from": request.remote_addr, "secure": request.is_secure, "host": request.host}

    whence.access = None  # type: ignore[attr-defined] - of this test alone
    app.add_url_rule("/whence", view_func=whence)
    return app


@pytest.mark.parametrize(
    ("proxies", "forwarded", "believed"),
    [
        (0, VISITOR, NGINX),
        (1, VISITOR, VISITOR),
        (1, f"{FORGED}, {VISITOR}", VISITOR),  # what the visitor wrote stands left of what the server added
        (2, f"{FORGED}, {VISITOR}, 10.0.0.2", VISITOR),
        (2, VISITOR, NGINX),  # fewer stood in front than were named: the list is not to be trusted
    ],
)
def test_who_asks_is_who_the_last_trusted_server_saw(
    sqlite_url: str, tmp_path: Path, proxies: int, forwarded: str, believed: str
) -> None:
    app = _site(sqlite_url, tmp_path, trusted_proxies=proxies)
    said = app.test_client().get("/whence", headers={"X-Forwarded-For": forwarded}).json
    assert said["from"] == believed


@pytest.mark.parametrize("proxies", [0, 1])
def test_how_they_came_is_believed_too_but_never_the_host(
    sqlite_url: str, tmp_path: Path, proxies: int
) -> None:
    app = _site(sqlite_url, tmp_path, trusted_proxies=proxies)
    headers = {"X-Forwarded-Proto": "https", "X-Forwarded-Host": "evil.example"}
    said = app.test_client().get("/whence", headers=headers).json
    assert said == {"from": NGINX, "secure": bool(proxies), "host": "localhost"}


def test_each_visitor_has_a_count_of_their_own(sqlite_url: str, tmp_path: Path) -> None:
    app = _site(sqlite_url, tmp_path, trusted_proxies=1, rate_limits=True)
    app.config["WTF_CSRF_ENABLED"] = False
    browser = app.test_client()

    def asks(visitor: str) -> int:
        mail = {"email": f"{visitor}.{asks.tried}@example.org"}  # type: ignore[attr-defined]
        asks.tried += 1  # type: ignore[attr-defined]
        headers = {"X-Forwarded-For": f"{FORGED}, {visitor}"}
        return browser.post("/forgotten", data=mail, headers=headers).status_code

    asks.tried = 0  # type: ignore[attr-defined]
    answers = [asks(VISITOR) for _ in range(60)]
    assert answers[0] < 400
    assert answers[-1] == 429
    assert asks("203.0.113.8") < 400
    with app.app_context():
        db.engine.dispose()

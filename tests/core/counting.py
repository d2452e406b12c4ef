"""One application instance in a process of its own: posts once whenever it is told to, and says what came back.

The limiter is one for the whole process, so that two instances in one process would share a count in any case.
"""

from __future__ import annotations

from multiprocessing.connection import Connection
from pathlib import Path

from marketplace import create_app
from marketplace.core.limits import limited
from tests.conftest import settings_for


def answer_posts(line: Connection, limit_url: str, database_url: str, folder: Path) -> None:
    """Let two posts an hour through, counted where the address says, until nobody is at the other end."""
    app = create_app(settings_for(database_url, folder, rate_limits=True, rate_limit_url=limit_url))
    app.config["WTF_CSRF_ENABLED"] = False

    def view() -> str:
        return "through"

    app.add_url_rule("/counted", "counted", limited("2 per hour")(view), methods=["POST"])
    line.send("ready")
    while _is_told(line):
        answer = app.test_client().post("/counted")
        line.send((answer.status_code, answer.headers.get("Retry-After")))


def _is_told(line: Connection) -> bool:
    try:
        line.recv()
    except EOFError:
        return False
    return True

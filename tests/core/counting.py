"""One application instance in a process of its own: posts once for every line it reads, and says what came back.

The limiter is one for the whole process, so that two instances in one process would share a count in any case.
"""

from __future__ import annotations

import json
import sys
from pathlib import Path

from marketplace import create_app
from marketplace.core.limits import limited
from tests.conftest import settings_for


def main(limit_url: str, database_url: str, folder: str) -> None:
    """Let two posts an hour through, counted where the address says."""
    settings = settings_for(database_url, Path(folder), rate_limits=True, rate_limit_url=limit_url)
    app = create_app(settings)
    app.config["WTF_CSRF_ENABLED"] = False

    def view() -> str:
        return "through"

    app.add_url_rule("/counted", "counted", limited("2 per hour")(view), methods=["POST"])
    print("ready", flush=True)
    for _ in sys.stdin:
        answer = app.test_client().post("/counted")
        print(json.dumps([answer.status_code, answer.headers.get("Retry-After")]), flush=True)


if __name__ == "__main__":
    main(*sys.argv[1:])

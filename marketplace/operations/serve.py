"""Starting the web server and the worker, after the database is up to date and, in the demo, filled."""

from __future__ import annotations

import logging
import os
import sys
import time

from flask import Flask

from config import ROOT
from marketplace import create_app
from marketplace.core import edge, jobs
from marketplace.geo import place_search
from marketplace.superfans import service_skills

log = logging.getLogger(__name__)


def upgrade() -> Flask:
    """Bring schema, places and skills up to date, fill the demo world when it is empty; gives the application."""
    from flask_migrate import upgrade as migrate_up

    os.environ["MUSTER_SCHEDULER"] = "off"
    app = create_app()
    with app.app_context():
        migrate_up(directory=str(ROOT / "migrations"))
        place_search.prepare()
        edge.write(service_skills.load_taxonomy)
        if app.extensions["muster.settings"].is_demo:
            from marketplace.demo import seed

            seed.fill_if_empty()
    return app


def run() -> int:
    """Serve in the foreground with gunicorn; prints where, and who may sign in to the demo."""
    scheduler = os.environ.get("MUSTER_SCHEDULER", "on")
    app = upgrade()
    settings = app.extensions["muster.settings"]
    os.environ["MUSTER_SCHEDULER"] = scheduler
    port = os.environ.get("PORT", "5000")
    print(f"\nMuster is at {settings.base_url}  (stop it with Ctrl+C)")
    if settings.prints_mail:
        print("No mail server is set, so mails are printed here; docs/settings.md says how to set one.")
    if settings.is_demo:
        from marketplace.demo import sign_ins

        with app.app_context():
            print(sign_ins.printed())
    sys.stdout.flush()
    arguments = [
        "gunicorn",
        "--config",
        str(ROOT / "gunicorn.conf.py"),
        "--bind",
        f"127.0.0.1:{port}",
        "wsgi:app",
    ]
    os.chdir(ROOT)
    os.execv(sys.executable, [sys.executable, "-m", *arguments])  # noqa: S606 - our own arguments


def work() -> int:
    """Run due work until stopped: beside any number of web processes, on any machines."""
    os.environ["MUSTER_SCHEDULER"] = "off"
    app = create_app()
    with app.app_context():
        while True:
            try:
                if not jobs.run_due():
                    time.sleep(1)
            except KeyboardInterrupt:
                return 0
            except Exception:  # the worker must go on
                log.exception("a round of work failed")
                time.sleep(5)

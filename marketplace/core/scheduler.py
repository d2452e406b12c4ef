"""The clock of a process: APScheduler says look now, and the rows decide what is done."""

from __future__ import annotations

import logging

from apscheduler.schedulers.background import BackgroundScheduler
from flask import Flask

from marketplace.core import jobs

log = logging.getLogger(__name__)

TICK_SECONDS = 5


def start(app: Flask) -> BackgroundScheduler:
    """Start the clock in this process; losing or doubling a tick is harmless, for the rows decide."""
    logging.getLogger("apscheduler").setLevel(logging.ERROR)
    scheduler = BackgroundScheduler(timezone="UTC")

    def tick() -> None:
        with app.app_context():
            try:
                jobs.run_due()
            except Exception:  # the clock must go on
                log.exception("a tick failed")

    scheduler.add_job(
        tick, "interval", seconds=TICK_SECONDS, max_instances=1, coalesce=True, misfire_grace_time=60
    )
    scheduler.start()
    return scheduler

"""How gunicorn runs the application: a few workers, each with the clock inside; the database decides who works."""

import os

workers = int(os.environ.get("WEB_WORKERS", "2"))
worker_class = "gthread"
threads = int(os.environ.get("WEB_THREADS", "4"))
timeout = 60
graceful_timeout = 20
accesslog = None
errorlog = "-"
loglevel = "warning"


def post_worker_init(worker):  # type: ignore[no-untyped-def]
    """Start the clock in each worker, after the fork."""
    from marketplace.core import scheduler
    from wsgi import app

    if app.extensions["muster.settings"].scheduler:
        scheduler.start(app)

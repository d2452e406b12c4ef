"""The demo beside an empty shop: a visitor of a new installation may look at it first, in a process and database of its own."""

from __future__ import annotations

import os
import socket
import subprocess
import sys

from flask import Blueprint, Flask, abort, current_app, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue

from config import ROOT, Settings
from marketplace.core.edge import keeps_own_transactions
from marketplace.core.permissions import public

LOOPBACK = frozenset({"127.0.0.1", "::1"})


def register(app: Flask) -> None:
    """Attach the pages, in a shop alone: the demo shows itself."""
    settings: Settings = app.extensions["muster.settings"]
    if not settings.is_demo:
        blueprint_here = Blueprint("demo", __name__)
        blueprint_here.add_url_rule("/demo", "see", see, methods=["GET"])
        blueprint_here.add_url_rule("/demo", "start", start, methods=["POST"])
        app.register_blueprint(blueprint_here)


def port() -> int:
    """Where the demo listens: the port after the shop's."""
    return int(os.environ.get("PORT", "5000")) + 1


def is_up() -> bool:
    """True when something answers there."""
    with socket.socket() as probe:
        probe.settimeout(0.2)
        return probe.connect_ex(("127.0.0.1", port())) == 0


@public
def see() -> ResponseReturnValue:
    """Say what the demo is; once it is up, lead there."""
    _only_here()
    if is_up():
        return redirect(f"http://localhost:{port()}/", 303)
    return render_template("home/demo.html", is_starting=request.args.get("starting") == "1")


@public
@keeps_own_transactions
def start() -> ResponseReturnValue:
    """Start it in a process of its own, which ends with this server."""
    _only_here()
    if not is_up():
        environment = {
            k: v
            for k, v in os.environ.items()
            if k not in ("SECRET_KEY", "DATABASE_URL", "MUSTER_BASE_URL", "MUSTER_UPLOADS_URL")
        }
        environment = {k: v for k, v in environment.items() if not k.startswith("STRIPE_")} | {
            "MUSTER_WORLD": "demo"
        }
        command = [sys.executable, "-m", "marketplace", "run", "--port", str(port())]
        subprocess.Popen(command, cwd=ROOT, env=environment, stdout=subprocess.DEVNULL)  # noqa: S603 - our own command
    return redirect(url_for("demo.see", starting=1), 303)


def _only_here() -> None:
    """The demo has open doors: it is for people at this machine."""
    if current_app.config.get("DEMO_BESIDE") is False or request.remote_addr not in LOOPBACK:
        abort(404)

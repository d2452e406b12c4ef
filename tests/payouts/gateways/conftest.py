"""The same provider over both transports: embedded, and the network's client against a sandbox behind a port."""

from __future__ import annotations

import threading
from collections.abc import Iterator

import pytest
import stripe
from werkzeug.serving import make_server

from payouts.gateways import stripe_provider
from payouts.gateways.sandbox.server import sandbox_app
from payouts.gateways.stripe_provider import live_provider
from tests.payouts import worlds
from tests.payouts.worlds import World
from tests.servers import LOOKS_UP_SECONDS

NETWORK_KEY = "sk_test_loopback"


@pytest.fixture(params=["embedded", "network"])
def file_world(
    request: pytest.FixtureRequest, file_world: World, monkeypatch: pytest.MonkeyPatch
) -> Iterator[World]:
    """A business whose provider is reached in this process, and then through a socket."""
    if request.param == "embedded":
        yield file_world
        return
    server = make_server("127.0.0.1", 0, sandbox_app(file_world.sandbox), threaded=True)
    thread = threading.Thread(target=server.serve_forever, args=(LOOKS_UP_SECONDS,), daemon=True)
    thread.start()
    # How long is waited before a request is sent again, tests/payouts/gateways/test_pacing.py says.
    monkeypatch.setattr(stripe.HTTPClient, "INITIAL_DELAY", 0.001)
    monkeypatch.setattr(stripe_provider._pace_of(NETWORK_KEY), "sleep", lambda _seconds: None)
    file_world.provider = live_provider(NETWORK_KEY, address=f"http://127.0.0.1:{server.server_port}")
    monkeypatch.setattr(worlds, "PLATFORM", NETWORK_KEY)
    monkeypatch.setattr(request.module, "PLATFORM", NETWORK_KEY, raising=False)
    yield file_world
    server.shutdown()
    thread.join()
    server.server_close()

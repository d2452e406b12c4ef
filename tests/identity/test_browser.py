"""In a real browser: passkeys by a virtual device, the zone of the browser, and pages that everyone can use."""

from __future__ import annotations

import re
import socket
import threading
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from flask import Flask
from werkzeug.serving import make_server

from marketplace import create_app
from marketplace.core.clock import SystemClock
from tests.conftest import _copy_sqlite, _running, settings_for
from tests.identity.conftest import PASSWORD, identity_of, mails
from tests.servers import LOOKS_UP_SECONDS

pytestmark = pytest.mark.browser
DEVICE = {
    "protocol": "ctap2",
    "transport": "internal",
    "hasResidentKey": True,
    "hasUserVerification": True,
    "isUserVerified": True,
    "automaticPresenceSimulation": True,
}
OPEN_PAGES = [
    "/sign-in",
    "/sign-up",
    "/sign-up?as=fan",
    "/sign-up/sent",
    "/confirmation",
    "/forgotten",
    "/sign-in/lost",
]
OWN_PAGES = [
    "/account", "/account/details", "/account/password", "/account/address", "/account/app", "/account/recovery-codes",
    "/account/passkeys", "/account/sessions", "/account/tokens", "/account/data", "/account/erasure", "/proof",
]  # fmt: skip


@pytest.fixture(scope="module")
def served(sqlite_template: Path, tmp_path_factory: pytest.TempPathFactory) -> Iterator[tuple[Flask, str]]:
    """An application behind a web server on this machine, under the name that passkeys need."""
    folder = tmp_path_factory.mktemp("served")
    with socket.create_server(("127.0.0.1", 0)) as free:
        port = free.getsockname()[1]
    address = f"http://localhost:{port}"
    settings = settings_for(_copy_sqlite(sqlite_template, folder), folder, base_url=address)
    for app in _running(create_app(settings, SystemClock())):
        server = make_server("127.0.0.1", port, app, threaded=True)
        thread = threading.Thread(target=server.serve_forever, args=(LOOKS_UP_SECONDS,), daemon=True)
        thread.start()
        yield app, address
        server.shutdown()
        thread.join()


@pytest.fixture
def context(chromium: Any, served: tuple[Flask, str]) -> Iterator[Any]:
    """A fresh browser on a phone in Madrid."""
    context = chromium.new_context(
        viewport={"width": 390, "height": 844},
        base_url=served[1],
        timezone_id="Europe/Madrid",
        locale="en-GB",
    )
    context.set_default_timeout(45_000)
    yield context
    context.close()


def sign_up(page: Any, address: str, email: str) -> None:
    """From the front to a confirmed account."""
    page.goto("/sign-up?as=fan")
    page.fill("#name", "Ada")
    page.fill("#email", email)
    page.fill("#password", PASSWORD)
    page.get_by_role("button", name="Sign up", exact=True).click()
    page.wait_for_url(re.compile("/sign-up/sent"))
    found = re.search(re.escape(address) + r"(/confirmation/\S+)", mails(email)[-1].text)
    assert found is not None
    page.goto(found.group(1))
    page.get_by_role("button", name="Confirm my address").click()
    page.wait_for_load_state()


def test_a_passkey_made_on_a_phone_signs_in(context: Any, served: tuple[Flask, str]) -> None:
    page = context.new_page()
    sign_up(page, served[1], "ada@example.org")
    assert identity_of("ada@example.org").timezone == "Europe/Madrid"
    session = context.new_cdp_session(page)
    session.send("WebAuthn.enable")
    session.send("WebAuthn.addVirtualAuthenticator", {"options": DEVICE})

    page.goto("/account/passkeys")
    page.fill("#name", "my phone")
    page.get_by_role("button", name="Add a passkey").click()
    page.get_by_text("The passkey my phone is ready to use.").wait_for()
    page.goto("/account")
    page.get_by_role("main").get_by_role("button", name="Sign out").click()
    page.goto("/sign-in?next=/account/details")
    page.get_by_role("button", name="Sign in with a passkey").click()

    page.wait_for_url(f"{served[1]}/account/details")
    page.goto("/account/passkeys")
    page.fill("#name", "the same phone")
    page.get_by_role("button", name="Add a passkey").click()
    page.get_by_text("This device has a passkey for you already.").wait_for()


def test_a_passkey_that_is_not_given_can_be_tried_again(context: Any) -> None:
    page = context.new_page()
    session = context.new_cdp_session(page)
    session.send("WebAuthn.enable")
    session.send("WebAuthn.addVirtualAuthenticator", {"options": DEVICE})
    page.goto("/sign-in")

    page.get_by_role("button", name="Sign in with a passkey").click()

    page.get_by_role("button", name="Try again").wait_for()
    page.get_by_role("link", name="Back").click()
    page.wait_for_url("**/sign-in")
    page.get_by_role("button", name="Sign in with a passkey").wait_for()


def test_no_script_no_button_that_needs_it(chromium: Any, served: tuple[Flask, str]) -> None:
    context = chromium.new_context(java_script_enabled=False, base_url=served[1])
    page = context.new_page()

    page.goto("/sign-in")

    assert not page.get_by_role("button", name="Sign in with a passkey").is_visible()
    context.close()


def test_pages_are_usable_by_everyone_and_fit(context: Any, served: tuple[Flask, str]) -> None:
    from axe_playwright_python.sync_playwright import Axe

    page, faults = context.new_page(), []
    for pages in (OPEN_PAGES, OWN_PAGES):
        for path in pages:
            page.goto(path)
            found = Axe().run(page).response["violations"]
            faults += [
                f"{path} {fault['id']}" for fault in found if fault["impact"] in ("serious", "critical")
            ]
            for width in (1280, 390):
                page.set_viewport_size({"width": width, "height": 844})
                if page.evaluate("document.documentElement.scrollWidth > window.innerWidth"):
                    faults.append(f"{path} scrolls sideways at {width}")
        if pages is OPEN_PAGES:
            sign_up(page, served[1], "axe@example.org")

    assert faults == []

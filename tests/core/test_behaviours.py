"""In a real browser: components can be used by everyone, behaviours attach, and nothing is run from attributes."""

from __future__ import annotations

import threading
from collections.abc import Iterator

import pytest
from flask import Flask, render_template_string
from werkzeug.serving import make_server

from tests.core.gallery_app import make_gallery
from tests.missing import missing
from tests.servers import LOOKS_UP_SECONDS

pytestmark = pytest.mark.browser
ADDRESSES = ["/gallery/?wrong=1", "/gallery/welcome", "/gallery/listing", "/gallery/desk", "/error/404"]
ACCENTS = ["%23ffee00", "%23e4572e", "%23777777"]
SWAPPING = """
{% extends 'layout/base.html' %}
{% block content %}
<div class="wrap stack"><h1>Swapping</h1>
<button class="button" hx-get="/part" hx-target="#out">Fetch</button><div id="out"></div>
<button class="button" hx-on:click="document.title = 'run'">Attribute</button></div>
{% endblock %}
"""


@pytest.fixture(scope="module")
def address(tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    app = make_gallery(tmp_path_factory.mktemp("browser"))
    _add_swapping(app)
    server = make_server("127.0.0.1", 0, app, threaded=True)
    thread = threading.Thread(target=server.serve_forever, args=(LOOKS_UP_SECONDS,), daemon=True)
    thread.start()
    yield f"http://127.0.0.1:{server.port}"
    server.shutdown()
    thread.join()


@pytest.fixture
def browser(chromium: object) -> object:
    return chromium


@pytest.fixture
def page(browser, address):
    context = browser.new_context(
        viewport={"width": 390, "height": 844}, timezone_id="Europe/Berlin", base_url=address, locale="en-GB"
    )
    context.set_default_timeout(45_000)
    yield context.new_page()
    context.close()


@pytest.mark.parametrize(("width", "theme"), [(390, "light"), (1280, "dark")])
def test_axe_finds_nothing_and_nothing_scrolls_sideways(browser, address, width, theme) -> None:
    from axe_playwright_python.sync_playwright import Axe

    context = browser.new_context(
        viewport={"width": width, "height": 844}, color_scheme=theme, base_url=address, bypass_csp=True
    )
    page = context.new_page()
    for path in [*ADDRESSES, *(f"/gallery/welcome?accent={accent}" for accent in ACCENTS)]:
        page.goto(path)
        found = Axe().run(page).response["violations"]
        sideways = page.evaluate(
            "document.documentElement.scrollWidth - document.documentElement.clientWidth"
        )

        assert [(each["id"], each["nodes"][0]["html"]) for each in found] == [], path
        assert sideways <= 0, path
    context.close()


def test_nothing_scrolls_sideways_at_320_pixels(page) -> None:
    page.set_viewport_size({"width": 320, "height": 640})
    for path in ADDRESSES:
        page.goto(path)

        assert page.evaluate("document.documentElement.scrollWidth") <= 320, path


def test_the_error_summary_has_the_focus_and_leads_to_the_field(page) -> None:
    page.goto("/gallery/?wrong=1")
    page.locator(".error-summary:focus").wait_for()
    page.get_by_role("link", name="Choose what fans get").click()

    assert page.evaluate("document.activeElement.id") == "terms-0"


def test_the_readers_own_time_stands_beside_a_time_elsewhere(page) -> None:
    page.goto("/gallery/")

    page.get_by_text("where you are").first.wait_for()
    assert "7:00 PM where you are" in page.locator(".when__yours").first.inner_text()


def test_a_menu_closes_on_escape_and_the_focus_returns(page) -> None:
    page.goto("/gallery/", wait_until="networkidle")
    page.locator(".thumb-bar__more summary").click()
    assert page.get_by_role("link", name="Join").last.is_visible()
    page.keyboard.press("Escape")

    assert page.locator(".thumb-bar__more").get_attribute("open") is None
    assert page.evaluate("document.activeElement.tagName") == "SUMMARY"


def test_a_form_being_sent_is_busy_and_sent_once(page) -> None:
    page.goto("/gallery/", wait_until="networkidle")
    page.evaluate(
        """() => {
            window.outcomes = [];
            window.addEventListener("submit", (event) => {
                window.outcomes.push(event.defaultPrevented ? "held" : "sent");
                event.preventDefault();
            });
        }"""
    )
    button = page.get_by_role("button", name="Save and go on")
    button.click()
    button.click()

    assert page.evaluate("() => window.outcomes") == ["sent", "held"]
    assert button.get_attribute("aria-busy") == "true"


def test_unsaved_input_is_asked_about(page) -> None:
    page.goto("/gallery/", wait_until="networkidle")
    asked = []
    page.on("dialog", lambda dialog: (asked.append(dialog.type), dialog.accept()))
    page.get_by_label("Your name").press_sequentially("Ana")
    page.goto("/gallery/welcome")

    assert asked == ["beforeunload"]


def test_parts_are_swapped_in_and_code_in_attributes_is_refused(page, address) -> None:
    page.goto("/swapping", wait_until="networkidle")
    if page.evaluate("document.documentElement.dataset.htmx") != "on":
        missing("htmx is not vendored on this machine: python -m marketplace.core.vendor")
    title = page.title()
    page.get_by_role("button", name="Fetch").click()
    page.get_by_text("The part").wait_for()
    page.get_by_role("button", name="Attribute").click()
    page.wait_for_timeout(200)

    assert page.title() == title


def test_htmx_itself_refuses_code_in_attributes_where_no_content_policy_stops_it(browser, address) -> None:
    context = browser.new_context(base_url=address, bypass_csp=True)
    page = context.new_page()
    page.goto("/swapping", wait_until="networkidle")
    if page.evaluate("document.documentElement.dataset.htmx") != "on":
        missing("htmx is not vendored on this machine: python -m marketplace.core.vendor")
    with page.expect_console_message(lambda message: "Code in attributes is not run" in message.text):
        page.get_by_role("button", name="Attribute").click()

    assert page.title() != "run"
    context.close()


def test_without_script_folds_menus_and_dialogs_still_open(browser, address) -> None:
    context = browser.new_context(java_script_enabled=False, base_url=address)
    page = context.new_page()
    page.goto("/gallery/")
    page.get_by_text("What happens if it rains?").click()
    page.get_by_role("button", name="Ask before doing").click()

    assert page.get_by_text("the shop lends umbrellas").is_visible()
    assert page.get_by_text("Eva finds someone else").is_visible()
    context.close()


def _add_swapping(app: Flask) -> None:
    app.add_url_rule("/swapping", "swapping", lambda: render_template_string(SWAPPING))
    app.add_url_rule("/part", "part", lambda: "<p>The part</p><script>document.title = 'run'</script>")

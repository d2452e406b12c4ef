"""Every page that can be reached, as everybody: it opens, fits a phone and a desk, and can be used by everyone.

A page is one address of the map of addresses; of each, the fullest found is looked at once per language, by the
first of the people who comes to it. What looks different for each business or side is looked at for each of them.
Widths and answers are looked at in both languages. Whether it can be used by everyone is asked once of each page, of
every other one in Spanish on a phone in the dark, of the rest in English at a desk by day: what the themes and widths
themselves do is asked of every component in all of them, where the components are shown.
"""

from __future__ import annotations

import re
from dataclasses import dataclass, field
from functools import cache
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit
from zlib import crc32

import pytest
from werkzeug.exceptions import HTTPException
from werkzeug.routing import RequestRedirect

from tests.browser.conftest import Served

pytestmark = pytest.mark.browser
PEOPLE = (
    "",
    "customer",
    "superfan asked",
    "superfan North Beach",
    "owner Foglamp",
    "owner Lluvia",
    "owner Meeuw",
)
LEAST = {"": 11, "customer": 30, "superfan": 38, "owner": 50}  # pages somebody surely comes to
STARTS = (
    "/",
    "/search",
    "/search?view=map",
    "/sign-up",
    "/fan",
    "/fan/board",
    "/my/bookings",
    "/notices",
    "/account",
)
FILES = ("/uploads/", "/static/", "/assets/", "/api/", "/calendars/")
INSTANCES = 3  # addresses tried of one page, of which the fullest is looked at
OF_EACH = {
    "businesses.overview",
    "businesses.programme",
    "gigs.gig_page",
    "gigs.assignment",
    "bookings.booking",
    "bookings.desk_booking",
    "businesses.edit_programme",
}
SEES = re.compile(r'href="(/[^"#]*)"')
WIDTHS = (390, 1280)
AXE = """async () => (await axe.run(document, {resultTypes: ['violations']}))
  .violations.filter(v => ['serious', 'critical'].includes(v.impact))
  .map(v => v.id + ' on ' + v.nodes.map(n => n.target.join(' ')).slice(0, 3).join(', '))"""
TOO_WIDE = "document.documentElement.scrollWidth - window.innerWidth"


@dataclass
class Reach:
    """What somebody can come to by links alone."""

    person: str  # who it is, by public id
    pages: dict[str, str] = field(default_factory=dict)  # name of the page to its fullest address
    broken: list[str] = field(default_factory=list)


def name_of(served: Served, path: str) -> str | None:
    """Which page of the map an address is; the same page with another id is the same, another view of it is not."""
    parts = urlsplit(path)
    try:
        found, _values = served.app.url_map.bind("localhost").match(parts.path)
    except (HTTPException, RequestRedirect):
        return None
    return f"{found} as a map" if "view=map" in parts.query else str(found)


def person(served: Served, who: str, page: str) -> str:
    """Public id of the first of those offered whose role and name hold the words, or at least the role."""
    offered = {name.lower(): ref for name, ref in served.people.items() if f'value="{ref}"' in page}
    for words in (who.lower().split(), who.lower().split()[:1]):
        for name, ref in offered.items():
            if words and all(word in name for word in words):
                return ref
    assert not who, f"nobody is {who}"
    return ""


def reach(served: Served, who: str, locale: str) -> Reach:
    """Follow links breadth first, a few addresses of each page."""
    client = served.app.test_client()
    client.set_cookie("muster_locale", locale)
    host = {"base_url": served.address, "environ_base": {"REMOTE_ADDR": "127.0.0.1"}}
    result = Reach(person=person(served, who, client.get("/demo/sign-in", **host).text))
    if result.person:
        token = re.search(r'name="csrf_token" value="([^"]+)"', client.get("/demo/sign-in", **host).text)
        assert token
        client.post("/demo/sign-in", data={"csrf_token": token[1], "person": result.person}, **host)
    waiting, tried, fullest = list(STARTS), {}, {}  # type: ignore[var-annotated]
    while waiting:
        path = waiting.pop(0)
        name = name_of(served, path)
        seen = tried.setdefault(name, [])
        if name is None or path.startswith(FILES) or path in seen or len(seen) >= INSTANCES:
            continue
        seen.append(path)
        answer = client.get(path, **host)
        if answer.status_code in (301, 302, 303):
            waiting.append(urlsplit(answer.headers["Location"]).path)
        elif answer.status_code != 200 and not (name == "home" or path in STARTS):
            result.broken.append(f"{path} answers {answer.status_code}")
        if answer.status_code == 200 and answer.mimetype == "text/html":
            if len(answer.text) > fullest.get(name, 0):
                fullest[name], result.pages[name] = len(answer.text), path
            waiting += [link.replace("&amp;", "&") for link in SEES.findall(answer.text)]
    return result


def widths_of(page: Any, path: str) -> list[str]:
    """Where the page that is open is too wide: at a phone's width or at a desk's. It is left at the width it had."""
    found, first = [], page.viewport_size
    for width in (*(w for w in WIDTHS if w != first["width"]), first["width"]):
        page.set_viewport_size({"width": width, "height": 900})
        over = page.evaluate(TOO_WIDE)
        if over > 0:
            found.append(f"{path}: {over} pixels too wide at {width}")
    return found


def hindrances_of(page: Any, path: str) -> list[str]:
    """What makes the page that is open hard to use for somebody."""
    page.evaluate(axe_script())
    return [f"{path}: {fault}" for fault in page.evaluate(AXE)]


@cache
def axe_script() -> str:
    """The checker of accessibility, as the browser runs it."""
    import axe_playwright_python

    return (Path(axe_playwright_python.__file__).parent / "axe.min.js").read_text()


@dataclass
class Looked:
    """What was found and looked at so far: finding is once for both languages."""

    reached: dict[str, Reach] = field(default_factory=dict)
    at: set[tuple[str, str]] = field(default_factory=set)  # page and language


@pytest.fixture(scope="module")
def looked() -> Looked:
    """One memory for all the people."""
    return Looked()


@pytest.mark.parametrize(
    ("locale", "width", "scheme", "turn"), [("es", 390, "dark", 0), ("en", 1280, "light", 1)]
)
@pytest.mark.parametrize("who", PEOPLE)
def test_every_page_opens_fits_and_can_be_used(
    served: Served, chromium: Any, looked: Looked, who: str, locale: str, width: int, scheme: str, turn: int
) -> None:
    if who not in looked.reached:
        looked.reached[who] = reach(served, who, locale)
    reached = looked.reached[who]
    faults = list(reached.broken)
    context = chromium.new_context(
        viewport={"width": width, "height": 900},
        base_url=served.address,
        bypass_csp=True,
        color_scheme=scheme,
        reduced_motion="reduce",
    )
    context.add_cookies([{"name": "muster_locale", "value": locale, "url": served.address}])
    page = context.new_page()
    page.on("pageerror", lambda error: faults.append(f"{page.url}: {error}"))
    if reached.person:
        page.goto("/demo/sign-in")
        page.locator(f'button[value="{reached.person}"]').click()
        page.wait_for_load_state()
    for name, path in reached.pages.items():
        if name not in OF_EACH and (name, locale) in looked.at:
            continue
        looked.at.add((name, locale))
        answer = page.goto(path)
        if answer.status != 200:
            faults.append(f"{path} answers {answer.status}")
        faults += widths_of(page, path)
        if crc32(name.encode()) % 2 == turn:
            faults += hindrances_of(page, path)
    context.close()

    assert faults == []
    assert len(reached.pages) >= LEAST[who.partition(" ")[0]], sorted(reached.pages)


def test_the_pages_on_the_way_to_a_booking_fit_and_can_be_used(served: Served, browse: Any) -> None:
    page = browse(width=390)
    page.emulate_media(color_scheme="dark", reduced_motion="reduce")
    faults = []

    def press(action: str) -> None:
        page.locator(
            f'main form[action*="{action}"] button[type=submit], main form button[type=submit]'
        ).last.click()
        page.wait_for_load_state()
        faults.extend(widths_of(page, page.url) + hindrances_of(page, page.url))

    page.goto("/search")
    page.locator('main a[href*="/experiences/"]').first.click()
    page.wait_for_load_state()
    press("booking")  # who is coming?
    press("booking")  # nothing filled in: what is wrong is said
    page.get_by_label(re.compile("^Your name")).fill("Nora Whitfield")
    page.get_by_label(re.compile("^Your e-mail")).fill("nora.looks@mail.example.org")
    press("booking")  # the payment
    assert page.url.endswith("/payment")
    press("payment")  # the booking
    assert "/bookings/" in page.url
    assert not page.url.endswith("/payment")

    assert faults == []

"""Every page that can be reached, as everybody: it opens, fits a phone and a desk, and can be used by everyone."""

from __future__ import annotations

import re
from typing import Any
from urllib.parse import urlsplit

import pytest
from werkzeug.exceptions import HTTPException
from werkzeug.routing import RequestRedirect

from tests.browser.conftest import Served, sign_in

pytestmark = pytest.mark.browser
PEOPLE = ("", "customer", "superfan", "owner Foglamp", "owner Lluvia", "owner Meeuw")
PAGES_MAX = 70
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
FILES = ("/uploads/", "/static/", "/assets/", "/api/", "/demo/outbox", "/calendars/")
SEES = re.compile(r'href="(/[^"#]*)"')


def endpoint(served: Served, path: str) -> str | None:
    """Which page of the map an address is; the same page with another id is the same."""
    try:
        found, _values = served.app.url_map.bind("localhost").match(urlsplit(path).path)
    except (HTTPException, RequestRedirect):
        return None
    return str(found)


def reach(served: Served, who: str, locale: str) -> dict[str, str]:
    """One address for each page that somebody can come to by links alone; fails on a page that breaks."""
    client = served.app.test_client()
    client.set_cookie("muster_locale", locale)
    host = {"base_url": served.address, "environ_base": {"REMOTE_ADDR": "127.0.0.1"}}
    if who:
        ref = next(r for n, r in served.people.items() if all(w in n.lower() for w in who.lower().split()))
        page = client.get("/demo/sign-in", **host).text
        token = re.search(r'name="csrf_token" value="([^"]+)"', page)
        assert token
        client.post("/demo/sign-in", data={"csrf_token": token[1], "person": ref}, **host)
    waiting, found = list(STARTS), {}
    while waiting and len(found) < PAGES_MAX:
        path = waiting.pop(0)
        name = endpoint(served, path)
        if name is None or name in found or path.startswith(FILES):
            continue
        answer = client.get(path, **host)
        assert answer.status_code < 500, f"{who or 'a visitor'} in {locale}: {path} broke"
        if answer.status_code in (301, 302, 303):
            waiting.append(urlsplit(answer.headers["Location"]).path)
        if answer.status_code == 200 and answer.mimetype == "text/html":
            found[name] = path
            waiting += [link.replace("&amp;", "&") for link in SEES.findall(answer.text)]
    return found


@pytest.mark.parametrize("locale", ["en", "es"])
@pytest.mark.parametrize("who", PEOPLE)
def test_every_page_opens(served: Served, who: str, locale: str) -> None:
    found = reach(served, who, locale)

    assert len(found) >= (5 if not who else 12), found


@pytest.mark.parametrize(("width", "locale"), [(390, "es"), (1280, "en")])
@pytest.mark.parametrize("who", ["", "customer", "superfan", "owner Foglamp"])
def test_every_page_fits_and_can_be_used_by_everyone(
    served: Served, chromium: Any, who: str, width: int, locale: str
) -> None:
    from axe_playwright_python.sync_playwright import Axe

    found = reach(served, who, locale)
    context = chromium.new_context(
        viewport={"width": width, "height": 900}, base_url=served.address, bypass_csp=True
    )
    context.add_cookies([{"name": "muster_locale", "value": locale, "url": served.address}])
    page = context.new_page()
    if who:
        sign_in(page, served, who)
    faults = []
    for path in found.values():
        page.goto(path)
        over = page.evaluate("document.documentElement.scrollWidth - window.innerWidth")
        if over > 0:
            faults.append(f"{path}: {over} pixels too wide at {width}")
        grave = [f for f in Axe().run(page).response["violations"] if f["impact"] in ("serious", "critical")]
        faults += [f"{path}: {fault['id']} on {fault['nodes'][0]['target']}" for fault in grave]
    context.close()

    assert faults == []

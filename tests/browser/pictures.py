"""Takes the README's pictures of a demo that runs: `python -m tests.browser.pictures http://localhost:5000`."""

from __future__ import annotations

import sys
from collections.abc import Callable
from typing import Any

from playwright.sync_api import sync_playwright

from config import ROOT
from tests.chromium import ARGS, CHROMIUM

FOLDER = ROOT / "docs" / "pictures"
DESK, PHONE = (1280, 800), (390, 844)


def search(page: Any) -> None:
    """What can be booked round a town."""
    page.goto("/search?place=San+Francisco")


def offer(page: Any) -> None:
    """An offer with its whole reward and the reasons."""
    _be(page, "asked just now")
    page.goto("/fan/board")
    page.locator('main a[href*="/offers/"]').first.click()


def booking(page: Any) -> None:
    """A booking as its customer follows it."""
    _be(page, "Customer with 1 booking")
    page.goto("/my/bookings")
    page.locator('main a[href*="/bookings/"]').first.click()


def desk(page: Any) -> None:
    """An owner's desk, the north star first."""
    _be(page, "Owner of Foglamp")


def _be(page: Any, words: str) -> None:
    page.goto("/demo/sign-in")
    card = page.locator("main li, main article").filter(has_text=words).first
    card.get_by_role("button").click()
    page.wait_for_load_state()


# Name, what to open, size of the window.
PICTURES: tuple[tuple[str, Callable[[Any], None], tuple[int, int]], ...] = (
    ("search", search, DESK),
    ("offer", offer, DESK),
    ("booking", booking, DESK),
    ("desk", desk, DESK),
    ("phone", offer, PHONE),
)


def main(address: str) -> None:
    """Take each picture by light, in English, as somebody who has just come."""
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=CHROMIUM, args=ARGS)
        for name, open_page, (width, height) in PICTURES:
            context = browser.new_context(
                base_url=address, viewport={"width": width, "height": height}, locale="en",
                timezone_id="America/Los_Angeles", color_scheme="light", reduced_motion="reduce",
            )  # fmt: skip
            page = context.new_page()
            open_page(page)
            page.wait_for_load_state()
            page.screenshot(path=FOLDER / f"{name}.png")
            context.close()
        browser.close()


if __name__ == "__main__":
    main(sys.argv[1] if len(sys.argv) > 1 else "http://localhost:5000")

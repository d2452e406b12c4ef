"""The three people's ways through the demo world, walked in a real browser, with and without script."""

from __future__ import annotations

import re
from typing import Any

import pytest

from marketplace.core import jobs
from marketplace.demo.loop import BEGINS_AT
from tests.browser.conftest import Served, follow, press

pytestmark = pytest.mark.browser
PHONE = 390


def heading(page: Any) -> str:
    """What the page says first."""
    return str(page.locator("h1").first.inner_text())


def work(served: Served) -> None:
    """Let the work that is due be done, as the scheduler would."""
    with served.app.app_context():
        jobs.run_due(BEGINS_AT)


def choose_card(page: Any, words: str) -> None:
    """Choose one of the sandbox's cards by what it does, and pay."""
    page.locator("label", has_text=re.compile(words, re.I)).first.click()
    press(page, "Set aside")


def open_a_date(page: Any, title: str = "Shipwrecks") -> None:
    """From the search to the form of one date."""
    page.goto("/search")
    follow(page, page.locator("main").get_by_role("link", name=re.compile(title)).first)
    press(page, "Book")


def book_as_guest(page: Any, email: str) -> None:
    """From the search to the payment, with a name and an address alone."""
    open_a_date(page)
    assert heading(page) == "Who is coming?"
    page.get_by_label(re.compile("^Your name")).fill("Nora Whitfield")
    page.get_by_label(re.compile("^Your e-mail")).fill(email)
    press(page, "Go on to the payment")


def test_a_guest_books_past_a_declined_card_and_a_second_step(served: Served, browse: Any) -> None:
    page = browse(width=PHONE)
    book_as_guest(page, "nora@mail.example.org")

    choose_card(page, "declin")
    assert "declin" in page.locator("main").inner_text().lower()
    choose_card(page, "second step|asks|confirm")
    assert heading(page) == "Your bank asks: is this you?"
    press(page, "Approve")

    assert "/bookings/" in page.url
    assert page.get_by_text("Set aside on your card").first.is_visible()


def test_a_guest_sees_the_refund_before_cancelling(served: Served, browse: Any) -> None:
    page = browse()
    book_as_guest(page, "oskar@mail.example.org")
    choose_card(page, "works|accept|succe")
    booking = page.url

    press(page, "Cancel")
    assert re.search(r"You get \$\d+\.\d\d back", heading(page))
    press(page, "Cancel and get")

    assert page.url.split("?")[0] == booking.split("?")[0]
    assert page.get_by_text("Cancelled").first.is_visible()


def test_booking_needs_no_script(served: Served, browse: Any) -> None:
    page = browse(width=PHONE, script=False)
    book_as_guest(page, "plain@mail.example.org")
    choose_card(page, "works|accept|succe")

    assert "/bookings/" in page.url
    assert page.get_by_text("Set aside on your card").first.is_visible()


def test_signing_up_needs_no_script(served: Served, browse: Any) -> None:
    page = browse(width=PHONE, script=False)
    page.goto("/sign-up")
    page.locator("main a[href*='as=']").first.click()
    page.get_by_label(re.compile("^Your name|^Name")).fill("Ines Dahl")
    page.get_by_label(re.compile("e-mail", re.I)).first.fill("ines@mail.example.org")
    page.get_by_label(re.compile("^Password")).fill("a long line of words nobody guesses")
    press(page, "Sign up")

    assert "ines@mail.example.org" in page.locator("main").inner_text()


def accept_an_offer(page: Any) -> None:
    """From the board to a yes, with the whole reward in sight on the way."""
    page.goto("/fan/board")
    press(page, "See and answer")
    assert "You get" in page.locator("main").inner_text()
    assert "Why you" in page.locator("main").inner_text()
    press(page, "Yes, I will do it")
    assert "/assignments/" in page.url


@pytest.mark.parametrize("script", [True, False])
def test_a_fan_accepts_an_offer(served: Served, browse: Any, script: bool) -> None:
    page = browse("superfan asked", width=PHONE, script=script)

    accept_an_offer(page)

    assert page.get_by_text("Check in").first.is_visible()


def test_an_owner_begins_with_the_north_star(served: Served, browse: Any) -> None:
    page = browse("owner Foglamp")
    page.goto("/desk/foglamp")

    first = page.locator("main").get_by_text(re.compile("North star|The week ahead")).first
    assert "North star" in first.inner_text()


def test_an_owner_makes_a_programme_that_opens_only_when_ready(served: Served, browse: Any) -> None:
    page = browse("owner Foglamp")
    page.goto("/desk/foglamp/programmes")
    press(page, "Make a programme")
    page.locator("main a[href*='/programmes/new/']").first.click()
    page.get_by_label(re.compile("^Name")).first.fill("Letterpress evenings")
    press(page, "Make the programme")

    assert heading(page) == "Letterpress evenings"
    assert page.get_by_text("Before it opens").is_visible()
    assert page.get_by_role("button", name="Open the programme").count() == 0


def test_an_owner_adds_a_date(served: Served, browse: Any) -> None:
    page = browse("owner Foglamp")
    page.goto("/desk/foglamp/listings")
    page.locator("main").get_by_role("link", name=re.compile("Shipwrecks")).first.click()
    page.get_by_label(re.compile("^Date and time")).first.fill("2026-12-20T09:00")
    press(page, "Add")

    assert "Dec 20" in page.locator("main").inner_text()


def test_asking_for_what_is_not_listed_brings_people(served: Served, browse: Any) -> None:
    page = browse(width=PHONE)
    page.goto("/search")
    press(page, "Ask Foglamp")
    page.get_by_label(re.compile("^Your wish")).fill("A slow walk through the bookshops, with coffee")
    page.get_by_label(re.compile("^When")).fill("2026-11-28T11:00")
    page.get_by_label(re.compile("^Your name")).fill("Nora Whitfield")
    page.get_by_label(re.compile("^Your e-mail")).fill("nora.asks@mail.example.org")
    press(page, "Ask")
    work(served)
    page.reload()

    assert page.get_by_role("button", name=re.compile("^Choose ")).count() >= 1
    assert page.get_by_text(re.compile("^Why ", re.I)).count() >= 1


def test_the_desk_speaks_spanish_on_a_phone(served: Served, browse: Any) -> None:
    page = browse("owner Lluvia", width=PHONE, locale="es")
    page.goto("/desk/lluvia-de-abril")

    assert page.locator("html").get_attribute("lang") == "es"
    assert heading(page) == "Hoy"
    assert page.evaluate("document.documentElement.scrollWidth") <= PHONE

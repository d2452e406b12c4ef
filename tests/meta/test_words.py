"""Whatever the product says, it says in words: every code has a sentence, every sentence a translation, every page its texts."""

from __future__ import annotations

import html
import re
from collections.abc import Iterator
from pathlib import Path

import pytest
from babel import Locale
from babel.messages.catalog import Catalog
from babel.messages.mofile import write_mo
from flask import Flask

from config import ROOT
from marketplace.core import words
from marketplace.operations import translations
from tests.meta import codes, two_worlds
from tests.meta.two_worlds import browser

LOCALE = "es"
OPEN, CLOSE = "⟦", "⟧"
INNER = re.compile(f"{OPEN}[^{OPEN}{CLOSE}]*{CLOSE}")
TAG = re.compile(r"<(script|style|svg|template|time|code|textarea)\b.*?</\1>|<[^>]*>", re.S)
SPOKEN = re.compile(r'(?:aria-label|alt|title|placeholder)="([^"]*)"')
WORD = re.compile(r"[^\W\d_]{3,}")
DATE = re.compile(r"\d")  # dates, times and figures carry the words of the locale's own data
APART = re.compile(r"[\n\"'{}\[\]·–—,:;()|/]+")
# What is called the same in every language.
NAMES = ("Muster", "English", "Español")
PLACES = re.compile(r"%\([a-z_]+\)[sd]")


def test_every_code_has_a_sentence(site: Flask) -> None:
    said = codes.said()
    assert len(said) > 150, "the walk finds the codes"
    speechless = {code: where for code, where in said.items() if code not in words.known()}
    assert speechless == {}


def test_every_template_compiles(site: Flask) -> None:
    for path in sorted((ROOT / "templates").rglob("*.*")):
        if path.suffix in (".html", ".txt"):
            site.jinja_env.get_template(path.relative_to(ROOT / "templates").as_posix())


def test_spanish_is_complete() -> None:
    assert translations.missing("es") == []


def test_no_placeholder_is_lost_or_added_in_spanish() -> None:
    faults = []
    for message in translations.read("es"):
        if message.id and message.string:
            ours = set(PLACES.findall(str(message.id)))
            theirs = set(PLACES.findall(str(message.string)))
            if not theirs <= ours:
                faults.append(message.id)
    assert faults == []


def test_the_language_is_really_spoken(site: Flask) -> None:
    """The words of a page are not those of the source when another language is asked for."""
    page = site.test_client().get("/sign-in", headers={"Accept-Language": "es"}).text
    assert 'lang="es"' in page
    assert "Sign in with" not in page


@pytest.fixture
def brackets(site: Flask, tmp_path: Path) -> Iterator[Flask]:
    """An application in whose second language every word that was put into it stands in brackets."""
    folder = tmp_path / "words" / LOCALE / "LC_MESSAGES"
    folder.mkdir(parents=True)
    catalogue = Catalog(locale=LOCALE)
    for message in translations.wanted():
        if message.id:
            texts = message.id if isinstance(message.id, tuple) else (message.id,)
            marked = tuple(f"{OPEN}{text}{CLOSE}" for text in texts)
            catalogue.add(message.id, marked if len(marked) > 1 else marked[0])
    with (folder / "messages.mo").open("wb") as file:
        write_mo(file, catalogue)
    spoken = site.extensions["babel"]
    before, spoken.translation_directories = spoken.translation_directories, [str(tmp_path / "words")]
    cache = spoken.instance.domain_instance.cache
    cache.clear()
    yield site
    cache.clear()
    spoken.translation_directories = before


def _bare(page: str) -> set[str]:
    """What a reader sees or hears on a page outside the brackets: texts and spoken attributes."""
    text = html.unescape("\n".join([TAG.sub("\n", page), *SPOKEN.findall(page)]))
    while (less := INNER.sub("\n", text)) != text:
        text = less
    return {piece for piece in _pieces(text) if not DATE.search(piece)}


def _pieces(text: str) -> set[str]:
    return {piece.strip().lower() for piece in APART.split(text) if WORD.search(piece)}


def _data() -> set[str]:
    """What people wrote, and what the locale's own data call things."""
    locale = Locale.parse(LOCALE)
    rows = (text for rows in two_worlds.everything().values() for row in rows for text in row)
    days = (name for width in locale.days["format"].values() for name in width.values())
    months = (name for width in locale.months["format"].values() for name in width.values())
    named = [
        *locale.languages.values(),
        *locale.territories.values(),
        *locale.currencies.values(),
        *days,
        *months,
    ]
    text = "\n".join([*rows, *named, *NAMES])
    return _pieces(text) | _pieces(text.replace("_", " "))  # the second as the names of zones are shown


def test_nothing_on_the_main_pages_bypasses_translation(brackets: Flask) -> None:
    two = two_worlds.build()
    pages = {
        None: ("/", "/search", "/sign-in", "/sign-up", "/forgotten", f"/experiences/{two.ids['listing']}",
               f"/journeys/{two.ids['journey']}", f"/programmes/{two.ids['programme']}", f"/fans/{two.ids['fan_ref']}"),
        two.ours.owner: tuple(f"/desk/{two.ours.slug}{rest}" for rest in ("", "/business", "/programmes", "/members", "/gigs",
                        "/bookings", "/listings", "/money", "/staff", "/cases", "/threads")),
        two.ours.fan: ("/fan", "/fan/board", "/fan/profile", "/fan/hours", "/fan/calendar", "/fan/earnings", "/notices",
                       f"/offers/{two.ids['offer']}", f"/assignments/{two.ids['assignment']}", "/account", "/standing"),
        two.ours.customer: ("/my/bookings", f"/bookings/{two.ids['booking']}", f"/requests/{two.ids['request']}"),
    }  # fmt: skip
    faults: dict[str, set[str]] = {}
    data = _data()
    for person, paths in pages.items():
        client = browser(brackets, person) if person else brackets.test_client()
        client.set_cookie("muster_locale", LOCALE)
        for path in paths:
            answer = client.get(path)
            assert answer.status_code == 200, path
            if bare := _bare(answer.text) - data:
                faults[path] = bare
    assert faults == {}

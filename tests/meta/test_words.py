"""Whatever the product says, it says in words: every code has a sentence, every sentence a translation, every page its texts."""

from __future__ import annotations

import fnmatch
import gettext
import html
import re
from collections.abc import Iterable, Iterator
from pathlib import Path
from zoneinfo import available_timezones

import pytest
import wtforms
from babel import Locale
from babel.messages.catalog import Catalog
from babel.messages.mofile import write_mo
from babel.numbers import list_currencies
from flask import Flask
from flask.testing import FlaskClient
from jinja2 import TemplateSyntaxError

from marketplace.businesses.forms_programmes import SECTIONS
from marketplace.core import edge, words
from marketplace.kinds.parcel_files import EXPORTED
from marketplace.operations import translations
from marketplace.superfans import join_steps
from marketplace.superfans.interests import INTERESTS, MOTIVES
from marketplace.superfans.service_skills import load_taxonomy
from marketplace.superfans.taxonomy import SKILL_GROUPS, SKILLS
from payouts.codes import letters
from payouts.errors import CodeMistyped
from payouts.schemes import phrases
from payouts.statements import words as statement_words
from tests.meta import codes, two_worlds
from tests.meta.addresses import CHOICES, path_of
from tests.meta.two_worlds import Two, browser

pytestmark = pytest.mark.slow

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
    known = words.known()
    speechless = {code: where for code, where in said.items() if not fnmatch.filter(known, code)}
    assert speechless == {}


def test_every_template_compiles(site: Flask) -> None:
    faults = {}
    names = [name for name in site.jinja_env.list_templates() if name.endswith((".html", ".txt"))]
    for name in names:
        try:
            site.jinja_env.get_template(name)
        except TemplateSyntaxError as fault:
            faults[name] = str(fault)
    assert len(names) > 200, "the walk finds the templates"
    assert faults == {}


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
    return {piece for piece in _pieces(text) if not (DATE.search(piece) or _is_code(piece))}


def _is_code(piece: str) -> bool:
    """True of a drawn code as it is printed: now and then one has no digit, and looks like two words with a dash."""
    try:
        return letters.spelt(letters.read_code(piece)) == piece.upper()
    except CodeMistyped:
        return False


def test_a_drawn_code_is_no_word_and_a_word_no_code() -> None:
    printed = letters.spelt(letters.new_code(letters.PROMOTION_LENGTH, lambda _all: "W"))
    assert _is_code(printed.lower())
    assert not any(
        _is_code(word) for word in ("last-week", "give-away", "week", "open", printed[:-1].lower() + "x")
    )


def _said_by_payouts() -> list[str]:
    """The library speaks for itself, in the same languages; its own tests see to it that nothing is left out."""
    tables = (
        table[LOCALE]
        for module in (phrases, statement_words)
        for name, table in vars(module).items()
        if name.isupper() and isinstance(table, dict)
    )
    texts = (
        text
        for table in tables
        for texts in table.values()
        for text in ((texts,) if isinstance(texts, str) else texts)
    )
    return [re.sub(r"\{\w+\}", "\n", text) for text in texts]


def _pieces(text: str) -> set[str]:
    return {piece.strip().lower() for piece in APART.split(text) if WORD.search(piece)}


def _data() -> set[str]:
    """What people wrote, and what the locale's own data call things."""
    locale = Locale.parse(LOCALE)
    rows = (text for rows in two_worlds.everything().values() for row in rows for text in row)
    days = (name for width in locale.days["format"].values() for name in width.values())
    months = (name for width in locale.months["format"].values() for name in width.values())
    own = (*SKILL_GROUPS, *SKILLS, *INTERESTS, *MOTIVES)  # kept in both languages beside each other
    library = gettext.translation("wtforms", Path(wtforms.__file__).parent / "locale", [LOCALE])
    zones = (piece for zone in available_timezones() for piece in zone.split("/"))
    cities = (zone["city"] for zone in locale.time_zones.values() if "city" in zone)
    named = [
        *(name for one in own for name in (one.name_en, one.name_es)),
        *(text for text in library._catalog.values() if isinstance(text, str)),  # type: ignore[attr-defined]
        *EXPORTED,
        *_said_by_payouts(),
        *zones,
        *cities,
        *locale.languages.values(),
        *locale.territories.values(),
        *list_currencies(),
        *locale.currencies.values(),
        *days,
        *months,
    ]
    text = "\n".join([*rows, *named, *NAMES])
    return _pieces(text) | _pieces(text.replace("_", " "))  # the second as the names of zones are shown


# Addresses behind a signed link or of another sort of file; what their pages say is said elsewhere too.
BEYOND = re.compile(
    r"<(token|digest|feed_key|path:filename)>|\.(css|zip|ics|png|csv|json)$|^/(api|uploads|demo)\b"
)
# Places in an address that are choices: each of them is a page.
STEPS: dict[str, Iterable[str]] = {
    "step": join_steps.BY_CODE, "section": SECTIONS, "kind_code": two_worlds.KINDS,
}  # fmt: skip


def _paths(app: Flask, two: Two, method: str) -> dict[str, str]:
    """Every address of a page, with the ids of the first side where it names something, and who may come there."""
    found = {}
    for rule in app.url_map.iter_rules():
        if method not in (rule.methods or ()) or BEYOND.search(rule.rule):
            continue
        chosen = next((name for name in STEPS if f"<{name}>" in rule.rule), "")
        for choice in STEPS.get(chosen, ("",)):
            path = path_of(rule, two, two.ours.slug, {**CHOICES, chosen: choice})
            if path is not None:
                found[path] = app.view_functions[rule.endpoint].access.who  # type: ignore[attr-defined]
    return dict(sorted(found.items()))


def _visitors(app: Flask, two: Two) -> dict[str, list[FlaskClient]]:
    """The people of the first side and a stranger, who all read in brackets, by who may come where."""
    ours, stranger = two.ours, app.test_client()
    owner, fan, customer = (browser(app, one) for one in (ours.owner, ours.fan, ours.customer))
    for client in (owner, fan, customer, stranger):
        client.set_cookie("muster_locale", LOCALE)
    return {
        "staff": [owner],
        "signed_in": [fan, customer, owner],
        "public": [stranger, customer, fan],
    }


def test_nothing_on_any_page_bypasses_translation(brackets: Flask) -> None:
    """Every page there is, as the first of the people sees it to whom it opens; then each form sent empty."""
    brackets.config["WTF_CSRF_ENABLED"] = False
    edge.write(load_taxonomy)
    two = two_worlds.build()
    visitors, data = _visitors(brackets, two), _data()
    faults: dict[str, set[str]] = {}
    opened = 0
    for path, who in _paths(brackets, two, "GET").items():
        answers = (client.get(path) for client in visitors[who])
        page = next((one.text for one in answers if one.status_code == 200 and "html" in one.mimetype), "")
        opened += bool(page)
        if bare := _bare(page) - data:
            faults[path] = bare
    assert opened > 100
    for path, who in _paths(brackets, two, "POST").items():
        answers = (client.post(path, data={}) for client in visitors[who])
        refused = next((one for one in answers if one.status_code != 404), None)
        if refused is not None and refused.status_code >= 400:
            assert refused.status_code < 500, path
            if bare := _bare(refused.text) - data:
                faults[f"{refused.status_code} POST {path}"] = bare
    assert faults == {}

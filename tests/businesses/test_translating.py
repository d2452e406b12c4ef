"""An owner says a programme and the business in another language; readers find it, and a change takes it back."""

from __future__ import annotations

import re

import pytest
import sqlalchemy as sa

from marketplace.businesses.models import Business, Programme
from marketplace.businesses.service_businesses import change_business, translate_business
from marketplace.businesses.service_programmes import change_programme, open_programme, translate_programme
from marketplace.core import clock, edge, kinds
from marketplace.core.db import db
from marketplace.core.kinds import Setting
from tests.businesses.worlds import ReadingAloud, make_bookshop, make_identity, make_programme

TITLE, RULES = "Lectura en voz alta", "Una regla.\nOtra regla."
SAID = {"title": TITLE, "purpose": "Para que te lean.", "role": "", "tasks": "Leer.", "house_rules": RULES}
OF_SHOP = {"tagline": "Una librería que camina junto a la bahía", "story": ""}


def _made():
    at = clock.now()
    owner = make_identity("Olive Owner", at)
    business = make_bookshop(at, owner)
    programme = make_programme(business, owner, at)
    open_programme(programme, owner, at)
    return owner, business, programme


@pytest.fixture
def shop(app):
    return edge.write(_made)


@pytest.fixture
def page_shop(pages):
    return edge.write(_made)


def kept(model):
    return edge.read(lambda: db.session.scalars(sa.select(model.translations)).one())


def page_in(client, path, locale):
    page = client.get(path, headers={"Accept-Language": locale}).get_data(as_text=True)
    assert f'<html lang="{locale}"' in page
    return re.sub(r"\s+", " ", page)


def test_what_is_said_stays_until_the_words_are_written_anew(shop):
    owner, business, programme = shop
    edge.write(lambda: translate_programme(programme, "es", SAID | {"state": "closed"}, owner, clock.now()))
    edge.write(lambda: translate_business(business, "es", OF_SHOP, owner, clock.now()))
    assert kept(Programme) == {"es": {name: words for name, words in SAID.items() if words}}
    assert kept(Business) == {"es": {"tagline": OF_SHOP["tagline"]}}

    edge.write(lambda: change_programme(programme, {"purpose": "Another one."}, owner, clock.now()))
    edge.write(lambda: change_business(business, {"tagline": "Books"}, owner, clock.now()))
    assert kept(Programme) == {"es": {"title": TITLE, "tasks": "Leer.", "house_rules": RULES}}
    assert kept(Business) == {}


def test_words_that_turn_out_to_be_in_the_other_language_need_no_translation_into_it(shop):
    owner, _business, programme = shop
    edge.write(lambda: translate_programme(programme, "es", SAID, owner, clock.now()))
    edge.write(lambda: change_programme(programme, {"language": "es"}, owner, clock.now()))
    assert kept(Programme) == {}


def test_a_visitor_reads_the_programme_in_their_language_and_what_is_left_is_marked(page_shop, browser):
    owner, business, programme = page_shop
    ref, visitor = programme.public_id, browser(None)
    path = f"/desk/{business.slug}/programmes/{ref}/words/es"
    assert browser(owner).post(path, data=SAID).status_code == 303

    page = page_in(visitor, f"/programmes/{ref}", "es")
    assert f'<h1 lang="es">{TITLE}</h1>' in page
    assert f"<title>{TITLE} · " in page
    assert '<ul lang="es"><li>Una regla.</li><li>Otra regla.</li></ul>' in page
    assert f'<p class="preserve" lang="en">{programme.role}</p>' in page
    assert f"/programmes/{ref}/share.png?language=es" in page
    assert visitor.get(f"/programmes/{ref}/share.png?language=es").data != visitor.get(f"/programmes/{ref}/share.png").data  # fmt: skip
    assert TITLE in page_in(visitor, f"/at/{business.slug}", "es")

    english = page_in(visitor, f"/programmes/{ref}", "en")
    assert TITLE not in english
    assert f'<h1 lang="en">{programme.title}</h1>' in english
    assert "share.png?" not in english


def test_a_visitor_reads_the_front_page_in_their_language(page_shop, browser):
    owner, business, _programme = page_shop
    path = f"/desk/{business.slug}/business/words/es"
    assert browser(owner).post(path, data=OF_SHOP).status_code == 303

    page = page_in(browser(None), f"/at/{business.slug}", "es")
    assert f'<p class="hero__text" lang="es">{OF_SHOP["tagline"]}</p>' in page
    assert f'<meta name="description" content="{OF_SHOP["tagline"]}">' in page
    english = page_in(browser(None), f"/at/{business.slug}", "en")
    assert f'<p class="hero__text" lang="en">{business.tagline}</p>' in english


def test_a_preview_shows_the_translation_of_what_stays_and_none_of_what_is_changed(page_shop, browser):
    owner, business, _programme = page_shop
    mine = browser(owner)
    mine.post(f"/desk/{business.slug}/business/words/es", data=OF_SHOP)
    mine.set_cookie("muster_locale", "es")
    for tagline, shown in ((business.tagline, OF_SHOP["tagline"]), ("Books by night", "Books by night")):
        sent = {"tagline": tagline, "story": "", "accent": ""}
        page = mine.post(f"/desk/{business.slug}/business/look/preview", data=sent)
        assert f">{shown}</p>" in page.get_data(as_text=True)


def test_the_desk_says_what_is_missing_and_where_to_write_it(page_shop, browser):
    owner, business, programme = page_shop
    mine, desk = browser(owner), f"/desk/{business.slug}/programmes/{programme.public_id}"
    path = f"{desk}/words/es"
    assert path in mine.get(desk).text
    for section in ("words", "work"):
        assert path in mine.get(f"{desk}/edit/{section}").text
    assert "/business/words/es" in mine.get(f"/desk/{business.slug}/business").text
    assert "/business/words/es" in mine.get(f"/desk/{business.slug}/business/look").text

    mine.post(path, data=SAID)
    lacking = re.search(r"Still missing:(.*?)</p>", mine.get(path).text, re.DOTALL)[1]
    assert re.findall(r'href="#(\w+)"', lacking) == ["whom", "role"]
    assert "Still missing: Whom do you want?, What does it do for your business?" in mine.get(desk).text
    mine.post(path, data=SAID | {"role": "Nos conocen por ello.", "whom": "A quien lee."})
    assert "Nothing is missing." in mine.get(path).text


def test_a_setting_that_people_read_is_said_with_the_rest(page_shop, browser):
    owner, business, programme = page_shop
    corner = Setting("corner", "", "The corner", "", is_words=True)
    kinds.registry.register(type("Cornered", (ReadingAloud,), {"settings": (corner,)})())
    edge.write(lambda: change_programme(programme, {"settings": {"corner": "By the stove"}}, owner, clock.now()))  # fmt: skip
    path = f"/desk/{business.slug}/programmes/{programme.public_id}/words/es"
    assert "The corner" in browser(owner).get(path).text
    browser(owner).post(path, data={"corner": "Junto a la estufa"})
    assert kept(Programme) == {"es": {"corner": "Junto a la estufa"}}
    edge.write(lambda: change_programme(programme, {"settings": {"corner": "At the door"}}, owner, clock.now()))  # fmt: skip
    assert kept(Programme) == {}


def test_too_many_letters_and_languages_that_are_none_are_refused(page_shop, browser):
    owner, business, programme = page_shop
    mine, desk = browser(owner), f"/desk/{business.slug}"
    path = f"{desk}/programmes/{programme.public_id}/words"
    answer = mine.post(f"{path}/es", data=SAID | {"title": "x" * 101})
    assert answer.status_code == 422
    assert "field__error" in answer.text
    assert kept(Programme) == {}
    for locale in ("en", "xx", "es-MX"):
        assert mine.get(f"{path}/{locale}").status_code == 404
        assert mine.get(f"{desk}/business/words/{locale}").status_code == 404

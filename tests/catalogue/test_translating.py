"""An author says a listing or a journey in another language; readers find it, and a change takes it back."""

from __future__ import annotations

import re
from typing import Any

import pytest
from flask import Flask
from hypothesis import given
from hypothesis import strategies as st

from marketplace.catalogue.models import Experience, JourneyTemplate
from marketplace.catalogue.translating import parts_of, said_of_date, stages_with_said
from marketplace.core import edge
from marketplace.core.db import db
from marketplace.core.texts import in_language
from marketplace.core.translating import with_said
from marketplace.gigs.models import Gig
from marketplace.identity.models import Identity
from tests import world as w
from tests.bookings.conftest import SignIn

SPANISH = {"title": "Murales de la Misión", "summary": "", "description": "", "meeting_point": "La esquina"}
TEXTS = st.text(max_size=8)


@pytest.fixture
def shop(pages: Flask) -> w.World:
    """A bookshop with a listing of one guide and a journey."""

    def make() -> w.World:
        world = w.make_world("experience", "journey")
        w.add_listing(world, w.add_fan(world, "Gwen Guide"))
        w.add_journey(world)
        return world

    return edge.write(make)


def _only(model: Any) -> Any:
    return w.look(lambda: db.session.query(model).one())


def _read(sign_in: SignIn, path: str) -> str:
    page = sign_in(None).get(path, headers={"Accept-Language": "es"}).text
    return re.sub(r"\s+", " ", page)


def test_what_an_owner_says_in_spanish_is_what_a_spanish_reader_finds(shop: w.World, sign_in: SignIn) -> None:
    ref = _only(Experience).public_id
    path = f"/desk/{shop.business.slug}/listings/{ref}/words/es"
    olive = sign_in(shop.owner)
    assert "Murals of the Mission" in olive.get(path).text

    assert olive.post(path, data=SPANISH).status_code == 303

    page = _read(sign_in, f"/experiences/{ref}")
    assert '<h1 lang="es">Murales de la Misión</h1>' in page
    assert "La esquina" in page
    assert "Two hours among painted walls." in page, "what nobody said in Spanish is shown as it was written"
    assert _only(Experience).state == "published"


def test_what_is_emptied_again_is_shown_as_it_was_written(shop: w.World, sign_in: SignIn) -> None:
    path = f"/desk/{shop.business.slug}/listings/{_only(Experience).public_id}/words/es"
    olive = sign_in(shop.owner)
    olive.post(path, data=SPANISH)
    olive.post(path, data=dict.fromkeys(SPANISH, ""))
    assert _only(Experience).translations == {}


def test_a_hosts_translation_is_looked_at_before_customers_see_it(shop: w.World, sign_in: SignIn) -> None:
    gwen = sign_in(shop.fans[0].identity)
    assert gwen.post(f"/fan/experiences/{_only(Experience).public_id}/words/es", data=SPANISH).status_code == 303  # fmt: skip
    assert _only(Experience).state == "submitted"


def _gig_read_in(locale: str) -> tuple[str, str]:
    gig = _only(Gig)
    return in_language(gig, locale, "title"), in_language(gig, locale, "place_name")


def test_dates_are_read_in_the_languages_of_their_listing(shop: w.World, sign_in: SignIn) -> None:
    """Before, whoever guides read every title in the language it was first written in."""
    edge.write(lambda: w.add_session(db.session.query(Experience).one()))
    assert _gig_read_in("es") == ("Murals of the Mission", "24th and Balmy")
    path = f"/desk/{shop.business.slug}/listings/{_only(Experience).public_id}/words/es"
    olive = sign_in(shop.owner)

    olive.post(path, data=SPANISH)

    assert _gig_read_in("es") == ("Murales de la Misión", "La esquina")
    assert _gig_read_in("en") == ("Murals of the Mission", "24th and Balmy")
    edge.write(lambda: setattr(w.by_ref(Identity, shop.owner.public_id), "locale", "es"))
    assert "Murales de la Misión" in olive.get(f"/desk/{shop.business.slug}/gigs").text
    olive.post(path, data=dict.fromkeys(SPANISH, ""))
    assert _gig_read_in("es") == ("Murals of the Mission", "24th and Balmy")


def test_what_nobody_has_looked_at_is_said_of_no_date(shop: w.World, sign_in: SignIn) -> None:
    edge.write(lambda: w.add_session(db.session.query(Experience).one()))
    gwen, ref = sign_in(shop.fans[0].identity), _only(Experience).public_id
    gwen.post(f"/fan/experiences/{ref}/words/es", data=SPANISH)
    assert _gig_read_in("es")[0] == "Murals of the Mission"

    sign_in(shop.owner).post(f"/desk/{shop.business.slug}/listings/{ref}/publication")

    assert _gig_read_in("es")[0] == "Murales de la Misión"


@given(st.fixed_dictionaries({"title": TEXTS, "place_name": TEXTS}), st.booleans(), TEXTS, TEXTS)
def test_a_date_that_is_called_otherwise_keeps_what_was_said_of_it(
    of_date: dict[str, str], is_same: bool, was: str, now: str
) -> None:
    listing = type("Listing", (), {})()
    listing.title, listing.meeting_point = (
        of_date["title"] if is_same else of_date["title"] + "!",
        of_date["place_name"],
    )
    listing.translations = {"es": {"title": now}}
    found = said_of_date(of_date, {"es": {"title": was}}, listing)
    said = now if is_same else was
    assert found == ({"es": {"title": said}} if said else {})


def test_a_journey_is_said_with_its_stages(shop: w.World, sign_in: SignIn) -> None:
    ref = _only(JourneyTemplate).public_id
    path = f"/desk/{shop.business.slug}/journeys/{ref}/words/es"
    said = {"title": "Dos días de tinta", "stage1_title": "Los murales", "stage4_place_name": "En el muelle"}
    assert sign_in(shop.owner).post(path, data=said).status_code == 303

    page = _read(sign_in, f"/journeys/{ref}")
    assert '<h1 lang="es">Dos días de tinta</h1>' in page
    assert '<p class="timeline__title" lang="es">Los murales</p>' in page
    assert '<span lang="es">En el muelle</span>' in page
    assert '<p class="timeline__title" lang="en">The ocean</p>' in page


def test_there_is_no_page_for_the_language_it_was_written_in_or_for_none(
    shop: w.World, sign_in: SignIn
) -> None:
    olive, ref = sign_in(shop.owner), _only(Experience).public_id
    for locale in ("en", "xx", "es-MX", "../es"):
        assert olive.get(f"/desk/{shop.business.slug}/listings/{ref}/words/{locale}").status_code == 404


def test_too_many_letters_are_refused_beside_their_field(shop: w.World, sign_in: SignIn) -> None:
    path = f"/desk/{shop.business.slug}/listings/{_only(Experience).public_id}/words/es"
    answer = sign_in(shop.owner).post(path, data=SPANISH | {"title": "x" * 101})
    assert answer.status_code == 422
    assert "field__error" in answer.text
    assert _only(Experience).translations == {}


@given(st.lists(st.fixed_dictionaries({"title": TEXTS, "place_name": TEXTS}), max_size=4), st.data())
def test_what_is_said_is_read_back_and_other_languages_stay(
    stages: list[dict[str, Any]], data: st.DataObject
) -> None:
    stages = [stage | {"translations": {"nl": {"title": "Hallo"}}} for stage in stages]
    names = [f"stage{n}_{what}" for n in range(1, len(stages) + 1) for what in ("title", "place_name")]
    said = {name: data.draw(TEXTS) for name in names}

    now = stages_with_said(stages, "es", said)
    thing = type("Thing", (), {"translations": {}, "stages": now})
    read = {part.name: part.said for part in parts_of(thing, (), "es")}

    assert read == {name: said[name] for name in names if stages[int(name[5]) - 1][name.split("_", 1)[1]]}
    assert all(stage["translations"]["nl"] == {"title": "Hallo"} for stage in now)
    assert with_said(with_said({}, "es", said), "es", {}) == {}

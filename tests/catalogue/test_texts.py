"""What people wrote, as readers of another language find it."""

from __future__ import annotations

import re
from typing import Any

from flask import Flask

from marketplace.catalogue import service_journeys
from marketplace.catalogue.models import JourneyTemplate
from marketplace.core import edge
from marketplace.core.texts import stage_in, still_true
from tests import world as w

SPANISH = {"es": {"title": "Los murales", "place_name": "En la esquina de Balmy"}}


def _stages(**changes: Any) -> list[dict[str, Any]]:
    first = w.stage("Murals", 1, "10:00", 6000) | {"place_name": "Corner of Balmy", "translations": SPANISH}
    return [first | changes, w.stage("The ocean", 2, "10:00", 4000)]


def _page(site: Flask, path: str, locale: str) -> str:
    page = site.test_client().get(path, headers={"Accept-Language": locale}).get_data(as_text=True)
    assert f'<html lang="{locale}"' in page
    return re.sub(r"\s+", " ", page)


def test_a_stage_is_read_in_the_readers_language_where_somebody_wrote_it() -> None:
    stage = _stages()[0]
    spanish, dutch = stage_in(stage, "es", "en"), stage_in(stage, "nl", "en")
    assert (spanish["title"], spanish["title_language"]) == ("Los murales", "es")
    assert (spanish["place_name"], spanish["place_name_language"]) == ("En la esquina de Balmy", "es")
    assert (dutch["title"], dutch["title_language"]) == ("Murals", "en")


def test_a_part_that_was_not_translated_keeps_its_own_language() -> None:
    stage = _stages(translations={"es": {"title": "Los murales"}}, language="it")[0]
    said = stage_in(stage, "es", "en")
    assert (said["title_language"], said["place_name"], said["place_name_language"]) == (
        "es",
        "Corner of Balmy",
        "it",
    )


def test_words_written_anew_lose_their_translation_and_no_others() -> None:
    before = {"title": "Murals", "place_name": "Corner of Balmy"}
    assert still_true(SPANISH, before, before, "en") == SPANISH
    moved = still_true(SPANISH, before, before | {"place_name": "Clarion Alley"}, "en")
    assert moved == {"es": {"title": "Los murales"}}
    assert still_true(SPANISH, before, {"title": "Ink", "place_name": "Elsewhere"}, "en") == {}
    assert still_true(None, {}, before, "en") == {}
    assert still_true(SPANISH, before, before, "es") == {}, "they are in Spanish themselves by now"


def test_a_journeys_page_speaks_the_readers_language_and_marks_what_it_cannot(site: Flask) -> None:
    def make() -> str:
        translations = {"es": {"title": "Dos días de tinta"}}
        journey = w.add_journey(w.make_world("journey"), stages=_stages(), translations=translations)
        return journey.public_id

    path = f"/journeys/{edge.write(make)}"
    page = _page(site, path, "es")
    assert '<h1 lang="es">Dos días de tinta</h1>' in page
    assert '<p class="lead" lang="en">Bookshops, murals and the ocean.</p>' in page
    assert '<p class="timeline__title" lang="es">Los murales</p>' in page
    assert '<span lang="es">En la esquina de Balmy</span>' in page
    assert '<p class="timeline__title" lang="en">The ocean</p>' in page
    assert "Corner of Balmy" not in page
    english = _page(site, path, "en")
    assert '<p class="timeline__title" lang="en">Murals</p>' in english
    assert "Los murales" not in english


def test_a_customer_reads_the_stages_of_a_booking_in_their_language(site: Flask) -> None:
    """The guide's gig keeps the owner's words; the customer's page has the translation."""

    def make() -> tuple[str, Any]:
        world = w.make_world("journey")
        for number in range(4):
            w.add_fan(world, f"Guide {number}", at_m=300 + 200 * number)
        return w.add_journey(world, stages=_stages()).public_id, w.make_identity("Carla", locale="es")

    journey_ref, customer = edge.write(make)
    booking_ref = w.book_journey(journey_ref, customer)
    w.pay(booking_ref)
    w.run_due()
    assert [gig.title for gig in w.gigs()] == ["Murals", "The ocean"]
    assert {gig.language for gig in w.gigs()} == {"en"}, "the owner's words, whatever the customer speaks"
    client = site.test_client()
    with client.session_transaction() as session:
        session["_user_id"], session["_fresh"] = customer.fs_uniquifier, True
    page = re.sub(r"\s+", " ", client.get(f"/bookings/{booking_ref}").get_data(as_text=True))
    assert '<p class="timeline__title" lang="es">Los murales</p>' in page
    assert '<p class="timeline__title" lang="en">The ocean</p>' in page


def test_an_owner_who_changes_one_line_does_not_lose_the_others_translations(site: Flask) -> None:
    def make() -> int:
        translations = {"es": {"title": "Dos días de tinta", "summary": "Librerías y murales."}}
        return w.add_journey(w.make_world("journey"), translations=translations).id

    key = edge.write(make)

    def revise() -> dict[str, Any]:
        template = w.db.session.get_one(JourneyTemplate, key)
        words = service_journeys.JourneyText(
            title=template.title, city=template.city, lat=template.lat, lon=template.lon, language="en",
            price_minor=template.price_minor, guests_max=4, stages=template.stages, summary="Ink, mostly.",
        )  # fmt: skip
        service_journeys.revise_journey(template, words)
        return template.translations

    assert edge.write(revise) == {"es": {"title": "Dos días de tinta"}}

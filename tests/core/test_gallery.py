"""The gallery renders every component, and what it renders keeps the rules of the house."""

import re
from collections.abc import Iterator

import pytest
from flask import render_template
from flask.testing import FlaskClient

from marketplace.core import pages
from tests.core.gallery_app import ROOT, make_gallery

ADDRESSES = [
    "/gallery/",
    "/gallery/?wrong=1",
    "/gallery/?accent=%23e4572e",
    "/gallery/listing",
    "/gallery/desk",
    "/gallery/welcome",
    "/gallery/question?wrong=1",
    *(f"/error/{status}" for status in sorted(pages.PAGES)),
]


@pytest.fixture(scope="module")
def client(tmp_path_factory: pytest.TempPathFactory) -> Iterator[FlaskClient]:
    with make_gallery(tmp_path_factory.mktemp("gallery")).test_client() as client:
        yield client


def classes_styled() -> set[str]:
    styles = "\n".join(path.read_text(encoding="utf-8") for path in (ROOT / "static/css").glob("*.css"))
    return set(re.findall(r"\.(-?[a-zA-Z_][\w-]*)", styles))


@pytest.mark.parametrize("address", ADDRESSES)
def test_a_page_renders_without_inline_style_or_script(client: FlaskClient, address: str) -> None:
    answer = client.get(address)
    page = answer.text

    assert answer.status_code == 200
    assert not re.search(r"\sstyle=", page)
    assert not re.search(r"\son[a-z]+=", page)
    nonce = re.search(r"'nonce-([^']+)'", answer.headers["Content-Security-Policy"])
    assert nonce
    inline = [tag for tag in re.findall(r"<(?:script|style)[^>]*>", page) if "src=" not in tag]
    assert inline
    assert all(f'nonce="{nonce[1]}"' in tag for tag in inline)


@pytest.mark.parametrize("address", ADDRESSES)
def test_every_class_on_a_page_is_styled(client: FlaskClient, address: str) -> None:
    used = {
        name for value in re.findall(r'class="([^"]*)"', client.get(address).text) for name in value.split()
    }
    used = {
        name for name in used if not name.startswith("map__")
    }  # the drawn map is tested where it is drawn

    assert used - classes_styled() == set()


@pytest.mark.parametrize("address", ADDRESSES)
def test_ids_are_unique_and_labels_lead_to_controls(client: FlaskClient, address: str) -> None:
    page = client.get(address).text
    ids = re.findall(r'\sid="([^"]+)"', page)

    assert len(ids) == len(set(ids))
    assert set(re.findall(r'<label[^>]*\sfor="([^"]+)"', page)) <= set(ids)
    assert {
        part for value in re.findall(r'aria-describedby="([^"]+)"', page) for part in value.split()
    } <= set(ids)


def test_icons_asked_for_are_drawn(client: FlaskClient) -> None:
    drawn = set(
        re.findall(r'<symbol id="([\w-]+)"', (ROOT / "static/img/icons.svg").read_text(encoding="utf-8"))
    )
    templates = "\n".join(path.read_text(encoding="utf-8") for path in (ROOT / "templates").rglob("*.html"))
    asked = set(re.findall(r"icon(?:_disc)?\('([\w-]+)'[,)]", templates)) | set(
        re.findall(r"icon_name='([\w-]+)'[,)]", templates)
    )

    assert asked - drawn == set()
    assert set(re.findall(r'icons\.svg[^"#]*#([\w-]+)', client.get("/gallery/").text)) <= drawn


def test_an_error_is_said_on_top_and_beside_the_field(client: FlaskClient) -> None:
    page = client.get("/gallery/?wrong=1").text

    assert '<a href="#full_name">Enter your name</a>' in page
    assert re.search(r'<input[^>]*aria-invalid="true"[^>]*id="full_name"', page)
    assert 'id="full_name-error"' in page
    assert '<a href="#terms-0">' in page


def test_a_name_that_is_markup_stays_words(client: FlaskClient) -> None:
    app = client.application
    with app.test_request_context():
        card = app.jinja_env.from_string(
            "{% from 'components/cards.html' import person_card %}{{ person_card(name, href='/x') }}"
        ).render(name="<b onclick=x>Ana</b>")

    assert "<b onclick" not in card
    assert "&lt;b onclick" in card


def test_the_accent_of_a_business_is_carried_by_a_style_with_the_nonce(client: FlaskClient) -> None:
    assert ":root{--accent-fill:" in client.get("/gallery/?accent=%23e4572e").text
    assert ":root{" not in client.get("/gallery/?accent=javascript").text


def test_switching_the_language_keeps_the_rest_of_the_address(client: FlaskClient) -> None:
    page = client.get("/gallery/?accent=%23175e49&wrong=1").text

    assert '<input type="hidden" name="next" value="/gallery/?accent=%23175e49&amp;wrong=1">' in page
    assert 'name="locale" value="es" lang="es"' in page


def test_error_pages_say_the_refusal_when_there_is_one(client: FlaskClient) -> None:
    with client.application.test_request_context():
        page = render_template("errors/409.html", message="The place was taken a moment ago.", home_url="/")

    assert "The place was taken a moment ago." in page

"""An owner designs how people are rewarded, tries it out and publishes it, in a real browser."""

from __future__ import annotations

from typing import Any

import pytest
import sqlalchemy as sa

from marketplace.businesses.models import Business, Programme, SchemeVersion
from marketplace.businesses.queries import published_scheme
from marketplace.core import edge
from marketplace.core.db import db
from tests.browser.conftest import Served, press

pytestmark = pytest.mark.browser
PHONE, DESK = 390, 1280
WORDS = {
    "en": {
        "change": "Change it", "go_on": "Go on with your change", "put": "Put it in", "try": "Try it out",
        "onward": "Go on to publishing", "publish": "Publish it", "told": "been told", "example": "For example",
        "costs": "What each part costs", "gains": "Who would gain and who would lose",
    },
    "es": {
        "change": "Cambiarlo", "go_on": "Seguir con tu cambio", "put": "Ponerlo", "try": "Probarlo",
        "onward": "Seguir hacia la publicación", "publish": "Publicarlo", "told": "Se ha avisado", "example": "Por ejemplo",
        "costs": "Lo que cuesta cada parte", "gains": "Quién ganaría y quién perdería",
    },
}  # fmt: skip


def programme_ref(served: Served) -> str:
    """The shop's programme of experiences."""

    def find() -> str:
        query = (
            sa.select(Programme.public_id)
            .join(Business)
            .where(Business.slug == "foglamp", Programme.kind == "experience", Programme.state == "open")
            .order_by(Programme.id)
        )
        return str(db.session.scalars(query).first())

    with served.app.app_context():
        return edge.read(find)


def fits(page: Any, width: int) -> bool:
    """Nothing is wider than the screen."""
    return bool(page.evaluate("document.documentElement.scrollWidth") <= width)


@pytest.mark.parametrize(
    ("locale", "width", "script"),
    [("en", DESK, True), ("es", PHONE, True), ("es", DESK, False), ("en", PHONE, False)],
)
def test_an_owner_designs_tries_out_and_publishes(
    served: Served, browse: Any, locale: str, width: int, script: bool
) -> None:
    words, ref = WORDS[locale], programme_ref(served)
    page = browse("owner Foglamp", width=width, locale=locale, script=script)
    here = f"/desk/foglamp/programmes/{ref}/rewards"
    page.goto(here)
    assert fits(page, width)
    press(page, words["change"])
    before = page.locator("#example").inner_text()

    page.goto(f"{here}/draft/parts/new/per_gig")
    page.locator("[name=amount]").fill("7.50")
    if script:
        page.locator("#example").get_by_text("7.50" if locale == "en" else "7,50").first.wait_for()
    assert fits(page, width)
    press(page, words["put"])
    assert page.locator("#example").inner_text() != before
    assert words["example"] in page.locator("#example").inner_text()
    assert fits(page, width)

    page.goto(f"{here}/draft/parts/new/bonus")
    page.locator("[name=when]").select_option("newcomer")
    page.locator("[name=amount]").fill("20")
    page.locator("[name=measure]").select_option("percent")
    press(page, words["put"])
    press(page, words["try"])
    text = page.locator("main").inner_text()
    assert words["costs"] in text
    assert words["gains"] in text
    assert page.locator("main svg.chart__svg").count() >= 3
    assert fits(page, width)

    press(page, words["onward"])
    assert fits(page, width)
    version = _present(served, ref)
    press(page, words["publish"])
    assert words["told"] in page.locator("body").inner_text()
    assert _present(served, ref) == version + 1


def _present(served: Served, ref: str) -> int:
    def read() -> int:
        programme = db.session.scalars(sa.select(Programme).where(Programme.public_id == ref)).one()
        found = published_scheme(programme)
        assert isinstance(found, SchemeVersion)
        return found.version

    with served.app.app_context():
        return edge.read(read)

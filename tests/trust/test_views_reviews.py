"""Pages of reviews and uploads: double-blind to the eye too, and bytes with headers that leave nothing to guess."""

from __future__ import annotations

import io
from collections.abc import Callable

import pytest

from marketplace.core import edge
from marketplace.core.clock import SteppedClock
from marketplace.identity.models import Identity
from marketplace.trust import uploads
from marketplace.trust.models import ReviewWindow, Upload
from marketplace.trust.service_reviews import open_window
from tests.conftest import NOON
from tests.trust.conftest import Browser, spoken
from tests.trust.photos import PDF, jpeg
from tests.trust.worlds import BOOKING, FAN_REF, PROGRAMME, World

Open = Callable[[Identity | None], Browser]


@pytest.fixture
def window(shop: World) -> ReviewWindow:
    return edge.write(
        lambda: open_window(
            business_ref=shop.ref, programme_ref=PROGRAMME, subject=BOOKING, title="Fog walk",
            customer=shop.ana, fan=shop.ben, fan_ref=FAN_REF, at=NOON,
        )
    )  # fmt: skip


def kept(owner: Identity, data: bytes, *, is_private: bool) -> Upload:
    prepared = uploads.prepare_evidence(io.BytesIO(data))
    return edge.write(
        lambda: uploads.store(
            prepared, owner=owner, purpose="evidence", is_private=is_private, business_ref=None, at=NOON
        )
    )


def test_each_writes_and_reads_only_when_both_have(shop: World, browser: Open, window: ReviewWindow) -> None:
    ana, ben, page = browser(shop.ana), browser(shop.ben), f"/reviews/{window.public_id}"

    ana.send(page, of=page, stars="4", text="Every stone had a story.", private_text="Cold feet.")
    assert "Every stone had a story." in ana.get(page).text  # in the form, to be rewritten
    assert "Every stone" not in ben.get(page).text

    shown = ben.send(page, of=page, stars="5", text="A fine listener.")
    assert "Every stone had a story." in spoken(shown.text)
    assert "Cold feet." not in shown.text
    assert "Save" not in spoken(shown.text)
    desk = browser(shop.olga).words("/desk/foglight/reviews")
    assert "Cold feet." in desk
    assert browser(shop.eve).get(page).status_code == 404


def test_what_is_wrong_is_said(shop: World, browser: Open, window: ReviewWindow) -> None:
    page = f"/reviews/{window.public_id}"
    ana = browser(shop.ana)

    assert "Please give one to five stars." in spoken(ana.send(page, of=page, text="Good").text)
    assert ana.send(page, of=page, stars="9").status_code == 422
    assert ana.send(page, of=page, stars="5", text="x" * 2001).status_code == 422


def test_after_the_window_there_is_nothing_to_write(
    shop: World, browser: Open, window: ReviewWindow, clock: SteppedClock
) -> None:
    page = f"/reviews/{window.public_id}"
    clock.advance(days=14)

    assert "The time for reviews is over" in browser(shop.ana).words(page)
    late = browser(shop.ana).send(page, of="/account/notices", stars="5")
    assert late.status_code == 409
    assert "The time for reviews is over" in spoken(late.text)


def test_a_public_photo_is_cached_and_never_anything_else(shop: World, browser: Open) -> None:
    upload = kept(shop.ben, jpeg(), is_private=False)

    response = browser(None).get(f"/uploads/{upload.public_id}")

    assert response.data == uploads.bytes_of(upload)
    assert response.mimetype == "image/webp"
    headers = response.headers
    assert headers["X-Content-Type-Options"] == "nosniff"
    assert headers["Content-Security-Policy"] == "default-src 'none'; sandbox"
    assert headers["Cache-Control"] == "public, immutable, max-age=31536000"
    assert "Set-Cookie" not in headers
    again = browser(None).get(f"/uploads/{upload.public_id}", headers={"If-None-Match": headers["ETag"]})
    assert (again.status_code, again.data) == (304, b"")
    small = browser(None).get(f"/uploads/{upload.public_id}?size=small")
    assert small.data == uploads.bytes_of(upload, small=True)
    assert small.headers["ETag"] != headers["ETag"]


def test_a_private_one_is_checked_each_time_and_kept_by_no_one_else(shop: World, browser: Open) -> None:
    upload = kept(shop.ben, PDF, is_private=True)
    address = f"/uploads/{upload.public_id}"

    response = browser(shop.ben).get(address)

    assert response.mimetype == "application/pdf"
    assert response.headers["Content-Disposition"] == f'attachment; filename="{upload.public_id}.pdf"'
    assert "private" in response.headers["Cache-Control"]
    assert "no-cache" in response.headers["Cache-Control"]
    for stranger in (None, shop.ana):
        assert (
            browser(stranger).get(address, headers={"If-None-Match": response.headers["ETag"]}).status_code
            == 404
        )
    assert browser(shop.ben).get("/uploads/upl_nothing").status_code == 404


def test_bytes_that_the_store_has_lost_are_not_there(shop: World, browser: Open) -> None:
    from marketplace.trust import object_store

    upload = kept(shop.ben, jpeg(), is_private=False)
    object_store.delete(upload.key)

    assert browser(None).get(f"/uploads/{upload.public_id}").status_code == 404

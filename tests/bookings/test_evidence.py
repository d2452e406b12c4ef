"""Files for a customer's bank: added with what they show, checked, seen by staff alone, and sent once with the answer."""

from __future__ import annotations

from io import BytesIO
from typing import Any

import pytest
from flask.testing import FlaskClient

from marketplace.core import clock as clocks
from marketplace.core.clock import SteppedClock
from marketplace.core.db import db
from marketplace.rewards.treasury import disputes as treasury_disputes
from marketplace.rewards.treasury import evidence
from marketplace.trust.models import Upload
from tests import world as w
from tests.bookings.conftest import Scene, SignIn
from tests.bookings.test_disputes import DISPUTES, guided, look
from tests.trust.photos import jpeg

PDF = b"%PDF-1.7\n1 0 obj<<>>endobj\ntrailer<<>>\n%%EOF\n"


@pytest.fixture
def page(scene: Scene, clock: SteppedClock) -> str:
    """The address of a dispute that waits for an answer."""
    guided(scene, clock, DISPUTES)
    look(scene)
    (found,) = w.look(lambda: treasury_disputes.disputes_of(scene.world.business))
    return f"/desk/{scene.world.business.slug}/money/disputes/{found.object_id}"


def add(browser: FlaskClient, page: str, data: bytes, name: str, slot: str = "receipt") -> Any:
    """Send a file with the form."""
    sent = {"slot": slot, "upload": (BytesIO(data), name)}
    return browser.post(f"{page}/files", data=sent, content_type="multipart/form-data")


def files(scene: Scene, page: str) -> list[evidence.Shown]:
    """What lies beside the answer."""
    return w.look(lambda: evidence.files_of(scene.world.business, page.rsplit("/", 1)[1]))


def uploads() -> int:
    """How many files are kept for banks."""
    return w.look(lambda: db.session.query(Upload).filter_by(purpose="dispute_evidence").count())


def test_what_is_known_is_shown_and_files_go_with_the_answer_once(
    scene: Scene, page: str, browser_of: SignIn
) -> None:
    owner = browser_of(scene.world.owner)
    shown = owner.get(page).data.decode()
    for words in (
        "What is known already",
        "Gwen Guide",
        "Files for the bank",
        "You can send it once",
        "Checked in on the spot",
    ):
        assert words in shown
    assert add(owner, page, PDF, "receipt.pdf").status_code == 303
    assert add(owner, page, jpeg(1800, 1200), "walk.jpg", "service_documentation").status_code == 303
    kinds = [(one.file.slot, one.file.media_type) for one in files(scene, page)]
    assert kinds == [("receipt", "application/pdf"), ("service_documentation", "image/jpeg")]
    assert "That it took place" in owner.get(page).data.decode()
    assert owner.post(f"{page}/answer", data={"text": "We were there."}).status_code == 303
    w.run_due()
    assert all(one.file.provider_file_id for one in files(scene, page))
    after = owner.get(page).data.decode()
    names = [
        owner.get(f"/uploads/{one.file.file_ref}").headers["Content-Disposition"]
        for one in files(scene, page)
    ]
    assert [name.rpartition(".")[2] for name in names] == ['pdf"', 'jpg"']
    assert "the payment provider has it" in after
    assert "Add the file" not in after
    assert add(owner, page, PDF, "late.pdf").status_code == 303
    assert "can no longer be answered" in owner.get(page).data.decode()
    assert (len(files(scene, page)), uploads()) == (2, 2)


def test_another_takes_its_place_and_one_can_be_taken_out(
    scene: Scene, page: str, browser_of: SignIn
) -> None:
    owner = browser_of(scene.world.owner)
    add(owner, page, PDF, "one.pdf")
    add(owner, page, PDF, "two.pdf")
    assert (len(files(scene, page)), uploads()) == (1, 1)
    assert owner.post(f"{page}/files/removal", data={"slot": "receipt"}).status_code == 303
    assert (files(scene, page), uploads()) == ([], 0)


@pytest.mark.parametrize(
    ("data", "name", "words"),
    [
        (b"", "nothing.pdf", "choose a file"),
        (b"MZ not a picture", "run.exe", "photo"),
        (b"%PDF-" + b"x" * 4_600_000 + b"%%EOF", "large.pdf", "room for 4.5 MB"),
    ],
)
def test_what_no_bank_reads_is_refused_beside_its_field(
    scene: Scene, page: str, browser_of: SignIn, data: bytes, name: str, words: str
) -> None:
    answer = add(browser_of(scene.world.owner), page, data, name if data else "")
    assert answer.status_code == 422
    assert words in answer.data.decode()
    assert files(scene, page) == []


def test_others_add_and_see_nothing(scene: Scene, page: str, browser_of: SignIn) -> None:
    add(browser_of(scene.world.owner), page, PDF, "receipt.pdf")
    (one,) = files(scene, page)
    for person in (scene.customer, scene.world.fans[0].identity):
        assert add(browser_of(person), page, PDF, "mine.pdf").status_code == 404
        assert browser_of(person).get(f"/uploads/{one.file.file_ref}").status_code == 404


def test_files_are_erased_when_their_time_is_over(
    scene: Scene, page: str, browser_of: SignIn, clock: SteppedClock
) -> None:
    add(browser_of(scene.world.owner), page, PDF, "receipt.pdf")
    w.do(lambda at: treasury_disputes.forget_answers(at))
    assert uploads() == 1
    clock.advance(days=1100)
    w.do(lambda at: treasury_disputes.forget_answers(clocks.now()))
    assert (files(scene, page), uploads()) == ([], 0)

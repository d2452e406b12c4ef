"""Pages of cases: opened from what they are about, read by both sides, decided at the desk."""

from __future__ import annotations

import io
import re
from collections.abc import Callable

import pytest
import sqlalchemy as sa

from marketplace.core import edge
from marketplace.core.db import db
from marketplace.identity.models import Identity
from marketplace.trust import subjects
from marketplace.trust.models import Case, Upload
from marketplace.trust.service_decisions import record_decision
from marketplace.trust.service_standing import record_event
from marketplace.trust.subjects import Subject
from tests.conftest import NOON
from tests.trust.conftest import Browser, spoken
from tests.trust.photos import jpeg
from tests.trust.worlds import BOOKING, FAN_REF, PROGRAMME, World

Open = Callable[[Identity | None], Browser]
NEW = f"/cases/new?subject={BOOKING}"


def only_case() -> Case:
    return edge.read(lambda: db.session.scalars(sa.select(Case)).one())


def open_one(browser: Browser, **changes: object) -> str:
    fields = {"subject": BOOKING, "kind": "dispute", "title": "Nobody came", "text": "I waited an hour."}
    response = browser.send(NEW, of=NEW, **(fields | changes))
    assert response.status_code == 200, spoken(response.text)
    return f"/cases/{only_case().public_id}"


def test_a_customer_opens_one_and_both_sides_and_the_desk_read_it(shop: World, browser: Open) -> None:
    ana = browser(shop.ana)
    page = open_one(ana, upload=(io.BytesIO(jpeg(place=True)), "photo.jpg"))

    for reader in (ana, browser(shop.ben)):
        words = reader.words(page)
        assert "Nobody came" in words
        assert "I waited an hour." in words
        assert "Decides Olga" in words
    desk = browser(shop.olga).get(page, follow_redirects=True)
    assert "/desk/foglight/cases/" in desk.request.path
    assert "I waited an hour." in spoken(desk.text)
    assert browser(shop.eve).get(page).status_code == 404


def test_evidence_is_for_both_sides_and_the_business_alone(shop: World, browser: Open) -> None:
    open_one(browser(shop.ana), upload=(io.BytesIO(jpeg(place=True)), "photo.jpg"))
    address = f"/uploads/{edge.read(lambda: db.session.scalars(sa.select(Upload.public_id)).one())}"

    for person in (shop.ana, shop.ben, shop.mario):
        assert browser(person).get(address).status_code == 200
    for stranger in (shop.eve, None):
        assert browser(stranger).get(address).status_code == 404


@pytest.mark.parametrize(
    ("changes", "words"),
    [
        ({"title": ""}, "Please say in a few words what it is about."),
        ({"text": "  "}, "Please say what happened."),
        ({"kind": "appeal"}, "Not a valid choice."),
        ({"kind": ""}, "Please choose one."),
        ({"upload": (io.BytesIO(b"MZ"), "photo.exe")}, "We cannot read this as a picture."),
        ({"text": "x" * 8001}, "Please keep it under 8000 characters."),
    ],
)
def test_what_is_wrong_is_said_and_what_was_entered_stays(
    shop: World, browser: Open, changes: dict, words: str
) -> None:  # type: ignore[type-arg]
    fields = {"subject": BOOKING, "kind": "dispute", "title": "Nobody came", "text": "I waited an hour."}
    response = browser(shop.ana).send(NEW, of=NEW, **(fields | changes))

    assert response.status_code == 422
    assert words in spoken(response.text)
    if "title" not in changes:
        assert 'value="Nobody came"' in response.text
    assert edge.read(lambda: db.session.scalar(sa.select(sa.func.count()).select_from(Case))) == 0


def test_nobody_opens_one_about_what_does_not_touch_them(shop: World, browser: Open) -> None:
    eve = browser(shop.eve)

    assert eve.get(NEW).status_code == 404
    assert eve.get("/cases/new?subject=xyz_1").status_code == 404
    assert eve.get("/cases/new").status_code == 422
    response = eve.send(
        "/cases/new", of="/account/notices", subject=BOOKING, kind="dispute", title="a", text="b"
    )
    assert response.status_code == 404


def test_anybody_may_ask_a_business_for_help(shop: World, browser: Open) -> None:
    address = f"/cases/new?subject={shop.ref}"
    response = browser(shop.eve).send(
        address, of=address, kind="support", subject=shop.ref, title="Hours", text="When?"
    )

    assert response.status_code == 200
    assert only_case().against_id is None


def test_a_second_one_is_refused_in_words(shop: World, browser: Open) -> None:
    ana = browser(shop.ana)
    open_one(ana)

    response = ana.send(NEW, of=NEW, subject=BOOKING, kind="dispute", title="Again", text="Again")

    assert response.status_code == 409
    assert "You have opened a case about this already." in spoken(response.text)


def test_the_other_side_answers_and_the_opener_takes_it_back(shop: World, browser: Open) -> None:
    page = open_one(browser(shop.ana))
    ben = browser(shop.ben)

    answered = ben.send(f"{page}/statements", of=page, text="The ferry stood still.")
    assert "The ferry stood still." in spoken(answered.text)
    assert "Both sides heard" in spoken(answered.text)
    assert ben.send(f"{page}/statements", of=page, text="").status_code == 422
    assert ben.send(f"{page}/withdrawal", of=page).status_code == 403

    taken_back = browser(shop.ana).send(f"{page}/withdrawal", of=page)
    assert "Taken back" in spoken(taken_back.text)
    assert "Add to it" not in spoken(taken_back.text)


def test_the_desk_decides_and_both_read_why(shop: World, browser: Open) -> None:
    page = open_one(browser(shop.ana))
    mario, desk = browser(shop.mario), f"/desk/foglight{page}"

    assert "Nobody came" in mario.words("/desk/foglight/cases")
    wrong = mario.send(f"{desk}/decision", of=desk, outcome="", text="")
    assert wrong.status_code == 422
    assert "Please give the reason" in spoken(wrong.text)
    decided = mario.send(
        f"{desk}/decision", of=desk, outcome="partly_upheld", text="The ferry was late; half is fair."
    )
    assert decided.status_code == 200

    for person in (shop.ana, shop.ben):
        words = browser(person).words(page)
        assert "Whoever opened the case was partly right." in words
        assert "half is fair" in words
        assert "Decided by Mario" in words
    record = re.search(r"/decisions/(dec_\w+)", browser(shop.ana).get("/notices").text)
    assert record is None
    assert (
        mario.send(f"{desk}/decision", of="/account/notices", outcome="upheld", text="No!").status_code == 409
    )


def test_the_desk_adds_names_another_and_refuses_strangers(shop: World, browser: Open) -> None:
    page = open_one(browser(shop.ana))
    olga, desk = browser(shop.olga), f"/desk/foglight{page}"

    olga.send(f"{desk}/statements", of=desk, text="We have asked the ferry.")
    assert "for Foglight Books" in browser(shop.ana).words(page)
    named = olga.send(f"{desk}/decider", of=desk, decider=shop.mario.public_id)
    assert "Decides Mario" in spoken(named.text)
    assert olga.send(f"{desk}/decider", of=desk, decider=shop.eve.public_id).status_code == 404
    assert olga.send(f"{desk}/decider", of=desk, decider="nobody").status_code == 404

    assert browser(shop.sue).get(desk).status_code == 403
    for stranger in (shop.ana, shop.eve):
        assert browser(stranger).get(desk).status_code == 404
    assert browser(None).get(desk).status_code == 303


def test_a_decision_is_contested_from_its_page(shop: World, browser: Open) -> None:
    record = edge.write(
        lambda: record_decision(
            business_ref=shop.ref, subject=BOOKING, about_ref=FAN_REF, rule="gigs.accept", rule_version="3",
            outcome="refused", inputs={"hours": 41, "limit": 40}, reasons=[{"code": "not_found"}], at=NOON,
        )
    )  # fmt: skip
    ben, page = browser(shop.ben), f"/decisions/{record.public_id}"

    words = ben.words(page)
    assert "There is nothing here, or it is not yours." in words
    assert "Hours 41" in words
    assert "Contest this" in words
    address = f"/cases/new?subject={record.public_id}&kind=appeal"
    assert address.replace("&", "&amp;") in ben.get(page).text
    opened = ben.send(
        "/cases/new",
        of=address,
        subject=record.public_id,
        kind="appeal",
        title="Count again",
        text="I had 30 hours.",
    )
    assert opened.status_code == 200
    assert "You have contested this: Count again" in ben.words(page)
    assert "Contest this" not in ben.words(page).replace("You have contested this", "")
    assert "Contest this" not in browser(shop.olga).words(page)
    assert browser(shop.eve).get(page).status_code == 404


def test_a_fall_is_looked_at_on_the_desk_and_contested_by_the_fan(shop: World, browser: Open) -> None:
    event = edge.write(
        lambda: record_event(
            programme_ref=PROGRAMME, fan_ref=FAN_REF, part="reliability", code="late", subject=BOOKING,
            evidence={"late_minutes": 12}, at=NOON,
        )
    )  # fmt: skip
    olga, ben, desk = browser(shop.olga), browser(shop.ben), "/desk/foglight/standing"

    assert "Ben: Began late" in olga.words(desk)
    assert "12 min" in olga.words(desk)
    assert olga.send(f"{desk}/{event.public_id}/settlement", of=desk, decision="maybe").status_code == 400
    settled = olga.send(f"{desk}/{event.public_id}/settlement", of=desk, decision="confirm")
    assert "Nothing to look at" in spoken(settled.text)
    words = ben.words(f"/standing/{event.public_id}")
    assert "Counts" in words
    assert "Contest this" in words
    assert "Contest this" not in olga.words(f"/standing/{event.public_id}")
    assert browser(shop.eve).get(f"/standing/{event.public_id}").status_code == 404


def test_a_fan_sees_all_that_moved_their_standing_and_what_it_takes(shop: World, browser: Open) -> None:
    def work() -> None:
        for number in range(3):
            record_event(
                programme_ref=PROGRAMME, fan_ref=FAN_REF, part="reliability", code="completed", subject=f"tst_{number}",
                evidence={}, at=NOON,
            )  # fmt: skip
        record_event(
            programme_ref=PROGRAMME,
            fan_ref=FAN_REF,
            part="reliability",
            code="no_show",
            subject=BOOKING,
            evidence={},
            at=NOON,
        )

    edge.write(work)

    words = browser(shop.ben).words("/standing")
    assert "Steady" in words
    assert "gigs completed 3" in words
    assert "Did not come: Fog walk" in words
    assert "Waits until a person has looked at it" in words
    assert "Trusted 30 8" in words
    assert "Your first gig is noted here" in browser(shop.ana).words("/standing")
    assert "Your standing" in browser(shop.ben).words("/account")
    assert "Your standing" not in browser(shop.ana).words("/account")


def test_what_was_on_record_is_kept_and_shown_with_the_case(shop: World, browser: Open) -> None:
    subjects.register(
        "tst",
        lambda ref: Subject(
            BOOKING,
            shop.ref,
            "Fog walk",
            "/b",
            ((shop.ana, "customer"), (shop.ben, "fan")),
            {"state": "paid", "price_minor": 4200},
        ),
    )
    page = open_one(browser(shop.ana))

    for path in (page, f"/desk/foglight{page}"):
        words = browser(shop.olga if "desk" in path else shop.ben).words(path)
        assert "What was on record when it was opened" in words
        assert "State paid" in words


def test_lists_say_what_to_do_when_there_is_nothing(shop: World, browser: Open) -> None:
    assert "You open one from the page of what it is about" in browser(shop.ana).words("/cases")
    for room, words in {
        "cases": "No case waits", "threads": "No messages yet", "standing": "Nothing to look at", "reviews": "No reviews yet",
    }.items():  # fmt: skip
        assert words in browser(shop.olga).words(f"/desk/foglight/{room}")


def test_one_s_own_list_shows_state_and_day(shop: World, browser: Open) -> None:
    ana = browser(shop.ana)
    open_one(ana)

    words = ana.words("/cases")

    assert "Waiting for the other side" in words
    assert "Decides: Olga" in words

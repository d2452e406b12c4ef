"""Pages of messages, notices and blocks: without script, with the right words, and never for a stranger."""

from __future__ import annotations

import re
from collections.abc import Callable
from pathlib import Path

import pytest
import sqlalchemy as sa

from marketplace import create_app
from marketplace.core import edge, i18n, jobs, words
from marketplace.core.clock import SteppedClock
from marketplace.core.db import db
from marketplace.core.words import Written
from marketplace.identity.models import Identity
from marketplace.trust import mails, queries_notices, queries_threads
from marketplace.trust.models import Message, Notification, Thread
from marketplace.trust.service_notices import notify
from marketplace.trust.service_threads import open_thread, post_message
from tests.conftest import NOON, settings_for
from tests.trust.conftest import Browser, signed_in, spoken
from tests.trust.worlds import BOOKING, World, mails_to, make_world

Open = Callable[[Identity | None], Browser]


@pytest.fixture
def thread(shop: World) -> Thread:
    parties = ((shop.ana, "customer"), (shop.ben, "fan"))
    return edge.write(lambda: open_thread(shop.ref, BOOKING, Written("Fog walk", "en"), parties, NOON))


def unread(person: Identity) -> int:
    return edge.read(lambda: queries_threads.unread_count(person))


def test_two_people_write_to_each_other(shop: World, browser: Open, thread: Thread) -> None:
    ana, ben, page = browser(shop.ana), browser(shop.ben), f"/threads/{thread.public_id}"

    sent = ana.send(f"{page}/messages", of=page, text="Where do we <b>meet</b>?")
    assert "Where do we <b>meet</b>?" in spoken(sent.text)
    assert "<b>meet</b>" not in sent.text
    assert "Ana" in ben.words("/threads")
    assert "1 new message" in ben.words("/threads")
    assert "Messages (1)" in ben.get("/threads").text

    assert "Mark as read" in ben.words(page)
    ben.send(f"{page}/reading", of=page)
    assert unread(shop.ben) == 0
    assert "Mark as read" not in ben.words(page)


def test_a_title_in_another_language_says_so_wherever_it_stands(shop: World, browser: Open) -> None:
    """Page and list of the conversation, and the notice of a message; in its own language a notice needs no mark."""
    parties, title = ((shop.ana, "customer"), (shop.ben, "fan")), Written("Paseo <de> niebla", "es")
    thread = edge.write(lambda: open_thread(shop.ref, BOOKING, title, parties, NOON))
    edge.write(lambda: post_message(thread, shop.ana, "Hello", NOON))
    marked, ben = '<span lang="es">Paseo &lt;de&gt; niebla</span>', browser(shop.ben)
    assert f"<h1>{marked}</h1>" in ben.get(f"/threads/{thread.public_id}").text
    assert marked in ben.get("/threads").text
    assert f"about “{marked}”" in ben.get("/notices").text
    notice = edge.read(lambda: queries_notices.notices_of(shop.ben))[0][0].notice
    with i18n.spoken_to("es"):
        assert "lang=" not in str(words.marked(f"notice.{notice.code}", notice.params))


def test_looking_alone_changes_nothing(shop: World, browser: Open, thread: Thread) -> None:
    edge.write(lambda: post_message(thread, shop.ana, "Hello", NOON))

    browser(shop.ben).get(f"/threads/{thread.public_id}")

    assert unread(shop.ben) == 1


def test_script_marks_it_without_leaving_the_page(shop: World, browser: Open, thread: Thread) -> None:
    edge.write(lambda: post_message(thread, shop.ana, "Hello", NOON))
    ben, page = browser(shop.ben), f"/threads/{thread.public_id}"
    shown = ben.get(page).text
    token = re.search(r'name="csrf_token" value="([^"]+)"', shown)
    assert token is not None
    assert f'hx-post="{page}/reading" hx-trigger="load"' in shown

    response = ben.post(
        f"{page}/reading", data={"csrf_token": token.group(1)}, headers={"HX-Request": "true"}
    )

    assert (response.status_code, response.text) == (200, "")
    assert unread(shop.ben) == 0


def test_contact_details_go_through_with_a_word_of_warning(
    shop: World, browser: Open, thread: Thread
) -> None:
    page = f"/threads/{thread.public_id}"

    sent = browser(shop.ana).send(f"{page}/messages", of=page, text="Call +34 600 123 456")

    assert "Call +34 600 123 456" in spoken(sent.text)
    assert "You have shared contact details." in spoken(sent.text)


@pytest.mark.parametrize(
    ("text", "words"), [("", "Please write something"), ("x" * 4001, "Please keep it under 4000")]
)
def test_what_cannot_be_sent_is_said(
    shop: World, browser: Open, thread: Thread, text: str, words: str
) -> None:
    page = f"/threads/{thread.public_id}"

    response = browser(shop.ana).send(f"{page}/messages", of=page, text=text)

    assert response.status_code == 422
    assert words in spoken(response.text)


def test_staff_read_and_answer_and_strangers_do_not(shop: World, browser: Open, thread: Thread) -> None:
    edge.write(lambda: post_message(thread, shop.ana, "Hello", NOON))
    page = f"/threads/{thread.public_id}"
    sue = browser(shop.sue)

    assert "Ana, Ben" in sue.words("/desk/foglight/threads")
    assert sue.send(f"{page}/messages", of=page, text="Here is the shop.").status_code == 200
    assert "Here is the shop." in browser(shop.ana).words(page)
    eve = browser(shop.eve)
    assert eve.get(page).status_code == 404
    assert eve.send(f"{page}/messages", of="/account/notices", text="Hi").status_code == 404
    assert browser(None).get(page).status_code == 303
    assert "No messages yet" in eve.words("/threads")


def test_a_message_is_reported_with_its_words(shop: World, browser: Open, thread: Thread) -> None:
    message = edge.write(lambda: post_message(thread, shop.ben, "Pay me in cash.", NOON))
    ana, page = browser(shop.ana), f"/threads/{thread.public_id}"
    address = f"/cases/new?subject={message.public_id}&kind=report"
    assert address.replace("&", "&amp;") in ana.get(page).text
    assert address.replace("&", "&amp;") not in browser(shop.ben).get(page).text

    reported = ana.send(
        "/cases/new",
        of=address,
        subject=message.public_id,
        kind="report",
        title="Cash",
        text="He asked for cash.",
    )

    assert "Pay me in cash." in spoken(reported.text)
    assert "Other side Ben" in spoken(reported.text)


def test_blocking_stops_messages_and_can_be_lifted(shop: World, browser: Open, thread: Thread) -> None:
    ana, page = browser(shop.ana), f"/threads/{thread.public_id}"

    assert "Block Ben" in ana.words(page)
    blocked = ana.send(f"/people/{shop.ben.public_id}/block", of=page)
    assert "Ben" in spoken(blocked.text)
    refused = browser(shop.ben).send(f"{page}/messages", of=page, text="Hello?")
    assert refused.status_code == 409
    assert "one of you has blocked the other" in spoken(refused.text)
    assert edge.read(lambda: db.session.scalar(sa.select(sa.func.count()).select_from(Message))) == 0

    lifted = ana.send(f"/people/{shop.ben.public_id}/block/lifting", of="/account/blocks")
    assert "You have blocked nobody" in spoken(lifted.text)
    assert ana.send("/people/idn_nobody/block", of=page).status_code == 404
    assert ana.send(f"/people/{shop.ana.public_id}/block", of=page).status_code == 422
    outside = ana.send(f"/people/{shop.eve.public_id}/block", of=page, follow=False, next="//evil.example")
    assert outside.location == "/account/blocks"


def test_a_notice_is_opened_and_read(shop: World, browser: Open, thread: Thread) -> None:
    edge.write(lambda: post_message(thread, shop.ana, "Hello", NOON))
    ben = browser(shop.ben)
    notice = edge.read(lambda: db.session.scalars(sa.select(Notification)).one())
    assert "Ana wrote to you about “Fog walk”." in ben.words("/notices")
    assert "Notices (1)" in ben.get("/notices").text

    opened = ben.send(f"/notices/{notice.public_id}/reading", of="/notices")

    assert opened.request.path == f"/threads/{thread.public_id}"
    assert "New" not in ben.words("/notices")
    assert unread(shop.ben) == 0
    assert (
        browser(shop.ana).send(f"/notices/{notice.public_id}/reading", of="/account/notices").status_code
        == 404
    )


def test_all_are_marked_at_once_and_many_fill_pages(shop: World, browser: Open) -> None:
    def many() -> None:
        for number in range(35):
            notify(shop.ben, "case.withdrawn", {"name": "Ana", "title": f"Walk {number}"}, "/cases", NOON)

    edge.write(many)
    ben = browser(shop.ben)

    assert "Walk 34" in ben.words("/notices")
    assert "Walk 3”" in ben.words("/notices?page=2")
    assert ben.get("/notices?page=99").status_code == 200
    assert ben.get("/notices?page=x").status_code == 200
    ben.send("/notices/reading", of="/notices")
    assert edge.read(lambda: queries_notices.unread_count(shop.ben)) == 0


def test_preferences_are_chosen_and_kept(shop: World, browser: Open) -> None:
    ben = browser(shop.ben)

    saved = ben.send("/account/notices", of="/account/notices", case="digest", thread="never")
    assert "Saved." in spoken(saved.text)
    chosen = edge.read(lambda: queries_notices.preferences_of(shop.ben))
    assert (chosen["case"], chosen["thread"], chosen["review"]) == ("digest", "never", "now")
    assert 'value="digest" selected' in saved.text

    wrong = ben.send("/account/notices", of="/account/notices", case="hourly", review="never")
    assert wrong.status_code == 422
    assert edge.read(lambda: queries_notices.preferences_of(shop.ben))["review"] == "now"


def test_mails_are_stopped_from_within_one_with_one_press(
    shop: World, browser: Open, clock: SteppedClock
) -> None:
    edge.write(lambda: notify(shop.ben, "case.withdrawn", {"name": "Ana", "title": "Walk"}, "/cases", NOON))
    jobs.run_due(clock.now())
    found = re.search(r"http://localhost:5000(/notices/unsubscribe/\S+)", mails_to(shop.ben)[0].text)
    assert found is not None
    anybody, link = browser(None), found.group(1)

    assert "We stop mailing you about" in anybody.words(link)
    assert (
        edge.read(lambda: queries_notices.preferences_of(shop.ben))["case"] == "now"
    )  # opening a link does nothing
    done = anybody.send(link, of=link)
    assert "No more mails about “Cases" in spoken(done.text)
    assert edge.read(lambda: queries_notices.preferences_of(shop.ben))["case"] == "never"


def test_a_link_that_is_not_ours_or_too_old_stops_nothing(
    shop: World, browser: Open, clock: SteppedClock
) -> None:
    link = edge.read(lambda: mails.unsubscribe_link(shop.ben, "case")).removeprefix("http://localhost:5000")

    assert browser(None).get("/notices/unsubscribe/made-up").status_code == 422
    clock.advance(days=401)
    assert browser(None).get(link).status_code == 422
    assert edge.read(lambda: queries_notices.preferences_of(shop.ben))["case"] == "now"


def test_writing_is_limited_person_by_person(sqlite_url: str, tmp_path: Path, clock: SteppedClock) -> None:
    app = create_app(settings_for(sqlite_url, tmp_path, rate_limits=True), clock)
    with app.app_context():
        shop = make_world()
        thread = edge.write(
            lambda: open_thread(
                shop.ref,
                BOOKING,
                Written("Fog walk", "en"),
                ((shop.ana, "customer"), (shop.ben, "fan")),
                NOON,
            )
        )
        page = f"/threads/{thread.public_id}"
        ana, ben = (signed_in(Browser(app), person) for person in (shop.ana, shop.ben))
        token = re.search(r'name="csrf_token" value="([^"]+)"', ana.get(page).text)
        assert token is not None
        statuses = [
            ana.post(f"{page}/reading", data={"csrf_token": token.group(1)}).status_code for _ in range(101)
        ]
        other = ben.send(f"{page}/reading", of=page).status_code
        db.session.remove()
        db.engine.dispose()

    assert statuses == [303] * 100 + [429]
    assert other == 200

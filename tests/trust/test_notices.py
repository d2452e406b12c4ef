"""Notices: told once on the page, mailed as each has chosen, in their language, and never twice."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

import pytest
import sqlalchemy as sa
from flask import Flask

from marketplace.core import edge, jobs, words
from marketplace.core.clock import SteppedClock
from marketplace.core.db import db
from marketplace.core.errors import Invalid, NotFound
from marketplace.identity.models import Identity
from marketplace.trust import mails, queries_notices, topics
from marketplace.trust.jobs_notices import mail_notice, send_digest
from marketplace.trust.models import Notification
from marketplace.trust.sentences import SENTENCES
from marketplace.trust.service_notices import choose_mail, mark_all_read, mark_read, notify
from tests.conftest import NOON
from tests.trust.worlds import World, mails_to

PARAMS = {"name": "Olga", "title": "Fog walk"}


def tell(person: Identity, at: datetime = NOON, **more: object) -> Notification:
    return edge.write(lambda: notify(person, "case.statement", PARAMS, "/cases/cas_1", at, **more))  # type: ignore[arg-type]


def choose(person: Identity, mail: str, topic: str = "case") -> None:
    edge.write(lambda: choose_mail(person, topic, mail))


def change(person: Identity, **values: object) -> None:
    edge.write(
        lambda: db.session.execute(sa.update(Identity).where(Identity.id == person.id).values(**values))
    )


def test_one_notice_is_one_mail_whatever_runs_twice(world: World, clock: SteppedClock) -> None:
    notice = tell(world.ben)

    jobs.run_due(clock.now())
    jobs.run_due(clock.advance(minutes=1))
    edge.write(
        lambda: mail_notice({"notice": notice.public_id}, clock.now())
    )  # a worker that had died before its mark

    (mail,) = mails_to(world.ben)
    assert mail.subject == "Olga added to the case “Fog walk”."
    assert "http://localhost:5000/cases/cas_1" in mail.text
    assert mail.text.startswith("Hello Ben,")


def test_mail_and_mark_commit_together(world: World, clock: SteppedClock) -> None:
    notice = tell(world.ben)

    def die_before_commit() -> None:
        mail_notice({"notice": notice.public_id}, NOON)
        raise KeyboardInterrupt

    with pytest.raises(KeyboardInterrupt):
        edge.write(die_before_commit)
    assert mails_to(world.ben) == []
    jobs.run_due(clock.now())
    assert len(mails_to(world.ben)) == 1


def test_the_page_shows_newest_first_and_counts_the_unread(world: World) -> None:
    first = tell(world.ben)
    tell(world.ben, NOON + timedelta(hours=1))
    edge.write(lambda: mark_read(first.public_id, world.ben, NOON))

    shown, pages = edge.read(lambda: queries_notices.notices_of(world.ben))

    assert [n.is_unread for n in shown] == [True, False]
    assert pages == 1
    assert edge.read(lambda: queries_notices.unread_count(world.ben)) == 1
    edge.write(lambda: mark_all_read(world.ben, NOON))
    assert edge.read(lambda: queries_notices.unread_count(world.ben)) == 0


def test_another_s_notice_is_not_there(shop: World) -> None:
    notice = tell(shop.ben)

    with pytest.raises(NotFound):
        edge.write(lambda: mark_read(notice.public_id, shop.ana, NOON))


def test_never_means_the_page_alone(world: World, clock: SteppedClock) -> None:
    choose(world.ben, "never")
    tell(world.ben)

    jobs.run_due(clock.advance(days=2))

    assert mails_to(world.ben) == []
    assert edge.read(lambda: queries_notices.unread_count(world.ben)) == 1


def test_the_digest_comes_once_a_day_from_eight_in_the_own_zone(world: World, clock: SteppedClock) -> None:
    change(world.ben, timezone="America/Los_Angeles")
    choose(world.ben, "digest")
    clock.move_to(datetime(2026, 11, 23, 14, 0, tzinfo=UTC))  # six in the morning there
    tell(world.ben)
    tell(world.ben)
    jobs.run_due(clock.now())
    jobs.run_due(clock.advance(hours=1, minutes=59))
    assert mails_to(world.ben) == []

    jobs.run_due(clock.advance(minutes=1))
    (digest,) = mails_to(world.ben)
    assert digest.subject == "Your day on Muster"
    assert digest.text.count("/cases/cas_1") == 2

    tell(world.ben)
    jobs.run_due(clock.advance(hours=10))
    assert len(mails_to(world.ben)) == 1  # the rest of the day is for tomorrow's
    jobs.run_due(clock.advance(hours=14))
    assert len(mails_to(world.ben)) == 2
    assert mails_to(world.ben)[1].text.count("/cases/cas_1") == 1


def test_a_digest_run_twice_is_mailed_once(world: World, clock: SteppedClock) -> None:
    choose(world.ben, "digest")
    tell(world.ben)

    for _ in range(2):
        edge.write(lambda: send_digest({"identity": world.ben.public_id}, clock.now()))

    assert len(mails_to(world.ben)) == 1


def test_what_was_read_is_not_in_the_digest(shop: World, clock: SteppedClock) -> None:
    choose(shop.ben, "digest")
    tell(shop.ben)
    edge.write(lambda: mark_all_read(shop.ben, NOON))

    jobs.run_due(clock.advance(days=1))

    assert mails_to(shop.ben) == []


def test_a_long_digest_leads_to_the_page(shop: World, clock: SteppedClock) -> None:
    choose(shop.ben, "digest")
    for _ in range(mails.DIGEST_NOTICES_MAX + 1):
        tell(shop.ben)

    jobs.run_due(clock.now())

    (digest,) = mails_to(shop.ben)
    assert "http://localhost:5000/notices" in digest.text


def test_nobody_who_has_left_is_mailed(world: World, clock: SteppedClock) -> None:
    tell(world.ben)
    change(world.ben, erased_at=NOON)
    tell(world.ana)
    change(world.ana, active=False)

    jobs.run_due(clock.now())

    assert mails_to(world.ben) == mails_to(world.ana) == []


def test_a_guest_is_led_by_a_signed_link(shop: World, clock: SteppedClock) -> None:
    change(shop.ana, password=None)
    tell(shop.ana)

    jobs.run_due(clock.now())

    (mail,) = mails_to(shop.ana)
    assert "next=/cases/cas_1" in mail.text


def test_an_area_can_open_its_pages_to_guests(
    shop: World, clock: SteppedClock, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(mails, "_guest_links", {})
    mails.register_guest_link("/cases/", lambda guest, path: f"https://door.example{path}")
    change(shop.ana, password=None)
    tell(shop.ana)

    jobs.run_due(clock.now())

    assert "https://door.example/cases/cas_1" in mails_to(shop.ana)[0].text


def test_folded_news_is_one_notice_with_the_latest_words(world: World) -> None:
    tell(world.ben, fold_key="a")
    edge.write(lambda: notify(world.ben, "case.withdrawn", PARAMS, "/cases/cas_2", NOON, fold_key="a"))
    tell(world.ben, fold_key="b")

    shown, _ = edge.read(lambda: queries_notices.notices_of(world.ben))

    assert sorted(n.notice.code for n in shown) == ["case.statement", "case.withdrawn"]


@pytest.mark.parametrize(("topic", "mail"), [("case", "hourly"), ("weather", "now")])
def test_a_choice_that_is_not_offered_is_refused(shop: World, topic: str, mail: str) -> None:
    with pytest.raises(Invalid):
        choose(shop.ben, mail, topic)


def test_choices_are_kept_and_changed(world: World) -> None:
    assert edge.read(lambda: queries_notices.preferences_of(world.ben))["case"] == "now"
    choose(world.ben, "digest")
    choose(world.ben, "never")

    assert edge.read(lambda: queries_notices.preferences_of(world.ben))["case"] == "never"
    assert edge.read(lambda: queries_notices.preferences_of(world.ana))["case"] == "now"


def test_a_topic_may_go_to_the_digest_unless_chosen_otherwise(
    world: World, clock: SteppedClock, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setitem(topics._topics, "case", topics.Topic("case", "Cases", topics.DIGEST))
    tell(world.ben)

    jobs.run_due(clock.now())

    (digest,) = mails_to(world.ben)
    assert digest.subject == "Your day on Muster"


def test_what_no_area_registered_falls_under_everything_else() -> None:
    assert topics.topic_of("case.opened") == "case"
    assert topics.topic_of("weather.changed") == "other"
    assert topics.all_topics()[-1].code == "other"


def test_every_notice_of_this_area_has_words_and_a_topic(site: Flask) -> None:
    codes = [code for code in SENTENCES if code.startswith("notice.")]

    assert codes
    assert set(codes) <= words.known()
    assert {topics.topic_of(code.removeprefix("notice.")) for code in codes} <= {
        "thread",
        "case",
        "review",
        "standing",
    }

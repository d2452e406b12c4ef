"""Threads: who reads and writes, what is unread, and one mail until it is read."""

from __future__ import annotations

import pytest
import sqlalchemy as sa
from hypothesis import given
from hypothesis import strategies as st

from marketplace.core import edge, jobs
from marketplace.core.clock import SteppedClock
from marketplace.core.db import db
from marketplace.core.errors import Invalid, NotFound, Refused
from marketplace.core.words import Written
from marketplace.identity.models import Identity
from marketplace.trust import queries_people, queries_threads, service_people, subjects
from marketplace.trust.contact_details import mentions_contact
from marketplace.trust.models import Thread
from marketplace.trust.service_threads import erase_thread, mark_read, open_thread, post_message
from tests.conftest import NOON
from tests.trust.worlds import BOOKING, World, mails_to, notices_of


def thread_between(world: World, *people: tuple[Identity, str]) -> Thread:
    parties = people or ((world.ana, "customer"), (world.ben, "fan"))
    return edge.write(lambda: open_thread(world.ref, BOOKING, Written("Fog walk", "en"), parties, NOON))


def say(thread: Thread, author: Identity, text: str, at=NOON) -> None:  # type: ignore[no-untyped-def]
    edge.write(lambda: post_message(thread, author, text, at))


def unread(person: Identity) -> int:
    return edge.read(lambda: queries_threads.unread_count(person))


def test_a_subject_has_one_thread(world: World) -> None:
    first = thread_between(world, (world.ana, "customer"))
    second = thread_between(world)

    assert first.public_id == second.public_id
    read = edge.read(
        lambda: [p.identity_id for p in queries_threads.thread_for(first.public_id, world.ben).parties]
    )
    assert read == [world.ana.id, world.ben.id]


def test_another_business_does_not_get_it(shop: World) -> None:
    thread_between(shop)

    with pytest.raises(NotFound):
        edge.write(lambda: open_thread("biz_of_another_shop", BOOKING, Written("Mine", None), [], NOON))


def test_a_message_reaches_the_other_and_is_unread_until_looked_at(world: World, clock: SteppedClock) -> None:
    thread = thread_between(world)

    say(thread, world.ana, "Where do we meet?")

    assert (unread(world.ben), unread(world.ana)) == (1, 0)
    edge.write(lambda: mark_read(thread, world.ben, clock.advance(minutes=1)))
    assert unread(world.ben) == 0
    say(thread, world.ana, "Hello?", clock.advance(minutes=1))
    assert unread(world.ben) == 1


def test_one_mail_per_thread_until_it_is_read(world: World, clock: SteppedClock) -> None:
    thread = thread_between(world)

    for text in ("One", "Two", "Three"):
        say(thread, world.ana, text, clock.now())
        jobs.run_due(clock.advance(minutes=3))
    assert len(mails_to(world.ben)) == 1
    assert notices_of(world.ben) == ["thread.message"]

    edge.write(lambda: mark_read(thread, world.ben, clock.now()))
    say(thread, world.ana, "Four", clock.advance(minutes=1))
    jobs.run_due(clock.advance(minutes=3))
    assert len(mails_to(world.ben)) == 2


def test_what_is_read_on_the_page_is_not_mailed(world: World, clock: SteppedClock) -> None:
    thread = thread_between(world)
    say(thread, world.ana, "One", clock.now())

    edge.write(lambda: mark_read(thread, world.ben, clock.advance(minutes=1)))
    jobs.run_due(clock.advance(minutes=10))

    assert mails_to(world.ben) == []


def test_a_person_alone_with_the_business_reaches_its_staff(world: World) -> None:
    thread = thread_between(world, (world.ben, "fan"))

    say(thread, world.ben, "May I bring a friend?")
    assert notices_of(world.olga) == notices_of(world.mario) == notices_of(world.sue) == ["thread.message"]

    say(thread, world.sue, "Of course.")
    say(thread, world.ben, "Thank you.")
    lines = edge.read(lambda: queries_threads.threads_of(world.ben))
    assert lines[0].with_names == ["Foglight Books"]
    assert edge.read(lambda: queries_threads.threads_of_business(world.ref, world.sue))[0].unread == 1
    assert len(notices_of(world.mario)) == 1  # Sue has taken it up


def test_between_two_people_staff_are_not_disturbed(world: World) -> None:
    say(thread_between(world), world.ana, "Hello")

    assert notices_of(world.olga) == []
    assert edge.read(lambda: len(queries_threads.threads_of_business(world.ref, world.olga))) == 1


@pytest.mark.parametrize("text", ["", "   ", "\x00"])
def test_an_empty_message_is_refused(shop: World, text: str) -> None:
    with pytest.raises(Invalid) as refusal:
        say(thread_between(shop), shop.ana, text)
    assert refusal.value.field == "text"


def test_a_stranger_neither_reads_nor_writes(world: World) -> None:
    thread = thread_between(world)

    with pytest.raises(NotFound):
        say(thread, world.eve, "Hi")
    with pytest.raises(NotFound):
        edge.read(lambda: queries_threads.thread_for(thread.public_id, world.eve))


def test_whoever_blocks_is_left_alone_both_ways(world: World) -> None:
    thread = thread_between(world)
    edge.write(lambda: service_people.block_person(world.ana, world.ben, NOON))
    edge.write(lambda: service_people.block_person(world.ana, world.ben, NOON))  # twice is once

    for author in (world.ana, world.ben):
        with pytest.raises(Refused, match="message_blocked"):
            say(thread, author, "Hello")
    say(thread, world.olga, "The shop can still write.")
    ids = [person.id for person in (world.ana, world.ben, world.eve)]
    blocked = edge.read(lambda: [queries_people.blocked_with(one) for one in ids])
    assert blocked == [{world.ben.id}, {world.ana.id}, set()]

    edge.write(lambda: service_people.unblock_person(world.ana, world.ben))
    say(thread, world.ben, "Hello")


def test_nobody_is_blocked_who_went_meanwhile(world: World) -> None:
    """Somebody presses the button on a page that was loaded before the other was erased."""

    def press() -> None:
        ana, ben = (db.session.get_one(Identity, one.id) for one in (world.ana, world.ben))
        gone = sa.update(Identity).where(Identity.id == ben.id).values(erased_at=NOON)
        db.session.execute(gone.execution_options(synchronize_session=False))
        service_people.block_person(ana, ben, NOON)

    with pytest.raises(NotFound):
        edge.write(press)


def test_nobody_blocks_themself(shop: World) -> None:
    with pytest.raises(Invalid):
        edge.write(lambda: service_people.block_person(shop.ana, shop.ana, NOON))


def test_a_reported_message_keeps_its_words_with_the_case(world: World) -> None:
    thread = thread_between(world)
    message = edge.write(lambda: post_message(thread, world.ben, "You owe me.", NOON))

    found = edge.read(lambda: subjects.touching(message.public_id, world.ana))

    assert found.evidence == {"quote": "You owe me."}
    assert found.author is not None
    assert found.author.id == world.ben.id


def test_a_thread_can_be_erased_whole(world: World) -> None:
    say(thread_between(world), world.ana, "Hello")

    edge.write(lambda: erase_thread(BOOKING))

    assert edge.read(lambda: queries_threads.thread_of(BOOKING)) is None


@pytest.mark.parametrize(
    "text",
    ["write to ana@example.org", "call +34 600 123 456", "600123456", "(415) 555-2671", "tel: 020 7946 0958"],
)
def test_contact_details_are_noticed(text: str) -> None:
    assert mentions_contact(text)


@pytest.mark.parametrize(
    "text",
    [
        "Meet at 10:30 on 2026-11-28",
        "$1,250.00 for 3",
        "28.11.2026 at 10",
        "12-11-2026",
        "order 12345678 came",
        "@ the quay",
    ],
)
def test_dates_prices_and_numbers_are_not(text: str) -> None:
    assert not mentions_contact(text)


@given(st.text(max_size=500))
def test_noticing_never_fails(text: str) -> None:
    assert mentions_contact(text) in (True, False)

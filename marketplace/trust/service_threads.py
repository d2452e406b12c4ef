"""Opens threads between the sides of something and posts messages in them."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime

import sqlalchemy as sa

from marketplace.core.db import db
from marketplace.core.errors import NotFound, Refused
from marketplace.core.words import Written
from marketplace.identity.models import Identity
from marketplace.trust import people, queries_people, service_notices
from marketplace.trust.insert_once import add_once
from marketplace.trust.models import Message, Thread, ThreadParty
from marketplace.trust.written import written

TEXT_LENGTH_MAX = 4000
MAIL_AFTER_MINUTES = 2  # somebody who has the page open reads it there
BUSINESS = "business"


def open_thread(
    business_ref: str, subject: str, title: Written, parties: Sequence[tuple[Identity, str]], at: datetime
) -> Thread:
    """The thread of a subject, made when it is not there yet; parties who are new to it are added."""
    there = sa.select(Thread).where(Thread.subject == subject)
    thread = db.session.scalar(there)
    if thread is None:
        new = Thread(
            business_ref=business_ref,
            subject=subject,
            title=title.words[:140],
            language=title.language,
            created_at=at,
        )
        thread = new if add_once(new) else db.session.scalars(there).one()
    if thread.business_ref != business_ref:
        raise NotFound
    for identity, side in parties:
        add_party(thread, identity, side)
    return thread


def add_party(thread: Thread, identity: Identity, side: str) -> ThreadParty:
    """Let a person read and write in a thread, on one side of it."""
    party = _party(thread, identity)
    if party is None:
        new = ThreadParty(thread_id=thread.id, identity_id=identity.id, side=side)
        party = new if add_once(new) else _party(thread, identity)
        db.session.expire(thread, ["parties"])
    assert party is not None
    return party


def remove_party(thread: Thread, identity: Identity) -> None:
    """Take a person out of a thread, such as a fan who gave the gig back; what they wrote stays."""
    gone = sa.delete(ThreadParty).where(
        ThreadParty.thread_id == thread.id, ThreadParty.identity_id == identity.id
    )
    db.session.execute(gone)
    db.session.expire(thread, ["parties"])


def post_message(
    thread: Thread, author: Identity, text: str, at: datetime, *, language: str | None = None
) -> Message:
    """Add a message and tell the others, by one mail each until they have read the thread.

    Staff of the business take its side with their first message. Raises Invalid without text, Refused
    `message_blocked` when one of the two people has blocked the other, NotFound for somebody who is no party.
    """
    words = written(text, "text", TEXT_LENGTH_MAX, missing="message_empty")
    db.session.execute(sa.select(Thread.id).where(Thread.id == thread.id).with_for_update())
    own = _party(thread, author)
    if own is None:
        if not people.is_staff(author, thread.business_ref):
            raise NotFound
        own = add_party(thread, author, BUSINESS)
    _refuse_blocked(thread, author, own.side)
    message = Message(
        thread_id=thread.id, author_id=author.id, text=words, language=language or author.locale, at=at
    )
    db.session.add(message)
    db.session.flush()
    own.read_to = message.id
    db.session.expire(thread, ["messages"])
    for reader in _readers(thread, author, own.side):
        _tell(reader, thread, author, own.side, at)
    return message


def mark_read(thread: Thread, identity: Identity, at: datetime) -> None:
    """The person has seen the thread as it stands; staff who only look on leave no mark."""
    own = _party(thread, identity)
    if own is not None:
        last = sa.select(sa.func.max(Message.id)).where(Message.thread_id == thread.id)
        own.read_to = db.session.scalar(last) or 0
    service_notices.mark_all_read(identity, at, fold_key=thread.public_id)


def erase_thread(subject: str) -> None:
    """Delete the thread of a subject with its messages, where a kind promises that they do not stay."""
    thread = db.session.scalar(sa.select(Thread).where(Thread.subject == subject))
    if thread is None:
        return
    db.session.execute(sa.delete(Message).where(Message.thread_id == thread.id))
    db.session.execute(sa.delete(ThreadParty).where(ThreadParty.thread_id == thread.id))
    db.session.expunge(thread)
    db.session.execute(sa.delete(Thread).where(Thread.id == thread.id))


def _party(thread: Thread, identity: Identity) -> ThreadParty | None:
    one = sa.select(ThreadParty).where(
        ThreadParty.thread_id == thread.id, ThreadParty.identity_id == identity.id
    )
    return db.session.scalar(one)


def _refuse_blocked(thread: Thread, author: Identity, side: str) -> None:
    if side == BUSINESS:
        return
    others = [p.identity_id for p in thread.parties if p.side != BUSINESS and p.identity_id != author.id]
    if queries_people.is_blocked_between(author.id, others):
        raise Refused("message_blocked")


def _readers(thread: Thread, author: Identity, side: str) -> list[Identity]:
    """Who is told: every other party; and where the business is the other side but nobody of it wrote yet, its staff."""
    readers = {p.identity_id: p.identity for p in thread.parties if p.identity_id != author.id}
    sides = {p.side for p in thread.parties}
    if side != BUSINESS and len(sides - {BUSINESS}) == 1 and BUSINESS not in sides:
        readers |= {
            person.id: person for person in people.staff_of(thread.business_ref) if person.id != author.id
        }
    return [readers[key] for key in sorted(readers)]


def _tell(reader: Identity, thread: Thread, author: Identity, side: str, at: datetime) -> None:
    desk = people.desk_of(thread.business_ref)
    who = desk.name if side == BUSINESS and desk else author
    service_notices.notify(
        reader,
        "thread.message",
        {"name": who, "title": Written(thread.title, thread.language)},
        f"/threads/{thread.public_id}",
        at,
        fold_key=thread.public_id,
        mail_after_minutes=MAIL_AFTER_MINUTES,
        about=[party.identity for party in thread.parties],
    )

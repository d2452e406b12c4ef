"""Threads and messages as their parties and the desk read them."""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass
from datetime import datetime

import sqlalchemy as sa
from sqlalchemy.orm import joinedload, selectinload

from marketplace.core.db import db
from marketplace.core.errors import NotFound
from marketplace.identity.models import Identity
from marketplace.trust import people, subjects
from marketplace.trust.models import Message, Thread, ThreadParty

PAGE_THREADS = 30
EXCERPT_LENGTH = 120


@dataclass(frozen=True)
class ThreadLine:
    """One thread in a list."""

    thread: Thread
    with_names: list[str]
    last_text: str
    last_language: str
    last_at: datetime
    last_is_business: bool
    unread: int


def thread_for(public_id: str, identity: Identity) -> Thread:
    """A thread for one of its parties or staff of its business; NotFound to anybody else."""
    one = (
        sa.select(Thread)
        .where(Thread.public_id == public_id)
        .options(
            selectinload(Thread.parties).joinedload(ThreadParty.identity),
            selectinload(Thread.messages).joinedload(Message.author),
        )
    )
    thread = db.session.scalar(one)
    if thread is None or not (_is_party(thread, identity) or people.is_staff(identity, thread.business_ref)):
        raise NotFound
    return thread


def thread_of(subject: str) -> Thread | None:
    """The thread about a subject, where there is one: for the link on its page."""
    return db.session.scalar(sa.select(Thread).where(Thread.subject == subject))


def threads_of(identity: Identity, page: int = 1) -> list[ThreadLine]:
    """One page of a person's threads that have messages, the latest first."""
    mine = sa.select(ThreadParty.thread_id).where(ThreadParty.identity_id == identity.id)
    return _lines(Thread.id.in_(mine), identity, PAGE_THREADS, (page - 1) * PAGE_THREADS)


def threads_of_business(business_ref: str, reader: Identity, page: int = 1) -> list[ThreadLine]:
    """One page of a business's threads for its staff, the latest first."""
    return _lines(Thread.business_ref == business_ref, reader, PAGE_THREADS, (page - 1) * PAGE_THREADS)


def unread_count(identity: Identity) -> int:
    """How many messages of others a person has not seen, over all threads."""
    return sum(_unread_by_thread(identity).values())


def unread_in(thread: Thread, identity: Identity) -> int:
    """How many messages of others a party has not seen in one thread."""
    return _unread_by_thread(identity, [thread.id]).get(thread.id, 0)


def names_of_others(thread: Thread, identity: Identity) -> list[str]:
    """Whom one writes with: people by name, the business by its own where none of its staff is a party."""
    desk = people.desk_of(thread.business_ref)
    business = [desk.name] if desk else []
    mine = next((p.side for p in thread.parties if p.identity_id == identity.id), "business")
    persons = [
        p.identity.name for p in thread.parties if p.side != "business" and p.identity_id != identity.id
    ]
    return persons + (business if mine != "business" else [])


def side_of(thread: Thread, identity: Identity) -> str:
    """The side an author takes; somebody who is no party any more speaks for themself."""
    return next((p.side for p in thread.parties if p.identity_id == identity.id), "")


def subject_of_message(ref: str) -> subjects.Subject | None:
    """A message as the subject of a report: its words are kept with the case."""
    message = db.session.scalar(sa.select(Message).where(Message.public_id == ref))
    if message is None:
        return None
    thread = message.thread
    sides = tuple((p.identity, p.side) for p in thread.parties if p.side != "business")
    is_of_staff = side_of(thread, message.author) == "business"
    return subjects.Subject(
        ref,
        thread.business_ref,
        thread.title,
        f"/threads/{thread.public_id}",
        sides,
        {"quote": message.text},
        None if is_of_staff else message.author,
    )


def _is_party(thread: Thread, identity: Identity) -> bool:
    return any(p.identity_id == identity.id for p in thread.parties)


def _unread_by_thread(identity: Identity, thread_ids: Collection[int] | None = None) -> dict[int, int]:
    unread = (
        sa.select(Message.thread_id, sa.func.count())
        .join(ThreadParty, ThreadParty.thread_id == Message.thread_id)
        .where(
            ThreadParty.identity_id == identity.id,
            Message.author_id != identity.id,
            Message.id > ThreadParty.read_to,
        )
        .group_by(Message.thread_id)
    )
    if thread_ids is not None:
        unread = unread.where(Message.thread_id.in_(thread_ids))
    return dict(db.session.execute(unread).all())


def _lines(which: sa.ColumnElement[bool], reader: Identity, limit: int, offset: int) -> list[ThreadLine]:
    last = (
        sa.select(Message.thread_id, sa.func.max(Message.id).label("last_id"))
        .group_by(Message.thread_id)
        .subquery()
    )
    newest = (
        sa.select(Thread, Message)
        .join(last, last.c.thread_id == Thread.id)
        .join(Message, Message.id == last.c.last_id)
        .where(which)
        .options(selectinload(Thread.parties).joinedload(ThreadParty.identity), joinedload(Message.author))
        .order_by(Message.id.desc())
        .limit(limit)
        .offset(offset)
    )
    found = db.session.execute(newest).all()
    unread = _unread_by_thread(reader, [thread.id for thread, _ in found])
    return [
        ThreadLine(
            thread=thread,
            with_names=names_of_others(thread, reader),
            last_text=" ".join(message.text.split())[:EXCERPT_LENGTH],
            last_language=message.language,
            last_at=message.at,
            last_is_business=side_of(thread, message.author) == "business",
            unread=unread.get(thread.id, 0),
        )
        for thread, message in found
    ]

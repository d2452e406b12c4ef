"""Notices and preferences as people read them."""

from __future__ import annotations

from dataclasses import dataclass

import sqlalchemy as sa
from markupsafe import Markup

from marketplace.core import words
from marketplace.core.db import db
from marketplace.core.words import Written
from marketplace.identity.models import Identity
from marketplace.trust import topics
from marketplace.trust.models import Notification, NotificationPreference

PAGE_NOTICES = 30


@dataclass(frozen=True)
class NoticeView:
    """One notice put into words."""

    notice: Notification
    words: str
    marked: Markup  # the same, with the language of what somebody wrote

    @property
    def is_unread(self) -> bool:
        """True until the person opened it."""
        return self.notice.read_at is None


def spoken(notice: Notification) -> str:
    """The sentence of a notice in the language being spoken."""
    return words.sentence(f"notice.{notice.code}", notice.params)


def notices_of(identity: Identity, page: int = 1) -> tuple[list[NoticeView], int]:
    """One page of a person's notices, newest first, and how many pages there are."""
    mine = Notification.identity_id == identity.id
    count = db.session.scalar(sa.select(sa.func.count()).select_from(Notification).where(mine)) or 0
    newest = sa.select(Notification).where(mine).order_by(Notification.at.desc(), Notification.id.desc())
    rows = db.session.scalars(newest.limit(PAGE_NOTICES).offset((page - 1) * PAGE_NOTICES))
    return [
        NoticeView(row, spoken(row), words.marked(f"notice.{row.code}", row.params)) for row in rows
    ], max(1, -(-count // PAGE_NOTICES))


def last_written(identity: Identity, code: str, path: str, name: str) -> Written | None:
    """What somebody wrote into the newest notice of a sort about one page, by the name of the parameter."""
    query = (
        sa.select(Notification.params)
        .where(Notification.identity_id == identity.id, Notification.code == code, Notification.path == path)
        .order_by(Notification.id.desc())
        .limit(1)
    )
    params = db.session.scalar(query)
    return None if params is None else Written(str(params[name]), params.get(name + words.LANGUAGE_OF))


def unread_count(identity: Identity) -> int:
    """How many notices a person has not opened: for the number beside the bell."""
    unread = (
        sa.select(sa.func.count())
        .select_from(Notification)
        .where(Notification.identity_id == identity.id, Notification.read_at.is_(None))
    )
    return db.session.scalar(unread) or 0


def preferences_of(identity: Identity) -> dict[str, str]:
    """How a person is told about each topic, defaults filled in."""
    mine = sa.select(NotificationPreference.topic, NotificationPreference.mail).where(
        NotificationPreference.identity_id == identity.id
    )
    chosen = dict(db.session.execute(mine).all())
    return {t.code: chosen.get(t.code, t.mail) for t in topics.all_topics()}


def awaiting_digest() -> list[tuple[str, str]]:
    """Public id and time zone of everybody who has something unread for the daily digest."""
    digest_topics = [t.code for t in topics.all_topics() if t.mail == topics.DIGEST]
    preference = sa.and_(
        NotificationPreference.identity_id == Notification.identity_id,
        NotificationPreference.topic == Notification.topic,
    )
    wants = sa.or_(
        NotificationPreference.mail == topics.DIGEST,
        sa.and_(NotificationPreference.id.is_(None), Notification.topic.in_(digest_topics)),
    )
    waiting = (
        sa.select(Identity.public_id, Identity.timezone)
        .join(Notification, Notification.identity_id == Identity.id)
        .outerjoin(NotificationPreference, preference)
        .where(
            Notification.read_at.is_(None),
            Notification.mailed_at.is_(None),
            wants,
            Identity.erased_at.is_(None),
        )
        .distinct()
        .order_by(Identity.public_id)
    )
    return [(ref, zone) for ref, zone in db.session.execute(waiting)]

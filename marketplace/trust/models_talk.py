"""What people say to each other and what they are told: threads, messages, notifications, and who blocked whom."""

from __future__ import annotations

from datetime import datetime
from typing import Any

import sqlalchemy as sa
from sqlalchemy.orm import Mapped, mapped_column, relationship

from marketplace.core.db import Base, Json, Keyed, UTCDateTime, one_of, public_id
from marketplace.identity.models import Identity

_identity = "identity.id"
_UNREAD_FOLD = "fold_key IS NOT NULL AND read_at IS NULL"


class Thread(Keyed, Base):
    """Messages between fan, customer and business about one subject."""

    __tablename__ = "thread"
    __table_args__ = (sa.UniqueConstraint("subject"),)

    public_id: Mapped[str] = public_id("thr")
    business_ref: Mapped[str] = mapped_column(sa.String(24), index=True)
    subject: Mapped[str] = mapped_column(sa.String(24))
    title: Mapped[str] = mapped_column(sa.String(140))
    language: Mapped[str | None] = mapped_column(sa.String(8))  # of the title, where it is known
    created_at: Mapped[datetime] = mapped_column(UTCDateTime)

    parties: Mapped[list[ThreadParty]] = relationship(order_by="ThreadParty.id", back_populates="thread")
    messages: Mapped[list[Message]] = relationship(order_by="Message.id", back_populates="thread")


class ThreadParty(Keyed, Base):
    """Who may read and write in a thread; the business itself takes part through its staff."""

    __tablename__ = "thread_party"
    __table_args__ = (sa.UniqueConstraint("thread_id", "identity_id"),)

    thread_id: Mapped[int] = mapped_column(sa.ForeignKey("thread.id", ondelete="CASCADE"))
    identity_id: Mapped[int] = mapped_column(sa.ForeignKey(_identity), index=True)
    side: Mapped[str] = mapped_column(sa.String(16))  # fan, customer, business
    read_to: Mapped[int] = mapped_column(default=0)  # key of the last message they have seen

    thread: Mapped[Thread] = relationship(back_populates="parties")
    identity: Mapped[Identity] = relationship()


class Message(Keyed, Base):
    """One message, in its writer's language."""

    __tablename__ = "message"

    public_id: Mapped[str] = public_id("msg")
    thread_id: Mapped[int] = mapped_column(sa.ForeignKey("thread.id", ondelete="CASCADE"), index=True)
    author_id: Mapped[int] = mapped_column(sa.ForeignKey(_identity), index=True)
    text: Mapped[str] = mapped_column(sa.Text)
    language: Mapped[str] = mapped_column(sa.String(8))
    at: Mapped[datetime] = mapped_column(UTCDateTime)

    thread: Mapped[Thread] = relationship(back_populates="messages")
    author: Mapped[Identity] = relationship()


class Notification(Keyed, Base):
    """Something a person is told: a code with parameters, put into words in their language when shown or mailed."""

    __tablename__ = "notification"
    __table_args__ = (
        sa.Index(
            "uq_notification_unread_fold", "identity_id", "fold_key", unique=True,
            sqlite_where=sa.text(_UNREAD_FOLD), postgresql_where=sa.text(_UNREAD_FOLD),
        ),
        sa.Index("ix_notification_identity_at", "identity_id", "at"),
    )  # fmt: skip

    public_id: Mapped[str] = public_id("ntf")
    identity_id: Mapped[int] = mapped_column(sa.ForeignKey(_identity, ondelete="CASCADE"))
    code: Mapped[str] = mapped_column(sa.String(64))
    topic: Mapped[str] = mapped_column(sa.String(32))  # what preferences are kept by
    params: Mapped[dict[str, Any]] = mapped_column(Json)
    path: Mapped[str] = mapped_column(sa.String(255))  # where it leads, within the site
    about_refs: Mapped[list[str] | None] = mapped_column(
        Json, default=list
    )  # public ids of those whom it names beside its reader; NULL: nobody knows
    fold_key: Mapped[str | None] = mapped_column(
        sa.String(64)
    )  # news of the same thing is one notice until read
    at: Mapped[datetime] = mapped_column(UTCDateTime)
    read_at: Mapped[datetime | None] = mapped_column(UTCDateTime)
    mailed_at: Mapped[datetime | None] = mapped_column(UTCDateTime)  # by mail of its own, or in a digest

    identity: Mapped[Identity] = relationship()


class NotificationPreference(Keyed, Base):
    """How a person wants one topic: at once by mail, in the daily digest, or on the page only."""

    __tablename__ = "notification_preference"
    __table_args__ = (
        sa.UniqueConstraint("identity_id", "topic"),
        one_of("mail", "mail", ("now", "digest", "never")),
    )

    identity_id: Mapped[int] = mapped_column(sa.ForeignKey(_identity, ondelete="CASCADE"))
    topic: Mapped[str] = mapped_column(sa.String(32))
    mail: Mapped[str] = mapped_column(sa.String(8))


class PersonBlock(Keyed, Base):
    """One person wants nothing more to do with another: no match, no messages, either way."""

    __tablename__ = "person_block"
    __table_args__ = (
        sa.UniqueConstraint("blocker_id", "blocked_id"),
        sa.CheckConstraint("blocker_id <> blocked_id", name="two_people"),
    )

    blocker_id: Mapped[int] = mapped_column(sa.ForeignKey(_identity, ondelete="CASCADE"))
    blocked_id: Mapped[int] = mapped_column(sa.ForeignKey(_identity, ondelete="CASCADE"), index=True)
    at: Mapped[datetime] = mapped_column(UTCDateTime)

    blocked: Mapped[Identity] = relationship(foreign_keys=[blocked_id])

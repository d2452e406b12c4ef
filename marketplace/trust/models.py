"""What is remembered so that people can trust the rest: decisions, audit log, cases, threads, notices, uploads, reviews, standing."""

from __future__ import annotations

from datetime import datetime
from typing import Any

import sqlalchemy as sa
from sqlalchemy.orm import Mapped, mapped_column, relationship

from marketplace.core.db import Base, Json, Keyed, UTCDateTime, one_of, public_id
from marketplace.identity.models import Identity

_identity = "identity.id"


class DecisionRecord(Keyed, Base):
    """Why the system or a person decided something: inputs, rule version, reasons; opaque ids only."""

    __tablename__ = "decision_record"
    __table_args__ = (sa.Index("ix_decision_record_subject", "subject"),)

    public_id: Mapped[str] = public_id("dec")
    business_ref: Mapped[str | None] = mapped_column(sa.String(24), index=True)
    subject: Mapped[str] = mapped_column(sa.String(24))
    about_ref: Mapped[str | None] = mapped_column(sa.String(24), index=True)  # the person it touches
    rule: Mapped[str] = mapped_column(sa.String(64))
    rule_version: Mapped[str] = mapped_column(sa.String(32))
    outcome: Mapped[str] = mapped_column(sa.String(32))
    inputs: Mapped[dict[str, Any]] = mapped_column(Json)
    reasons: Mapped[list[dict[str, Any]]] = mapped_column(Json)
    decided_by_ref: Mapped[str | None] = mapped_column(sa.String(24))  # null: the system
    decided_at: Mapped[datetime] = mapped_column(UTCDateTime)


class AuditLog(Keyed, Base):
    """What staff did."""

    __tablename__ = "audit_log"

    business_ref: Mapped[str | None] = mapped_column(sa.String(24), index=True)
    actor_ref: Mapped[str] = mapped_column(sa.String(24))
    action: Mapped[str] = mapped_column(sa.String(64))
    subject: Mapped[str | None] = mapped_column(sa.String(24))
    detail: Mapped[dict[str, Any]] = mapped_column(Json)
    at: Mapped[datetime] = mapped_column(UTCDateTime)


class Upload(Keyed, Base):
    """A file that was entered, re-encoded and stripped; bytes live in the store under `key`."""

    __tablename__ = "upload"

    public_id: Mapped[str] = public_id("upl")
    owner_id: Mapped[int | None] = mapped_column(sa.ForeignKey(_identity, ondelete="SET NULL"), index=True)
    business_ref: Mapped[str | None] = mapped_column(sa.String(24), index=True)
    purpose: Mapped[str] = mapped_column(sa.String(32))
    is_private: Mapped[bool] = mapped_column()
    key: Mapped[str] = mapped_column(sa.String(128), unique=True)
    media_type: Mapped[str] = mapped_column(sa.String(64))
    width_px: Mapped[int | None] = mapped_column()
    height_px: Mapped[int | None] = mapped_column()
    size_bytes: Mapped[int] = mapped_column()
    created_at: Mapped[datetime] = mapped_column(UTCDateTime)


class Case(Keyed, Base):
    """A dispute, appeal, report or support request, with a named person who decides within a stated time."""

    __tablename__ = "case"
    __table_args__ = (
        one_of("kind", "kind", ("dispute", "appeal", "report", "support")),
        sa.Index("ix_case_subject", "subject"),
    )

    public_id: Mapped[str] = public_id("cas")
    business_ref: Mapped[str] = mapped_column(sa.String(24), index=True)
    kind: Mapped[str] = mapped_column(sa.String(16))
    subject: Mapped[str] = mapped_column(sa.String(24))
    opened_by_id: Mapped[int] = mapped_column(sa.ForeignKey(_identity), index=True)
    against_id: Mapped[int | None] = mapped_column(sa.ForeignKey(_identity))
    decider_id: Mapped[int | None] = mapped_column(sa.ForeignKey(_identity))
    state: Mapped[str] = mapped_column(sa.String(16), default="open")
    title: Mapped[str] = mapped_column(sa.String(140))
    opened_at: Mapped[datetime] = mapped_column(UTCDateTime)
    due_at: Mapped[datetime] = mapped_column(UTCDateTime)
    decided_at: Mapped[datetime | None] = mapped_column(UTCDateTime)
    outcome: Mapped[str | None] = mapped_column(sa.String(32))
    decision_text: Mapped[str | None] = mapped_column(sa.Text)

    statements: Mapped[list[CaseStatement]] = relationship(order_by="CaseStatement.id", back_populates="case")


class CaseStatement(Keyed, Base):
    """What one side says, with its evidence."""

    __tablename__ = "case_statement"

    case_id: Mapped[int] = mapped_column(sa.ForeignKey("case.id", ondelete="CASCADE"), index=True)
    author_id: Mapped[int] = mapped_column(sa.ForeignKey(_identity))
    text: Mapped[str] = mapped_column(sa.Text)
    language: Mapped[str] = mapped_column(sa.String(8))
    upload_id: Mapped[int | None] = mapped_column(sa.ForeignKey("upload.id", ondelete="SET NULL"))
    at: Mapped[datetime] = mapped_column(UTCDateTime)

    case: Mapped[Case] = relationship(back_populates="statements")
    author: Mapped[Identity] = relationship()


class Thread(Keyed, Base):
    """Messages between fan, customer and business about one subject."""

    __tablename__ = "thread"
    __table_args__ = (sa.UniqueConstraint("subject"),)

    public_id: Mapped[str] = public_id("thr")
    business_ref: Mapped[str] = mapped_column(sa.String(24), index=True)
    subject: Mapped[str] = mapped_column(sa.String(24))
    title: Mapped[str] = mapped_column(sa.String(140))
    created_at: Mapped[datetime] = mapped_column(UTCDateTime)

    parties: Mapped[list[ThreadParty]] = relationship(back_populates="thread")
    messages: Mapped[list[Message]] = relationship(order_by="Message.id", back_populates="thread")


class ThreadParty(Keyed, Base):
    """Who may read and write in a thread; the business itself takes part through its staff."""

    __tablename__ = "thread_party"
    __table_args__ = (sa.UniqueConstraint("thread_id", "identity_id"),)

    thread_id: Mapped[int] = mapped_column(sa.ForeignKey("thread.id", ondelete="CASCADE"))
    identity_id: Mapped[int] = mapped_column(sa.ForeignKey(_identity), index=True)
    side: Mapped[str] = mapped_column(sa.String(16))  # fan, customer, business
    read_at: Mapped[datetime | None] = mapped_column(UTCDateTime)

    thread: Mapped[Thread] = relationship(back_populates="parties")
    identity: Mapped[Identity] = relationship()


class Message(Keyed, Base):
    """One message, in its writer's language."""

    __tablename__ = "message"

    public_id: Mapped[str] = public_id("msg")
    thread_id: Mapped[int] = mapped_column(sa.ForeignKey("thread.id", ondelete="CASCADE"), index=True)
    author_id: Mapped[int] = mapped_column(sa.ForeignKey(_identity))
    text: Mapped[str] = mapped_column(sa.Text)
    language: Mapped[str] = mapped_column(sa.String(8))
    at: Mapped[datetime] = mapped_column(UTCDateTime)

    thread: Mapped[Thread] = relationship(back_populates="messages")
    author: Mapped[Identity] = relationship()


class Notification(Keyed, Base):
    """Something a person is told: a code with parameters, put into words in their language when shown or mailed."""

    __tablename__ = "notification"

    public_id: Mapped[str] = public_id("ntf")
    identity_id: Mapped[int] = mapped_column(sa.ForeignKey(_identity, ondelete="CASCADE"), index=True)
    code: Mapped[str] = mapped_column(sa.String(64))
    params: Mapped[dict[str, Any]] = mapped_column(Json)
    path: Mapped[str] = mapped_column(sa.String(255))  # where it leads, within the site
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


class Review(Keyed, Base):
    """One side's words on the other after a gig; shown when both are in or the window has closed."""

    __tablename__ = "review"
    __table_args__ = (
        sa.UniqueConstraint("subject", "author_id", "about_id"),
        sa.CheckConstraint("stars BETWEEN 1 AND 5", name="stars"),
    )

    public_id: Mapped[str] = public_id("rev")
    business_ref: Mapped[str] = mapped_column(sa.String(24), index=True)
    subject: Mapped[str] = mapped_column(sa.String(24))  # the booking
    author_id: Mapped[int] = mapped_column(sa.ForeignKey(_identity))
    about_id: Mapped[int] = mapped_column(sa.ForeignKey(_identity), index=True)
    side: Mapped[str] = mapped_column(sa.String(16))  # whose words: customer or fan
    stars: Mapped[int] = mapped_column()
    text: Mapped[str] = mapped_column(sa.Text, default="")
    private_text: Mapped[str] = mapped_column(sa.Text, default="")  # for the business alone
    language: Mapped[str] = mapped_column(sa.String(8))
    written_at: Mapped[datetime] = mapped_column(UTCDateTime)
    shown_at: Mapped[datetime | None] = mapped_column(UTCDateTime)

    author: Mapped[Identity] = relationship(foreign_keys=[author_id])


class StandingEvent(Keyed, Base):
    """One thing that moved a fan's reliability or quality in a programme, with its evidence."""

    __tablename__ = "standing_event"
    __table_args__ = (sa.UniqueConstraint("subject", "code"),)

    public_id: Mapped[str] = public_id("std")
    programme_ref: Mapped[str] = mapped_column(sa.String(24), index=True)
    fan_ref: Mapped[str] = mapped_column(sa.String(24), index=True)
    part: Mapped[str] = mapped_column(sa.String(16))  # reliability or quality
    code: Mapped[str] = mapped_column(sa.String(32))
    subject: Mapped[str] = mapped_column(sa.String(24))  # assignment or review
    points: Mapped[int] = mapped_column()
    evidence: Mapped[dict[str, Any]] = mapped_column(Json)
    confirmed_by_ref: Mapped[str | None] = mapped_column(sa.String(24))  # a fall needs a person
    counts: Mapped[bool] = mapped_column()
    at: Mapped[datetime] = mapped_column(UTCDateTime)

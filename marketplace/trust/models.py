"""What is remembered so that people can trust the rest: decisions, the audit log, uploads and cases."""

from __future__ import annotations

from datetime import datetime
from typing import Any

import sqlalchemy as sa
from sqlalchemy.orm import Mapped, mapped_column, relationship

from marketplace.core import guards
from marketplace.core.db import Base, Json, Keyed, UTCDateTime, one_of, public_id
from marketplace.identity.models import Identity
from marketplace.trust.guards import GUARDS

_identity = "identity.id"
LIVE_CASE = "state IN ('open', 'heard', 'escalated')"


class DecisionRecord(Keyed, Base):
    """Why the system or a person decided something: inputs, rule version, reasons; opaque ids only; never changed."""

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
    """What staff did; never changed."""

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
        sa.Index(
            "uq_case_live", "subject", "kind", "opened_by_id", unique=True,
            sqlite_where=sa.text(LIVE_CASE), postgresql_where=sa.text(LIVE_CASE),
        ),
    )  # fmt: skip

    public_id: Mapped[str] = public_id("cas")
    business_ref: Mapped[str] = mapped_column(sa.String(24), index=True)
    kind: Mapped[str] = mapped_column(sa.String(16))
    subject: Mapped[str] = mapped_column(sa.String(24))
    opened_by_id: Mapped[int] = mapped_column(sa.ForeignKey(_identity), index=True)
    against_id: Mapped[int | None] = mapped_column(
        sa.ForeignKey(_identity), index=True
    )  # null: the business itself
    decider_id: Mapped[int | None] = mapped_column(sa.ForeignKey(_identity))
    state: Mapped[str] = mapped_column(sa.String(16), default="open")
    title: Mapped[str] = mapped_column(sa.String(140))
    evidence: Mapped[dict[str, Any]] = mapped_column(
        Json, default=dict
    )  # at hand when opened: a reported message's words
    opened_at: Mapped[datetime] = mapped_column(UTCDateTime)
    due_at: Mapped[datetime] = mapped_column(UTCDateTime)
    decided_at: Mapped[datetime | None] = mapped_column(UTCDateTime)
    outcome: Mapped[str | None] = mapped_column(sa.String(32))
    decision_text: Mapped[str | None] = mapped_column(sa.Text)

    opened_by: Mapped[Identity] = relationship(foreign_keys=[opened_by_id])
    against: Mapped[Identity | None] = relationship(foreign_keys=[against_id])
    decider: Mapped[Identity | None] = relationship(foreign_keys=[decider_id])
    statements: Mapped[list[CaseStatement]] = relationship(order_by="CaseStatement.id", back_populates="case")


class CaseStatement(Keyed, Base):
    """What one side says, with its evidence."""

    __tablename__ = "case_statement"

    case_id: Mapped[int] = mapped_column(sa.ForeignKey("case.id", ondelete="CASCADE"), index=True)
    author_id: Mapped[int] = mapped_column(sa.ForeignKey(_identity))
    text: Mapped[str] = mapped_column(sa.Text)
    language: Mapped[str] = mapped_column(sa.String(8))
    upload_id: Mapped[int | None] = mapped_column(sa.ForeignKey("upload.id", ondelete="SET NULL"), index=True)
    at: Mapped[datetime] = mapped_column(UTCDateTime)

    case: Mapped[Case] = relationship(back_populates="statements")
    author: Mapped[Identity] = relationship()
    upload: Mapped[Upload | None] = relationship()


from marketplace.trust.models_reviews import Review, ReviewWindow, StandingEvent  # noqa: E402
from marketplace.trust.models_talk import (  # noqa: E402
    Message,
    Notification,
    NotificationPreference,
    PersonBlock,
    Thread,
    ThreadParty,
)

__all__ = [
    "AuditLog",
    "Case",
    "CaseStatement",
    "DecisionRecord",
    "Message",
    "Notification",
    "NotificationPreference",
    "PersonBlock",
    "Review",
    "ReviewWindow",
    "StandingEvent",
    "Thread",
    "ThreadParty",
    "Upload",
]

guards.attach(Base.metadata, GUARDS)

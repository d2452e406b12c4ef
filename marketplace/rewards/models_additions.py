"""What an earning may gain after it: by the guests' rating, or by waiting that somebody stated."""

from __future__ import annotations

from datetime import datetime
from typing import Any

import sqlalchemy as sa
from sqlalchemy.orm import Mapped, mapped_column, relationship

from marketplace.core.db import Base, Json, Keyed, UTCDateTime, one_of, public_id
from marketplace.rewards.models import Earning

CAUSES = ("rating", "waiting")


class EarningAddition(Keyed, Base):
    """One later part of an earning: awaited with it, then added once as an earning of its own, or nothing."""

    __tablename__ = "earning_addition"
    __table_args__ = (
        sa.UniqueConstraint("earning_id", "cause"),
        sa.CheckConstraint("amount_minor >= 0", name="amount_not_negative"),
        one_of("cause", "cause", CAUSES),
        one_of("state", "state", ("awaited", "added", "nothing")),
    )

    public_id: Mapped[str] = public_id("add")
    earning_id: Mapped[int] = mapped_column(sa.ForeignKey("earning.id", ondelete="CASCADE"))
    fan_ref: Mapped[str] = mapped_column(sa.String(24), index=True)
    cause: Mapped[str] = mapped_column(sa.String(16))
    state: Mapped[str] = mapped_column(sa.String(16), default="awaited")
    opened_at: Mapped[datetime] = mapped_column(UTCDateTime)
    due_at: Mapped[datetime] = mapped_column(UTCDateTime)
    facts: Mapped[dict[str, Any]] = mapped_column(Json)  # what became known: a number
    said_as: Mapped[str] = mapped_column(sa.String(8), default="")  # fan, staff, or guests
    said_by_ref: Mapped[str | None] = mapped_column(sa.String(24))
    said_at: Mapped[datetime | None] = mapped_column(UTCDateTime)
    amount_minor: Mapped[int] = mapped_column(sa.BigInteger, default=0)  # of pay
    evaluation: Mapped[dict[str, Any]] = mapped_column(Json)  # its lines, once added
    settled_at: Mapped[datetime | None] = mapped_column(UTCDateTime)

    earning: Mapped[Earning] = relationship(back_populates="additions")

"""Rows that single kinds add: pick-up points, parcels and blocks of delivery; perk vouchers and meetings of layovers."""

from __future__ import annotations

from datetime import datetime

import sqlalchemy as sa
from sqlalchemy.orm import Mapped, mapped_column, relationship

from marketplace.core.db import Base, Keyed, UTCDateTime, public_id
from marketplace.gigs.models import Gig


class PickupPoint(Keyed, Base):
    """Where parcels wait and fans check in."""

    __tablename__ = "pickup_point"

    public_id: Mapped[str] = public_id("pup")
    programme_id: Mapped[int] = mapped_column(sa.ForeignKey("programme.id", ondelete="CASCADE"), index=True)
    name: Mapped[str] = mapped_column(sa.String(120))
    address: Mapped[str] = mapped_column(sa.String(200))
    lat: Mapped[float] = mapped_column()
    lon: Mapped[float] = mapped_column()
    circle_m: Mapped[int] = mapped_column(default=150)  # how near is there


class Parcel(Keyed, Base):
    """A thing to deliver: where, when, how big, and what the recipient says."""

    __tablename__ = "parcel"

    public_id: Mapped[str] = public_id("par")
    programme_id: Mapped[int] = mapped_column(sa.ForeignKey("programme.id", ondelete="CASCADE"), index=True)
    pickup_point_id: Mapped[int] = mapped_column(sa.ForeignKey("pickup_point.id"))
    gig_id: Mapped[int | None] = mapped_column(
        sa.ForeignKey("gig.id", ondelete="SET NULL"), index=True
    )  # its block
    stop_number: Mapped[int | None] = mapped_column()
    state: Mapped[str] = mapped_column(sa.String(16), default="waiting")
    recipient_name: Mapped[str] = mapped_column(sa.String(80))
    recipient_phone: Mapped[str] = mapped_column(sa.String(32), default="")
    address: Mapped[str] = mapped_column(sa.String(200))
    lat: Mapped[float] = mapped_column()
    lon: Mapped[float] = mapped_column()
    litres: Mapped[int] = mapped_column(default=5)
    is_rough: Mapped[bool] = mapped_column(
        default=False, server_default=sa.false()
    )  # the point is only its quarter's
    is_return: Mapped[bool] = mapped_column(default=False)  # fetched there and brought to the pick-up point
    opens_at: Mapped[datetime | None] = mapped_column(UTCDateTime)
    closes_at: Mapped[datetime | None] = mapped_column(UTCDateTime)
    expected_at: Mapped[datetime | None] = mapped_column(UTCDateTime)
    notes: Mapped[str] = mapped_column(sa.Text, default="")
    delivery_code: Mapped[str] = mapped_column(sa.String(8), default="")
    created_at: Mapped[datetime] = mapped_column(UTCDateTime)

    gig: Mapped[Gig | None] = relationship()
    pickup_point: Mapped[PickupPoint] = relationship()


class Voucher(Keyed, Base):
    """A single-use perk, such as the train or the first round."""

    __tablename__ = "voucher"

    public_id: Mapped[str] = public_id("vch")
    programme_ref: Mapped[str] = mapped_column(sa.String(24), index=True)
    subject: Mapped[str] = mapped_column(sa.String(24), index=True)  # the booking it comes with
    identity_id: Mapped[int] = mapped_column(sa.ForeignKey("identity.id"), index=True)
    perk: Mapped[str] = mapped_column(sa.String(32))
    code: Mapped[str] = mapped_column(sa.String(16), unique=True)
    cap_minor: Mapped[int] = mapped_column(sa.BigInteger)
    currency: Mapped[str] = mapped_column(sa.String(3))
    state: Mapped[str] = mapped_column(sa.String(16), default="issued")
    issued_at: Mapped[datetime] = mapped_column(UTCDateTime)
    expires_at: Mapped[datetime] = mapped_column(UTCDateTime)
    redeemed_at: Mapped[datetime | None] = mapped_column(UTCDateTime)
    redeemed_minor: Mapped[int | None] = mapped_column(sa.BigInteger)

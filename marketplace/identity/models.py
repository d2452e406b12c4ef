"""People who can sign in, their passkeys and their API tokens."""

from __future__ import annotations

from datetime import date, datetime

import sqlalchemy as sa
from flask_security import AsaList, UserMixin, WebAuthnMixin
from sqlalchemy.ext.mutable import MutableList
from sqlalchemy.orm import Mapped, mapped_column, relationship

from marketplace.core.db import Base, Json, Keyed, UTCDateTime, public_id


class CommaList(AsaList):
    """Short texts in one column, as Flask-Security keeps them."""

    cache_ok = True


class Identity(Keyed, Base, UserMixin):
    """Someone who can sign in; may be superfan, customer and staff at once. A guest has an address and no password."""

    __tablename__ = "identity"

    public_id: Mapped[str] = public_id("idn")
    email: Mapped[str] = mapped_column(sa.String(254), unique=True)
    name: Mapped[str] = mapped_column(sa.String(80), default="")
    password: Mapped[str | None] = mapped_column(sa.String(255))
    active: Mapped[bool] = mapped_column(default=True)
    locale: Mapped[str] = mapped_column(sa.String(8), default="en")
    timezone: Mapped[str] = mapped_column(sa.String(64), default="UTC")
    born_on: Mapped[date | None] = mapped_column()
    created_at: Mapped[datetime] = mapped_column(UTCDateTime)
    erased_at: Mapped[datetime | None] = mapped_column(UTCDateTime)

    # Columns below bear the names that Flask-Security reads.
    fs_uniquifier: Mapped[str] = mapped_column(sa.String(64), unique=True)
    confirmed_at: Mapped[datetime | None] = mapped_column(UTCDateTime)
    tf_primary_method: Mapped[str | None] = mapped_column(sa.String(64))
    tf_totp_secret: Mapped[str | None] = mapped_column(sa.String(255))
    tf_last_counter: Mapped[int | None] = mapped_column(
        sa.BigInteger
    )  # of the last code used: none is used twice
    mf_recovery_codes: Mapped[list[str] | None] = mapped_column(MutableList.as_mutable(CommaList()))
    fs_webauthn_user_handle: Mapped[str | None] = mapped_column(sa.String(64), unique=True)

    webauthn: Mapped[list[Passkey]] = relationship(back_populates="user", cascade="all, delete-orphan")


class Passkey(Keyed, Base, WebAuthnMixin):
    """A passkey of one identity, in the columns that Flask-Security reads."""

    __tablename__ = "passkey"

    user_id: Mapped[int] = mapped_column(sa.ForeignKey("identity.id", ondelete="CASCADE"), index=True)
    credential_id: Mapped[bytes] = mapped_column(sa.LargeBinary(1024), unique=True)
    public_key: Mapped[bytes] = mapped_column(sa.LargeBinary)
    sign_count: Mapped[int | None] = mapped_column(default=0)
    transports: Mapped[list[str] | None] = mapped_column(MutableList.as_mutable(CommaList()))
    backup_state: Mapped[bool] = mapped_column()
    device_type: Mapped[str] = mapped_column(sa.String(64))
    extensions: Mapped[str | None] = mapped_column(sa.String(255))
    create_datetime: Mapped[datetime] = mapped_column(UTCDateTime)
    lastuse_datetime: Mapped[datetime] = mapped_column(UTCDateTime)
    name: Mapped[str] = mapped_column(sa.String(64))
    usage: Mapped[str] = mapped_column(sa.String(64))

    user: Mapped[Identity] = relationship(back_populates="webauthn")


class ApiToken(Keyed, Base):
    """A bearer token with scopes; only its digest is kept."""

    __tablename__ = "api_token"

    public_id: Mapped[str] = public_id("tok")
    identity_id: Mapped[int] = mapped_column(sa.ForeignKey("identity.id", ondelete="CASCADE"), index=True)
    name: Mapped[str] = mapped_column(sa.String(64))
    digest: Mapped[str] = mapped_column(sa.String(64), unique=True)
    scopes: Mapped[list[str]] = mapped_column(Json)
    created_at: Mapped[datetime] = mapped_column(UTCDateTime)
    expires_at: Mapped[datetime | None] = mapped_column(UTCDateTime)
    revoked_at: Mapped[datetime | None] = mapped_column(UTCDateTime)

    identity: Mapped[Identity] = relationship()

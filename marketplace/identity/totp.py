"""Codes of an authenticator app: drawn as a QR code by segno, and none accepted twice."""

from __future__ import annotations

import segno
import sqlalchemy as sa
from flask_security import Totp
from passlib.totp import TotpMatch

from marketplace.core.db import db
from marketplace.identity.models import Identity

QR_SCALE = 5


class Codes(Totp):
    """Time-based codes with replay protection kept beside the person."""

    def generate_qrcode(self, username: str, totp: str) -> str:
        """The setting-up address as an image."""
        drawn = segno.make(self.get_totp_uri(username, totp), error="m")
        return str(drawn.svg_data_uri(scale=QR_SCALE, border=3, light="#fff"))

    def get_last_counter(self, user: Identity) -> int | None:
        """The counter of the code used last; the row stays locked, so that one code cannot be used twice at once."""
        query = sa.select(Identity.tf_last_counter).where(Identity.id == user.id).with_for_update()
        return db.session.scalar(query)

    def set_last_counter(self, user: Identity, tmatch: TotpMatch) -> None:
        """Remember the code just used."""
        user.tf_last_counter = tmatch.counter

"""Codes of an authenticator app: drawn as a QR code by segno, and none accepted twice."""

from __future__ import annotations

import segno
from flask_security import Totp
from passlib.totp import TotpMatch

from marketplace.identity.models import Identity

QR_SCALE = 5


class Codes(Totp):
    """Time-based codes with replay protection kept beside the person."""

    def generate_qrcode(self, username: str, totp: str) -> str:
        """The setting-up address as an image."""
        drawn = segno.make(self.get_totp_uri(username, totp), error="m")
        return str(drawn.svg_data_uri(scale=QR_SCALE, border=3, light="#fff"))

    def get_last_counter(self, user: Identity) -> int | None:
        """The counter of the code used last."""
        return user.tf_last_counter

    def set_last_counter(self, user: Identity, tmatch: TotpMatch) -> None:
        """Remember the code just used."""
        user.tf_last_counter = tmatch.counter

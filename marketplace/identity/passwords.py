"""Passwords: argon2id outside any transaction, and which ones are too easy to guess."""

from __future__ import annotations

import itertools
from typing import Any

from flask_babel import gettext as _
from flask_security import PasswordUtil, hash_password
from passlib.context import CryptContext

from config import Settings
from marketplace.core import edge

__all__ = ["LENGTH_MIN", "HashingOutside", "Passwords", "fault_of", "hash_password"]

LENGTH_MIN = 10
LENGTH_HASHED_MAX = 1024  # far above the 128 that a password may have
DISTINCT_MIN = 5
QUICK_FOR_TESTS = {"argon2__time_cost": 1, "argon2__memory_cost": 64, "argon2__parallelism": 1}


class HashingOutside(CryptContext):
    """Argon2id that first lets go of the transaction, since a tenth of a second is long to hold a lock."""

    def __init__(self, settings: Settings) -> None:
        super().__init__(
            schemes=["argon2"], argon2__type="id", **(QUICK_FOR_TESTS if settings.testing else {})
        )

    def hash(self, secret: str | bytes, *args: Any, **kwargs: Any) -> str:
        """Hash with nothing open."""
        edge.release()
        return str(super().hash(secret[:LENGTH_HASHED_MAX], *args, **kwargs))

    def verify(self, secret: str | bytes, hash: str | bytes, *args: Any, **kwargs: Any) -> bool:
        """Compare with nothing open; what is longer than any password takes as long and is wrong."""
        edge.release()
        if self.identify(hash) is None:  # an account that came from elsewhere: no password is right
            self.dummy_verify()
            return False
        is_right = bool(super().verify(secret[:LENGTH_HASHED_MAX], hash, *args, **kwargs))
        return is_right and len(secret) <= LENGTH_HASHED_MAX


def fault_of(password: str, *, known: tuple[str, ...]) -> str | None:
    """Why a password is too easy to guess, as a code; None when it will do.

    `known` is what anybody may know of the person: name and e-mail address.
    """
    lowered = password.casefold()
    if len(set(lowered)) < DISTINCT_MIN:
        return "few_characters"
    codes = [ord(c) for c in lowered]
    if all(abs(b - a) <= 1 for a, b in itertools.pairwise(codes)):
        return "a_row"
    for fact in known:
        for part in (fact.casefold(), fact.casefold().split("@")[0]):
            if len(part) >= DISTINCT_MIN and part in lowered and len(lowered) - len(part) < DISTINCT_MIN:
                return "known_of_you"
    return None


class Passwords(PasswordUtil):
    """Length first, then what a guesser would try."""

    def validate(self, password: str, is_register: bool, **kwargs: Any) -> tuple[list[str] | None, str]:
        """Complaints, if any, and the password in its normal form."""
        complaints, normal = super().validate(password, is_register, **kwargs)
        if complaints:
            return complaints, normal
        person = kwargs.get("user")
        known = (kwargs.get("email"), kwargs.get("name")) if person is None else (person.email, person.name)
        fault = fault_of(normal, known=tuple(str(k) for k in known if k))
        return ([_complaint(fault)] if fault else None), normal


def _complaint(fault: str) -> str:
    if fault == "known_of_you":
        return _("That password is made of your name or address. Three or four unrelated words work well.")
    return _("That password is easy to guess. Three or four unrelated words work well.")

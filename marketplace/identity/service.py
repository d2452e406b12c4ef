"""Writes about people: guests, details, sessions, proof of address."""

from __future__ import annotations

import uuid
from datetime import date, datetime

import sqlalchemy as sa
from email_validator import EmailNotValidError, validate_email

from marketplace.core import i18n
from marketplace.core.db import db
from marketplace.core.errors import Invalid, Refused
from marketplace.identity import queries, zones
from marketplace.identity.models import Identity

NAME_LENGTH_MAX = 80


def guest_for(email: str, name: str, locale: str, timezone: str, at: datetime) -> Identity:
    """The person with this address, or a new guest: somebody without a password, who may choose one by mail later.

    What is known of somebody already is never changed by a stranger who types their address.
    """
    address = checked_address(email)
    found = queries.by_email(address)
    if found is not None:
        if not found.active:
            raise Refused("account_closed")
        return found
    guest = Identity(
        email=address,
        name=name.strip()[:NAME_LENGTH_MAX],
        locale=locale if locale in i18n.available() else "en",
        timezone=timezone if timezone in zones.known() else "UTC",
        created_at=at,
        fs_uniquifier=uuid.uuid4().hex,
        fs_webauthn_user_handle=uuid.uuid4().hex,
    )
    return guest if added_once(guest) else guest_for(email, name, locale, timezone, at)


def added_once(person: Identity) -> bool:
    """Add a person; False when somebody with the address was added at the same moment."""
    try:
        with db.session.begin_nested():
            db.session.add(person)
    except sa.exc.IntegrityError:
        return False
    return True


def checked_address(email: str) -> str:
    """An address in the form in which it is kept.

    Raises
    ------
    Invalid
        `email_invalid`, field `email`.
    """
    try:
        return validate_email(email, check_deliverability=False).normalized.lower()
    except EmailNotValidError as error:
        raise Invalid("email_invalid", field="email") from error


def change_details(identity: Identity, *, name: str, locale: str, timezone: str) -> None:
    """Change what a person is called and how they read."""
    if not name.strip():
        raise Invalid("name_missing", field="name")
    if locale not in i18n.available():
        raise Invalid("locale_unknown", field="locale")
    if timezone not in zones.known():
        raise Invalid("timezone_unknown", field="timezone")
    identity.name, identity.locale, identity.timezone = name.strip()[:NAME_LENGTH_MAX], locale, timezone


def tell_birth(identity: Identity, born_on: date, at: datetime) -> None:
    """Keep the day of birth, asked only where age matters."""
    if not date(1900, 1, 1) <= born_on <= at.date():
        raise Invalid("born_on_unlikely", field="born_on")
    identity.born_on = born_on


def prove_address(identity: Identity, at: datetime) -> None:
    """A link that only the address's mailbox held was opened: the address is proven."""
    identity.confirmed_at = identity.confirmed_at or at


def end_sessions(identity: Identity) -> None:
    """Sign out every device at once: sessions name people by this value alone."""
    identity.fs_uniquifier = uuid.uuid4().hex


def forget_second_factor(identity: Identity) -> None:
    """Take away app, passkeys and recovery codes, for somebody who lost them all and proved who they are to a person."""
    identity.tf_primary_method = identity.tf_totp_secret = identity.tf_last_counter = None
    identity.mf_recovery_codes = None
    identity.webauthn.clear()
    end_sessions(identity)

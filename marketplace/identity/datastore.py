"""Where Flask-Security finds people: our tables, our clock, and the edge's transaction."""

from __future__ import annotations

from typing import Any

import sqlalchemy as sa
from flask_babel import get_locale
from flask_security import RoleMixin, SQLAlchemyUserDatastore

from marketplace.core import clock
from marketplace.core.db import db
from marketplace.identity import service
from marketplace.identity.models import Identity, Passkey


class AddressTaken(Exception):
    """Somebody has signed up with the address since the form was checked."""


class Datastore(SQLAlchemyUserDatastore):
    """People and passkeys; staff roles belong to businesses, so there are none here."""

    def __init__(self) -> None:
        super().__init__(db, Identity, RoleMixin, webauthn_model=Passkey)

    def commit(self) -> None:
        """Send to the database; the edge commits."""
        db.session.flush()

    def find_user(self, case_insensitive: bool = False, **kwargs: Any) -> Identity | None:
        """One person by one attribute; addresses are kept in lower case, so that the index finds them."""
        attribute, value = kwargs.popitem()
        if case_insensitive:
            value = str(value).lower()
        return db.session.scalar(sa.select(Identity).where(getattr(Identity, attribute) == value))

    def find_role(self, role: str) -> None:
        """No role is known here."""
        return

    def create_user(self, **kwargs: Any) -> Identity:
        """Add a person; hashing let go of the transaction, so the same form sent twice may have been faster."""
        person = Identity(**self._prepare_create_user_args(**kwargs))
        if not service.added_once(person):
            raise AddressTaken(person.email)
        return person

    def _prepare_create_user_args(self, **kwargs: Any) -> dict[str, Any]:
        values = super()._prepare_create_user_args(**kwargs)
        del values["roles"]
        values.setdefault("created_at", clock.now())
        values.setdefault("locale", str(get_locale() or "en"))
        return dict(values)

    def create_webauthn(self, user: Identity, *args: Any, **kwargs: Any) -> None:
        """Add a passkey, dated by the business clock."""
        super().create_webauthn(user, *args, create_datetime=clock.now(), **kwargs)

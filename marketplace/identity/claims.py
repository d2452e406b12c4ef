"""How a guest becomes an account: a link in their mails that works until a password is set."""

from __future__ import annotations

from datetime import datetime

from flask_security import hash_password

from marketplace.core.db import db
from marketplace.core.errors import Invalid
from marketplace.identity import links, queries, service
from marketplace.identity.models import Identity
from marketplace.identity.safe_next import local_path

PURPOSE = "claim"
MAX_AGE_SECONDS = 60 * 24 * 3600


def claim_link(guest: Identity, onward: str = "") -> str:
    """The full address at which a guest may choose a password; for mails to that guest alone."""
    token = links.sign(PURPOSE, {"who": guest.public_id, "key": guest.fs_uniquifier[:12]})
    path = local_path(onward)
    return links.absolute("identity.claim", token=token, **({"next": path} if path else {}))


def guest_behind(token: str) -> Identity:
    """The guest a link was made for.

    Raises
    ------
    Invalid
        `link_expired` or `link_invalid`; also when a password has been set since.
    """
    payload = links.read(PURPOSE, token, MAX_AGE_SECONDS)
    guest = queries.by_public_id(str(payload.get("who", "")))
    if (
        guest is None
        or guest.password
        or not guest.active
        or not guest.fs_uniquifier.startswith(str(payload.get("key")))
    ):
        raise Invalid("link_invalid")
    return guest


def choose_password(guest: Identity, password: str, at: datetime) -> None:
    """Give a guest a password; the mail that brought the link proved the address."""
    hashed = hash_password(
        password
    )  # lets go of the transaction, so that the guest is read again and locked below
    fresh = db.session.get(Identity, guest.id, populate_existing=True, with_for_update={"of": Identity})
    if fresh is None or fresh.password:
        raise Invalid("link_invalid")
    fresh.password = hashed
    service.prove_address(fresh, at)
    service.end_sessions(fresh)

"""What happens when somebody signs in or changes how they do: the session begins anew, and mails warn the owner."""

from __future__ import annotations

from typing import Any

from flask import Flask, g, session
from flask_babel import gettext as _
from flask_security import login_user
from flask_security.signals import (
    change_email_confirmed,
    password_reset,
    tf_disabled,
    tf_profile_changed,
    user_authenticated,
    user_registered,
    wan_deleted,
    wan_registered,
)

from marketplace.core import clock, i18n
from marketplace.identity import mailing, service
from marketplace.identity.models import Identity
from marketplace.identity.second_factor import STRONG, strengthen_session

KEPT = ("_user_id", "_id", "_fresh", "_flashes", "fs_paa")
CSRF_FIELD = "csrf_token"


def listen(app: Flask) -> None:
    """Attach the handlers below to one application."""
    for signal, handler in (
        (user_authenticated, begin),
        (user_registered, _note_sign_up),
        (password_reset, _prove_by_reset),
        (tf_profile_changed, _app_set_up),
        (tf_disabled, _app_taken_away),
        (wan_registered, _passkey_added),
        (wan_deleted, _passkey_removed),
        (change_email_confirmed, _address_changed),
    ):
        signal.connect(handler, app, weak=True)


def begin(sender: Flask, user: Identity, authn_via: list[str] | None = None, **_more: Any) -> None:
    """Begin the session anew: nothing that was there before sign-in is trusted, and forms get a new token."""
    ways = authn_via or []
    was_strong = "change" in ways and bool(session.get(STRONG))
    is_strong = was_strong or "webauthn" in ways or session.get("tf_user_id") == user.fs_uniquifier
    is_lasting = session.get("_remember") == "set" or ("change" in ways and session.permanent)
    kept = {key: session[key] for key in KEPT if key in session}
    session.clear()
    session.update(kept)
    session.permanent = is_lasting
    g.pop(CSRF_FIELD, None)
    if is_strong:
        strengthen_session()


def _note_sign_up(sender: Flask, user: Identity, **_more: Any) -> None:
    g.signed_up = user.fs_uniquifier


def _prove_by_reset(sender: Flask, user: Identity, **_more: Any) -> None:
    service.prove_address(user, clock.now())


def _app_set_up(sender: Flask, user: Identity, **_more: Any) -> None:
    _begin_again_strong(user)
    warn(user, "app_set_up")


def _begin_again_strong(user: Any) -> None:
    """End the sessions that were begun without a second factor; this one has just been shown to have it."""
    person = user._get_current_object() if hasattr(user, "_get_current_object") else user
    service.end_sessions(person)
    login_user(person, authn_via=["change"])
    strengthen_session()


def _app_taken_away(sender: Flask, user: Identity, **_more: Any) -> None:
    warn(user, "app_taken_away")


def _passkey_added(sender: Flask, user: Identity, name: str, **_more: Any) -> None:
    _begin_again_strong(user)
    warn(user, "passkey_added", name=name)


def _passkey_removed(sender: Flask, user: Identity, name: str, **_more: Any) -> None:
    warn(user, "passkey_removed", name=name)


def _address_changed(sender: Flask, user: Identity, old_email: str, **_more: Any) -> None:
    warn(user, "address_changed", to_address=old_email, name=user.email)


def warn(user: Identity, change: str, *, to_address: str = "", name: str = "") -> None:
    """Tell the owner by mail that their sign-in was changed."""
    with i18n.spoken_to(user.locale):
        said = {
            "app_set_up": _("An authenticator app was set up."),
            "app_taken_away": _("The authenticator app is no longer asked for."),
            "passkey_added": _("The passkey “%(name)s” was added.", name=name),
            "passkey_removed": _("The passkey “%(name)s” was removed.", name=name),
            "recovery_codes_made": _("New recovery codes were made; the old ones no longer work."),
            "address_changed": _("Your e-mail address was changed to %(name)s.", name=name),
        }[change]
    mailing.write("security_changed", user, to_address=to_address, said=said)

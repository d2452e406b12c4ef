"""Passkeys: one serves as first step, which then is enough, and as second step after a password."""

from __future__ import annotations

import json
from typing import Any

from flask import Flask, current_app, redirect, request, session, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _
from flask_babel import lazy_gettext as _l
from flask_security import WebauthnUtil
from flask_security.utils import get_message
from flask_security.webauthn import (
    TfPluginBase,
    WebAuthnDeleteForm,
    WebAuthnRegisterForm,
    WebAuthnRegisterResponseForm,
    WebAuthnSigninForm,
    WebAuthnSigninResponseForm,
)
from webauthn.helpers.exceptions import WebAuthnException
from webauthn.helpers.structs import (
    AuthenticatorSelectionCriteria,
    PublicKeyCredentialDescriptor,
    ResidentKeyRequirement,
    UserVerificationRequirement,
)
from wtforms import HiddenField, StringField
from wtforms.validators import InputRequired

from config import Settings
from marketplace.identity.models import Identity

EXTENSIONS_LENGTH_MAX = 255
UNREADABLE = (WebAuthnException, ValueError, TypeError, KeyError, AttributeError, IndexError, OverflowError)


class RelyingParty(WebauthnUtil):
    """Who we are to a passkey: the address people use, whatever a request says its host is."""

    def __init__(self, app: Flask) -> None:
        super().__init__(app)
        self.settings: Settings = app.extensions["muster.settings"]

    def origin(self) -> str:
        """The address in the browser's bar."""
        return self.settings.base_url

    def registration_options(self, user: Identity, usage: str, options: dict[str, Any]) -> dict[str, Any]:
        """What to ask of the device when a passkey is made."""
        chosen = super().registration_options(user, usage, options)
        return chosen | {
            "rp_id": self.settings.host,
            "user_display_name": user.name or user.email,
            "exclude_credentials": [_describe(key) for key in user.webauthn],
        }

    def authenticator_selection(self, user: Identity, usage: str) -> AuthenticatorSelectionCriteria:
        """Any device; one that can be found without naming the person first, and that checks who holds it, if it can."""
        return AuthenticatorSelectionCriteria(
            resident_key=ResidentKeyRequirement.PREFERRED,
            user_verification=UserVerificationRequirement.PREFERRED,
        )

    def authentication_options(
        self, user: Identity | None, usage: list[str], options: dict[str, Any]
    ) -> dict[str, Any]:
        """What to ask of the device at sign-in: alone it must check who holds it, after a password it need not."""
        chosen = super().authentication_options(user, usage, options)
        chosen["rp_id"] = self.settings.host
        if user is not None:
            chosen["allow_credentials"] = [_describe(key) for key in user.webauthn]
        return dict(chosen)

    def user_verification(self, user: Identity | None, usage: list[str]) -> UserVerificationRequirement:
        """A passkey instead of a password needs the holder's finger, face or PIN."""
        wishes = {
            ("first",): UserVerificationRequirement.REQUIRED,
            ("secondary",): UserVerificationRequirement.DISCOURAGED,
        }
        return wishes.get(tuple(usage), UserVerificationRequirement.PREFERRED)


def _describe(key: Any) -> PublicKeyCredentialDescriptor:
    return PublicKeyCredentialDescriptor(id=key.credential_id)


class PasskeyStep(TfPluginBase):
    """A passkey as second step: anybody who has one is asked for it after their password."""

    def get_setup_methods(self, user: Identity) -> list[tuple[str, str]]:
        """Ours is one method, there when a passkey is."""
        return [("webauthn", _("Use a passkey"))] if user.webauthn else []

    def create_blueprint(self, app: Flask, bp: Any, state: Any) -> None:
        """The routes are in views."""

    def tf_login(
        self, user: Identity, json_payload: dict[str, Any], next_loc: str | None
    ) -> ResponseReturnValue:
        """On to the page that asks for the passkey."""
        session["tf_state"] = "ready"
        return redirect(url_for("identity.wan_signin", next=next_loc))


class PasskeyForm(WebAuthnRegisterForm):
    """A name for a new passkey."""

    name = StringField(
        _l("Name of this passkey"),
        description=_l("Such as “my phone”, so that you know later which one it is."),
        validators=[InputRequired(_l("Give this passkey a name."))],
        render_kw={"maxlength": 64, "autocomplete": "off"},
    )
    usage = HiddenField(default="first", filters=[lambda value: "first"])


class PasskeyRemovalForm(WebAuthnDeleteForm):
    """Which passkey to remove."""


class PasskeyMadeForm(WebAuthnRegisterResponseForm):
    """What the device answered when a passkey was made."""

    def validate(self, **kwargs: Any) -> bool:
        """Anything unreadable is an answer refused, never a crash."""
        try:
            if not super().validate(**kwargs):
                return False
        except UNREADABLE:
            return _refuse(self)
        self.extensions = _short_json(json.loads(self.credential.data or "{}").get("extensions"))
        return True


class PasskeyAskForm(WebAuthnSigninForm):
    """Begins a sign-in with a passkey."""


class PasskeyAnswerForm(WebAuthnSigninResponseForm):
    """What the device answered at sign-in."""

    def validate(self, **kwargs: Any) -> bool:
        """One passkey serves every use, and anything unreadable is an answer refused, never a crash."""
        asked_of = None if request.endpoint == "identity.wan_verify_response" else session.get("tf_user_id")
        self.is_verify = True  # the one case in which the library takes a passkey of either use
        try:
            accepted = bool(super().validate(**kwargs))
        except UNREADABLE:
            return _refuse(self)
        if not accepted or self.user is None:
            return False
        if self.credential.errors:
            return False
        if self.is_secondary and self.user.fs_uniquifier != asked_of:
            return _refuse(self)  # somebody else's passkey is no second step after my password
        return True


def _refuse(form: Any) -> bool:
    form.credential.errors = [*form.credential.errors, get_message("WEBAUTHN_NO_VERIFY", cause="")[0]]
    return False


def _short_json(value: Any) -> str | None:
    if not isinstance(value, str) or len(value) > EXTENSIONS_LENGTH_MAX:
        return None
    try:
        json.loads(value)
    except ValueError:
        return None
    return value


def at_our_address() -> None:
    """Let the library see the address people use: a proxy may have put its own into the request."""
    settings: Settings = current_app.extensions["muster.settings"]
    request.host = settings.base_url.split("://", 1)[1]

"""The second step of signing in, passkeys as first step, and showing once more that it is you."""

from __future__ import annotations

from flask import redirect, render_template
from flask.typing import ResponseReturnValue
from flask_login import current_user
from flask_security import tf_plugin
from flask_security import views as library
from flask_security.recovery_codes import mf_recovery as check_recovery_code

from marketplace.core.permissions import public, signed_in
from marketplace.identity import throttles
from marketplace.identity.blueprint import blueprint, to


@blueprint.route("/sign-in/code", methods=["GET", "POST"])
@throttles.giving_codes
@public
def two_factor_token_validation() -> ResponseReturnValue:
    """The six figures from the authenticator app."""
    if current_user.is_authenticated:
        return redirect(to("landing"))
    return library.two_factor_token_validation()


@blueprint.route("/sign-in/way", methods=["GET", "POST"])
@throttles.giving_codes
@public
def tf_select() -> ResponseReturnValue:
    """Choose between app and passkey."""
    return tf_plugin.tf_select()


@blueprint.route("/sign-in/recovery-code", methods=["GET", "POST"])
@throttles.giving_codes
@public
def mf_recovery() -> ResponseReturnValue:
    """A recovery code instead of app or passkey."""
    return check_recovery_code()


@blueprint.get("/sign-in/lost")
@public
def two_factor_rescue() -> ResponseReturnValue:
    """What to do when the phone is lost and the codes as well."""
    return render_template("identity/lost.html")


@blueprint.route("/sign-in/passkey", methods=["GET", "POST"])
@throttles.giving_codes
@public
def wan_signin() -> ResponseReturnValue:
    """Ask the device for a passkey."""
    return library.webauthn_signin()


@blueprint.post("/sign-in/passkey/<token>")
@throttles.giving_codes
@public
def wan_signin_response(token: str) -> ResponseReturnValue:
    """Check what the device answered."""
    return library.webauthn_signin_response(token)


@blueprint.route("/proof", methods=["GET", "POST"])
@throttles.giving_codes
@signed_in
def verify() -> ResponseReturnValue:
    """The password once more, before something that matters."""
    return library.verify()


@blueprint.route("/proof/passkey", methods=["GET", "POST"])
@throttles.giving_codes
@signed_in
def wan_verify() -> ResponseReturnValue:
    """A passkey instead of the password."""
    return library.webauthn_verify()


@blueprint.post("/proof/passkey/<token>")
@throttles.giving_codes
@signed_in
def wan_verify_response(token: str) -> ResponseReturnValue:
    """Check what the device answered."""
    return library.webauthn_verify_response(token)

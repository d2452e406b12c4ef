"""Setting up an authenticator app: a mistyped code is typed again, with the key that the app has already."""

from __future__ import annotations

from typing import Any

from flask import current_app, session
from flask.typing import ResponseReturnValue
from flask_login import current_user
from flask_security.utils import check_and_get_token_status, get_message

from marketplace.identity.forms_account import AppForm, CodeForm
from marketplace.identity.security import show


def asked_again(token: str) -> ResponseReturnValue | None:
    """The page of the key that `token` holds, with what was wrong beside the code; None when it holds none any more.

    The library begins anew with another key after a wrong code, which leaves two entries in the app.
    """
    within = current_app.config["SECURITY_TWO_FACTOR_SETUP_WITHIN"]
    is_expired, is_invalid, state = check_and_get_token_status(token, "tf_setup", within)
    if is_expired or is_invalid:
        return None
    session.pop("_flashes", None)  # said beside the field instead
    form = CodeForm()
    if form.code.validate(form):
        form.code.errors = [str(get_message("TWO_FACTOR_INVALID_TOKEN")[0])]
    return show(
        "identity/account/app.html",
        two_factor_setup_form=AppForm(formdata=None),
        two_factor_verify_code_form=form,
        chosen_method=state["method"],
        state_token=token,
        **_shown(state["totp_secret"]),
    )


def _shown(secret: str) -> dict[str, Any]:
    totp = current_app.extensions["security"].totp_factory
    values = totp.fetch_setup_values(secret, current_user)
    return {
        "authr_qrcode": values["image"],
        "authr_key": values["key"],
        "authr_username": values["username"],
        "authr_issuer": values["issuer"],
    }

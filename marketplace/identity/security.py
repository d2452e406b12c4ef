"""Flask-Security set up for this product: which of its parts are used, and ours that stand in for its own."""

from __future__ import annotations

import base64
from datetime import timedelta
from typing import Any

from cryptography.hazmat.primitives.hashes import SHA256
from cryptography.hazmat.primitives.kdf.hkdf import HKDF
from flask import Flask, make_response, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from flask_security import Security, uia_email_mapper
from flask_security.utils import do_flash, get_message
from flask_wtf import FlaskForm

from config import Settings
from marketplace.core import clock
from marketplace.identity import forms, forms_account, passkeys, sessions
from marketplace.identity.datastore import Datastore
from marketplace.identity.mailing import Mailing
from marketplace.identity.passwords import LENGTH_MIN, HashingOutside, Passwords
from marketplace.identity.safe_next import local_path
from marketplace.identity.said import MESSAGES, Spoken
from marketplace.identity.totp import Codes

ISSUER = "Muster"
FRESH = timedelta(hours=1)


class Guard(Security):
    """Flask-Security with our catalogue, our hashing and our QR code."""

    def _check_modules(self, module: str, config_name: str) -> Any:
        return module == "qrcode" or super()._check_modules(module, config_name)  # segno draws ours

    def init_app(self, app: Flask, *args: Any, **kwargs: Any) -> None:
        """Attach to the application, then put our parts in their places."""
        super().init_app(app, *args, **kwargs)
        self.pwd_context = HashingOutside(app.extensions["muster.settings"])
        self.i18n_domain = Spoken(app)
        self.login_manager.request_loader(None)  # bearer tokens are scoped and read by the API alone
        _load_people_only_when_asked(app, self)


def init_app(app: Flask, settings: Settings) -> None:
    """Set up sign-in for one application."""
    app.config.update(_config(settings))
    guard = Guard(
        datastore=Datastore(),
        register_blueprint=False,
        login_form=forms.SignInForm,
        register_form=forms.SignUpForm,
        send_confirmation_form=forms.AskAgainForm,
        forgot_password_form=forms.ForgottenForm,
        reset_password_form=forms.NewPasswordForm,
        verify_form=forms.ProveForm,
        change_password_form=forms_account.PasswordForm,
        change_email_form=forms_account.AddressForm,
        two_factor_setup_form=forms_account.AppForm,
        two_factor_verify_code_form=forms_account.CodeForm,
        two_factor_rescue_form=forms_account.HelpForm,
        two_factor_select_form=forms_account.WayForm,
        mf_recovery_form=forms_account.RecoveryCodeForm,
        wan_register_form=passkeys.PasskeyForm,
        wan_register_response_form=passkeys.PasskeyMadeForm,
        wan_signin_form=passkeys.PasskeyAskForm,
        wan_signin_response_form=passkeys.PasskeyAnswerForm,
        wan_delete_form=passkeys.PasskeyRemovalForm,
        mail_util_cls=Mailing,
        password_util_cls=Passwords,
        totp_cls=Codes,
        webauthn_util_cls=passkeys.RelyingParty,
        render_template=show,
    )
    guard.unauthn_handler(_send_to_sign_in)
    guard.reauthn_handler(_send_to_prove)
    guard.want_json(lambda _request: False)  # pages only; the API is another area
    guard.init_app(app)
    sessions.listen(app)


def show(template: str, **context: Any) -> ResponseReturnValue:
    """Render a page of the library's views; a post that was refused says so in its status, and keeps nothing."""
    shown = [value for value in context.values() if isinstance(value, FlaskForm)]
    status = 200
    for form in shown:
        if request.method == "POST" and form.errors:
            status = 422
            getattr(form, "before_showing", lambda: None)()
    return make_response(render_template(template, **context), status)


def _send_to_sign_in(mechanisms: Any = None, headers: Any = None) -> ResponseReturnValue:
    """Sign in first, then on to the page that was asked for; a post cannot be repeated, so back to where it was made."""
    do_flash(*get_message("UNAUTHENTICATED"))
    return redirect(url_for("identity.login", next=_wanted_page() or None), 303)


def _send_to_prove(within: timedelta, grace: timedelta) -> ResponseReturnValue:
    """Show once more that it is you, then on to the page that was asked for."""
    do_flash(*get_message("REAUTHENTICATION_REQUIRED"))
    return redirect(url_for("identity.verify", next=_wanted_page() or None), 303)


def _wanted_page() -> str:
    if request.method == "GET":
        return local_path(request.full_path.rstrip("?"))
    return local_path((request.referrer or "").removeprefix(request.host_url.rstrip("/")))


def _load_people_only_when_asked(app: Flask, guard: Guard) -> None:
    """Take Flask-Principal's hook out: it would read the person from the database before every request, roles being unused."""
    hooks = app.before_request_funcs.get(None, [])
    hooks[:] = [hook for hook in hooks if hook != guard.principal._on_before_request]


def _derive(settings: Settings, use: str) -> str:
    """A key for one use, derived from the installation's secret."""
    kdf = HKDF(algorithm=SHA256(), length=32, salt=None, info=f"muster {use}".encode())
    return base64.urlsafe_b64encode(kdf.derive(settings.secret_key.encode())).decode()


def _config(settings: Settings) -> dict[str, Any]:
    values: dict[str, Any] = {
        "BLUEPRINT_NAME": "identity",
        "CLI_USERS_NAME": None,
        "CLI_ROLES_NAME": None,
        "REGISTERABLE": True,
        "CONFIRMABLE": True,
        "RECOVERABLE": True,
        "CHANGEABLE": True,
        "CHANGE_EMAIL": True,
        "TWO_FACTOR": True,
        "WEBAUTHN": True,
        "MULTI_FACTOR_RECOVERY_CODES": True,
        "RETURN_GENERIC_RESPONSES": True,
        "API_ENABLED_METHODS": ["session"],
        "DATETIME_FACTORY": clock.now,
        "USER_IDENTITY_ATTRIBUTES": [{"email": {"mapper": uia_email_mapper, "case_insensitive": False}}],
        "EMAIL_VALIDATOR_ARGS": {"check_deliverability": False},
        "EMAIL_PLAINTEXT": False,  # our Mailing renders, in the reader's language
        "EMAIL_HTML": False,
        "PASSWORD_HASH": "argon2",
        "PASSWORD_SCHEMES": ["argon2"],
        "PASSWORD_SINGLE_HASH": True,
        "PASSWORD_LENGTH_MIN": LENGTH_MIN,
        "PASSWORD_NORMALIZE_FORM": "NFKC",
        "PASSWORD_CONFIRM_REQUIRED": False,
        "HASHING_SCHEMES": ["hex_sha256"],  # of addresses inside links that are signed anyway
        "CONFIRM_EMAIL_WITHIN": timedelta(days=3),
        "RESET_PASSWORD_WITHIN": timedelta(hours=2),
        "FRESHNESS": timedelta(-1) if settings.is_demo else FRESH,  # invented people have nothing to show
        "FRESHNESS_GRACE_PERIOD": timedelta(minutes=15),
        "FRESHNESS_ALLOW_AUTH_TOKEN": False,
        "TOTP_SECRETS": {"1": _derive(settings, "totp")},
        "TOTP_ISSUER": ISSUER,
        "MULTI_FACTOR_RECOVERY_CODES_KEYS": [_derive(settings, "recovery codes").encode()],
        "MULTI_FACTOR_RECOVERY_CODES_N": 8,
        "TWO_FACTOR_ENABLED_METHODS": ["authenticator"],
        "TWO_FACTOR_AUTHENTICATOR_VALIDITY": 60,
        "TWO_FACTOR_RESCUE_EMAIL": False,
        "TWO_FACTOR_IMPLEMENTATIONS": {
            "code": "flask_security.twofactor.CodeTfPlugin",
            "webauthn": "marketplace.identity.passkeys.PasskeyStep",
        },
        "WAN_RP_NAME": ISSUER,
        "WAN_ALLOW_USER_HINTS": False,
        "WAN_SIGNIN_WITHIN": timedelta(minutes=5),
    }
    pages = _TEMPLATES | _MAILS | _DESTINATIONS
    said = {f"MSG_{code}": message for code, message in MESSAGES.items()}
    return {f"SECURITY_{name}": value for name, value in (values | pages | said).items()}


_TEMPLATES = {
    "LOGIN_USER_TEMPLATE": "identity/sign_in.html",
    "REGISTER_USER_TEMPLATE": "identity/sign_up.html",
    "SEND_CONFIRMATION_TEMPLATE": "identity/confirm_again.html",
    "FORGOT_PASSWORD_TEMPLATE": "identity/forgotten.html",
    "RESET_PASSWORD_TEMPLATE": "identity/new_password.html",
    "VERIFY_TEMPLATE": "identity/prove.html",
    "CHANGE_PASSWORD_TEMPLATE": "identity/account/password.html",
    "CHANGE_EMAIL_TEMPLATE": "identity/account/address.html",
    "TWO_FACTOR_SETUP_TEMPLATE": "identity/account/app.html",
    "TWO_FACTOR_VERIFY_CODE_TEMPLATE": "identity/code.html",
    "TWO_FACTOR_SELECT_TEMPLATE": "identity/way.html",
    "MULTI_FACTOR_RECOVERY_TEMPLATE": "identity/recovery_code.html",
    "MULTI_FACTOR_RECOVERY_CODES_TEMPLATE": "identity/account/recovery_codes.html",
    "WAN_REGISTER_TEMPLATE": "identity/account/passkeys.html",
    "WAN_SIGNIN_TEMPLATE": "identity/passkey.html",
    "WAN_VERIFY_TEMPLATE": "identity/prove_passkey.html",
}
_MAILS = {
    "REGISTER_EMAIL_TEMPLATE": "welcome",
    "REGISTER_EMAIL_EXISTING_TEMPLATE": "already_here",
    "EMAIL_TEMPLATE_CONFIRM": "confirm",
    "EMAIL_TEMPLATE_PASSWORD_RESET": "reset",
    "EMAIL_TEMPLATE_PASSWORD_RESET_NOTICE": "password_changed",
    "EMAIL_TEMPLATE_PASSWORD_CHANGE_NOTICE": "password_changed",
    "CHANGE_EMAIL_EMAIL_TEMPLATE": "change_email",
}
_DESTINATIONS = {
    "POST_LOGIN_VIEW": "identity.landing",
    "POST_LOGOUT_VIEW": "/",
    "POST_REGISTER_VIEW": "identity.sign_up_sent",
    "POST_RESET_VIEW": "identity.login",
    "POST_CHANGE_VIEW": "identity.account",
    "POST_CHANGE_EMAIL_VIEW": "identity.account",
    "POST_VERIFY_VIEW": "identity.landing",
    "TWO_FACTOR_POST_SETUP_VIEW": "identity.app_done",
    "TWO_FACTOR_ERROR_VIEW": "identity.login",
    "WAN_POST_REGISTER_VIEW": "identity.wan_register",
}

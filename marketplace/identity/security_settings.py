"""What Flask-Security is told: which of its parts are used, for how long its links hold, and which pages are ours."""

from __future__ import annotations

import base64
from datetime import timedelta
from typing import Any

from cryptography.hazmat.primitives.hashes import SHA256
from cryptography.hazmat.primitives.kdf.hkdf import HKDF
from flask_security import uia_email_mapper

from config import Settings
from marketplace.core import clock
from marketplace.identity.passwords import LENGTH_MIN
from marketplace.identity.said import MESSAGES

ISSUER = "Muster"
FRESH = timedelta(hours=1)


def settings_of(settings: Settings) -> dict[str, Any]:
    """Every setting of the library for one installation."""
    own: dict[str, Any] = {
        "FRESHNESS": timedelta(-1) if settings.is_demo else FRESH,  # invented people have nothing to show
        "TOTP_SECRETS": {"1": _derive(settings, "totp")},
        "MULTI_FACTOR_RECOVERY_CODES_KEYS": [_derive(settings, "recovery codes").encode()],
    }
    said = {f"MSG_{code}": message for code, message in MESSAGES.items()}
    parts = own | _FEATURES | _PASSWORDS | _SECOND_STEPS | _TEMPLATES | _MAILS | _DESTINATIONS | said
    return {f"SECURITY_{name}": value for name, value in parts.items()}


def _derive(settings: Settings, use: str) -> str:
    """A key for one use, derived from the installation's secret."""
    kdf = HKDF(algorithm=SHA256(), length=32, salt=None, info=f"muster {use}".encode())
    return base64.urlsafe_b64encode(kdf.derive(settings.secret_key.encode())).decode()


_FEATURES = {
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
    "RETURN_GENERIC_RESPONSES": True,  # nobody learns whether an address is known
    "API_ENABLED_METHODS": ["session"],
    "DATETIME_FACTORY": clock.now,
    "USER_IDENTITY_ATTRIBUTES": [{"email": {"mapper": uia_email_mapper, "case_insensitive": False}}],
    "EMAIL_VALIDATOR_ARGS": {"check_deliverability": False},
    "EMAIL_PLAINTEXT": False,  # our Mailing renders, in the reader's language
    "EMAIL_HTML": False,
    "CONFIRM_EMAIL_WITHIN": timedelta(days=3),
    "RESET_PASSWORD_WITHIN": timedelta(hours=2),
}
_PASSWORDS = {
    "PASSWORD_HASH": "argon2",
    "PASSWORD_SCHEMES": ["argon2"],
    "PASSWORD_SINGLE_HASH": True,  # no pepper: a new SECRET_KEY must not lock everybody out
    "PASSWORD_LENGTH_MIN": LENGTH_MIN,
    "PASSWORD_NORMALIZE_FORM": "NFKC",
    "PASSWORD_CONFIRM_REQUIRED": False,
    "HASHING_SCHEMES": ["hex_sha256"],  # of addresses inside links that are signed anyway
}
_SECOND_STEPS = {
    "FRESHNESS_GRACE_PERIOD": timedelta(minutes=15),
    "FRESHNESS_ALLOW_AUTH_TOKEN": False,
    "TOTP_ISSUER": ISSUER,
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

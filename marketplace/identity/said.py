"""What Flask-Security says, in our words and in the reader's language."""

from __future__ import annotations

from typing import Any

from babel.support import NullTranslations, Translations
from flask import Flask
from flask_babel import get_locale, get_translations
from flask_babel import lazy_gettext as _l
from flask_security.babel import FsDomain

LIBRARY_LOCALES = {"es": "es_ES"}

MESSAGES = {
    "GENERIC_AUTHN_FAILED": (_l("The e-mail address or the password is not right."), "error"),
    "GENERIC_RECOVERY": (_l("If that address has an account here, a mail is on its way."), "info"),
    "UNAUTHENTICATED": (_l("Sign in to see that page."), "info"),
    "REAUTHENTICATION_REQUIRED": (_l("Please show once more that it is you."), "info"),
    "REAUTHENTICATION_SUCCESSFUL": (_l("Thank you. Carry on."), "success"),
    "CONFIRM_REGISTRATION": (_l("We have sent a mail to %(email)s. Open the link in it to go on."), "success"),
    "CONFIRMATION_REQUEST": (_l("If %(email)s still needs confirming, a mail is on its way."), "info"),
    "CONFIRMATION_REQUIRED": (_l("Confirm your address first: open the link in the mail we sent you."), "error"),
    "CONFIRMATION_EXPIRED": (_l("That link is too old. Ask for a new one below."), "error"),
    "INVALID_CONFIRMATION_TOKEN": (_l("That link is not right any more. Ask for a new one below."), "error"),
    "EMAIL_CONFIRMED": (_l("Your address is confirmed."), "success"),
    "ALREADY_CONFIRMED": (_l("Your address is confirmed already."), "info"),
    "EMAIL_NOT_PROVIDED": (_l("Enter your e-mail address."), "error"),
    "INVALID_EMAIL_ADDRESS": (_l("That is not an e-mail address we can write to."), "error"),
    "PASSWORD_NOT_PROVIDED": (_l("Enter your password."), "error"),
    "PASSWORD_INVALID_LENGTH": (_l("A password needs %(length)s to 128 characters."), "error"),
    "RETYPE_PASSWORD_MISMATCH": (_l("The two passwords differ."), "error"),
    "INVALID_PASSWORD": (_l("That is not your password."), "error"),
    "PASSWORD_IS_THE_SAME": (_l("That is the password you have already."), "error"),
    "PASSWORD_CHANGE": (_l("Your password is changed. Every other device is signed out."), "success"),
    "PASSWORD_RESET_REQUEST": (_l("If %(email)s has an account here, a mail is on its way."), "info"),
    "PASSWORD_RESET_EXPIRED": (_l("That link is too old. Ask for a new one below."), "error"),
    "INVALID_RESET_PASSWORD_TOKEN": (_l("That link was used already, or is not right. Ask for a new one below."), "error"),
    "PASSWORD_RESET_NO_LOGIN": (_l("Your new password is set. Sign in with it."), "success"),
    "DISABLED_ACCOUNT": (_l("This account is closed."), "error"),
    "CHANGE_EMAIL_SENT": (_l("We have sent a mail to %(email)s. Open the link in it to finish."), "success"),
    "CHANGE_EMAIL_CONFIRMED": (_l("Your new address is confirmed."), "success"),
    "CHANGE_EMAIL_EXPIRED": (_l("That link is too old. Enter the new address again."), "error"),
    "API_ERROR": (_l("That could not be read. Please try again."), "error"),
    "INVALID_REDIRECT": (_l("That link leads elsewhere, so we left it out."), "info"),
    "TWO_FACTOR_INVALID_TOKEN": (_l("That code is not right. Enter the newest one from your app."), "error"),
    "TWO_FACTOR_LOGIN_SUCCESSFUL": (_l("You are signed in."), "success"),
    "TWO_FACTOR_CHANGE_METHOD_SUCCESSFUL": (_l("Your authenticator app is set up."), "success"),
    "TWO_FACTOR_PERMISSION_DENIED": (_l("Please sign in first."), "error"),
    "TWO_FACTOR_METHOD_NOT_AVAILABLE": (_l("Choose one of the ways shown."), "error"),
    "TWO_FACTOR_DISABLED": (_l("Your authenticator app is no longer asked for."), "success"),
    "TWO_FACTOR_SETUP_EXPIRED": (_l("That took too long. Please start again."), "error"),
    "INVALID_RECOVERY_CODE": (_l("That recovery code is not right, or was used already."), "error"),
    "NO_RECOVERY_CODES_SETUP": (_l("You have no recovery codes yet."), "info"),
    "INVALID_INPUT": (_l("Please use plain words here."), "error"),
    "INVALID_INPUT_LENGTH": (_l("That is longer than %(length)s characters."), "error"),
    "WEBAUTHN_EXPIRED": (_l("That took too long. Please start again."), "error"),
    "WEBAUTHN_NAME_REQUIRED": (_l("Give this passkey a name."), "error"),
    "WEBAUTHN_NAME_INUSE": (_l("You have a passkey called %(name)s already."), "error"),
    "WEBAUTHN_NAME_NOT_FOUND": (_l("You have no passkey called %(name)s."), "error"),
    "WEBAUTHN_NAME_DISALLOWED_CHARACTERS": (_l("Use letters, numbers, spaces, hyphens and underscores."), "error"),
    "WEBAUTHN_CREDENTIAL_DELETED": (_l("The passkey %(name)s is removed."), "success"),
    "WEBAUTHN_REGISTER_SUCCESSFUL": (_l("The passkey %(name)s is ready to use."), "success"),
    "WEBAUTHN_CREDENTIAL_ID_INUSE": (_l("That passkey is in use already."), "error"),
    "WEBAUTHN_UNKNOWN_CREDENTIAL_ID": (_l("We do not know that passkey. Sign in another way, then add it."), "error"),
    "WEBAUTHN_ORPHAN_CREDENTIAL_ID": (_l("We do not know that passkey. Sign in another way, then add it."), "error"),
    "WEBAUTHN_CREDENTIAL_WRONG_USAGE": (_l("That passkey cannot be used here."), "error"),
    "WEBAUTHN_MISMATCH_USER_HANDLE": (_l("That passkey belongs to another account."), "error"),
    "WEBAUTHN_NO_VERIFY": (_l("Your device's answer could not be checked. Please try again."), "error"),
}  # fmt: skip


class Spoken(FsDomain):
    """The library's catalogue behind our own, in the locale of the page."""

    def __init__(self, app: Flask) -> None:
        super().__init__(app)
        self._catalogues: dict[str, NullTranslations] = {}

    def get_translations(self) -> NullTranslations:
        """The library's words for this locale, whose Spanish is filed under Spain."""
        locale = str(get_locale() or "en")
        if locale not in self._catalogues:
            filed = LIBRARY_LOCALES.get(locale, locale)
            found = (Translations.load(d, [filed], self.domain[0]) for d in self.translation_directories)
            self._catalogues[locale] = next(
                (f for f in found if isinstance(f, Translations)), NullTranslations()
            )
        return self._catalogues[locale]

    def gettext(self, string: str, **variables: Any) -> str:
        """Our words where we have them, else the library's."""
        text = str(string)
        ours = get_translations().ugettext(text)
        spoken = ours if ours != text else self.get_translations().ugettext(text)
        return spoken % variables if variables else spoken

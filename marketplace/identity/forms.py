"""The forms of signing up, signing in and coming back; Flask-Security checks them."""

from __future__ import annotations

from typing import Any

from flask import current_app, g, request
from flask_babel import lazy_gettext as _l
from flask_security import (
    ForgotPasswordForm,
    LoginForm,
    RegisterFormV2,
    ResetPasswordForm,
    SendConfirmationForm,
    hash_password,
)
from flask_security.forms import EmailValidation, VerifyForm, unique_user_email, valid_user_email
from flask_security.utils import get_message
from flask_wtf import FlaskForm
from wtforms import BooleanField, EmailField, Field, HiddenField, PasswordField, StringField
from wtforms.validators import InputRequired, Length, ValidationError

from marketplace.identity import zones
from marketplace.identity.models import Identity
from marketplace.identity.passwords import LENGTH_MIN
from marketplace.identity.safe_next import local_path

NAME_LENGTH_MAX = 80
EMAIL_KEYBOARD = {
    "autocomplete": "email",
    "inputmode": "email",
    "autocapitalize": "none",
    "spellcheck": "false",
}


class Spaceless(StringField):
    """Text without spaces around it, and never the byte that databases refuse."""

    def process_formdata(self, valuelist: list[Any]) -> None:
        """Take the text as meant."""
        super().process_formdata([str(v).replace("\x00", "").strip() for v in valuelist])


class Address(Spaceless, EmailField):
    """An e-mail address."""


class Zone(HiddenField):
    """The time zone that the browser names; nothing when it names none that exists."""

    def process_formdata(self, valuelist: list[Any]) -> None:
        """Keep only what is a zone."""
        self.data = next((v for v in valuelist if v in zones.known()), "")


class Onward(HiddenField):
    """Where to go afterwards: a path of this site, else nothing."""

    def process_formdata(self, valuelist: list[Any]) -> None:
        """Drop what leads elsewhere."""
        self.data = local_path(valuelist[0] if valuelist else "")


def _address(*checks: Any) -> Address:
    return Address(
        _l("E-mail address"),
        validators=[InputRequired(_l("Enter your e-mail address.")), Length(max=254), *checks],
        render_kw=EMAIL_KEYBOARD,
    )


def _new_password(label: Any) -> PasswordField:
    return PasswordField(
        label,
        description=_l(
            "At least %(count)s characters. Three or four unrelated words work well.", count=LENGTH_MIN
        ),
        validators=[
            InputRequired(_l("Choose a password.")),
            Length(max=128, message=_l("That is longer than 128 characters.")),
        ],
        render_kw={"autocomplete": "new-password", "minlength": LENGTH_MIN},
    )


class SignInForm(LoginForm):
    """Address and password."""

    email = _address(EmailValidation(verify=False))
    password = PasswordField(
        _l("Password"),
        validators=[InputRequired(_l("Enter your password."))],
        render_kw={"autocomplete": "current-password"},
    )
    remember = BooleanField(_l("Keep me signed in on this device"))
    next = Onward()

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.password.description = ""
        self.next.data = local_path(self.next.data)

    def before_showing(self) -> None:
        """Say what is wrong where it gives nothing away: an empty field, or a right password not confirmed yet."""
        empty = [field for field in (self.email, self.password) if not field.data]
        if empty:
            self.form_errors = []
        for field in empty:
            _fault(field, "EMAIL_NOT_PROVIDED" if field is self.email else "PASSWORD_NOT_PROVIDED")
        if self.requires_confirmation:
            self.form_errors = [get_message("CONFIRMATION_REQUIRED")[0]]
        self.form_errors = list(dict.fromkeys(str(e) for e in self.form_errors))


class SignUpForm(RegisterFormV2):
    """Name, address and password; what for and where to are carried along."""

    name = Spaceless(
        _l("Your name"),
        description=_l("As others should see it. A first name will do."),
        validators=[InputRequired(_l("Enter your name.")), Length(max=NAME_LENGTH_MAX)],
        render_kw={"autocomplete": "name"},
    )
    email = _address(EmailValidation(verify=True), unique_user_email)
    password = _new_password(_l("Password"))
    timezone = Zone()
    next = Onward()

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.next.data = local_path(self.next.data)

    def to_dict(self, only_user: bool) -> dict[str, Any]:
        """What the new person is made of."""
        values = super().to_dict(only_user)
        if not values.get("timezone"):
            values["timezone"] = "UTC"
        return dict(values)


class ByMail:
    """A form that asks for an address and never says whether it is known, only when it is none."""

    email: Any

    def is_address(self) -> bool:
        """True for what could be an address; else its fault is moved where the library leaves it standing."""
        try:
            current_app.extensions["security"].mail_util.validate(self.email.data or "")
        except ValueError:
            self.form_errors = [str(self.email.errors[0])]
            return False
        return True

    def before_showing(self) -> None:
        """Say what is wrong beside the field."""
        self.email.errors, self.form_errors = self.form_errors, []


class AskAgainForm(ByMail, SendConfirmationForm):
    """Whom to send the confirming mail once more."""

    email = _address(EmailValidation(verify=True), valid_user_email)

    def validate(self, **kwargs: Any) -> bool:
        """Known addresses not confirmed yet get the mail."""
        return bool(super().validate(**kwargs)) or (self.is_address() and False)


class ForgottenForm(ByMail, ForgotPasswordForm):
    """Whom to send a link for a new password: guests and the unconfirmed included, for the link proves the address."""

    email = _address(EmailValidation(verify=True), valid_user_email)

    def validate(self, **kwargs: Any) -> bool:
        """Known and open accounts get the mail; the answer takes as long for others."""
        is_known = super(ForgotPasswordForm, self).validate(**kwargs)
        if not is_known or self.user is None or not self.user.is_active:
            if self.is_address():
                _fault(self.email, "USER_DOES_NOT_EXIST")
            return False
        hash_password("as long as for an address that is unknown")
        return True


class NewPasswordForm(ResetPasswordForm):
    """A new password, typed once where it can be shown."""

    password = _new_password(_l("New password"))
    password_confirm = None


class ProveForm(VerifyForm):
    """The password once more, before something that matters."""

    password = PasswordField(
        _l("Password"),
        validators=[InputRequired(_l("Enter your password."))],
        render_kw={"autocomplete": "current-password"},
    )
    next = Onward()

    def validate(self, **kwargs: Any) -> bool:
        """Somebody without a password cannot prove themselves by one."""
        if not self.user.password:
            _fault(self.password, "INVALID_PASSWORD")
            return False
        return bool(super().validate(**kwargs))


def _fault(field: Field, code: str) -> None:
    field.errors = [*field.errors, get_message(code)[0]]


def remember_onward(path: str) -> None:
    """Where the person was going, for the link in the mail about to be written."""
    g.onward = local_path(path) or local_path(request.args.get("next"))


class ClaimForm(FlaskForm):
    """The first password of somebody who has been a guest."""

    password = _new_password(_l("Password"))

    def __init__(self, *args: Any, guest: Identity, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.guest = guest

    def validate_password(self, field: Field) -> None:
        """The same rules as for everybody."""
        faults, field.data = current_app.extensions["security"].password_util.validate(
            field.data, False, user=self.guest
        )
        if faults:
            raise ValidationError(faults[0])

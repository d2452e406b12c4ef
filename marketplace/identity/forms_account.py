"""The forms of a person's own account."""

from __future__ import annotations

from typing import Any

from flask_babel import lazy_gettext as _l
from flask_security import (
    ChangeEmailForm,
    ChangePasswordForm,
    MfRecoveryForm,
    TwoFactorRescueForm,
    TwoFactorSelectForm,
    TwoFactorSetupForm,
    TwoFactorVerifyCodeForm,
)
from flask_security.forms import EmailValidation, unique_user_email
from flask_wtf import FlaskForm
from wtforms import BooleanField, HiddenField, PasswordField, RadioField, SelectField, SelectMultipleField
from wtforms.validators import AnyOf, InputRequired, Length
from wtforms.widgets import CheckboxInput, ListWidget

from marketplace.core import i18n
from marketplace.core.locking import lock_row
from marketplace.identity import scopes, zones
from marketplace.identity.forms import NAME_LENGTH_MAX, Spaceless, _address, _new_password
from marketplace.identity.service_tokens import DAYS_CHOICES


class DetailsForm(FlaskForm):
    """What others call a person, and the language and clock they live by."""

    name = Spaceless(
        _l("Your name"),
        validators=[InputRequired(_l("Enter your name.")), Length(max=NAME_LENGTH_MAX)],
        render_kw={"autocomplete": "name"},
    )
    locale = SelectField(
        _l("Language"),
        description=_l("Of these pages and of the mails you get."),
        validators=[InputRequired()],
    )
    timezone = SelectField(
        _l("Time zone"),
        description=_l("Times are shown in it, beside the time of the place."),
        validators=[InputRequired()],
    )

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.locale.choices = {code: i18n.LOCALE_NAMES.get(code, code) for code in i18n.available()}
        self.timezone.choices = dict(zones.choices())


class PasswordForm(ChangePasswordForm):
    """The present password, where there is one, and a new one."""

    password = PasswordField(_l("Your present password"), render_kw={"autocomplete": "current-password"})
    new_password = _new_password(_l("New password"))
    new_password_confirm = None


class AddressForm(ChangeEmailForm):
    """A new e-mail address, to be confirmed by mail."""

    email = _address(EmailValidation(verify=True), unique_user_email)


class AppForm(TwoFactorSetupForm):
    """Set up an authenticator app, or stop asking for it."""

    setup = HiddenField()
    phone = HiddenField(filters=[lambda value: ""])


class CodeForm(TwoFactorVerifyCodeForm):
    """The six figures that the app shows."""

    code = Spaceless(
        _l("Code from your app"),
        validators=[InputRequired(_l("Enter the six figures that your app shows.")), Length(max=16)],
        filters=[lambda value: (value or "").replace(" ", "")],
        render_kw={"autocomplete": "one-time-code", "inputmode": "numeric", "class": "input--code"},
    )


class RecoveryCodeForm(MfRecoveryForm):
    """One of the codes kept for the day the phone is lost."""

    code = Spaceless(
        _l("Recovery code"),
        validators=[InputRequired(_l("Enter one of your recovery codes.")), Length(max=32)],
        filters=[lambda value: (value or "").replace(" ", "").lower()],
        render_kw={"autocomplete": "off", "autocapitalize": "none", "class": "input--code"},
    )

    def validate(self, **kwargs: Any) -> bool:
        """Check with the row locked, so that one code cannot be used twice at once."""
        if self.user is not None:
            lock_row(self.user)
        return bool(super().validate(**kwargs))


class HelpForm(TwoFactorRescueForm):
    """What the library would offer to those who lost their phone; our pages say it in words."""

    help_setup = RadioField(choices=[])


class WayForm(TwoFactorSelectForm):
    """Which second step to take."""

    which = RadioField(_l("How do you want to show that it is you?"))


class CheckList(SelectMultipleField):
    """Several of a few, as boxes."""

    widget = ListWidget(prefix_label=False)
    option_widget = CheckboxInput()


class TokenForm(FlaskForm):
    """A new token: what it is for, what it may do, and for how long."""

    name = Spaceless(
        _l("What is it for?"),
        description=_l("Such as “spreadsheet at the till”."),
        validators=[InputRequired(_l("Say what the token is for.")), Length(max=64)],
        render_kw={"autocomplete": "off"},
    )
    scopes = CheckList(
        _l("What may it do?"), validators=[InputRequired(_l("Choose at least one thing it may do."))]
    )
    days = RadioField(_l("How long should it work?"), coerce=int, default=90, validators=[InputRequired()])

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.scopes.choices = dict(scopes.choices())
        self.days.choices = {days: str(words) for days, words in DAYS_CHOICES}


class ErasureForm(FlaskForm):
    """The one thing to tick before an account is erased, and a name for what was shown to end with it."""

    seen = HiddenField()
    understood = BooleanField(
        _l("I understand that this cannot be undone."),
        validators=[InputRequired(_l("Tick the box to show that you mean it."))],
    )


class LanguageForm(FlaskForm):
    """The language to read in; checked against the languages there are."""

    locale = HiddenField(validators=[InputRequired()])

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.locale.validators = [AnyOf(i18n.available())]

"""Flask-Security set up for this product: our forms, mails, hashing and words stand in for its own."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

from flask import Flask, make_response, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from flask_security import Security
from flask_security.utils import do_flash, get_message
from flask_wtf import FlaskForm

from config import Settings
from marketplace.identity import forms, forms_account, passkeys, security_settings, sessions
from marketplace.identity.datastore import Datastore
from marketplace.identity.mailing import Mailing
from marketplace.identity.passwords import HashingOutside, Passwords
from marketplace.identity.safe_next import local_path
from marketplace.identity.said import Spoken
from marketplace.identity.totp import Codes


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
    app.config.update(security_settings.settings_of(settings))
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

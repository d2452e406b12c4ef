"""A person's own account: who they are, how they sign in, and what apps may do for them."""

from __future__ import annotations

from flask import flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _
from flask_login import current_user
from flask_security import login_user
from flask_security import views as library
from flask_security.change_email import _verify_token_status as address_token_status
from flask_security.change_email import change_email as ask_for_address
from flask_security.change_email import change_email_confirm as confirm_address
from flask_security.recovery_codes import mf_recovery_codes as show_recovery_codes
from sqlalchemy.exc import IntegrityError

from marketplace.core import clock
from marketplace.core.errors import Refused
from marketplace.core.i18n import LOCALE_COOKIE
from marketplace.core.permissions import public, signed_in
from marketplace.identity import (
    app_setup,
    context,
    queries,
    second_factor,
    service,
    service_tokens,
    sessions,
    throttles,
)
from marketplace.identity.blueprint import blueprint, freshly, to
from marketplace.identity.forms_account import DetailsForm, TokenForm
from marketplace.identity.models import Identity
from marketplace.identity.security import show


def _me() -> Identity:
    person: Identity = current_user._get_current_object()
    return person


@blueprint.get("/account")
@signed_in
def account() -> ResponseReturnValue:
    """Everything about an account, each with a way to change it."""
    return render_template(
        "identity/account/index.html",
        person=_me(),
        tokens=queries.live_tokens(_me(), clock.now()),
        is_strong=second_factor.session_is_strong(),
        sections=context.account_sections(_me()),
    )


@blueprint.route("/account/details", methods=["GET", "POST"])
@signed_in
def details() -> ResponseReturnValue:
    """Name, language and time zone."""
    form = DetailsForm(obj=_me())
    if not form.validate_on_submit():
        return show("identity/account/details.html", form=form)
    service.change_details(_me(), name=form.name.data, locale=form.locale.data, timezone=form.timezone.data)
    response = redirect(to("account"))
    response.delete_cookie(LOCALE_COOKIE)  # the account says it now
    flash(_("Your details are saved."), "success")
    return response


@blueprint.route("/account/password", methods=["GET", "POST"])
@throttles.changing
@signed_in
def change_password() -> ResponseReturnValue:
    """A new password; every other device is signed out."""
    return library.change_password()


@blueprint.route("/account/address", methods=["GET", "POST"])
@throttles.asking_for_mail
@signed_in
def change_email() -> ResponseReturnValue:
    """A new e-mail address, once its mailbox has answered."""
    return ask_for_address()


@blueprint.route("/account/address/<token>", methods=["GET", "POST"])
@throttles.changing
@public
def change_email_confirm(token: str) -> ResponseReturnValue:
    """Confirm a new address: the link opens a page with one button."""
    is_expired, is_invalid, person, new_email = address_token_status(token)
    if request.method == "GET" and person is not None and not (is_expired or is_invalid):
        return render_template("identity/account/address_confirm.html", new_email=new_email)
    if request.method == "GET":
        return render_template("identity/account/address_stale.html"), 410
    try:
        return confirm_address(token)
    except IntegrityError as error:
        raise Refused("address_taken") from error


@blueprint.route("/account/app", methods=["GET", "POST"])
@throttles.changing
@signed_in
def two_factor_setup() -> ResponseReturnValue:
    """Set up an authenticator app, or stop asking for it."""
    return library.two_factor_setup()


@blueprint.post("/account/app/<token>")
@throttles.giving_codes
@signed_in
def two_factor_setup_validate(token: str) -> ResponseReturnValue:
    """The first code from the app proves that it is set up; a wrong one is typed again."""
    answer = library.two_factor_setup_validate(token)
    is_wrong = str(getattr(answer, "location", "")).endswith(to("two_factor_setup"))
    return (app_setup.asked_again(token) if is_wrong else None) or answer


@blueprint.get("/account/app/done")
@signed_in
def app_done() -> ResponseReturnValue:
    """On to recovery codes when there are none, else back to the account."""
    needs_codes = second_factor.has_second_factor(_me()) and not _me().mf_recovery_codes
    return redirect(to("mf_recovery_codes" if needs_codes else "account"))


@blueprint.route("/account/recovery-codes", methods=["GET", "POST"])
@throttles.changing
@signed_in
def mf_recovery_codes() -> ResponseReturnValue:
    """Make recovery codes, shown once to be kept on paper."""
    response = show_recovery_codes()
    if request.method == "POST" and response.status_code == 200:
        sessions.warn(_me(), "recovery_codes_made")
    return response


@blueprint.route("/account/passkeys", methods=["GET", "POST"])
@throttles.changing
@signed_in
def wan_register() -> ResponseReturnValue:
    """A person's passkeys, and a new one."""
    return library.webauthn_register()


@blueprint.post("/account/passkeys/<token>")
@throttles.changing
@signed_in
def wan_register_response(token: str) -> ResponseReturnValue:
    """Check what the device answered, and keep the passkey."""
    return library.webauthn_register_response(token)


@blueprint.post("/account/passkeys/removal")
@throttles.changing
@signed_in
def wan_delete() -> ResponseReturnValue:
    """Remove a passkey."""
    return library.webauthn_delete()


@blueprint.get("/account/sessions", endpoint="sessions")
@signed_in
def show_sessions() -> ResponseReturnValue:
    """Where one may be signed in, and the way out of it all."""
    return render_template("identity/account/sessions.html", person=_me())


@blueprint.post("/account/sessions/end")
@throttles.changing
@signed_in
def end_sessions() -> ResponseReturnValue:
    """Sign out everywhere but here."""
    service.end_sessions(_me())
    login_user(_me(), authn_via=["change"])
    flash(_("Every other device is signed out."), "success")
    return redirect(to("account"))


@blueprint.route("/account/tokens", methods=["GET", "POST"])
@throttles.changing
@freshly
def tokens() -> ResponseReturnValue:
    """A person's API tokens, and a new one, shown once."""
    form, at, text = TokenForm(), clock.now(), None
    if form.validate_on_submit():
        _token, text = service_tokens.issue(_me(), form.name.data, form.scopes.data, form.days.data, at)
    page = "identity/account/token_made.html" if text else "identity/account/tokens.html"
    return show(page, form=form, tokens=queries.live_tokens(_me(), at), text=text)


@blueprint.post("/account/tokens/<public_id>/revocation")
@throttles.changing
@signed_in
def revoke_token(public_id: str) -> ResponseReturnValue:
    """End a token."""
    service_tokens.revoke(_me(), public_id, clock.now())
    flash(_("The token no longer works."), "success")
    return redirect(url_for("identity.tokens"))

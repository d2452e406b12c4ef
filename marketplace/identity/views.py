"""Signing up, confirming, signing in and out, coming back after a forgotten password, choosing a language."""

from __future__ import annotations

import uuid

from flask import abort, current_app, flash, g, redirect, render_template, request, session
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _
from flask_login import current_user
from flask_security import login_user
from flask_security import views as library
from flask_security.confirmable import confirm_email_token_status, confirm_user
from flask_security.recoverable import reset_password_token_status
from flask_security.utils import get_message

from marketplace.core import clock
from marketplace.core.i18n import LOCALE_COOKIE
from marketplace.core.permissions import public, signed_in
from marketplace.identity import claims, context, throttles
from marketplace.identity.blueprint import blueprint, to
from marketplace.identity.datastore import AddressTaken
from marketplace.identity.forms import ClaimForm, remember_onward
from marketplace.identity.forms_account import LanguageForm
from marketplace.identity.models import Identity
from marketplace.identity.purposes import PURPOSES, beginning
from marketplace.identity.safe_next import local_path
from marketplace.identity.security import show

LOCALE_COOKIE_SECONDS = 365 * 24 * 3600
SIGNED_UP = "signed_up"


@blueprint.route("/sign-up", methods=["GET", "POST"], endpoint="register")
@throttles.signing_up
@public
def sign_up() -> ResponseReturnValue:
    """Choose what for, then name, address and password."""
    purpose = PURPOSES.get(request.values.get("as", ""))
    onward = local_path(request.values.get("next")) or (beginning(purpose.code) if purpose else "")
    if current_user.is_authenticated:
        return redirect(onward or to("landing"))
    if purpose is None:
        return render_template("identity/purpose.html", purposes=PURPOSES.values(), onward=onward)
    g.purpose = purpose
    remember_onward(onward)
    try:
        response = library.register()
    except AddressTaken as taken:
        flash(*get_message("CONFIRM_REGISTRATION", email=str(taken)))
        response = redirect(to("sign_up_sent", next=onward or None))
    if response.status_code == 302:
        session[SIGNED_UP] = (
            g.get("signed_up") or uuid.uuid4().hex
        )  # the same cookie whether the address was new or not
        return redirect(to("sign_up_sent", next=onward or None))
    return response


@blueprint.get("/sign-up/sent")
@public
def sign_up_sent() -> ResponseReturnValue:
    """Go and look into your mailbox."""
    return render_template("identity/sign_up_sent.html")


@blueprint.route("/confirmation", methods=["GET", "POST"])
@throttles.asking_for_mail
@public
def send_confirmation() -> ResponseReturnValue:
    """Send the confirming mail once more."""
    remember_onward("")
    return library.send_confirmation()


@blueprint.route("/confirmation/<token>", methods=["GET", "POST"])
@throttles.changing
@public
def confirm_email(token: str) -> ResponseReturnValue:
    """Confirm an address: the link opens a page with one button, for scanners of mail open links too."""
    is_expired, is_invalid, person = confirm_email_token_status(token)
    onward = local_path(request.args.get("next"))
    if person is None or is_expired or is_invalid:
        flash(*get_message("CONFIRMATION_EXPIRED" if is_expired else "INVALID_CONFIRMATION_TOKEN"))
        return redirect(to("send_confirmation", next=onward or None))
    if person.confirmed_at is not None:
        flash(*get_message("ALREADY_CONFIRMED"))
        return redirect(to("login", next=onward or None))
    if request.method == "GET":
        return render_template("identity/confirm.html", person=person)
    confirm_user(person)
    flash(*get_message("EMAIL_CONFIRMED"))
    return redirect(_after_confirming(person, onward))


def _after_confirming(person: Identity, onward: str) -> str:
    """The browser that signed up goes on signed in; any other signs in first, for the mail may have gone astray."""
    if session.get(SIGNED_UP) == person.fs_uniquifier and not current_user.is_authenticated:
        login_user(person, authn_via=["confirm"])
        return onward or to("landing")
    return to("login", next=onward or None)


@blueprint.route("/sign-in", methods=["GET", "POST"], endpoint="login")
@throttles.signing_in
@public
def sign_in() -> ResponseReturnValue:
    """Address and password; then the second step, where there is one."""
    return library.login()


@blueprint.post("/sign-out", endpoint="logout")
@public
def sign_out() -> ResponseReturnValue:
    """End this session."""
    response = library.logout()
    session.clear()
    return response


@blueprint.get("/welcome")
@signed_in
def landing() -> ResponseReturnValue:
    """On to where this person's work begins."""
    return redirect(context.landing_of(current_user._get_current_object()))


@blueprint.route("/forgotten", methods=["GET", "POST"])
@throttles.asking_for_mail
@public
def forgot_password() -> ResponseReturnValue:
    """Ask for a link by which to choose a new password."""
    return library.forgot_password()


@blueprint.route("/forgotten/<token>", methods=["GET", "POST"])
@throttles.changing
@public
def reset_password(token: str) -> ResponseReturnValue:
    """Choose a new password; the link only shows the form."""
    _expired, _invalid, person = reset_password_token_status(token)
    if person is not None and not person.active:
        abort(404)
    return library.reset_password(token)


@blueprint.route("/claim/<token>", methods=["GET", "POST"])
@throttles.changing
@public
def claim(token: str) -> ResponseReturnValue:
    """A guest chooses a password, by a link from one of their mails."""
    person = claims.guest_behind(token)
    form = ClaimForm(guest=person)
    if not form.validate_on_submit():
        return show("identity/claim.html", form=form, person=person)
    claims.choose_password(person, form.password.data or "", clock.now())
    login_user(person, authn_via=["claim"])
    flash(_("Your password is set, and you are signed in."), "success")
    return redirect(local_path(request.args.get("next")) or to("landing"))


@blueprint.post("/language")
@public
def choose_language() -> ResponseReturnValue:
    """Read on in another language: kept in a cookie and, signed in, in the account."""
    form = LanguageForm()
    response = redirect(local_path(request.form.get("next"), "/"))
    if not form.validate_on_submit():
        abort(422)
    if current_user.is_authenticated:
        current_user.locale = form.locale.data
    is_https = current_app.extensions["muster.settings"].is_https
    response.set_cookie(
        LOCALE_COOKIE,
        form.locale.data,
        max_age=LOCALE_COOKIE_SECONDS,
        httponly=True,
        samesite="Lax",
        secure=is_https,
    )
    return response

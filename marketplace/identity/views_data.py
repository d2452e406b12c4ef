"""A person's own data: to take away, and to have erased."""

from __future__ import annotations

from flask import flash, redirect, render_template
from flask import session as cookie
from flask.typing import ResponseReturnValue
from flask.wrappers import Response
from flask_babel import gettext as _
from flask_login import current_user, logout_user

from marketplace.core import clock, words
from marketplace.identity import erasure, kept_words, personal_data, throttles
from marketplace.identity.blueprint import blueprint, freshly
from marketplace.identity.forms_account import ErasureForm
from marketplace.identity.security import show


@blueprint.get("/account/data")
@freshly
def data() -> ResponseReturnValue:
    """What is held, why, and how long."""
    return render_template("identity/account/data.html", rows=kept_words.lines())


@blueprint.get("/account/data/archive.zip")
@freshly
def data_archive() -> ResponseReturnValue:
    """Everything held about the person, to take away."""
    at = clock.now()
    packed = personal_data.archive(current_user._get_current_object(), at)
    name = f"muster-{at:%Y-%m-%d}.zip"
    return Response(
        packed, mimetype="application/zip", headers={"Content-Disposition": f'attachment; filename="{name}"'}
    )


@blueprint.route("/account/erasure", methods=["GET", "POST"])
@throttles.changing
@freshly
def erase() -> ResponseReturnValue:
    """Erase the account, once what stands against it is settled."""
    person, at, form = current_user._get_current_object(), clock.now(), ErasureForm()
    reasons = [
        (words.sentence(reason.code, reason.params), erasure.way_out(reason.code))
        for reason in erasure.hindrances(person, at)
    ]
    if reasons or not form.validate_on_submit():
        return show("identity/account/erasure.html", form=form, reasons=reasons)
    erasure.erase(person, at)
    logout_user()
    cookie.clear()
    flash(_("Your account is erased. Thank you for having been here."), "success")
    return redirect("/")

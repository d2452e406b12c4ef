"""A person's own data: to take away, and to have erased."""

from __future__ import annotations

from flask import flash, redirect, render_template
from flask import session as cookie
from flask.typing import ResponseReturnValue
from flask.wrappers import Response
from flask_babel import gettext as _
from flask_login import current_user, logout_user

from marketplace.core import clock, words
from marketplace.core.consequences import digest
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
    ends = erasure.foresight.foresee(person, at)
    has_changed = form.is_submitted() and (form.seen.data or digest([])) != digest(ends)
    if reasons or has_changed or not form.validate_on_submit():
        form.seen.data, form.seen.raw_data = digest(ends), None  # what is shown is what is confirmed
        page = "identity/account/erasure.html"
        return show(page, form=form, reasons=reasons, ends=ends, has_changed=has_changed)
    erasure.erase(person, at)
    logout_user()
    cookie.clear()
    flash(_("Your account is erased. Thank you for having been here."), "success")
    return redirect("/")

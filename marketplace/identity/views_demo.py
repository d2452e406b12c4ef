"""The demo's front door: sign in as somebody invented, and read the mails that would have been sent."""

from __future__ import annotations

import sqlalchemy as sa
from flask import abort, redirect, render_template, request
from flask.typing import ResponseReturnValue
from flask_security import login_user

from marketplace.core.db import db
from marketplace.core.mail import Mail
from marketplace.core.permissions import public
from marketplace.identity import demo_people, queries
from marketplace.identity.blueprint import blueprint, to
from marketplace.identity.safe_next import local_path

MAILS_SHOWN = 100


def _only_in_the_demo() -> None:
    if not demo_people.is_open():
        abort(404)


@blueprint.route("/demo/sign-in", methods=["GET", "POST"])
@public
def demo_sign_in() -> ResponseReturnValue:
    """Choose an invented person and be them."""
    _only_in_the_demo()
    if request.method == "GET":
        return render_template("identity/demo_sign_in.html")
    chosen = demo_people.find(request.form.get("person", ""))
    person = queries.by_public_id(chosen.public_id) if chosen else None
    if chosen is None or person is None or not person.active:
        abort(404)
    login_user(person, authn_via=["demo"])
    return redirect(local_path(request.form.get("next")) or chosen.path or to("landing"))


@blueprint.get("/demo/outbox")
@public
def demo_outbox() -> ResponseReturnValue:
    """The mails of the demo world, newest first."""
    _only_in_the_demo()
    query = sa.select(Mail).order_by(Mail.id.desc()).limit(MAILS_SHOWN)
    address = request.args.get("to", "").strip().lower()
    if address:
        query = query.where(Mail.to_address == address)
    return render_template(
        "identity/demo_outbox.html", mails=list(db.session.scalars(query)), address=address
    )


@blueprint.get("/demo/outbox/<public_id>")
@public
def demo_mail(public_id: str) -> ResponseReturnValue:
    """One mail."""
    _only_in_the_demo()
    found = db.session.scalar(sa.select(Mail).where(Mail.public_id == public_id))
    if found is None:
        abort(404)
    return render_template("identity/demo_mail.html", mail=found)

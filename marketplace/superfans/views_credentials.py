"""A fan's own certificates: handing in, following, taking back."""

from __future__ import annotations

from flask import flash, redirect, render_template, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _

from marketplace.businesses.form_fields import options
from marketplace.core import clock
from marketplace.core.errors import Invalid, MarketplaceError, NotFound
from marketplace.core.form_refusals import show_refusal
from marketplace.superfans import queries, service_credentials
from marketplace.superfans.choices import CREDENTIAL_STATES, CREDENTIALS
from marketplace.superfans.forms import CredentialForm
from marketplace.superfans.models import Superfan
from marketplace.superfans.reader import as_fan
from marketplace.trust import uploads


@as_fan
def credentials(fan: Superfan) -> ResponseReturnValue:
    """What a fan has shown to whom, and something more to show."""
    businesses = queries.businesses_of(fan)
    form, status = CredentialForm(), 200
    form.business.choices = options((b.slug, b.name) for b in businesses)
    if form.validate_on_submit():
        try:
            _hand_in(fan, form)
        except MarketplaceError as error:
            status = show_refusal(form, error)
        else:
            flash(_("Thank you. A person will look at it and tell you."), "success")
            return redirect(url_for("superfans.credentials"), 303)
    elif form.is_submitted():
        status = 422
    return render_template(
        "superfans/credentials.html",
        form=form,
        businesses=businesses,
        credentials=queries.credentials_of(fan),
        kinds=CREDENTIALS,
        states=CREDENTIAL_STATES,
    ), status


@as_fan
def withdraw(fan: Superfan, public_id: str) -> ResponseReturnValue:
    """Take evidence back."""
    service_credentials.withdraw(queries.own_credential(fan, public_id), fan, clock.now())
    flash(_("It is taken back."), "success")
    return redirect(url_for("superfans.credentials"), 303)


def _hand_in(fan: Superfan, form: CredentialForm) -> None:
    sent = form.evidence.data
    if not sent or not sent.filename:
        raise Invalid("evidence_needed", field="evidence")
    prepared = uploads.prepare_evidence(sent.stream, field="evidence")  # slow: before anything is written
    business = next((b for b in queries.businesses_of(fan) if b.slug == form.business.data), None)
    if business is None:
        raise NotFound
    at = clock.now()
    upload = uploads.store(
        prepared,
        owner=fan.identity,
        purpose="credential",
        is_private=True,
        business_ref=business.public_id,
        at=at,
    )
    service_credentials.submit(fan, business, form.code.data, upload, at)

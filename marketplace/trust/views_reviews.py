"""Reviews: write yours, and read both once they are shown."""

from __future__ import annotations

from flask import flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _

from marketplace.core import clock
from marketplace.core.errors import MarketplaceError
from marketplace.core.form_refusals import show_refusal
from marketplace.core.permissions import signed_in
from marketplace.trust import queries_reviews, service_reviews
from marketplace.trust.forms import ReviewForm
from marketplace.trust.reader import language, me, writing


@writing
@signed_in
def review(public_id: str) -> ResponseReturnValue:
    """The window between two people after a booking."""
    view, at = queries_reviews.window_for(public_id, me()), clock.now()
    form = ReviewForm(obj=view.own)
    if request.method == "GET" and view.own is not None:
        form.stars.data = str(view.own.stars)
    status = 200
    if request.method == "POST":
        status = 422
        if form.validate():
            try:
                service_reviews.write_review(
                    view.window,
                    me(),
                    stars=int(form.stars.data),
                    text=form.text.data or "",
                    private_text=form.private_text.data or "",
                    at=at,
                    language=language(),
                )
            except MarketplaceError as refusal:
                status = show_refusal(form, refusal)
            else:
                flash(_("Thank you. Your review is kept."), "success")
                return redirect(url_for("trust.review", public_id=public_id), 303)
    is_open = at < view.window.closes_at and (view.own is None or view.own.shown_at is None)
    return render_template("trust/review.html", view=view, form=form, is_open=is_open, reader=me()), status

"""The form that puts a listing on dates, for the desk and for a fan's own listings."""

from __future__ import annotations

from datetime import datetime, timedelta
from typing import Any

from marketplace.businesses.form_fields import options
from marketplace.businesses.languages import language_name
from marketplace.catalogue import service_sessions
from marketplace.catalogue.forms import SessionForm, local_of
from marketplace.catalogue.models import Experience
from marketplace.core.errors import MarketplaceError
from marketplace.core.form_refusals import show_refusal


def dates_form(listing: Experience, **kwargs: Any) -> SessionForm:
    """The form, with the languages that a listing can be held in."""
    form = SessionForm(language=listing.languages[0], **kwargs)
    form.language.choices = options([(code, language_name(code)) for code in listing.languages])
    return form


def put_on_dates(listing: Experience, form: SessionForm, at: datetime) -> bool:
    """One date, or the same hour of several weeks; False when a field is wrong, with the words beside it."""
    if not form.validate():
        return False
    first = local_of(form.starts_local.data)
    try:
        for week in range(form.repeat_weeks.data or 1):
            service_sessions.schedule_session(
                listing, first + timedelta(weeks=week), at, language=form.language.data
            )
    except MarketplaceError as fault:
        fault.field = "starts_local"
        show_refusal(form, fault)
        return False
    return True

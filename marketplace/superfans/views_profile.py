"""A fan's own profile: all of it at a glance, and each part on a page of its own."""

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime
from typing import Any, NamedTuple

from flask import flash, redirect, render_template
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _
from flask_wtf import FlaskForm

from marketplace.core import clock
from marketplace.core.errors import MarketplaceError, NotFound
from marketplace.core.form_refusals import show_refusal
from marketplace.superfans import forms, join_steps, profile_words, steps_lists, steps_place
from marketplace.superfans import service_profile as profile_service
from marketplace.superfans.join_flow import Flow
from marketplace.superfans.models import Superfan
from marketplace.superfans.queries import credentials_of
from marketplace.superfans.reader import as_fan
from marketplace.trust import uploads


class Plain(NamedTuple):
    """A step that is one ordinary form: the form with what it starts with, and how it is saved."""

    make: Callable[[Superfan], FlaskForm]
    save: Callable[[Superfan, Any, datetime], None]


@as_fan
def profile(fan: Superfan) -> ResponseReturnValue:
    """Everything a fan has said, with the way to change each part."""
    return render_template(
        "superfans/profile.html",
        fan=fan,
        rows=profile_words.rows_of(fan),
        missing=join_steps.missing(fan),
        credentials=credentials_of(fan),
    )


@as_fan
def profile_step(fan: Superfan, step: str) -> ResponseReturnValue:
    """One part of the profile; on the way to joining, saving leads to the next."""
    flow = Flow.current()
    if step in OWN_WAYS:
        return OWN_WAYS[step](fan, flow)
    if step not in PLAIN:
        raise NotFound
    plain = PLAIN[step]
    form, status = plain.make(fan), 200
    if form.validate_on_submit():
        try:
            plain.save(fan, form, clock.now())
        except MarketplaceError as error:
            status = show_refusal(form, error)
        else:
            if not flow.is_joining:
                flash(_("Saved."), "success")
            return redirect(flow.onward(step), 303)
    elif form.is_submitted():
        status = 422
    return render_template(
        f"superfans/step_{step}.html", form=form, fan=fan, flow=flow, step=step, steps=join_steps
    ), status


def _save_travel(fan: Superfan, form: forms.TravelForm, at: datetime) -> None:
    profile_service.set_travel(
        fan, form.travel_mode.data, form.radius_m.data, form.weekly_hours_max.data or 0, at
    )


def _save_reasons(fan: Superfan, form: forms.ReasonsForm, at: datetime) -> None:
    profile_service.set_motives(fan, form.motives.data or [], at)
    profile_service.set_reward(fan, form.reward_kind.data, at, cause=form.donation_cause.data or "")


def _save_words(fan: Superfan, form: forms.WordsForm, at: datetime) -> None:
    prepared = None
    if form.photo.data and form.photo.data.filename:
        prepared = uploads.prepare_image(
            form.photo.data.stream, field="photo"
        )  # slow: before anything is written
    profile_service.set_words(fan, form.bio.data or "", form.bio_language.data, at)
    if prepared is not None:
        photo = uploads.store(
            prepared, owner=fan.identity, purpose="fan_photo", is_private=False, business_ref=None, at=at
        )
        profile_service.set_photo(fan, photo, at)
    elif form.without_photo.data:
        profile_service.set_photo(fan, None, at)


PLAIN = {
    "interests": Plain(
        lambda fan: forms.InterestsForm(data={"interests": fan.interests}),
        lambda fan, form, at: profile_service.set_interests(fan, form.interests.data or [], at),
    ),
    "travel": Plain(
        lambda fan: forms.TravelForm(
            data={
                "travel_mode": fan.travel_mode,
                "radius_m": fan.radius_m,
                "weekly_hours_max": fan.weekly_hours_max,
            }
        ),
        _save_travel,
    ),
    "reasons": Plain(
        lambda fan: forms.ReasonsForm(
            data={
                "motives": fan.motives,
                "reward_kind": fan.reward_kind,
                "donation_cause": fan.donation_cause,
            }
        ),
        _save_reasons,
    ),
    "words": Plain(
        lambda fan: forms.WordsForm(data={"bio": fan.bio, "bio_language": fan.bio_language}), _save_words
    ),
    "birth": Plain(
        lambda fan: forms.BirthForm(data={"born_on": fan.identity.born_on}),
        lambda fan, form, at: profile_service.set_birth(fan, form.born_on.data, at),
    ),
}
OWN_WAYS: dict[str, Callable[[Superfan, Flow], ResponseReturnValue]] = {
    "skills": steps_lists.skills,
    "languages": steps_lists.languages,
    "home": steps_place.home,
}

"""Between forms and programmes: what a form starts with, and what was entered, as services take it."""

from __future__ import annotations

from collections.abc import Collection
from typing import Any

from flask_wtf import FlaskForm

from marketplace.businesses import queries
from marketplace.businesses.answers import Answers
from marketplace.businesses.choices import CANCELLATION_SHORT
from marketplace.businesses.forms_programmes import QuestionsForm, settings_from, settings_shown
from marketplace.businesses.models import Business, Programme
from marketplace.businesses.service_programmes import ANSWER_HOURS, texts_of
from marketplace.core.kinds import Kind
from marketplace.identity.models import Identity

SAME_NAMES = (
    "title", "language", "whom", "purpose", "role", "house_rules", "tasks", "skills", "languages", "support_contact",
    "answer_hours", "north_star", "north_star_target", "way", "joining",
)  # fmt: skip
MATCHING_NAMES = ("offer_mode", "accept_minutes")
OF_ANSWERS = ("whom", "tasks", "support_contact", "answer_hours", "north_star", "north_star_target")


def from_template(kind: Kind, business: Business, person: Identity) -> dict[str, Any]:
    """What the five questions start with."""
    template = kind.template
    values: dict[str, Any] = texts_of(kind, business, business.language) | {
        "language": business.language,
        "terms": "volunteer_with_perks",
        "way": template.way,
        "joining": template.joining,
        "skills": list(template.skills),
        "languages": [],
        "north_star": template.north_star,
        "responsible": person.public_id,
        "support_contact": business.support_email or person.email,
        "answer_hours": ANSWER_HOURS,
        "cancellation": CANCELLATION_SHORT.get(template.cancellation, template.cancellation),
        "offer_mode": kind.offer_mode,
        "accept_hours": max(1, kind.accept_minutes // 60),
    }
    settings = {s.code: s.default for s in kind.all_settings} | kind.suggested(business)
    return values | settings_shown(kind, settings, business.currency)


def from_form(form: QuestionsForm, kind: Kind, business: Business) -> Answers:
    """The five answers, and what was unfolded and changed."""
    changes = {name: form[name].data for name in SAME_NAMES if name not in OF_ANSWERS}
    if "cancellation" in form:
        changes["cancellation_policy"] = {"policy": form.cancellation.data}
    changes |= {
        "matching_policy": _matching_policy(form, kind),
        "settings": kind.settled(settings_from(form, kind), business, None),
    }
    return Answers(
        **{name: form[name].data for name in OF_ANSWERS},
        terms=form.terms.data,
        pay_hour_minor=form.pay_hour.minor,
        responsible=_staff_member(business, form.responsible.data),
        changes=changes,
    )


def from_programme(programme: Programme, kind: Kind) -> dict[str, Any]:
    """What a section of a programme starts with."""
    values: dict[str, Any] = {name: getattr(programme, name) for name in SAME_NAMES}
    accept_minutes = programme.matching_policy.get("accept_minutes", kind.accept_minutes)
    values |= {
        "responsible": programme.responsible.public_id if programme.responsible else None,
        "cancellation": programme.cancellation_policy.get("policy"),
        "offer_mode": programme.matching_policy.get("offer_mode", kind.offer_mode),
        "accept_hours": max(1, accept_minutes // 60),
    }
    return values | settings_shown(kind, kind.policy(programme), programme.currency)


def changes_from(form: FlaskForm, programme: Programme, kind: Kind) -> dict[str, Any]:
    """What one section's form changes in a programme."""
    changes: dict[str, Any] = {name: form[name].data for name in SAME_NAMES if name in form}
    if "responsible" in form:
        member = _staff_member(programme.business, form["responsible"].data)
        changes["responsible_id"] = member.id if member else None
    if "cancellation" in form:
        policy = programme.cancellation_policy | {"policy": form["cancellation"].data}
        changes["cancellation_policy"] = policy
    if "offer_mode" in form:
        changes |= {
            "matching_policy": _others(programme.matching_policy, MATCHING_NAMES)
            | _matching_policy(form, kind),
            "settings": _others(programme.settings, {s.code for s in kind.all_settings})
            | kind.settled(settings_from(form, kind), programme.business, kind.policy(programme)),
        }
    return changes


def _matching_policy(form: FlaskForm, kind: Kind) -> dict[str, Any]:
    """What departs from how the kind offers its gigs; hours that mean the kind's own minutes change nothing."""
    hours = form["accept_hours"].data
    policy: dict[str, Any] = {"offer_mode": form["offer_mode"].data}
    if hours is not None and hours != max(1, kind.accept_minutes // 60):
        policy["accept_minutes"] = hours * 60
    return policy


def _others(kept: dict[str, Any], asked: Collection[str]) -> dict[str, Any]:
    """What the form did not ask, so that it stays."""
    return {name: value for name, value in kept.items() if name not in asked}


def _staff_member(business: Business, identity_ref: str | None) -> Identity | None:
    return next(
        (s.identity for s in queries.staff_list(business) if s.identity.public_id == identity_ref), None
    )

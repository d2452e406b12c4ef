"""Programmes at the desk: choosing a kind, the five questions, the checklist, and each section to change."""

from __future__ import annotations

from typing import Any

from flask import flash, g, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _

from marketplace.businesses import (
    endings,
    next_steps,
    north_star,
    queries,
    readiness,
    service_programmes,
    skill_options,
    views_translating,
)
from marketplace.businesses import programme_answers as answers
from marketplace.businesses.access import staff
from marketplace.businesses.choices import (
    CANCELLATION,
    JOINING,
    OFFER_MODES,
    PROGRAMME_STATES,
    TERMS,
    WAYS,
    label_of,
    meanings,
)
from marketplace.businesses.forms_programmes import SECTIONS, questions_form, section_form
from marketplace.businesses.lifecycle import PROGRAMME
from marketplace.businesses.models import Programme
from marketplace.businesses.recruiting import reward_words
from marketplace.core import clock
from marketplace.core.consequences import digest
from marketplace.core.errors import MarketplaceError, NotFound
from marketplace.core.form_refusals import show_refusal
from marketplace.core.kinds import Kind, registry
from marketplace.core.lifecycle import Actor
from marketplace.core.permissions import Permission
from marketplace.identity import links
from marketplace.trust.reader import me


@staff(Permission.DESK_VIEW)
def programmes(business_slug: str) -> ResponseReturnValue:
    """Every programme of the business."""
    at = clock.now()
    found = [(p, north_star.read(p, at)) for p in queries.programmes_of(g.business)]
    return render_template(
        "businesses/programmes.html", programmes=found, kinds=registry, states=PROGRAMME_STATES
    )


@staff(Permission.PROGRAMME_EDIT)
def choose_kind(business_slug: str) -> ResponseReturnValue:
    """What are people to do? Each kind in a sentence."""
    return render_template("businesses/choose_kind.html", kinds=registry.all())


@staff(Permission.PROGRAMME_EDIT)
def new_programme(business_slug: str, kind_code: str) -> ResponseReturnValue:
    """Five questions; all else stands ready, folded away."""
    kind = _kind(kind_code)
    values = answers.from_template(kind, g.business, g.staff.identity)
    form, status = questions_form(kind, g.business, **values), 200
    if form.validate_on_submit():
        try:
            made = service_programmes.create_programme(
                g.business, kind_code, answers.from_form(form, kind, g.business), me(), clock.now()
            )
        except MarketplaceError as error:
            status = show_refusal(form, error)
        else:
            return _to(made)
    elif form.is_submitted():
        status = 422
    return render_template("businesses/questions.html", form=form, kind=kind, **_choices()), status


@staff(Permission.DESK_VIEW)
def programme(business_slug: str, programme_id: str) -> ResponseReturnValue:
    """The checklist while something is missing; the number and every section afterwards."""
    found, names = queries.programme_of(g.business, programme_id), skill_options.names()
    return render_template(
        "businesses/programme.html",
        programme=found,
        kind=registry.get(found.kind),
        checklist=[(c, holds, c.how_to(found)) for c, holds in readiness.checklist(found)],
        reading=north_star.read(found, clock.now()),
        steps=next_steps.steps_of(found),
        rewards=reward_words(found),
        sections=SECTIONS,
        states=PROGRAMME_STATES,
        skills=[names.get(code, code) for code in found.skills],
        said=_said(found),
        languages=views_translating.said_of_programme(found),
        address=links.absolute("businesses.recruit", public_id=programme_id),
        allows=lambda action: PROGRAMME.allows(found.state, action, Actor.STAFF),
    )


@staff(Permission.PROGRAMME_EDIT)
def edit_programme(business_slug: str, programme_id: str, section: str) -> ResponseReturnValue:
    """One section of a programme."""
    if section not in SECTIONS:
        raise NotFound
    found = queries.programme_of(g.business, programme_id)
    kind = registry.get(found.kind)
    form, status = section_form(section, kind, g.business, **answers.from_programme(found, kind)), 200
    if form.validate_on_submit():
        try:
            changes = answers.changes_from(form, found, kind)
            service_programmes.change_programme(found, changes, me(), clock.now())
        except MarketplaceError as error:
            status = show_refusal(form, error)
        else:
            flash(_("Saved."), "success")
            return _to(found)
    elif form.is_submitted():
        status = 422
    return render_template(
        "businesses/edit_programme.html",
        form=form,
        programme=found,
        kind=kind,
        section=section,
        heading=SECTIONS[section][0],
        **_choices(),
    ), status


@staff(Permission.PROGRAMME_OPEN)
def opening(business_slug: str, programme_id: str) -> ResponseReturnValue:
    """Open it, for the first time or again."""
    found = queries.programme_of(g.business, programme_id)
    service_programmes.open_programme(found, me(), clock.now())
    flash(_("%(programme)s is open. Tell the world.", programme=found.title), "success")
    return _to(found)


@staff(Permission.PROGRAMME_OPEN)
def pause(business_slug: str, programme_id: str) -> ResponseReturnValue:
    """Stop for a while."""
    found = queries.programme_of(g.business, programme_id)
    service_programmes.pause_programme(found, me(), clock.now())
    flash(_("%(programme)s is paused. What is promised stays promised.", programme=found.title), "success")
    return _to(found)


@staff(Permission.PROGRAMME_OPEN)
def closing(business_slug: str, programme_id: str) -> ResponseReturnValue:
    """What closing would do to people and money; then end it for good, exactly so."""
    found, at = queries.programme_of(g.business, programme_id), clock.now()
    foreseen = endings.foresee(found, at)
    seen = digest(foreseen)
    if request.method == "GET" or request.form.get("seen") != seen:
        has_changed = request.method == "POST"
        page = render_template(
            "businesses/close_programme.html",
            programme=found,
            rows=foreseen,
            seen=seen,
            has_changed=has_changed,
        )
        return page, 409 if has_changed else 200
    service_programmes.close_programme(found, me(), at)
    flash(_("%(programme)s has ended.", programme=found.title), "success")
    return _to(found)


def _kind(code: str) -> Kind:
    if code not in registry.kinds:
        raise NotFound
    return registry.get(code)


def _choices() -> dict[str, Any]:
    asked = {
        "joining": JOINING,
        "way": WAYS,
        "terms": TERMS,
        "offer_mode": OFFER_MODES,
        "cancellation": CANCELLATION,
    }
    return {
        "skill_groups": skill_options.grouped(),
        "meanings": {name: meanings(choices) for name, choices in asked.items()},
    }


def _said(programme: Programme) -> dict[str, str]:
    kind = registry.get(programme.kind)
    return {
        "joining": label_of(JOINING, programme.joining),
        "way": label_of(WAYS, programme.way),
        "offer_mode": label_of(OFFER_MODES, programme.matching_policy.get("offer_mode", kind.offer_mode)),
        "cancellation": label_of(CANCELLATION, programme.cancellation_policy.get("policy", "")),
    }


def _to(programme: Programme) -> ResponseReturnValue:
    address = url_for(
        "businesses.programme", business_slug=programme.business.slug, programme_id=programme.public_id
    )
    return redirect(address, 303)

"""How people are rewarded: what holds, and the designer in which an owner changes it part by part."""

from __future__ import annotations

from functools import partial
from typing import Any

from flask import Blueprint, flash, g, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _

from marketplace.businesses.access import staff
from marketplace.businesses.models import Programme, SchemeVersion
from marketplace.businesses.queries import draft_scheme, programme_of, promised_schemes, published_scheme
from marketplace.businesses.service_schemes import discard_draft, start_draft
from marketplace.core import clock
from marketplace.core.errors import Invalid, MarketplaceError, NotFound
from marketplace.core.form_refusals import flash_refusal, show_refusal
from marketplace.core.permissions import Permission
from marketplace.rewards import designs, service_designs
from marketplace.rewards.examples import FACT_OF, example_from, so_that_it_shows
from marketplace.rewards.forms_designs import WholeForm, part_form
from marketplace.rewards.part_fields import CONDITIONS, GROUPS, ICONS, asked, folded, part_of, values_of
from marketplace.rewards.treasury import designs as reckoned
from marketplace.rewards.tryouts import past_work, typical_facts
from marketplace.trust.reader import language, me, writing

blueprint = Blueprint("designs", __name__)
BASE = "/desk/<business_slug>/programmes/<programme_id>/rewards"
VOLUNTEER = {"volunteer": ("points",), "volunteer_with_perks": ("perk", "credit", "points")}


@staff(Permission.DESK_VIEW)
def overview(business_slug: str, programme_id: str) -> ResponseReturnValue:
    """What people get now, a change that is being prepared, and what they got before."""
    programme = programme_of(g.business, programme_id)
    versions = promised_schemes(programme)
    history = [
        (
            version,
            reckoned.differences_in_words(before.document, version.document, language()) if before else None,
        )
        for version, before in zip(versions, [*versions[1:], None], strict=True)
    ]
    present = versions[0] if versions and versions[0].state == "published" else None
    return render_template(
        "rewards/designs.html",
        programme=programme,
        present=present,
        draft=draft_scheme(programme),
        parts=parts_of(present) if present else [],
        choices=reckoned.choices_in_words(present.document, language()) if present else [],
        history=history,
        icons=ICONS,
        **example_shown(programme, present.document if present else None),
    )


@staff(Permission.PROGRAMME_EDIT)
def begin(business_slug: str, programme_id: str) -> ResponseReturnValue:
    """Begin a change, or go on with the one there is."""
    programme = programme_of(g.business, programme_id)
    try:
        start_draft(programme, me(), clock.now())
    except MarketplaceError as refusal:
        flash_refusal(refusal)
        return _to("designs.overview", programme)
    return _to("designs.draft", programme)


@staff(Permission.PROGRAMME_EDIT)
def draft(business_slug: str, programme_id: str) -> ResponseReturnValue:
    """The parts of a change, beside a worked example."""
    programme, version = draft_of(programme_id)
    terms = version.document["terms"]
    offered = [
        (group, [k for k in kinds if terms == "paid" or k in VOLUNTEER[terms]]) for group, kinds in GROUPS
    ]
    present = published_scheme(programme)
    return render_template(
        "rewards/design.html",
        programme=programme,
        version=version,
        parts=parts_of(version),
        choices=reckoned.choices_in_words(version.document, language()),
        differences=reckoned.differences_in_words(present.document, version.document, language())
        if present
        else [],
        offered=[(group, kinds) for group, kinds in offered if kinds],
        icons=ICONS,
        links={
            name: partial(_part_address, programme, name) for name in ("part", "raise_part", "remove_part")
        },
        **example_shown(programme, version.document),
    )


@staff(Permission.PROGRAMME_EDIT)
def discard(business_slug: str, programme_id: str) -> ResponseReturnValue:
    """Throw a change away."""
    programme, version = draft_of(programme_id)
    discard_draft(version, me(), clock.now())
    flash(_("Thrown away. What people get stays as it was."), "success")
    return _to("designs.overview", programme)


@staff(Permission.PROGRAMME_EDIT)
def new_part(business_slug: str, programme_id: str, part_kind: str) -> ResponseReturnValue:
    """Put in another part."""
    programme, version = draft_of(programme_id)
    if part_kind not in ICONS:
        raise NotFound
    before = {"code": designs.new_code(part_kind, version.document), "type": part_kind}
    return _part_page(programme, version, before, is_new=True)


@staff(Permission.PROGRAMME_EDIT)
def part(business_slug: str, programme_id: str, part_code: str) -> ResponseReturnValue:
    """Change a part."""
    programme, version = draft_of(programme_id)
    before = designs.part_in(version.document, part_code)
    if before is None:
        raise NotFound
    return _part_page(programme, version, before, is_new=False)


@staff(Permission.PROGRAMME_EDIT)
def remove_part(business_slug: str, programme_id: str, part_code: str) -> ResponseReturnValue:
    """Take a part out."""
    programme, version = draft_of(programme_id)
    try:
        service_designs.take_out(version, part_code, me(), clock.now())
    except Invalid as refusal:
        flash_refusal(refusal)
    return _to("designs.draft", programme)


@staff(Permission.PROGRAMME_EDIT)
def raise_part(business_slug: str, programme_id: str, part_code: str) -> ResponseReturnValue:
    """Show a part one place earlier."""
    programme, version = draft_of(programme_id)
    service_designs.move_up(version, part_code, me(), clock.now())
    return _to("designs.draft", programme)


@staff(Permission.PROGRAMME_EDIT)
def whole(business_slug: str, programme_id: str) -> ResponseReturnValue:
    """The ways to take the pay, the hold, the fee."""
    programme, version = draft_of(programme_id)
    form, status = WholeForm(**designs.whole_of(version.document)), 200
    if form.validate_on_submit():
        try:
            service_designs.set_whole(version, form.data, me(), clock.now())
        except MarketplaceError as refusal:
            status = show_refusal(form, refusal)
        else:
            flash(_("Saved."), "success")
            return _to("designs.draft", programme)
    elif form.is_submitted():
        status = 422
    return render_template(
        "rewards/design_whole.html", programme=programme, form=form, version=version
    ), status


def draft_of(programme_id: str) -> tuple[Programme, SchemeVersion]:
    """A programme of this desk and the change that is being prepared for it."""
    programme = programme_of(g.business, programme_id)
    version = draft_scheme(programme)
    if version is None:
        raise NotFound
    return programme, version


def parts_of(version: SchemeVersion) -> list[reckoned.Part]:
    """The parts of a version in the reader's words."""
    return reckoned.parts_of_design(version.document, language())


def example_shown(
    programme: Programme, document: dict[str, Any] | None, part: dict[str, Any] | None = None
) -> dict[str, Any]:
    """The worked example of a page, turned by its address; of one in which a part pays, where one is looked at."""
    if document is None:
        return {"example": None, "dials": None}
    typical = typical_facts(programme, past_work(programme, clock.now()))
    counting = reckoned.facts_that_count(document)
    if part is not None:
        typical = so_that_it_shows(part["type"], part.get("when", ()), typical)
        counting |= (
            {fact for fact, _op, _unit in CONDITIONS.values()}
            if part["type"] == "bonus"
            else FACT_OF.get(part["type"], set())
        )
    dials = example_from(request.args, counting, typical, programme.currency)
    return {"example": reckoned.example_of(document, dials.facts), "dials": dials}


def _part_page(
    programme: Programme, version: SchemeVersion, before: dict[str, Any], *, is_new: bool
) -> ResponseReturnValue:
    """A form that is sent, or tried in the example by its address alone."""
    kind, currency = before["type"], version.document["currency"]
    previews = request.method == "GET" and "preview" in request.args
    shown = values_of(before, currency)
    form = (
        part_form(kind, currency, request.args, data=shown, meta={"csrf": False})
        if previews
        else part_form(kind, currency, data=shown)
    )
    document, status, filled = version.document, 200, before
    if request.method == "POST" or previews:
        is_right = form.validate()
        if is_right:
            filled = part_of(kind, before["code"], form.data, currency, before)
            try:
                if not previews:
                    service_designs.put_part(version, filled, me(), clock.now())
                    return _to("designs.draft", programme)
                document = designs.with_part(version.document, filled)
                reckoned.checked(document)
            except Invalid as refusal:
                status, document = show_refusal(form, refusal), version.document
        status = status if is_right else 422
    shown_status = 200 if previews else status
    page = render_template(
        "rewards/design_part.html",
        programme=programme, version=version, form=form, kind=kind, is_new=is_new, code=before["code"],
        asked=asked(kind), folded=[name for name in folded(kind) if name in form],
        **example_shown(programme, document, filled),
    )  # fmt: skip
    return page, shown_status


def _part_address(programme: Programme, name: str, code: str) -> str:
    return url_for(
        f"designs.{name}", business_slug=g.business.slug, programme_id=programme.public_id, part_code=code
    )


def _to(endpoint: str, programme: Programme) -> ResponseReturnValue:
    return redirect(url_for(endpoint, business_slug=g.business.slug, programme_id=programme.public_id), 303)


for _rule, _name, _view, _methods in (
    ("", "overview", overview, ["GET"]),
    ("/drafts", "begin", writing(begin), ["POST"]),
    ("/draft", "draft", draft, ["GET"]),
    ("/draft/removal", "discard", writing(discard), ["POST"]),
    ("/draft/whole", "whole", writing(whole), ["GET", "POST"]),
    ("/draft/parts/new/<part_kind>", "new_part", writing(new_part), ["GET", "POST"]),
    ("/draft/parts/<part_code>", "part", writing(part), ["GET", "POST"]),
    ("/draft/parts/<part_code>/removal", "remove_part", writing(remove_part), ["POST"]),
    ("/draft/parts/<part_code>/rise", "raise_part", writing(raise_part), ["POST"]),
):
    blueprint.add_url_rule(f"{BASE}{_rule}", _name, _view, methods=_methods)

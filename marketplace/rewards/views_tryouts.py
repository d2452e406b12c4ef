"""Trying a change of what people get, publishing it, and the page on which anybody reads what holds."""

from __future__ import annotations

from typing import Any

from flask import Blueprint, flash, g, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _
from flask_babel import ngettext

from marketplace.businesses.access import staff
from marketplace.businesses.models import Programme, SchemeVersion
from marketplace.businesses.queries import (
    programme_of,
    promised_schemes,
    public_programme,
    published_scheme,
    scheme_version_of,
)
from marketplace.businesses.service_schemes import digest, mark_tried
from marketplace.core import clock
from marketplace.core.charts import Series
from marketplace.core.permissions import Permission, public
from marketplace.rewards import queries, service_designs, tryouts
from marketplace.rewards.forms_designs import SeenForm, TryForm
from marketplace.rewards.part_fields import ICONS
from marketplace.rewards.treasury import designs as reckoned
from marketplace.rewards.views_designs import BASE, draft_of, example_shown, parts_of
from marketplace.trust.reader import language, me, writing

blueprint = Blueprint("tryouts", __name__)


@staff(Permission.PROGRAMME_EDIT)
def begin(business_slug: str, programme_id: str) -> ResponseReturnValue:
    """Note that a change is tried, and show what it comes to."""
    _programme, version = draft_of(programme_id)
    mark_tried(version, me(), clock.now())
    return redirect(url_for("tryouts.tryout", business_slug=business_slug, programme_id=programme_id), 303)


@staff(Permission.PROGRAMME_EDIT)
def tryout(business_slug: str, programme_id: str) -> ResponseReturnValue:
    """What a change comes to on the past or on a made-up month."""
    programme, version = draft_of(programme_id)
    form = TryForm(request.args)
    if not form.validate():
        form = TryForm(data={})
    tried = _tried(programme, version, form)
    return render_template(
        "rewards/tryout.html",
        programme=programme,
        version=version,
        form=form,
        tried=tried,
        series_of=Series,
    )


@staff(Permission.PROGRAMME_OPEN)
def publication(business_slug: str, programme_id: str) -> ResponseReturnValue:
    """What changes for whom, before it is published."""
    programme, version = draft_of(programme_id)
    present = published_scheme(programme)
    return render_template(
        "rewards/publication.html",
        programme=programme,
        version=version,
        form=SeenForm(seen=digest(version.document)),
        differences=reckoned.differences_in_words(present.document, version.document, language())
        if present
        else [],
        tried=_tried(programme, version, TryForm(data={})),
        series_of=Series,
        members=len(queries.members_to_tell(programme)),
    )


@staff(Permission.PROGRAMME_OPEN)
def publish(business_slug: str, programme_id: str, version_id: str) -> ResponseReturnValue:
    """Publish what was shown, once."""
    version = scheme_version_of(programme_of(g.business, programme_id), version_id)
    told = service_designs.publish(version, SeenForm().seen.data or "", me(), clock.now())
    flash(
        _("Published. It holds for everything offered from now on.")
        + " "
        + ngettext("%(num)d member has been told.", "%(num)d members have been told.", told),
        "success",
    )
    return redirect(url_for("designs.overview", business_slug=business_slug, programme_id=programme_id), 303)


@public
def terms(public_id: str) -> ResponseReturnValue:
    """How a programme rewards its people, what changed last, and what held before."""
    programme = public_programme(public_id)
    g.business = programme.business
    versions = promised_schemes(programme)
    present = versions[0] if versions else None
    before = versions[1] if len(versions) > 1 else None
    changed = (
        reckoned.differences_in_words(before.document, present.document, language())
        if present and before
        else []
    )
    return render_template(
        "rewards/terms.html",
        programme=programme,
        present=present,
        parts=parts_of(present) if present else [],
        choices=reckoned.choices_in_words(present.document, language()) if present else [],
        changed=changed,
        icons=ICONS,
        **_plain_example(programme, present),
    )


def _plain_example(programme: Programme, present: SchemeVersion | None) -> dict[str, Any]:
    return example_shown(programme, present.document if present else None)


def _tried(programme: Programme, version: SchemeVersion, form: TryForm) -> tryouts.Tried:
    return tryouts.try_version(
        programme, version.document, basis=form.basis.data or "past", gigs=form.gigs.data or 60,
        fans=form.fans.data or 12, at=clock.now(), locale=language(),
    )  # fmt: skip


for _rule, _name, _view, _methods in (
    (f"{BASE}/draft/tries", "begin", writing(begin), ["POST"]),
    (f"{BASE}/draft/tryout", "tryout", tryout, ["GET"]),
    (f"{BASE}/draft/publication", "publication", publication, ["GET"]),
    (f"{BASE}/versions/<version_id>/publication", "publish", writing(publish), ["POST"]),
    ("/programmes/<public_id>/rewards", "terms", terms, ["GET"]),
):
    blueprint.add_url_rule(_rule, _name, _view, methods=_methods)

"""What staff look at one by one: skills that fans added, certificates that fans handed in."""

from __future__ import annotations

from flask import flash, g, redirect, render_template, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _

from marketplace.businesses.access import staff
from marketplace.core import clock
from marketplace.core.errors import MarketplaceError
from marketplace.core.form_refusals import show_refusal
from marketplace.core.permissions import Permission
from marketplace.superfans import queries_members, service_credentials, service_skills
from marketplace.superfans.choices import CREDENTIALS
from marketplace.superfans.forms_desk import CheckForm, ReasonForm, SkillForm
from marketplace.trust.reader import me


@staff(Permission.MEMBERS_DECIDE)
def skills(business_slug: str) -> ResponseReturnValue:
    """Additions that wait, each with a form to file it."""
    return _skills_page()


@staff(Permission.MEMBERS_DECIDE)
def list_skill(business_slug: str, code: str) -> ResponseReturnValue:
    """Take an addition into the list."""
    form, status = SkillForm(prefix=f"{code}-"), 422
    if form.validate():
        try:
            service_skills.list_skill(
                code,
                form.group.data,
                form.name_en.data or "",
                form.name_es.data or "",
                g.business,
                me(),
                clock.now(),
            )
        except MarketplaceError as error:
            if error.status == 404:
                raise
            status = show_refusal(form, error)
        else:
            flash(_("It is in the list now."), "success")
            return redirect(url_for("superfans.skills", business_slug=business_slug), 303)
    return _skills_page(code, form), status


@staff(Permission.MEMBERS_DECIDE)
def refuse_skill(business_slug: str, code: str) -> ResponseReturnValue:
    """Keep an addition out of the list."""
    service_skills.refuse_skill(code, g.business, me(), clock.now())
    flash(_("It stays out of the list, and the person is told."), "success")
    return redirect(url_for("superfans.skills", business_slug=business_slug), 303)


@staff(Permission.MEMBERS_DECIDE)
def checks(business_slug: str) -> ResponseReturnValue:
    """Certificates that wait, and those accepted."""
    return _checks_page()


@staff(Permission.MEMBERS_DECIDE)
def check(business_slug: str, public_id: str) -> ResponseReturnValue:
    """Say whether a certificate holds, until when, and why."""
    credential, form, status, at = (
        queries_members.certificate(g.business, public_id),
        CheckForm(prefix=f"{public_id}-"),
        422,
        clock.now(),
    )
    if form.validate():
        try:
            if form.outcome.data == "accept":
                valid_from = form.valid_from.data or at.date()
                service_credentials.accept(
                    credential, valid_from, form.valid_until.data, form.reason.data or "", me(), at
                )
            else:
                service_credentials.refuse(credential, form.reason.data or "", me(), at)
        except MarketplaceError as error:
            status = show_refusal(form, error)
        else:
            flash(_("Done, and the person is told."), "success")
            return redirect(url_for("superfans.checks", business_slug=business_slug), 303)
    return _checks_page(public_id, form), status


@staff(Permission.MEMBERS_DECIDE)
def revoke(business_slug: str, public_id: str) -> ResponseReturnValue:
    """Say that a certificate no longer holds, and why."""
    credential, form, status = (
        queries_members.certificate(g.business, public_id),
        ReasonForm(prefix=f"{public_id}-"),
        422,
    )
    if form.validate():
        try:
            service_credentials.revoke(credential, form.reason.data or "", me(), clock.now())
        except MarketplaceError as error:
            status = show_refusal(form, error)
        else:
            flash(_("Done, and the person is told."), "success")
            return redirect(url_for("superfans.checks", business_slug=business_slug), 303)
    return _checks_page(public_id, revoked=form), status


def _skills_page(code: str = "", wrong: SkillForm | None = None) -> str:
    waiting = []
    for skill, fan in queries_members.proposals(g.business):
        values = {"name_en": skill.name_en, "name_es": skill.name_es}
        fresh = SkillForm(formdata=None, data=values, prefix=f"{skill.code}-")
        waiting.append((skill, fan, wrong if wrong is not None and skill.code == code else fresh))
    return render_template("superfans/desk_skills.html", waiting=waiting)


def _checks_page(
    public_id: str = "", wrong: CheckForm | None = None, revoked: ReasonForm | None = None
) -> str:
    today = clock.now().date()
    waiting = [
        (
            c,
            fan,
            upload,
            wrong
            if wrong is not None and c.public_id == public_id
            else CheckForm(formdata=None, data={"valid_from": today}, prefix=f"{c.public_id}-"),
        )
        for c, fan, upload in queries_members.certificates(g.business)
    ]
    accepted = [
        (
            c,
            fan,
            upload,
            revoked
            if revoked is not None and c.public_id == public_id
            else ReasonForm(formdata=None, prefix=f"{c.public_id}-"),
        )
        for c, fan, upload in queries_members.certificates(g.business, ("accepted",))
    ]
    return render_template(
        "superfans/desk_checks.html", waiting=waiting, accepted=accepted, names=CREDENTIALS
    )

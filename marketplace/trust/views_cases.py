"""Cases for their parties: open one, say how you see it, take it back, read what was decided."""

from __future__ import annotations

from flask import flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _
from werkzeug.datastructures import FileStorage

from marketplace.core import clock
from marketplace.core.errors import Invalid, MarketplaceError
from marketplace.core.form_refusals import show_refusal
from marketplace.core.permissions import signed_in
from marketplace.trust import case_kinds, people, queries_cases, service_cases, subjects, uploads
from marketplace.trust.forms import CaseForm, StatementForm
from marketplace.trust.models import Upload
from marketplace.trust.reader import language, me, writing
from marketplace.trust.subjects import Subject


@signed_in
def cases() -> ResponseReturnValue:
    """The cases one is a party in."""
    return render_template("trust/cases.html", cases=queries_cases.cases_of(me()), kinds=case_kinds.KINDS)


@writing
@signed_in
def new_case() -> ResponseReturnValue:
    """Open a case about something that touches the reader."""
    form = CaseForm(data={key: request.args.get(key, "") for key in ("subject", "kind")})
    if not form.subject.data:
        raise Invalid("case_about_missing", field="subject")
    subject = subjects.touching(form.subject.data, me())
    hints = form.offer(case_kinds.offered_for(subject.ref))
    if not form.validate_on_submit():
        return _new_page(form, subject, hints, 422 if request.method == "POST" else 200)
    try:
        prepared = prepared_evidence(form.upload.data)
        subject = subjects.touching(form.subject.data, me())
        against = subject.other_than(me())
        case = service_cases.open_case(
            business_ref=subject.business_ref,
            kind=form.kind.data,
            subject=subject.ref,
            opened_by=me(),
            against=against if against is not None and against.id != me().id else None,
            title=form.title.data or "",
            text=form.text.data or "",
            upload=stored_evidence(prepared, subject.business_ref),
            at=clock.now(),
            language=language(),
            evidence=subject.evidence,
        )
    except MarketplaceError as refusal:
        return _new_page(form, subject, hints, show_refusal(form, refusal))
    flash(
        _("Your case is open. We have told the other side, and this page shows who decides and by when."),
        "success",
    )
    return redirect(url_for("trust.case", public_id=case.public_id), 303)


@signed_in
def case(public_id: str) -> ResponseReturnValue:
    """One case; staff who are no party are sent to their desk."""
    view = queries_cases.case_for(public_id, me())
    desk = people.desk_of(view.case.business_ref)
    if not view.is_party and desk is not None:
        return redirect(url_for("trust_desk.case", business_slug=desk.slug, public_id=public_id), 303)
    return case_page(public_id, StatementForm(), 200)


@writing
@signed_in
def add_statement(public_id: str) -> ResponseReturnValue:
    """Say how one sees it."""
    form = StatementForm()
    if not form.validate():
        return case_page(public_id, form, 422)
    try:
        prepared = prepared_evidence(form.upload.data)
        found = queries_cases.case_for(public_id, me()).case
        upload = stored_evidence(prepared, found.business_ref)
        service_cases.add_statement(
            found, me(), form.text.data or "", upload, clock.now(), language=language()
        )
    except MarketplaceError as refusal:
        return case_page(public_id, form, show_refusal(form, refusal))
    flash(_("What you wrote is part of the case now."), "success")
    return redirect(url_for("trust.case", public_id=public_id), 303)


@writing
@signed_in
def withdraw(public_id: str) -> ResponseReturnValue:
    """Take one's case back."""
    service_cases.withdraw_case(queries_cases.case_for(public_id, me()).case, me(), clock.now())
    flash(_("You have taken the case back."), "success")
    return redirect(url_for("trust.case", public_id=public_id), 303)


def prepared_evidence(file: FileStorage | None) -> uploads.PreparedFile | None:
    """The file that came with a form, kept already; it lets go of the transaction, so whatever was read is read again."""
    if file is None or not file.filename:
        return None
    return uploads.prepare_evidence(file.stream, field="upload")


def stored_evidence(prepared: uploads.PreparedFile | None, business_ref: str) -> Upload | None:
    """Write the prepared file down as evidence."""
    if prepared is None:
        return None
    return uploads.store(
        prepared, owner=me(), purpose="evidence", is_private=True, business_ref=business_ref, at=clock.now()
    )


def case_page(public_id: str, form: StatementForm, status: int) -> ResponseReturnValue:
    """The page of one case for a party."""
    view = queries_cases.case_for(public_id, me())
    subject = subjects.find(view.case.subject)
    desk = people.desk_of(view.case.business_ref)
    page = render_template(
        "trust/case.html",
        view=view,
        case=view.case,
        evidence_lines=view.evidence_lines,
        form=form,
        subject=subject,
        desk=desk,
        reader=me(),
    )
    return page, status


def _new_page(form: CaseForm, subject: Subject, hints: dict[str, str], status: int) -> ResponseReturnValue:
    return render_template("trust/new_case.html", form=form, subject=subject, hints=hints), status

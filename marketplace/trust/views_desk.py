"""The rooms of a desk that belong to trust: cases to decide, messages to answer, falls to look at, reviews to read.

The views stand here undecorated: `desk.register_desk` puts the guard of the area above on each of them.
"""

from __future__ import annotations

from flask import abort, flash, g, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _

from marketplace.core import clock
from marketplace.core.errors import MarketplaceError, NotFound
from marketplace.core.form_refusals import show_refusal
from marketplace.identity import queries
from marketplace.trust import (
    case_kinds,
    people,
    queries_cases,
    queries_decisions,
    queries_reviews,
    queries_standing,
    queries_threads,
    service_cases,
    service_standing,
    subjects,
)
from marketplace.trust.forms import DecisionForm, StatementForm
from marketplace.trust.models import Case, StandingEvent
from marketplace.trust.queries_cases import CaseView
from marketplace.trust.reader import language, me, writing
from marketplace.trust.views_cases import prepared_evidence, stored_evidence


def cases(business_slug: str) -> ResponseReturnValue:
    """What waits for a decision, the one due first on top, and what was decided."""
    ref = g.business.public_id
    return render_template(
        "trust/desk_cases.html",
        live=queries_cases.cases_of_business(ref, live=True),
        ended=queries_cases.cases_of_business(ref, live=False),
        kinds=case_kinds.KINDS,
        at=clock.now(),
    )


def case(business_slug: str, public_id: str) -> ResponseReturnValue:
    """Both sides, side by side, and the decision."""
    return _case_page(_view(public_id), 200)


@writing
def case_statement(business_slug: str, public_id: str) -> ResponseReturnValue:
    """Say how the business sees it."""
    form = StatementForm()
    if not form.validate():
        return _case_page(_view(public_id), 422, statement=form)
    try:
        prepared = prepared_evidence(form.upload.data)
        found = _case(public_id)
        upload = stored_evidence(prepared, found.business_ref)
        service_cases.add_statement(
            found, me(), form.text.data or "", upload, clock.now(), language=language()
        )
    except MarketplaceError as refusal:
        return _case_page(_view(public_id), show_refusal(form, refusal), statement=form)
    return _to_case(public_id)


@writing
def case_decider(business_slug: str, public_id: str) -> ResponseReturnValue:
    """Name who decides."""
    found = _case(public_id)
    decider = queries.by_public_id(request.form.get("decider", ""))
    if decider is None:
        raise NotFound
    service_cases.assign_decider(found, decider, me(), clock.now())
    return _to_case(public_id)


@writing
def case_decision(business_slug: str, public_id: str) -> ResponseReturnValue:
    """Decide."""
    view = _view(public_id)
    form = DecisionForm().offer(view.outcomes)
    if not form.validate():
        return _case_page(view, 422, decision=form)
    try:
        service_cases.decide_case(view.case, me(), form.outcome.data, form.text.data or "", clock.now())
    except MarketplaceError as refusal:
        return _case_page(view, show_refusal(form, refusal), decision=form)
    flash(_("Decided. Both sides have been told, with your reason."), "success")
    return _to_case(public_id)


def threads(business_slug: str) -> ResponseReturnValue:
    """What people write about, the latest first."""
    page = max(1, request.args.get("page", 1, type=int))
    lines = queries_threads.threads_of_business(g.business.public_id, me(), page)
    is_full = len(lines) == queries_threads.PAGE_THREADS
    return render_template("trust/desk_threads.html", lines=lines, page=page, is_full=is_full)


def falls(business_slug: str) -> ResponseReturnValue:
    """Falls in standing that no person has looked at."""
    found = queries_standing.falls_awaiting(g.business.public_id)
    return render_template("trust/desk_falls.html", falls=[_fall(event) for event in found], reader=me())


@writing
def fall_settlement(business_slug: str, public_id: str) -> ResponseReturnValue:
    """Let a fall count, or not."""
    event = queries_standing.event_for(public_id, me())
    if event.business_ref != g.business.public_id:
        raise NotFound
    settle = {"confirm": service_standing.confirm_fall, "dismiss": service_standing.dismiss_fall}.get(
        request.form.get("decision", "")
    )
    if settle is None:
        abort(400)
    settle(event, me(), clock.now())
    flash(_("Settled. The fan has been told."), "success")
    return redirect(url_for("trust_desk.falls", business_slug=business_slug), 303)


def reviews(business_slug: str) -> ResponseReturnValue:
    """What customers and fans wrote of each other, with the words for the business alone."""
    page = max(1, request.args.get("page", 1, type=int))
    found, pages = queries_reviews.reviews_of_business(g.business.public_id, page)
    return render_template("trust/desk_reviews.html", reviews=found, page=min(page, pages), pages=pages)


def _view(public_id: str) -> CaseView:
    view = queries_cases.case_for(public_id, me())
    if view.case.business_ref != g.business.public_id:
        raise NotFound
    return view


def _case(public_id: str) -> Case:
    return _view(public_id).case


def _case_page(
    view: CaseView,
    status: int,
    *,
    statement: StatementForm | None = None,
    decision: DecisionForm | None = None,
) -> ResponseReturnValue:
    parties = (view.case.opened_by_id, view.case.against_id)
    page = render_template(
        "trust/desk_case.html",
        view=view,
        case=view.case,
        evidence_lines=view.evidence_lines,
        statement_form=statement or StatementForm(formdata=None),
        decision_form=decision or DecisionForm(formdata=None).offer(view.outcomes),
        deciders=[p for p in people.deciders_of(view.case.business_ref) if p.id not in parties],
        subject=subjects.find(view.case.subject),
        decisions=queries_decisions.decisions_on(view.case.subject),
        outcome_worded=queries_decisions.outcome_worded,
        worded=queries_decisions.worded,
        reader=me(),
        at=clock.now(),
    )
    return page, status


def _to_case(public_id: str) -> ResponseReturnValue:
    return redirect(url_for("trust_desk.case", business_slug=g.business.slug, public_id=public_id), 303)


def _fall(event: StandingEvent) -> dict[str, object]:
    fan = people.identity_of(event.fan_ref)
    return {
        "event": event,
        "title": queries_decisions.worded("standing", event.code),
        "name": fan.name if fan else "",
        "evidence": [(label, value, None) for label, value in queries_decisions.lines(event.evidence)],
        "subject": subjects.find(event.subject),
        "cases": queries_cases.cases_on(event.public_id),
    }

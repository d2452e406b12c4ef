"""Decisions and standing, as the person they touch and staff read them."""

from __future__ import annotations

from flask import render_template
from flask.typing import ResponseReturnValue

from marketplace.core import clock
from marketplace.core.permissions import signed_in
from marketplace.trust import people, queries_cases, queries_decisions, queries_standing, standing, subjects
from marketplace.trust.queries_decisions import worded
from marketplace.trust.reader import me


@signed_in
def decision(public_id: str) -> ResponseReturnValue:
    """Why something was decided, and the way to contest it."""
    view = queries_decisions.decision_for(public_id, me())
    contested = [c for c in queries_cases.cases_on(public_id) if c.opened_by_id == me().id]
    return render_template("trust/decision.html", view=view, record=view.record, cases=contested, reader=me())


@signed_in
def own_standing() -> ResponseReturnValue:
    """Everything that moved one's standing, or may, and what the labels take."""
    fan_ref, at = people.fan_ref_of(me()), clock.now()
    events = queries_standing.events_of(fan_ref) if fan_ref else []
    known = queries_standing.reliability([fan_ref], at=at)[fan_ref] if fan_ref else standing.Reliability()
    return render_template(
        "trust/own_standing.html",
        reliability=known,
        events=[(event, worded("standing", event.code), subjects.find(event.subject)) for event in events],
        kinds=[
            (worded("standing", kind.code), kind.points)
            for kind in standing.EVENTS.values()
            if kind.code != "review"
        ],
        thresholds=standing.THRESHOLDS,
        reader=me(),
    )


@signed_in
def standing_event(public_id: str) -> ResponseReturnValue:
    """One thing that moved standing, or may: what, why, and the way to contest it."""
    event = queries_standing.event_for(public_id, me())
    fan = people.identity_of(event.fan_ref)
    return render_template(
        "trust/standing_event.html",
        event=event,
        title=worded("standing", event.code),
        evidence=[(label, value, None) for label, value in queries_decisions.lines(event.evidence)],
        subject=subjects.find(event.subject),
        is_fall=standing.is_fall(event.points),
        is_mine=fan is not None and fan.id == me().id,
        cases=[c for c in queries_cases.cases_on(public_id) if me().id in (c.opened_by_id, c.against_id)],
        decisions=queries_decisions.decisions_on(public_id),
        outcome_worded=queries_decisions.outcome_worded,
        reader=me(),
    )

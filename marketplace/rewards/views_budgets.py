"""Budgets as an owner looks after them: what is left and how long it lasts, what is on its way, and putting money in."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime, timedelta
from typing import Any
from zoneinfo import ZoneInfo

from babel.dates import format_skeleton
from flask import Blueprint, flash, g, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from flask_babel import get_locale
from flask_babel import gettext as _
from markupsafe import Markup

from marketplace.businesses.access import staff
from marketplace.businesses.models import Programme
from marketplace.businesses.queries import programme_of, programmes_of
from marketplace.core import clock, edge, texts
from marketplace.core.charts import Series, line_chart
from marketplace.core.edge import keeps_own_transactions
from marketplace.core.errors import MarketplaceError
from marketplace.core.form_refusals import show_refusal
from marketplace.core.formats import format_date, format_money
from marketplace.core.minor import in_units
from marketplace.core.permissions import Permission
from marketplace.rewards import queries, treasury
from marketplace.rewards.budget_forecast import PACE_DAYS, Forecast, forecast
from marketplace.rewards.forms import TopUpForm
from marketplace.rewards.models import TopUp
from marketplace.rewards.treasury import BudgetState
from marketplace.trust.reader import me, writing
from marketplace.trust.service_audit import log_action

blueprint = Blueprint("budgets", __name__)
EVERY = 4  # days between two points of the picture


@dataclass(frozen=True)
class Budget:
    """One programme's budget with its forecast and its picture."""

    programme: Programme
    state: BudgetState
    outlook: Forecast
    runs_out: str
    picture: Markup | None
    rows: list[list[str]]
    pending: list[TopUp]
    mends_minor: int
    given_back: list[tuple[datetime, int]]


@staff(Permission.MONEY_VIEW)
def budgets(business_slug: str) -> ResponseReturnValue:
    """Every budget that is open or holds something."""
    return _page(_form(), 200)


@staff(Permission.MONEY_MOVE)
@keeps_own_transactions
def top_up(business_slug: str) -> ResponseReturnValue:
    """Pay money in: the intent is committed, the bank asked, the outcome recorded."""
    form = edge.read(_form)
    if not form.validate():
        return edge.read(lambda: _page(form, 422))
    try:
        key = edge.write(lambda: treasury.top_up_key(_start(form)))
    except MarketplaceError as refusal:
        status = show_refusal(form, refusal)
        return edge.read(lambda: _page(form, status))
    outcome = treasury.perform(key)
    if outcome.state == "done":
        flash(_("The money is in the budget."), "success")
    elif outcome.state == "refused":
        flash(_("Your bank refused it. Nothing was taken."), "error")
    else:
        flash(_("Your bank has been asked. It counts as budget once it has arrived."), "info")
    return redirect(edge.read(lambda: _after(form)), 303)


def _after(form: TopUpForm) -> str:
    """Back to the checklist of a programme that is still being prepared; else the budgets."""
    programme, slug = programme_of(g.business, form.programme.data), g.business.slug
    if programme.state == "draft":
        return url_for("businesses.programme", business_slug=slug, programme_id=programme.public_id)
    return url_for("budgets.budgets", business_slug=slug)


def _form() -> TopUpForm:
    form = TopUpForm(programme=request.args.get("programme"), currency=g.business.currency)
    going = [p for p in programmes_of(g.business) if p.state != "closed"]
    form.programme.choices = texts.choices(going, str(get_locale()))
    return form


def _start(form: TopUpForm) -> TopUp:
    programme = programme_of(g.business, form.programme.data)
    started = treasury.start_top_up(programme, form.amount.amount_minor, clock.now(), performs=False)
    detail: dict[str, Any] = {"amount_minor": started.amount_minor, "currency": started.currency}
    log_action(g.business.public_id, me().public_id, "money.top_up", started.public_id, detail, clock.now())
    return started


def _page(form: TopUpForm, status: int) -> ResponseReturnValue:
    at = clock.now()
    programmes = programmes_of(g.business)
    states = treasury.budgets_of(programmes)
    top_ups = queries.top_ups_of(g.business)
    shown = [
        p
        for p in programmes
        if p.state != "closed" or states[p.public_id].funded_minor or treasury.given_back(p)
    ]
    page = render_template(
        "rewards/budgets.html",
        budgets=[_budget(p, states[p.public_id], top_ups, at) for p in shown],
        top_ups=top_ups,
        titles={p.public_id: texts.marked(p, "title", str(get_locale())) for p in programmes},
        expected=treasury.expected_at(top_ups),
        returned=treasury.returns_of(g.business),
        names=queries.names_of_fans(g.business),
        form=form,
    )
    return page, status


def _budget(programme: Programme, state: BudgetState, top_ups: list[TopUp], at: datetime) -> Budget:
    zone = ZoneInfo(programme.business.timezone)
    moves = treasury.moves_of(programme, at - timedelta(days=PACE_DAYS + 1))
    outlook = forecast(
        state.funded_minor - state.spent_minor,
        [(when.astimezone(zone).date(), minor) for when, minor in moves],
        at.astimezone(zone).date(),
    )
    pending = [t for t in top_ups if t.programme_ref == programme.public_id and t.state == "pending"]
    waiting = sum(one.amount_minor for one in pending)
    is_over = programme.state == "closed"
    return Budget(
        programme,
        state,
        outlook,
        format_date(outlook.runs_out_on) if outlook.runs_out_on else "",
        _picture(outlook, programme.currency) if outlook.spent_minor and not is_over else None,
        [[format_date(on), format_money(minor, programme.currency)] for on, minor in _points(outlook)],
        pending,
        max(state.overspent_minor - waiting, 0),
        treasury.given_back(programme) if is_over else [],
    )


def _points(outlook: Forecast) -> list[tuple[date, int]]:
    """Every few days of the past, today, and every few days ahead."""
    past = [*outlook.past[:-1:EVERY], outlook.past[-1]]
    return [*past, *outlook.ahead[EVERY::EVERY]]


def _picture(outlook: Forecast, currency: str) -> Markup:
    points = _points(outlook)
    labels = [format_skeleton("MMMd", on, locale=get_locale()) for on, _minor in points]
    series = Series(_("Left in the budget"), tuple(in_units(minor, currency) for _on, minor in points))
    return line_chart(labels, [series], title=_("What is left: four weeks back, and four ahead at this pace"))


blueprint.add_url_rule("/desk/<business_slug>/money/top-ups", "top_up", writing(top_up), methods=["POST"])
blueprint.add_url_rule("/desk/<business_slug>/budgets", "budgets", budgets, methods=["GET"])

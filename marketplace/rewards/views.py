"""Pages of rewards: the desk's money, and what a fan has earned and how it is paid."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from flask import Blueprint, flash, g, redirect, render_template, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _

from marketplace.businesses.access import can, staff
from marketplace.businesses.queries import programmes_of
from marketplace.core import charts, clock
from marketplace.core.db import db
from marketplace.core.errors import MarketplaceError, NotFound
from marketplace.core.form_refusals import show_refusal
from marketplace.core.permissions import Permission, signed_in
from marketplace.core.words import written_in
from marketplace.rewards import (
    additions,
    books_in_words,
    causes,
    gifts,
    money_now,
    perks,
    queries,
    service,
    taken,
    treasury,
)
from marketplace.rewards.forms import RewardForm
from marketplace.rewards.treasury import disputes as treasury_disputes
from marketplace.rewards.treasury import instant as treasury_instant
from marketplace.rewards.treasury import mine as treasury_mine
from marketplace.rewards.treasury import runs as treasury_runs
from marketplace.rewards.treasury import statements as treasury_statements
from marketplace.rewards.treasury import wallet as treasury_wallet
from marketplace.rewards.work import work_of
from marketplace.superfans.models import Superfan
from marketplace.superfans.queries import fan_of
from marketplace.trust import subjects
from marketplace.trust.reader import me, writing

blueprint = Blueprint("rewards", __name__)
PAYOUTS_SHOWN = 10


@staff(Permission.MONEY_VIEW)
def money(business_slug: str) -> ResponseReturnValue:
    """Where the money is, what came in and went out, the last payouts, and for owners the books."""
    budgets, at = treasury.budgets_of(programmes_of(g.business)), clock.now()
    return render_template(
        "rewards/money.html",
        figures=money_now.figures_of(g.business, budgets.values()),
        flow=money_now.flow_of(g.business, at),
        is_overspent=any(one.overspent_minor for one in budgets.values()),
        payouts=treasury.payouts_of_business(g.business)[:PAYOUTS_SHOWN],
        names=queries.names_of_fans(g.business),
        books=books_in_words.in_words(treasury.books_of(g.business)) if can(Permission.MONEY_MOVE) else [],
        seals=treasury.seals_of(g.business) if can(Permission.MONEY_MOVE) else None,
        is_sandbox=treasury.is_sandbox(g.business),
    )


@signed_in
def earnings() -> ResponseReturnValue:
    """What a fan has earned, line by line, until when it is held and why, and what was paid out."""
    fan = fan_of(me())
    return render_template(
        "rewards/earnings.html",
        fan=fan,
        has_wallet=treasury_wallet.has_any(me()),
        **(_earned(fan) if fan is not None else {}),
    )


@signed_in
def choice() -> ResponseReturnValue:
    """In which kind and on which day to be paid."""
    fan = fan_of(me())
    if fan is None:
        raise NotFound
    form = RewardForm(
        kind=fan.reward_kind,
        cause=fan.donation_cause,
        percent=fan.reward_percent,
        payout_day=fan.payout_day,
        least=fan.payout_least,
    )
    status = 200
    if form.validate_on_submit():
        try:
            service.choose_reward(fan, form.wish(), clock.now())
        except MarketplaceError as refusal:
            status = show_refusal(form, refusal)
        else:
            flash(_("Saved. It holds from your next earning on."), "success")
            return redirect(url_for("rewards.earnings"), 303)
    elif form.is_submitted():
        status = 422
    offered = causes.offered_to(fan)
    accounts = treasury_mine.accounts_of(fan)
    return render_template("rewards/choice.html", form=form, causes=offered, accounts=accounts), status


@signed_in
def ask_for_payout() -> ResponseReturnValue:
    """Have all that is due sent now, without waiting for one's day."""
    fan = fan_of(me())
    if fan is None:
        raise NotFound
    if treasury.demand(fan, clock.now()):
        flash(_("It is on its way to your bank."), "success")
    else:
        flash(_("Nothing is due just now. What is on hold is yours once its time is over."), "info")
    return redirect(url_for("rewards.earnings"), 303)


def _earned(fan: Superfan) -> dict[str, Any]:
    payouts, at = treasury.payouts_of_fan(fan.public_id), clock.now()
    turned_down = treasury_runs.turned_down(payouts)
    mine, instants = treasury_mine.money_of(fan, at), treasury_instant.instants_of(db.session, payouts)
    held = [one for money in mine for one in money.held]
    earned = queries.earnings_of(fan)
    tips = treasury_mine.tips_of(fan)
    tipped = {ref: found for ref in {t.booking_ref for t in tips} if (found := subjects.find(ref))}
    given = {p.get("cause") for e, _, _ in earned for p in e.evaluation.get("parts", ())}
    named = causes.names_of({ref for ref in given if ref})
    costs = perks.claims_for([one.assignment_ref for one, _, _ in earned])
    currencies = sorted({one.currency for one in mine} | {p.amount.currency for p in payouts})
    return {
        "earnings": earned,
        "later": additions.additions_for([one.assignment_ref for one, _, _ in earned]),
        "costs": costs,
        "has_costs": bool(costs) or perks.has_any(fan),
        "kept": treasury_disputes.kept_by(fan.public_id),
        "taken": taken.by_assignment(fan),
        "taken_back": taken.taken_of(fan, [one for one, _, _ in earned]),
        "causes": {ref: written_in(one.words, one.language) for ref, one in named.items()},
        "series_of": charts.Series,
        "mine": mine,
        "paid": _paid([one for one in payouts if one.public_id not in turned_down], instants),
        "turned_down": turned_down,
        "held_work": work_of([one.subject_ref for one in held]),
        "tips": tips,
        "tipped_for": tipped,
        "tipped_work": work_of([one.path_for(fan.identity).rpartition("/")[2] for one in tipped.values()]),
        "weeks": [(code, treasury_mine.weeks_of(fan, code, at)) for code in currencies],
        "payouts": payouts,
        "instants": instants,
        "statements": treasury_statements.statement_numbers(payouts),
        "businesses": queries.business_names({p.business_ref for p in payouts}),
        "points": sum(points for _, points in treasury.points_of(fan.public_id)),
        "credits": treasury.store_credit_of(fan.public_id),
        "gifts": gifts.given_by(fan),
    }


def _paid(payouts: list[Any], instants: Mapping[str, Any]) -> dict[str, int]:
    """What has come to the bank so far, by currency: less what sending it at once cost."""
    sums: dict[str, int] = {}
    for one in payouts:
        if one.state in ("transferred", "paid"):
            sent = instants.get(one.public_id)
            fee = sent.fee.amount_minor if sent is not None and sent.fallen_back_at is None else 0
            sums[one.amount.currency] = sums.get(one.amount.currency, 0) + one.left.amount_minor - fee
    return sums


blueprint.add_url_rule("/desk/<business_slug>/money", "money", money, methods=["GET"])
blueprint.add_url_rule("/fan/earnings", "earnings", earnings, methods=["GET"])
blueprint.add_url_rule("/fan/earnings/choice", "choice", writing(choice), methods=["GET", "POST"])
blueprint.add_url_rule("/fan/earnings/payouts", "ask_for_payout", writing(ask_for_payout), methods=["POST"])

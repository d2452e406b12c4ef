"""Payout runs at the desk: each run, who was paid, who was not and why, and what to do about it."""

from __future__ import annotations

from flask import Blueprint, g, render_template
from flask.typing import ResponseReturnValue

from marketplace.businesses.access import staff
from marketplace.core.permissions import Permission
from marketplace.rewards import queries
from marketplace.rewards.treasury import runs as treasury_runs
from marketplace.rewards.treasury import statements as treasury_statements

blueprint = Blueprint("runs", __name__)
_desk = "/desk/<business_slug>/money/runs"


@staff(Permission.MONEY_VIEW)
def runs(business_slug: str) -> ResponseReturnValue:
    """Every run, newest first."""
    return render_template("rewards/runs.html", runs=treasury_runs.runs_of(g.business))


@staff(Permission.MONEY_VIEW)
def run(business_slug: str, public_id: str) -> ResponseReturnValue:
    """One run: paid, on its way, came back, and left out with the reason and the next step."""
    found = treasury_runs.run_of(g.business, public_id)
    return render_template(
        "rewards/run.html",
        run=found,
        names=queries.names_of_fans(g.business) | queries.names_of_causes(g.business),
        statements=treasury_statements.statement_numbers([one.payout for one in found.payouts]),
    )


blueprint.add_url_rule(_desk, "runs", runs, methods=["GET"])
blueprint.add_url_rule(f"{_desk}/<public_id>", "run", run, methods=["GET"])

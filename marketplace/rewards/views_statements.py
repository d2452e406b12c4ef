"""The statement of a payout, for the fan who was paid and for the business that paid: page, CSV and PDF."""

from __future__ import annotations

from flask import Blueprint, Response, g, render_template
from flask.typing import ResponseReturnValue

from marketplace.businesses.access import staff
from marketplace.core.errors import NotFound
from marketplace.core.permissions import Permission, signed_in
from marketplace.rewards.treasury.statements import ReadStatement, statement_for
from marketplace.superfans.queries import fan_of
from marketplace.trust.reader import me

blueprint = Blueprint("statements", __name__)
_mine = "/fan/earnings/statements/<public_id>"
_desk = "/desk/<business_slug>/money/statements/<public_id>"


@signed_in
def statement(public_id: str) -> ResponseReturnValue:
    """What one payout was for, line by line."""
    return render_template("rewards/statement.html", found=_of_fan(public_id))


@signed_in
def statement_csv(public_id: str) -> ResponseReturnValue:
    """The same for a spreadsheet."""
    return _csv(_of_fan(public_id))


@signed_in
def statement_pdf(public_id: str) -> ResponseReturnValue:
    """The same for printing and keeping."""
    return _pdf(_of_fan(public_id))


@staff(Permission.MONEY_VIEW)
def desk_statement(business_slug: str, public_id: str) -> ResponseReturnValue:
    """The statement that somebody whom the business paid reads too."""
    return render_template("rewards/desk_statement.html", found=_of_business(public_id))


@staff(Permission.MONEY_VIEW)
def desk_statement_csv(business_slug: str, public_id: str) -> ResponseReturnValue:
    """The same for a spreadsheet."""
    return _csv(_of_business(public_id))


@staff(Permission.MONEY_VIEW)
def desk_statement_pdf(business_slug: str, public_id: str) -> ResponseReturnValue:
    """The same for printing and keeping."""
    return _pdf(_of_business(public_id))


def _of_fan(public_id: str) -> ReadStatement:
    fan = fan_of(me())
    if fan is None:
        raise NotFound
    return statement_for(public_id, fan_refs=(fan.public_id,))


def _of_business(public_id: str) -> ReadStatement:
    return statement_for(public_id, business_ref=g.business.public_id)


def _csv(found: ReadStatement) -> Response:
    return Response(found.to_csv(), mimetype="text/csv", headers=_named(found, "csv"))


def _pdf(found: ReadStatement) -> Response:
    return Response(found.to_pdf(), mimetype="application/pdf", headers=_named(found, "pdf"))


def _named(found: ReadStatement, ending: str) -> dict[str, str]:
    return {"Content-Disposition": f'attachment; filename="muster-{found.number}.{ending}"'}


blueprint.add_url_rule(_mine, "statement", statement, methods=["GET"])
blueprint.add_url_rule(f"{_mine}.csv", "statement_csv", statement_csv, methods=["GET"])
blueprint.add_url_rule(f"{_mine}.pdf", "statement_pdf", statement_pdf, methods=["GET"])
blueprint.add_url_rule(_desk, "desk_statement", desk_statement, methods=["GET"])
blueprint.add_url_rule(f"{_desk}.csv", "desk_statement_csv", desk_statement_csv, methods=["GET"])
blueprint.add_url_rule(f"{_desk}.pdf", "desk_statement_pdf", desk_statement_pdf, methods=["GET"])

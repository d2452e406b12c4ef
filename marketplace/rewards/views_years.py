"""Yearly records: the owner prepares and downloads them and sees who lacks what; each fan sees their own."""

from __future__ import annotations

from flask import Blueprint, Response, abort, flash, g, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _

from marketplace.businesses.access import staff
from marketplace.core import clock, kinds
from marketplace.core.errors import MarketplaceError, NotFound
from marketplace.core.form_refusals import flash_refusal, show_refusal
from marketplace.core.permissions import Permission, signed_in
from marketplace.rewards import years
from marketplace.rewards.forms_years import PayeeForm
from marketplace.rewards.treasury import mine as treasury_mine
from marketplace.rewards.treasury import years as treasury_years
from marketplace.rewards.treasury import years_files
from marketplace.superfans.queries import fan_of
from marketplace.trust.reader import me, writing

blueprint = Blueprint("years", __name__)
_desk = "/desk/<business_slug>/money/years"


@staff(Permission.MONEY_MOVE)
def records(business_slug: str) -> ResponseReturnValue:
    """A year's records, the control totals, and who lacks what."""
    found = treasury_years.years_paid_in(g.business)
    page = treasury_years.year_of(g.business, _year(found)) if found else None
    return render_template(
        "rewards/years.html",
        years=found,
        page=page,
        forms_by_kind=treasury_years.forms_by_kind(g.business),
        form_pairs=[(name, name) for name in treasury_years.form_names(g.business)],
        kind_name=_kind_name,
        setting=treasury_years.setting_of(g.business),
    )


@staff(Permission.MONEY_MOVE)
def records_csv(business_slug: str) -> ResponseReturnValue:
    """The same as a file for spreadsheets."""
    page = treasury_years.year_of(g.business, _asked())
    return _file(years_files.to_csv(page), "text/csv", f"muster-{page.year}.csv")


@staff(Permission.MONEY_MOVE)
def records_json(business_slug: str) -> ResponseReturnValue:
    """The same for programs."""
    page = treasury_years.year_of(g.business, _asked())
    return _file(years_files.to_json(g.business, page), "application/json", f"muster-{page.year}.json")


@staff(Permission.MONEY_MOVE)
def codes(business_slug: str) -> ResponseReturnValue:
    """Say on which form each kind of gig belongs, and its occupation code."""
    forms = {k.removeprefix("form-"): v for k, v in request.form.items() if k.startswith("form-")}
    said = {k.removeprefix("code-"): v.strip() for k, v in request.form.items() if k.startswith("code-")}
    try:
        years.set_codes(g.business, forms, said, me(), clock.now())
    except MarketplaceError as refusal:
        flash_refusal(refusal)
    else:
        flash(_("Saved."), "success")
    return redirect(url_for("years.records", business_slug=business_slug), 303)


@signed_in
def mine() -> ResponseReturnValue:
    """What a fan was paid in a year by each business, as it will be told to the tax office."""
    fan = fan_of(me())
    if fan is None:
        raise NotFound
    paying = [business for business, _settings in treasury_mine.accounts_of(fan)]
    found = sorted({year for one in paying for year in treasury_years.years_paid_in(one)}, reverse=True)
    pages = []
    if found:
        year = _year(found)
        pages = [(one, treasury_years.year_of(one, year, owner_ref=fan.public_id)) for one in paying]
    said = years.details_of(fan)
    return render_template(
        "rewards/my_year.html", fan=fan, years=found, pages=[p for p in pages if p[1].records], details=said
    )


@signed_in
def details() -> ResponseReturnValue:
    """Who one is to the tax office."""
    fan = fan_of(me())
    if fan is None:
        raise NotFound
    form, status = PayeeForm(obj=years.details_of(fan)), 200
    if form.validate_on_submit():
        try:
            years.give_details(fan, {k: v or "" for k, v in form.data.items()}, clock.now())
        except MarketplaceError as refusal:
            status = show_refusal(form, refusal)
        else:
            flash(_("Saved."), "success")
            return redirect(url_for("years.mine"), 303)
    elif form.is_submitted():
        status = 422
    return render_template("rewards/payee.html", form=form), status


def _kind_name(code: str) -> str:
    kind = kinds.registry.kinds.get(code)
    return str(kind.label) if kind else _("Everything else")


def _asked() -> int:
    """The year in the address, or this one; anything else is not found."""
    text = request.args.get("year") or str(clock.now().year)
    if not (text.isascii() and text.isdigit() and 2000 <= int(text[:5]) <= 2999):
        abort(404)
    return int(text)


def _year(known: list[int]) -> int:
    return _asked() if "year" in request.args else known[0]


def _file(content: bytes, mimetype: str, name: str) -> Response:
    return Response(
        content, mimetype=mimetype, headers={"Content-Disposition": f'attachment; filename="{name}"'}
    )


blueprint.add_url_rule(_desk, "records", records, methods=["GET"])
blueprint.add_url_rule(f"{_desk}/records.csv", "records_csv", records_csv, methods=["GET"])
blueprint.add_url_rule(f"{_desk}/records.json", "records_json", records_json, methods=["GET"])
blueprint.add_url_rule(f"{_desk}/codes", "codes", writing(codes), methods=["POST"])
blueprint.add_url_rule("/fan/earnings/years", "mine", mine, methods=["GET"])
blueprint.add_url_rule("/fan/earnings/years/details", "details", writing(details), methods=["GET", "POST"])

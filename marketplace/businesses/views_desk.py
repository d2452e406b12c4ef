"""The desk: which businesses somebody acts for, what matters today, and what staff did."""

from __future__ import annotations

from flask import g, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue

from marketplace.businesses import desk, next_steps, north_star, opening, queries, readiness
from marketplace.businesses.access import staff
from marketplace.core import clock
from marketplace.core.kinds import registry
from marketplace.core.permissions import Permission, signed_in
from marketplace.identity import second_factor
from marketplace.trust import queries_audit
from marketplace.trust.reader import me


@signed_in
def desks() -> ResponseReturnValue:
    """The businesses somebody acts for; straight on to the only one."""
    mine = queries.desks_of(me())
    if len(mine) == 1:
        return redirect(url_for("businesses.overview", business_slug=mine[0].business.slug))
    return render_template("businesses/desks.html", desks=mine, may_open=opening.may_open())


@staff(Permission.DESK_VIEW)
def overview(business_slug: str) -> ResponseReturnValue:
    """The north star of every programme first, then what higher areas have to tell."""
    at = clock.now()
    programmes = [p for p in queries.programmes_of(g.business) if p.state != "closed"]
    return render_template(
        "businesses/overview.html",
        readings=[(p, north_star.read(p, at)) for p in programmes if p.state != "draft"],
        drafts=[(p, len(readiness.missing(p))) for p in programmes if p.state == "draft"],
        next_steps=[(p, next_steps.steps_of(p)) for p in programmes],
        panels=desk.panels_of(g.staff, at),
        kinds=registry,
        remind=second_factor.is_demanded_here()
        and second_factor.should_be_reminded(g.staff.identity, g.staff.created_at, at),
        second_factor_due_at=second_factor.due_at(g.staff.created_at),
    )


@staff(Permission.AUDIT_VIEW)
def log(business_slug: str) -> ResponseReturnValue:
    """What staff did, newest first."""
    page = max(1, request.args.get("page", 1, type=int))
    lines, pages = queries_audit.log_of(g.business.public_id, g.staff.identity, page)
    return render_template("businesses/log.html", lines=lines, page=min(page, pages), pages=pages)

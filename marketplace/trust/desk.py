"""How the desk pages of trust come onto the site: the area above brings its guard and takes the rooms."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from flask import Blueprint, Flask
from flask_babel import lazy_gettext as _l

from marketplace.core.permissions import Permission
from marketplace.trust import queries_cases, queries_standing, views_desk

Guard = Callable[[Permission], Callable[[Any], Any]]

DESK = "/desk/<business_slug>"

ROUTES = (
    (f"{DESK}/cases", "cases", views_desk.cases, "GET", Permission.CASES_DECIDE),
    (f"{DESK}/cases/<public_id>", "case", views_desk.case, "GET", Permission.CASES_DECIDE),
    (
        f"{DESK}/cases/<public_id>/statements",
        "case_statement",
        views_desk.case_statement,
        "POST",
        Permission.CASES_DECIDE,
    ),
    (
        f"{DESK}/cases/<public_id>/decider",
        "case_decider",
        views_desk.case_decider,
        "POST",
        Permission.CASES_DECIDE,
    ),
    (
        f"{DESK}/cases/<public_id>/decision",
        "case_decision",
        views_desk.case_decision,
        "POST",
        Permission.CASES_DECIDE,
    ),
    (f"{DESK}/threads", "threads", views_desk.threads, "GET", Permission.DESK_VIEW),
    (f"{DESK}/standing", "falls", views_desk.falls, "GET", Permission.CASES_DECIDE),
    (
        f"{DESK}/standing/<public_id>/settlement",
        "fall_settlement",
        views_desk.fall_settlement,
        "POST",
        Permission.CASES_DECIDE,
    ),
    (f"{DESK}/reviews", "reviews", views_desk.reviews, "GET", Permission.DESK_VIEW),
)


@dataclass(frozen=True)
class DeskRoom:
    """A room of the desk, in the terms in which the area above keeps its own."""

    code: str
    label: Any
    endpoint: str
    icon: str
    group: str
    rank: int
    permission: Permission
    count: Callable[[Any], int] | None = None


ROOMS = (
    DeskRoom("threads", _l("Messages"), "trust_desk.threads", "chat", "people", 40, Permission.DESK_VIEW),
    DeskRoom(
        "cases", _l("Cases"), "trust_desk.cases", "shield", "people", 50, Permission.CASES_DECIDE,
        lambda business: queries_cases.live_count(business.public_id),
    ),
    DeskRoom(
        "falls", _l("Standing"), "trust_desk.falls", "trend-down", "people", 60, Permission.CASES_DECIDE,
        lambda business: queries_standing.falls_awaiting_count(business.public_id),
    ),
    DeskRoom("reviews", _l("Reviews"), "trust_desk.reviews", "star", "people", 70, Permission.DESK_VIEW),
)  # fmt: skip


def register_desk(app: Flask, staff: Guard) -> None:
    """Add the desk pages, each behind `staff(permission)`, which sets `g.business` for `<business_slug>`."""
    blueprint = Blueprint("trust_desk", "marketplace.trust.desk")
    for rule, endpoint, view, method, permission in ROUTES:
        blueprint.add_url_rule(rule, endpoint, staff(permission)(view), methods=[method])
    app.register_blueprint(blueprint)

"""All addresses of this area."""

from __future__ import annotations

from flask import Blueprint

from marketplace.superfans import (
    views_credentials,
    views_desk,
    views_desk_checks,
    views_hours,
    views_join,
    views_memberships,
    views_profile,
    views_public,
)
from marketplace.trust.reader import writing

blueprint = Blueprint("superfans", __name__)

DESK = "/desk/<business_slug>"
MEMBER = f"{DESK}/members/<membership_id>"
MINE = "/fan/memberships/<public_id>"

for rule, endpoint, view, methods in (
    ("/fans/<public_id>", "fan", views_public.fan, ["GET"]),
    ("/fan", "home", views_memberships.home, ["GET"]),
    ("/fan/join", "join", views_join.join, ["GET", "POST"]),
    ("/fan/application", "apply", views_join.apply, ["GET", "POST"]),
    ("/fan/profile", "profile", views_profile.profile, ["GET"]),
    ("/fan/profile/<step>", "profile_step", views_profile.profile_step, ["GET", "POST"]),
    ("/fan/hours", "hours", views_hours.hours, ["GET", "POST"]),
    ("/fan/hours/windows", "add_window", views_hours.add_window, ["POST"]),
    ("/fan/hours/windows/removal", "remove_window", views_hours.remove_window, ["POST"]),
    ("/fan/hours/exceptions", "add_exception", views_hours.add_exception, ["POST"]),
    ("/fan/hours/exceptions/removal", "remove_exception", views_hours.remove_exception, ["POST"]),
    ("/fan/credentials", "credentials", views_credentials.credentials, ["GET", "POST"]),
    ("/fan/credentials/<public_id>/withdrawal", "withdraw_credential", views_credentials.withdraw, ["POST"]),
    (MINE, "membership", views_memberships.membership, ["GET"]),
    (f"{MINE}/leaving", "leaving", views_memberships.leaving, ["GET", "POST"]),
    (f"{MINE}/<move>", "move_membership", views_memberships.move_membership, ["POST"]),
    (f"{DESK}/members", "members", views_desk.members, ["GET"]),
    (f"{DESK}/members/invitations", "invite", views_desk.invite, ["POST"]),
    (MEMBER, "member", views_desk.member, ["GET"]),
    (f"{MEMBER}/admission", "admit", views_desk.admit, ["POST"]),
    (f"{MEMBER}/reinstatement", "reinstate", views_desk.reinstate, ["POST"]),
    (f"{MEMBER}/refusal", "refuse", views_desk.refuse, ["POST"]),
    (f"{MEMBER}/suspension", "suspend", views_desk.suspend, ["POST"]),
    (f"{MEMBER}/removal", "remove", views_desk.remove, ["POST"]),
    (f"{MEMBER}/invitation", "invite_member", views_desk.invite_member, ["POST"]),
    (f"{DESK}/skills", "skills", views_desk_checks.skills, ["GET"]),
    (f"{DESK}/skills/<code>/listing", "list_skill", views_desk_checks.list_skill, ["POST"]),
    (f"{DESK}/skills/<code>/refusal", "refuse_skill", views_desk_checks.refuse_skill, ["POST"]),
    (f"{DESK}/certificates", "checks", views_desk_checks.checks, ["GET"]),
    (f"{DESK}/certificates/<public_id>/decision", "check", views_desk_checks.check, ["POST"]),
    (f"{DESK}/certificates/<public_id>/revocation", "revoke", views_desk_checks.revoke, ["POST"]),
):
    guarded = writing(view) if "POST" in methods else view
    blueprint.add_url_rule(rule, endpoint, guarded, methods=methods)

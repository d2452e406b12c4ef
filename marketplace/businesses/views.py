"""All addresses of this area."""

from __future__ import annotations

from flask import Blueprint

from marketplace.businesses import (
    views_desk,
    views_open,
    views_programmes,
    views_public,
    views_shop,
    views_staff,
    views_translating,
)
from marketplace.trust.reader import writing

blueprint = Blueprint("businesses", __name__)

DESK = "/desk/<business_slug>"
PROGRAMME = f"{DESK}/programmes/<programme_id>"

for rule, endpoint, view, methods in (
    ("/at/<slug>", "front", views_public.front, ["GET"]),
    ("/programmes/<public_id>", "recruit", views_public.recruit, ["GET"]),
    ("/programmes/<public_id>/share.png", "share_image", views_public.share_image, ["GET"]),
    ("/invitations/<token>", "invitation", views_staff.invitation, ["GET"]),
    ("/invitations/<token>/acceptance", "accept_invitation", views_staff.accept_invitation, ["POST"]),
    ("/open", "open_shop", views_open.open_shop, ["GET", "POST"]),
    ("/desk", "desks", views_desk.desks, ["GET"]),
    (DESK, "overview", views_desk.overview, ["GET"]),
    (f"{DESK}/log", "log", views_desk.log, ["GET"]),
    (f"{DESK}/business", "shop", views_shop.shop, ["GET"]),
    (f"{DESK}/business/look", "look", views_shop.look, ["GET", "POST"]),
    (f"{DESK}/business/look/preview", "preview", views_shop.preview, ["POST"]),
    (f"{DESK}/business/details", "details", views_shop.details, ["GET", "POST"]),
    (
        f"{DESK}/business/words/<locale>",
        "translate_business",
        views_translating.translate_business,
        ["GET", "POST"],
    ),
    (f"{DESK}/staff", "staff", views_staff.staff_page, ["GET"]),
    (f"{DESK}/staff/invitations", "invite_staff", views_staff.invite, ["POST"]),
    (f"{DESK}/staff/owner-invitations", "invite_owner", views_staff.invite_owner_here, ["POST"]),
    (f"{DESK}/invitations/<invitation_id>/withdrawal", "withdraw_invitation", views_staff.withdraw, ["POST"]),
    (f"{DESK}/staff/<identity_id>/role", "staff_role", views_staff.role, ["POST"]),
    (f"{DESK}/staff/<identity_id>/removal", "staff_removal", views_staff.removal, ["POST"]),
    (f"{DESK}/programmes", "programmes", views_programmes.programmes, ["GET"]),
    (f"{DESK}/programmes/new", "choose_kind", views_programmes.choose_kind, ["GET"]),
    (f"{DESK}/programmes/new/<kind_code>", "new_programme", views_programmes.new_programme, ["GET", "POST"]),
    (PROGRAMME, "programme", views_programmes.programme, ["GET"]),
    (f"{PROGRAMME}/edit/<section>", "edit_programme", views_programmes.edit_programme, ["GET", "POST"]),
    (
        f"{PROGRAMME}/words/<locale>",
        "translate_programme",
        views_translating.translate_programme,
        ["GET", "POST"],
    ),
    (f"{PROGRAMME}/opening", "open_programme", views_programmes.opening, ["POST"]),
    (f"{PROGRAMME}/pause", "pause_programme", views_programmes.pause, ["POST"]),
    (f"{PROGRAMME}/closing", "close_programme", views_programmes.closing, ["GET", "POST"]),
):
    guarded = writing(view) if "POST" in methods else view
    blueprint.add_url_rule(rule, endpoint, guarded, methods=methods)

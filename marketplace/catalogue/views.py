"""Every address of the catalogue."""

from __future__ import annotations

from flask import Blueprint

from marketplace.catalogue import views_desk, views_desk_journeys, views_own, views_public, views_translating

blueprint = Blueprint("catalogue", __name__)
_get, _both, _post = ["GET"], ["GET", "POST"], ["POST"]
_desk = "/desk/<business_slug>"
_own = "/fan/experiences/<public_id>"

for rule, view, methods in (
    ("/search", views_public.search, _get),
    ("/experiences/<public_id>", views_public.experience, _get),
    ("/journeys/<public_id>", views_public.journey, _get),
    ("/fan/experiences/new", views_own.new_own_listing, _both),
    (_own, views_own.own_listing, _get),
    (f"{_own}/words", views_own.edit_own_listing, _both),
    (f"{_own}/pause", views_own.pause_own_listing, _post),
    (f"{_own}/sessions", views_own.schedule_own, _post),
    (f"{_own}/words/<locale>", views_translating.translate_own, _both),
    (f"{_desk}/listings", views_desk.desk_listings, _get),
    (f"{_desk}/listings/new", views_desk.new_listing, _both),
    (f"{_desk}/listings/<public_id>", views_desk.desk_listing, _get),
    (f"{_desk}/listings/<public_id>/words", views_desk.edit_listing, _both),
    (f"{_desk}/listings/<public_id>/words/<locale>", views_translating.translate_listing, _both),
    (f"{_desk}/listings/<public_id>/publication", views_desk.publish, _post),
    (f"{_desk}/listings/<public_id>/return", views_desk.send_back, _post),
    (f"{_desk}/listings/<public_id>/pause", views_desk.pause, _post),
    (f"{_desk}/listings/<public_id>/sessions", views_desk.schedule, _post),
    (f"{_desk}/sessions/<public_id>/cancellation", views_desk.cancel_session, _post),
    (f"{_desk}/journeys", views_desk_journeys.desk_journeys, _get),
    (f"{_desk}/journeys/new", views_desk_journeys.new_journey, _both),
    (f"{_desk}/journeys/<public_id>", views_desk_journeys.edit_journey, _both),
    (f"{_desk}/journeys/<public_id>/words/<locale>", views_translating.translate_journey, _both),
    (f"{_desk}/journeys/<public_id>/publication", views_desk_journeys.publish_journey, _post),
):
    blueprint.add_url_rule(rule, view.__name__, view, methods=methods)

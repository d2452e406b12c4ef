"""Every address that single kinds add."""

from __future__ import annotations

from flask import Blueprint

from marketplace.core.limits import limited
from marketplace.kinds import (
    views_blocks,
    views_layover,
    views_parcels,
    views_pickup_points,
    views_stops,
    views_vouchers,
)
from marketplace.trust.reader import writing

blueprint = Blueprint("kinds", __name__)
_get, _both, _post = ["GET"], ["GET", "POST"], ["POST"]
_desk = "/desk/<business_slug>"
_work = "/assignments/<public_id>"
_stop = f"{_work}/stops/<parcel_id>"

for rule, view, methods in (
    ("/layovers/new", limited("30 per hour")(views_layover.ask_layover), _both),
    ("/meetings/<token>", views_layover.shared_meeting, _get),
    (f"{_stop}/delivery", writing(views_stops.deliver_stop), _post),
    (f"{_stop}/unable", writing(views_stops.unable_stop), _post),
    (f"{_stop}/return", writing(views_stops.return_stop), _post),
    (f"{_work}/returns", writing(views_stops.choose_return), _post),
    (f"{_desk}/parcels", views_parcels.desk_parcels, _get),
    (f"{_desk}/parcels/new", writing(views_parcels.new_parcel), _both),
    (f"{_desk}/parcels/file", writing(views_parcels.parcels_from_file), _both),
    (f"{_desk}/parcels/file.csv", views_parcels.parcels_to_file, _get),
    (f"{_desk}/parcels/<public_id>/return", writing(views_parcels.brought_back), _post),
    (f"{_desk}/parcels/<public_id>/repeat", writing(views_parcels.send_again), _post),
    (f"{_desk}/parcels/<public_id>/withdrawal", writing(views_parcels.withdraw), _post),
    (f"{_desk}/parcels/empty.csv", views_parcels.empty_parcel_file, _get),
    (f"{_desk}/pickup-points", writing(views_pickup_points.pickup_points), _both),
    (f"{_desk}/pickup-points/<public_id>", writing(views_pickup_points.pickup_point), _both),
    (f"{_desk}/pickup-points/<public_id>/removal", writing(views_pickup_points.remove_pickup_point), _post),
    (f"{_desk}/blocks/new", views_blocks.preview, _get),
    (f"{_desk}/blocks", writing(views_blocks.build_blocks), _post),
    (f"{_desk}/blocks/<public_id>", views_blocks.block, _get),
    (f"{_desk}/vouchers", views_vouchers.vouchers, _get),
):
    blueprint.add_url_rule(rule, view.__name__, view, methods=methods)

blueprint.add_url_rule(f"{_desk}/vouchers", "redeem", writing(views_vouchers.redeem), methods=_post)

"""Every address that single kinds add."""

from __future__ import annotations

from flask import Blueprint

from marketplace.core.limits import limiter
from marketplace.kinds import views_delivery, views_layover, views_stops, views_vouchers
from marketplace.trust.reader import writing

blueprint = Blueprint("kinds", __name__)
_get, _both, _post = ["GET"], ["GET", "POST"], ["POST"]
_desk = "/desk/<business_slug>"
_stop = "/assignments/<public_id>/stops/<parcel_id>"

for rule, view, methods in (
    ("/layovers/new", limiter.limit("30 per hour", methods=["POST"])(views_layover.ask_layover), _both),
    (f"{_stop}/delivery", writing(views_stops.deliver_stop), _post),
    (f"{_stop}/unable", writing(views_stops.unable_stop), _post),
    (f"{_stop}/return", writing(views_stops.return_stop), _post),
    (f"{_desk}/parcels", views_delivery.desk_parcels, _get),
    (f"{_desk}/parcels/new", views_delivery.new_parcel, _both),
    (f"{_desk}/parcels/file", writing(views_delivery.parcels_from_file), _post),
    (f"{_desk}/parcels/blocks", writing(views_delivery.build_blocks), _post),
    (f"{_desk}/pickup-points", writing(views_delivery.add_pickup_point), _post),
    (f"{_desk}/vouchers", writing(views_vouchers.redeem), _both),
):
    blueprint.add_url_rule(rule, view.__name__, view, methods=methods)

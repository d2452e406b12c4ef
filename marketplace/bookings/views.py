"""Every address of bookings and requests."""

from __future__ import annotations

from flask import Blueprint

from marketplace.bookings import (
    views_book,
    views_booking,
    views_checkout,
    views_desk,
    views_disputes,
    views_evidence,
    views_pay,
    views_receipt,
    views_recovery,
    views_request,
    views_warnings,
)
from marketplace.core.limits import limited
from marketplace.trust.reader import writing

blueprint = Blueprint("bookings", __name__)
_get, _both, _post = ["GET"], ["GET", "POST"], ["POST"]
_desk = "/desk/<business_slug>"
PUBLIC_WRITES = "30 per hour"
GUESSES = "20 per 10 minutes"  # of codes from one address

for rule, view, methods in (
    ("/sessions/<public_id>/booking", limited(PUBLIC_WRITES)(views_book.book), _both),
    (
        "/journeys/<public_id>/booking",
        limited(PUBLIC_WRITES)(views_book.book_journey),
        _both,
    ),
    ("/bookings/<public_id>", views_booking.booking, _get),
    ("/bookings/<public_id>/payment", writing(views_pay.pay), _both),
    ("/bookings/<public_id>/codes", limited(GUESSES)(writing(views_checkout.use_code)), _post),
    ("/bookings/<public_id>/credit", writing(views_checkout.use_credit), _post),
    ("/bookings/<public_id>/credit/removal", writing(views_checkout.take_credit_out), _post),
    ("/bookings/<public_id>/promotion/removal", writing(views_checkout.take_promotion_out), _post),
    ("/bookings/<public_id>/receipt", views_receipt.receipt, _get),
    ("/bookings/<public_id>/receipt.csv", views_receipt.receipt_csv, _get),
    ("/bookings/<public_id>/cancellation", writing(views_booking.cancellation), _both),
    ("/bookings/<public_id>/tip", writing(views_pay.tip), _both),
    ("/bookings/<public_id>/messages", writing(views_booking.post_message), _post),
    ("/bookings/<public_id>/reviews/<window_id>", writing(views_booking.review), _both),
    ("/bookings/<public_id>/calendar.ics", views_booking.to_calendar, _get),
    ("/payments/<public_id>/bank", writing(views_pay.bank), _both),
    ("/guest/<token>", views_booking.by_link, _get),
    ("/my/bookings", views_booking.my_bookings, _get),
    ("/requests/new", limited(PUBLIC_WRITES)(views_request.ask), _both),
    ("/requests/<public_id>", views_request.request_page, _get),
    ("/requests/<public_id>/withdrawal", writing(views_request.withdraw), _post),
    ("/proposals/<public_id>/choice", writing(views_request.choose), _post),
    ("/proposals/<public_id>/refusal", writing(views_request.pass_over), _post),
    (f"{_desk}/bookings", views_desk.desk_bookings, _get),
    (f"{_desk}/bookings/<public_id>", views_desk.desk_booking, _get),
    (f"{_desk}/bookings/<public_id>/cancellation", writing(views_desk.call_off), _post),
    (f"{_desk}/bookings/<public_id>/excuse", writing(views_desk.excuse), _post),
    (f"{_desk}/bookings/<public_id>/refund", writing(views_disputes.refund_by_hand), _both),
    (f"{_desk}/money/disputes", views_disputes.disputes, _get),
    (f"{_desk}/money/disputes/<object_id>", views_disputes.dispute, _get),
    (f"{_desk}/money/disputes/<object_id>/answer", writing(views_disputes.answer_dispute), _post),
    (f"{_desk}/money/disputes/<object_id>/files", writing(views_evidence.add_evidence), _post),
    (f"{_desk}/money/disputes/<object_id>/files/held", writing(views_evidence.add_held), _post),
    (f"{_desk}/money/disputes/<object_id>/files/removal", writing(views_evidence.remove_evidence), _post),
    (f"{_desk}/money/disputes/<object_id>/acceptance", writing(views_disputes.accept_dispute), _post),
    (f"{_desk}/money/disputes/<object_id>/bearer", writing(views_disputes.bear_dispute), _post),
    (f"{_desk}/bookings/<public_id>/pay", writing(views_recovery.recover_refunded), _both),
    (f"{_desk}/money/disputes/<object_id>/pay", writing(views_recovery.recover_disputed), _both),
    (f"{_desk}/money/disputes/warnings/<object_id>", views_warnings.warning, _get),
    (f"{_desk}/money/disputes/warnings/<object_id>/refund", writing(views_warnings.refund_warned), _post),
    (f"{_desk}/money/disputes/warnings/<object_id>/leaving", writing(views_warnings.leave_warning), _post),
    (f"{_desk}/requests", views_desk.desk_requests, _get),
    (f"{_desk}/requests/<public_id>", views_desk.desk_request, _get),
    (f"{_desk}/requests/<public_id>/matching", writing(views_desk.look_again), _post),
):
    blueprint.add_url_rule(rule, view.__name__, view, methods=methods)

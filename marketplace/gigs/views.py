"""Every address of gigs: what fans see and do, and the desk's own pages."""

from __future__ import annotations

from flask import Blueprint

from marketplace.gigs import views_board, views_by_hand, views_desk, views_rounds, views_weights, views_work
from marketplace.trust.reader import writing

blueprint = Blueprint("gigs", __name__)
_desk = "/desk/<business_slug>/gigs"
_rounds = "/desk/<business_slug>/rounds"

for rule, view in (
    ("/fan/board", views_board.board),
    ("/fan/board/<public_id>", views_board.gig),
    ("/fan/calendar", views_board.calendar),
    ("/offers/<public_id>", views_board.offer),
    ("/assignments/<public_id>", views_work.assignment),
    ("/assignments/<public_id>/forfeit", views_work.forfeit),
    (_desk, views_desk.gigs),
    (f"{_desk}/<public_id>", views_desk.gig_page),
    (f"{_desk}/<public_id>/people", views_by_hand.people),
    (_rounds, views_rounds.rounds),
    (f"{_rounds}/<public_id>", views_rounds.round_page),
    (f"{_rounds}/fairness", views_rounds.fairness),
    (f"{_rounds}/weights", views_weights.weigh),
):
    blueprint.add_url_rule(rule, view.__name__, view, methods=["GET"])

for rule, view in (
    ("/fan/board/<public_id>/acceptance", views_board.take),
    ("/offers/<public_id>/acceptance", views_board.accept),
    ("/offers/<public_id>/refusal", views_board.decline),
    ("/assignments/<public_id>/check-in", views_work.check_in),
    ("/assignments/<public_id>/proofs", views_work.add_proof),
    ("/assignments/<public_id>/completion", views_work.complete),
    ("/assignments/<public_id>/forfeit", views_work.hand_back),
    (f"{_desk}/<public_id>/cancellation", views_desk.cancel),
    (f"{_desk}/<public_id>/matching", views_desk.ask_again),
    (f"{_desk}/<public_id>/people", views_by_hand.ask_by_hand),
    (_rounds, views_rounds.start_round),
    (f"{_rounds}/weights", views_weights.use_weights),
    (f"{_desk}/<public_id>/assignments/<assignment_id>/no-show", views_desk.no_show),
    (f"{_desk}/<public_id>/assignments/<assignment_id>/excuse", views_desk.excuse),
    (f"{_desk}/<public_id>/assignments/<assignment_id>/release", views_desk.release),
    (f"{_desk}/<public_id>/assignments/<assignment_id>/completion", views_desk.vouch),
    (f"{_desk}/<public_id>/assignments/<assignment_id>/waiting", views_desk.waiting),
):
    blueprint.add_url_rule(rule, view.__name__, writing(view), methods=["POST"])

blueprint.add_url_rule(f"{_desk}/new", "new_gig", writing(views_desk.new_gig), methods=["GET", "POST"])

"""All addresses of this area, apart from those of the desk."""

from __future__ import annotations

from flask import Blueprint

from marketplace.trust import (
    views_cases,
    views_decisions,
    views_notices,
    views_people,
    views_reviews,
    views_threads,
    views_uploads,
)

blueprint = Blueprint("trust", __name__)

for rule, endpoint, view, methods in (
    ("/decisions/<public_id>", "decision", views_decisions.decision, ["GET"]),
    ("/standing", "own_standing", views_decisions.own_standing, ["GET"]),
    ("/standing/<public_id>", "standing_event", views_decisions.standing_event, ["GET"]),
    ("/cases", "cases", views_cases.cases, ["GET"]),
    ("/cases/new", "new_case", views_cases.new_case, ["GET", "POST"]),
    ("/cases/<public_id>", "case", views_cases.case, ["GET"]),
    ("/cases/<public_id>/statements", "add_statement", views_cases.add_statement, ["POST"]),
    ("/cases/<public_id>/withdrawal", "withdraw_case", views_cases.withdraw, ["POST"]),
    ("/threads", "threads", views_threads.threads, ["GET"]),
    ("/threads/<public_id>", "thread", views_threads.thread, ["GET"]),
    ("/threads/<public_id>/messages", "post_message", views_threads.post_message, ["POST"]),
    ("/threads/<public_id>/reading", "read_thread", views_threads.mark_thread_read, ["POST"]),
    ("/notices", "notices", views_notices.notices, ["GET"]),
    ("/notices/reading", "read_all_notices", views_notices.read_all_notices, ["POST"]),
    ("/notices/<public_id>/reading", "open_notice", views_notices.open_notice, ["POST"]),
    ("/notices/unsubscribe/<token>", "unsubscribe", views_notices.unsubscribe, ["GET", "POST"]),
    ("/account/notices", "preferences", views_notices.preferences, ["GET", "POST"]),
    ("/account/blocks", "blocks", views_people.blocks, ["GET"]),
    ("/people/<public_id>/block", "block", views_people.block, ["POST"]),
    ("/people/<public_id>/block/lifting", "unblock", views_people.unblock, ["POST"]),
    ("/reviews/<public_id>", "review", views_reviews.review, ["GET", "POST"]),
    ("/uploads/<public_id>", "upload", views_uploads.upload, ["GET"]),
):
    blueprint.add_url_rule(rule, endpoint, view, methods=methods)

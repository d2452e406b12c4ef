"""Sentences of what is added to an earning later: refusals, notices."""

from __future__ import annotations

from flask_babel import lazy_gettext as _l

SENTENCES = {
    "waiting_minutes": _l(
        "Please give the minutes as a number from 0 to %(most)s; nobody waits longer than they were there."
    ),
    "waiting_settled": _l("This waiting has been settled already and stands in the books."),
    "waiting_frozen": _l(
        "A case keeps this earning back. Decide the case first; then the waiting can be settled."
    ),
    "notice.rewards.added_rating": _l(
        "Your guests' rating brings you %(amount_minor)s more with %(programme)s."
    ),
    "notice.rewards.added_waiting": _l("Your waiting brings you %(amount_minor)s more with %(programme)s."),
    "action.money.waiting": _l("Confirmed or corrected how long somebody waited"),
}

"""Sentences of codes and store credit: what a counter or a checkout refuses, and what credit came from."""

from __future__ import annotations

from flask_babel import lazy_gettext as _l

SENTENCES = {
    # Refusals of a code
    "code_mistyped": _l(
        "This is not a code as we print them. Look at each letter again: codes have no 0, O, 1 or I."
    ),
    "code_unknown": _l("There is no such code here. It may belong to another shop."),
    "code_spent": _l("This code was used already, %(redeemed_at)s. It cannot be used again."),
    "code_for_bookings": _l(
        "This is a promotion code: it takes something off when one books, and is worth nothing at the counter."
    ),
    "credit_empty": _l("There is no credit left on this code."),
    "credit_short": _l("There is less on this code than that."),
    "redemption_stale": _l("Somebody has just taken from this credit. Look at what is left, then take it."),
    "amount_above_nothing": _l("Enter an amount above nothing."),
    # What credit came from and went to
    "credit.earning": _l("Earned with a gig"),
    "credit.apology": _l("An apology: a booking was called off"),
    "credit.code_redeemed": _l("A discount code"),
    "credit.redeemed_at_counter": _l("Used at the counter"),
    "credit.credit_used": _l("Used for a booking"),
    "credit.credit_given_back": _l("Back from a booking"),
    "credit.credit_given_up": _l("Left to the business"),
    # What staff did
    "action.counter.redeem": _l("Took a code at the counter"),
}

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
    "pass_for_counter": _l("This code opens credit at the counter. To use your credit here, sign in."),
    "payment_under_way": _l("Your bank is being asked about this payment. Wait a moment, then try again."),
    "promotion_over": _l("This promotion is over."),
    "promotion_paused": _l("This promotion is paused just now."),
    "promotion_not_yet": _l("This promotion begins %(starts_at)s."),
    "promotion_elsewhere": _l("This promotion is for something else that can be booked here."),
    "promotion_currency": _l("This promotion is in another currency."),
    "promotion_least_price": _l("This promotion holds from %(least_price_minor)s on."),
    "promotion_used_up": _l("This promotion is used up."),
    "promotion_used_by_you": _l("You have used this promotion as often as one may."),
    "promotion_nothing": _l("This promotion takes nothing off here."),
    "promotion_stands_otherwise": _l("The promotion has changed meanwhile. Look at it again."),
    # How a promotion stands
    "promotion.active": _l("Runs"),
    "promotion.paused": _l("Paused"),
    "promotion.ended": _l("Over"),
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
    "action.promotions.make": _l("Made a promotion code"),
    "action.promotions.pause": _l("Paused a promotion"),
    "action.promotions.resume": _l("Let a promotion run again"),
    "action.promotions.end": _l("Ended a promotion"),
    "action.tax.details": _l("Changed how tax stands on receipts"),
    "action.tax.rate": _l("Entered a tax rate"),
    "action.tax.remove": _l("Took a tax rate away"),
    "tax_rate_known": _l("There is a rate of this name from that day on already."),
    "tax_rate_began": _l(
        "This rate has begun, so bookings may rest on it. Enter a new one from a later day on."
    ),
    "tax_too_high": _l("All rates of one day together are more than 100 per cent."),
}

"""The codes of refunds and disputes in words."""

from __future__ import annotations

from flask_babel import lazy_gettext as _l

SENTENCES = {
    "dispute_not_answerable": _l("This can no longer be answered. Open it to see how it stands."),
    "refund_too_much": _l("At most %(left_minor)s can go back."),
    "refund_not_yet": _l(
        "This booking is not settled yet. Call it off to give everything back, or give money back once it has taken place."
    ),
    "refund_odd": _l("No card takes this amount. Give back a little more or less, or all of it."),
    "refund_disputed": _l("The customer's bank has asked this money back. Answer the bank first."),
    "dispute.open": _l("Waiting for an answer"),
    "dispute.answered": _l("With the customer's bank"),
    "dispute.won": _l("You kept the money"),
    "dispute.lost": _l("The customer got the money"),
    "dispute_reason.bank_cannot_process": _l("The bank could not take the payment"),
    "dispute_reason.credit_not_processed": _l("A promised refund did not come"),
    "dispute_reason.duplicate": _l("The customer says it was taken twice"),
    "dispute_reason.fraudulent": _l("The cardholder says they did not pay this"),
    "dispute_reason.general": _l("The bank gave no reason"),
    "dispute_reason.product_not_received": _l("The customer says it did not take place"),
    "dispute_reason.product_unacceptable": _l("The customer says it was not as promised"),
    "dispute_reason.subscription_canceled": _l("The customer says they had cancelled"),
    "dispute_reason.unrecognized": _l("The cardholder does not recognise the payment"),
    "refund_reason.goodwill": _l("Goodwill"),
    "refund_reason.quality": _l("It was not as promised"),
    "refund_reason.mistake": _l("We made a mistake"),
    "refund_reason.other": _l("Something else"),
    "rule.bookings.refund_by_hand": _l("Giving money back by hand"),
    "outcome.bookings.refund_by_hand.refunded": _l("Money was given back"),
    "action.money.bear_dispute": _l("Said who bears a disputed payment"),
    "action.money.dispute_evidence": _l("Answered a dispute"),
    "action.money.dispute_accept": _l("Accepted a dispute"),
    "action.money.refund_by_hand": _l("Gave money back"),
    "input.amount_minor": _l("Amount"),
    "input.currency": _l("Currency"),
    "notice.bookings.dispute_opened": _l(
        "A customer's bank asks %(amount_minor)s back for “%(title)s”. You can answer it."
    ),
    "notice.bookings.dispute_won": _l(
        "The bank decided for you: %(amount_minor)s for “%(title)s” stays yours."
    ),
    "notice.bookings.dispute_lost": _l(
        "The bank decided for the customer: %(amount_minor)s for “%(title)s” is gone."
    ),
    "notice.bookings.dispute_seen": _l(
        "Your bank has asked %(amount_minor)s back for “%(title)s”. If that was a mistake, tell your bank; it decides."
    ),
    "notice.bookings.refunded_by_hand": _l("%(business)s gives you %(amount_minor)s back for “%(title)s”."),
    "notice.bookings.pay_kept_back": _l(
        "The customer's bank has asked the payment for “%(title)s” back. What you earned with it and do not have yet waits until the bank decides."
    ),
    "notice.bookings.pay_free_again": _l(
        "The bank has decided on “%(title)s”. What you earned with it is yours."
    ),
    "notice.bookings.pay_taken_back": _l(
        "The bank gave the payment for “%(title)s” back to the customer, and %(amount_minor)s of your pay went with it. You can say that this is not right."
    ),
}

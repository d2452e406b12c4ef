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
    "evidence_closed": _l(
        "This can no longer be answered, or the answer is sent. Open it to see how it stands."
    ),
    "evidence_slot": _l("Please choose what the file shows."),
    "evidence_type": _l("Banks take photos and PDFs alone."),
    "evidence_size": _l(
        "That is too large: there is room for %(most_mb)s MB more. Make it smaller, or take another file out."
    ),
    "action.money.evidence_added": _l("Added a file for the customer's bank"),
    "action.money.evidence_removed": _l("Took out a file for the customer's bank"),
    "brought.gig": _l("The gig"),
    "brought.rating": _l("Added later, by the guests' rating"),
    "brought.waiting": _l("Added later, for waiting"),
    "brought.costs": _l("Costs, with a receipt"),
    "recovery_changed": _l("Something has changed since you saw this. Please look again: nothing was done."),
    "recovery_decided": _l("This is decided already."),
    "recovery_nothing": _l("There is nothing left that could be taken back."),
    "recovery_reason.dispute": _l("The customer's bank gave the payment back"),
    "recovery_reason.refund": _l("The customer was given money back"),
    "rule.bookings.recovery": _l("Pay whose price went back to the customer"),
    "outcome.bookings.recovery.taken": _l("It was taken back"),
    "outcome.bookings.recovery.borne": _l("The business bears it"),
    "action.money.recovery_taken": _l("Took pay back whose price went back to the customer"),
    "action.money.recovery_borne": _l("Bore pay whose price went back to the customer"),
    "notice.bookings.pay_taken_back_refund": _l(
        "%(business)s gave the customer of “%(title)s” money back, and %(amount_minor)s of your pay went with it. You can read what happens next, and say that this is not right."
    ),
    "brought.tip": _l("A tip"),
    "dispute.open": _l("Waiting for an answer"),
    "dispute.answered": _l("With the customer's bank"),
    "dispute.won": _l("You kept the money"),
    "dispute.lost": _l("The customer got the money"),
    "action.money.evidence_put": _l("Put papers for the customer's bank together"),
    "dispute_reason.check_returned": _l("The bank sent the payment back"),
    "dispute_reason.customer_initiated": _l("The customer asked their bank for the money"),
    "dispute_reason.debit_not_authorized": _l("The cardholder says they did not allow this"),
    "dispute_reason.incorrect_account_details": _l("The account's details were wrong"),
    "dispute_reason.insufficient_funds": _l("The account had too little money"),
    "dispute_reason.noncompliant": _l("The bank says that its rules were not kept"),
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
    "refund_reason.fraud": _l("The bank warned of fraud"),
    "warning.open": _l("Waiting for you"),
    "warning.refunding": _l("Going back to the customer"),
    "warning.refunded": _l("Given back"),
    "warning.left": _l("Left as it is"),
    "warning.disputed": _l("The bank has asked it back"),
    "warning_reason.known_customer": _l("We know this customer"),
    "warning_reason.asked_them": _l("We asked the customer, and they paid it themselves"),
    "warning_reason.took_place": _l("It took place, and we can show it"),
    "warning_reason.other": _l("Something else"),
    "warning_closed": _l(
        "This is decided already, or the bank has asked the money back. Open it to see how it stands."
    ),
    "warning_not_refundable": _l("Nothing can be given back from here any more. Look at the booking."),
    "warning_reason_missing": _l("Please say why you leave it as it is."),
    "fraud_warning_refunded": _l("The bank warned of fraud, and everything was given back"),
    "rule.bookings.fraud_warning": _l("A bank's warning of fraud"),
    "outcome.bookings.fraud_warning.refunded": _l("Everything was given back"),
    "outcome.bookings.fraud_warning.left": _l("Left as it is"),
    "action.money.refund_warned": _l("Gave back a payment that a bank warned of"),
    "action.money.leave_warning": _l("Left a payment as it is that a bank warned of"),
    "fraud_type.card_never_received": _l("The card never reached its holder"),
    "fraud_type.fraudulent_card_application": _l("The card was applied for under a false name"),
    "fraud_type.made_with_counterfeit_card": _l("The card was copied"),
    "fraud_type.made_with_lost_card": _l("The card was lost"),
    "fraud_type.made_with_stolen_card": _l("The card was stolen"),
    "fraud_type.misc": _l("The bank gave no reason"),
    "fraud_type.unauthorized_use_of_card": _l("Somebody used the card without leave"),
    "notice.bookings.fraud_warned": _l(
        "A customer's bank fears that the %(amount_minor)s for “%(title)s” are fraud. You can give them back before it asks, which costs less than a dispute."
    ),
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

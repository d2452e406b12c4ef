"""The codes of bookings in words."""

from __future__ import annotations

from flask_babel import lazy_gettext as _l

from marketplace.core.words import Counted

ERRORS = {
    # What closing a programme does
    "ending.bookings_called_off": _l("Bookings that nobody had said yes to: %(number)s"),
    "ending_note.bookings_called_off": _l(
        "They are called off, and all that was paid or set aside goes back to the guests."
    ),
    "ending.dates_called_off": _l("Dates without a guide"),
    "ending_note.dates_called_off": _l("They are called off and can no longer be booked."),
    "ending.credit_given_back": _l("Credit of guests in these bookings"),
    "ending_note.credit_given_back": _l("It is theirs to spend again at once."),
    "ending.bookings_take_place": _l("Confirmed bookings: %(number)s"),
    "ending_note.bookings_take_place": _l(
        "They take place as promised, and their money is settled then. What cannot take place, call off on its own page: that shows what goes back."
    ),
    "party_size": _l("Between %(least)s and %(most)s people can come."),
    "already_begun": _l("It has begun already. Choose another date."),
    "booking_too_dear": _l("No card can be charged more than %(most_minor)s at once. Choose fewer people."),
    "excuse_unknown": _l("Choose one of the reasons for which a customer is let off."),
    "booking_begun": _l("It has begun already. Write to the business if something is wrong."),
    "booking_not_payable": _l(
        "This booking does not wait for a payment any more. Open it to see how it stands."
    ),
    "booking_not_cancellable": _l(
        "This booking can no longer be cancelled. Write to the business if something went wrong."
    ),
    "refund_changed": _l(
        "The refund has changed while you looked: it is now %(refund_minor)s. Please look at it again."
    ),
    "booking_ahead": _l(
        "You have booked “%(title)s”. Cancel it first, with the refund shown, or wait until it is over."
    ),
    "business_booked": _l(
        "A customer has booked “%(title)s” with %(business)s, which you alone own. Wait until it is over, call it off, "
        "or make somebody else an owner."
    ),
    "card_unknown": _l("This is not a test card's number. Use 4242 4242 4242 4242."),
    "words_needed": _l("Say in your own words what you wish for."),
    "request_duration": _l("It can last between %(least_minutes)s and %(most_minutes)s."),
    "request_not_answered": _l(
        "Nobody can be chosen for this request at present. Open it to see how it stands."
    ),
}

CALLED_OFF = {
    "person_could_not": _l("The person you chose could not make it."),
    "stage_unfilled": _l("Nobody could be found for one of the stages."),
    "no_team_found": _l("We could not find people for every stage on these days."),
    "booking_cancelled": _l("The booking was cancelled."),
    "called_off_by_business": _l("The business had to call it off."),
    "card_refused": _l("The bank declined the card, and no other came in time."),
    "cancelled_grace": _l("Cancelled within a day of booking: everything goes back."),
    "cancelled_notice": _l("Cancelled in good time, as agreed at booking."),
    "cancelled_late": _l("Cancelled later than agreed for a refund."),
    "cancelled_waived": _l("A part of it fell away, so you may call off the rest: everything goes back."),
    "cancelled_excused_prevented": _l(
        "Called off without a charge, because something serious came up: everything goes back."
    ),
    "cancelled_excused_safety": _l(
        "Called off without a charge, because it would not have been safe: everything goes back."
    ),
    "cancelled_excused_weather": _l("Called off without a charge, for the weather: everything goes back."),
    "cancelled_excused_other": _l("Called off without a charge, for a good reason: everything goes back."),
    "cancelled_called_off_by_fan": _l("The guide called it off: everything goes back."),
    "cancelled_called_off_by_business": _l("The business called it off: everything goes back."),
    "cancelled_called_off_by_nobody": _l("It could not take place: everything goes back."),
}

BECAUSE = {
    "because.near": _l("Lives nearby"),
    "because.skilled": _l("Knows %(skill)s well"),
    "because.speaks": _l("Speaks %(language)s"),
    "because.shares": _l("Shares your interest in %(interests)s"),
    "because.reliable": _l("Others could count on them"),
    "because.knows_area": _l("Knows %(area)s"),
}

LACKING = {
    "lacking.skill": _l("Without a skill it needs: %(number)s"),
    "lacking.language": _l("Do not speak the language well enough: %(number)s"),
    "lacking.time": _l("Not free at that time: %(number)s"),
    "lacking.place": _l("Live too far away: %(number)s"),
    "lacking.party": _l("Lead smaller groups: %(number)s"),
    "lacking.age_unknown": _l("Have not said when they were born, and it is for adults: %(number)s"),
    "lacking.age": _l("Are not of age: %(number)s"),
    "lacking.other": _l("Do not fit for other reasons: %(number)s"),
    "lacking.nobody_near": _l("Nobody of this programme lives near enough."),
}

NOTICES = {
    "notice.bookings.received": _l(
        "We have your booking “%(title)s” for %(starts_at)s and are asking the people it needs."
    ),
    "notice.bookings.confirmed": _l("Your booking “%(title)s” on %(starts_at)s is confirmed."),
    "notice.bookings.replacement_sought": _l(
        "Somebody had to step back from “%(title)s”. We are looking for a replacement."
    ),
    "notice.bookings.completed": _l("“%(title)s” has taken place. Thank you for coming."),
    "notice.bookings.cancelled": _l("“%(title)s” is cancelled. You get %(refund_minor)s back."),
    "notice.bookings.excused": _l(
        "%(business)s lets you off “%(title)s” without a charge. You get %(refund_minor)s back."
    ),
    "notice.bookings.called_off": _l("“%(title)s” cannot take place. You get %(refund_minor)s back."),
    "notice.bookings.called_off_untaken": _l("“%(title)s” cannot take place. Nothing was taken from you."),
    "notice.bookings.cancelled_untaken": _l("“%(title)s” is cancelled. Nothing was taken from you."),
    "notice.bookings.part_lost": _l(
        "Nobody could be found for “%(what)s” in “%(title)s”. You get %(amount_minor)s back."
    ),
    "notice.bookings.proposals": Counted(
        "number",
        "%(number)s person fits your request for %(place)s and waits for your choice.",
        "%(number)s people fit your request for %(place)s and wait for your choice.",
    ),
    "notice.bookings.no_proposals": _l(
        "We found nobody yet who fits your request for %(place)s. You see what is lacking, and can change it."
    ),
    "notice.bookings.choose_again": _l(
        "The person you chose for %(place)s could not make it. Others who fit are still there: choose again."
    ),
    "notice.bookings.money_lost": _l(
        "The bank let %(amount_minor)s for “%(title)s” go before it was taken. Ask the customer to pay another way."
    ),
    "notice.bookings.card_refused": _l(
        "Your bank would not set %(amount_minor)s aside for “%(title)s”. Give another card until %(until_at)s, or it is "
        "called off; nothing was charged."
    ),
    "notice.bookings.unanswered": _l(
        "A customer asked for something at %(place)s and nobody fits. You see what is lacking."
    ),
}

DECISIONS = {
    "people_put_forward": _l("People who fit were put forward: %(number)s."),
    "decision.team_found": _l("People were found who can do every part: %(number)s."),
    "rule.bookings.cancellation": _l("Calling a booking off"),
    "rule.bookings.proposals": _l("Whom to put forward"),
    "outcome.bookings.cancellation.cancelled": _l("Cancelled by the customer"),
    "outcome.bookings.cancellation.called_off": _l("Called off"),
    "outcome.bookings.proposals.answered": _l("People were put forward"),
    "outcome.bookings.proposals.unanswered": _l("Nobody fitted"),
    "action.bookings.call_off": _l("Called off a booking"),
    "input.state.pending": _l("Not paid yet"),
    "input.state.waiting": _l("People are being asked"),
    "input.state.expired": _l("It was not paid in time"),
    "input.state.cancelled": _l("Cancelled"),
    "input.state.called_off": _l("Called off"),
    "input.price_minor": _l("Price"),
    "input.payments": _l("Payments"),
    "input.assignments": _l("People it counts on"),
    "action.bookings.excuse": _l("Let a customer off without a charge"),
    "input.by": _l("Called off by"),
    "input.by.customer": _l("The customer"),
    "input.by.business": _l("The business"),
    "input.by.fan": _l("The person who would have led"),
    "input.by.nobody": _l("Nobody"),
    "input.policy": _l("Policy agreed at booking"),
    "input.fitting": _l("Fitted"),
}

COURSE = {
    "booking.pay": _l("The price was set aside"),
    "booking.expire": _l("It was not paid in time"),
    "booking.confirm": _l("Everybody had said yes"),
    "booking.reopen": _l("Somebody had to step back"),
    "booking.complete": _l("It took place"),
    "booking.cancel": _l("The customer cancelled it"),
    "booking.call_off": _l("It was called off"),
    "payment.planned": _l("Being asked of the bank"),
    "payment.authorised": _l("Set aside, not taken"),
    "payment.kept": _l("Card kept; nothing set aside yet"),
    "payment.asks_customer": _l("The bank asks for a second step"),
    "payment.refused": _l("Declined by the bank"),
    "payment.unknown": _l("The bank has not answered yet"),
    "payment.captured": _l("Taken"),
    "payment.voided": _l("Let go"),
    "payment.refunded": _l("Given back"),
    "payment.lapsed": _l("The bank let it go before it was taken"),
    "request.open": _l("People are being looked for"),
    "request.answered": _l("Waiting for a choice"),
    "request.unanswered": _l("Nobody fits yet"),
    "request.chosen": _l("Somebody was chosen"),
    "request.withdrawn": _l("Withdrawn"),
    "request.lapsed": _l("Its time has come and gone"),
    "proposal.proposed": _l("Put forward"),
    "proposal.chosen": _l("Chosen"),
    "proposal.stepped_back": _l("Could not"),
    "proposal.passed_over": _l("Not this time"),
}

SENTENCES = ERRORS | CALLED_OFF | BECAUSE | LACKING | NOTICES | DECISIONS | COURSE

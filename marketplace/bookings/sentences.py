"""The codes of bookings in words."""

from __future__ import annotations

from flask_babel import lazy_gettext as _l

SENTENCES = {
    "party_size": _l("Between %(least)s and %(most)s people can come."),
    "already_begun": _l("It has begun already. Choose another date."),
    "booking_not_payable": _l(
        "This booking does not wait for a payment any more. Open it to see how it stands."
    ),
    "booking_not_cancellable": _l(
        "This booking can no longer be cancelled. Write to the business if something went wrong."
    ),
    "refund_changed": _l(
        "The refund has changed while you looked: it is now %(refund_minor)s. Please look at it again."
    ),
    "card_unknown": _l("This is not a test card's number. Use 4242 4242 4242 4242."),
    "words_needed": _l("Say in your own words what you wish for."),
    "request_duration": _l("It can last between %(least_minutes)s and %(most_minutes)s."),
    "request_not_answered": _l(
        "Nobody can be chosen for this request at present. Open it to see how it stands."
    ),
    "person_could_not": _l("The person you chose could not make it."),
    "stage_unfilled": _l("Nobody could be found for one of the stages."),
    "no_team_found": _l("We could not find people for every stage on these days."),
    "booking_cancelled": _l("The booking was cancelled."),
    "called_off_by_business": _l("The business had to call it off."),
    "people_put_forward": _l("%(number)s people who fit were put forward."),
    "cancelled_grace": _l("Cancelled within a day of booking: everything goes back."),
    "cancelled_notice": _l("Cancelled in good time, as agreed at booking."),
    "cancelled_late": _l("Cancelled later than agreed for a refund."),
    "cancelled_waived": _l("Cancelled for a reason that was accepted: everything goes back."),
    "cancelled_called_off_by_fan": _l("The guide called it off: everything goes back."),
    "cancelled_called_off_by_business": _l("The business called it off: everything goes back."),
    "cancelled_called_off_by_nobody": _l("It could not take place: everything goes back."),
    "decision.team_found": _l("%(number)s people were found who can do every part."),
    "notice.bookings.received": _l(
        "We have your booking “%(title)s” for %(starts_at)s and are asking the people it needs."
    ),
    "notice.bookings.confirmed": _l("Your booking “%(title)s” on %(starts_at)s is confirmed."),
    "notice.bookings.replacement_sought": _l(
        "Somebody had to step back from “%(title)s”. We are looking for a replacement."
    ),
    "notice.bookings.completed": _l("“%(title)s” has taken place. Thank you for coming."),
    "notice.bookings.cancelled": _l("“%(title)s” is cancelled. You get %(refund_minor)s back."),
    "notice.bookings.called_off": _l("“%(title)s” cannot take place. All your money goes back."),
    "notice.bookings.part_lost": _l(
        "Nobody could be found for “%(what)s” in “%(title)s”. %(amount_minor)s is not taken from you."
    ),
    "notice.bookings.proposals": _l(
        "%(number)s people who fit your request for %(place)s are waiting for your choice."
    ),
    "notice.bookings.no_proposals": _l(
        "We found nobody yet who fits your request for %(place)s. You see what is lacking, and can change it."
    ),
}
for _code, _words in {
    "skill_missing": _l("%(number)s people lack a skill it needs"),
    "language_missing": _l("%(number)s people do not speak the language well enough"),
    "not_available": _l("%(number)s people are not free then"),
    "too_far": _l("%(number)s people live too far away"),
}.items():
    SENTENCES[f"lacking.{_code}"] = _words

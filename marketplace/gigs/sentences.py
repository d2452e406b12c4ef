"""Sentences of this area: refusals, notices, states and what staff did; the reasons stand beside."""

from __future__ import annotations

from flask_babel import lazy_gettext as _l

from marketplace.core.words import Counted
from marketplace.gigs.sentences_desk import ON_THE_DESK
from marketplace.gigs.sentences_reasons import CANNOT, CHANGE, FOR, UNFILLED

ERRORS = {
    # What leaving a programme does
    "leaving.offers_withdrawn": _l("Offers that wait for your answer"),
    "leaving_note.offers_withdrawn": _l("They are taken back, and others are asked."),
    "leaving.work_is_kept": _l("Gigs that you have promised"),
    "leaving_note.work_is_kept": _l(
        "You do them, and are paid as you were told. If you cannot, give them back on their own page."
    ),
    "gig_needs_time": _l("Please say when it is, or by when it must be done."),
    "gig_needs_end": _l("Please say how long it takes."),
    "gig_in_past": _l("This time has passed already."),
    "gig_ends_before_start": _l("It would end before it begins."),
    "gig_too_long": _l("That is too long: %(most_days)s at most."),
    "places_out_of_range": _l("Please give a number of places from 1 to %(most)s."),
    "local_time_skipped": _l("%(local)s does not exist in %(zone)s on that day: the clocks go forward."),
    "checkin_means": _l("This gig is not begun that way."),
    "checkin_too_early": _l("It is too early to check in: you can from %(opens_at)s."),
    "checkin_too_late": _l("The gig is over, so you cannot check in any more. Ask the team to put it right."),
    "checkin_too_far": _l(
        "You seem to be %(distance_m)s away. Go closer, use the code, or check in by hand with a reason."
    ),
    "checkin_code_wrong": _l("That is not the code. Ask for it again; it has six letters and digits."),
    "position_missing": _l("We did not get your position. Use the code, or check in by hand with a reason."),
    "reason_missing": _l("Please give a reason in a few words."),
    "check_in_first": _l("Please check in first."),
    "proof_missing": _l("Something is still missing before this can be completed."),
    "proof_empty": _l("Please add a photo or a few words."),
    "place_unknown": _l("We cannot find this place. Try the town, or the name of a square or a station."),
    "proof_nonce": _l("This proof cannot be used. Please try again."),
    "proof_means": _l("This kind of proof is not taken here."),
    "assignment_over": _l("This gig is over for you, so nothing can be added."),
    "forfeit_after_start": _l("It has begun. Write to the team if you cannot go on."),
    "gig_promised": _l("You have promised “%(title)s”. Give it back, or do it and complete it, first."),
    "business_engaged": _l(
        "Somebody has promised “%(title)s” to %(business)s, which you alone own. Wait until it is done, call it off, "
        "or make somebody else an owner."
    ),
    "no_show_too_early": _l("It has not begun yet."),
}

NOTICES = {
    "notice.gigs.offer_sent": _l(
        "%(business)s asks whether you would do “%(title)s”. Please answer by %(expires_at)s."
    ),
    "notice.gigs.accepted": _l("You are booked for “%(title)s” with %(business)s on %(starts_at)s."),
    "notice.gigs.taken": _l("%(name)s will do “%(title)s” on %(starts_at)s."),
    "notice.gigs.unfilled": _l("Nobody has taken “%(title)s” on %(starts_at)s yet. You can see why."),
    "notice.gigs.unfilled_many": Counted(
        "count",
        "In %(title)s, %(count)s gig has found nobody yet. You can see why.",
        "In %(title)s, %(count)s gigs have found nobody yet. You can see why for each.",
    ),
    "notice.gigs.handed_back": _l("%(name)s gave back “%(title)s” on %(starts_at)s. Others are being asked."),
    "notice.gigs.released": _l(
        "“%(title)s” with %(business)s on %(starts_at)s will go ahead without you, or not at all."
    ),
    "notice.gigs.replaced": _l(
        "%(business)s has given “%(title)s” on %(starts_at)s to somebody else: %(note)s"
    ),
    "notice.gigs.offer_replaced": _l("%(business)s has offered “%(title)s” to somebody else: %(note)s"),
    "notice.gigs.no_show": _l(
        "%(business)s noted that you did not come to “%(title)s”. It counts only after a person has looked at it."
    ),
    "notice.gigs.manual_check_in": _l("%(name)s checked in by hand to “%(title)s” and gave a reason."),
    "notice.gigs.check_in_due": _l(
        "“%(title)s” has begun at %(starts_at)s. Have you arrived? Please check in."
    ),
    "notice.gigs.not_checked_in": _l("%(name)s has not checked in to “%(title)s” (%(starts_at)s)."),
    "notice.gigs.overdue": _l("“%(title)s” should be done by now. Please complete it so that you are paid."),
    "notice.gigs.overdue_desk": _l(
        "“%(title)s” is over and %(name)s has not completed it. Please say what happened."
    ),
}

DECISIONS = {
    "rule.gigs.acceptance": _l("Taking a gig"),
    "rule.gigs.matching": _l("Whom to ask for a gig"),
    "rule.gigs.round": _l("Whom to ask for many gigs at once"),
    "rule.gigs.by_hand": _l("A person chosen by the team"),
    "outcome.gigs.round.asked": _l("People were asked"),
    "outcome.gigs.round.nobody_to_ask": _l("Nobody was left to ask"),
    "outcome.gigs.by_hand.asked": _l("Asked by hand"),
    "outcome.gigs.by_hand.replaced": _l("Given to somebody else"),
    "outcome.gigs.by_hand.refused": _l("Could not be asked"),
    "outcome.gigs.acceptance.accepted": _l("Taken"),
    "outcome.gigs.acceptance.refused": _l("Could not be taken"),
    "outcome.gigs.matching.asked": _l("People were asked"),
    "outcome.gigs.matching.nobody_to_ask": _l("Nobody was left to ask"),
    "decision.fans_asked": _l("%(count)s were asked, out of %(looked_at)s who were looked at."),
    "input.taken": _l("Places taken before"),
    "input.places": _l("Places"),
    "input.member": _l("Membership"),
    "input.offer": _l("Offer"),
    "input.mode": _l("How it was offered"),
    "input.place": _l("Place"),
    "input.waives_hours": _l("Taken outside the declared hours"),
    "input.round": _l("Round of matching"),
    "input.looked_at": _l("Looked at"),
    "input.eligible": _l("Could take it"),
    "input.priced_by": _l("Round whose prices were used"),
    "input.gigs": _l("Gigs"),
    "input.replaced": _l("Who was replaced"),
    "input.reason": _l("Reason"),
    "input.reason.ill": _l("Somebody is ill"),
    "input.reason.travel": _l("Cannot get there"),
    "input.reason.work": _l("Has to work"),
    "input.reason.unclear": _l("Something is unclear"),
    "input.reason.other": _l("Something else"),
    "input.gig": _l("Gig"),
    "input.completed_at": _l("Done at"),
    "input.proofs": _l("Proofs"),
    "input.state.confirmed": _l("Booked"),
    "input.state.checked_in": _l("Under way"),
    "input.state.completed": _l("Done"),
    "input.state.forfeited": _l("Given back"),
    "input.state.released": _l("Released"),
    "input.state.no_show": _l("Did not come"),
    "input.state.lapsed": _l("Closed without a word"),
    "input.mode.open": _l("To everybody who fits"),
    "input.mode.reserved": _l("To this person"),
    "input.mode.pinned": _l("By hand"),
    "input.mode.taken": _l("Taken from the board"),
    "input.mode.instant": _l("At once"),
    "input.member.active": _l("Member"),
    "input.member.paused": _l("On a break"),
    "input.checked_in_at": _l("Checked in"),
    "input.late_at": _l("Late from"),
    "input.checked_in": _l("Had checked in"),
    "input.handed_back_at": _l("Given back"),
    "input.free_until": _l("Free to give back until"),
    "input.marked_by": _l("Noted by"),
    "input.side": _l("Side"),
    "input.side.staff": _l("The business"),
    "input.side.customer": _l("The customer"),
    "input.side.system": _l("The system"),
    "input.upload": _l("Evidence"),
}

STATES = {
    "gig.open": _l("Looking for people"),
    "gig.filled": _l("Everybody found"),
    "gig.unfilled": _l("Nobody found"),
    "gig.finished": _l("Over"),
    "gig.cancelled": _l("Called off"),
    "offer.open": _l("Waiting for an answer"),
    "offer.accepted": _l("Accepted"),
    "offer.declined": _l("Declined"),
    "offer.expired": _l("Not answered in time"),
    "offer.withdrawn": _l("Withdrawn"),
    "assignment.confirmed": _l("Booked"),
    "assignment.checked_in": _l("Under way"),
    "assignment.completed": _l("Done"),
    "assignment.forfeited": _l("Given back"),
    "assignment.released": _l("Released"),
    "assignment.no_show": _l("Did not come"),
    "assignment.lapsed": _l("Closed without a word"),
    "decline.bad_time": _l("The time does not suit me"),
    "decline.too_far": _l("It is too far"),
    "decline.reward_low": _l("The reward is too small"),
    "decline.not_for_me": _l("It is not my kind of thing"),
    "decline.other": _l("Something else"),
    "forfeit.ill": _l("I am ill"),
    "forfeit.travel": _l("I cannot get there"),
    "forfeit.work": _l("Something came up that I must do"),
    "forfeit.unclear": _l("It is not what I thought"),
    "forfeit.other": _l("Something else"),
    "means.code": _l("by code"),
    "means.place": _l("by place"),
    "means.manual": _l("by hand, with a reason"),
    "means.photo": _l("a photo"),
    "means.statement": _l("in words"),
    "means.signature": _l("a signature"),
}

SENTENCES = FOR | CANNOT | CHANGE | UNFILLED | ERRORS | NOTICES | DECISIONS | STATES | ON_THE_DESK

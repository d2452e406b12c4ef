"""Sentences of this area: why somebody is asked or cannot take a gig, what would help, refusals, notices."""

from __future__ import annotations

from flask_babel import lazy_gettext as _l

FOR = {
    "for.near": _l("It is %(distance_m)s from your home."),
    "for.skilled": _l("You know %(skill)s well."),
    "for.speaks": _l("You speak %(language)s."),
    "for.shares": _l("You share an interest in %(interests)s."),
    "for.reliable": _l("People can count on you."),
    "for.due": _l("It is your turn: you have had less than your share so far."),
    "for.knows_area": _l("You know %(area)s."),
    "for.chosen_by_fan": _l("You chose it from the board yourself."),
    "for.chosen_by_customer": _l("The customer chose you."),
    "for.chosen_by_staff": _l("The team thought of you for this."),
}

CANNOT = {
    "cannot.skill_missing": _l("It needs %(skill)s, which is not on your page."),
    "cannot.skill_level": _l("It needs %(skill)s at level %(level_needed)s; yours is %(level_held)s."),
    "cannot.skills_any": _l("It needs one of these: %(skills)s."),
    "cannot.language": _l("It needs one of these languages, spoken well: %(languages)s."),
    "cannot.credential_missing": _l("It needs %(credential)s, which nobody has checked for you yet."),
    "cannot.credential_not_yet": _l("Your %(credential)s holds only from %(valid_from_on)s."),
    "cannot.credential_expired": _l("Your %(credential)s runs out on %(valid_until_on)s."),
    "cannot.unavailable": _l("It lies outside the hours you gave: %(from_at)s to %(until_at)s."),
    "cannot.overlap": _l("You have something else from %(from_at)s to %(until_at)s."),
    "cannot.overlap_now": _l("You have just taken something else at that time."),
    "cannot.travel_between": _l(
        "The way to or from what you have at %(from_at)s takes %(needed_minutes)s, and there are %(gap_minutes)s."
    ),
    "cannot.too_far": _l("It is %(distance_m)s away, and you travel up to %(radius_m)s."),
    "cannot.no_home": _l("We do not know where you set out from: your page has no home area."),
    "cannot.too_young": _l("You need to be %(age_min)s for this."),
    "cannot.age_unknown": _l(
        "You need to be %(age_min)s for this, and your page does not say when you were born."
    ),
    "cannot.group_too_large": _l("The group has %(party)s people; you lead up to %(largest_group)s."),
    "cannot.hours_day": _l(
        "It would make %(total_minutes)s of work on %(day_on)s; the most is %(cap_minutes)s."
    ),
    "cannot.hours_week": _l(
        "It would make %(total_minutes)s of work in seven days; the most is %(cap_minutes)s."
    ),
    "cannot.blocked": _l("You and somebody who takes part do not meet."),
    "cannot.excluded": _l("You have given this one back before."),
    "cannot.standing_low": _l("It is for people with a longer record here."),
    "cannot.offline": _l("It starts now, and you have not said that you are on."),
    "cannot.unavailable_then": _l("Not available at that time."),
    "cannot.outscored_here": _l("Others suited it better."),
    "cannot.not_asked_about": _l("Not among those who were looked at."),
    "cannot.profile_missing": _l("Your page is not complete yet: say where you are and what you can do."),
    "cannot.programme_not_open": _l("The programme is not taking on work at the moment."),
    "cannot.not_member": _l("You are not an active member of this programme."),
    "cannot.gig_cancelled": _l("It has been called off."),
    "cannot.gig_over": _l("It is over."),
    "cannot.gig_begun": _l("It has begun already."),
    "cannot.full": _l("Every place has been taken."),
    "cannot.taken_already": _l("You have this one already."),
    "cannot.held_for_others": _l(
        "The last place is kept for somebody who was asked before you. Look again later."
    ),
    "cannot.by_invitation": _l("This one is for people who were asked by name."),
    "cannot.offer_expired": _l("The time to answer is over."),
    "cannot.offer_declined": _l("You said no to this one."),
    "cannot.offer_withdrawn": _l("It has gone to somebody else, or was called off."),
    "cannot.offer_accepted": _l("You gave this one back."),
}

CHANGE = {
    "change.skill": _l("Add %(skill)s at level %(level)s to your page."),
    "change.language": _l("Add %(language)s to your languages, if you speak it well."),
    "change.credential": _l("Hand in your %(credential)s to be checked."),
    "change.radius": _l("Travel up to %(radius_m)s."),
    "change.home": _l("Say on your page where you set out from."),
    "change.hours": _l("Open your hours from %(from_at)s to %(until_at)s."),
    "change.free": _l("Be free from %(from_at)s to %(until_at)s."),
    "change.group": _l("Lead groups of up to %(party)s."),
    "change.standing": _l("Do a few more gigs first."),
    "change.online": _l("Say that you are on now."),
    "change.day_cap": _l("Allow yourself %(minutes)s minutes of work on one day."),
    "change.week_cap": _l("Allow yourself %(minutes)s minutes of work in seven days."),
}

UNFILLED = {
    "unfilled.nobody_in_reach": _l("Nobody in the programme lives near enough."),
    "unfilled.nobody_fits": _l("Nobody who could still be asked fits at that time."),
    "unfilled.nobody_left": _l("Everybody who fits has been asked."),
    "unfilled.time_ran_out": _l("It began before every place was taken."),
    "unfilled.programme_not_open": _l("The programme is not open, so nobody is asked."),
    "unfilled.budget_overspent": _l(
        "Rewards beyond the budget (%(amount_minor)s) come first, so nobody is asked."
    ),
    "kept_out.skill_missing": _l("lack a skill"),
    "kept_out.skill_level": _l("need more practice in a skill"),
    "kept_out.skills_any": _l("lack a skill"),
    "kept_out.language": _l("do not speak the language"),
    "kept_out.credential_missing": _l("have no checked credential"),
    "kept_out.credential_not_yet": _l("have a credential that holds later"),
    "kept_out.credential_expired": _l("have a credential that runs out"),
    "kept_out.unavailable": _l("are not available then"),
    "kept_out.overlap": _l("are not available then"),
    "kept_out.travel_between": _l("are not available then"),
    "kept_out.hours_day": _l("are not available then"),
    "kept_out.hours_week": _l("are not available then"),
    "kept_out.offline": _l("are not on now"),
    "kept_out.too_far": _l("live too far away"),
    "kept_out.no_home": _l("have not said where they live"),
    "kept_out.too_young": _l("are too young"),
    "kept_out.age_unknown": _l("have not said their age"),
    "kept_out.group_too_large": _l("lead smaller groups"),
    "kept_out.standing_low": _l("have too short a record"),
    "kept_out.blocked": _l("do not go together with somebody there"),
    "kept_out.excluded": _l("gave it back before"),
}

ERRORS = {
    "gig_needs_time": _l("Please say when it is, or by when it must be done."),
    "gig_needs_end": _l("Please say how long it takes."),
    "gig_in_past": _l("This time has passed already."),
    "gig_ends_before_start": _l("It would end before it begins."),
    "gig_too_long": _l("That is too long: %(most_days)s days are the most."),
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
    "no_show_too_early": _l("It has not begun yet."),
}

NOTICES = {
    "notice.gigs.offer_sent": _l(
        "%(business)s asks whether you would do “%(title)s”. Please answer by %(expires_at)s."
    ),
    "notice.gigs.accepted": _l("You are booked for “%(title)s” with %(business)s on %(starts_at)s."),
    "notice.gigs.taken": _l("%(name)s will do “%(title)s” on %(starts_at)s."),
    "notice.gigs.unfilled": _l("Nobody has taken “%(title)s” on %(starts_at)s yet. You can see why."),
    "notice.gigs.handed_back": _l("%(name)s gave back “%(title)s” on %(starts_at)s. Others are being asked."),
    "notice.gigs.released": _l(
        "“%(title)s” with %(business)s on %(starts_at)s will go ahead without you, or not at all."
    ),
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

ON_THE_DESK = {
    "desk_for.near": _l("Lives near."),
    "desk_for.skilled": _l("Knows well what is needed."),
    "desk_for.speaks": _l("Speaks the language."),
    "desk_for.shares": _l("Shares an interest with the guests."),
    "desk_for.reliable": _l("Is reliable."),
    "desk_for.due": _l("Has had less than a fair share so far."),
    "desk_for.knows_area": _l("Knows the area."),
    "desk_for.chosen_by_fan": _l("Took it from the board."),
    "desk_for.chosen_by_customer": _l("Was chosen by the customer."),
    "desk_for.chosen_by_staff": _l("Was asked by the team."),
    "term.filled": _l("That the place is filled"),
    "term.nearness": _l("How near"),
    "term.skill": _l("Skill"),
    "term.language": _l("Language"),
    "term.interest": _l("Shared interests"),
    "term.standing": _l("Reliability"),
    "term.fairness": _l("Whose turn it is"),
    "term.familiarity": _l("Knowing the area"),
    "step.check_in": _l("Check-in"),
    "step.stop": _l("Stop"),
    "step.completion": _l("Done"),
    "action.gig.make": _l("Made a gig"),
    "action.gig.cancel": _l("Called off a gig"),
    "action.assignment.no_show": _l("Noted that somebody did not come"),
    "action.assignment.excuse": _l("Took such a note back"),
    "action.assignment.release": _l("Let somebody go from a gig"),
    "action.assignment.complete": _l("Said for somebody that work was done"),
}

SENTENCES = FOR | CANNOT | CHANGE | UNFILLED | ERRORS | NOTICES | DECISIONS | STATES | ON_THE_DESK

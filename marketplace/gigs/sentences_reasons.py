"""Sentences for reasons: why somebody is asked, cannot take a gig, what would help, why nobody has taken it."""

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
    "change.language": _l("Say on your page that you speak %(language)s well, if you do."),
    "change.credential": _l("Hand in your %(credential)s to be checked."),
    "change.radius": _l("Travel up to %(radius_m)s."),
    "change.home": _l("Say on your page where you set out from."),
    "change.hours": _l("Open your hours from %(from_at)s to %(until_at)s."),
    "change.free": _l("Be free from %(from_at)s to %(until_at)s."),
    "change.group": _l("Lead groups of up to %(party)s."),
    "change.standing": _l("Do a few more gigs first."),
    "change.online": _l("Say that you are on now."),
    "change.day_cap": _l("Allow yourself %(minutes)s of work on one day."),
    "change.week_cap": _l("Allow yourself %(minutes)s of work in seven days."),
}

UNFILLED = {
    "unfilled.nobody_in_reach": _l("Nobody in the programme lives near enough."),
    "unfilled.nobody_fits": _l("Nobody who could still be asked fits at that time."),
    "unfilled.taken_elsewhere": _l(
        "Whoever fits is needed elsewhere at that time, or was asked for something else."
    ),
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
    "kept_out.excluded": _l("were asked for it before"),
}

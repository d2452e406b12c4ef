"""Sentences of this area: refusals, notices, reasons, and the names of what staff did."""

from __future__ import annotations

from flask_babel import lazy_gettext as _l

SENTENCES = {
    # What a decision was made from
    "input.joining": _l("Who may join"),
    "input.state": _l("State"),
    "input.credential": _l("Certificate"),
    "input.valid_from": _l("Holds from"),
    "input.valid_until": _l("Holds until"),
    # What ends with an account
    "erasing.memberships_end": _l("Programmes that you belong to"),
    "erasing_note.memberships_end": _l("You leave them, and no offers come any more."),
    # What was entered
    "skill_unknown": _l("We do not know one of these skills. Please choose from the list, or add your own."),
    "skill_needs_name": _l("Please say what it is called."),
    "skill_refused_before": _l(
        "This was proposed before and not taken into the list. Please describe it in your own words above."
    ),
    "skill_under_review": _l(
        "Somebody else has proposed this too, and it waits for review. Please describe it in your own words above until then."
    ),
    "too_many_proposals": _l(
        "You have %(most)s additions waiting for review. Please wait for an answer first."
    ),
    "fan_needs_language": _l("Please choose at least one language you speak."),
    "donation_needs_cause": _l("Please name the cause you would give to."),
    "too_many_hours": _l("That is more than fits: please keep it to %(most)s entries."),
    "both_times_needed": _l("Please give both times, or leave both empty for the whole day."),
    "date_not_ahead": _l("Please choose a day from today on, within the next two years."),
    "reason_needed": _l("Please give a reason. The person will read it."),
    "evidence_needed": _l("Please add a photo or a PDF of it."),
    "dates_reversed": _l("The last day lies before the first."),
    "date_over": _l("That day is over already."),
    # What cannot be done
    "leaving_changed": _l("What leaving does has changed meanwhile. Please look at it again."),
    "member_already": _l("You belong to this programme already."),
    "applied_already": _l("You have asked to join already. The answer will come by mail."),
    "removed_before": _l("You were removed from this programme. Only an invitation can bring you back."),
    "by_invitation_only": _l(
        "People join this programme by invitation. If you have one, use the link in your mail."
    ),
    # Notices
    "notice.membership.applied": _l("%(name)s would like to join %(programme)s."),
    "notice.membership.invited": _l("%(business)s invites you to %(programme)s."),
    "notice.membership.admitted": _l("You are in: welcome to %(programme)s."),
    "notice.membership.refused": _l("%(business)s did not admit you to %(programme)s: %(reason)s"),
    "notice.membership.suspended": _l("%(business)s has suspended you from %(programme)s: %(reason)s"),
    "notice.membership.reinstated": _l("You are back in %(programme)s."),
    "notice.membership.removed": _l("%(business)s has removed you from %(programme)s: %(reason)s"),
    "notice.skill.listed": _l("Your addition “%(skill)s” is now in the list for everyone."),
    "notice.skill.refused": _l("Your addition “%(skill)s” was not taken into the list."),
    "notice.credential.accepted": _l("A certificate of yours was accepted."),
    "notice.credential.refused": _l("A certificate of yours was not accepted. You can read why."),
    "notice.credential.revoked": _l("A certificate of yours no longer counts. You can read why."),
    # Decisions and their reasons
    "rule.membership.joining": _l("Joining a programme"),
    "rule.membership.decision": _l("Belonging to a programme"),
    "rule.credential.check": _l("Checking a certificate"),
    "outcome.membership.joining.admitted": _l("Admitted"),
    "outcome.membership.decision.admitted": _l("Admitted"),
    "outcome.membership.decision.refused": _l("Not admitted"),
    "outcome.membership.decision.reinstated": _l("Reinstated"),
    "outcome.membership.decision.suspended": _l("Suspended"),
    "outcome.membership.decision.removed": _l("Removed"),
    "outcome.credential.check.accepted": _l("Accepted"),
    "outcome.credential.check.refused": _l("Not accepted"),
    "outcome.credential.check.revoked": _l("No longer accepted"),
    "membership.open_to_all": _l("Anyone may join this programme."),
    "membership.invited": _l("There was an invitation."),
    "membership.admitted_by_staff": _l("A person on the staff admitted you."),
    "membership.refused_by_staff": _l(
        "A person on the staff decided so; their words stand with your application."
    ),
    "membership.suspended_by_staff": _l(
        "A person on the staff decided so; their words stand with your membership."
    ),
    "membership.reinstated_by_staff": _l("A person on the staff took the suspension back."),
    "membership.removed_by_staff": _l(
        "A person on the staff decided so; their words stand with your membership."
    ),
    "credential.accepted_by_staff": _l("A person on the staff looked at the evidence and accepted it."),
    "credential.refused_by_staff": _l(
        "A person on the staff looked at the evidence; their words stand with it."
    ),
    "credential.revoked_by_staff": _l(
        "A person on the staff decided that it no longer holds; their words stand with it."
    ),
    # The audit log
    "action.membership.invite": _l("Invited a fan to a programme"),
    "action.membership.admit": _l("Admitted somebody to a programme"),
    "action.membership.refuse": _l("Refused an application"),
    "action.membership.suspend": _l("Suspended a member"),
    "action.membership.reinstate": _l("Took a suspension back"),
    "action.membership.remove": _l("Removed a member"),
    "action.skill.list": _l("Took a skill into the list"),
    "action.skill.refuse": _l("Kept a skill out of the list"),
    "action.credential.accept": _l("Accepted a certificate"),
    "action.credential.refuse": _l("Did not accept a certificate"),
    "action.credential.revoke": _l("Revoked a certificate"),
}

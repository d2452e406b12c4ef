"""Sentences of this area: refusals, notices, and the names of what staff did."""

from __future__ import annotations

from flask_babel import lazy_gettext as _l

SENTENCES = {
    # What was entered
    "entry_too_long": _l("That is too long: please keep it under %(most)s characters."),
    "choice_not_offered": _l("Please choose one of the answers offered."),
    "number_not_between": _l("Please give a number between %(least)s and %(most)s."),
    "too_many_chosen": _l("That is too many: please choose at most %(most)s."),
    "business_needs_name": _l("Please give your business a name."),
    "business_needs_place": _l("Please say where your business is."),
    "business_accent_unknown": _l("Please give a colour such as #b4532a."),
    "business_currency_unknown": _l(
        "Nothing can be paid in this currency here. Please choose another, such as EUR."
    ),
    "currency_fixed": _l("Rewards are already reckoned in %(currency_code)s, so the currency stays."),
    "business_timezone_unknown": _l("We do not know this time zone. Use a name such as Europe/Amsterdam."),
    "business_language_unknown": _l("Please choose one of the languages offered."),
    "business_place_unknown": _l("We cannot find this place. Try the town, or the town and the country."),
    "kind_unknown": _l("Please choose what people will do."),
    "programme_needs_title": _l("Please give the programme a name."),
    # What cannot be done
    "opening_taken": _l("There is a business here already, and this installation is for one."),
    "opening_by_invitation": _l("A business is opened here by invitation. Please use the link in your mail."),
    "role_not_allowed": _l("Your role at %(business)s does not include this. An owner can change that."),
    "programme_not_ready": _l("Not yet: something on the checklist is still open."),
    "programme_closed": _l("This programme has ended."),
    "programme_not_open": _l("This programme is not open at the moment."),
    "invitation_used": _l("This invitation has been used already."),
    "invitation_for_another": _l(
        "This invitation went to another address. Please sign in with the address to which the mail came."
    ),
    "last_owner": _l("A business needs an owner. Make somebody else one first."),
    "business_open": _l(
        "You are the only owner of %(business)s, and “%(programme)s” is running. Make somebody else an owner, or close "
        "its programmes, first."
    ),
    # Notices
    "notice.staff.role": _l("Your role at %(business)s has changed."),
    "notice.staff.removed": _l("You no longer act for %(business)s."),
    # The audit log
    "action.business.open": _l("Opened the business"),
    "action.business.edit": _l("Changed the business page"),
    "action.business.logo": _l("Changed the logo"),
    "action.business.cover": _l("Changed the picture on the front page"),
    "action.programme.create": _l("Made a programme"),
    "action.programme.edit": _l("Changed a programme"),
    "action.programme.open": _l("Opened a programme"),
    "action.programme.resume": _l("Opened a programme again"),
    "action.programme.pause": _l("Paused a programme"),
    "action.programme.close": _l("Closed a programme"),
    "action.scheme.publish": _l("Published what people get"),
    "action.scheme.draft": _l("Began to change what people get"),
    "action.scheme.discard": _l("Threw away a change of what people get"),
    "action.invitation.fan": _l("Invited somebody to a programme"),
    "action.invitation.staff": _l("Invited somebody to the staff"),
    "action.invitation.owner": _l("Invited somebody to open a business"),
    "action.invitation.withdraw": _l("Took back an invitation"),
    "action.staff.join": _l("Joined the staff"),
    "action.staff.role": _l("Changed a role"),
    "action.staff.remove": _l("Removed somebody from the staff"),
}

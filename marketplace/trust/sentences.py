"""The words for every code of this area, and for those of the core."""

from __future__ import annotations

from flask_babel import lazy_gettext as _l

CORE = {
    "refused": _l("That cannot be done as things stand."),
    "invalid": _l("That cannot be used. Please look at it again."),
    "not_found": _l("There is nothing here, or it is not yours."),
    "forbidden": _l("You may not do this."),
    "invalid_transition": _l(
        "That cannot be done any more: things have moved on. Reload the page to see how they stand."
    ),
    "actor_not_allowed": _l("That is for somebody else to do."),
    "bad_request": _l("This could not be read as it was sent. Check its form and send it again."),
    "unauthorized": _l("Nobody is signed in, or the token is not known. Send a token that is valid."),
    "method_not_allowed": _l(
        "This address does not take that method; the header Allow names those it takes."
    ),
    "request_entity_too_large": _l("That is too large. Make it smaller and send it again."),
    "unsupported_media_type": _l("The body must be JSON. Say so in the header Content-Type."),
    "unprocessable_entity": _l(
        "What was sent cannot be used as it is. Nothing has been saved; correct it and send it again."
    ),
    "too_many_requests": _l("That was a lot at once. Please wait a little and try again."),
    "crashed": _l("Something went wrong on our side. Nothing was saved; please try again."),
}

ERRORS = {
    "choice_unknown": _l("Please choose one of the ways offered."),
    "words_missing": _l("Please write a few words."),
    "text_too_long": _l("Please keep it under %(length_max)s characters."),
    "message_empty": _l("Please write something before you send it."),
    "message_blocked": _l("You cannot write to each other: one of you has blocked the other."),
    "block_oneself": _l("You cannot block yourself."),
    "file_empty": _l("The file is empty. Please choose another one."),
    "file_too_large": _l("The file is too large: %(size_max_mb)s MB is the most."),
    "image_too_many_pixels": _l("The picture has too many pixels. Please make it smaller and try again."),
    "image_unreadable": _l("We cannot read this as a picture. JPEG, PNG, WebP, GIF and AVIF work."),
    "case_kind_unknown": _l("Please say what kind of case it is."),
    "case_outcome_unknown": _l("Please choose one of the outcomes offered."),
    "case_open_already": _l("You have opened a case about this already. It is still being looked at."),
    "case_closed": _l("This case has been closed."),
    "case_not_yours": _l("Only the person who opened a case can take it back."),
    "case_own": _l("Nobody decides in their own matter. Please leave it to somebody else."),
    "case_about_missing": _l("A case needs something that it is about. Open it from the page of that thing."),
    "review_stars": _l("Please give one to five stars."),
    "review_closed": _l("The time for reviews is over."),
    "review_shown": _l("Both reviews can be read now, so yours cannot be changed."),
    "standing_settled": _l("Somebody has looked at this already."),
    "standing_contested": _l("This is under appeal: the decision of the appeal settles it."),
}

NOTICES = {
    "notice.thread.message": _l("%(name)s wrote to you about “%(title)s”."),
    "notice.case.opened": _l(
        "%(name)s opened a case about “%(title)s”. Please say how you see it before %(due_at)s."
    ),
    "notice.case.assigned": _l("You are to decide the case “%(title)s” by %(due_at)s."),
    "notice.case.statement": _l("%(name)s added to the case “%(title)s”."),
    "notice.case.reminder": _l("The case “%(title)s” must be decided by %(due_at)s."),
    "notice.case.escalated": _l(
        "The case “%(title)s” was due at %(due_at)s and is still undecided. It is with you now."
    ),
    "notice.case.overdue": _l(
        "The case “%(title)s” was not decided in time. The owner has been asked to decide it now."
    ),
    "notice.case.decided": _l("The case “%(title)s” has been decided. You can read why."),
    "notice.case.withdrawn": _l("%(name)s took back the case “%(title)s”."),
    "notice.review.invited": _l(
        "How was it with %(name)s? Write a review of “%(title)s” until %(closes_at)s; it is shown when both are in."
    ),
    "notice.review.shown": _l("You can read what %(name)s wrote about you after “%(title)s”."),
    "notice.standing.fall_recorded": _l(
        "Something was noted that could lower your standing. It counts only after a person has looked at it; you can contest it."
    ),
    "notice.standing.fall_confirmed": _l(
        "A person has looked at what was noted about your standing, and it counts. You can contest it."
    ),
    "notice.standing.fall_dismissed": _l(
        "A person has looked at what was noted about your standing, and it does not count."
    ),
}

DECISIONS = {
    "rule.case.decision": _l("Decision of a case"),
    "rule.case.escalation": _l("A case that was not decided in time"),
    "rule.standing.event": _l("Something that moves your standing"),
    "outcome.escalated": _l("Handed to the owner"),
    "outcome.standing.event.awaits_person": _l("Waits until a person has looked at it"),
    "outcome.standing.event.counted": _l("Counts"),
    "outcome.standing.event.confirmed": _l("Counts: a person has looked at it"),
    "outcome.standing.event.dismissed": _l("Does not count: a person has looked at it"),
    "outcome.standing.event.overturned": _l("Does not count: the appeal was right"),
    "case.not_decided_in_time": _l("It was due at %(due_at)s and nobody had decided by then."),
    "case.outcome.upheld": _l("Whoever opened the case was right."),
    "case.outcome.partly_upheld": _l("Whoever opened the case was partly right."),
    "case.outcome.dismissed": _l("Whoever opened the case was not right in this."),
    "case.outcome.overturned": _l("The decision that was contested was wrong."),
    "case.outcome.confirmed": _l("The decision that was contested was right."),
    "case.outcome.acted": _l("The report was right, and something was done about it."),
    "case.outcome.hidden": _l("The report was right, and what was reported was taken from view."),
    "case.outcome.no_action": _l("What was reported does not break the rules."),
    "case.outcome.solved": _l("The question was answered or the problem mended."),
    "case.outcome.not_solved": _l("The problem could not be mended."),
    "case.outcome.withdrawn": _l("Taken back by whoever opened it."),
    "input.kind": _l("Kind"),
    "input.opened_at": _l("Opened"),
    "input.due_at": _l("Due"),
    "input.points": _l("Points"),
    "input.part": _l("Part of standing"),
    "input.part.reliability": _l("Reliability"),
    "input.part.quality": _l("Quality"),
    "input.about": _l("About"),
    "input.booking": _l("Booking"),
    "input.decider": _l("Who decides"),
    "input.evidence": _l("Evidence"),
    "input.stars": _l("Stars"),
    "input.quote": _l("Words"),
}

STANDING = {
    "standing.completed": _l("Completed a gig"),
    "standing.on_time": _l("Began on time"),
    "standing.late": _l("Began late"),
    "standing.cancelled": _l("Gave a gig back in time"),
    "standing.cancelled_late": _l("Gave a gig back late"),
    "standing.no_show": _l("Did not come"),
    "standing.review": _l("Was reviewed"),
    "standing.delivered": _l("Delivered"),
    "standing.not_received": _l("A parcel was not received"),
}

ACTIONS = {
    "action.case.add_statement": _l("Added to a case"),
    "action.case.assign_decider": _l("Named who decides a case"),
    "action.case.decide": _l("Decided a case"),
    "action.standing.settle_fall": _l("Looked at a fall in standing"),
}

SENTENCES = CORE | ERRORS | NOTICES | DECISIONS | STANDING | ACTIONS
SENTENCES |= {
    f"outcome.case.decision.{code[13:]}": words
    for code, words in DECISIONS.items()
    if code.startswith("case.outcome.")
}

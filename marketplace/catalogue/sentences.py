"""The catalogue's codes in words."""

from __future__ import annotations

from flask_babel import lazy_gettext as _l

from marketplace.core.words import Counted

SENTENCES = {
    # What leaving a programme does
    "leaving.listings_paused": _l("Experiences of your own"),
    "leaving_note.listings_paused": _l(
        "They are taken out of the shop window. Come back, and you can hand them in again."
    ),
    "leaving.own_dates_called_off": _l("Dates of yours without your yes"),
    "leaving_note.own_dates_called_off": _l("They are called off, and guests get everything back."),
    "host_has_left": _l("%(name)s, who wrote it, is not a member at present. Nobody else may hold it."),
    "experience_not_published": _l(
        "This listing is not published yet; sessions can be scheduled once it is."
    ),
    "session_language_unknown": _l("Choose one of the languages of the listing."),
    "no_such_local_time": _l(
        "The clocks skip this time on that day. Choose a time an hour earlier or later."
    ),
    "time_is_past": _l("This time has passed. Choose a later one."),
    "too_far_ahead": Counted(
        "days", "Choose a date within the next day.", "Choose a date within the next %(days)s days."
    ),
    "session_not_bookable": _l("This session can no longer be booked. Choose another date."),
    "session_full": Counted(
        "left",
        "Only %(left)s place is left for this session. Choose another date or a smaller party.",
        "Only %(left)s places are left for this session. Choose another date or a smaller party.",
    ),
    "too_few_guests": Counted(
        "booked",
        "Only %(booked)s guest had booked, and it takes at least %(least)s.",
        "Only %(booked)s guests had booked, and it takes at least %(least)s.",
    ),
    "no_guide_found": _l("No guide could be found in time."),
    "listing_title": _l("Give a title of 3 to 100 letters."),
    "listing_duration_minutes": _l("The duration is between a quarter of an hour and a day."),
    "listing_guests_min": _l("The smallest group is at least one, and not above the largest."),
    "listing_guests_max": _l("The largest group is at most 100."),
    "listing_price_minor": _l("The price is nothing or more, with at most eight digits."),
    "listing_price_per": _l("The price is per person or per group."),
    "listing_languages": _l("Choose at least one language it can be held in."),
    "listing_cutoff_hours": _l("The cut-off is at most two weeks before the start."),
    "journey_without_stages": _l("Describe at least one stage."),
    "journey_shares": _l("The shares of the price add up to the whole."),
    "listing_published": _l("Somebody of the business has looked at the listing and published it."),
    "listing_returned": _l("The business asks for changes."),
    "rule.catalogue.cutoff": _l("Whether a date takes place"),
    "rule.catalogue.vetting": _l("Looking at a listing"),
    "outcome.catalogue.cutoff.cancelled": _l("Called off"),
    "outcome.catalogue.vetting.published": _l("Published"),
    "outcome.catalogue.vetting.returned": _l("Sent back"),
    "input.state.scheduled": _l("Guide being found"),
    "input.state.guided": _l("Guide has said yes"),
    "input.guests_booked": _l("Guests booked"),
    "input.guests_min": _l("Smallest group"),
    "action.catalogue.publish_listing": _l("Published a listing"),
    "action.catalogue.return_listing": _l("Sent a listing back"),
    "notice.catalogue.published": _l("Your listing “%(title)s” is published."),
    "notice.catalogue.returned": _l("Your listing “%(title)s” needs changes: %(words)s"),
}

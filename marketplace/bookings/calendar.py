"""A booking as a calendar file: one entry for each thing that takes place, on the clock of its place."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime

from icalendar import Calendar, Event

from marketplace.bookings.models import Booking
from marketplace.bookings.telling import path
from marketplace.geo.zones import for_calendars
from marketplace.gigs.models import Gig
from marketplace.trust.mails import plain_link

PRODUCT = "-//Muster//bookings//EN"


def of_booking(booking: Booking, gigs: Sequence[Gig], at: datetime) -> bytes:
    """The file; before anybody has been asked there is one entry for the whole."""
    calendar = Calendar()
    calendar.add("prodid", PRODUCT)
    calendar.add("version", "2.0")
    link = plain_link(path(booking))
    if not gigs:
        calendar.add_component(
            _event(
                booking.public_id,
                booking.title,
                booking.starts_at,
                booking.ends_at,
                booking.timezone,
                "",
                link,
                at,
            )
        )
    for gig in gigs:
        if gig.starts_at is not None and gig.ends_at is not None:
            title = booking.title if len(gigs) == 1 else f"{booking.title}: {gig.title}"
            key = f"{booking.public_id}-{gig.public_id}"
            calendar.add_component(
                _event(key, title, gig.starts_at, gig.ends_at, gig.timezone, gig.place_name, link, at)
            )
    calendar.add_missing_timezones()
    content: bytes = calendar.to_ical()
    return content


def _event(
    key: str,
    title: str,
    starts_at: datetime,
    ends_at: datetime,
    timezone: str,
    place: str,
    link: str,
    at: datetime,
) -> Event:
    event = Event()
    event.add("uid", f"{key}@muster")
    event.add("dtstamp", at)
    event.add("dtstart", for_calendars(starts_at, timezone))
    event.add("dtend", for_calendars(ends_at, timezone))
    event.add("summary", title)
    event.add("url", link)
    if place:
        event.add("location", place)
    return event

"""Calendar feeds: a fan's gigs for the calendar people already use, under an address that the fan can change."""

from __future__ import annotations

from datetime import datetime, timedelta

import sqlalchemy as sa
from flask import Blueprint, Response, flash, redirect, render_template, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _
from icalendar import Calendar, Event

from marketplace.core import clock
from marketplace.core.db import db
from marketplace.core.errors import NotFound
from marketplace.core.i18n import spoken_to
from marketplace.core.permissions import public, signed_in
from marketplace.geo.zones import for_calendars
from marketplace.gigs.queries import feed_of
from marketplace.identity import links
from marketplace.superfans.models import Superfan
from marketplace.superfans.reader import own_fan
from marketplace.superfans.service_profile import rotate_feed_key
from marketplace.trust.reader import writing

blueprint = Blueprint("feeds", __name__)
BACK = timedelta(days=90)


@blueprint.get("/calendars/<feed_key>.ics")
@public
def fan_feed(feed_key: str) -> Response:
    """A fan's gigs; whoever has the address may read it, so the fan can change it."""
    fan = db.session.scalar(sa.select(Superfan).where(Superfan.feed_key == feed_key))
    if fan is None or len(feed_key) < 16 or not fan.identity.active:
        raise NotFound
    at = clock.now()
    with spoken_to(fan.identity.locale):
        calendar = _calendar(_("My gigs"))
        for one in feed_of(fan, at - BACK):
            gig = one.gig
            if gig.starts_at is not None and gig.ends_at is not None:
                address = links.absolute("gigs.assignment", public_id=one.public_id)
                calendar.add_component(
                    _event(
                        one.public_id,
                        gig.title,
                        gig.starts_at,
                        gig.ends_at,
                        gig.timezone,
                        gig.place_name,
                        address,
                        at,
                    )
                )
    return _answer(calendar)


@blueprint.get("/fan/calendar/address")
@signed_in
def address() -> str:
    """The secret address of one's own calendar, for the calendar people already use."""
    fan = own_fan()
    here = links.absolute("feeds.fan_feed", feed_key=fan.feed_key) if fan.feed_key else ""
    return render_template("api/calendar_address.html", address=here)


@blueprint.post("/fan/calendar/address")
@writing
@signed_in
def renew_address() -> ResponseReturnValue:
    """Make the address, or another one: the one before leads nowhere any more."""
    rotate_feed_key(own_fan(), clock.now())
    flash(_("Your calendar has a new address."), "success")
    return redirect(url_for("feeds.address"), 303)


def _calendar(name: str) -> Calendar:
    calendar = Calendar()
    calendar.add("prodid", "-//Muster//EN")
    calendar.add("version", "2.0")
    calendar.add("x-wr-calname", name)
    return calendar


def _event(
    ref: str,
    title: str,
    starts_at: datetime,
    ends_at: datetime,
    timezone: str,
    place: str,
    address: str,
    at: datetime,
) -> Event:
    event = Event()
    event.add("uid", f"{ref}@muster")
    event.add("summary", title)
    event.add("dtstart", for_calendars(starts_at, timezone))
    event.add("dtend", for_calendars(ends_at, timezone))
    event.add("dtstamp", at)
    event.add("location", place)
    event.add("url", address)
    return event


def _answer(calendar: Calendar) -> Response:
    calendar.add_missing_timezones()
    response = Response(calendar.to_ical(), mimetype="text/calendar")
    response.headers["Cache-Control"] = "private, max-age=300"
    return response

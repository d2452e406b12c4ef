"""Sessions: scheduling them with their guide's gig, counting guests in and out, calling them off."""

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime, timedelta
from typing import Any

import sqlalchemy as sa

from marketplace.catalogue import service_listings
from marketplace.catalogue.lifecycle import SESSION
from marketplace.catalogue.models import Experience, Session
from marketplace.catalogue.translating import said_of_date
from marketplace.core import jobs
from marketplace.core.db import db
from marketplace.core.errors import Invalid, Refused
from marketplace.core.lifecycle import Actor, move
from marketplace.geo.zones import NoSuchLocalTime, instant_of
from marketplace.gigs import service_gigs
from marketplace.gigs.models import Gig
from marketplace.gigs.terms import with_circle

DAYS_AHEAD_MAX = 366
SPOKEN_LEVEL_MIN = 3  # of five: who holds a session can talk with its guests

# Told when a session will not take place: bookings give everybody their money back.
_on_cancelled: list[Callable[[Session, str, datetime], None]] = []


def on_cancelled(told: Callable[[Session, str, datetime], None]) -> None:
    """Register what follows a session's cancellation: `told(session, reason_code, at)`."""
    _on_cancelled.append(told)


def schedule_session(
    experience: Experience, starts_local: datetime, at: datetime, *, language: str = ""
) -> Session:
    """Put a session on a date with the guide's gig, which is offered to its host or to whoever of the pool fits.

    Raises Invalid with the field when the time does not exist there, is past, or lies more than a year ahead.
    """
    if experience.state != "published":
        raise Refused("experience_not_published")
    if experience.programme.state == "closed":
        raise Refused("programme_closed")
    service_listings.check_host(experience)
    spoken = language or experience.languages[0]
    if spoken not in experience.languages:
        raise Invalid("session_language_unknown", field="language")
    starts_at = _instant(experience, starts_local, at)
    session = Session(
        experience_id=experience.id,
        language=spoken,
        starts_local=starts_local.replace(tzinfo=None).isoformat(timespec="seconds"),
        starts_at=starts_at,
        ends_at=starts_at + timedelta(minutes=experience.duration_minutes),
        guests_max=experience.guests_max,
        state=SESSION.initial,
    )
    session.experience = experience
    db.session.add(session)
    db.session.flush()
    session.gig_id = _make_gig(session, starts_local, at).id
    jobs.stage(
        "catalogue.decide_session",
        f"catalogue.decide:{session.public_id}",
        cutoff_at(session),
        {"session": session.public_id},
    )
    jobs.stage(
        "catalogue.finish_session",
        f"catalogue.finish:{session.public_id}",
        session.ends_at,
        {"session": session.public_id},
    )
    return session


def cutoff_at(session: Session) -> datetime:
    """When it is decided whether the session takes place: published with it."""
    return session.starts_at - timedelta(hours=session.experience.cutoff_hours)


def _instant(experience: Experience, starts_local: datetime, at: datetime) -> datetime:
    try:
        starts_at = instant_of(starts_local, experience.timezone)
    except NoSuchLocalTime:
        raise Invalid("no_such_local_time", field="starts_local") from None
    if starts_at <= at:
        raise Invalid("time_is_past", field="starts_local")
    if starts_at > at + timedelta(days=DAYS_AHEAD_MAX):
        raise Invalid("too_far_ahead", field="starts_local", days=DAYS_AHEAD_MAX)
    return starts_at


def _make_gig(session: Session, starts_local: datetime, at: datetime) -> Gig:
    experience = session.experience
    return service_gigs.make_gig(
        programme=experience.programme,
        kind=experience.programme.kind,
        title=experience.title,
        language=experience.language,
        starts_local=session.starts_local,
        timezone=experience.timezone,
        duration_minutes=experience.duration_minutes,
        place_name=experience.meeting_point,
        lat=experience.lat,
        lon=experience.lon,
        places=1,
        needs=_needs(session),
        facts=facts(session),
        detail=with_circle(
            {
                "experience": experience.public_id,
                "session": session.public_id,
                "full_group": facts_with(experience, session.guests_max),
                "translations": said_of_date(
                    {"title": experience.title, "place_name": experience.meeting_point}, {}, experience
                ),
            },
            is_rough=experience.is_rough,
        ),
        subject=session.public_id,
        bundle=None,
        notes="",
        occupies=True,
        at=at,
    )


def _needs(session: Session) -> dict[str, Any]:
    experience = session.experience
    needs: dict[str, Any] = {
        "skills_all": dict.fromkeys(experience.skills, 1),
        "languages": {session.language: SPOKEN_LEVEL_MIN},
    }
    if experience.host is not None:
        needs["only"] = [experience.host.public_id]
    return needs


def facts(session: Session) -> dict[str, Any]:
    """What the scheme reckons with: guests as booked, at least the least group while nobody has booked."""
    return facts_with(session.experience, session.guests_booked or session.experience.guests_min)


def facts_with(experience: Experience, guests: int) -> dict[str, Any]:
    """The same for a number of guests, before there is a date."""
    units = guests if experience.price_per == "person" else 1
    return {
        "planned_minutes": experience.duration_minutes,
        "guests": guests,
        "price_minor": experience.price_minor * units,
    }


def take_seats(session_id: int, party: int) -> Session:
    """Count guests in under a lock; refuses when the session is full or no longer to be had."""
    session = _locked(session_id)
    if session.state not in ("scheduled", "guided"):
        raise Refused("session_not_bookable")
    left = session.guests_max - session.guests_booked
    if left < party:
        raise Refused("session_full", left=left, party=party)
    session.guests_booked += party
    return session


def give_back_seats(session_id: int, party: int) -> Session:
    """Count guests out again."""
    session = _locked(session_id)
    session.guests_booked = max(0, session.guests_booked - party)
    return session


def _locked(session_id: int) -> Session:
    return db.session.scalars(
        sa.select(Session)
        .where(Session.id == session_id)
        .with_for_update(of=Session)
        .execution_options(populate_existing=True)
    ).one()


def cancel_session(session: Session, actor: Actor, reason: str, at: datetime) -> None:
    """Call a session off; everybody's money goes back and the guide is told."""
    move(SESSION, session, "cancel", actor, at, reason={"code": reason})
    gig = db.session.get(Gig, session.gig_id)
    if gig is not None and gig.state not in ("cancelled", "finished"):
        by = actor if actor is Actor.STAFF else Actor.SYSTEM
        service_gigs.cancel_gig(gig, by, {"code": reason}, at)
    for told in _on_cancelled:
        told(session, reason, at)

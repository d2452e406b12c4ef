"""Listings: written by fans or staff, looked at by a person, published or returned with reasons."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime

import sqlalchemy as sa

from marketplace.businesses.models import Programme
from marketplace.catalogue.lifecycle import LISTING
from marketplace.catalogue.models import Experience, Session
from marketplace.catalogue.translating import ON_DATES, said_of_date
from marketplace.core.db import db
from marketplace.core.errors import Invalid, Refused
from marketplace.core.lifecycle import Actor, move
from marketplace.core.texts import still_true
from marketplace.core.translating import with_said
from marketplace.core.words import Written
from marketplace.geo.cells import cell_of
from marketplace.geo.zones import zone_at
from marketplace.gigs.locks import lock_gigs
from marketplace.gigs.models import Gig
from marketplace.gigs.terms import with_circle
from marketplace.identity.models import Identity
from marketplace.superfans.models import Membership, Superfan
from marketplace.trust.service_audit import log_action
from marketplace.trust.service_decisions import record_decision
from marketplace.trust.service_notices import notify

TEXT_FIELDS = ("title", "summary", "description")
TRANSLATED = (*TEXT_FIELDS, "meeting_point")


@dataclass(frozen=True)
class ListingText:
    """What a listing says and asks."""

    title: str
    meeting_point: str
    city: str
    lat: float
    lon: float
    duration_minutes: int
    price_minor: int
    language: str  # of the words
    is_rough: bool = False  # of the meeting point only quarter or town are known
    summary: str = ""
    description: str = ""
    languages: tuple[str, ...] = ("en",)  # it can be held in
    skills: tuple[str, ...] = ()
    guests_min: int = 1
    guests_max: int = 10
    cutoff_hours: int = 24
    price_per: str = "person"
    translations: dict[str, dict[str, str]] = field(default_factory=dict)


def write_listing(programme: Programme, host: Superfan | None, text: ListingText, at: datetime) -> Experience:
    """Write a draft; `host` is the fan who will hold it, or None where any fitting fan of the pool may."""
    _check(text)
    experience = Experience(
        business_id=programme.business_id,
        programme_id=programme.id,
        host_id=host.id if host else None,
        slug=_free_slug(programme.business_id, text.title),
        state=LISTING.initial,
        currency=programme.currency,
        created_at=at,
    )
    experience.programme, experience.business, experience.host = programme, programme.business, host
    _put(experience, text)
    db.session.add(experience)
    db.session.flush()
    return experience


def revise_listing(experience: Experience, text: ListingText, actor: Actor, at: datetime) -> Experience:
    """Change a listing; a fan's change to a published one is looked at again, booked sessions stay as they are."""
    if actor is Actor.FAN:
        check_host(experience)
    _check(text)
    _put(experience, text)
    if actor is Actor.FAN and LISTING.allows(experience.state, "revise", actor):
        move(LISTING, experience, "revise", actor, at)
    _put_dates_right(experience)
    return experience


def translate_listing(
    experience: Experience, locale: str, said: Mapping[str, str], actor: Actor, at: datetime
) -> None:
    """Say it in another language; a fan's words on a published listing are looked at first, like any change of theirs."""
    kept = {name: said.get(name, "") for name in TRANSLATED}
    experience.translations = with_said(experience.translations, locale, kept)
    if actor is Actor.FAN and LISTING.allows(experience.state, "revise", actor):
        move(LISTING, experience, "revise", actor, at)
    _put_dates_right(experience)


def submit_listing(experience: Experience, actor: Actor, at: datetime) -> None:
    """Hand a draft to the business to look at."""
    move(LISTING, experience, "submit", actor, at)


def publish_listing(experience: Experience, staff: Identity, at: datetime) -> None:
    """A person of the business has looked and lets it be booked."""
    check_host(experience)
    _decide(experience, "publish", staff, None, at)
    _put_dates_right(experience)


def return_listing(
    experience: Experience, staff: Identity, reason: str, at: datetime, *, language: str
) -> None:
    """A person of the business sends it back, saying why in their language.

    Raises Invalid for an empty reason.
    """
    if not reason.strip():
        raise Invalid("reason_needed", field="reason")
    _decide(experience, "return", staff, Written(reason.strip(), language), at)


def pause_listing(experience: Experience, actor: Actor, at: datetime) -> None:
    """Stop taking bookings for new sessions."""
    move(LISTING, experience, "pause", actor, at)


def _decide(
    experience: Experience, action: str, staff: Identity, reason: Written | None, at: datetime
) -> None:
    move(LISTING, experience, action, Actor.STAFF, at, actor_ref=staff.public_id)
    business_ref = experience.business.public_id
    about = experience.host.identity if experience.host else None
    record_decision(
        business_ref=business_ref,
        subject=experience.public_id,
        about_ref=about.public_id if about else None,
        rule="catalogue.vetting",
        rule_version="1",
        outcome=experience.state,
        inputs={},
        reasons=[{"code": f"listing_{experience.state}", "params": {}}],  # the words go to its author alone
        at=at,
        decided_by_ref=staff.public_id,
    )
    log_action(business_ref, staff.public_id, f"catalogue.{action}_listing", experience.public_id, {}, at)
    if about is not None:
        params = {"title": Written(experience.title, experience.language)} | (
            {"words": reason} if reason else {}
        )
        notify(about, f"catalogue.{experience.state}", params, own_page(experience), at)


def may_be_held(experience: Experience) -> bool:
    """False of a fan's own listing while the fan is no member: it is asked of nobody else."""
    if experience.host_id is None:
        return True
    member = sa.select(Membership.id).where(
        Membership.programme_id == experience.programme_id,
        Membership.fan_id == experience.host_id,
        Membership.state.in_(("active", "paused")),
    )
    return db.session.scalar(member) is not None


def check_host(experience: Experience) -> None:
    """Refuse what only an author who is a member can hold."""
    if experience.host is not None and not may_be_held(experience):
        raise Refused("host_has_left", name=experience.host.identity.name)


def own_page(experience: Experience) -> str:
    """Where its author finds it."""
    return f"/fan/experiences/{experience.public_id}"


def _put(experience: Experience, text: ListingText) -> None:
    before = {name: getattr(experience, name) for name in TRANSLATED}
    now = {name: getattr(text, name) for name in TRANSLATED}
    kept = still_true(experience.translations, before, now, text.language)
    for name in (*TEXT_FIELDS, "language", "meeting_point", "city", "lat", "lon", "is_rough", "duration_minutes", "guests_min",
                 "guests_max", "cutoff_hours", "price_minor", "price_per"):  # fmt: skip
        setattr(experience, name, getattr(text, name))
    experience.translations = text.translations or kept
    experience.languages, experience.skills = list(text.languages), list(text.skills)
    experience.cell, experience.timezone = cell_of(text.lat, text.lon), zone_at(text.lat, text.lon)


def _put_dates_right(experience: Experience) -> None:
    """Dates to come whose meeting point is called as before are met where it really is, and are called as it is now.

    What nobody has looked at yet is said of no date.
    """
    ahead = (
        sa.select(Gig.id)
        .join(Session, Session.gig_id == Gig.id)
        .where(Session.experience_id == experience.id, Gig.state.in_(("open", "filled", "unfilled")))
    )
    for gig in lock_gigs(db.session.scalars(ahead)):
        if gig.place_name == experience.meeting_point:
            gig.lat, gig.lon = experience.lat, experience.lon
            gig.detail = with_circle(gig.detail, is_rough=experience.is_rough)
        if experience.state == "published":
            words = {name: getattr(gig, name) for name in ON_DATES}
            gig.detail = gig.detail | {"translations": said_of_date(words, gig.translations, experience)}


def _check(text: ListingText) -> None:
    limits = {
        "title": 3 <= len(text.title.strip()) <= 100,
        "duration_minutes": 15 <= text.duration_minutes <= 24 * 60,
        "guests_min": 1 <= text.guests_min <= text.guests_max,
        "guests_max": text.guests_max <= 100,
        "price_minor": 0 <= text.price_minor <= 99_999_999,
        "price_per": text.price_per in ("person", "group"),
        "languages": bool(text.languages),
        "cutoff_hours": 0 <= text.cutoff_hours <= 14 * 24,
    }
    for name, holds in limits.items():
        if not holds:
            raise Invalid(f"listing_{name}", field=name)


def _free_slug(business_id: int, title: str) -> str:
    plain = unicodedata.normalize("NFKD", title).encode("ascii", "ignore").decode().lower()
    base = re.sub(r"[^a-z0-9]+", "-", plain).strip("-")[:70] or "listing"
    query = sa.select(Experience.slug).where(
        Experience.business_id == business_id, Experience.slug.startswith(base)
    )
    taken = set(db.session.scalars(query))
    number = 1
    while (slug := base if number == 1 else f"{base}-{number}") in taken:
        number += 1
    return slug

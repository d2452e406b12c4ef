"""A roastery with a paid programme, people who live around it, and work for them: for the tests of gigs and rewards."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import datetime, time, timedelta
from typing import Any
from uuid import uuid4

import sqlalchemy as sa

from marketplace.businesses.models import Business, Programme, SchemeVersion, Staff
from marketplace.core import edge, jobs
from marketplace.core.db import db
from marketplace.core.kinds import Kind, registry
from marketplace.gigs.models import Assignment, Gig, Offer
from marketplace.gigs.service_gigs import make_gig
from marketplace.identity.models import Identity
from marketplace.rewards import treasury
from marketplace.superfans import packing
from marketplace.superfans.models import (
    AvailabilityRule,
    FanLanguage,
    FanSkill,
    Membership,
    Skill,
    Superfan,
)
from tests.conftest import NOON
from tests.funding import fund_at_once

SHOP = (52.3702, 4.8952)
ZONE = "Europe/Amsterdam"
ALL_WEEK = [(weekday, 0, 0) for weekday in range(7)]  # from midnight to midnight
PER_HOUR = 2000
SATURDAY_TEN = "2026-11-28T10:00:00"
STARTS_AT = datetime.fromisoformat("2026-11-28T09:00:00+00:00")


class Tasting(Kind):
    """A kind that only tests know: fans pour coffee at the counter."""

    code = "tasting"
    label = "Tasting"
    sentence = "Fans pour coffee for customers."
    accept_minutes = 120
    forfeit_free_minutes = 45
    checkin_early_minutes = 30
    checkin_grace_minutes = 5
    checkin_circle_m = 150


def paid_scheme(currency: str = "EUR", **changes: Any) -> dict[str, Any]:
    """Pay by the hour with a capped overrun, and points."""
    return {
        "schema": 1,
        "currency": currency,
        "terms": "paid",
        "components": [
            {"code": "time", "type": "per_hour", "amount_minor": PER_HOUR, "funded_by": "budget"},
            {
                "code": "overrun", "type": "overrun", "amount_minor": PER_HOUR, "minutes_free": 10, "minutes_max": 60,
                "funded_by": "budget",
            },
            {"code": "points", "type": "points", "points": 10, "funded_by": "budget"},
        ],
        "choices": [{"kind": "money"}, {"kind": "store_credit", "bonus_bps": 1000}],
        "platform_fee_bps": 0,
        "hold_hours": 24,
    } | changes  # fmt: skip


@dataclass
class World:
    """A shop, its programme, and whoever was added."""

    owner: Identity
    business: Business
    programme: Programme
    scheme: SchemeVersion
    fans: list[Superfan] = field(default_factory=list)


def make_identity(name: str, **values: Any) -> Identity:
    """Somebody with a confirmed address."""
    person = Identity(
        email=f"{name.lower().replace(' ', '.')}.{uuid4().hex[:8]}@example.org", name=name, password="x", timezone=ZONE,
        created_at=NOON, confirmed_at=NOON, fs_uniquifier=uuid4().hex, fs_webauthn_user_handle=uuid4().hex, **values,
    )  # fmt: skip
    db.session.add(person)
    db.session.flush()
    return person


def make_world(
    *, funded_minor: int = 1_000_00, document: dict[str, Any] | None = None, slug: str = "anil"
) -> World:
    """The shop with its programme open and its budget funded; inside a transaction."""
    registry.register(Tasting())
    owner = make_identity("Olive Owner")
    business = Business(
        slug=slug, name="Añil Roasters", country="NL", currency="EUR", timezone=ZONE,
        place_name="Amsterdam", lat=SHOP[0], lon=SHOP[1], created_at=NOON,
    )  # fmt: skip
    programme = Programme(
        business=business, slug="tasting", kind="tasting", title="Counter crew", language="en", way="crowd",
        terms="paid", joining="open", state="open", currency="EUR", purpose="Good coffee for all", role="Pours",
        created_at=NOON, opened_at=NOON,
    )  # fmt: skip
    scheme = SchemeVersion(
        programme=programme,
        version=1,
        state="published",
        document=document or paid_scheme(),
        published_at=NOON,
    )
    staff = Staff(business=business, identity=owner, role="owner", created_at=NOON)
    db.session.add_all([business, programme, scheme, staff])
    db.session.flush()
    if funded_minor:
        fund(programme, funded_minor)
    return World(owner, business, programme, scheme)


def fund(programme: Programme, amount_minor: int, key: str = "test_fund") -> None:
    """Put settled money into the budget without asking a bank."""
    fund_at_once(programme, amount_minor, key=key, at=NOON)


def fund_through_bank(world: World, amount_minor: int, at: datetime = NOON) -> None:
    """Put money into the budget as an owner does: a top-up that the provider settles; outside any transaction."""
    key = edge.write(
        lambda: treasury.top_up_key(treasury.start_top_up(world.programme, amount_minor, at, performs=False))
    )
    assert treasury.perform(key).state == "done"


def make_fan(
    world: World, name: str, *, at_m: float = 500, member: str = "active", **profile: Any
) -> Superfan:
    """A member who lives so many metres north of the shop and is free all week."""
    fan = Superfan(
        identity=make_identity(name), home_name="Amsterdam", home_lat=SHOP[0] + at_m / 111_195, home_lon=SHOP[1],
        timezone=ZONE, travel_mode="bike", radius_m=8000, created_at=NOON,
    )  # fmt: skip
    db.session.add(fan)
    set_profile(fan, **profile)
    if member:
        join(world, fan, member)
    world.fans.append(fan)
    return fan


def join(world: World, fan: Superfan, state: str = "active") -> Membership:
    """Make a fan a member."""
    membership = Membership(programme=world.programme, fan=fan, state=state, applied_at=NOON, decided_at=NOON)
    db.session.add(membership)
    db.session.flush()
    return membership


def set_profile(
    fan: Superfan,
    *,
    hours: list[tuple[int, int, int]] = ALL_WEEK,
    languages: dict[str, int] | None = None,
    skills: dict[str, int] | None = None,
    **columns: Any,
) -> None:
    """Say what a fan can do and when: `hours` of weekday, opening and closing hour."""
    for column, value in columns.items():
        setattr(fan, column, value)
    fan.rules, fan.languages, fan.skills = [], [], []
    db.session.flush()
    fan.rules = [
        AvailabilityRule(weekday=day, opens_local=time(opens), closes_local=time(closes))
        for day, opens, closes in hours
    ]
    fan.languages = [
        FanLanguage(language=code, level=level) for code, level in (languages or {"en": 5}).items()
    ]
    fan.skills = [FanSkill(skill=_skill(code), level=level) for code, level in (skills or {}).items()]
    packing.repack(fan, NOON)


def _skill(code: str) -> Skill:
    known = db.session.scalar(sa.select(Skill).where(Skill.code == code))
    return known or Skill(code=code, group="food", name_en=code.title(), name_es=code.title(), state="listed")


def make_work(world: World, **changes: Any) -> Gig:
    """Three hours at the counter next Saturday at ten."""
    values: dict[str, Any] = {
        "programme": world.programme, "kind": "tasting", "title": "Saturday tasting", "language": "en",
        "starts_local": SATURDAY_TEN, "timezone": ZONE, "duration_minutes": 180, "place_name": "The counter",
        "lat": SHOP[0], "lon": SHOP[1], "at": NOON,
    }  # fmt: skip
    return make_gig(**(values | changes))


def offer_to(gig: Gig, fan: Superfan, at: datetime = NOON, mode: str = "reserved") -> Offer:
    """An offer written by hand, open for a day."""
    from marketplace.gigs.service_offers import send_offer

    return send_offer(gig, fan, mode, {}, [], at + timedelta(days=1), at)


def run_due(at: datetime = NOON) -> None:
    """Let the jobs do what is due; one of these areas that failed fails the test."""
    jobs.run_due(at)
    ours = sa.or_(*(jobs.Job.name.startswith(f"{area}.") for area in ("gigs", "rewards")))
    broken = sa.select(jobs.Job.name, jobs.Job.last_error).where(jobs.Job.last_error.is_not(None), ours)
    assert edge.read(lambda: db.session.execute(broken).all()) == []


def live_assignments(gig_ref: str) -> list[Assignment]:
    """Who holds a place of a gig."""
    query = sa.select(Assignment).join(Gig).where(Gig.public_id == gig_ref, Assignment.is_live)
    return edge.read(lambda: list(db.session.scalars(query)))


def budget(world: World) -> treasury.BudgetState:
    """How the programme's budget stands."""
    return edge.read(lambda: treasury.budget_of(world.programme))

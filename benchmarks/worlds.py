"""Makes the databases that are measured: a city of listings and people, fans with an offer each, and the bare tables."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import UTC, datetime, time, timedelta
from pathlib import Path
from random import Random
from typing import Any
from urllib.parse import quote_plus
from uuid import uuid4

import sqlalchemy as sa
from flask import Flask
from itsdangerous import URLSafeTimedSerializer

from benchmarks import bare
from benchmarks.client import Ask
from config import Settings
from marketplace import create_app
from marketplace.businesses.models import Business, Programme, SchemeVersion, Staff
from marketplace.catalogue.models import Experience, Session
from marketplace.core import edge, ids
from marketplace.core.db import db
from marketplace.geo.cells import cell_of
from marketplace.gigs.models import Gig, Offer
from marketplace.gigs.service_gigs import make_gig
from marketplace.gigs.service_offers import send_offer
from marketplace.identity.models import Identity
from marketplace.superfans import packing
from marketplace.superfans.models import AvailabilityRule, FanLanguage, Membership, Superfan

PLACE, ZONE = (52.3702, 4.8952), "Europe/Amsterdam"
SESSIONS_PER_LISTING, DAYS_AHEAD = 4, 60
BATCH = 100
SCHEME = {
    "schema": 1, "currency": "EUR", "terms": "paid", "platform_fee_bps": 0, "hold_hours": 24,
    "components": [{"code": "time", "type": "per_hour", "amount_minor": 2000, "funded_by": "budget"}],
    "choices": [{"kind": "money"}, {"kind": "store_credit", "bonus_bps": 1000}],
}  # fmt: skip


def muster(url: str, folder: Path, secret: str, world: str) -> Flask:
    """An application on a new database with the whole schema."""
    import payouts.tables

    settings = Settings(
        secret_key=secret,
        database_url=url,
        data_dir=folder,
        uploads_url=str(folder / "uploads"),
        world=world,
        scheduler=False,
    )
    app = create_app(settings)
    with app.app_context():
        db.create_all()
        payouts.tables.metadata.create_all(db.engine)
    return app


def fill_search(app: Flask, fans: int, sessions: int) -> None:
    """The demo world with so many fans, and so many dates of copies of its listings, all over its cities."""
    from marketplace.demo import seed

    with app.app_context():
        seed.fill_if_empty(fans=fans)
        known = edge.read(lambda: db.session.scalar(sa.select(sa.func.count()).select_from(Session)))
        if known < sessions:
            edge.write(lambda: _list_dates(Random(7), sessions))
        edge.write(lambda: db.session.execute(sa.text("ANALYZE")))
        db.session.remove()
        db.engine.dispose()


def _list_dates(rng: Random, wanted: int) -> None:
    at = datetime.now(UTC).replace(minute=0, second=0, microsecond=0)
    listed = sa.select(Experience.__table__).where(Experience.state == "published")
    patterns = [dict(row) for row in db.session.execute(listed).mappings()]
    first = max(pattern["id"] for pattern in patterns) + 1
    copies: list[dict[str, Any]] = []
    dates: list[dict[str, Any]] = []
    for number in range(wanted // SESSIONS_PER_LISTING):
        pattern = patterns[number % len(patterns)]
        lat, lon = (pattern[axis] + rng.uniform(-0.08, 0.08) for axis in ("lat", "lon"))
        new = {"id": first + number, "public_id": ids.new("exp"), "slug": f"copy-{number}", "host_id": None}
        place = {"lat": lat, "lon": lon, "cell": cell_of(lat, lon)}
        copies.append(pattern | new | place | {"title": f"{pattern['title'][:90]} {number}"})
        dates += [_date(rng, copies[-1], at) for _ in range(SESSIONS_PER_LISTING)]
    db.session.execute(sa.insert(Experience.__table__), copies)
    db.session.execute(sa.insert(Session.__table__), dates)


def _date(rng: Random, listing: dict[str, Any], at: datetime) -> dict[str, Any]:
    starts_at = at + timedelta(hours=rng.randrange(24, 24 * DAYS_AHEAD))
    return {
        "public_id": ids.new("ses"), "experience_id": listing["id"], "gig_id": None, "state": rng.choice(("scheduled", "guided")),
        "language": rng.choice(listing["languages"] or ["en"]), "starts_local": f"{starts_at:%Y-%m-%dT%H:%M:%S}",
        "starts_at": starts_at, "ends_at": starts_at + timedelta(minutes=listing["duration_minutes"]), "is_private": False,
        "guests_max": listing["guests_max"], "guests_booked": rng.randrange(0, max(1, listing["guests_max"] - 3)),
    }  # fmt: skip


def searches(rng: Random) -> Iterator[Ask]:
    """Searches of which hardly two are alike: place, dates, party, language."""
    today = datetime.now(UTC).date()
    towns = ("San Francisco", "Oakland", "Mexico City", "Amsterdam", "Ciudad de México", "Haarlem", "")
    while True:
        begins = today + timedelta(days=rng.randrange(1, DAYS_AHEAD - 20))
        until = begins + timedelta(days=rng.randrange(7, 20)) if rng.random() < 0.5 else ""
        town, language = quote_plus(rng.choice(towns)), rng.choice(("", "", "", "en", "es"))
        yield Ask(
            f"/search?place={town}&from_on={begins}&until_on={until}&party={rng.randrange(1, 4)}&language={language}&words=&kind="
        )


def lists(rng: Random) -> Iterator[Ask]:
    """Pages of the bare list, each of one town."""
    while True:
        yield Ask(f"/list?city=Town+{rng.randrange(bare.CITIES)}")


def fill_bare(url: str) -> None:
    """Ten thousand rows for the bare list, and one person for the bare insert."""
    at = datetime.now(UTC)
    engine = bare.engine_for(url)
    bare.META.create_all(engine)
    rows = [
        {
            "id": n + 1, "city": f"Town {n % bare.CITIES}", "starts_at": at + timedelta(minutes=n), "timezone": ZONE,
            "session_ref": f"ses_{n:012}", "experience_ref": f"exp_{n:012}", "title": f"A walk through the old town {n}",
            "summary": "Two hours", "text_language": "en", "meeting_point": "In front of the ferry building", "price_per": "person",
            "currency": "EUR", "business_name": "A roastery", "host_name": "Somebody", "photo_ref": None, "language": "en",
            "duration_minutes": 120, "price_minor": 4500 + n, "seats_left": 1 + n % 9,
        }
        for n in range(bare.ROWS)
    ]  # fmt: skip
    with engine.begin() as connection:
        connection.execute(sa.insert(bare.LISTING), rows)
        connection.execute(sa.insert(bare.PERSON), [{"id": n, "name": f"Person {n}"} for n in range(1, 1001)])
    engine.dispose()


def inserts(app: Flask, number: int) -> list[Ask]:
    """Signed-in posts to the bare insert, each of another person."""
    seal = app.session_interface.get_signing_serializer(app)
    return [
        Ask("/insert", 303, f"session={seal.dumps({'person': n % 1000 + 1})}", {"words": f"answer {n}"})
        for n in range(number)
    ]


def acceptances(app: Flask, number: int) -> list[Ask]:
    """Fans with an open offer each, signed in as the browser would have it, with the form's own token."""
    with app.app_context():
        programme_id = edge.write(open_programme)
        found: list[tuple[str, str]] = []
        for begin in range(0, number, BATCH):
            size = min(BATCH, number - begin)
            found += edge.write(lambda size=size: [_offer(programme_id) for _ in range(size)])  # type: ignore[misc]
        db.session.remove()
        db.engine.dispose()
    return [_acceptance(app, person, offer) for person, offer in found]


def _acceptance(app: Flask, person: str, offer: str) -> Ask:
    token = uuid4().hex
    cookie = {"_user_id": person, "_fresh": True, "csrf_token": token}
    sealed = app.session_interface.get_signing_serializer(app).dumps(cookie)
    proof = URLSafeTimedSerializer(app.secret_key or "", salt="wtf-csrf-token").dumps(token)
    name = app.config["SESSION_COOKIE_NAME"]
    return Ask(f"/offers/{offer}/acceptance", 303, f"{name}={sealed}", {"csrf_token": str(proof)})


def _person(at: datetime) -> Identity:
    person = Identity(
        email=f"{uuid4().hex}@example.org", name="A fan", password="x", timezone=ZONE, created_at=at, confirmed_at=at,
        fs_uniquifier=uuid4().hex, fs_webauthn_user_handle=uuid4().hex,
    )  # fmt: skip
    db.session.add(person)
    return person


def open_programme() -> int:
    """A business with one open, funded programme; gives its id."""
    from payouts import budget
    from payouts.money import Money

    at = datetime.now(UTC)
    business = Business(
        slug="roastery", name="A roastery", country="NL", currency="EUR", timezone=ZONE, place_name="Amsterdam",
        lat=PLACE[0], lon=PLACE[1], created_at=at,
    )  # fmt: skip
    programme = Programme(
        business=business, slug="asked", kind="request", title="Asked for", language="en", way="collaborators", terms="paid",
        joining="open", state="open", currency="EUR", purpose="What you can do", role="Does it", created_at=at, opened_at=at,
    )  # fmt: skip
    scheme = SchemeVersion(
        programme=programme, version=1, state="published", document=SCHEME, published_at=at
    )
    db.session.add_all(
        [
            business,
            programme,
            scheme,
            Staff(business=business, identity=_person(at), role="owner", created_at=at),
        ]
    )
    db.session.flush()
    budget.fund(
        db.session, business.public_id, programme.public_id, Money(100_000_000, "EUR"), key="bench", at=at
    )
    return programme.id


def _offer(programme_id: int) -> tuple[str, str]:
    at = datetime.now(UTC)
    programme = db.session.get_one(Programme, programme_id)
    fan = Superfan(
        identity=_person(at), home_name="Amsterdam", home_lat=PLACE[0] + 0.01, home_lon=PLACE[1], timezone=ZONE,
        travel_mode="bike", radius_m=8000, created_at=at,
    )  # fmt: skip
    fan.rules = [AvailabilityRule(weekday=day, opens_local=time(0), closes_local=time(0)) for day in range(7)]
    fan.languages = [FanLanguage(language="en", level=5)]
    db.session.add_all(
        [fan, Membership(programme=programme, fan=fan, state="active", applied_at=at, decided_at=at)]
    )
    db.session.flush()
    packing.repack(fan, at)
    gig = make_gig(
        programme=programme, kind="request", title="Two hours", language="en", timezone=ZONE, at=at, duration_minutes=120,
        starts_local=f"{at + timedelta(days=3):%Y-%m-%dT10:00:00}", place_name="The counter", lat=PLACE[0], lon=PLACE[1], matched=False,
    )  # fmt: skip
    offer: Offer = send_offer(gig, fan, "reserved", {}, [], at + timedelta(days=1), at)
    return fan.identity.fs_uniquifier, offer.public_id


def one_gig(programme_id: int) -> dict[str, Any]:
    """The columns of a gig of two hours, to be copied; the gig itself is not kept."""
    at = datetime.now(UTC)
    gig = make_gig(
        programme=db.session.get_one(Programme, programme_id), kind="request", title="Two hours", language="en", timezone=ZONE,
        at=at, duration_minutes=120, starts_local=f"{at + timedelta(days=3):%Y-%m-%dT10:00:00}", place_name="The counter",
        lat=PLACE[0], lon=PLACE[1], matched=False,
    )  # fmt: skip
    db.session.flush()
    columns = {column.key: getattr(gig, column.key) for column in Gig.__table__.columns if column.key != "id"}
    db.session.delete(gig)
    db.session.flush()
    return columns

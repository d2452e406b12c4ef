"""A small world in which every kind goes round: two businesses with open programmes, fans who fit, listings and customers."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import UTC, date, datetime, time
from typing import Any, TypeVar
from uuid import uuid4

import sqlalchemy as sa

from marketplace.bookings import flow, service_bookings
from marketplace.bookings.models import Booking, Payment
from marketplace.bookings.pricing import journey_price_minor, session_price_minor
from marketplace.businesses.answers import Answers
from marketplace.businesses.models import Business, Programme, SchemeVersion
from marketplace.businesses.service_businesses import NewBusiness, open_business
from marketplace.businesses.service_programmes import create_programme, open_programme
from marketplace.catalogue import service_journeys, service_listings, service_sessions
from marketplace.catalogue.dates import dated_stages
from marketplace.catalogue.models import Experience, JourneyTemplate, Session
from marketplace.catalogue.service_journeys import JourneyText
from marketplace.catalogue.service_listings import ListingText
from marketplace.core import clock, edge, jobs
from marketplace.core.clock import SteppedClock
from marketplace.core.db import db
from marketplace.core.lifecycle import Actor
from marketplace.geo.zones import instant_of
from marketplace.gigs import service_acceptance, service_offers, service_work
from marketplace.gigs.models import Assignment, Gig, Offer
from marketplace.identity.models import Identity
from marketplace.rewards import treasury
from marketplace.superfans import packing
from marketplace.superfans.models import AvailabilityRule, FanLanguage, FanSkill, Membership, Skill, Superfan
from tests.conftest import NOON
from tests.funding import fund_at_once

T = TypeVar("T")
SHOP = (37.7652, -122.4216)
CLUB = (52.3791, 4.8994)
BOOKSHOP = NewBusiness(
    name="Foglight Books", tagline="A walking-tour bookshop by the bay", place_name="San Francisco", lat=SHOP[0],
    lon=SHOP[1], country="US", currency="USD", timezone="America/Los_Angeles", accent="#b4532a",
)  # fmt: skip
CITY_CLUB = NewBusiness(
    name="Polder Air City Club", place_name="Amsterdam", lat=CLUB[0], lon=CLUB[1], country="NL", currency="EUR",
    timezone="Europe/Amsterdam", accent="#1f5f8c",
)  # fmt: skip
GOOD, DECLINED, ASKS = "4242424242424242", "4000000000000002", "4000002500003155"
ALL_WEEK = tuple((day, 0, 0) for day in range(7))  # from midnight to midnight
SATURDAY = datetime.fromisoformat("2026-11-28T10:00:00")
LAYOVER_SETTINGS = {
    "airport": "AMS",
    "meeting_point": "Stationsplein, under the clock",
    "meeting_lat": CLUB[0],
    "meeting_lon": CLUB[1],
}


@dataclass
class World:
    """A business with its programmes by kind, and whoever was added."""

    owner: Identity
    business: Business
    programmes: dict[str, Programme] = field(default_factory=dict)
    fans: list[Superfan] = field(default_factory=list)


def do(work: Callable[[datetime], T]) -> T:
    """One act: one transaction at the instant of the clock."""
    return edge.write(lambda: work(clock.now()))


def by_ref(model: type[Any], ref: str) -> Any:
    """The row with this public id, inside a transaction."""
    return db.session.scalars(sa.select(model).where(model.public_id == ref)).one()


def look(work: Callable[[], T]) -> T:
    """Look at how things stand."""
    return edge.read(work)


def state_of(model: type[Any], ref: str) -> str:
    """In which state the row with this public id is."""
    return str(look(lambda: db.session.scalars(sa.select(model.state).where(model.public_id == ref)).one()))


FORGETTING = ("core.forget_done", "identity.look_through")


def run_due(*, forgets: bool = False) -> None:
    """Let the jobs do what is due; one that failed fails the test. What only forgets waits, unless a test is about it."""
    jobs.run_due(clock.now(), without=() if forgets else FORGETTING)
    failed = look(
        lambda: list(
            db.session.scalars(sa.select(jobs.Job.last_error).where(jobs.Job.last_error.is_not(None)))
        )
    )
    assert failed == []


def fund_through_bank(programme: Programme, amount_minor: int) -> None:
    """Put money into a budget as an owner does: a top-up that the provider settles; outside any transaction."""
    key = do(
        lambda at: treasury.top_up_key(
            treasury.start_top_up(by_ref(Programme, programme.public_id), amount_minor, at, performs=False)
        )
    )
    assert treasury.perform(key).state == "done"


def make_identity(name: str, *, password: str | None = "x", **values: Any) -> Identity:
    """Somebody with a confirmed address."""
    person = Identity(
        email=f"{name.lower().replace(' ', '.')}.{uuid4().hex[:8]}@example.org", name=name, password=password,
        created_at=NOON, confirmed_at=NOON, fs_uniquifier=uuid4().hex, fs_webauthn_user_handle=uuid4().hex, **values,
    )  # fmt: skip
    db.session.add(person)
    db.session.flush()
    return person


def make_world(
    *kinds: str,
    shop: NewBusiness = BOOKSHOP,
    terms: str = "paid",
    funded_minor: int = 5_000_00,
    owner: str = "Olive Owner",
) -> World:
    """A business with an open, funded programme of each kind; inside a transaction."""
    person = make_identity(owner)
    world = World(person, open_business(person, shop, NOON))
    for kind in kinds:
        add_programme(world, kind, terms=terms, funded_minor=funded_minor)
    return world


def add_programme(
    world: World, kind: str, *, terms: str = "paid", funded_minor: int = 5_000_00, **changes: Any
) -> Programme:
    """One more programme, made of five answers, funded and opened."""
    if kind == "layover":
        changes = {"settings": LAYOVER_SETTINGS} | changes
    given = Answers(
        whom="People who love the place.", answer_hours=12, terms=terms, changes={"skills": [], **changes}
    )
    programme = create_programme(world.business, kind, given, world.owner, NOON)
    if funded_minor:
        fund_at_once(programme, funded_minor, key=f"fund:{programme.public_id}", at=NOON)
    open_programme(programme, world.owner, NOON)
    world.programmes[kind] = programme
    return programme


def add_fan(
    world: World, name: str, *, at_m: float = 500, languages: dict[str, int] | None = None, skills: dict[str, int] | None = None,
    hours: tuple[tuple[int, int, int], ...] = ALL_WEEK, born_on: date | None = date(1990, 5, 1), interests: tuple[str, ...] = (),
    member: str = "active",
) -> Superfan:  # fmt: skip
    """A member of every programme of a business, living so many metres north of it, free all week."""
    business = world.business
    fan = Superfan(
        identity=make_identity(name, born_on=born_on, timezone=business.timezone), home_name=business.place_name,
        home_lat=business.lat + at_m / 111_195, home_lon=business.lon, timezone=business.timezone, travel_mode="bike",
        radius_m=20_000, created_at=NOON, interests=list(interests),
    )  # fmt: skip
    fan.rules = [AvailabilityRule(weekday=d, opens_local=time(o), closes_local=time(c)) for d, o, c in hours]
    fan.languages = [FanLanguage(language=c, level=n) for c, n in (languages or {"en": 5}).items()]
    fan.skills = [FanSkill(skill=_skill(code), level=level) for code, level in (skills or {}).items()]
    db.session.add(fan)
    packing.repack(fan, NOON)
    for programme in world.programmes.values():
        db.session.add(
            Membership(programme=programme, fan=fan, state=member, applied_at=NOON, decided_at=NOON)
        )
    db.session.flush()
    world.fans.append(fan)
    return fan


def _skill(code: str) -> Skill:
    known = db.session.scalar(sa.select(Skill).where(Skill.code == code))
    return known or Skill(
        code=code, group=code.split(".")[0], name_en=code.title(), name_es=code.title(), state="listed"
    )


def add_listing(
    world: World, host: Superfan | None = None, *, kind: str = "experience", **changes: Any
) -> Experience:
    """A published walk of two hours for up to eight people at 39.00 each."""
    values: dict[str, Any] = {
        "title": "Murals of the Mission", "meeting_point": "24th and Balmy", "city": "San Francisco", "lat": 37.7527,
        "lon": -122.4124, "duration_minutes": 120, "price_minor": 3900, "language": "en", "languages": ("en", "es"),
        "guests_min": 2, "guests_max": 8, "summary": "Two hours among painted walls.", "description": "We begin at Balmy Alley.",
    }  # fmt: skip
    experience = service_listings.write_listing(
        world.programmes[kind], host, ListingText(**(values | changes)), NOON
    )
    service_listings.submit_listing(experience, Actor.STAFF, NOON)
    service_listings.publish_listing(experience, world.owner, NOON)
    return experience


def add_session(experience: Experience, starts_local: datetime = SATURDAY, language: str = "en") -> Session:
    """A date of a listing: next Saturday at ten."""
    return service_sessions.schedule_session(experience, starts_local, NOON, language=language)


def stage(
    title: str, day: int, time_local: str, share_bps: int, *, is_stay: bool = False, minutes: int = 150
) -> dict[str, Any]:
    """One stage of a journey, near the shop."""
    return {
        "title": title, "day": day, "time_local": time_local, "minutes": minutes, "place_name": f"Where {title} begins",
        "lat": SHOP[0], "lon": SHOP[1], "is_stay": is_stay, "share_bps": share_bps, "skills": [],
    }  # fmt: skip


def add_journey(world: World, **changes: Any) -> JourneyTemplate:
    """A published journey of two days: three stages and one night, at 300.00 each."""
    values: dict[str, Any] = {
        "title": "Two days of ink and fog", "city": "San Francisco", "lat": SHOP[0], "lon": SHOP[1], "language": "en",
        "price_minor": 30_000, "guests_max": 4, "summary": "Bookshops, murals and the ocean.",
        "stages": [
            stage("Murals", 1, "10:00", 3000), stage("Supper", 1, "18:00", 2500),
            stage("The night", 1, "21:30", 2000, is_stay=True, minutes=600), stage("The ocean", 2, "10:00", 2500),
        ],
    }  # fmt: skip
    template = service_journeys.write_journey(
        world.programmes["journey"], JourneyText(**(values | changes)), "two-days", NOON
    )
    service_journeys.publish_journey(template)
    return template


def book(session_ref: str, customer: Identity, party: int = 2) -> str:
    """A customer books a session; returns the booking, which waits for its payment."""

    def work(at: datetime) -> str:
        session: Session = by_ref(Session, session_ref)
        experience = session.experience
        return service_bookings.begin_booking(
            kind=experience.programme.kind, programme=experience.programme, customer=db.session.get_one(Identity, customer.id),
            title=experience.title, party=party, language=session.language, starts_at=session.starts_at,
            ends_at=session.ends_at, timezone=experience.timezone, price_minor=session_price_minor(experience, party),
            currency=experience.currency, detail={"notes": "We are slow on hills."}, at=at, session=session,
        ).public_id  # fmt: skip

    return do(work)


def book_journey(
    template_ref: str, customer: Identity, party: int = 1, starts_on: datetime = SATURDAY
) -> str:
    """A customer books a journey from a first day on."""

    def work(at: datetime) -> str:
        template: JourneyTemplate = by_ref(JourneyTemplate, template_ref)
        stages = dated_stages(template.stages, starts_on)
        starts = [instant_of(datetime.fromisoformat(s["starts_local"]), template.timezone) for s in stages]
        last = starts[-1].timestamp() + int(stages[-1]["minutes"]) * 60
        return service_bookings.begin_booking(
            kind="journey", programme=template.programme, customer=db.session.get_one(Identity, customer.id),
            template=template, title=template.title, party=party, language="en", starts_at=min(starts),
            ends_at=datetime.fromtimestamp(last, UTC), timezone=template.timezone,
            price_minor=journey_price_minor(template, party), currency=template.currency, detail={"stages": stages}, at=at,
        ).public_id  # fmt: skip

    return do(work)


def pay(booking_ref: str, card: str = GOOD, **more: Any) -> str:
    """Pay by card, as the page does; returns the state of the payment."""
    return flow.pay(booking_ref, treasury.token_of_card(card), clock.now(), **more)


def payment_of(booking_ref: str) -> Payment:
    """The latest payment of a booking."""
    query = (
        sa.select(Payment).join(Booking).where(Booking.public_id == booking_ref).order_by(Payment.id.desc())
    )
    return look(lambda: db.session.scalars(query).first())  # type: ignore[return-value]


def booking(ref: str) -> Booking:
    """A booking as it stands."""
    return look(lambda: by_ref(Booking, ref))


def offers(**where: Any) -> list[str]:
    """Open offers, of one gig or fan where named, in the order in which they were sent."""
    query = sa.select(Offer.public_id).where(Offer.state == "open").filter_by(**where).order_by(Offer.id)
    return look(lambda: list(db.session.scalars(query)))


def accept(offer_ref: str) -> str:
    """The fan says yes; what follows is done at once. Returns the assignment."""

    def work(at: datetime) -> str:
        offer: Offer = by_ref(Offer, offer_ref)
        return service_acceptance.accept_offer(offer, offer.fan, at).public_id

    ref = do(work)
    run_due()
    return ref


def add_components(world: World, more: list[dict[str, Any]], at: datetime, kind: str = "experience") -> None:
    """A scheme that gives more than the one before is in force; inside a transaction, before anything is booked."""
    (old,) = db.session.scalars(sa.select(SchemeVersion).where(SchemeVersion.state == "published"))
    document = dict(old.document) | {"components": [*old.document["components"], *more]}
    old.state = "retired"
    db.session.flush()
    values = {"version": old.version + 1, "state": "published", "document": document, "published_at": at}
    db.session.add(SchemeVersion(programme=world.programmes[kind], **values))
    db.session.flush()


def accept_all() -> list[str]:
    """Whoever is asked says yes, until nobody is asked any more."""
    run_due()
    taken = []
    while waiting := offers():
        taken.append(accept(waiting[0]))
    return taken


def decline(offer_ref: str) -> None:
    """The fan says no; the next is asked."""

    def work(at: datetime) -> None:
        offer: Offer = by_ref(Offer, offer_ref)
        service_offers.decline_offer(offer, offer.fan, "bad_time", at)

    do(work)
    run_due()


def check_in(assignment_ref: str) -> None:
    """The fan is there, by the code that the guest reads out."""

    def work(at: datetime) -> None:
        assignment: Assignment = by_ref(Assignment, assignment_ref)
        service_work.check_in(assignment, "code", {"code": assignment.gig.checkin_code}, at)

    do(work)


def complete(assignment_ref: str) -> None:
    """The fan says that it is done; what follows is done at once."""
    do(lambda at: service_work.complete(by_ref(Assignment, assignment_ref), at))
    run_due()


def take_place(assignment_ref: str, time: SteppedClock) -> None:
    """What somebody has taken is done: they are there on time, and stay as long as planned."""
    gig = look(lambda: by_ref(Assignment, assignment_ref).gig)
    time.move_to(gig.starts_at)
    check_in(assignment_ref)
    time.move_to(gig.ends_at)
    complete(assignment_ref)


def guided(
    session_ref: str, customer: Identity, time: SteppedClock, *, party: int = 2, card: str = GOOD
) -> str:
    """A date that was booked, paid and guided; returns the booking."""
    ref = book(session_ref, customer, party)
    pay(ref, card)
    (assignment,) = accept_all()
    take_place(assignment, time)
    return ref


def gigs() -> list[Gig]:
    """Every gig, in the order in which they begin."""
    return look(lambda: list(db.session.scalars(sa.select(Gig).order_by(Gig.starts_at, Gig.id))))


def trial_is_even(business: Business) -> bool:
    """True when debits and credits of a business agree in every currency."""
    return look(lambda: all(b.debit_minor == b.credit_minor for b in treasury.books_of(business)))


def balance(business: Business, account: str) -> int:
    """What stands on one ledger account, in minor units: above nothing in the account's own direction."""
    lines = look(lambda: treasury.trial_balance_of(business))
    return sum(line.debit_minor + line.credit_minor for line in lines if line.code == account)

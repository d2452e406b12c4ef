"""Opens the three businesses of the demo world: their people, their programmes, the funds behind their rewards."""

from __future__ import annotations

import uuid
from dataclasses import dataclass, field
from datetime import date, datetime
from typing import Any

from marketplace.businesses import service_businesses, service_programmes
from marketplace.businesses.answers import Answers
from marketplace.businesses.models import Business, Programme, Staff
from marketplace.core import edge
from marketplace.core.db import db
from marketplace.core.translating import other_languages
from marketplace.demo.words_businesses import BUSINESSES, BusinessText, StaffText
from marketplace.demo.words_layovers import MEETING_POINTS, PERKS
from marketplace.demo.words_programmes import PROGRAMMES, ProgrammeText
from marketplace.demo.words_translated import BUSINESSES_SAID, PROGRAMMES_SAID
from marketplace.geo.landmarks import CITIES_BY_CODE, LocalPlace
from marketplace.geo.place_names import fold
from marketplace.identity.models import Identity
from marketplace.kinds.service_parcels import add_pickup_point
from marketplace.rewards import treasury
from marketplace.superfans import service_skills

STAFF_BORN_ON = date(1980, 5, 17)
PAY_HOUR_MINOR = {"foglamp": 2_800, "lluvia": 16_000, "meeuw": 1_800}
REQUEST_HOUR_MINOR, REQUEST_PAY_MINOR = 8_000, 6_400
CARGO_BIKE_LITRES = 80


@dataclass
class Opened:
    """What was opened, by the codes of the words: database keys of businesses, staff and programmes."""

    businesses: dict[str, int] = field(default_factory=dict)
    staff: dict[str, list[int]] = field(default_factory=dict)
    programmes: dict[str, int] = field(default_factory=dict)


def open_all(password: str, at: datetime) -> Opened:
    """Open every business with its programmes, each in a transaction of its own, as its owner would."""
    opened = Opened()
    edge.write(service_skills.load_taxonomy)
    for text in BUSINESSES:
        edge.write(lambda text=text: _open(text, password, opened, at))  # type: ignore[misc]
    for words in PROGRAMMES:
        edge.write(lambda words=words: _draft(words, opened, at))  # type: ignore[misc]
        fund(opened.programmes[words.code], words.budget_minor, at)
        edge.write(lambda words=words: _let_in(words, opened, at))  # type: ignore[misc]
    return opened


def fund(programme_id: int, amount_minor: int, at: datetime) -> None:
    """Have the business's bank pay money in, as an owner does at the desk."""

    def plan() -> str:
        programme = db.session.get_one(Programme, programme_id)
        return treasury.top_up_key(treasury.start_top_up(programme, amount_minor, at, performs=False))

    outcome = treasury.perform(edge.write(plan))
    if outcome.state != "done":
        raise RuntimeError(
            f"a programme of the demo world could not be funded: {outcome.refusal or outcome.state}"
        )


def local_place(city: str, name: str) -> LocalPlace:
    """A place of a city that Muster knows by name."""
    return next(place for place in CITIES_BY_CODE[city].places if place.name == name)


def _open(text: BusinessText, password: str, opened: Opened, at: datetime) -> None:
    people = [_person(text, one, password, at) for one in text.staff]
    db.session.add_all(people)
    db.session.flush()
    names = ("name", "tagline", "story", "language", "accent", "country", "currency", "timezone", "place_name", "lat", "lon",
             "support_email")  # fmt: skip
    data = service_businesses.NewBusiness(**{name: getattr(text, name) for name in names})
    business = service_businesses.open_business(people[0], data, at)
    business.slug = text.slug
    service_businesses.translate_business(
        business, _other(business), BUSINESSES_SAID[text.code], people[0], at
    )
    for person, one in list(zip(people, text.staff, strict=True))[1:]:
        db.session.add(Staff(business_id=business.id, identity_id=person.id, role=one.role, created_at=at))
    opened.businesses[text.code] = business.id
    opened.staff[text.code] = [person.id for person in people]


def _other(thing: Business | Programme) -> str:
    return next(iter(other_languages(thing)))


def _person(text: BusinessText, one: StaffText, password: str, at: datetime) -> Identity:
    given, *_ = fold(one.name).split()
    return Identity(
        email=f"{given}@{text.support_email.split('@')[1]}", name=one.name, password=password, locale=one.locale,
        timezone=text.timezone, born_on=STAFF_BORN_ON, created_at=at, confirmed_at=at,
        fs_uniquifier=uuid.uuid4().hex, fs_webauthn_user_handle=uuid.uuid4().hex,
    )  # fmt: skip


def _draft(words: ProgrammeText, opened: Opened, at: datetime) -> None:
    business = db.session.get_one(Business, opened.businesses[words.business])
    owner_id, manager_id, *_ = opened.staff[words.business]
    owner = db.session.get_one(Identity, owner_id)
    answers = Answers(
        whom="",
        tasks=words.tasks,
        terms=words.terms,
        pay_hour_minor=_pay_hour(words),
        responsible=db.session.get_one(Identity, manager_id),
        support_contact=business.support_email,
        answer_hours=words.answer_hours,
        north_star=words.north_star,
        north_star_target=words.north_star_target,
        changes=_changes(words, business),
    )
    programme = service_programmes.create_programme(business, words.kind, answers, owner, at)
    programme.slug = words.slug
    service_programmes.translate_programme(
        programme, _other(programme), PROGRAMMES_SAID[words.code], owner, at
    )
    opened.programmes[words.code] = programme.id


def _pay_hour(words: ProgrammeText) -> int | None:
    if words.terms != "paid":
        return None
    return REQUEST_PAY_MINOR if words.kind == "request" else PAY_HOUR_MINOR[words.business]


def _changes(words: ProgrammeText, business: Business) -> dict[str, Any]:
    return {
        "title": words.title,
        "purpose": words.purpose,
        "role": words.role,
        "house_rules": words.house_rules,
        "way": words.way,
        "joining": words.joining,
        "language": business.language,
        "skills": list(words.skills),
        "languages": list(words.languages),
        "settings": _settings(words),
    }


def _settings(words: ProgrammeText) -> dict[str, Any]:
    if words.kind == "request":
        return {"price_hour_minor": REQUEST_HOUR_MINOR, "answer_hours": words.answer_hours}
    if words.kind == "layover":
        name, meeting_point = MEETING_POINTS[0]
        place = local_place("ams", name)
        caps = {perk.code: perk.cap_minor for perk in PERKS}
        return {
            "airport": "AMS",
            "meeting_point": meeting_point,
            "meeting_lat": place.lat,
            "meeting_lon": place.lon,
            "voucher_train_minor": caps["train"],
            "voucher_round_minor": caps["first_round"],
        }
    if words.kind == "delivery":
        return {"capacity_litres": CARGO_BIKE_LITRES}
    return {}


def _let_in(words: ProgrammeText, opened: Opened, at: datetime) -> None:
    programme = db.session.get_one(Programme, opened.programmes[words.code])
    owner = db.session.get_one(Identity, opened.staff[words.business][0])
    service_programmes.open_programme(programme, owner, at)
    if words.kind == "delivery":
        business = programme.business
        add_pickup_point(programme, business.name, business.place_name, business.lat, business.lon)

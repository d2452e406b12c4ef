"""The demo world: whole, sound, the same each time, and as large as wanted."""

from __future__ import annotations

import hashlib
import json
from pathlib import Path
from typing import Any

import pytest
import sqlalchemy as sa
from flask import Flask

from marketplace import create_app
from marketplace.bookings.giving_back import BY_HAND
from marketplace.bookings.models import Booking, Payment
from marketplace.businesses import readiness
from marketplace.businesses.models import Business, Programme
from marketplace.catalogue.models import Experience, JourneyTemplate, Session
from marketplace.core import audit, edge, jobs
from marketplace.core.clock import SteppedClock
from marketplace.core.db import db
from marketplace.demo import seed, sign_ins
from marketplace.demo.loop import BEGINS_AT
from marketplace.gigs.models import Gig, Offer
from marketplace.identity.models import Identity
from marketplace.kinds.models import Parcel
from marketplace.rewards import treasury
from marketplace.rewards.models import Earning
from marketplace.rewards.treasury import codes as treasury_codes
from marketplace.rewards.treasury import disputes as treasury_disputes
from marketplace.rewards.treasury import promotions as treasury_promotions
from marketplace.rewards.treasury import tax as treasury_tax
from marketplace.superfans.models import Membership, PackedProfile, Superfan
from marketplace.trust.models import DecisionRecord, Review, StandingEvent
from tests.conftest import NEW_DATABASES, _copy_sqlite, _running, settings_for
from tests.demo_world import quiet

BIG = 1_200  # more than have a past, so that it loads in seconds


def count(model: type[Any], **where: Any) -> int:
    query = sa.select(sa.func.count()).select_from(model).filter_by(**where)
    return edge.read(lambda: db.session.scalar(query)) or 0


def test_the_world_is_whole_and_sound_on_both_engines(demo_app: Flask) -> None:
    assert edge.read(audit.run) == []
    assert count(Superfan) == count(PackedProfile) == 200
    assert count(Identity) == 200 + 60 + 9
    assert count(Programme, state="open") == 6
    assert count(Experience, state="published") == 12
    assert count(JourneyTemplate, state="published") == 1
    assert count(Parcel) >= 30
    broken = edge.read(
        lambda: db.session.execute(
            sa.select(jobs.Job.name, jobs.Job.last_error).where(jobs.Job.last_error.is_not(None))
        ).all()
    )
    assert broken == []


def test_programmes_opened_for_real(demo_site: Flask) -> None:
    def look() -> list[tuple[str, list[str], int]]:
        found = db.session.scalars(sa.select(Programme)).all()
        with demo_site.test_request_context():
            return [(p.slug, [c.code for c in readiness.missing(p)], treasury.funded(p)) for p in found]

    for slug, missing, funded_minor in edge.read(look):
        assert missing == [], slug
        assert funded_minor > 0, slug


def test_there_are_weeks_behind_and_ahead(demo_site: Flask) -> None:
    assert count(Session, state="finished") >= 6
    assert count(Gig, state="finished") >= 8
    assert count(Earning, state="paid") >= 4
    assert count(Review, side="customer") >= 6
    assert count(StandingEvent, code="completed") >= 8
    assert count(Payment, state="captured", purpose="tip") >= 1
    ahead = sa.select(sa.func.max(Session.starts_at), sa.func.min(Session.starts_at)).where(
        Session.state != "finished"
    )
    last, first = edge.read(lambda: db.session.execute(ahead).one())
    assert (last - BEGINS_AT).days >= 21
    assert first > BEGINS_AT
    assert count(Session, state="guided") >= 20
    assert count(Offer, state="open") >= 10
    assert count(Booking, state="confirmed") >= 5
    assert count(Parcel, state="waiting") >= 20
    assert count(Membership, state="applied") >= 1


def test_every_page_of_money_has_something_to_show(demo_site: Flask) -> None:
    def look() -> None:
        shop, roastery = (
            db.session.scalars(sa.select(Business).filter_by(slug=slug)).one()
            for slug in ("foglamp", "lluvia-de-abril")
        )
        assert treasury_promotions.promotions_of(shop, BEGINS_AT)[0].tally.cost.amount_minor > 0
        assert [one.is_open for one in treasury_disputes.disputes_of(shop)] == [True]
        assert treasury_codes.redemptions_at(shop), "credit was taken at the counter"
        paid_with_credit = sa.select(sa.func.count(Booking.id)).where(Booking.credit_minor > 0)
        assert db.session.scalar(paid_with_credit) == 1
        given_back = [one for one in db.session.scalars(sa.select(Booking)) if one.detail.get(BY_HAND)]
        assert len(given_back) == 1
        assert sum(p.refunded_minor for p in given_back[0].payments) > 0
        owed = {one.code: one.credit_minor for one in treasury.trial_balance_of(roastery)}
        assert owed["tax_payable"] > 0
        assert treasury_tax.is_used_by(shop)

    edge.read(look)
    rounds = [
        e for e in edge.read(lambda: db.session.scalars(sa.select(Earning)).all()) if _has(e, "returns")
    ]
    assert rounds, "a parcel that nobody took was brought back and paid"


def _has(earning: Earning, code: str) -> bool:
    return any(line["code"] == code for line in earning.evaluation["lines"])


def test_every_admission_has_its_record(demo_site: Flask) -> None:
    active = count(Membership, state="active")
    recorded = sa.select(sa.func.count(sa.distinct(DecisionRecord.subject))).where(
        DecisionRecord.rule.in_(("membership.decision", "membership.joining")),
        DecisionRecord.outcome == "admitted",
    )
    assert edge.read(lambda: db.session.scalar(recorded)) == active


def test_visitors_may_be_owners_superfans_and_customers(demo_site: Flask) -> None:
    people = edge.read(sign_ins.people)
    paths = [person.path for person in people]
    assert len([p for p in paths if p.startswith("/desk/")]) == 3
    assert len([p for p in paths if p.startswith("/fan")]) >= 4
    assert paths.count("/my/bookings") == 2
    refs = {person.public_id for person in people}
    assert len(refs) == len(people)
    with demo_site.test_request_context():
        printed = sign_ins.printed()
    assert all(person.name in printed for person in people)


def test_a_world_with_people_is_left_alone(demo_site: Flask) -> None:
    before = count(Identity)
    assert seed.fill_if_empty() is False
    assert count(Identity) == before
    assert demo_site.test_cli_runner().invoke(args=["muster", "seed", "--scale", "50"]).exit_code == 1


@pytest.fixture
def make_big(sqlite_template: Path, tmp_path: Path) -> Any:
    """Loads a big world from a seed; returns what is in it, hashed table by table."""

    def make(number: int, rng_seed: int) -> dict[str, str]:
        folder = tmp_path / str(number)
        folder.mkdir()
        url = _copy_sqlite(sqlite_template, folder)
        app = create_app(settings_for(url, folder, world="demo"), SteppedClock(BEGINS_AT))
        with app.app_context():
            seed.load(rng_seed, at=BEGINS_AT, fans=BIG, tell=quiet)
            assert edge.read(audit.run) == []
            assert count(Superfan) == BIG
            said = edge.read(lambda: {t: _hash(t, c) for t, c in TABLES.items()})
            db.session.remove()
            db.engine.dispose()
        return said

    return make


TABLES = {
    "identity": "public_id, email, name, locale, timezone, born_on",
    "superfan": "public_id, bio, home_lat, home_lon, radius_m, reward_kind",
    "packed_profile": "fan_ref, document",
    "membership": "public_id, programme_id, fan_id, state, decided_at",
    "experience": "public_id, title, state, lat, lon",
    "programme": "public_id, slug, state",
}


def _hash(table: str, columns: str) -> str:
    rows = db.session.execute(sa.text(f"SELECT {columns} FROM {table} ORDER BY 1")).all()
    return hashlib.sha256(json.dumps([list(map(str, row)) for row in rows]).encode()).hexdigest()


def test_the_same_seed_makes_the_same_world_and_another_makes_another(make_big: Any) -> None:
    first, again, other = make_big(1, 7), make_big(2, 7), make_big(3, 8)
    assert first == again
    assert first["identity"] != other["identity"]
    assert first["superfan"] != other["superfan"]


def test_the_command_fills_an_empty_database_whose_tables_it_makes(
    request: pytest.FixtureRequest, tmp_path: Path
) -> None:
    with NEW_DATABASES["sqlite"](request, tmp_path) as url:
        for site in _running(create_app(settings_for(url, tmp_path))):
            result = site.test_cli_runner().invoke(args=["muster", "seed", "--scale", str(BIG)])
            assert result.exit_code == 0, result.output
            assert count(Superfan) == BIG
            assert site.test_cli_runner().invoke(args=["muster", "seed", "--scale", "7"]).exit_code == 2

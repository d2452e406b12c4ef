"""Every service that changes a profile leaves the packed row saying what a fresh packing would."""

from __future__ import annotations

import threading
from datetime import date, time

import pytest
import sqlalchemy as sa

from marketplace.core import clock, edge
from marketplace.core.db import db
from marketplace.geo.cells import cell_of
from marketplace.superfans import packing, service_hours, service_profile, service_skills
from marketplace.superfans.availability import Rule
from marketplace.superfans.checks import packed_profiles_current
from marketplace.superfans.models import FanLanguage, PackedProfile, Skill, Superfan
from tests.superfans.worlds import MISSION, make_fan, make_open_programme


@pytest.fixture
def fan(app):
    def work():
        service_skills.load_taxonomy()
        made = make_fan("Ana", clock.now())
        service_skills.propose_skill(made, "Reading palms", 2, clock.now())
        service_hours.add_window(made, 4, time(22, 30), time(2, 0), clock.now())
        service_hours.add_exception(made, date(2026, 12, 24), clock.now(), is_open=False)
        return made

    return edge.write(work)


def first_exception(fan):
    return service_hours.change_of(fan.exceptions[0])


CHANGES = {
    "set_skills": (lambda f, at: service_profile.set_skills(f, {"guiding.history": 4}, at), "skills"),
    "set_languages": (lambda f, at: service_profile.set_languages(f, {"it": 5}, at), "languages"),
    "set_interests": (lambda f, at: service_profile.set_interests(f, ["poetry", "jazz"], at), "interests"),
    "set_home": (lambda f, at: service_profile.set_home(f, service_profile.Home("Roma", 19.4, -99.16), at), "zone"),
    "set_travel": (lambda f, at: service_profile.set_travel(f, "bike", 8000, 12, at), "travel_mode"),
    "set_motives": (lambda f, at: service_profile.set_motives(f, ["share"], at), "motives"),
    "set_reward": (lambda f, at: service_profile.set_reward(f, "donation", at, cause="The library"), "reward_kind"),
    "set_words": (lambda f, at: service_profile.set_words(f, "I read.", "en", at), None),
    "set_photo": (lambda f, at: service_profile.set_photo(f, None, at), None),
    "set_birth": (lambda f, at: service_profile.set_birth(f, date(1990, 5, 1), at), "born_on"),
    "rotate_feed_key": (lambda f, at: service_profile.rotate_feed_key(f, at), None),
    "set_weekly_rules": (lambda f, at: service_hours.set_weekly_rules(f, [Rule(0, 540, 720), Rule(4, 1350, 120)], at), "rules"),
    "add_window": (lambda f, at: service_hours.add_window(f, 1, time(9), time(11), at), "rules"),
    "remove_window": (lambda f, at: service_hours.remove_window(f, Rule(4, 1350, 120), at), "rules"),
    "add_exception": (lambda f, at: service_hours.add_exception(f, date(2026, 12, 1), at, is_open=True, opens=time(9), closes=time(10)), "exceptions"),
    "remove_exception": (lambda f, at: service_hours.remove_exception(f, first_exception(f), at), "exceptions"),
    "propose_skill": (lambda f, at: service_skills.propose_skill(f, "Juggling", 5, at), "skills"),
}  # fmt: skip


def packed(fan):
    return edge.read(lambda: db.session.get(PackedProfile, fan.id, populate_existing=True))


def test_every_change_leaves_the_packed_row_current(fan, clock):
    for change, (work, part) in CHANGES.items():
        before = packed(fan)
        old = (before.document.get(part), before.cell)

        edge.write(lambda work=work: work(fan, clock.advance(minutes=5)))

        row = packed(fan)
        assert edge.read(lambda: packing.is_current(fresh(fan), db.session.get(PackedProfile, fan.id))), (
            change
        )
        assert row.packed_at == clock.now(), change
        if part is not None:
            assert (row.document[part], row.cell) != old, change


def fresh(fan):
    found = db.session.get(Superfan, fan.id, populate_existing=True)
    db.session.expire(found)
    return found


def test_no_service_that_changes_a_profile_is_left_out_of_the_list_above():
    changing = {
        name
        for module in (service_profile, service_hours)
        for name in vars(module)
        if name.startswith(("set_", "add_", "remove_", "rotate_"))
    }

    assert changing <= set(CHANGES)


def test_the_packed_row_says_what_the_profile_says(fan):
    row = packed(fan)

    assert (row.cell, row.lat, row.lon) == (cell_of(MISSION.lat, MISSION.lon), MISSION.lat, MISSION.lon)
    assert row.document["zone"] == "America/Los_Angeles"
    assert row.document["rules"] == [[4, 1350, 120]]
    assert row.document["exceptions"] == [["2026-12-24", False, None, None]]
    assert row.document["languages"] == {"en": 5, "es": 2}
    assert row.document["skills"] == {"own.reading-palms": 2}


@pytest.mark.parametrize("is_listed", [True, False], ids=["listed", "refused"])
def test_a_review_of_a_skill_brings_every_fan_who_has_it_up_to_date(app, fan, is_listed):
    from marketplace.superfans.service_membership import apply

    def review():
        owner, business, programme = make_open_programme(clock.now())
        apply(fan, programme, "", "", clock.now())
        if is_listed:
            service_skills.list_skill(
                "own.reading-palms", "care", "Reading palms", "Leer la mano", business, owner, clock.now()
            )
        else:
            service_skills.refuse_skill("own.reading-palms", business, owner, clock.now())

    edge.write(review)

    assert packed(fan).document["skills"] == ({"own.reading-palms": 2} if is_listed else {})
    assert edge.read(lambda: list(packed_profiles_current())) == []


def test_the_audit_names_a_fan_whose_packed_row_went_stale(fan):
    def corrupt():
        db.session.execute(sa.insert(FanLanguage).values(fan_id=fan.id, language="fr", level=3))

    edge.write(corrupt)

    found = edge.read(lambda: list(packed_profiles_current()))
    assert [(f.invariant, f.subject) for f in found] == [(3, fan.public_id)]


def test_two_changes_at_once_do_not_pack_each_other_away(app, fan):
    start = threading.Barrier(2, timeout=60)
    works = (
        lambda f, at: service_profile.set_languages(f, {"it": 5}, at),
        lambda f, at: service_profile.set_interests(f, ["jazz"], at),
    )
    failures = []

    def change(work):
        with app.app_context():
            start.wait()
            try:
                edge.write(lambda: work(db.session.get(Superfan, fan.id), clock.now()))
            except Exception as error:
                failures.append(error)
            finally:
                db.session.remove()

    threads = [threading.Thread(target=change, args=(work,)) for work in works]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()

    assert failures == []
    document = packed(fan).document
    assert (document["languages"], document["interests"]) == ({"it": 5}, ["jazz"])


def test_exceptions_of_days_gone_by_are_not_packed(fan, clock):
    clock.advance(days=60)

    edge.write(lambda: service_profile.set_interests(fan, [], clock.now()))

    assert packed(fan).document["exceptions"] == []
    assert edge.read(lambda: db.session.scalar(sa.select(sa.func.count(Skill.id)))) > 50

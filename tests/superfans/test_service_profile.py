from __future__ import annotations

from datetime import date, time

import pytest

from marketplace.core import clock, edge
from marketplace.core.errors import Invalid, NotFound
from marketplace.superfans import service_hours
from marketplace.superfans import service_profile as profile
from marketplace.superfans.availability import DatedChange, Rule
from tests.businesses.worlds import make_identity
from tests.superfans.worlds import make_fan


@pytest.fixture
def ana(app):
    return edge.write(lambda: make_fan("Ana", clock.now()))


def test_one_becomes_a_superfan_once(app):
    person = edge.write(lambda: make_identity("Ana", clock.now(), timezone="Europe/Madrid"))

    first = edge.write(lambda: profile.become_superfan(person, clock.now()))
    second = edge.write(lambda: profile.become_superfan(person, clock.now()))

    assert first.id == second.id
    assert first.timezone == "Europe/Madrid"


def test_the_clock_of_the_weekly_hours_follows_the_home(ana):
    edge.write(lambda: profile.set_home(ana, profile.Home("Roma Norte", 19.419, -99.162), clock.now()))

    assert ana.timezone == "America/Mexico_City"


BAD = {
    "skills": lambda f, at: profile.set_skills(f, {"no.such": 3}, at),
    "languages": lambda f, at: profile.set_languages(f, {}, at),
    "languages level": lambda f, at: profile.set_languages(f, {"en": 6}, at),
    "languages unknown": lambda f, at: profile.set_languages(f, {"tlh": 3}, at),
    "interests": lambda f, at: profile.set_interests(f, ["plotting"], at),
    "place": lambda f, at: profile.set_home(f, profile.Home("Nowhere", 91.0, 0.0), at),
    "travel_mode": lambda f, at: profile.set_travel(f, "broom", 1000, 10, at),
    "radius_m": lambda f, at: profile.set_travel(f, "bike", 500_001, 10, at),
    "weekly_hours_max": lambda f, at: profile.set_travel(f, "bike", 5000, 0, at),
    "motives": lambda f, at: profile.set_motives(f, ["greed"], at),
    "reward_kind": lambda f, at: profile.set_reward(f, "gold", at),
    "donation_cause": lambda f, at: profile.set_reward(f, "donation", at, cause=" "),
    "bio": lambda f, at: profile.set_words(f, "x" * 2001, "en", at),
    "bio_language": lambda f, at: profile.set_words(f, "x", "klingon", at),
    "born_on": lambda f, at: profile.set_birth(f, date(2030, 1, 1), at),
    "hours": lambda f, at: service_hours.set_weekly_rules(f, [Rule(0, n, n + 1) for n in range(61)], at),
    "closes_local": lambda f, at: service_hours.add_exception(
        f, date(2026, 12, 1), at, is_open=True, opens=time(9)
    ),
    "on_date": lambda f, at: service_hours.add_exception(f, date(2026, 11, 1), at, is_open=True),
    "note": lambda f, at: service_hours.add_exception(f, date(2026, 12, 1), at, is_open=True, note="x" * 121),
}


def test_what_cannot_be_used_is_refused_by_field(ana):
    for case, attempt in BAD.items():
        with pytest.raises(Invalid) as caught:
            edge.write(lambda attempt=attempt: attempt(ana, clock.now()))
        assert caught.value.field == case.split()[0], case


def test_a_donation_names_its_cause_and_money_forgets_it(ana):
    edge.write(lambda: profile.set_reward(ana, "donation", clock.now(), cause="The library"))
    assert ana.donation_cause == "The library"

    edge.write(lambda: profile.set_reward(ana, "money", clock.now(), cause="The library"))
    assert (ana.reward_kind, ana.donation_cause) == ("money", "")


def test_every_new_feed_key_is_another(ana):
    keys = {edge.write(lambda: profile.rotate_feed_key(ana, clock.now())) for _ in range(3)}

    assert len(keys) == 3
    assert ana.feed_key in keys


def test_the_same_window_is_kept_once_and_removed_by_name(ana):
    window = Rule(0, 540, 720)

    def twice():
        service_hours.add_window(ana, 0, time(9), time(12), clock.now())
        service_hours.add_window(ana, 0, time(9), time(12), clock.now())

    edge.write(twice)
    assert service_hours.rules_of(ana) == [window]
    edge.write(lambda: service_hours.remove_window(ana, window, clock.now()))
    assert service_hours.rules_of(ana) == []
    with pytest.raises(NotFound):
        edge.write(lambda: service_hours.remove_window(ana, window, clock.now()))
    with pytest.raises(NotFound):
        edge.write(
            lambda: service_hours.remove_exception(ana, DatedChange(date(2026, 12, 1), True), clock.now())
        )

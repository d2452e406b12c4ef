"""Becoming a superfan and applying, one thing at a time."""

from __future__ import annotations

import html
import re

import sqlalchemy as sa

from marketplace.businesses.service_programmes import open_programme
from marketplace.core import clock, edge
from marketplace.core.db import db
from marketplace.superfans import queries, service_hours, service_membership
from marketplace.superfans.availability import Rule
from marketplace.superfans.models import Superfan
from tests.businesses.test_views import text_of
from tests.businesses.worlds import make_identity, make_programme
from tests.superfans.steps import fan_named, post


def test_somebody_becomes_a_superfan_one_thing_at_a_time_and_applies(browser, world):
    programme = world[2]
    person = edge.write(lambda: make_identity("Ben", clock.now()))
    bens, carried = browser(person), f"?programme={programme.public_id}"

    recruit = bens.get(f"/programmes/{programme.public_id}").get_data(as_text=True)
    assert f'href="/fan/join{carried}"' in recruit
    assert "We ask one thing at a time" in text_of(bens.get(f"/fan/join{carried}"))
    step = post(bens, f"/fan/join{carried}", {})
    assert step == f"/fan/profile/skills{carried}"
    assert "Local history" in text_of(bens.get(step))
    step = post(bens, step, {"add": ["guiding.history", "guiding.literature"]})
    assert step == f"/fan/profile/languages{carried}"
    step = post(bens, step, {"add_language": "en", "add_level": "5"})
    step = post(bens, step, {"interests": ["poetry", "jazz"]})
    assert step == f"/fan/profile/home{carried}"
    shown = bens.post(step, data={"place": "Mission District, San Francisco"})
    assert shown.status_code == 200
    assert "map__svg" in shown.get_data(as_text=True)
    step = post(bens, step, {"place": "Mission District, San Francisco", "chosen": "0"})
    step = post(bens, step, {"travel_mode": "bike", "radius_m": "8000", "weekly_hours_max": "12"})
    assert step == f"/fan/hours{carried}"
    step = post(bens, step, {"cell": ["5-10", "5-11", "5-12"]})
    assert step == f"/fan/profile/reasons{carried}"
    step = post(bens, step, {"motives": ["share", "earn"], "reward_kind": "store_credit"})
    assert step == f"/fan/application{carried}"
    assert post(bens, step, {"motive": "share", "words": "I read to children."}) == "/fan"

    home = text_of(bens.get("/fan"))
    assert "Waiting for an answer" in home
    assert "answers within 12 hours" in home

    def kept():
        fan = fan_named("Ben")
        return (
            sorted(s.skill.code for s in fan.skills), [lang.language for lang in fan.languages], fan.interests,
            fan.timezone, fan.travel_mode, fan.radius_m, service_hours.rules_of(fan), fan.motives, fan.reward_kind,
        )  # fmt: skip

    assert edge.read(kept) == (
        ["guiding.history", "guiding.literature"], ["en"], ["jazz", "poetry"], "America/Los_Angeles", "bike", 8000,
        [Rule(5, 600, 780)], ["earn", "share"], "store_credit",
    )  # fmt: skip


def test_who_stops_half_way_goes_on_where_they_stopped(browser, world):
    programme = world[2]
    person = edge.write(lambda: make_identity("Ben", clock.now()))
    bens, carried = browser(person), f"?programme={programme.public_id}"
    step = post(bens, f"/fan/join{carried}", {})
    post(bens, step, {"add": ["guiding.history"]})

    again = browser(person)
    assert "You have begun already" in text_of(again.get(f"/fan/join{carried}"))
    assert post(again, f"/fan/join{carried}", {}) == f"/fan/profile/languages{carried}"
    assert again.get(f"/fan/application{carried}").location == f"/fan/profile/languages{carried}"


def test_a_visitor_signs_up_or_in_first_and_comes_back_to_the_programme(browser, world):
    programme = world[2]
    page = browser(None).get(f"/programmes/{programme.public_id}").get_data(as_text=True)
    begin = html.unescape(re.search(r'href="(/sign-up[?][^"]*programme[^"]*)"', page).group(1))
    assert "as=fan" in begin
    sign_up = text_of(browser(None).get(begin))
    assert "Your name" in sign_up
    assert "You have an account already?" in sign_up

    sent = browser(None).get(f"/fan/join?programme={programme.public_id}")

    assert sent.status_code == 303
    assert f"programme%3D{programme.public_id}" in sent.location.replace("%253D", "%3D")


def test_somebody_who_is_no_fan_is_asked_to_become_one(browser, world):
    person = edge.write(lambda: make_identity("Nobody", clock.now()))

    for path in ("/fan", "/fan/profile", "/fan/hours", "/fan/profile/skills", "/fan/credentials"):
        assert browser(person).get(path).location == "/fan/join"
    assert edge.read(lambda: db.session.scalar(sa.select(sa.func.count(Superfan.id)))) == 0, (
        "looking makes nothing"
    )


def test_who_joins_one_more_programme_is_asked_only_what_is_missing(browser, world, ana):
    """What a fan left for later stays left; what the new programme cannot do without is asked."""
    owner, business, programme = world
    other = edge.write(lambda: _second_programme(business, owner, ["guiding.history"]))
    edge.write(lambda: service_membership.apply(ana, programme, "", "", clock.now()))
    hers, way = browser(ana.identity), f"/fan/join?programme={other.public_id}"

    assert "kept" in text_of(hers.get(way))
    step = post(hers, way, {})
    assert step.startswith("/fan/profile/skills?")
    page = text_of(hers.get(step))
    assert "asks for: Local history" in page
    assert "What you like" not in page, "no way of seven steps"
    last = post(hers, step, {"add": ["guiding.history"]})
    assert last.startswith("/fan/application?")
    assert post(hers, last, {"motive": "belong", "words": ""}) == "/fan"
    assert edge.read(lambda: queries.membership_in(ana, other).state) == "applied"


def test_a_newcomer_is_asked_everything_although_a_programme_needs_little(browser, world, ana):
    _owner, _business, programme = world
    step = post(browser(ana.identity), f"/fan/join?programme={programme.public_id}", {})
    assert step == f"/fan/profile/skills?programme={programme.public_id}"


def _second_programme(business, owner, skills):
    made = make_programme(business, owner, clock.now(), changes={"title": "Night readings", "skills": skills})
    return open_programme(made, owner, clock.now())

"""Pages of superfans: the profile, the hours, what strangers see."""

from __future__ import annotations

import io
import re
from datetime import date, time

import sqlalchemy as sa
from PIL import Image

from marketplace.core import clock, edge
from marketplace.core.db import db
from marketplace.superfans import service_hours, service_members, service_membership
from marketplace.superfans.availability import Rule
from marketplace.superfans.models import Skill
from tests.businesses.test_views import text_of
from tests.superfans.steps import fan_named, post


def test_searching_the_list_of_skills_loses_nothing(browser, ana):
    hers = browser(ana.identity)

    found = post(hers, "/fan/profile/skills", {"add": ["guiding.history"], "q": "coffee", "search": "1"})

    page = text_of(hers.get(found))
    assert "q=coffee" in found
    assert "Local history" in page, "what was ticked is kept"
    assert "Architecture" not in page


def test_an_own_skill_is_kept_and_waits_for_review(browser, world, ana):
    owner, business, programme = world
    edge.write(lambda: service_membership.apply(ana, programme, "", "", clock.now()))
    post(browser(ana.identity), "/fan/profile/skills", {"own_skill": "Reading palms"})
    desk, address = browser(owner), f"/desk/{business.slug}/skills"

    assert "under review" in text_of(browser(ana.identity).get("/fan/profile"))
    assert "Reading palms" in text_of(desk.get(address))
    code = "own.reading-palms"
    wrong = desk.post(
        f"{address}/{code}/listing",
        data={f"{code}-group": "care", f"{code}-name_en": "", f"{code}-name_es": "x"},
    )
    assert wrong.status_code == 422
    said = {f"{code}-group": "care", f"{code}-name_en": "Reading palms", f"{code}-name_es": "Leer la mano"}
    post(desk, f"{address}/{code}/listing", said)
    assert edge.read(lambda: db.session.scalar(sa.select(Skill.state).where(Skill.code == code))) == "listed"
    assert desk.post(f"{address}/{code}/refusal").status_code == 404


WRONG_ANSWERS = (
    ("languages", {"level.en": "0", "level.es": "0"}, "Please choose at least one language you speak."),
    ("home", {"place": "Xyzzyplugh"}, "We cannot find this place."),
    ("home", {"place": ""}, "Please say where you are."),
    (
        "travel",
        {"travel_mode": "broom", "radius_m": "5000", "weekly_hours_max": "10"},
        "Not a valid choice",
    ),
    (
        "travel",
        {"travel_mode": "walk", "radius_m": "5000", "weekly_hours_max": "999"},
        "between 1 and 168",
    ),
    ("reasons", {"motives": ["share"], "reward_kind": "donation"}, "Please name the cause"),
    ("words", {"bio": "x" * 2001, "bio_language": "en"}, "under 2000 characters"),
    ("birth", {"born_on": "yesterday"}, "Not a valid date value"),
    ("skills", {"add": ["no.such"]}, "We do not know one of these skills"),
)
PARTS = ("skills", "languages", "interests", "home", "travel", "reasons", "words", "birth")


def test_a_wrong_answer_is_named_and_changes_nothing(browser, ana):
    for step, data, words in WRONG_ANSWERS:
        page = browser(ana.identity).post(f"/fan/profile/{step}", data=data)
        assert page.status_code == 422, (step, data)
        assert words in text_of(page), (step, data)

    assert edge.read(lambda: sorted(one.language for one in fan_named("Ana").languages)) == ["en", "es"]


def test_every_part_of_the_profile_has_its_page(browser, ana):
    hers = browser(ana.identity)
    profile = hers.get("/fan/profile").get_data(as_text=True)

    for step in PARTS:
        assert hers.get(f"/fan/profile/{step}").status_code == 200, step
        assert f'href="/fan/profile/{step}"' in profile


def test_a_part_that_does_not_exist_is_not_found(browser, ana):
    assert browser(ana.identity).get("/fan/profile/secrets").status_code == 404


def test_the_grid_of_hours_is_ticked_by_hand_and_by_button(browser, ana):
    hers = browser(ana.identity)
    edge.write(lambda: service_hours.add_window(ana, 2, time(9, 30), time(11, 45), clock.now()))

    post(hers, "/fan/hours", {"cell": ["0-9", "0-10"]})
    post(hers, "/fan/hours", {"cell": ["0-9", "0-10"], "preset": "weekends"})

    page = hers.get("/fan/hours").get_data(as_text=True)
    assert re.search(r'value="0-9" checked', page)
    assert re.search(r'value="6-18" checked', page)
    assert not re.search(r'value="0-11" checked', page)
    rules = edge.read(lambda: sorted(service_hours.rules_of(fan_named("Ana"))))
    assert rules == [Rule(0, 540, 660), Rule(2, 570, 705), Rule(5, 540, 1140), Rule(6, 540, 1140)]


def test_windows_to_the_minute_and_days_that_are_otherwise(browser, ana):
    hers = browser(ana.identity)
    post(hers, "/fan/hours/windows", {"weekday": "4", "opens_local": "22:30", "closes_local": "02:15"})
    post(hers, "/fan/hours/exceptions", {"exception-on_date": "2026-12-24", "exception-is_open": "no"})
    said = {"exception-on_date": "2026-12-26", "exception-is_open": "yes", "exception-opens_local": "10:00",
            "exception-closes_local": "12:00", "exception-note": "Family away"}  # fmt: skip
    post(hers, "/fan/hours/exceptions", said)

    words = text_of(hers.get("/fan/hours"))
    assert "Thu, Dec 24, 2026: not free" in words
    assert "Family away" in words
    half = hers.post("/fan/hours/exceptions", data=said | {"exception-closes_local": ""})
    assert half.status_code == 422
    assert "Please give both times" in text_of(half)

    post(hers, "/fan/hours/windows/removal", {"weekday": "4", "opens": "1350", "closes": "135"})
    post(
        hers,
        "/fan/hours/exceptions/removal",
        {"on_date": "2026-12-24", "is_open": "no", "opens": "", "closes": ""},
    )
    left = edge.read(
        lambda: (service_hours.rules_of(fan_named("Ana")), [e.on_date for e in fan_named("Ana").exceptions])
    )
    assert left == ([], [date(2026, 12, 26)])
    assert hers.post("/fan/hours/windows/removal", data={"weekday": "x"}).status_code == 422
    assert hers.post("/fan/hours/exceptions/removal", data={"on_date": "soon"}).status_code == 422
    assert hers.post("/fan/hours", data={"cell": ["9-99"]}).status_code == 422


def test_the_public_page_says_what_one_can_do_and_never_how_to_reach_them(browser, world, ana):
    owner, _, programme = world
    visitor = browser(None)
    assert visitor.get(f"/fans/{ana.public_id}").status_code == 404, "not before somebody has admitted them"

    def work():
        membership = service_membership.apply(ana, programme, "", "", clock.now())
        service_members.admit(membership, owner, clock.now())

    edge.write(work)
    page = visitor.get(f"/fans/{ana.public_id}")

    assert page.status_code == 200
    words = page.get_data(as_text=True)
    assert "Spanish (Everyday talk)" in words
    for secret in ("ana@example.org", "Mission", "37.75"):
        assert secret not in words


def test_a_photo_is_shown_and_taken_away(browser, world, ana):
    owner, _, programme = world
    edge.write(
        lambda: service_members.admit(
            service_membership.apply(ana, programme, "", "", clock.now()), owner, clock.now()
        )
    )
    drawn = io.BytesIO()
    Image.new("RGB", (50, 50), "red").save(drawn, "JPEG")
    drawn.seek(0)
    hers = browser(ana.identity)

    sent = hers.post(
        "/fan/profile/words",
        data={"bio": "Hello there", "bio_language": "en", "photo": (drawn, "me.jpg")},
        content_type="multipart/form-data",
    )
    assert sent.status_code == 303
    assert "/uploads/upl_" in browser(None).get(f"/fans/{ana.public_id}").get_data(as_text=True)
    post(hers, "/fan/profile/words", {"bio": "Hello there", "bio_language": "en", "without_photo": "y"})
    assert "/uploads/upl_" not in browser(None).get(f"/fans/{ana.public_id}").get_data(as_text=True)


def test_a_fan_finds_their_places_on_top_of_the_page(browser, world, ana):
    assert 'href="/fan/hours"' in browser(ana.identity).get("/fan").get_data(as_text=True)
    assert 'href="/fan/hours"' not in browser(None).get("/").get_data(as_text=True)
    assert browser(ana.identity).get("/welcome").location == "/fan"

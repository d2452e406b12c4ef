"""Pages of superfans: becoming one, the profile, the hours, and what staff decide."""

from __future__ import annotations

import html
import io
import re
from datetime import date, time

import pytest
import sqlalchemy as sa
from PIL import Image

from marketplace.businesses.service_invitations import invite_fan, token_of
from marketplace.core import clock, edge
from marketplace.core.db import db
from marketplace.superfans import queries, service_hours, service_members, service_membership, service_skills
from marketplace.superfans.availability import Rule
from marketplace.superfans.models import Credential, Membership, Skill, Superfan
from tests.businesses.test_views import text_of
from tests.businesses.worlds import make_identity
from tests.superfans.worlds import make_fan, make_open_programme


@pytest.fixture
def world(pages):
    """Owner, business and open programme, with the list of skills."""

    def work():
        service_skills.load_taxonomy()
        return make_open_programme(clock.now())

    return edge.write(work)


@pytest.fixture
def ana(world):
    """A fan with a home and languages."""
    return edge.write(lambda: make_fan("Ana", clock.now()))


def fan_named(name):
    query = sa.select(Superfan).join(Superfan.identity).where(sa.text("identity.name = :n")).params(n=name)
    return db.session.scalars(query, execution_options={"populate_existing": True}).one()


def post(browser, address, data):
    answer = browser.post(address, data=data)
    errors = re.findall(
        r"field__error.*?<span>(.*?)<.span>|error-summary__list(.*?)<.ul>",
        answer.get_data(as_text=True),
        re.S,
    )
    assert answer.status_code == 303, errors or text_of(answer)[-900:]
    return answer.location


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


def test_somebody_who_is_no_fan_is_asked_to_become_one(browser, world):
    person = edge.write(lambda: make_identity("Nobody", clock.now()))

    for path in ("/fan", "/fan/profile", "/fan/hours", "/fan/profile/skills", "/fan/credentials"):
        assert browser(person).get(path).location == "/fan/join"
    assert edge.read(lambda: db.session.scalar(sa.select(sa.func.count(Superfan.id)))) == 0, (
        "looking makes nothing"
    )


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


def test_staff_admit_refuse_and_the_fan_contests(browser, world, ana):
    owner, business, programme = world
    membership = edge.write(
        lambda: service_membership.apply(ana, programme, "share", "Let me in.", clock.now())
    )
    desk, address = browser(owner), f"/desk/{business.slug}/members/{membership.public_id}"

    assert "Ana" in text_of(desk.get(f"/desk/{business.slug}/members"))
    assert "Let me in." in text_of(desk.get(address))
    assert desk.post(f"{address}/refusal", data={"reason": " "}).status_code == 422
    post(desk, f"{address}/refusal", {"reason": "We are full."})
    hers = browser(ana.identity).get(f"/fan/memberships/{membership.public_id}")
    assert "We are full." in text_of(hers)
    assert "/cases/new?subject=dec_" in hers.get_data(as_text=True)

    edge.write(lambda: service_membership.apply(ana, programme, "share", "Once more.", clock.now()))
    post(desk, f"{address}/admission", {})
    post(desk, f"{address}/suspension", {"reason": "Two no-shows."})
    post(desk, f"{address}/reinstatement", {})
    post(desk, f"{address}/removal", {"reason": "A third."})
    assert desk.post(f"{address}/admission").status_code == 409
    assert edge.read(lambda: db.session.scalars(sa.select(Membership.state)).all()) == ["removed"]


def test_another_shops_members_are_not_there(browser, world, ana):
    from dataclasses import replace

    from marketplace.businesses.service_businesses import open_business
    from tests.businesses.worlds import BOOKSHOP

    owner, _, programme = world
    membership = edge.write(lambda: service_membership.apply(ana, programme, "", "", clock.now()))
    rival, other = edge.write(
        lambda: (
            rival := make_identity("Rival", clock.now()),
            open_business(rival, replace(BOOKSHOP, name="Rival"), clock.now()),
        )
    )

    for path in ("", "/admission", "/refusal", "/removal", "/invitation"):
        address = f"/desk/{other.slug}/members/{membership.public_id}{path}"
        answer = browser(rival).post(address, data={"reason": "x"}) if path else browser(rival).get(address)
        assert answer.status_code == 404
        assert browser(rival).get(f"/desk/{programme.business.slug}/members").status_code == 404
    membership_page = f"/fan/memberships/{membership.public_id}"
    assert browser(rival).get(membership_page).status_code == 404
    on_the_desk = f"/desk/{programme.business.slug}/members/{membership.public_id}"
    assert browser(owner).get(membership_page).location == on_the_desk


def test_a_fan_takes_a_break_comes_back_and_leaves(browser, world, ana):
    owner, _, programme = world
    membership = edge.write(lambda: service_membership.apply(ana, programme, "", "", clock.now()))
    edge.write(lambda: service_members.admit(membership, owner, clock.now()))
    hers, address = browser(ana.identity), f"/fan/memberships/{membership.public_id}"

    seen = re.search(r'name="seen"[^>]*value="(\w+)"', hers.get(f"{address}/leaving").get_data(as_text=True))
    assert seen, "who leaves has read what becomes of the money"
    for move, state, sent in (
        ("pause", "On a break", {}),
        ("return", "Member", {}),
        ("leaving", "Has left", {"seen": seen.group(1)}),
    ):
        post(hers, f"{address}/{move}", sent)
        assert state in text_of(hers.get(address))
    assert hers.post(f"{address}/pause").status_code == 409
    assert hers.post(f"{address}/abduction").status_code == 404


def test_an_invitation_by_mail_lets_somebody_in_at_once(browser, world, ana):
    owner, business, programme = world
    sent = {"programme": programme.public_id, "email": "ana@example.org"}
    desk = browser(owner)
    post(desk, f"/desk/{business.slug}/members/invitations", sent)
    assert "ana@example.org" in text_of(desk.get(f"/desk/{business.slug}/members?group=invited"))
    assert (
        desk.post(f"/desk/{business.slug}/members/invitations", data=sent | {"email": "nope"}).status_code
        == 422
    )
    token = edge.write(lambda: token_of(invite_fan(programme, "ana@example.org", owner, clock.now())))
    hers, address = (
        browser(ana.identity),
        f"/fan/application?programme={programme.public_id}&invitation={token}",
    )

    assert "then you are in" in text_of(hers.get(address))
    assert post(hers, address, {"motive": "belong", "words": ""}) == "/fan"

    assert edge.read(lambda: queries.membership_in(ana, programme).state) == "active"


def test_a_member_is_invited_to_another_programme(browser, world, ana):
    from marketplace.businesses.service_programmes import open_programme
    from tests.businesses.worlds import make_programme

    owner, business, programme = world

    def second():
        made = make_programme(business, owner, clock.now(), changes={"title": "Night readings"})
        return open_programme(made, owner, clock.now())

    other = edge.write(second)
    membership = edge.write(lambda: service_membership.apply(ana, programme, "", "", clock.now()))
    address = f"/desk/{business.slug}/members/{membership.public_id}/invitation"

    post(browser(owner), address, {"programme": other.public_id})

    assert "invites you to Night readings" in text_of(browser(ana.identity).get("/fan"))
    assert browser(owner).post(address, data={"programme": "prg_nowhere"}).status_code == 404


def test_a_certificate_is_handed_in_looked_at_and_dated(browser, world, ana):
    owner, business, programme = world
    edge.write(lambda: service_membership.apply(ana, programme, "", "", clock.now()))
    hers, desk = browser(ana.identity), browser(owner)
    assert (
        hers.post("/fan/credentials", data={"business": business.slug, "code": "first_aid"}).status_code
        == 422
    )
    drawn = io.BytesIO()
    Image.new("RGB", (50, 50), "white").save(drawn, "PNG")
    drawn.seek(0)
    sent = hers.post(
        "/fan/credentials",
        data={"business": business.slug, "code": "first_aid", "evidence": (drawn, "card.png")},
        content_type="multipart/form-data",
    )
    assert sent.status_code == 303, text_of(sent)
    credential = edge.read(lambda: db.session.scalars(sa.select(Credential)).one())
    evidence = re.search(
        r"/uploads/upl_\w+", desk.get(f"/desk/{business.slug}/certificates").get_data(as_text=True)
    )[0]
    assert desk.get(evidence).status_code == 200
    assert browser(None).get(evidence).status_code == 404, "evidence is private"

    ref, address = credential.public_id, f"/desk/{business.slug}/certificates/{credential.public_id}"
    wrong = {f"{ref}-outcome": "refuse", f"{ref}-reason": ""}
    assert desk.post(f"{address}/decision", data=wrong).status_code == 422
    right = {
        f"{ref}-outcome": "accept",
        f"{ref}-valid_from": "2026-01-01",
        f"{ref}-valid_until": "2027-12-31",
    }
    post(desk, f"{address}/decision", right)
    assert "Accepted until 2027-12-31" in text_of(hers.get("/fan/credentials"))
    post(desk, f"{address}/revocation", {f"{ref}-reason": "It was another's."})
    assert "It was another" in text_of(hers.get("/fan/credentials"))


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

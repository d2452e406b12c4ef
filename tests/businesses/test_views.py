"""Pages of businesses, as owners, staff, visitors and strangers see them."""

from __future__ import annotations

import io
import re

import pytest
import sqlalchemy as sa
from PIL import Image

from config import ROOT
from marketplace.businesses import queries
from marketplace.businesses.models import Business, Programme
from marketplace.businesses.service_businesses import change_business
from marketplace.businesses.service_invitations import invite_fan, invite_staff, token_of
from marketplace.businesses.service_programmes import change_programme, open_programme
from marketplace.businesses.service_staff import accept_invitation
from marketplace.core import clock, edge
from marketplace.core.db import db
from tests.businesses.worlds import make_bookshop, make_identity, make_programme, register_reading
from tests.form_values import form_values


@pytest.fixture
def shop(pages):
    def work():
        owner = make_identity("Olive Owner", clock.now())
        business = make_bookshop(clock.now(), owner)
        return owner, business, make_programme(business, owner, clock.now())

    return edge.write(work)


def text_of(response):
    return re.sub(r"\s+", " ", re.sub(r"<[^>]+>", " ", response.get_data(as_text=True)))


def member(business, owner, name, role):
    def work():
        person = make_identity(name, clock.now())
        accept_invitation(invite_staff(business, person.email, role, owner, clock.now()), person, clock.now())
        return person

    return edge.write(work)


def the_programme():
    return edge.read(lambda: db.session.scalars(sa.select(Programme)).one())


def test_an_empty_installation_asks_whether_to_open_a_shop(browser, pages):
    pages.view_functions.pop("demo.see", None)

    page = browser(None).get("/")

    assert page.status_code == 200
    assert "This installation is still empty" in text_of(page)
    assert "See the demo" not in text_of(page), "the demo is offered only where it can be seen"
    assert 'href="/sign-up?as=owner"' in page.get_data(as_text=True)


def test_an_owner_opens_a_shop_in_five_minutes(browser, pages):
    register_reading()
    owner = edge.write(lambda: make_identity("Olive Owner", clock.now()))
    mine = browser(owner)
    said = {
        "name": "Foglight Books",
        "tagline": "Walks and books",
        "place": "Mission District, San Francisco",
    }

    understood = mine.post("/open", data=said)
    assert understood.status_code == 200
    assert "America/Los Angeles" in text_of(understood)
    assert re.search(r'<option selected value="USD">', understood.get_data(as_text=True))
    chosen = {"chosen": "0", "currency": "USD", "timezone": "America/Los_Angeles", "language": "en"}
    opened = mine.post("/open", data=said | chosen)
    assert (opened.status_code, opened.location) == (303, "/desk/foglight-books/business/look?opening=1")

    look = mine.post(
        opened.location, data={"tagline": "Walks and books", "story": "Since 1981.", "accent": "#1f6f5c"}
    )
    assert (look.status_code, look.location) == (303, "/desk/foglight-books/programmes/new")
    assert "Fans read to customers in the shop." in text_of(mine.get(look.location))

    asked = mine.get("/desk/foglight-books/programmes/new/reading")
    assert "Because Foglight Books is a place to be read to." in asked.get_data(as_text=True)
    answers = form_values(asked) | {"whom": "Good voices", "terms": "paid", "pay_hour": "22.50"}
    made = mine.post("/desk/foglight-books/programmes/new/reading", data=answers)
    assert made.status_code == 303, text_of(made)
    page = mine.get(made.location)
    assert "Open the programme" in text_of(page)

    assert mine.post(f"{made.location}/opening").status_code == 303
    assert "Good voices" in text_of(browser(None).get("/"))
    assert the_programme().state == "open"


WRONG_OPENINGS = (
    ({"name": ""}, "Please give your business a name."),
    ({"place": "Xyzzyplugh"}, "We cannot find this place."),
    ({"place": ""}, "Please say where your business is."),
)


def test_opening_names_what_is_missing_and_keeps_the_rest(browser):
    owner = edge.write(lambda: make_identity("Olive Owner", clock.now()))
    said = {"name": "Foglight", "tagline": "Fog and books", "place": "Lima"}

    for missing, words in WRONG_OPENINGS:
        page = browser(owner).post("/open", data=said | missing)
        assert page.status_code == 422, missing
        assert words in text_of(page), missing
        assert "Fog and books" in page.get_data(as_text=True), missing


def test_a_second_shop_is_refused_where_there_is_to_be_one(browser, shop):
    stranger = edge.write(lambda: make_identity("Rosa Rival", clock.now()))

    page = browser(stranger).get("/open")

    assert page.status_code == 403
    assert "this installation is for one" in text_of(page)


DESK_PAGES = (
    "", "/log", "/business", "/business/look", "/business/details", "/staff", "/programmes", "/programmes/new",
    "/programmes/new/reading", "/programmes/{p}", "/programmes/{p}/edit/words", "/programmes/{p}/edit/work",
    "/programmes/{p}/edit/answers", "/programmes/{p}/edit/success", "/programmes/{p}/edit/joining",
    "/programmes/{p}/edit/rules",
)  # fmt: skip


def test_an_owner_sees_every_page_of_the_desk_and_a_stranger_none(browser, shop):
    owner, business, programme = shop
    stranger = edge.write(lambda: make_identity("Stranger", clock.now()))

    for path in DESK_PAGES:
        address = f"/desk/{business.slug}" + path.format(p=programme.public_id)
        assert browser(owner).get(address).status_code == 200, address
        assert browser(stranger).get(address).status_code == 404, address
        visitor = browser(None).get(address)
        assert visitor.status_code == 303, address
        assert visitor.location.startswith("/sign-in"), address


def test_a_role_that_does_not_include_it_is_told_so(browser, shop):
    owner, business, programme = shop
    support = member(business, owner, "Sam Support", "support")
    hers = browser(support)

    for path in ("/business/look", f"/programmes/{programme.public_id}/edit/words", "/log"):
        page = hers.get(f"/desk/{business.slug}{path}")
        assert page.status_code == 403
        assert "Your role at Foglight Books does not include this" in text_of(page)
    assert hers.post(f"/desk/{business.slug}/programmes/{programme.public_id}/opening").status_code == 403
    assert "Ask somebody to join" not in text_of(hers.get(f"/desk/{business.slug}/staff"))


def test_staff_without_a_second_factor_are_sent_to_set_one_up_after_a_week(browser, shop, clock):
    owner, business, _ = shop

    assert "Set one up now" in text_of(browser(owner).get(f"/desk/{business.slug}"))
    clock.advance(days=8)
    sent = browser(owner).get(f"/desk/{business.slug}")

    assert (sent.status_code, sent.location) == (303, "/account/app")


def test_the_desk_opens_on_the_north_star(browser, shop):
    owner, business, programme = shop
    edge.write(lambda: open_programme(programme, owner, clock.now()))

    words = text_of(browser(owner).get(f"/desk/{business.slug}"))

    assert "North star : Readings held" in words.replace("star:", "star :")


def test_what_is_missing_is_shown_with_the_way_to_mend_it(browser, shop):
    owner, business, programme = shop
    edge.write(lambda: change_programme(programme, {"purpose": ""}, owner, clock.now()))
    address = f"/desk/{business.slug}/programmes/{programme.public_id}"

    page = browser(owner).get(address)
    assert f'href="{address}/edit/words"' in page.get_data(as_text=True)
    refused = browser(owner).post(f"{address}/opening")

    assert refused.status_code == 409
    assert "something on the checklist is still open" in text_of(refused)
    assert the_programme().state == "draft"


def test_a_section_that_is_wrong_keeps_what_was_entered(browser, shop):
    owner, business, programme = shop
    address = f"/desk/{business.slug}/programmes/{programme.public_id}/edit/answers"

    page = browser(owner).post(
        address,
        data={"support_contact": "ring the bell", "answer_hours": "0", "responsible": owner.public_id},
    )

    assert page.status_code == 422
    assert "ring the bell" in page.get_data(as_text=True)
    assert "Please give a whole number between 1 and 336." in text_of(page)
    assert the_programme().support_contact == owner.email


def test_a_logo_is_kept_and_shown(browser, shop):
    owner, business, _ = shop
    drawn = io.BytesIO()
    Image.new("RGB", (60, 60), "#1f6f5c").save(drawn, "PNG")
    drawn.seek(0)

    sent = browser(owner).post(
        f"/desk/{business.slug}/business/look",
        data={"tagline": "T", "story": "", "accent": "", "logo": (drawn, "logo.png")},
        content_type="multipart/form-data",
    )

    assert sent.status_code == 303, text_of(sent)
    page = browser(None).get("/").get_data(as_text=True)
    assert re.search(r'<img class="site-header__logo" src="/uploads/upl_', page)


def test_who_chooses_no_colour_keeps_the_houses(browser, shop):
    """A browser's picker always sends a colour: the one shown while none was chosen means none."""
    owner, business, _ = shop
    edge.write(lambda: change_business(business, {"accent": ""}, owner, clock.now()))
    address = f"/desk/{business.slug}/business/look"
    shown = re.search(r'<input[^>]*name="accent"[^>]*>', browser(owner).get(address).get_data(as_text=True))
    house = re.search(r'value="(#\w{6})"', shown.group()).group(1)
    assert f"--accent-fill: light-dark({house}," in (ROOT / "static/css/tokens.css").read_text()

    for sent, kept in ((house, None), ("#7a3e8f", "#7a3e8f"), (house, None)):
        answer = browser(owner).post(address, data={"tagline": "T", "story": "", "accent": sent})
        assert answer.status_code == 303, text_of(answer)
        assert edge.read(lambda: queries.business_named(business.slug).accent) == kept


def test_what_is_no_picture_is_refused_by_field(browser, shop):
    owner, business, _ = shop

    page = browser(owner).post(
        f"/desk/{business.slug}/business/look",
        data={
            "tagline": "Kept",
            "story": "",
            "accent": "",
            "logo": (io.BytesIO(b"MZ not a picture"), "logo.png"),
        },
        content_type="multipart/form-data",
    )

    assert page.status_code == 422
    assert 'value="Kept"' in page.get_data(as_text=True)
    assert edge.read(lambda: db.session.scalars(sa.select(Business)).one().logo_id) is None


def test_a_preview_shows_what_was_entered_and_keeps_nothing(browser, shop):
    owner, business, _ = shop

    page = browser(owner).post(
        f"/desk/{business.slug}/business/look/preview",
        data={"tagline": "Brand new words", "story": "S", "accent": "#000000"},
    )

    assert page.status_code == 200
    assert "Brand new words" in text_of(page)
    assert "Nothing is saved yet" in text_of(page)
    assert edge.read(lambda: queries.business_named(business.slug).tagline) != "Brand new words"


def test_a_draft_is_nobodys_business_and_an_open_programme_everybodys(browser, shop):
    owner, _, programme = shop
    visitor = browser(None)
    assert visitor.get(f"/programmes/{programme.public_id}").status_code == 404
    assert visitor.get(f"/programmes/{programme.public_id}/share.png").status_code == 404

    edge.write(lambda: open_programme(programme, owner, clock.now()))
    page = visitor.get(f"/programmes/{programme.public_id}")

    words = text_of(page)
    for expected in (
        programme.purpose,
        programme.role,
        programme.tasks,
        programme.house_rules,
        "within 12 hours",
        "Perks",
    ):
        assert expected.split(".")[0] in words
    html = page.get_data(as_text=True)
    assert (
        f'property="og:image" content="http://localhost:5000/programmes/{programme.public_id}/share.png"'
        in html
    )
    assert "qr__dark" in html
    drawn = visitor.get(f"/programmes/{programme.public_id}/share.png")
    assert Image.open(io.BytesIO(drawn.data)).size == (1200, 630)


def test_an_invitation_says_so_on_the_recruiting_page(browser, shop):
    owner, _, programme = shop

    def work():
        open_programme(programme, owner, clock.now())
        change_programme(programme, {"joining": "invitation"}, owner, clock.now())
        return token_of(invite_fan(programme, "ana@example.org", owner, clock.now()))

    token = edge.write(work)
    address = f"/programmes/{programme.public_id}"

    assert "by invitation" in text_of(browser(None).get(address))
    assert "You are invited" in text_of(browser(None).get(f"{address}?invitation={token}"))


def test_staff_are_invited_accept_change_and_leave(browser, shop):
    owner, business, _ = shop
    staff_page = f"/desk/{business.slug}/staff"
    mine = browser(owner)

    assert (
        mine.post(f"{staff_page}/invitations", data={"email": "nope", "role": "support"}).status_code == 422
    )
    assert (
        mine.post(
            f"{staff_page}/invitations", data={"email": "max@example.org", "role": "manager"}
        ).status_code
        == 303
    )
    assert "max@example.org" in text_of(mine.get(staff_page))
    invitation = edge.read(lambda: queries.open_invitations(business, "staff", clock.now())[0])
    max_ = edge.write(lambda: make_identity("Max", clock.now()))
    token = edge.read(lambda: token_of(invitation))
    stranger = browser(None).get(f"/invitations/{token}")
    assert "Foglight Books asks you to join its staff" in text_of(stranger)
    assert f"next=/invitations/{token}" in stranger.text, "who has no account is led to one, and back"
    assert browser(None).post(f"/invitations/{token}/acceptance").status_code != 200
    other = edge.write(lambda: make_identity("Mallory", clock.now()))
    assert "went to another address" in text_of(browser(other).get(f"/invitations/{token}"))
    assert browser(other).post(f"/invitations/{token}/acceptance").status_code == 403
    accepted = browser(max_).post(f"/invitations/{token}/acceptance")
    assert accepted.location == f"/desk/{business.slug}"

    assert mine.post(f"{staff_page}/{max_.public_id}/role", data={"role": "owner"}).status_code == 303
    assert mine.post(f"{staff_page}/{max_.public_id}/role", data={"role": "emperor"}).status_code == 422
    assert browser(max_).post(f"{staff_page}/{owner.public_id}/removal").status_code == 303
    assert mine.get(staff_page).status_code == 404


def test_the_log_says_in_words_what_staff_did(browser, shop):
    owner, business, programme = shop
    edge.write(lambda: open_programme(programme, owner, clock.now()))

    words = text_of(browser(owner).get(f"/desk/{business.slug}/log"))

    assert "Olive Owner" in words
    assert "Opened a programme" in words
    assert "Reading aloud" in words


def test_somebody_without_a_desk_is_told_how_to_get_one(browser, shop):
    stranger = edge.write(lambda: make_identity("Stranger", clock.now()))

    assert "You act for no business here" in text_of(browser(stranger).get("/desk"))
    assert browser(shop[0]).get("/desk").location == f"/desk/{shop[1].slug}"

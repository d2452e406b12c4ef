"""The pages that fans and owners use, walked without script."""

from __future__ import annotations

import re
from datetime import timedelta
from io import BytesIO

import sqlalchemy as sa
from PIL import Image

from marketplace.core import edge
from marketplace.core.clock import SteppedClock
from marketplace.core.db import db
from marketplace.gigs.models import Assignment, Gig, Offer, Proof
from tests.conftest import NOON
from tests.gigs.conftest import Shop
from tests.gigs.worlds import STARTS_AT, make_work, offer_to, run_due


def _text(response: object) -> str:
    return re.sub(r"\s+", " ", response.get_data(as_text=True))


def _offer(shop: Shop, **changes: object) -> str:
    return edge.write(lambda: offer_to(make_work(shop.world, **changes), shop.fan).public_id)


def _one(model: type) -> object:
    return edge.read(lambda: db.session.scalars(sa.select(model)).one())


def _assigned(shop: Shop) -> str:
    response = shop.fans_browser.post(f"/offers/{_offer(shop)}/acceptance")
    assert response.status_code == 303
    return response.headers["Location"].rsplit("/", 1)[1]


def test_the_board_shows_the_whole_reward_of_what_fits(shop: Shop) -> None:
    edge.write(lambda: make_work(shop.world))
    page = _text(shop.fans_browser.get("/fan/board"))
    assert "Saturday tasting" in page
    assert "€60.00" in page
    assert "3 h at €20.00 an hour" in page
    assert "10 points" in page
    assert "500 m" in page


def test_the_board_says_why_not_and_what_would_help(shop: Shop) -> None:
    edge.write(lambda: make_work(shop.world, needs={"languages": ["it"]}))
    page = _text(shop.fans_browser.get("/fan/board"))
    assert "It needs one of these languages, spoken well: Italian." in page
    assert "Say on your page that you speak Italian well, if you do." in page


def test_the_board_of_somebody_without_a_programme_says_what_to_do(shop: Shop, sign_in: object) -> None:
    page = _text(sign_in(shop.world.owner).get("/fan/board"))
    assert "You are in no programme yet" in page


def test_a_gig_is_taken_from_the_board(shop: Shop) -> None:
    ref = edge.write(lambda: make_work(shop.world).public_id)
    assert shop.fans_browser.get(f"/fan/board/{ref}").status_code == 200
    response = shop.fans_browser.post(f"/fan/board/{ref}/acceptance")
    assert response.status_code == 303
    assert _one(Offer).mode == "taken"
    assert shop.fans_browser.get(response.headers["Location"]).status_code == 200
    assert shop.fans_browser.get(f"/fan/board/{ref}").status_code == 303


def test_outside_ones_hours_a_gig_is_taken_only_knowingly(shop: Shop) -> None:
    from tests.gigs.worlds import set_profile

    def make() -> str:
        set_profile(db.session.merge(shop.fan), hours=[(5, 9, 12)])
        return make_work(shop.world).public_id

    ref = edge.write(make)
    page = _text(shop.fans_browser.get(f"/fan/board/{ref}"))
    assert "outside the hours you gave" in page
    refused = shop.fans_browser.post(f"/fan/board/{ref}/acceptance")
    assert refused.status_code == 409
    assert "outside the hours you gave" in _text(refused)
    assert (
        shop.fans_browser.post(f"/fan/board/{ref}/acceptance", data={"waives_hours": "1"}).status_code == 303
    )


def test_an_offer_shows_reward_reasons_and_both_answers(shop: Shop) -> None:
    edge.write(lambda: make_work(shop.world))
    run_due()
    page = _text(shop.fans_browser.get(f"/offers/{_one(Offer).public_id}"))
    assert "Why you" in page
    assert "from your home" in page
    assert "Yes, I will do it" in page
    assert "You can give it back freely until" in page


def test_saying_no_needs_a_reason_and_asks_the_next(shop: Shop) -> None:
    ref = _offer(shop)
    assert shop.fans_browser.post(f"/offers/{ref}/refusal").status_code == 422
    assert shop.fans_browser.post(f"/offers/{ref}/refusal", data={"reason": "too_far"}).status_code == 303
    offer = _one(Offer)
    assert (offer.state, offer.decline_code) == ("declined", "too_far")
    refused = shop.fans_browser.post(f"/offers/{ref}/acceptance")
    assert refused.status_code == 409
    assert "You said no to this one." in _text(refused)


def test_others_see_nothing_of_it(shop: Shop) -> None:
    offer = _offer(shop)
    gig = edge.read(lambda: db.session.scalars(sa.select(Gig.public_id)).first())
    for path in (f"/offers/{offer}", f"/fan/board/{gig}", "/desk/anil/gigs", f"/desk/anil/gigs/{gig}"):
        assert shop.strangers_browser.get(path).status_code == 404, path
    for path in (f"/offers/{offer}/acceptance", f"/offers/{offer}/refusal", f"/fan/board/{gig}/acceptance"):
        assert shop.strangers_browser.post(path, data={"reason": "other"}).status_code == 404, path


def test_an_assignment_is_worked_to_its_end(shop: Shop, clock: SteppedClock) -> None:
    ref = _assigned(shop)
    path = f"/assignments/{ref}"
    run_due()
    assert "Messages" in _text(shop.fans_browser.get(path))
    assert shop.strangers_browser.get(path).status_code == 404
    early = shop.fans_browser.post(f"{path}/check-in", data={"means": "code", "code": "ABC234"})
    assert early.status_code == 409
    assert "too early" in _text(early)
    clock.move_to(STARTS_AT)
    wrong = shop.fans_browser.post(f"{path}/check-in", data={"means": "code", "code": "ABC234"})
    assert wrong.status_code == 409
    assert "That is not the code" in _text(wrong)
    far = shop.fans_browser.post(f"{path}/check-in", data={"means": "place", "lat": "52.40", "lon": "4.90"})
    assert "You seem to be 3.3 km away" in _text(far)
    code = edge.read(lambda: db.session.scalars(sa.select(Gig.checkin_code)).one())
    said = f" {code[:3].lower()} {code[3:]}"
    assert shop.fans_browser.post(f"{path}/check-in", data={"means": "code", "code": said}).status_code == 303
    page = _text(shop.fans_browser.get(path))
    assert "It is done" in page
    assert shop.fans_browser.post(f"{path}/completion").status_code == 303
    page = _text(shop.fans_browser.get(path))
    assert "What you earned" in page
    assert "On hold" in page
    assert "Saturday tasting" in _text(shop.fans_browser.get("/fan/calendar"))


def test_checking_in_by_hand_needs_a_reason_and_is_told_to_the_business(
    shop: Shop, clock: SteppedClock
) -> None:
    path = f"/assignments/{_assigned(shop)}"
    clock.move_to(STARTS_AT)
    assert shop.fans_browser.post(f"{path}/check-in", data={"means": "manual"}).status_code == 422
    data = {"means": "manual", "reason": "My phone has no signal here."}
    assert shop.fans_browser.post(f"{path}/check-in", data=data).status_code == 303
    gig = edge.read(lambda: db.session.scalars(sa.select(Gig.public_id)).one())
    assert "My phone has no signal here." in _text(shop.owners_browser.get(f"/desk/anil/gigs/{gig}"))
    assert shop.fans_browser.post(f"{path}/check-in", data={"means": "telepathy"}).status_code == 422


def test_once_a_gig_is_over_nobody_is_offered_to_check_in(shop: Shop, clock: SteppedClock) -> None:
    path = f"/assignments/{_assigned(shop)}"
    for at, is_offered in ((STARTS_AT, True), (STARTS_AT + timedelta(hours=20), False)):
        clock.move_to(at)
        page = _text(shop.fans_browser.get(path))
        assert ("I am here" in page, "The gig is over" in page) == (is_offered, not is_offered)


def test_a_photo_is_kept_once_whatever_is_sent_again(shop: Shop, clock: SteppedClock) -> None:
    ref = _assigned(shop)
    clock.move_to(STARTS_AT)
    shop.fans_browser.post(f"/assignments/{ref}/check-in", data={"means": "manual", "reason": "No signal"})
    for _ in range(2):
        picture = BytesIO()
        Image.new("RGB", (40, 30), "teal").save(picture, "JPEG")
        picture.seek(0)
        data = {"nonce": "non_1", "photo": (picture, "cups.jpg"), "text": "All poured"}
        response = shop.fans_browser.post(
            f"/assignments/{ref}/proofs", data=data, content_type="multipart/form-data"
        )
        assert response.status_code == 303
    proofs = edge.read(lambda: db.session.scalars(sa.select(Proof).where(Proof.step == "completion")).all())
    assert [(p.means, p.detail) for p in proofs] == [("photo", {"text": "All poured"})]
    assert shop.fans_browser.post(f"/assignments/{ref}/proofs", data={"nonce": "non_2"}).status_code == 422


def test_giving_back_shows_the_consequence_first(shop: Shop, clock: SteppedClock) -> None:
    ref = _assigned(shop)
    assert "it costs you nothing" in _text(shop.fans_browser.get(f"/assignments/{ref}/forfeit"))
    clock.move_to(STARTS_AT - timedelta(minutes=44))
    assert "could lower your standing" in _text(shop.fans_browser.get(f"/assignments/{ref}/forfeit"))
    assert shop.fans_browser.post(f"/assignments/{ref}/forfeit").status_code == 422
    clock.move_to(NOON)
    assert shop.fans_browser.post(f"/assignments/{ref}/forfeit", data={"reason": "ill"}).status_code == 303
    assert _one(Assignment).state == "forfeited"


def test_the_desk_lists_makes_and_calls_off(shop: Shop) -> None:
    desk = shop.owners_browser
    assert "Nothing here" in _text(desk.get("/desk/anil/gigs"))
    assert desk.get("/desk/anil/gigs/new").status_code == 200
    assert desk.post("/desk/anil/gigs/new", data={}).status_code == 422
    data = {
        "programme": shop.world.programme.public_id, "title": "Help at the market", "day": "2026-11-28", "starts": "10:00",
        "minutes": "120", "places": "2", "place_name": "", "notes": "Bring gloves",
    }  # fmt: skip
    past = desk.post("/desk/anil/gigs/new", data=data | {"day": "2020-01-01"})
    assert past.status_code == 422
    assert "This time has passed already." in _text(past)
    made = desk.post("/desk/anil/gigs/new", data=data)
    assert made.status_code == 303
    run_due()
    page = _text(desk.get(made.headers["Location"]))
    assert "Ana Near" in page
    assert "Waiting for an answer" in page
    assert "Lives near." in page
    assert "Help at the market" in _text(desk.get("/desk/anil/gigs"))
    called_off = desk.post(f"{made.headers['Location']}/cancellation", data={"note": "Rain"})
    assert called_off.status_code == 303
    assert _one(Gig).state == "cancelled"


def test_a_gig_that_would_cost_too_much_is_refused_with_the_figures(shop: Shop) -> None:
    data = {
        "programme": shop.world.programme.public_id, "title": "A long day", "day": "2026-11-28", "starts": "08:00",
        "minutes": "600", "places": "20", "place_name": "", "notes": "",
    }  # fmt: skip
    response = shop.owners_browser.post("/desk/anil/gigs/new", data=data)
    assert response.status_code == 409
    assert "The budget of Counter crew is too small for this" in _text(response)


def test_nobody_found_says_why_at_the_desk(shop: Shop) -> None:
    ref = edge.write(lambda: make_work(shop.world, needs={"languages": ["it"]}).public_id)
    run_due()
    page = _text(shop.owners_browser.get(f"/desk/anil/gigs/{ref}"))
    assert "Why nobody has taken it" in page
    assert "1 person: do not speak the language" in page
    assert "Ask again" in page
    assert shop.owners_browser.post(f"/desk/anil/gigs/{ref}/matching").status_code == 303


def test_not_having_come_is_noted_and_taken_back(shop: Shop, clock: SteppedClock) -> None:
    ref = _assigned(shop)
    gig = edge.read(lambda: db.session.scalars(sa.select(Gig.public_id)).one())
    path = f"/desk/anil/gigs/{gig}/assignments/{ref}"
    clock.move_to(STARTS_AT + timedelta(hours=1))
    assert shop.owners_browser.post(f"{path}/no-show").status_code == 422
    assert shop.owners_browser.post(f"{path}/no-show", data={"note": "Nobody came."}).status_code == 303
    assert "Contest it" in _text(shop.fans_browser.get(f"/assignments/{ref}"))
    assert shop.owners_browser.post(f"{path}/excuse").status_code == 303
    assert _one(Assignment).state == "released"


def test_the_smallest_change_leads_straight_to_where_it_is_made(shop: Shop) -> None:
    """Outside one's hours: the day and the hours are filled in there, and saving them makes the gig fit."""
    from tests.gigs.worlds import set_profile

    def make() -> str:
        set_profile(db.session.merge(shop.fan), hours=[(5, 9, 12)])
        return make_work(shop.world, needs={"languages": ["it"]}).public_id

    ref = edge.write(make)
    page = _text(shop.fans_browser.get(f"/fan/board/{ref}"))
    assert 'href="/fan/profile/languages"' in page
    way = re.search(r'href="(/fan/hours\?[^"]+)"', page)[1].replace("&amp;", "&")
    hours = _text(shop.fans_browser.get(way.partition("#")[0]))
    for name, value in {"on_date": "2026-11-28", "opens_local": "12:00", "closes_local": "13:00"}.items():
        assert re.search(rf'<input[^>]*name="exception-{name}"[^>]*value="{value}"', hours), name
    asked = {"exception-on_date": "2026-11-28", "exception-is_open": "yes", "exception-opens_local": "12:00",
             "exception-closes_local": "13:00", "exception-note": ""}  # fmt: skip
    assert shop.fans_browser.post("/fan/hours/exceptions", data=asked).status_code == 303
    after = _text(shop.fans_browser.get(f"/fan/board/{ref}"))
    assert "outside the hours you gave" not in after
    assert "It needs one of these languages" in after


def test_junk_in_the_address_of_an_opening_shows_the_page(shop: Shop) -> None:
    for junk in ("on=never", "on=2026-11-28&opens=99:99&closes=x"):
        assert shop.fans_browser.get(f"/fan/hours?{junk}").status_code == 200

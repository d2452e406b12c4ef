"""The owner's pages of rounds: started, read, why a place is empty, who else could have been asked, how evenly gigs fall."""

from __future__ import annotations

import re
from datetime import timedelta

import sqlalchemy as sa

from marketplace.core import edge, jobs
from marketplace.core.clock import SteppedClock
from marketplace.core.db import db
from marketplace.gigs import queries_rounds
from tests.conftest import NOON
from tests.gigs.conftest import Shop
from tests.gigs.test_by_hand import _bound, _fan, _gig, _text
from tests.gigs.worlds import make_work, run_due


def test_a_round_is_started_from_the_page_and_read_there(shop: Shop) -> None:
    gigs = [_gig(shop, title=f"Gig {n}") for n in range(2)]
    _fan(shop, "Ben Chosen")
    programme = shop.world.programme.public_id
    empty = _text(shop.owners_browser.get("/desk/anil/rounds"))
    assert "No round yet" in empty
    data = {"programme": programme, "days": "14", "place_name": "", "radius_km": "25"}
    for _ in range(2):
        started = shop.owners_browser.post("/desk/anil/rounds", data=data)
        assert started.status_code == 303
    assert "A round is under way." in _text(shop.owners_browser.get(started.headers["Location"]))
    assert (
        edge.read(
            lambda: db.session.scalar(sa.select(sa.func.count()).where(jobs.Job.name == "gigs.run_round"))
        )
        == 1
    )
    run_due()
    page = _text(shop.owners_browser.get("/desk/anil/rounds?day=2026-11-23"))
    assert "All gigs together" in page
    ref = re.search(r"/desk/anil/rounds/(rnd_\w+)", page)[1]
    whole = _text(shop.owners_browser.get(f"/desk/anil/rounds/{ref}"))
    assert "Ana Near" in whole
    assert "Ben Chosen" in whole
    one = _text(shop.owners_browser.get(f"/desk/anil/rounds/{ref}?gig={gigs[0]}"))
    assert "How it was reckoned" in one
    assert "Was asked for something else at that time in this round." in one
    assert shop.owners_browser.get(f"/desk/anil/rounds/{ref}?gig=gig_other").status_code == 404
    assert shop.strangers_browser.get(f"/desk/anil/rounds/{ref}").status_code == 404
    assert "Nothing here" not in whole
    assert "No round yet" in _text(shop.owners_browser.get("/desk/anil/rounds?day=2026-11-22"))
    assert shop.owners_browser.get("/desk/anil/rounds?day=9999-99-99&programme=prg_x").status_code == 404
    wrong = shop.owners_browser.post("/desk/anil/rounds", data=data | {"place_name": "Xyzzyq nowhere 77"})
    assert wrong.status_code == 422
    assert shop.owners_browser.post("/desk/anil/rounds", data=data | {"days": "0"}).status_code == 422


def test_a_round_says_why_a_place_is_empty_and_what_would_fill_it(shop: Shop) -> None:
    gig = edge.write(lambda: make_work(shop.world, needs={"languages": ["it"]}).public_id)
    run_due()
    page = _text(shop.owners_browser.get(f"/desk/anil/gigs/{gig}"))
    ref = re.search(r"/desk/anil/rounds/(rnd_\w+)", page)[1]
    told = _text(shop.owners_browser.get(f"/desk/anil/rounds/{ref}"))
    assert "Why a place is empty, and what would fill it" in told
    assert "1 person: do not speak the language" in told
    assert "Another language for the gig" in told
    assert "Ana Near: Italian, spoken well" in told


def test_a_round_that_asked_everybody_who_fits_says_so(shop: Shop) -> None:
    """More are asked than there are places, where more fit: nobody else does here, and no place is empty."""
    gig = edge.write(lambda: make_work(shop.world, detail={"offers_at_once": 2}).public_id)
    run_due()
    page = _text(shop.owners_browser.get(f"/desk/anil/gigs/{gig}"))
    ref = re.search(r"/desk/anil/rounds/(rnd_\w+)", page)[1]

    told = _text(shop.owners_browser.get(f"/desk/anil/rounds/{ref}"))

    assert "Ana Near" in told
    assert "Why nobody else was asked, and what would win more people" in told
    assert "Everybody who fits has been asked." in told
    assert "Why a place is empty" not in told
    assert "needed elsewhere" not in told


def test_how_evenly_gigs_fall(shop: Shop) -> None:
    page = "/desk/anil/rounds/fairness"
    assert "Nothing to compare yet" in _text(shop.owners_browser.get(page))
    _fan(shop, "Ben Idle")
    _bound(shop, _gig(shop))
    told = _text(shop.owners_browser.get(page))
    assert "Unevenness" in told
    assert "50%" in told
    assert "Unevenness by open hours" not in told, "nobody has had hours open since they joined"
    assert shop.strangers_browser.get(page).status_code == 404


def test_how_evenly_gigs_and_pay_fall_on_open_hours(shop: Shop, clock: SteppedClock) -> None:
    _fan(shop, "Ben Idle")
    _fan(shop, "Cid Idle")
    _bound(shop, _gig(shop))
    clock.move_to(NOON + timedelta(hours=6))

    found = edge.read(lambda: queries_rounds.by_hours_of(db.session.merge(shop.world.programme), clock.now()))
    told = _text(shop.owners_browser.get("/desk/anil/rounds/fairness"))

    assert found is not None
    assert (found.gini_gigs, found.gini_value, found.never_served) == (666, 666, 666)
    assert "Unevenness by open hours" in told
    assert "Unevenness of pay" in told

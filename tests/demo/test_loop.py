"""Once round with everybody: the rehearsal's own story is held to what the product promises, on both engines."""

from __future__ import annotations

import itertools
import json
from collections import defaultdict
from typing import Any

import pytest
import sqlalchemy as sa
from flask import Flask

from marketplace.bookings.models import Booking, Payment
from marketplace.core import edge, i18n
from marketplace.core.clock import SteppedClock
from marketplace.core.db import db
from marketplace.demo import loop, loop_books, seed
from marketplace.demo.loop_story import Story
from marketplace.demo.seed_disk import unhurried_disk
from marketplace.rewards.models import Earning

pytestmark = pytest.mark.slow

Events = list[dict[str, Any]]


@pytest.fixture
def story(demo_app: Flask, demo_clock: SteppedClock) -> Story:
    """The loop, played in a copy of the demo world."""
    with unhurried_disk():
        return loop.rehearse(demo_clock)


def test_once_round_with_everybody(story: Story) -> None:
    told = {code: _by_what(chapter.events) for code, chapter in story.chapters.items()}
    assert list(told) == ["experience", "request", "journey", "layover", "delivery", "checkout"]
    _check_experience(told["experience"])
    _check_request(told["request"])
    _check_journey(told["journey"])
    _check_layover(told["layover"])
    _check_delivery(told["delivery"])
    _check_checkout(told["checkout"])
    _check_money(story)
    assert story.findings == []
    assert story.unfinished(loop.ENDS) == []
    with i18n.spoken_to("en"):
        printed = story.printed() + loop_books.printed(story)
    assert "0 breaches" in printed
    assert "cannot be done" not in printed, "a reason has no words"
    assert json.loads(json.dumps(story.as_document()))["findings"] == []


def _by_what(events: Events) -> dict[str, Events]:
    found: dict[str, Events] = defaultdict(list)
    for event in events:
        found[event["what"]].append(event | event.get("facts", {}))
    return found


def _check_experience(told: dict[str, Events]) -> None:
    matched = told["matched"]
    assert len(matched) == 2, "two are asked at once"
    assert all(event["reasons"] and event["lines"] for event in matched)
    assert matched[0]["score"]
    assert [event["payment_states"] for event in told["paid"]] == [
        ["refused", "authorised"],
        ["asks_customer", "authorised"],
    ]
    earned = told["earned"][0]["evaluation"]
    assert earned["total_minor"] == sum(
        line["amount_minor"] for line in earned["lines"] if line["currency"] == "USD"
    )
    refs = [event["booking"] for event in told["captured"]]
    assert all("completed" in event["text"] for event in told["captured"])
    query = sa.select(Payment.state, Payment.captured_minor, Booking.price_minor).join(Booking)
    rows = edge.read(
        lambda: db.session.execute(query.where(Booking.public_id.in_(refs), Payment.purpose == "price")).all()
    )
    assert sorted(state for state, *_ in rows) == ["captured", "captured", "refused"]
    assert all(taken == price for state, taken, price in rows if state == "captured")


def _check_request(told: dict[str, Events]) -> None:
    assert 2 <= len(told["proposed"]) <= 3
    for event in told["proposed"]:
        assert "for.speaks" in [reason["code"] for reason in event["reasons"]], (
            "everybody put forward speaks Italian"
        )
        assert event["lines"]
    assert "authorised" in told["chosen"][0]["text"]
    assert "completed" in told["captured"][0]["text"]


def _check_journey(told: dict[str, Events]) -> None:
    assert len(told["matched"]) == len(told["accepted"]) == len(told["completed"]) == len(told["earned"]) == 4
    assert len({event["fan"] for event in told["matched"]}) == 4
    assert ["more must say yes" in event["text"] for event in told["accepted"]] == [True, True, True, False]
    assert told["confirmed"][0]["state"] == "confirmed"
    shares = [
        line["amount_minor"]
        for event in told["earned"]
        for line in event["evaluation"]["lines"]
        if line["code"] == "share"
    ]
    assert sum(shares) == 62_000 * 80 // 100
    assert len(told["captured"]) == 1


def _check_layover(told: dict[str, Events]) -> None:
    asked = told["asked"][0]
    assert asked["usable_minutes"] == sum(line["minutes"] for line in asked["window"])
    assert asked["window"][0]["minutes"] >= 360
    first, second = told["proposed"]
    assert told["passed_over"][0]["proposal"] == first["proposal"] != second["proposal"]
    assert len(told["voucher"]) == 4
    assert told["redeemed"][0]["spent_minor"] == 2 * (1_160 + 1_050)
    assert told["earned"][0]["evaluation"]["points"] > 0


def _check_delivery(told: dict[str, Events]) -> None:
    taken = max(told["built"], key=lambda event: len(event["stops"]))
    assert len(taken["stops"]) >= 8
    assert [event["parcel"] for event in told["stop"]] == taken["stops"], "the stops are done in their order"
    assert [event["is_delivered"] for event in told["stop"]].count(False) == len(told["returned"]) == 1
    codes = {line["code"] for line in told["earned"][0]["evaluation"]["lines"]}
    assert {"block", "stops", "distance", "returns"} <= codes


def _check_checkout(told: dict[str, Events]) -> None:
    walk, tasting = told["paid"]
    assert walk["discount_minor"] > 0
    assert walk["credit_minor"] > 0
    assert walk["price_minor"] - walk["discount_minor"] == walk["credit_minor"] + walk["card_minor"]
    assert walk["tax_minor"] == 0
    net = tasting["price_minor"] - tasting["discount_minor"]
    assert tasting["card_minor"] == net, "the price holds the tax"
    assert tasting["tax_minor"] == round(net * 16 / 116)
    lines = [line for event in told["earned"] for line in event["evaluation"]["lines"]]
    shares = [line["amount_minor"] for line in lines if line["code"] == "share"]
    assert sum(shares) >= walk["price_minor"] * 80 // 100, "a promotion costs the business, never the guide"


def _check_money(story: Story) -> None:
    assert story.payouts
    assert {one["state"] for one in story.payouts} == {"paid"}
    for one in story.payouts:
        assert one["amount_minor"] == sum(line["amount_minor"] for line in one["lines"])
    assert {book["currency"] for book in story.books} >= {"USD", "MXN", "EUR"}
    assert all(book["debit_minor"] == book["credit_minor"] > 0 for book in story.books)
    due = sa.select(Earning.public_id).where(Earning.state.in_(("held", "payable")), Earning.amount_minor > 0)
    assert edge.read(lambda: db.session.scalars(due).all()) == [], (
        "whatever was earned in money has been paid"
    )


def test_the_stops_of_a_block_are_in_a_sensible_order(demo_site: Flask, demo_clock: SteppedClock) -> None:
    from marketplace.demo import seed_delivery
    from marketplace.demo.loop_world import rehearsal_in
    from marketplace.demo.seed_agenda import Agenda
    from marketplace.geo.distance import great_circle_m
    from marketplace.gigs.models import Gig
    from marketplace.kinds.models import Parcel

    rehearsal = rehearsal_in(Story(), Agenda(demo_clock))
    opens_at, closes_at = rehearsal.local("reparto", 2, 10), rehearsal.local("reparto", 2, 18)
    refs = seed_delivery.build_blocks(rehearsal.programmes["reparto"], opens_at, closes_at)

    def ways(ref: str) -> tuple[float, float]:
        gig = db.session.scalars(sa.select(Gig).where(Gig.public_id == ref)).one()
        by_stop = sa.select(Parcel).where(Parcel.gig_id == gig.id)
        shelf = (gig.lat or 0.0, gig.lon or 0.0)
        orders = (Parcel.stop_number, Parcel.id)
        found = [
            [shelf, *((p.lat, p.lon) for p in db.session.scalars(by_stop.order_by(order)))]
            for order in orders
        ]
        routed, entered = (sum(great_circle_m(a, b) for a, b in itertools.pairwise(way)) for way in found)
        return routed, entered

    lengths = [edge.read(lambda ref=ref: ways(ref)) for ref in refs]  # type: ignore[misc]
    assert sum(routed for routed, _ in lengths) < 0.75 * sum(entered for _, entered in lengths)


def test_the_command_fails_when_the_audit_finds_a_breach(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    finding = {"invariant": 8, "subject": "tip:pay_x", "fault": "tip_not_whole"}
    monkeypatch.setattr(seed, "load", lambda **_: None)
    monkeypatch.setattr(loop, "rehearse", lambda _clock: _told(loop.ENDS, findings=[finding]))
    assert loop.main(as_json=False) == 1
    assert "tip_not_whole" in capsys.readouterr().out
    assert loop.main(as_json=True) == 1
    assert json.loads(capsys.readouterr().out)["findings"] == [finding]
    monkeypatch.setattr(loop, "rehearse", lambda _clock: _told(loop.ENDS))
    assert loop.main(as_json=True) == 0


def test_the_command_fails_when_a_chapter_is_cut_short(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setattr(seed, "load", lambda **_: None)
    monkeypatch.setattr(loop, "rehearse", lambda _clock: _told(loop.ENDS | {"journey": "booked"}))
    assert loop.main(as_json=True) == 1
    assert "journey" in capsys.readouterr().err


def _told(ends: dict[str, str], **more: Any) -> Story:
    """A story in which each chapter has one event."""
    story = Story(**more)
    for code, what in ends.items():
        story.begin(code, code, "UTC")
        story.chapters[code].events.append({"at": loop.BEGINS_AT, "what": what, "text": "…", "lines": []})
    return story

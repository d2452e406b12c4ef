"""Every code that can come up has words, with parameters that fit."""

from __future__ import annotations

import pytest
from flask import Flask

from marketplace.core import words
from marketplace.gigs import service_endings, service_offers
from marketplace.gigs.lifecycle import ASSIGNMENT, GIG, OFFER
from marketplace.gigs.shown import spoken
from marketplace.rewards.lifecycle import EARNING, TOP_UP
from matching.phrases import FOR, RULES
from matching.phrases_changes import CHANGES
from matching.terms import TERMS
from payouts.schemes.document import ComponentType

CODES = [
    *(f"cannot.{code}" for code in RULES),
    *(f"kept_out.{code}" for code in RULES),
    *(f"for.{code}" for code in FOR),
    *(f"desk_for.{code}" for code in FOR),
    *(f"change.{code}" for code in CHANGES),
    *(f"term.{code}" for code in TERMS),
    *(f"decline.{code}" for code in service_offers.DECLINE_CODES),
    *(f"forfeit.{code}" for code in service_endings.FORFEIT_CODES),
    *(f"reward.{code}" for code in ComponentType.__args__),
    *(f"{life.name}.{state}" for life in (GIG, OFFER, ASSIGNMENT, EARNING, TOP_UP) for state in life.states),
    *(f"cannot.offer_{state}" for state in OFFER.states if state != "open"),
]


@pytest.mark.parametrize("code", CODES)
def test_a_code_has_words(site: Flask, code: str) -> None:
    assert code in words.known()


def test_names_are_said_not_codes(site: Flask) -> None:
    rows = [
        {"code": "cannot.language", "params": {"languages": ["it", "es"]}},
        {"code": "for.speaks", "params": {"language": "nl", "level": 5}},
        {"code": "cannot.too_far", "params": {"distance_m": 12_340, "radius_m": 8000}},
        {
            "code": "cannot.unavailable",
            "params": {
                "from_at": "2026-11-28T09:00:00+00:00", "until_at": "2026-11-28T12:00:00+00:00", "timezone": "Europe/Amsterdam",
            },
        },
        {"code": "cannot.hours_day", "params": {"day_on": "2026-11-28", "total_minutes": 540, "cap_minutes": 480}},
    ]  # fmt: skip
    with site.test_request_context():
        said = spoken(rows)
    assert said[0] == "It needs one of these languages, spoken well: Italian, Spanish."
    assert said[1] == "You speak Dutch."
    assert said[2] == "It is 12.3 km away, and you travel up to 8 km."
    assert said[3].startswith("It lies outside the hours you gave: Sat, Nov 28, 10:00")
    assert said[4] == "It would make 9 h of work on Nov 28, 2026; the most is 8 h."

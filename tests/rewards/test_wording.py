"""What stands beside an amount lets whoever reckons come to the same."""

from __future__ import annotations

from typing import Any

import pytest
from flask import Flask
from flask_babel import force_locale

from marketplace.rewards.treasury import designs
from marketplace.rewards.wording import line_label
from payouts.schemes.defaults import default_scheme

WAY = {"distance_m": 9_469, "rate_minor": 320}
HOURS = {"minutes": 548, "rate_minor": 1799}


@pytest.mark.parametrize(
    ("line", "words"),
    [
        ({"type": "per_km", "params": WAY}, "9.47 km on the road at MX$3.20 a kilometre"),
        ({"type": "per_km", "params": WAY | {"distance_m": 9_500}}, "9.5 km on the road at MX$3.20 a kilometre"),
        (
            {"type": "per_hour", "params": HOURS | {"cap_minor": 9000}},
            "9 h 8 min at MX$17.99 an hour, at most MX$90.00",
        ),
        (
            {"type": "per_gig", "params": {"left_minor": 200}, "labels": {"en": "Thanks"}},
            "Thanks, as far as the limit goes",
        ),
        (
            {"type": "share_of_price", "params": {"rate_bps": 1250, "base_minor": 8000}},
            "12.5% of the price of MX$80.00",
        ),
        ({"type": "perk", "params": {"cap_minor": 700}, "labels": {"en": "The bus"}}, "The bus"),
    ],
)  # fmt: skip
def test_a_line_says_all_that_its_amount_comes_from(site: Flask, line: dict[str, Any], words: str) -> None:
    with site.test_request_context():
        assert line_label({"currency": "MXN"} | line) == words


def test_what_an_example_sets_aside_is_what_it_shows() -> None:
    document = default_scheme("delivery", "paid", "MXN").to_document()
    facts = {"planned_minutes": 120, "stops": 5, "distance_m": 9_500}
    example = designs.example_of(document, facts)
    shown = example.document["total_minor"] + sum(
        line["amount_minor"] for line in example.possible if line["currency"] == "MXN"
    )
    assert example.uplift_minor > 0
    assert shown + example.uplift_minor == example.maximum_minor


def test_a_share_with_decimals_is_written_as_the_reader_writes_numbers(site: Flask) -> None:
    line = {"type": "share_of_price", "currency": "MXN", "params": {"rate_bps": 8929, "base_minor": 60000}}
    with site.test_request_context(), force_locale("es"):
        assert line_label(line).startswith("89,29\N{NO-BREAK SPACE}% del precio")

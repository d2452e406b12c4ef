"""Where people meet, and how surely it is known."""

from __future__ import annotations

import pytest

from marketplace.geo import spots
from marketplace.geo.place_search import FoundPlace
from marketplace.geo.spots import ROUGH_CIRCLE_M, Spot, met_at

TOWN = Spot(37.7749, -122.4194, is_rough=True)
PIER = Spot(37.8087, -122.4098)
NOWHERE = (None, None)


@pytest.fixture(autouse=True)
def known_places(monkeypatch: pytest.MonkeyPatch) -> None:
    """A town, and one pier that has a name."""

    def find(text: str, limit: int = 6) -> list[FoundPlace]:
        if text == "Pier 39, Fogtown":
            return [FoundPlace("Pier 39", PIER.lat, PIER.lon, "US")]
        if text.endswith("Fogtown"):
            return [FoundPlace("Fogtown", TOWN.lat, TOWN.lon, "US", is_rough=True)]
        return []

    monkeypatch.setattr(spots, "find_places", find)


def test_a_place_that_is_known_is_where_it_is() -> None:
    assert met_at("Pier 39", "Fogtown", NOWHERE) == PIER
    assert met_at("The red door", "Fogtown", NOWHERE) == TOWN
    assert met_at("The red door", "Xyzzy", NOWHERE) is None
    assert Spot(1, 2, is_rough=True).circle_m == ROUGH_CIRCLE_M


def test_degrees_win_over_words() -> None:
    assert met_at("The red door", "Fogtown", (37.75, -122.41)) == Spot(37.75, -122.41)
    assert met_at("Pier 39", "Fogtown", (37.75, -122.41), TOWN, is_called_so=True) == Spot(37.75, -122.41)


def test_what_was_put_right_stays_so_when_the_form_is_sent_again() -> None:
    """Before, whoever corrected a price sent the guests to the middle of the town."""
    door = Spot(37.75, -122.41)
    assert met_at("The red door", "Fogtown", (door.lat, door.lon), door, is_called_so=True) == door
    assert met_at("The read door", "Fogtown", (door.lat, door.lon), door) == door, "nothing surer is known"
    assert met_at("Pier 39", "Fogtown", (door.lat, door.lon), door) == PIER, (
        "it moved to a place that is known"
    )
    assert met_at("The red door", "Fogtown", NOWHERE, TOWN, is_called_so=True) == TOWN
    assert met_at("The red door", "Fogtown", NOWHERE, door, is_called_so=True) == TOWN, (
        "degrees were taken away"
    )

"""Fans for the tests of this area."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from marketplace.businesses.models import Business, Programme
from marketplace.businesses.service_programmes import open_programme
from marketplace.identity.models import Identity
from marketplace.superfans.models import Superfan
from marketplace.superfans.service_profile import Home, become_superfan, set_home, set_languages
from tests.businesses.worlds import make_bookshop, make_identity, make_programme

MISSION = Home("Mission District, San Francisco", 37.7599, -122.4148)


def make_fan(name: str, at: datetime) -> Superfan:
    """A fan of the Mission who speaks English and some Spanish."""
    fan = become_superfan(make_identity(name, at), at)
    set_home(fan, MISSION, at)
    set_languages(fan, {"en": 5, "es": 2}, at)
    return fan


def make_open_programme(at: datetime, **changes: Any) -> tuple[Identity, Business, Programme]:
    """The bookshop's open programme, its owner first."""
    owner = make_identity("Olive Owner", at)
    business = make_bookshop(at, owner)
    programme = make_programme(business, owner, at, changes=changes)
    open_programme(programme, owner, at)
    return owner, business, programme

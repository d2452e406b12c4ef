"""What higher areas hang into this one: rooms and panels of the desk, places of the site, sections, north stars."""

from __future__ import annotations

from datetime import timedelta
from types import SimpleNamespace

import pytest

from marketplace.businesses import desk, front, north_star, recruiting, site_nav
from marketplace.businesses.queries import staff_list
from marketplace.core import clock, edge
from marketplace.core.permissions import Permission
from tests.businesses.worlds import make_bookshop, make_identity, make_programme


@pytest.fixture
def shop(site):
    def work():
        owner = make_identity("Olive Owner", clock.now())
        business = make_bookshop(clock.now(), owner)
        return owner, business, make_programme(business, owner, clock.now())

    return edge.write(work)


def rooms_of(site, business, role, path):
    def read():
        with site.test_request_context(path):
            found = desk.navigation(SimpleNamespace(role=role, business=business))
        return {label: (is_here, waiting) for _, items in found for label, _, is_here, _, waiting in items}

    return edge.read(read)


def test_a_room_is_open_to_those_whose_role_allows_it_and_only_where_its_page_exists(site, shop, monkeypatch):
    business = shop[1]
    monkeypatch.setattr(desk, "ROOMS", dict(desk.ROOMS))
    desk.register_room(
        desk.Room(
            "money", "Vault", "businesses.log", "wallet", "money", 1, Permission.MONEY_MOVE, lambda b: 3
        )
    )
    desk.register_room(desk.Room("cellar", "Cellar", "cellar.door", "box", "money", 2, Permission.DESK_VIEW))

    owners = rooms_of(site, business, "owner", f"/desk/{business.slug}/programmes/new")
    support = rooms_of(site, business, "support", f"/desk/{business.slug}")

    assert owners["Vault"] == (False, 3)
    assert owners["Programmes"] == (True, None)
    assert owners["Today"] == (False, None)
    assert support["Today"] == (True, None)
    assert "Vault" not in support
    assert "Cellar" not in owners


@pytest.mark.parametrize(
    ("path", "lit"),
    [("money", "Money"), ("money/runs", "Payout runs"), ("money/runs/asked", "Payout runs"), ("tax", "Tax on receipts"), ("threads/new", "Messages")],
)  # fmt: skip
def test_one_room_is_lit_the_one_that_the_page_lies_in(site, shop, path, lit):
    found = rooms_of(site, shop[1], "owner", f"/desk/{shop[1].slug}/{path}")
    assert [label for label, (is_here, _) in found.items() if is_here] == [lit]


def test_panels_stand_in_order_and_may_have_nothing_to_say(shop):
    business = shop[1]
    desk.register_panel(desk.Panel("b", 2, "b.html", Permission.DESK_VIEW, lambda b, at: {"name": b.name}))
    desk.register_panel(desk.Panel("a", 1, "a.html", Permission.DESK_VIEW, lambda b, at: {}))
    desk.register_panel(desk.Panel("c", 0, "c.html", Permission.DESK_VIEW, lambda b, at: None))

    shown = edge.read(lambda: desk.panels_of(staff_list(business)[0], clock.now()))

    assert shown == [("a.html", {}), ("b.html", {"name": "Foglight Books"})]


def test_the_place_one_is_at_is_the_nearest_above(site, monkeypatch):
    monkeypatch.setattr(site_nav, "PLACES", {})
    for rank, endpoint in enumerate(("home", "superfans.home", "superfans.hours", "no.such")):
        site_nav.register(site_nav.Place(endpoint, endpoint, endpoint, "dot", rank))

    def here(path):
        with site.test_request_context(path):
            return {label for label, _, is_here, _ in site_nav.navigation() if is_here}

    assert here("/") == {"home"}
    assert here("/fan/profile") == {"superfans.home"}
    assert here("/fan/hours") == {"superfans.hours"}
    assert here("/elsewhere") == set()


def test_sections_of_the_front_page_stand_by_rank(shop):
    front.register(front.Section("late", 9, "late.html", lambda b, at: {}))
    front.register(front.Section("early", 1, "early.html", lambda b, at: {}))
    front.register(front.Section("empty", 2, "empty.html", lambda b, at: None))

    assert [template for template, _ in front.sections_of(shop[1], clock.now())] == [
        "early.html",
        "late.html",
    ]


def test_a_north_star_is_read_over_four_weeks_and_the_four_before(shop, monkeypatch):
    programme, asked = shop[2], []
    monkeypatch.setattr(north_star, "METRICS", {})
    north_star.register(
        north_star.NorthStar(
            "readings",
            "Readings",
            "count",
            lambda p, since, until: asked.append((since, until)) or len(asked),
        )
    )

    reading = north_star.read(programme, clock.now())

    month, now = timedelta(days=28), clock.now()
    assert asked == [(now - month, now), (now - 2 * month, now - month)]
    assert (reading.value, reading.before, reading.change) == (1, 2, -1)
    programme.north_star = "unheard_of"
    assert north_star.read(programme, now) is None


def test_what_was_not_there_four_weeks_ago_is_compared_with_nothing(shop, monkeypatch):
    """A programme that opened yesterday is no worse and no better than before it opened."""
    programme, now, month = shop[2], clock.now(), timedelta(days=28)
    monkeypatch.setattr(north_star, "METRICS", {})
    monkeypatch.setattr(programme, "north_star", "readings")
    for measured, opened_at, before, change in (
        (0, now - timedelta(days=1), None, None),
        (0, None, None, None),
        (0, now - 2 * month, 0, 3),
        (5, now - month, 5, -2),
    ):
        monkeypatch.setattr(programme, "opened_at", opened_at)
        north_star.register(
            north_star.NorthStar(
                "readings", "Readings", "count", lambda p, since, until, m=measured: 3 if until == now else m
            )
        )
        reading = north_star.read(programme, now)
        assert (reading.value, reading.before, reading.change) == (3, before, change)


def test_rewards_are_put_into_words_by_whoever_knows_them(shop):
    programme = shop[2]
    assert recruiting.reward_words(programme).sentences == ("Perks",)

    recruiting.register(lambda p: recruiting.RewardWords((f"Coffee at {p.business.name}",)))

    assert recruiting.reward_words(programme).sentences == ("Coffee at Foglight Books",)

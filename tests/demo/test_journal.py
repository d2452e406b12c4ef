"""The books of the demo world, exported: hledger and beancount take them and find what our trial balance says."""

from __future__ import annotations

from flask import Flask

from marketplace.core import edge
from marketplace.core.clock import SteppedClock
from marketplace.core.db import db
from marketplace.rewards.treasury import seals as treasury_seals
from payouts.ledger import sealed_businesses, verify_chain
from tests.demo_world import demo_app, demo_clock, demo_postgres, demo_sqlite, demo_url  # noqa: F401 - fixtures
from tests.payouts.oracles import assert_both_accept


def test_both_programs_accept_the_books_of_the_demo_world(demo_app: Flask) -> None:  # noqa: F811
    businesses = edge.read(lambda: sealed_businesses(db.session))
    assert businesses
    for business in businesses:
        with db.engine.connect() as connection:
            assert_both_accept(connection, business)


def test_the_books_of_the_demo_world_are_sealed_whole(demo_app: Flask, demo_clock: SteppedClock) -> None:  # noqa: F811
    businesses = edge.write(lambda: treasury_seals.businesses_to_seal())
    for business in businesses:
        assert not edge.write(lambda ref=business: treasury_seals.seal_books(ref, demo_clock.now()))
        with db.engine.connect() as connection:
            report = verify_chain(connection, business)
        assert report.head.number > 0
        assert (report.breaks, report.tail.entries) == ((), 0)

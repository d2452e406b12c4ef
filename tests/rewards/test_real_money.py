"""Real and invented money never share the books, and every page about money says which it is."""

from __future__ import annotations

from dataclasses import replace

import pytest
from flask import Flask

from config import InvalidSetting
from marketplace.core import edge
from marketplace.rewards import real_money
from tests.gigs.worlds import fund_through_bank, make_world

LIVE, TEST = "sk_live_abc", "sk_test_abc"


def with_keys(app: Flask, **keys: str) -> Flask:
    """The application with these keys."""
    settings = app.extensions["muster.settings"]
    app.extensions["muster.settings"] = replace(settings, world="shop", provider_secrets=keys)
    return app


def test_a_live_key_over_the_sandbox_s_books_refuses_to_start(app: Flask) -> None:
    world = edge.write(lambda: make_world(funded_minor=0))
    real_money.refuse_mixed_books(with_keys(app, STRIPE_SECRET_KEY=LIVE))  # nothing was played yet
    with_keys(app)
    fund_through_bank(world, 500_00)
    with pytest.raises(InvalidSetting, match="anil"):
        real_money.refuse_mixed_books(with_keys(app, STRIPE_SECRET_KEY=LIVE))
    with pytest.raises(InvalidSetting):
        real_money.refuse_mixed_books(with_keys(app, STRIPE_SECRET_KEY_ANIL=LIVE))


@pytest.mark.parametrize("keys", [{}, {"STRIPE_SECRET_KEY": TEST}, {"STRIPE_SECRET_KEY_OTHER": LIVE}])
def test_other_keys_start_over_the_sandbox_s_books(app: Flask, keys: dict[str, str]) -> None:
    fund_through_bank(edge.write(lambda: make_world(funded_minor=0)), 500_00)
    real_money.refuse_mixed_books(with_keys(app, **keys))


def test_every_money_page_says_that_it_runs_in_the_sandbox(app: Flask) -> None:
    with app.test_request_context("/"):
        assert not real_money.is_pretended_here(), "the front page is not about money"
    pages = [
        rule for rule in app.url_map.iter_rules()
        if app.view_functions[rule.endpoint].__module__.startswith(real_money.ABOUT_MONEY)
        and "GET" in (rule.methods or ()) and rule.endpoint not in real_money.SAYS_SO_ITSELF
    ]  # fmt: skip
    assert len(pages) >= 5
    for rule in pages:
        values = dict.fromkeys(rule.arguments, "x")
        with app.test_request_context():
            address = app.url_map.bind("localhost").build(rule.endpoint, values)
        with app.test_request_context(address):
            assert real_money.is_pretended_here(), rule.endpoint
    with_keys(app, STRIPE_SECRET_KEY=LIVE)
    with app.test_request_context(address):
        assert not real_money.is_pretended_here()

"""Codes at the checkout that do not hold there say why, and a limit holds however many try at once."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

import pytest
from flask import Flask

from marketplace.businesses.models import Business
from marketplace.core import edge
from marketplace.core.errors import Invalid, Refused
from marketplace.rewards.treasury import promotions as treasury_promotions
from marketplace.rewards.treasury.promotions import Terms
from tests import world as w
from tests.bookings.checkouts import PRICE, charged, promotion, sound, use
from tests.bookings.conftest import Scene
from tests.gigs.processes import at_once


@pytest.mark.parametrize(
    ("terms", "refusal"),
    [
        ({"starts_at": w.NOON + timedelta(hours=1)}, "promotion_not_yet"),
        ({"ends_at": w.NOON}, "promotion_over"),
        ({"least_price_minor": 7801}, "promotion_least_price"),
        ({"only_for": ("exp_elsewhere",)}, "promotion_elsewhere"),
        ({"currency": "EUR"}, "promotion_currency"),
    ],
)
def test_a_promotion_that_does_not_hold_here_says_why(
    scene: Scene, terms: dict[str, Any], refusal: str
) -> None:
    ref = w.book(scene.session, scene.customer)
    code = promotion(**terms)
    with pytest.raises(Refused, match=refusal):
        use(ref, code)
    assert charged(ref).card_minor == PRICE


def test_codes_of_another_shop_are_unknown(scene: Scene) -> None:
    ref = w.book(scene.session, scene.customer)
    other = edge.write(lambda: w.make_world("experience", shop=w.CITY_CLUB, owner="Otto").business)
    theirs = w.do(
        lambda at: (
            treasury_promotions.make(w.by_ref(Business, other.public_id), Terms("EUR", rate_bps=1), at).code
        )
    )
    for code, refusal in ((theirs, "code_unknown"), ("", "code_mistyped"), ("NONSENSE", "code_mistyped")):
        with pytest.raises(Invalid, match=refusal):
            use(ref, code)


def test_one_person_uses_a_promotion_as_often_as_one_may(scene: Scene) -> None:
    code = promotion(uses_max_each=1)
    first, second = w.book(scene.session, scene.customer), w.book(scene.session, scene.customer)
    use(first, code)
    with pytest.raises(Refused, match="promotion_used_by_you"):
        use(second, code)
    somebody = edge.write(lambda: w.make_identity("Sam Somebody"))
    third = w.book(scene.session, somebody)
    use(third, code)


@pytest.mark.slow
def test_of_twenty_bookings_at_once_one_gets_the_last_use(app: Flask) -> None:
    """Twenty processes, a limit of one, on both databases."""
    from tests.bookings.conftest import make_scene

    scene = edge.write(make_scene)
    code = promotion(uses_max=1)

    def one(number: int) -> str:
        session = w.add_session(
            w.by_ref(type(experience), experience.public_id), w.SATURDAY + timedelta(days=number)
        )
        return session.public_id

    experience = w.look(lambda: w.by_ref(w.Session, scene.session).experience)
    sessions = [edge.write(lambda n=n: one(n)) for n in range(1, 11)]  # type: ignore[misc]
    bookings = [w.book(sessions[n % 10], scene.customer, 1) for n in range(20)]
    works = [lambda ref=ref: use(ref, code) for ref in bookings]
    found = at_once(app, works)
    assert found.count("done: None") == 1, found
    assert set(found) == {"done: None", "promotion_used_up"}
    assert sum(charged(ref).discount_minor > 0 for ref in bookings) == 1
    sound()

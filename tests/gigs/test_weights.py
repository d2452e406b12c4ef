"""Other weights tried on the last weeks: nothing is kept until they are used."""

from __future__ import annotations

import re

import sqlalchemy as sa

from marketplace.businesses.models import Programme
from marketplace.core import edge
from marketplace.core.clock import SteppedClock
from marketplace.core.db import db
from marketplace.gigs import service_acceptance
from marketplace.gigs.engine import tryout
from marketplace.gigs.models import Gig
from marketplace.superfans.models import Superfan
from marketplace.trust.models import AuditLog
from tests.gigs.conftest import Shop
from tests.gigs.worlds import STARTS_AT, make_fan, make_work

PAGE = "/desk/anil/rounds/weights"
NAMES = ("filled", "nearness", "skill", "language", "interest", "standing", "fairness", "familiarity")


def _text(response: object) -> str:
    return re.sub(r"\s+", " ", response.get_data(as_text=True))


def _weights(**changes: int) -> dict[str, str]:
    return {f"weight_{name}": str(changes.get(name, 1000)) for name in NAMES}


def _a_month(shop: Shop, clock: SteppedClock) -> None:
    """Far took the gig; Ana, who lives near, is whom nearness would have asked."""

    def make() -> None:
        far = make_fan(shop.world, "Fay Far", at_m=7000)
        gig = make_work(shop.world, matched=False)
        service_acceptance.take_gig(gig, db.session.get_one(Superfan, far.id), clock.now())

    edge.write(make)
    clock.move_to(STARTS_AT)
    clock.advance(days=1)


def test_what_they_would_have_done_is_shown_and_nothing_kept(shop: Shop, clock: SteppedClock) -> None:
    assert "Nothing to try them on yet" in _text(shop.owners_browser.get(PAGE))
    _a_month(shop, clock)
    page = _text(shop.owners_browser.get(PAGE, query_string=_weights(nearness=10_000, fairness=0)))
    assert "Ana Near instead of Fay Far" in page
    assert "What fairness costs" in page
    assert "Score left" in page
    assert "100%" in page, "nothing is lost where fairness does not count"
    assert _policy() == {}
    wrong = _text(shop.owners_browser.get(PAGE, query_string=_weights(nearness=99_999)))
    assert "instead of" not in wrong
    assert shop.strangers_browser.get(PAGE).status_code == 404


def test_used_they_count_from_now_on(shop: Shop, clock: SteppedClock) -> None:
    ref = shop.world.programme.public_id
    asked = _weights(nearness=4321)
    assert shop.strangers_browser.post(f"{PAGE}?programme={ref}", data=asked).status_code == 404
    assert shop.owners_browser.post(f"{PAGE}?programme={ref}", data={}).status_code == 422
    assert shop.owners_browser.post(f"{PAGE}?programme=prg_x", data=asked).status_code == 404
    assert _policy() == {}
    assert shop.owners_browser.post(f"{PAGE}?programme={ref}", data=asked).status_code == 303
    assert _policy()["weight_nearness"] == 4321
    assert 'value="4321"' in _text(shop.owners_browser.get(PAGE))
    (line,) = edge.read(lambda: db.session.scalars(sa.select(AuditLog)).all())
    assert line.action == "programme.weigh"


def test_what_was_done_in_the_month_hinders_nobody_in_trying(shop: Shop, clock: SteppedClock) -> None:
    """Whoever did a gig of the month may be given it again, and both sides are scored alike."""
    _a_month(shop, clock)

    def look() -> tryout.Tried:
        programme = db.session.get_one(Programme, shop.world.programme.id)
        month = tryout.month_of(programme, clock.now())
        assert month is not None
        assert set(month.gigs) == set(db.session.scalars(sa.select(Gig.public_id)))
        return tryout.try_weights(month, {"weight_nearness": 0, "weight_fairness": 0})

    tried = edge.read(look)
    assert tried.other.score >= tried.done.score
    assert tried.other.filled == tried.done.filled == 1
    assert [point.strength for point in tried.curve] == list(tryout.STRENGTHS)


def _policy() -> dict[str, object]:
    return edge.read(
        lambda: db.session.scalars(
            sa.select(Programme.matching_policy)
            .where(Programme.title == "Counter crew")
            .order_by(Programme.id)
        ).first()
    )

"""Many staff put people on the last place while fans accept: one of them has it, and everybody learns which."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable

import pytest
import sqlalchemy as sa
from flask import Flask

from marketplace.core import audit, edge
from marketplace.core.db import db
from marketplace.gigs.models import Gig, Offer
from marketplace.gigs.service_acceptance import accept_offer
from marketplace.gigs.service_by_hand import Choice, ask_by_hand
from marketplace.trust.models import DecisionRecord
from tests.conftest import NOON
from tests.gigs.processes import at_once
from tests.gigs.worlds import (
    World,
    live_assignments,
    make_fan,
    make_identity,
    make_work,
    make_world,
    offer_to,
    run_due,
)

STAFF = 8
LOST = {"desk_cannot.held_for_others", "desk_cannot.full"}


def _accept(offer_ref: str) -> Callable[[], str]:
    def work() -> str:
        offer = db.session.scalars(sa.select(Offer).where(Offer.public_id == offer_ref)).one()
        return accept_offer(offer, offer.fan, NOON).public_id

    return lambda: edge.write(work)


def _put(gig_ref: str, fan_ref: str, staff_ref: str, replaces: str = "") -> Callable[[], str]:
    choice = Choice(
        fan_ref, replaces, "suits_better", "Somebody who knows the place." * bool(replaces), staff_ref
    )

    def work() -> str:
        gig = db.session.scalars(sa.select(Gig).where(Gig.public_id == gig_ref)).one()
        return ask_by_hand(gig, choice, NOON).public_id

    return lambda: edge.write(work)


def _make(mode: str = "") -> tuple[str, list[str], list[str], str]:
    """One place; fans to choose from, staff who choose, and, with a mode, an offer that Ana may accept."""

    def make() -> tuple[str, list[str], list[str], str]:
        world = make_world()
        gig = make_work(world, matched=False)
        fans = [make_fan(world, f"Fan {n}").public_id for n in range(STAFF)]
        staff = [make_identity(f"Staff {n}").public_id for n in range(STAFF)]
        offer = offer_to(gig, make_fan(world, "Ana"), mode=mode).public_id if mode else ""
        return gig.public_id, fans, staff, offer

    return edge.write(make)


def _held(gig_ref: str) -> tuple[int, int]:
    """Places taken, and places kept for somebody who was put there by hand."""
    kept = (
        sa.select(Offer)
        .join(Gig)
        .where(Gig.public_id == gig_ref, Offer.mode == "pinned", Offer.state == "open")
    )
    return len(live_assignments(gig_ref)), len(edge.read(lambda: db.session.scalars(kept).all()))


def _outcomes() -> Counter[str]:
    rows = sa.select(DecisionRecord.outcome).where(DecisionRecord.rule == "gigs.by_hand")
    return edge.read(lambda: Counter(db.session.scalars(rows)))


@pytest.mark.slow
def test_of_many_staff_one_keeps_the_place_for_their_choice(app: Flask) -> None:
    gig, fans, staff, _ = _make()
    answers = at_once(app, [_put(gig, *pair) for pair in zip(fans, staff, strict=True)])
    assert len([a for a in answers if a.startswith("done")]) == 1, answers
    assert {a for a in answers if not a.startswith("done")} == {"desk_cannot.held_for_others"}
    assert _held(gig) == (0, 1)
    assert _outcomes() == {"asked": 1, "refused": STAFF - 1}
    assert edge.read(audit.run) == []


@pytest.mark.slow
@pytest.mark.parametrize("mode", ["reserved", "open", "pinned"])
def test_staff_replace_a_fan_who_accepts_at_that_moment(app: Flask, mode: str) -> None:
    """Either the fan has it and every choice is refused, or one choice keeps the place and the fan was let go."""
    gig, fans, staff, offer = _make(mode)
    works = [_put(gig, fan, one, replaces=offer) for fan, one in zip(fans, staff, strict=True)]
    answers = at_once(app, [*works[: STAFF // 2], _accept(offer), *works[STAFF // 2 :]])
    assert len([a for a in answers if a.startswith("done")]) == 1, answers
    lost = {a for a in answers if not a.startswith("done")}
    live, kept = _held(gig)
    assert live + kept == 1
    assert lost <= (
        {"desk_cannot.full"} if live else {"desk_cannot.held_for_others", "cannot.offer_withdrawn"}
    ), answers
    assert _outcomes() == ({"refused": STAFF} if live else {"asked": 1, "replaced": 1, "refused": STAFF - 1})
    assert edge.read(audit.run) == []


@pytest.mark.slow
def test_staff_put_people_while_everybody_asked_accepts(app: Flask) -> None:
    """Whoever was asked before may still say yes: then the offer made by hand is withdrawn, and one person has the place."""

    def ask(gig_ref: str) -> list[str]:
        gig = db.session.scalars(sa.select(Gig).where(Gig.public_id == gig_ref)).one()
        world = World(None, gig.business, gig.programme, gig.scheme_version)  # type: ignore[arg-type]
        return [offer_to(gig, make_fan(world, f"Asked {n}"), mode="open").public_id for n in range(4)]

    gig, fans, staff, _ = _make()
    offers = edge.write(lambda: ask(gig))
    puts = [_put(gig, *pair) for pair in zip(fans[:4], staff, strict=False)]
    answers = at_once(app, [work for pair in zip(puts, map(_accept, offers), strict=True) for work in pair])
    live, kept = _held(gig)
    assert (live <= 1, kept <= 1, live + kept >= 1) == (True, True, True), answers
    assert len([a for a in answers if a.startswith("done")]) == live + kept
    assert {a for a in answers if not a.startswith("done")} <= LOST | {"cannot.full"}
    run_due()
    assert _held(gig) == (live, 0 if live else 1)
    assert edge.read(audit.run) == []


@pytest.mark.slow
def test_the_same_choice_from_many_windows_is_one_offer(app: Flask) -> None:
    gig, fans, staff, offer = _make("reserved")
    answers = at_once(app, [_put(gig, fans[0], staff[0], replaces=offer) for _ in range(STAFF)])
    assert len(set(answers)) == 1, answers
    assert answers[0].startswith("done")
    assert _held(gig) == (0, 1)
    assert _outcomes() == {"asked": 1, "replaced": 1}
    assert edge.read(audit.run) == []

"""Pay that a budget had borne and that is taken back is there again for the programme: as it comes, on the page, in the books."""

from __future__ import annotations

import pytest
from flask import Flask

from marketplace.core import audit, edge
from marketplace.core.clock import SteppedClock
from marketplace.rewards import treasury
from tests import world as w
from tests.bookings.conftest import Scene, SignIn
from tests.bookings.test_disputes import PAY, guided
from tests.bookings.test_recovery import gave_back, seen

THANKS = 1000
MORE = {"code": "thanks", "type": "per_gig", "amount_minor": THANKS, "funded_by": "budget"}


@pytest.fixture
def generous(app: Flask, clock: SteppedClock) -> Scene:
    """The scene, whose guides get ten of the budget beside their share of the price."""

    def make() -> Scene:
        world = w.make_world("experience")
        w.add_fan(world, "Gwen Guide")
        w.add_components(world, [MORE], clock.now())
        session = w.add_session(w.add_listing(world)).public_id
        return Scene(world, session, w.make_identity("Carla Customer"))

    return edge.write(make)


def spent(scene: Scene) -> tuple[int, int]:
    """What was spent of the budget, and what is free."""
    programme = scene.world.programmes["experience"]
    state = w.look(lambda: treasury.budget_of(programme))
    return state.spent_minor, state.free_minor


def test_the_budgets_part_comes_back_and_the_page_says_so(
    generous: Scene, clock: SteppedClock, browser_of: SignIn
) -> None:
    ref, world = guided(generous, clock, w.GOOD), generous.world
    owner, fan = browser_of(world.owner), world.fans[0]
    assert w.balance(world.business, f"payable:{fan.public_id}") == PAY + THANKS
    worked = spent(generous)
    assert worked[0] == THANKS
    page = gave_back(owner, generous, ref, "72.40", 7240)
    owner.post(page, data={"choice": "taken", "seen": seen(owner.get(page).data.decode())})
    w.run_due()
    clock.advance(minutes=20)
    w.run_due()
    assert w.balance(world.business, f"payable:{fan.public_id}") == 0
    assert spent(generous) == (THANKS, worked[1] + THANKS)
    shown = owner.get(f"/desk/{world.business.slug}/budgets").data.decode()
    assert "Came back" in shown
    assert "Gwen Guide" in shown
    assert "Complete" in shown
    assert w.look(audit.run) == []


def test_a_share_of_the_price_was_never_the_budgets(
    scene: Scene, clock: SteppedClock, browser_of: SignIn
) -> None:
    ref, world = guided(scene, clock, w.GOOD), scene.world
    owner, before = browser_of(world.owner), spent(scene)
    page = gave_back(owner, scene, ref, "40", 4000)
    owner.post(page, data={"choice": "taken", "seen": seen(owner.get(page).data.decode())})
    clock.advance(minutes=20)
    w.run_due()
    assert spent(scene) == before
    assert "Came back" not in owner.get(f"/desk/{world.business.slug}/budgets").data.decode()

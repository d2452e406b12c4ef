"""A pick-up point with parcels, for the tests of delivery."""

from __future__ import annotations

from datetime import datetime, timedelta
from typing import Any

from marketplace.businesses.models import Programme
from marketplace.kinds import service_blocks, service_parcels
from marketplace.kinds.service_parcels import ParcelEntry
from tests import world as w
from tests.conftest import NOON

NUMBER = 9
OPENS = datetime.fromisoformat("2026-11-25T17:00:00+00:00")  # Wednesday, nine in the morning there
CLOSES = OPENS + timedelta(hours=8)


def make_depot(number: int = NUMBER) -> w.World:
    """A bookshop with a pick-up point, parcels around it, and two fans with bicycles; inside a transaction."""
    world = w.make_world("delivery")
    w.add_fan(world, "Rider One")
    w.add_fan(world, "Rider Two", at_m=900)
    programme = world.programmes["delivery"]
    point = service_parcels.add_pickup_point(programme, "Back door", "3100 24th St", *w.SHOP)
    service_parcels.add_parcels(programme, point, [entry(n) for n in range(number)], NOON)
    return world


def entry(number: int, **changes: Any) -> ParcelEntry:
    """A parcel within a kilometre of the shop."""
    values = {
        "recipient_name": f"Recipient {number}", "address": f"{100 + number} Valencia St", "litres": 5,
        "lat": w.SHOP[0] + 0.004 * ((number * 7) % 5 - 2), "lon": w.SHOP[1] + 0.004 * ((number * 3) % 7 - 3),
    }  # fmt: skip
    return ParcelEntry(**(values | changes))


def programme_of(world: w.World) -> Programme:
    """The programme that delivers, read again."""
    return w.by_ref(Programme, world.programmes["delivery"].public_id)


def plan_blocks(world: w.World, **more: Any) -> list[str]:
    """Build what waits into blocks and offer them; their public ids."""
    refs = w.do(
        lambda at: [
            gig.public_id
            for gig in service_blocks.plan_blocks(programme_of(world), OPENS, CLOSES, at, **more)[0]
        ]
    )
    w.run_due()
    return refs

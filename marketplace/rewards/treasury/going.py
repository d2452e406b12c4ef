"""Money of somebody who leaves a business: reckoned to the cent first, and then sent, named or left to go by itself."""

from __future__ import annotations

from datetime import datetime

from marketplace.businesses.models import Business
from marketplace.core.db import db
from marketplace.rewards.treasury import payouts as treasury_payouts
from marketplace.superfans.models import Superfan
from payouts.closing import Leaving, foresee_leaving, leave


def foresee_going(business: Business, fan: Superfan, at: datetime) -> list[Leaving]:
    """What becomes of each cent when a fan leaves a business, by currency; nothing is changed."""
    return foresee_leaving(db.session, business.public_id, fan.public_id, at)


def go(business: Business, fan: Superfan, at: datetime) -> list[Leaving]:
    """Send what is due, however little, and let the rest go out by itself; gives what `foresee_going` said."""
    ref = fan.public_id
    if any(one.waiting or one.kept_back for one in foresee_going(business, fan, at)):
        treasury_payouts.ensure_recipient(business, ref, at)
    treasury_payouts.pay_whatever_it_is(business, ref, at)
    done = leave(db.session, business.public_id, ref, on=treasury_payouts.local_day(business, at), at=at)
    if any(one.sent for one in done):
        treasury_payouts.stage_run(business, f"left:{ref}:{at.isoformat()}", at)
    return done

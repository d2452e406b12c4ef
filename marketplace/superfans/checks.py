"""What the audit asks of fans: the row that the engine reads says what the profile says."""

from __future__ import annotations

from collections.abc import Iterable

import sqlalchemy as sa
from sqlalchemy.orm import joinedload, selectinload

from marketplace.core import audit
from marketplace.core.audit import Finding
from marketplace.core.db import db
from marketplace.superfans.models import FanSkill, PackedProfile, Superfan
from marketplace.superfans.packing import is_current

BATCH = 500


@audit.check(3)
def packed_profiles_current() -> Iterable[Finding]:
    """A fan whose packed row is missing or says something else than the profile: acceptance would check the wrong thing."""
    parts = (
        joinedload(Superfan.identity),
        selectinload(Superfan.skills).joinedload(FanSkill.skill),
        selectinload(Superfan.languages),
        selectinload(Superfan.rules),
        selectinload(Superfan.exceptions),
    )
    last, fresh = 0, {"populate_existing": True}
    while True:
        query = (
            sa.select(Superfan).options(*parts).where(Superfan.id > last).order_by(Superfan.id).limit(BATCH)
        )
        fans = list(db.session.scalars(query, execution_options=fresh))
        if not fans:
            return
        last = fans[-1].id
        packed = sa.select(PackedProfile).where(PackedProfile.fan_id.in_([fan.id for fan in fans]))
        rows = {row.fan_id: row for row in db.session.scalars(packed, execution_options=fresh)}
        for fan in fans:
            if fan.identity.erased_at is None and not is_current(fan, rows.get(fan.id)):
                yield Finding(3, fan.public_id, "packed_profile_stale")

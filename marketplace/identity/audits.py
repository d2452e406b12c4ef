"""What the audit wants of people who were erased: nothing of them is left."""

from __future__ import annotations

from collections.abc import Iterator

import sqlalchemy as sa

from marketplace.core import audit
from marketplace.core.db import db
from marketplace.identity import erasure
from marketplace.identity.models import Identity
from marketplace.identity.retention import rules


@audit.check(13)
def erased_people_left_no_trace() -> Iterator[audit.Finding]:
    """Every rule that deletes or blanks finds nothing more of somebody erased."""
    for person in db.session.scalars(sa.select(Identity).where(Identity.erased_at.is_not(None))):
        named = erasure.person_of(person)
        for rule in rules():
            if count := erasure.traces_of(rule, named):
                yield audit.Finding(
                    13, person.public_id, f"{count} rows of {rule.table} still speak of somebody erased"
                )

"""What counts in a programme's matching, changed by a person and noted."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime

import sqlalchemy as sa

from marketplace.businesses.models import Programme
from marketplace.core.db import db
from marketplace.trust.service_audit import log_action


def use_weights(programme: Programme, weights: Mapping[str, int], staff_ref: str, at: datetime) -> None:
    """Let these weights count from now on; the rest of the matching policy stays."""
    locked = sa.select(Programme).where(Programme.id == programme.id).with_for_update(of=Programme)
    programme = db.session.scalars(locked.execution_options(populate_existing=True)).one()
    programme.matching_policy = programme.matching_policy | dict(weights)
    log_action(programme.business.public_id, staff_ref, "programme.weigh", programme.public_id, weights, at)

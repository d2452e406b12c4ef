"""Writes down what staff did."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime
from typing import Any

from marketplace.core.db import db
from marketplace.trust.models import AuditLog
from marketplace.trust.plain_json import plain


def log_action(
    business_ref: str | None,
    actor_ref: str,
    action: str,
    subject: str | None,
    detail: Mapping[str, Any] | None,
    at: datetime,
) -> AuditLog:
    """Add one line: who (public id) did what (`area.verb_noun`) to which thing; `detail` holds codes and opaque ids only."""
    line = AuditLog(
        business_ref=business_ref,
        actor_ref=actor_ref,
        action=action,
        subject=subject,
        detail=plain(detail or {}),
        at=at,
    )
    db.session.add(line)
    return line

"""The seals over the books: every movement is sealed soon after it was written, and whoever changes one later is found."""

from __future__ import annotations

import logging
from dataclasses import dataclass
from datetime import datetime

from marketplace.businesses.models import Business
from marketplace.core.db import db
from payouts.ledger import Head, head_of, seal, tails
from payouts.ledger.seals import SEALED_AT_ONCE

log = logging.getLogger(__name__)


@dataclass(frozen=True)
class Seals:
    """How far a business's books are sealed: the line to keep elsewhere, and what is not sealed yet, since when."""

    sealed: int
    line: str
    waiting: int
    waiting_since: datetime | None


def seals_of(business: Business) -> Seals:
    """How far the books of one business are sealed."""
    head, tail = head_of(db.session, business.public_id), tails(db.session, business.public_id)
    waiting = tail.get(business.public_id)
    return Seals(
        head.number,
        str(head) if head.number else "",
        waiting.entries if waiting else 0,
        waiting.since if waiting else None,
    )


def businesses_to_seal() -> list[str]:
    """Businesses whose books have something that is not sealed yet."""
    return sorted(tails(db.session))


def seal_books(business_ref: str, at: datetime) -> bool:
    """Seal what is waiting; whether there may be more. The new head goes into the log, where no database reaches."""
    sealed = seal(db.session, business_ref, at=at)
    head: Head = head_of(db.session, business_ref)
    log.info("sealed %s %s", business_ref, head)
    return sealed == SEALED_AT_ONCE

"""Promotions of a business: made, paused, ended, and what each has cost."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

import sqlalchemy as sa

from marketplace.businesses.models import Business
from marketplace.core import ids
from marketplace.core.db import db
from marketplace.core.errors import NotFound, Refused
from payouts import errors
from payouts.codes import promotion_rows, promotion_uses
from payouts.codes.letters import spelt
from payouts.codes.promotion_uses import Tally
from payouts.codes.promotions import Promotion, Terms
from payouts.codes.tables import promotion

ACTIONS = tuple(promotion_rows.MOVES)

__all__ = ["ACTIONS", "Shown", "Terms", "change", "is_used_by", "make", "one_of", "promotions_of"]


@dataclass(frozen=True)
class Shown:
    """A promotion with its use and cost."""

    promotion: Promotion
    tally: Tally
    is_over: bool  # by its own end

    @property
    def spelt(self) -> str:
        """Its code as it is printed."""
        return spelt(self.promotion.code)

    @property
    def state(self) -> str:
        """How it stands: what has run out is over, whatever was said of it."""
        return "ended" if self.is_over else self.promotion.state


def make(business: Business, terms: Terms, at: datetime) -> Promotion:
    """Make one with a code of its own."""
    return promotion_rows.make(
        db.session, business.public_id, terms, public_id=ids.new("prm"), at=at, choose=ids.letter
    )


def change(business: Business, public_id: str, action: str, at: datetime) -> None:
    """Pause, resume or end one; bookings that have it keep it."""
    _read(business, public_id)
    if not promotion_rows.change(db.session, business.public_id, public_id, action):
        raise Refused("promotion_stands_otherwise")


def promotions_of(business: Business, at: datetime) -> list[Shown]:
    """All of them, the latest first."""
    tallies = promotion_uses.tally(db.session, business.public_id)
    return [
        Shown(one, tallies[one.public_id], _is_over(one, at))
        for one in promotion_rows.every(db.session, business.public_id)
    ]


def one_of(business: Business, public_id: str, at: datetime) -> Shown:
    """One of them; another's is not found."""
    found = _read(business, public_id)
    return Shown(found, promotion_uses.tally(db.session, business.public_id)[public_id], _is_over(found, at))


def is_used_by(business: Business) -> bool:
    """True once a business has made one."""
    return bool(
        db.session.scalar(sa.select(sa.exists().where(promotion.c.business_ref == business.public_id)))
    )


def _read(business: Business, public_id: str) -> Promotion:
    try:
        return promotion_rows.one(db.session, business.public_id, public_id)
    except errors.CodeUnknown as error:
        raise NotFound from error


def _is_over(one: Promotion, at: datetime) -> bool:
    return one.terms.ends_at is not None and at >= one.terms.ends_at

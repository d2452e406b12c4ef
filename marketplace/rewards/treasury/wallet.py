"""What a person may spend with each business: credit with its pass, discount codes, and what became of both."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import datetime

import sqlalchemy as sa

from marketplace.businesses.models import Business
from marketplace.core.db import db
from marketplace.identity import erasure
from marketplace.identity.models import Identity
from marketplace.rewards.treasury import codes as treasury_codes
from payouts.codes import credit
from payouts.codes.discount_codes import DiscountCode, codes_of
from payouts.codes.letters import spelt
from payouts.codes.tables import credit_pass, discount_code
from payouts.tables import entry, ledger_account, posting

MOVES_SHOWN = 30


@dataclass(frozen=True)
class Move:
    """Credit that came or went: the code of why, and the amount with its sign."""

    kind: str
    subject: str
    amount_minor: int
    at: datetime


@dataclass
class Wallet:
    """What a person has with one business."""

    business: Business
    credit_minor: int = 0
    pass_code: str = ""
    codes: list[DiscountCode] = field(default_factory=list)
    moves: list[Move] = field(default_factory=list)

    @property
    def pass_spelt(self) -> str:
        """In groups, as it is printed."""
        return spelt(self.pass_code)

    @property
    def open_codes(self) -> list[DiscountCode]:
        """Those that are still worth something."""
        return [one for one in self.codes if one.state == "issued"]

    @property
    def spent_codes(self) -> list[DiscountCode]:
        """Those that were used."""
        return [one for one in self.codes if one.state != "issued"]


def wallets_of(person: Identity) -> list[Wallet]:
    """Everything a person may spend, business by business."""
    refs = erasure.person_of(person).refs
    found = {business.public_id: Wallet(business) for business in _businesses(refs)}
    for ref, wallet in found.items():
        currency = wallet.business.currency
        wallet.credit_minor = credit.credit_of(db.session, ref, refs, currency).amount_minor
        own = credit.pass_of(db.session, ref, person.public_id)
        wallet.pass_code = own.code if own else ""
        wallet.moves = _moves(ref, refs)
    for code in codes_of(db.session, refs):
        found[code.business_ref].codes.append(code)
    return list(found.values())


def has_any(person: Identity) -> bool:
    """True for somebody who has, or had, something to spend."""
    return bool(_businesses(erasure.person_of(person).refs))


def is_used_by(business: Business) -> bool:
    """True once anybody has a code or credit of a business: before, its counter has nothing to take."""
    ref = business.public_id
    either = sa.or_(
        sa.exists().where(credit_pass.c.business_ref == ref),
        sa.exists().where(discount_code.c.business_ref == ref),
    )
    return bool(db.session.scalar(sa.select(either)))


def show_pass(person: Identity, business_ref: str, at: datetime) -> None:
    """Give the pass to credit from before there were passes."""
    treasury_codes.give_pass(business_ref, person.public_id, at)


def _businesses(refs: tuple[str, ...]) -> list[Business]:
    c = ledger_account.c
    credited = sa.select(c.business_ref).where(c.code.in_([f"credit:{ref}" for ref in refs]))
    coded = sa.select(discount_code.c.business_ref).where(discount_code.c.owner_ref.in_(refs))
    query = sa.select(Business).where(Business.public_id.in_(credited.union(coded)))
    return list(db.session.scalars(query.order_by(Business.id)))


def _moves(business_ref: str, refs: tuple[str, ...]) -> list[Move]:
    a = ledger_account.c
    rows = db.session.execute(
        sa.select(entry.c.kind, entry.c.subject_ref, -posting.c.amount_minor, entry.c.event_at)
        .join_from(posting, entry, entry.c.id == posting.c.entry_id)
        .join(ledger_account, a.id == posting.c.ledger_account_id)
        .where(a.business_ref == business_ref, a.code.in_([f"credit:{ref}" for ref in refs]))
        .order_by(posting.c.id.desc())
        .limit(MOVES_SHOWN)
    )
    return [Move(kind, subject, int(amount), at) for kind, subject, amount, at in rows]

"""What customers' banks have to do with payments: one that decides holds a refund up, one that has decided gave it itself."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass

from marketplace.core.db import db
from payouts import dispute_rows
from payouts.dispute_rows import Dispute


@dataclass(frozen=True)
class AtBank:
    """Of one payment: whether a bank still decides or has decided about it, and what banks gave back of it, in minor units."""

    decides: bool = False
    has_decided: bool = False
    given_back_minor: int = 0


def of_payment(business_ref: str, payment_id: str | None) -> AtBank:
    """How one payment stands; `payment_id` is the provider's."""
    if payment_id is None:
        return AtBank()
    return _together(dispute_rows.disputes_on_payment(db.session, business_ref, payment_id))


def by_booking(business_ref: str) -> dict[str, dict[str, AtBank]]:
    """By booking and the provider's id of its payment, for those of a business of which a bank ever wanted money."""
    found: dict[str, dict[str, list[Dispute]]] = defaultdict(lambda: defaultdict(list))
    for one in dispute_rows.disputes_of(db.session, business_ref):
        if not one.is_inquiry:
            found[one.subject_ref][one.payment_id].append(one)
    return {ref: {id_: _together(many) for id_, many in payments.items()} for ref, payments in found.items()}


def _together(disputes: Iterable[Dispute]) -> AtBank:
    known = list(disputes)
    decides = any(one.is_open for one in known)
    return AtBank(
        decides,
        bool(known) and not decides,
        sum(one.amount.amount_minor for one in known if one.state == "lost"),
    )

"""What bookings say of money: of each payment, what was taken and given back; of each booking, what is kept for it."""

from __future__ import annotations

from collections.abc import Collection, Iterator, Mapping

import sqlalchemy as sa

from marketplace.bookings.charges import charges_of
from marketplace.bookings.models import Booking, Payment
from marketplace.bookings.service_cancellation import SETTLEMENT, card_kept_minor
from marketplace.businesses.models import Business
from marketplace.core import edge
from marketplace.core.db import db
from marketplace.rewards import treasury
from marketplace.rewards.treasury import Total, at_bank
from marketplace.rewards.treasury.at_bank import AtBank

PAGE = 500
STANDS = ("pending", "waiting", "confirmed")


def register() -> None:
    """Tell the money check."""
    treasury.tell_bookings(BookingsMoney)


def kept(*which: sa.ColumnElement[bool]) -> Iterator[tuple[str, str, int]]:
    """By business and booking: what was taken or redeemed for a price, not given back, and not yet divided."""
    taken = sa.func.coalesce(sa.func.sum(Payment.captured_minor - Payment.refunded_minor), 0)
    price = sa.and_(Payment.booking_id == Booking.id, Payment.purpose == "price")
    query = (
        sa.select(Business.public_id, Booking, taken)
        .join(Business, Business.id == Booking.business_id)
        .outerjoin(Payment, price)
        .where(sa.or_(Payment.id.is_not(None), Booking.credit_minor > 0), *which)
        .group_by(Business.public_id, Booking.id)
    )
    banks: dict[str, dict[str, dict[str, AtBank]]] = {}
    for business, booking, amount in db.session.execute(query):
        if business not in banks:
            banks[business] = at_bank.by_booking(business)
        stands = booking.state in STANDS
        minor = int(amount) + charges_of(booking).credit_minor if stands else 0
        disputed = banks[business].get(booking.public_id, {})
        yield business, booking.public_id, _beside_banks(booking, minor, disputed) if disputed else minor


def _beside_banks(booking: Booking, kept_minor: int, disputed: Mapping[str, AtBank]) -> int:
    """What banks took is kept no more; what goes back once a bank has decided, still is."""
    settled = booking.detail.get(SETTLEMENT)
    for payment in booking.payments:
        bank = disputed.get(payment.provider_ref or "")
        if bank is None or payment.purpose != "price":
            continue
        if booking.state in STANDS:
            kept_minor -= bank.given_back_minor
        elif settled is not None:
            left_minor = payment.captured_minor - payment.refunded_minor - bank.given_back_minor
            kept_minor += max(0, left_minor - card_kept_minor(settled))
    return max(0, kept_minor)


class BookingsMoney:
    """One business's bookings, a page at a time, each page read by itself."""

    def __init__(self, business_ref: str) -> None:
        self._business_ref = business_ref

    def pages(self) -> Iterator[list[Total]]:
        """Every payment that the provider knows, with its booking."""
        after = 0
        while True:
            page = edge.read(lambda after=after: self._page(after))  # type: ignore[misc]
            if not page:
                return
            after, totals = page
            yield totals

    def known(self, refs: Collection[str]) -> set[str]:
        """Those of these payments and bookings that are this business's."""
        return edge.read(lambda: self._known(refs))

    def _page(self, after: int) -> tuple[int, list[Total]] | None:
        query = sa.select(Booking).join(Business).where(Business.public_id == self._business_ref)
        query = (
            query.where(Booking.id > after, sa.or_(Booking.payments.any(), Booking.credit_minor > 0))
            .order_by(Booking.id)
            .limit(PAGE)
        )
        bookings = list(db.session.scalars(query.options(sa.orm.selectinload(Booking.payments))))
        if not bookings:
            return None
        held = {ref: minor for _business, ref, minor in kept(Booking.id.in_([b.id for b in bookings]))}
        return bookings[-1].id, [total for b in bookings for total in _totals(b, held.get(b.public_id, 0))]

    def _known(self, refs: Collection[str]) -> set[str]:
        mine = sa.select(Booking.id).join(Business).where(Business.public_id == self._business_ref)
        found: set[str] = set()
        for column in (Payment.provider_ref, Payment.public_id):
            query = sa.select(column).where(column.in_(refs), Payment.booking_id.in_(mine))
            found |= {str(ref) for ref in db.session.scalars(query)}
        bookings = sa.select(Booking.public_id).where(Booking.public_id.in_(refs), Booking.id.in_(mine))
        return found | set(db.session.scalars(bookings))


def _totals(booking: Booking, kept_minor: int) -> Iterator[Total]:
    ref = booking.public_id
    for payment in booking.payments:
        if payment.provider_ref is None:
            continue
        for kind, minor in (("payment", payment.captured_minor), ("refund", payment.refunded_minor)):
            yield Total(payment.provider_ref, kind, payment.currency, minor, None, ref)
    yield Total(ref, "held", booking.currency, kept_minor, None, ref)

"""What the product itself holds about one booking that could go to the customer's bank; nothing of anybody else's."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

import sqlalchemy as sa

from marketplace.bookings import service_disputes, work
from marketplace.bookings.evidence_reasons import ITEMS
from marketplace.bookings.models import Booking
from marketplace.bookings.receipt import receipt_of
from marketplace.core.db import db
from marketplace.gigs.models import Assignment
from marketplace.trust import queries_reviews, queries_threads
from marketplace.trust.images import MEDIA_TYPE
from marketplace.trust.models import Message, Upload
from marketplace.trust.models_reviews import Review

PHOTOS_MAX = 12
"""Six pages: with the rest it stays below what a bank reads."""


@dataclass(frozen=True)
class Photo:
    """A photo that proves a step, and what it proves."""

    public_id: str
    upload: Upload
    step: str
    means: str
    happened_at: datetime
    by: str

    @property
    def choice(self) -> str:
        """The value of its tick box."""
        return f"photo-{self.public_id}"


@dataclass(frozen=True)
class Held:
    """Everything that is there, item by item; what is not there is empty."""

    booking: Booking
    attendance: list[Assignment]
    photos: list[Photo]
    photos_of_others: int
    messages: list[Message]
    reviews: list[Review]
    has_receipt: bool

    @property
    def items(self) -> list[str]:
        """The items that there is something of, in the order in which they are shown."""
        there = {
            "attendance": bool(self.attendance),
            "photos": bool(self.photos),
            "messages": bool(self.messages),
            "review": bool(self.reviews),
            "receipt": self.has_receipt,
            "policy": bool(self.booking.cancellation_policy),
            "offer": True,
            "customer": self.booking.customer.erased_at is None,
        }
        return [item for item in ITEMS if there[item]]

    @property
    def choices(self) -> list[str]:
        """The values of the tick boxes: each photo has its own."""
        return [item for item in self.items if item != "photos"] + [one.choice for one in self.photos]


def held_for(booking: Booking) -> Held:
    """Gather it.

    Photos of a date that others had booked too may show them: those are counted and not offered.
    """
    assignments = [one for one in work.live_assignments(booking) if one.checked_in_at or one.completed_at]
    photos = _photos(work.live_assignments(booking))
    is_shared = service_disputes.is_shared(booking)
    thread = queries_threads.thread_of(booking.public_id)
    return Held(
        booking=booking,
        attendance=assignments,
        photos=[] if is_shared else photos,
        photos_of_others=len(photos) if is_shared else 0,
        messages=list(thread.messages) if thread is not None else [],
        reviews=queries_reviews.said_by(booking.customer, booking.public_id),
        has_receipt=receipt_of(booking) is not None,
    )


def _photos(assignments: list[Assignment]) -> list[Photo]:
    proofs = [(proof, one) for one in assignments for proof in one.proofs if proof.upload_id is not None]
    query = sa.select(Upload).where(Upload.id.in_([proof.upload_id for proof, _one in proofs]))
    uploads = {one.id: one for one in db.session.scalars(query) if one.media_type == MEDIA_TYPE}
    found = [
        Photo(
            proof.public_id,
            uploads[proof.upload_id],
            proof.step,
            proof.means,
            proof.happened_at,
            one.fan.identity.name,
        )
        for proof, one in proofs
        if proof.upload_id in uploads
    ]
    return sorted(found, key=lambda photo: (photo.happened_at, photo.public_id))

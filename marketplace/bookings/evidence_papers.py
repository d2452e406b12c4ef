"""Prints what is held about a booking for a customer's bank: read into plain values first, made into PDFs without the database."""

from __future__ import annotations

from collections.abc import Collection, Iterator
from dataclasses import dataclass
from datetime import datetime

from flask_babel import get_locale, ngettext
from flask_babel import gettext as _

from marketplace.bookings import views_receipt
from marketplace.bookings.held_evidence import Held
from marketplace.bookings.models import Booking
from marketplace.bookings.receipt import receipt_of
from marketplace.businesses.choices import CANCELLATION, label_of
from marketplace.core.formats import format_hours, format_money, format_percent, format_when
from marketplace.core.words import sentence
from marketplace.rewards.treasury import cancellation as treasury_cancellation
from marketplace.rewards.treasury.papers import Fact, Heading, Paper, Part, Picture, Said
from marketplace.trust.people import desk_of
from marketplace.trust.queries_threads import side_of

PICTURED = "service_documentation"
MESSAGE_LETTERS_MAX = 24_000
"""About eight pages; what was said before that is left out, and the paper says so."""


@dataclass(frozen=True)
class Picked:
    """What was ticked: papers by what they show, the pictures for one of them, and facts by the provider's fields."""

    papers: dict[str, Paper]
    pictures: list[Picture]
    fields: dict[str, str]


def picked(held: Held, choices: Collection[str], title: str) -> Picked:
    """Everything that was ticked, in the reader's language; the bytes of pictures are still to be read."""
    booking, papers = held.booking, {}
    pictures = _pictures(held, choices)
    if "attendance" in choices or pictures:
        shown = [*_about(booking), *(_attendance(held) if "attendance" in choices else ())]
        if pictures:
            shown.append(Heading(_("Photos taken at the time")))
        papers[PICTURED] = _paper(_("That it took place: %(title)s", title=title), booking, shown)
    said = [
        *(_review(held) if "review" in choices else ()),
        *(_messages(held) if "messages" in choices else ()),
    ]
    if said:
        heading = _("What the customer said: %(title)s", title=title)
        papers["customer_communication"] = _paper(heading, booking, said)
    if "receipt" in choices:
        parts = [*_about(booking), *_receipt(booking)]
        papers["receipt"] = _paper(_("Receipt: %(title)s", title=title), booking, parts)
    if "policy" in choices:
        parts = [*_about(booking), *_policy(booking)]
        papers["refund_policy"] = _paper(_("Cancellation policy: %(title)s", title=title), booking, parts)
    return Picked(papers, pictures, _fields(held, choices, title))


def _paper(title: str, booking: Booking, parts: list[Part]) -> Paper:
    return Paper(title, booking.business.name, str(get_locale()), tuple(parts))


def _about(booking: Booking) -> Iterator[Part]:
    zone = booking.timezone
    yield Fact(_("Sold by"), booking.business.name)
    yield Fact(_("Booked by"), booking.customer.name)
    yield Fact(_("Booked on"), _when(booking.booked_at, zone))
    yield Fact(_("Booking"), booking.public_id)
    yield Fact(_("Began"), _when(booking.starts_at, zone))


def _attendance(held: Held) -> Iterator[Part]:
    zone = held.booking.timezone
    for one in held.attendance:
        yield Heading(one.fan.identity.name)
        if one.checked_in_at is not None:
            means = next((p.means for p in one.proofs if p.step == "check_in"), "")
            how = f" ({sentence('means.' + means)})" if means else ""
            yield Fact(_("Checked in on the spot"), _when(one.checked_in_at, zone) + how)
        if one.completed_at is not None:
            yield Fact(_("Marked as done"), _when(one.completed_at, zone))


def _pictures(held: Held, choices: Collection[str]) -> list[Picture]:
    zone = held.booking.timezone
    return [
        Picture(one.upload.key, one.upload.media_type, f"{one.by}, {_when(one.happened_at, zone)}")
        for one in held.photos
        if one.choice in choices
    ]


def _review(held: Held) -> Iterator[Part]:
    yield Heading(_("The customer's own review, afterwards"))
    for one in held.reviews:
        stars = _("%(number)s of 5 stars", number=one.stars)
        yield Said(f"{one.author.name}, {_when(one.written_at, held.booking.timezone)}: {stars}", one.text)


def _messages(held: Held) -> Iterator[Part]:
    yield Heading(_("Messages about this booking"))
    room, kept = MESSAGE_LETTERS_MAX, []
    for one in reversed(held.messages):
        room -= len(one.text) + 80
        if room < 0:
            break
        kept.append(one)
    if len(kept) < len(held.messages):
        yield Fact(_("Left out"), _("%(number)s earlier messages", number=len(held.messages) - len(kept)))
    for one in reversed(kept):
        side, who = side_of(one.thread, one.author), one.author.name
        desk = desk_of(one.thread.business_ref)
        if side == "business" and desk is not None:
            who = f"{who}, {desk.name}"
        elif one.author_id == held.booking.customer_id:
            who = _("%(name)s, the customer", name=who)
        yield Said(f"{who}, {_when(one.at, held.booking.timezone)}", one.text)


def _receipt(booking: Booking) -> Iterator[Part]:
    found = receipt_of(booking)
    if found is None:
        return
    yield Heading(_("What was charged"))
    for label, amount, note in views_receipt.rows_of(booking, found):
        yield Fact(f"{label} ({note})" if note else label, format_money(amount, found.currency))
    yield Fact(_("Total"), format_money(found.total_minor, found.currency))


def _policy(booking: Booking) -> Iterator[Part]:
    agreed, until = booking.cancellation_policy, _full_refund_until(booking)
    yield Heading(label_of(CANCELLATION, agreed.get("policy", "")) or _("Cancellation policy"))
    for hours, share in treasury_cancellation.tiers_of(agreed):
        yield Fact(
            _("Cancelled at least %(hours)s before it begins", hours=format_hours(hours)),
            _("%(share)s of the price goes back", share=format_percent(share * 100)),
        )
    yield Fact(_("Cancelled later than that"), _("Nothing goes back"))
    if until is not None:
        yield Fact(_("For this booking: all of it back until"), _when(until, booking.timezone))
    yield Fact(_("Shown on the page where they paid; paid on"), _when(_paid_at(booking), booking.timezone))
    if booking.cancelled_at is not None:
        yield Fact(_("Cancelled on"), _when(booking.cancelled_at, booking.timezone))
    else:
        yield Fact(_("Cancelled on"), _("Never"))


def _fields(held: Held, choices: Collection[str], title: str) -> dict[str, str]:
    booking, fields = held.booking, {}
    if "customer" in choices:
        fields |= {
            "customer_name": booking.customer.name,
            "customer_email_address": booking.customer.email or "",
        }
    if "offer" in choices:
        when, ends = (
            _when(booking.starts_at, booking.timezone),
            _when(booking.ends_at, booking.timezone),
        )
        fields["product_description"] = _(
            "%(title)s, by %(business)s: a service for %(people)s, from %(when)s to %(ends)s.",
            title=title, business=booking.business.name, people=_people(booking), when=when, ends=ends,
        )  # fmt: skip
    if "attendance" in choices:
        fields["service_date"] = _when(booking.starts_at, booking.timezone)
    if "policy" in choices:
        fields["refund_policy_disclosure"] = _(
            "The customer saw until when everything goes back on the page where they paid, and paid on %(when)s. The policy is in the file.",
            when=_when(_paid_at(booking), booking.timezone),
        )
    return {field: text for field, text in fields.items() if text}


def _people(booking: Booking) -> str:
    return ngettext("%(num)d person", "%(num)d people", booking.party)


def _when(at: datetime, zone: str) -> str:
    """With its year and its zone: it is read by a stranger, months later and elsewhere."""
    return f"{format_when(at, zone, 'full')} ({zone.replace('_', ' ')})"


def _paid_at(booking: Booking) -> datetime:
    return min((p.created_at for p in booking.payments if p.purpose == "price"), default=booking.booked_at)


def _full_refund_until(booking: Booking) -> datetime | None:
    return treasury_cancellation.full_refund_until(
        booking.cancellation_policy, booking.booked_at, booking.starts_at
    )

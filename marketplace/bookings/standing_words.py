"""How a booking stands, said to its customer: in a word, in a sentence, and what comes next."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import datetime

from flask_babel import gettext as _

from marketplace.bookings import keeping
from marketplace.bookings.charges import charges_of
from marketplace.bookings.models import Booking
from marketplace.bookings.service_cancellation import SETTLEMENT
from marketplace.core import words
from marketplace.core.formats import format_money, format_when
from marketplace.gigs.models import Assignment, Gig

DONE, NOW, NEXT = "done", "now", "next"


@dataclass(frozen=True)
class Step:
    """One step of a booking's course: done, now, or still to come."""

    title: str
    body: str
    state: str


@dataclass(frozen=True)
class Standing:
    """The state as a badge, a heading and a sentence, and the steps around it."""

    badge: str
    tone: str
    title: str
    body: str
    steps: list[Step] = field(default_factory=list)


BADGES = {
    "pending": "warn",
    "waiting": "info",
    "confirmed": "good",
    "completed": "good",
    "expired": "plain",
    "cancelled": "plain",
    "called_off": "bad",
}


def badge_of(state: str) -> tuple[str, str]:
    """A state in a word or two, and its tone."""
    spoken = {
        "pending": _("Not paid yet"),
        "waiting": _("People are being asked"),
        "confirmed": _("Confirmed"),
        "completed": _("Has taken place"),
        "expired": _("Not paid in time"),
        "cancelled": _("Cancelled"),
        "called_off": _("Called off"),
    }
    return spoken[state], BADGES[state]


def standing_of(
    booking: Booking, gigs: Sequence[Gig], assignments: Sequence[Assignment], at: datetime
) -> Standing:
    """Say how a booking stands."""
    label, tone = badge_of(booking.state)
    title, body = _said(booking, gigs, assignments, at)
    return Standing(label, tone, title, body, _steps(booking, gigs))


def _said(
    booking: Booking, gigs: Sequence[Gig], assignments: Sequence[Assignment], at: datetime
) -> tuple[str, str]:
    if booking.state == "pending":
        return _pending(booking)
    if keeping.needs_card(booking):
        return _needs_card(booking)
    if booking.state == "waiting":
        return _waiting(booking, gigs, assignments)
    if booking.state == "confirmed":
        return _confirmed(booking, assignments, at)
    if booking.state == "completed":
        return _("Thank you for coming"), _(
            "It has taken place. A few words about it help the next guests, and whoever led you."
        )
    if booking.state == "expired":
        return _("It was not paid in time"), _(
            "Your places are free again and nothing was charged. You can book once more if there is still room."
        )
    return _called_off(booking)


def _pending(booking: Booking) -> tuple[str, str]:
    last = booking.payments[-1].state if booking.payments else ""
    if last == "unknown":
        return _("Your bank has not answered yet"), _(
            "We ask again by ourselves. You need not pay twice, and nothing is charged twice."
        )
    if last == "asks_customer":
        return _("Your bank wants to hear from you"), _(
            "Approve the payment on your bank's page, or try another card."
        )
    until = format_when(booking.confirm_by_at, booking.timezone) if booking.confirm_by_at else ""
    return _("Your places are kept for you"), _("Pay by %(when)s to keep them.", when=until)


def _needs_card(booking: Booking) -> tuple[str, str]:
    until = format_when(booking.confirm_by_at, booking.timezone) if booking.confirm_by_at else ""
    return _("We need another card"), _(
        "Your bank would not set the price aside on the card you gave. Give another until %(when)s; otherwise the "
        "booking is called off. Nothing was charged.",
        when=until,
    )


def _is_kept(booking: Booking) -> bool:
    return any(p.state == "kept" for p in booking.payments)


def _waiting(booking: Booking, gigs: Sequence[Gig], assignments: Sequence[Assignment]) -> tuple[str, str]:
    wanted, found = len([g for g in gigs if g.state != "cancelled"]), len(assignments)
    if booking.detail.get("was_confirmed"):
        return _("We are looking for a replacement"), _(
            "Somebody had to step back. Others who fit are being asked; if nobody can, that part's money goes back to you."
        )
    if wanted > 1:
        return _("%(found)s of %(wanted)s have said yes", found=found, wanted=wanted), _(
            "Every stage has its own person. It is confirmed once all of them have said yes; until then nothing is taken."
        )
    if _is_kept(booking):
        return _("The people it needs are being asked"), _(
            "Your card is kept and nothing is set aside yet. We write to you as soon as somebody has said yes."
        )
    if charges_of(booking).card_minor == 0:
        return _("The people it needs are being asked"), (
            _("Your credit is kept for it. We write to you as soon as somebody has said yes.")
            if booking.credit_minor
            else _("We write to you as soon as somebody has said yes.")
        )
    return _("The people it needs are being asked"), _(
        "The price is set aside on your card and not taken. We write to you as soon as somebody has said yes."
    )


def _confirmed(booking: Booking, assignments: Sequence[Assignment], at: datetime) -> tuple[str, str]:
    names = list(dict.fromkeys(a.fan.identity.name for a in assignments))
    if booking.starts_at <= at < booking.ends_at:
        return _("It is on now"), _("Have a good time with %(names)s.", names=", ".join(names))
    if at >= booking.ends_at:
        return _("Its time is over"), _(
            "%(names)s has not marked it as done yet; nothing more is needed of you. If it did not take place, say so below.",
            names=", ".join(names),
        )
    return _("It is confirmed"), _(
        "You meet %(names)s on %(when)s.",
        names=", ".join(names),
        when=format_when(booking.starts_at, booking.timezone),
    )


def _called_off(booking: Booking) -> tuple[str, str]:
    shown = booking.detail.get(SETTLEMENT, {})
    credit_minor = int(shown.get("credit_refund_minor", 0))
    card_minor = int(shown.get("refund_minor", 0)) - credit_minor
    said = []
    if card_minor:
        amount = format_money(card_minor, booking.currency)
        said.append(
            _("Nothing was taken from your card: %(amount)s stays yours.", amount=amount)
            if keeping.was_never_taken(booking)
            else _("%(amount)s goes back to your card.", amount=amount)
        )
    if credit_minor:
        said.append(
            _("%(amount)s is yours again as credit.", amount=format_money(credit_minor, booking.currency))
        )
    money = " ".join(said) or _("There was nothing to give back.")
    if booking.state == "cancelled" and str(shown.get("reason", "")).startswith("excused_"):
        return _("It was called off for you"), f"{words.sentence('cancelled_' + shown['reason'])} {money}"
    if booking.state == "cancelled":
        return _("You have cancelled it"), money
    reason = str(booking.detail.get("called_off_because", ""))
    because = words.sentence(reason) if reason in words.known() else _("The business had to call it off.")
    return _("It cannot take place"), f"{because} {money}"


def _steps(booking: Booking, gigs: Sequence[Gig]) -> list[Step]:
    """The usual course, with where it stands; nothing for what ended on the way."""
    order = ("pending", "waiting", "confirmed", "completed")
    if booking.state not in order:
        return []
    here = order.index(booking.state)
    titles = [
        _first_step(booking),
        (_("Everybody has said yes"), _("Then you see whom you meet, and can write to each other.")),
        (_("You meet"), _("Show the code on this page, so that it is noted that you came.")),
    ]  # fmt: skip
    steps = []
    for number, (title, body) in enumerate(titles):
        state = DONE if number < here else NOW if number == here else NEXT
        steps.append(Step(title, body if state != DONE else "", state))
    return steps


def _first_step(booking: Booking) -> tuple[str, str]:
    if charges_of(booking).card_minor == 0:
        return _("Booked"), ""
    if _is_kept(booking):
        return _("Card kept"), ""
    return _("Set aside on your card"), _("Nothing is taken before it has taken place.")

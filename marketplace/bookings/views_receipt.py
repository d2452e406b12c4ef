"""The receipt of a booking: a page that prints well, and the same lines as a file."""

from __future__ import annotations

import csv
import io
from typing import Any

from flask import Response, g, render_template
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _
from flask_babel import ngettext

from marketplace.bookings import access, keeping, price_words
from marketplace.bookings.models import Booking
from marketplace.bookings.receipt import Receipt, receipt_of
from marketplace.core.errors import NotFound
from marketplace.core.formats import format_when
from marketplace.core.minor import from_minor
from marketplace.core.permissions import public
from marketplace.rewards import treasury
from marketplace.rewards.treasury import checkout as treasury_checkout
from marketplace.rewards.treasury import tax as treasury_tax

STANDS = ("waiting", "confirmed")
Row = tuple[str, int, str | None]


@public
def receipt(public_id: str) -> ResponseReturnValue:
    """What was bought, what it cost line by line, how it was paid and what went back."""
    booking, found = _mine(public_id)
    return render_template("bookings/receipt.html", booking=booking, receipt=found, **_words(booking, found))


@public
def receipt_csv(public_id: str) -> ResponseReturnValue:
    """The same for a spreadsheet: plain numbers, one line each."""
    booking, found = _mine(public_id)
    words, out = _words(booking, found), io.StringIO()
    writer = csv.writer(out)
    writer.writerow([_("Part"), _("What"), _("Amount"), _("Currency")])
    for part, name in (
        ("rows", _("Price")),
        ("taxes", _("Tax")),
        ("paid", words["paid_as"]),
        ("back", _("Given back")),
    ):
        for label, amount, note in words[part]:
            writer.writerow(
                [
                    name,
                    _safe(f"{label} {note}" if note else label),
                    from_minor(amount, found.currency),
                    found.currency,
                ]
            )
    writer.writerow([_("Total"), "", from_minor(found.total_minor, found.currency), found.currency])
    headers = {"Content-Disposition": f'attachment; filename="receipt-{public_id}.csv"'}
    return Response(out.getvalue(), mimetype="text/csv", headers=headers)


def rows_of(booking: Booking, found: Receipt) -> list[Row]:
    """The lines that add up to the total."""
    rows: list[Row] = [(ngettext("%(num)d person", "%(num)d people", booking.party), found.list_minor, None)]
    if found.lost_minor:
        rows.append((_("A part that fell away"), -found.lost_minor, None))
    if found.discount_minor:
        rows.append(
            (_("Promotion"), -found.discount_minor, treasury_checkout.promotion_of(booking.public_id) or None)
        )
    if found.on_top_minor:
        rows += [(words, amount, None) for words, amount in price_words.taxes_of(booking, found.on_top_minor)]
    if found.not_charged_minor:
        rows.append((_("Not charged, as it was cancelled"), -found.not_charged_minor, None))
    if found.given_minor:
        rows.append((_("Given back to you"), -found.given_minor, None))
    if found.tip_minor:
        rows.append((_("Tip, all of it to those who led you"), found.tip_minor, None))
    return rows


def _mine(public_id: str) -> tuple[Booking, Receipt]:
    booking = access.my_booking(public_id)
    found = receipt_of(booking)
    if found is None:
        raise NotFound
    g.business = booking.business
    return booking, found


def _words(booking: Booking, found: Receipt) -> dict[str, Any]:
    paid: list[Row] = [
        (_("Card"), found.card_minor + found.tip_minor, None),
        (_("Store credit"), found.credit_minor, None),
    ]
    back: list[Row] = [
        (_("To the card"), found.card_back_minor, None),
        (_("As store credit"), found.credit_back_minor, None),
    ]
    paid_as, paid_note = _paid_as(booking)
    return {
        "paid_as": paid_as,
        "paid_note": paid_note,
        "rows": rows_of(booking, found),
        "taxes": [(words, amount, None) for words, amount in price_words.taxes_of(booking, found.tax_minor)],
        "paid": [row for row in paid if row[1]],
        "back": [] if keeping.was_never_taken(booking) else [row for row in back if row[1]],
        "details": treasury_tax.details_of(booking.business),
        "is_sandbox": treasury.is_sandbox(booking.business),
    }


def _paid_as(booking: Booking) -> tuple[str, str]:
    """How far the payment has come, and what happens next: a card may be kept, or asked early and held."""
    if keeping.was_never_taken(booking):
        return _("Not charged"), _("Nothing was taken: what was set aside is yours again.")
    if booking.state not in STANDS:
        return _("Paid with"), ""
    prices = [one.state for one in booking.payments if one.purpose == "price"]
    state = prices[-1] if prices else ""
    if state == "kept":
        when = format_when(keeping.sets_aside_at(booking.starts_at), booking.timezone)
        return _("To be paid with"), _("Your card is kept. The amount is set aside on it on %(when)s, and taken once it has taken place.", when=when)  # fmt: skip
    if keeping.needs_card(booking):
        return _("To be paid with"), _(
            "Your bank did not set it aside. Give another card on the booking’s page."
        )
    if state == "captured":
        return _("Paid with"), _("It is held for you until it has taken place.")
    return _("Set aside"), _("It is taken once it has taken place.")


def _safe(text: str) -> str:
    """No spreadsheet takes it for a formula."""
    return f"'{text}" if text[:1] in ("=", "+", "-", "@", "\t", "\r") else text

"""Differences of money in words: what each probably is, and what to do next."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from flask_babel import gettext
from flask_babel import lazy_gettext as _l

from marketplace.core.formats import format_money
from marketplace.rewards.treasury import Item

# By cause: what it is, and what to do.
CAUSES: dict[str, tuple[Any, Any]] = {
    "charge_outside": (
        _l("Money was taken from a card without Muster, most likely in your provider's own pages."),
        _l("If it is yours, settle it here with a reason. If you do not know it, look it up at your provider and give it back."),
    ),
    "refund_outside": (
        _l("Money went back to a card without Muster, most likely in your provider's own pages."),
        _l("Refund from the booking here next time, so that the booking knows. Check that the booking is not paid back twice."),
    ),
    "transfer_outside": (
        _l("Money was sent to somebody without Muster."),
        _l("Ask whoever can open your provider's pages. If nobody sent it, change the keys there today."),
    ),
    "reversal_outside": (
        _l("Money sent to somebody was taken back without Muster."),
        _l("The person still counts as paid here. Ask who took it back, then pay again or settle it."),
    ),
    "payout_outside": (
        _l("Your provider sent money from your balance to your own bank."),
        _l("Set payouts to manual at your provider: this is money meant for fans and refunds. Put it back with a top-up."),
    ),
    "top_up_outside": (
        _l("Money arrived from your bank that was not put in here, so no budget has it."),
        _l("Next time put money in on the budget page. Settle this one, or move it back to your bank."),
    ),
    "captured_outside": (
        _l("A payment that was only set aside here was taken in your provider's own pages."),
        _l("The booking does not know that it is paid. Give it back at your provider, or settle it and look after the booking yourself."),
    ),
    "wrong_business": (
        _l("Another business of this installation moved money with your account."),
        _l("Two businesses share one key. Give each its own key in the settings."),
    ),
    "other_installation": (
        _l("Another program, or an older copy of this one, moved money with your account."),
        _l("If you restored a backup, compare what came after it. Otherwise give the other program its own account."),
    ),
    "news_missing": (
        _l("Your provider did it, and the news has not come through."),
        _l("Muster asks again every minute. If it stays, see that your provider can reach this site."),
    ),
    "refused_but_done": (
        _l("It counts as refused here, and your provider did it all the same."),
        _l("Give it back at your provider, or keep it and settle it here."),
    ),
    "not_booked": (
        _l("It is done, and your books have no line for it."),
        _l("Run the audit: your books may have been changed by hand. Restore the last backup if they were."),
    ),
    "dispute_unseen": (
        _l("A customer's bank has taken money back, and your books do not know it yet."),
        _l("Open the payment at your provider and answer before its deadline."),
    ),
    "dispute_won_unseen": (
        _l("A dispute was decided for you and the money came back, and your books do not know it yet."),
        _l("It is booked with the next news from your provider. If it stays, settle it."),
    ),
    "refund_came_back": (
        _l("A refund did not reach the customer's card and came back."),
        _l("Ask the customer for another way to pay them back."),
    ),
    "transfer_came_back": (
        _l("Money sent to a fan came back to you."),
        _l("The fan still counts as paid here. See that their account is in order, then send it again."),
    ),
    "top_up_failed": (
        _l("Your bank took back money that already counted as budget."),
        _l("The budget holds less than it shows. Put the money in again before new offers go out."),
    ),
    "payout_came_back": (
        _l("A bank sent a payout back after it counted as paid."),
        _l("The money waits in the fan's account at your provider. Ask the fan to check their bank details."),
    ),
    "provider_fee": (
        _l("Your provider charged a fee that belongs to no payment."),
        _l("Enter it with your other costs, then settle it here."),
    ),
    "adjustment": (
        _l("Your provider corrected your balance."),
        _l("The reason stands in your provider's pages. Enter it with your other costs, then settle it here."),
    ),
    "booked_by_hand": (
        _l("Your books say that money moved at your provider, and nothing was asked of it."),
        _l("If you brought your books from elsewhere, settle it. Otherwise ask whoever looks after this installation."),
    ),
    "not_at_provider": (
        _l("Your books have it, and your provider does not."),
        _l("Look for it in your provider's pages. If the keys were changed lately, the old account may have it."),
    ),
    "amount_differs": (
        _l("Both have it, with different amounts."),
        _l("Your provider's amount is what moved. Compare it with the booking, and make good the difference."),
    ),
    "currency_mixed": (
        _l("Both have it, in different currencies."),
        _l("Your provider's currency is what moved. Give it back and take it again in the right one."),
    ),
    "fee_changed": (
        _l("Your provider kept another fee than your books say."),
        _l("Look at your provider's prices. Enter the difference with your other costs, then settle it."),
    ),
    "made_twice": (
        _l("It was done twice at your provider."),
        _l("Take the second one back at your provider as soon as you can, then settle it here."),
    ),
    "booked_twice": (
        _l("It stands twice in your books."),
        _l("Ask whoever looks after this installation to reverse one of the two."),
    ),
    "available_too_early": (
        _l("Your books count money as free that your provider still keeps back."),
        _l("Nothing to do but wait: payouts may fail until it is free."),
    ),
    "availability_not_booked": (
        _l("Your provider has set money free, and your books still keep it as waiting."),
        _l("It is booked with the next check. If it stays, see that your provider can reach this site."),
    ),
    "booking_ahead": (
        _l("The booking counts more money than your books do."),
        _l("Open the booking and compare it with the payment at your provider."),
    ),
    "booking_behind": (
        _l("Your books have money that the booking does not know of."),
        _l("Open the booking. If it is off, give the money back."),
    ),
    "booking_amount": (
        _l("The booking and your books name different amounts."),
        _l("Your provider's amount is what moved. Open the booking and make good the difference."),
    ),
    "held_differs": (
        _l("What is kept for the booking is not what was paid for it."),
        _l("Open the booking. If it is over, its money has not been divided yet."),
    ),
    "balance_unexplained": (
        _l("The two balances differ by more than the lines explain."),
        _l("If the account was in use before Muster, settle it once. Otherwise ask your provider for a statement."),
    ),
}  # fmt: skip

DRIFTS = {
    "timing": _l("On its way"),
    "fee": _l("Fee"),
    "missing": _l("Missing"),
    "foreign": _l("Not from here"),
    "amount": _l("Amount"),
    "duplicate": _l("Twice"),
}
TONES = {
    "timing": "info",
    "fee": "warn",
    "missing": "bad",
    "foreign": "warn",
    "amount": "bad",
    "duplicate": "bad",
}
KINDS = {
    "payment": _l("Payment by card"),
    "refund": _l("Refund"),
    "transfer": _l("Sent to a fan"),
    "transfer_reversal": _l("Taken back from a fan"),
    "payout": _l("To a bank"),
    "top_up": _l("Put in from your bank"),
    "dispute": _l("Disputed payment"),
    "dispute_reversal": _l("Dispute won"),
    "fee": _l("Fee"),
    "adjustment": _l("Correction"),
    "held": _l("Kept for a booking"),
    "balance": _l("The whole balance"),
}
REASONS = {
    "known": _l("I know it, and it is right"),
    "own_books": _l("It is in my other books"),
    "provider_corrects": _l("The provider will put it right"),
    "lost": _l("We bear it"),
    "before_muster": _l("It was there before Muster"),
    "test": _l("It was a test"),
}


@dataclass(frozen=True)
class Told:
    """A difference in words."""

    item: Item
    kind: str
    drift: str
    tone: str
    what: str
    next_step: str
    sides: list[tuple[str, str]]
    reason: str


def told(item: Item) -> Told:
    """Put a difference into the reader's words."""
    found = item.found
    what, next_step = CAUSES[found.cause]
    return Told(
        item,
        str(KINDS.get(found.kind, found.kind)),
        str(DRIFTS[found.drift]),
        TONES[found.drift],
        str(what),
        str(next_step),
        _sides(item),
        str(REASONS.get(item.reason_code or "", "")),
    )


def _sides(item: Item) -> list[tuple[str, str]]:
    """What the two sides that were compared say."""
    found = item.found
    books = (gettext("Your books"), _said(found.ledger_minor, found.currency))
    if found.cause.startswith(("booking_", "held_")):
        return [books, (gettext("The booking"), _said(found.bookings_minor, found.currency))]
    return [(gettext("Your provider"), _said(found.provider_minor, found.currency)), books]


def _said(amount_minor: int | None, currency: str) -> str:
    return gettext("nothing") if amount_minor is None else format_money(amount_minor, currency)

"""The chart of accounts: which ledger accounts there are, their nature, and how their codes are built."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal

from payouts.errors import InvalidEntry

AccountKind = Literal["asset", "liability", "income", "expense", "equity", "memo"]


@dataclass(frozen=True, slots=True)
class Account:
    """A ledger account as the writer asks for it; its row is made on first use.

    Attributes
    ----------
    code : str
        Name within a business and a currency, for example ``payable:fan_8k2``.
    kind : str
        asset, liability, income, expense, equity, or memo (kept beside the books proper).
    normal_sign : int
        1 where debits make it grow, -1 where credits do.
    owner_ref : str or None
        Opaque id of the one person whose money it is.
    floor_minor : int or None
        Least balance in its own direction, at most 0. None: unlimited, and the balance is summed.
    """

    code: str
    kind: AccountKind
    normal_sign: int
    owner_ref: str | None = None
    floor_minor: int | None = None

    def __post_init__(self) -> None:
        if not self.code or len(self.code) > 96 or self.code != self.code.strip() or "  " in self.code:
            raise InvalidEntry(f"{self.code!r} is no account code", code=self.code)
        if self.floor_minor is not None and self.floor_minor > 0:
            raise InvalidEntry("a new account starts at zero, so its floor cannot be higher", code=self.code)


def _debit(
    code: str, kind: AccountKind, owner_ref: str | None = None, floor_minor: int | None = None
) -> Account:
    return Account(code, kind, 1, owner_ref, floor_minor)


def _credit(
    code: str, kind: AccountKind, owner_ref: str | None = None, floor_minor: int | None = None
) -> Account:
    return Account(code, kind, -1, owner_ref, floor_minor)


PROVIDER_PENDING = _debit("provider_pending", "asset")
"""At the provider, taken from cards and not yet free to be sent on."""
PROVIDER_AVAILABLE = _debit("provider_available", "asset")
"""At the provider, free to be sent on."""
OWN_FUNDS = _credit("own_funds", "equity")
"""The business's own money at the provider that was in a budget and is no programme's any more."""
PROVIDER_FEES = _debit("provider_fees", "expense")
"""What the provider kept for its service."""
OWN_BANK = _debit("own_bank", "asset")
"""What the business paid from its own bank account, beside the provider: below zero, it has that to bring in."""
PLATFORM_FEE = _credit("platform_fee", "income")
"""The part of bookings that the scheme calls platform fee."""
REVENUE = _credit("revenue", "income")
"""What a booking leaves to the business after everybody else had their part."""
COMPENSATION_EXPENSE = _debit("compensation_expense", "expense")
"""What the business paid to somebody it let down."""
BUDGET_APPLIED = _credit("budget_applied", "equity")
"""Budget money that has been turned into rewards."""
CREDIT_BACKING = _credit("credit_backing", "liability")
"""Cash value promised by the store credit that is out."""
CREDIT_ISSUED = _debit("credit_issued", "memo")
"""Store credit that is out, in its own unit."""
DISCOUNT_RESERVE = _credit("discount_reserve", "liability")
"""Value promised by discount codes that were earned and not yet used."""
PROMOTION_DISCOUNTS = _debit("promotion_discounts", "income")
"""What promotions took off prices: contra-income, so it grows by debits and lessens what came in."""
TAX_PAYABLE = _credit("tax_payable", "liability")
"""VAT or sales tax in what customers paid, owed to the tax office."""
POINTS_ISSUED = _debit("points_issued", "memo")
"""Points that are out."""
AUTHORISATIONS = _debit("authorisations", "memo")
"""Authorised on cards, in all."""
DISPUTE_FEES = _debit("dispute_fees", "expense")
"""What the provider charged for disputes."""
DISPUTE_LOSS = _debit("dispute_loss", "expense")
"""What lost disputes cost the business."""
DEBT_LOSS = _debit("debt_loss", "expense")
"""What people owed who are gone, so that they cannot be asked any more."""
RECIPIENT_FUNDS = _debit("recipient_funds", "memo")
"""In the recipients' own accounts at the provider, in all."""
SENDING_FEES = _debit("sending_fees", "memo")
"""What people paid out of their own accounts at the provider to be sent their money at once, in all."""


def held(booking_ref: str) -> Account:
    """Captured for a booking and not yet anybody's."""
    return _credit(f"held:{booking_ref}", "liability", floor_minor=0)


def refund_due(booking_ref: str) -> Account:
    """On its way back to the customer of a booking."""
    return _credit(f"refund_due:{booking_ref}", "liability", floor_minor=0)


def authorised(booking_ref: str) -> Account:
    """Authorised on the customer's card and still open to capture."""
    return _credit(f"authorised:{booking_ref}", "memo", floor_minor=0)


def capturing(booking_ref: str) -> Account:
    """Authorised, and being captured or given up at this moment."""
    return _credit(f"capturing:{booking_ref}", "memo", floor_minor=0)


def partner_due(programme_ref: str) -> Account:
    """Owed by the partners who fund parts of a programme's rewards."""
    return _debit(f"partner_due:{programme_ref}", "asset", floor_minor=0)


def payable(fan_ref: str) -> Account:
    """Earned by a fan and not yet sent."""
    return _credit(f"payable:{fan_ref}", "liability", fan_ref, 0)


def tips_payable(fan_ref: str) -> Account:
    """Tipped to a fan and not yet sent."""
    return _credit(f"tips_payable:{fan_ref}", "liability", fan_ref, 0)


def carried(fan_ref: str) -> Account:
    """Pay too small for a bank to take, added to the next payout."""
    return _credit(f"carried:{fan_ref}", "liability", fan_ref, 0)


def carried_tips(fan_ref: str) -> Account:
    """Tips too small for a bank to take, added to the next payout."""
    return _credit(f"carried_tips:{fan_ref}", "liability", fan_ref, 0)


def in_transit(fan_ref: str) -> Account:
    """Being sent to a fan at this moment."""
    return _credit(f"in_transit:{fan_ref}", "liability", fan_ref, 0)


def receivable(fan_ref: str) -> Account:
    """Owed by a fan, to be taken from later earnings; a payable never goes below zero for it."""
    return _debit(f"receivable:{fan_ref}", "asset", fan_ref, 0)


def recovering(fan_ref: str) -> Account:
    """Owed by a fan, and being taken back from the fan's account at the provider at this moment."""
    return _debit(f"recovering:{fan_ref}", "asset", fan_ref, 0)


def recipient_balance(fan_ref: str) -> Account:
    """In the fan's own account at the provider and not yet in their bank."""
    return _credit(f"recipient_balance:{fan_ref}", "memo", fan_ref, 0)


def sending_fee(fan_ref: str) -> Account:
    """What a fan paid to be sent money at once."""
    return _credit(f"sending_fee:{fan_ref}", "memo", fan_ref, 0)


def dispute_claim(dispute_ref: str) -> Account:
    """Withdrawn by a customer's bank that has not decided yet."""
    return _debit(f"dispute_claim:{dispute_ref}", "asset", floor_minor=0)


def charity_payable(cause_ref: str) -> Account:
    """Given by fans to a cause and not yet passed on."""
    return _credit(f"charity_payable:{cause_ref}", "liability", floor_minor=0)


def perk_reserve(programme_ref: str) -> Account:
    """Set aside for perks that were promised and not yet claimed."""
    return _credit(f"perk_reserve:{programme_ref}", "liability", floor_minor=0)


def reward_expense(programme_ref: str) -> Account:
    """What a programme's rewards cost the business."""
    return _debit(f"reward_expense:{programme_ref}", "expense")


def budget(programme_ref: str) -> Account:
    """Funded for a programme's rewards and not yet earned."""
    return _credit(f"budget:{programme_ref}", "equity", floor_minor=0)


def credit(owner_ref: str) -> Account:
    """Store credit of a person, in the unit ``<ISO>.CREDIT``."""
    return _credit(f"credit:{owner_ref}", "liability", owner_ref, 0)


def points(owner_ref: str) -> Account:
    """Points of a person, in the unit ``PTS``."""
    return _credit(f"points:{owner_ref}", "memo", owner_ref, 0)

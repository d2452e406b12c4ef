"""The values that an evaluation gives: lines, their sums, a quote, and what changed since."""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any, NamedTuple

from payouts.currencies import POINTS
from payouts.money import Money, total
from payouts.schemes.document import CASH_TYPES, FundedBy


class Line(NamedTuple):
    """One part of a reward, with what explains it.

    Attributes
    ----------
    code : str
        Code of the component.
    type : str
        Type of the component.
    amount : Money
        In the scheme's currency, its store-credit unit, or points.
    params : mapping of str to int
        Figures for the words: units, minutes, rate_minor, rate_bps, base_minor, cap_minor.
    funded_by : str
        budget, booking or partner.
    """

    code: str
    type: str
    amount: Money
    params: Mapping[str, int]
    funded_by: FundedBy


@dataclass(frozen=True, slots=True)
class Evaluation:
    """What a gig earns, line by line.

    Attributes
    ----------
    currency : str
        The scheme's currency.
    lines : tuple of Line
        In the order of the scheme's components; lines of nothing are left out.
    platform_fee : Money
        The platform's share of the price; not taken off the lines.
    """

    currency: str
    lines: tuple[Line, ...]
    platform_fee: Money

    @property
    def cash(self) -> Money:
        """Sum of the lines that are pay: what the fan may take as money or as a chosen kind."""
        return total((line.amount for line in self.lines if line.type in CASH_TYPES), self.currency)

    def total(self, currency: str) -> Money:
        """Sum of the lines in one unit: the scheme's currency, its credit, or points."""
        return total((line.amount for line in self.lines if line.amount.currency == currency), currency)

    def cost(self, funded_by: FundedBy = "budget") -> Money:
        """Cash value that one funder bears: pay, perks, and store credit at face value."""
        return total(
            (
                Money(line.amount.amount_minor, self.currency)
                for line in self.lines
                if line.funded_by == funded_by and line.amount.currency != POINTS
            ),
            self.currency,
        )

    def to_document(self) -> dict[str, Any]:
        """Write the evaluation as plain data, to be kept as evidence."""
        return {
            "currency": self.currency,
            "platform_fee_minor": self.platform_fee.amount_minor,
            "lines": [
                {
                    "code": line.code,
                    "type": line.type,
                    "amount_minor": line.amount.amount_minor,
                    "currency": line.amount.currency,
                    "params": dict(line.params),
                    "funded_by": line.funded_by,
                }
                for line in self.lines
            ],
        }

    def to_bytes(self) -> bytes:
        """Write the evaluation as canonical JSON: equal inputs give equal bytes for ever."""
        return json.dumps(self.to_document(), sort_keys=True, separators=(",", ":")).encode()


@dataclass(frozen=True, slots=True)
class Quote:
    """What is promised with an offer.

    Attributes
    ----------
    evaluation : Evaluation
        What the gig earns if all goes as planned.
    possible : tuple of Line
        What may be added by the outcome (rating, overrun, perks), each at its most.
    maximum : Money
        What must be reserved in the budget for one place.
    net_per_hour : Money or None
        Estimate after travel; None where no time is known.
    """

    evaluation: Evaluation
    possible: tuple[Line, ...]
    maximum: Money
    net_per_hour: Money | None


@dataclass(frozen=True, slots=True)
class Change:
    """A difference between the quote and the earning, by component."""

    code: str
    type: str
    before: Money
    after: Money
    params: Mapping[str, int]

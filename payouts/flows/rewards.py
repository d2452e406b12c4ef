"""Postings of what people earn: pay in the kinds chosen, credit, points, compensation, and the budget behind it."""

from __future__ import annotations

from collections.abc import Sequence

from payouts.currencies import POINTS, credit_unit
from payouts.errors import InvalidEntry
from payouts.ledger import chart
from payouts.ledger.entries import Posting, credit, debit
from payouts.money import Money, zero
from payouts.schemes.choices import Part

Postings = tuple[Posting, ...]


def earned(
    *,
    fan_ref: str,
    programme_ref: str,
    parts: Sequence[Part],
    currency: str,
    from_booking: Money | None = None,
    booking_ref: str | None = None,
    covered: Money | None = None,
    from_partner: Money | None = None,
    perks: Money | None = None,
    credits: Money | None = None,
    points: Money | None = None,
) -> Postings:
    """Book what a fan earned with one gig.

    Parameters
    ----------
    fan_ref, programme_ref : str
    parts : sequence of Part
        The pay in the kinds the fan chose; see `payouts.schemes.apply_choice`.
    currency : str
        Of the scheme.
    from_booking : Money, optional
        How much of the cost the customer's money bears, out of what is held for ``booking_ref``.
    booking_ref : str, optional
        Needed with ``from_booking``.
    covered : Money, optional
        How much of the rest the programme's budget bears; see `payouts.budget.spend`. What neither bears
        is overspend: an expense that no budget money stands against.
    from_partner : Money, optional
        How much of the cost partners fund: they owe it to the business from now on.
    perks : Money, optional
        Claimed against receipts: paid out as money beside the pay.
    credits : Money, optional
        Store credit that the scheme gives beside the pay, in the ``.CREDIT`` unit.
    points : Money, optional
        In ``PTS``.

    Returns
    -------
    tuple of Posting

    Raises
    ------
    InvalidEntry
        If a booking's part is named without the booking, or more is borne than is earned.
    """
    nothing = zero(currency)
    from_booking, covered, perks = from_booking or nothing, covered or nothing, perks or nothing
    from_partner = from_partner or nothing
    postings: list[Posting] = []
    cost = perks
    for part in parts:
        postings.extend(_part(part, fan_ref, programme_ref, currency))
        cost += part.cash + part.uplift
    if perks:
        postings.append(credit(chart.payable(fan_ref), perks))
    if credits:
        postings.extend(_credit_given(fan_ref, credits, currency))
        cost += Money(credits.amount_minor, currency)
    if points:
        postings += [debit(chart.POINTS_ISSUED, points), credit(chart.points(fan_ref), points)]
    borne = cost - from_booking - from_partner
    if borne < nothing or covered > borne:
        raise InvalidEntry("more is borne than is earned", cost_minor=cost.amount_minor)
    if from_booking:
        if booking_ref is None:
            raise InvalidEntry("which booking bears a part of the earning?", field="booking_ref")
        postings.append(debit(chart.held(booking_ref), from_booking))
    if from_partner:
        postings.append(debit(chart.partner_due(programme_ref), from_partner))
    postings.append(debit(chart.reward_expense(programme_ref), borne))
    postings += budget_used(programme_ref, covered)
    return tuple(postings)


def partner_paid(programme_ref: str, amount: Money) -> Postings:
    """Book that what a partner owed for its part of a programme's rewards came into the business's own bank."""
    return debit(chart.OWN_BANK, amount), credit(chart.partner_due(programme_ref), amount)


def fan_compensated(fan_ref: str, amount: Money) -> Postings:
    """Book that the business pays a fan it let down."""
    return debit(chart.COMPENSATION_EXPENSE, amount), credit(chart.payable(fan_ref), amount)


def customer_compensated(customer_ref: str, amount: Money, *, by_fan: str | None = None) -> Postings:
    """Book store credit for a customer who was let down, owed by the fan or borne by the business.

    Parameters
    ----------
    customer_ref : str
        Owner of the credit.
    amount : Money
        Cash value.
    by_fan : str, optional
        The fan who owes it: taken from later earnings. None: the business bears it.
    """
    bearer = chart.COMPENSATION_EXPENSE if by_fan is None else chart.receivable(by_fan)
    given = _credit_given(
        customer_ref, Money(amount.amount_minor, credit_unit(amount.currency)), amount.currency
    )
    return (debit(bearer, amount), *given)


def credit_redeemed(owner_ref: str, amount: Money, *, booking_ref: str | None = None) -> Postings:
    """Book that store credit pays for a booking, or for something at the counter.

    Parameters
    ----------
    owner_ref : str
    amount : Money
        Cash value.
    booking_ref : str, optional
        The booking it pays for; without one it is revenue at the counter.
    """
    unit = Money(amount.amount_minor, credit_unit(amount.currency))
    goes_to = chart.REVENUE if booking_ref is None else chart.held(booking_ref)
    return (
        debit(chart.credit(owner_ref), unit),
        credit(chart.CREDIT_ISSUED, unit),
        debit(chart.CREDIT_BACKING, amount),
        credit(goes_to, amount),
    )


def points_given(owner_ref: str, count: int) -> Postings:
    """Book points for recognition."""
    amount = Money(count, POINTS)
    return debit(chart.POINTS_ISSUED, amount), credit(chart.points(owner_ref), amount)


def budget_funded(programme_ref: str, amount: Money) -> Postings:
    """Book a settled top-up as a programme's budget."""
    return debit(chart.PROVIDER_AVAILABLE, amount), credit(chart.budget(programme_ref), amount)


def budget_used(programme_ref: str, amount: Money) -> Postings:
    """Book that budget money has become rewards."""
    return debit(chart.budget(programme_ref), amount), credit(chart.BUDGET_APPLIED, amount)


def budget_recovered(programme_ref: str, amount: Money) -> Postings:
    """Book that budget money that had become rewards is there again: the pay was taken back."""
    return debit(chart.BUDGET_APPLIED, amount), credit(chart.budget(programme_ref), amount)


def budget_returned(programme_ref: str, amount: Money) -> Postings:
    """Book that money of a budget that is closed is no programme's any more."""
    return debit(chart.budget(programme_ref), amount), credit(chart.OWN_FUNDS, amount)


def _part(part: Part, fan_ref: str, programme_ref: str, currency: str) -> Postings:
    value = part.cash + part.uplift
    match part.kind:
        case "money":
            return (credit(chart.payable(fan_ref), value),)
        case "store_credit":
            return _credit_given(fan_ref, Money(value.amount_minor, credit_unit(currency)), currency)
        case "donation":
            return (credit(chart.charity_payable(part.cause or ""), value),)
        case "discount_code":
            return (credit(chart.DISCOUNT_RESERVE, value),)
        case "perk":
            return (credit(chart.perk_reserve(programme_ref), value),)


def _credit_given(owner_ref: str, amount: Money, currency: str) -> Postings:
    return (
        credit(chart.CREDIT_BACKING, Money(amount.amount_minor, currency)),
        debit(chart.CREDIT_ISSUED, amount),
        credit(chart.credit(owner_ref), amount),
    )

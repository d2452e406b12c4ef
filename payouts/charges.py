"""What a booking costs and how it is paid: price, promotion, tax, store credit and card, to the minor unit. Pure.

What was agreed when it was paid is the truth; what is left of it when a part falls away is reckoned from it, cumulatively,
so that many small changes never drift.
"""

from __future__ import annotations

from dataclasses import dataclass

from payouts.currencies import currency
from payouts.errors import InvalidMoney
from payouts.money import Money, split, zero
from payouts.tax import in_proportion


@dataclass(frozen=True, slots=True)
class Agreed:
    """What was agreed when the booking was paid.

    Attributes
    ----------
    price : Money
        As listed.
    discount : Money
        By a promotion; at most the price.
    tax : Money
        VAT or sales tax.
    is_inclusive : bool
        Whether the price holds the tax; else it comes on top.
    credit : Money
        Store credit put in; at most what is to be paid.
    """

    price: Money
    discount: Money
    tax: Money
    is_inclusive: bool
    credit: Money

    def __post_init__(self) -> None:
        nothing = zero(self.price.currency)
        if min(self.price, self.discount, self.tax, self.credit) < nothing:
            raise InvalidMoney("no part of a price is below zero")
        if self.discount > self.price or self.credit > self.to_pay:
            raise InvalidMoney("more is taken off than there is")
        if self.is_inclusive and self.tax > self.price - self.discount:
            raise InvalidMoney("the tax is more than the price that holds it")

    @property
    def to_pay(self) -> Money:
        """By card and credit together."""
        net = self.price - self.discount
        return net if self.is_inclusive else net + self.tax


@dataclass(frozen=True, slots=True)
class Charges:
    """What is charged now.

    Attributes
    ----------
    price, discount, tax : Money
    to_pay : Money
        price - discount, and the tax where it comes on top.
    credit, card : Money
        How it is paid; credit + card = to_pay.
    """

    price: Money
    discount: Money
    tax: Money
    to_pay: Money
    credit: Money
    card: Money


def charges(agreed: Agreed, price_now: Money) -> Charges:
    """Reckon what is charged when the price has become less, such as by a part that fell away.

    Parameters
    ----------
    agreed : Agreed
    price_now : Money
        From nothing to the price agreed.

    Returns
    -------
    Charges
        Promotion, tax, credit and card each keep their share of what was agreed.

    Raises
    ------
    InvalidMoney
        If the price is below nothing or above what was agreed.
    """
    if not zero(price_now.currency) <= price_now <= agreed.price:
        raise InvalidMoney("the price is between nothing and what was agreed")
    discount = in_proportion(price_now, agreed.price, agreed.discount)
    net_agreed, net = agreed.price - agreed.discount, price_now - discount
    tax = in_proportion(net, net_agreed, agreed.tax)
    to_pay = net if agreed.is_inclusive else net + tax
    card, credit = _shared(to_pay, agreed.to_pay - agreed.credit, agreed.credit)
    return Charges(price_now, discount, tax, to_pay, credit, card)


def parts(amount: Money, card: Money, credit: Money) -> tuple[Money, Money]:
    """Divide an amount between card and credit as they paid.

    Parameters
    ----------
    amount : Money
        At most ``card + credit``.
    card, credit : Money

    Returns
    -------
    (Money, Money)
        Of the card and of the credit; they add up to the amount. Where cards take whole multiples only (three decimals), the
        card's part is such a multiple as long as the credit can bear the rest.
    """
    of_card, of_credit = _shared(amount, card, credit)
    odd = Money(of_card.amount_minor % currency(amount.currency).charge_multiple, amount.currency)
    if odd and of_credit + odd <= credit:
        return of_card - odd, of_credit + odd
    return of_card, of_credit


def discount_to_charge(price: Money, off: Money) -> Money:
    """Round a discount so that a card can take what is left.

    Parameters
    ----------
    price, off : Money
        The discount is above zero and at most the price.

    Returns
    -------
    Money
        Up to the next multiple that cards take; all of the price where less is left than a card is charged: the business
        waives it.
    """
    unit = currency(price.currency)
    left = (price - off).amount_minor // unit.charge_multiple * unit.charge_multiple
    return price if left < unit.least_charge else price - Money(left, price.currency)


def credit_to_use(due: Money, available: Money) -> Money:
    """Choose how much credit pays.

    Parameters
    ----------
    due, available : Money

    Returns
    -------
    Money
        All that is due if there is so much; else all that is there, less what a card needs to take the rest: its least
        charge, in whole multiples. What is not used stays credit.
    """
    if available >= due:
        return due
    unit = currency(due.currency)
    card = max((due - available).amount_minor, unit.least_charge)
    card = -(-card // unit.charge_multiple) * unit.charge_multiple
    return Money(max(0, due.amount_minor - card), due.currency)


def _shared(amount: Money, card: Money, credit: Money) -> tuple[Money, Money]:
    """Divide in proportion: of a smaller amount neither gets more."""
    if not card + credit:
        return amount, zero(amount.currency)
    of_card, of_credit = split(amount, [card.amount_minor, credit.amount_minor])
    return of_card, of_credit

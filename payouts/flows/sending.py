"""Postings of money on its way to a person: debts netted, set aside, transferred, paid out."""

from __future__ import annotations

from payouts.ledger import chart
from payouts.ledger.chart import Account
from payouts.ledger.entries import Posting, credit, debit
from payouts.money import Money, zero

Postings = tuple[Posting, ...]


def debt_netted(fan_ref: str, amount: Money) -> Postings:
    """Book that a fan's debt is settled out of what is payable to the fan."""
    return debit(chart.payable(fan_ref), amount), credit(chart.receivable(fan_ref), amount)


def debt_written_off(fan_ref: str, amount: Money) -> Postings:
    """Book that the business bears what somebody owed who cannot be asked any more."""
    return debit(chart.DEBT_LOSS, amount), credit(chart.receivable(fan_ref), amount)


def carried_over(fan_ref: str, amount: Money, *, is_tip: bool) -> Postings:
    """Keep back what no bank takes, such as a tenth of the smallest coin, for the next payout."""
    due, kept = _rounding(fan_ref, is_tip)
    return debit(due, amount), credit(kept, amount)


def brought_forward(fan_ref: str, amount: Money, *, is_tip: bool) -> Postings:
    """Make due again what an earlier payout kept back."""
    due, kept = _rounding(fan_ref, is_tip)
    return debit(kept, amount), credit(due, amount)


def transfer_set_aside(fan_ref: str, *, pay: Money, tips: Money) -> Postings:
    """Set a fan's due money aside for a transfer, so that it is sent once."""
    return (
        debit(chart.payable(fan_ref), pay),
        debit(chart.tips_payable(fan_ref), tips),
        credit(chart.in_transit(fan_ref), pay + tips),
    )


def pay_donated(fan_ref: str, cause_ref: str, *, pay: Money, tips: Money) -> Postings:
    """Book that a fan leaves money that is due to a cause instead of taking it.

    Parameters
    ----------
    fan_ref, cause_ref : str
    pay, tips : Money
        Of what is payable as each; in the same currency.
    """
    return _left(fan_ref, pay, tips, chart.charity_payable(cause_ref))


def pay_given_up(fan_ref: str, *, pay: Money, tips: Money) -> Postings:
    """Book that a fan leaves money that is due to the business.

    Parameters
    ----------
    fan_ref : str
    pay, tips : Money
        Of what is payable as each; in the same currency.
    """
    return _left(fan_ref, pay, tips, chart.REVENUE)


def donation_paid_by_bank(cause_ref: str, amount: Money) -> Postings:
    """Book that the business passed gifts on to a cause from its own bank account."""
    return debit(chart.charity_payable(cause_ref), amount), credit(chart.OWN_BANK, amount)


def donation_released(cause_ref: str, amount: Money) -> Postings:
    """Book that gifts are due to the cause itself, to be sent to its own account at the provider."""
    return debit(chart.charity_payable(cause_ref), amount), credit(chart.payable(cause_ref), amount)


def transferred(fan_ref: str, amount: Money) -> Postings:
    """Book that money left the business for the fan's account at the provider."""
    return (
        debit(chart.in_transit(fan_ref), amount),
        credit(chart.PROVIDER_AVAILABLE, amount),
        debit(chart.RECIPIENT_FUNDS, amount),
        credit(chart.recipient_balance(fan_ref), amount),
    )


def paid_out(fan_ref: str, amount: Money, *, fee: Money | None = None) -> Postings:
    """Note that the fan's money left the fan's account at the provider for the bank. Memo.

    Parameters
    ----------
    fan_ref : str
    amount : Money
        To the bank.
    fee : Money, optional
        What the provider took beside it out of the same account, for sending it at once.
    """
    fee = fee or zero(amount.currency)
    left = amount + fee
    return (
        debit(chart.recipient_balance(fan_ref), left),
        credit(chart.RECIPIENT_FUNDS, left),
        debit(chart.SENDING_FEES, fee),
        credit(chart.sending_fee(fan_ref), fee),
    )


def reversal_set_aside(fan_ref: str, amount: Money, *, settles_debt: bool) -> Postings:
    """Set money in a fan's account at the provider aside to be taken back, and the debt it is to settle."""
    moved = paid_out(fan_ref, amount)
    if not settles_debt:
        return moved
    return (*moved, debit(chart.recovering(fan_ref), amount), credit(chart.receivable(fan_ref), amount))


def transfer_reversed(fan_ref: str, amount: Money, *, settles_debt: bool) -> Postings:
    """Book that money came back from a fan's account at the provider."""
    from_ = chart.recovering(fan_ref) if settles_debt else chart.in_transit(fan_ref)
    return debit(chart.PROVIDER_AVAILABLE, amount), credit(from_, amount)


def _left(fan_ref: str, pay: Money, tips: Money, to: Account) -> Postings:
    return (
        debit(chart.payable(fan_ref), pay),
        debit(chart.tips_payable(fan_ref), tips),
        credit(to, pay + tips),
    )


def _rounding(fan_ref: str, is_tip: bool) -> tuple[Account, Account]:
    if is_tip:
        return chart.tips_payable(fan_ref), chart.carried_tips(fan_ref)
    return chart.payable(fan_ref), chart.carried(fan_ref)

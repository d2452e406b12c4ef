"""Double-entry bookkeeping: append-only, balanced, repeatable without effect."""

from payouts.ledger.accounts import lock_account
from payouts.ledger.audit import Finding, audit
from payouts.ledger.balances import (
    AccountBalance,
    HistoryLine,
    TrialLine,
    balance,
    balances,
    history,
    trial_balance,
)
from payouts.ledger.entries import Entry, Posting, credit, debit
from payouts.ledger.export import journal_text
from payouts.ledger.journal import PostedEntry, find, post
from payouts.ledger.reversals import postings_of, reverse

__all__ = [
    "AccountBalance",
    "Entry",
    "Finding",
    "HistoryLine",
    "PostedEntry",
    "Posting",
    "TrialLine",
    "audit",
    "balance",
    "balances",
    "credit",
    "debit",
    "find",
    "history",
    "journal_text",
    "lock_account",
    "post",
    "postings_of",
    "reverse",
    "trial_balance",
]

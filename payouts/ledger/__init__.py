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
from payouts.ledger.chain import Break, ChainReport, sealed_businesses, verify_chain
from payouts.ledger.entries import Entry, Posting, credit, debit
from payouts.ledger.export import journal_text
from payouts.ledger.journal import PostedEntry, find, post
from payouts.ledger.reversals import postings_of, reverse
from payouts.ledger.seals import Head, Tail, head_of, seal, tails

__all__ = [
    "AccountBalance",
    "Break",
    "ChainReport",
    "Entry",
    "Finding",
    "Head",
    "HistoryLine",
    "PostedEntry",
    "Posting",
    "Tail",
    "TrialLine",
    "audit",
    "balance",
    "balances",
    "credit",
    "debit",
    "find",
    "head_of",
    "history",
    "journal_text",
    "lock_account",
    "post",
    "postings_of",
    "reverse",
    "seal",
    "sealed_businesses",
    "tails",
    "trial_balance",
    "verify_chain",
]

"""Which of what is held helps against which reason a customer's bank gives, and why. Pure."""

from __future__ import annotations

from collections.abc import Mapping

ITEMS = ("attendance", "photos", "messages", "review", "receipt", "policy", "offer", "customer")
"""What a business may hold about a booking, in the order in which it is shown."""

GROUPS: Mapping[str, str] = {
    "product_not_received": "not_received",
    "product_unacceptable": "unacceptable",
    "fraudulent": "stranger",
    "unrecognized": "stranger",
    "debit_not_authorized": "stranger",
    "customer_initiated": "stranger",
    "subscription_canceled": "cancelled",
    "credit_not_processed": "cancelled",
    "duplicate": "twice",
}
OTHER = "other"
HELPS: Mapping[str, tuple[str, ...]] = {
    "not_received": ("attendance", "photos", "messages", "review", "offer", "customer"),
    "unacceptable": ("offer", "review", "messages", "attendance", "photos", "policy"),
    "stranger": ("customer", "messages", "attendance", "review", "receipt"),
    "cancelled": ("policy", "messages", "attendance", "receipt"),
    "twice": ("receipt", "attendance", "offer"),
    OTHER: ("attendance", "messages", "receipt", "policy", "offer", "customer"),
}
"""By group of reasons: what the networks' own lists ask for first (docs.stripe.com/disputes/categories)."""


def group_of(reason: str) -> str:
    """The group of a bank's reason; one that is not known is among the others."""
    return GROUPS.get(reason, OTHER)


def helps(item: str, reason: str) -> bool:
    """Whether a thing speaks against this reason; the others can be ticked all the same."""
    return item in HELPS[group_of(reason)]


def why(item: str, reason: str) -> str:
    """The code of the sentence that says why it helps, or what it is where it hardly does."""
    return f"held_why.{group_of(reason)}.{item}" if helps(item, reason) else f"held_why.any.{item}"

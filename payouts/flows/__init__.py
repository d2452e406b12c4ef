"""What each happening does to the ledger: pure builders of postings, to be put into an entry."""

from payouts.flows.bookings import (
    Postings,
    authorisation_ended,
    authorisation_in_use,
    authorised,
    became_available,
    booking_closed,
    captured,
    forfeited,
    given_back,
    refund_set_aside,
    refunded,
    taken_back,
    tipped,
)
from payouts.flows.rewards import (
    budget_funded,
    budget_used,
    credit_redeemed,
    customer_compensated,
    earned,
    fan_compensated,
    points_given,
)
from payouts.flows.sending import debt_netted, paid_out, transfer_set_aside, transferred

__all__ = [
    "Postings",
    "authorisation_ended",
    "authorisation_in_use",
    "authorised",
    "became_available",
    "booking_closed",
    "budget_funded",
    "budget_used",
    "captured",
    "credit_redeemed",
    "customer_compensated",
    "debt_netted",
    "earned",
    "fan_compensated",
    "forfeited",
    "given_back",
    "paid_out",
    "points_given",
    "refund_set_aside",
    "refunded",
    "taken_back",
    "tipped",
    "transfer_set_aside",
    "transferred",
]

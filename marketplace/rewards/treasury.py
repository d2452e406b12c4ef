"""The bridge to `payouts`: what the other areas ask of money. Only the modules named treasury know that library.

Inside a transaction: plan_*, record_*, settle_*, reserve, release, earn, freeze. Outside any: perform, look_again,
answer_second_step, run. What is planned is performed by a job when its caller dies.
"""

from __future__ import annotations

from marketplace.rewards.treasury_bookings import (
    compensate_customer,
    is_authorised,
    is_voided,
    refunded_minor,
    spend_voucher,
)
from marketplace.rewards.treasury_books import (
    audit_findings,
    balances_of,
    books_of,
    owed_by,
    points_of,
    store_credit_of,
    trial_balance_of,
)
from marketplace.rewards.treasury_budget import (
    BudgetState,
    budget_of,
    budgets_of,
    funded,
    overspent,
    release,
    reserve,
    reserved,
    spent,
    start_top_up,
    top_up_key,
)
from marketplace.rewards.treasury_earnings import compensate_fans, earn, freeze, mature, unfreeze
from marketplace.rewards.treasury_events import take_event
from marketplace.rewards.treasury_leaving import WAYS_TO_LEAVE, leave, send, settle_debts
from marketplace.rewards.treasury_operations import (
    Outcome,
    answer_second_step,
    look_again,
    secret_for_second_step,
    stage_unfinished,
)
from marketplace.rewards.treasury_operations import look_again as read_authorisation
from marketplace.rewards.treasury_owed import Left, left_to
from marketplace.rewards.treasury_payments import (
    held_for,
    perform,
    plan_authorise,
    plan_capture,
    plan_refund,
    plan_void,
    record_authorised,
    record_captured,
    record_tip,
    record_voided,
    settle_booking,
    settle_cancelled,
)
from marketplace.rewards.treasury_payouts import (
    PAYOUT_DAYS,
    choose_payout_day,
    demand,
    payout_lines,
    payouts_of_business,
    payouts_of_fan,
)
from marketplace.rewards.treasury_provider import (
    is_sandbox,
    provider_for,
    script_faults,
    set_sandbox,
    token_of_card,
)
from marketplace.rewards.treasury_schemes import (
    choices_of,
    conditions_of,
    first_scheme,
    hold_hours,
    maximum,
    quote,
    worth,
)
from marketplace.rewards.treasury_seals import Seals, seals_of

__all__ = [
    "PAYOUT_DAYS",
    "WAYS_TO_LEAVE",
    "BudgetState",
    "Left",
    "Outcome",
    "Seals",
    "answer_second_step",
    "audit_findings",
    "balances_of",
    "books_of",
    "budget_of",
    "budgets_of",
    "choices_of",
    "choose_payout_day",
    "compensate_customer",
    "compensate_fans",
    "conditions_of",
    "demand",
    "earn",
    "first_scheme",
    "freeze",
    "funded",
    "held_for",
    "hold_hours",
    "is_authorised",
    "is_sandbox",
    "is_voided",
    "leave",
    "left_to",
    "look_again",
    "mature",
    "maximum",
    "overspent",
    "owed_by",
    "payout_lines",
    "payouts_of_business",
    "payouts_of_fan",
    "perform",
    "plan_authorise",
    "plan_capture",
    "plan_refund",
    "plan_void",
    "points_of",
    "provider_for",
    "quote",
    "read_authorisation",
    "record_authorised",
    "record_captured",
    "record_tip",
    "record_voided",
    "refunded_minor",
    "release",
    "reserve",
    "reserved",
    "script_faults",
    "seals_of",
    "secret_for_second_step",
    "send",
    "set_sandbox",
    "settle_booking",
    "settle_cancelled",
    "settle_debts",
    "spend_voucher",
    "spent",
    "stage_unfinished",
    "start_top_up",
    "store_credit_of",
    "take_event",
    "token_of_card",
    "top_up_key",
    "trial_balance_of",
    "unfreeze",
    "worth",
]

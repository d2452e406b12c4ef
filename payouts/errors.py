"""The typed errors of the library, each with a stable code and what it concerns."""

# An error is named for what is wrong; the suffix would say nothing.

from __future__ import annotations

from collections.abc import Mapping
from types import MappingProxyType


class PayoutsError(Exception):
    """Base of every error this library raises on purpose.

    Parameters
    ----------
    detail : str
        One English sentence for a developer or a log.
    **params : object
        Typed parameters of the code, for callers that word the error themselves.

    Attributes
    ----------
    code : str
        Stable snake_case name of what is wrong; equal for all instances of a class.
    params : Mapping[str, object]
        The keyword parameters, read only.
    """

    code = "payouts_error"

    def __init__(self, detail: str, **params: object) -> None:
        super().__init__(detail)
        self.detail = detail
        self.params: Mapping[str, object] = MappingProxyType(dict(params))


class InvalidMoney(PayoutsError, ValueError):
    """An amount or a currency is not one this library can hold."""

    code = "invalid_money"


class CurrencyMismatch(PayoutsError, ValueError):
    """Two amounts of different currencies met in one calculation."""

    code = "currency_mismatch"


class InvalidSplit(PayoutsError, ValueError):
    """The weights of a split are empty, negative, or all zero."""

    code = "invalid_split"


class InvalidScheme(PayoutsError, ValueError):
    """A scheme document breaks the vocabulary.

    ``problems`` lists every fault found, each with the path of its field.
    """

    code = "invalid_scheme"

    def __init__(self, detail: str, problems: tuple[tuple[str, str], ...]) -> None:
        super().__init__(detail, problems=problems)
        self.problems = problems


class InvalidFacts(PayoutsError, ValueError):
    """A fact of a piece of work is unknown, of the wrong type, or out of range."""

    code = "invalid_facts"


class InvalidPolicy(PayoutsError, ValueError):
    """A cancellation policy breaks the vocabulary."""

    code = "invalid_policy"


class InvalidEntry(PayoutsError, ValueError):
    """An entry does not balance, or carries something a ledger must not hold."""

    code = "invalid_entry"


class KeyConflict(PayoutsError):
    """A key that is already used came again with other content."""

    code = "key_conflict"


class AccountFull(PayoutsError):
    """A balance would no longer fit the largest number of the database."""

    code = "account_full"


class AccountConflict(PayoutsError):
    """A ledger account exists under the same code with another nature."""

    code = "account_conflict"


class FloorBroken(PayoutsError):
    """A posting would take a ledger account below its floor."""

    code = "floor_broken"


class AlreadyReversed(PayoutsError):
    """The entry was reversed before, under another key."""

    code = "already_reversed"


class NotFound(PayoutsError, LookupError):
    """No row bears this id or key."""

    code = "not_found"


class StatementNotReady(PayoutsError, RuntimeError):
    """A statement is asked for of a payout whose money has not left."""

    code = "statement_not_ready"


class InvalidIntent(PayoutsError, ValueError):
    """The parameters of a provider operation are not acceptable."""

    code = "invalid_intent"


class OutcomeConflict(PayoutsError):
    """An operation already ended otherwise than it is now said to have ended."""

    code = "outcome_conflict"


class HeldBack(PayoutsError):
    """Money may not leave because a hold is open."""

    code = "held_back"


class BudgetExhausted(PayoutsError):
    """The programme's budget cannot carry another reservation of this size."""

    code = "budget_exhausted"


class ReservationConflict(PayoutsError):
    """A reservation is missing or in a state that forbids the step."""

    code = "reservation_conflict"


class InvalidSchedule(PayoutsError, ValueError):
    """A payout schedule is not one of the known ones."""

    code = "invalid_schedule"


class InstantRefused(PayoutsError):
    """Somebody cannot be paid at once now; ``code`` says why."""

    def __init__(self, code: str, **params: object) -> None:
        super().__init__(f"nothing can be sent at once: {code}", **params)
        self.code = code


class EvidenceRefused(PayoutsError, ValueError):
    """A file cannot go with the answer to a dispute; ``code`` says why."""

    def __init__(self, code: str, **params: object) -> None:
        super().__init__(f"the file is not taken: {code}", **params)
        self.code = code


class RecoveryRefused(PayoutsError):
    """Pay cannot be taken back or left so; ``code`` says why."""

    def __init__(self, code: str, **params: object) -> None:
        super().__init__(f"the pay is not decided on: {code}", **params)
        self.code = code


class UnreadableFile(PayoutsError, ValueError):
    """A file that was handed over cannot be read as what it should be."""

    code = "unreadable_file"


class InvalidHead(PayoutsError, ValueError):
    """What was given as the head of a chain of seals is none."""

    code = "invalid_head"


class DisputeClosed(PayoutsError, ValueError):
    """A dispute cannot be answered so, or no longer."""

    code = "dispute_closed"


class WarningClosed(PayoutsError, ValueError):
    """A warning of fraud was decided before, or has become a dispute."""

    code = "warning_closed"


class ProviderError(PayoutsError):
    """Base of what a payment provider may answer instead of an object."""

    code = "provider_error"


class ProviderRefused(ProviderError):
    """The provider said no, and nothing happened there."""

    code = "provider_refused"


class ProviderBusy(ProviderError):
    """The provider asked to slow down before doing anything; the same call may be made again later."""

    code = "provider_busy"


class ProviderUncertain(ProviderError):
    """No clear answer came: the call may or may not have taken effect."""

    code = "provider_uncertain"


class ForgedEvent(ProviderError):
    """A webhook's signature or its time does not hold."""

    code = "forged_event"


class CodeMistyped(PayoutsError, ValueError):
    """No code looks like what was typed or scanned."""

    code = "code_mistyped"


class CodeUnknown(PayoutsError, LookupError):
    """The business has no such code."""

    code = "code_unknown"


class CodeSpent(PayoutsError):
    """The code was redeemed before."""

    code = "code_spent"


class CreditShort(PayoutsError):
    """There is less store credit than is to be taken."""

    code = "credit_short"


class RedemptionStale(PayoutsError):
    """Something was taken from the credit since it was shown."""

    code = "redemption_stale"


class PromotionRefused(PayoutsError):
    """A promotion code cannot be used for this booking; ``code`` says why."""

    def __init__(self, code: str, **params: object) -> None:
        super().__init__(f"the promotion cannot be used: {code}", **params)
        self.code = code

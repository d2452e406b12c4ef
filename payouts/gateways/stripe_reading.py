"""Stripe's part in telling how things stand: objects, balances, movements, disputes, events."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable, Iterator
from typing import Any

import stripe

from payouts.gateways.objects import BalanceLine, Call, Event, ObjectKind, ProviderBalance, ProviderObject
from payouts.gateways.stripe_events import event_of
from payouts.gateways.stripe_lines import line_of
from payouts.gateways.stripe_objects import (
    dispute_of,
    movement_of,
    ours,
    payment_of,
    reversal_of,
    saved_card_of,
    transfer_of,
    translated,
    warning_of,
)

SEARCH_SLACK = dt.timedelta(minutes=10)
"""How far our clock and the provider's may be apart when we look for an object."""
PAYMENT_EXPANDED = ["latest_charge", "latest_charge.balance_transaction"]

_DAY = dt.timedelta(days=1)


class StripeReading:
    """What can be asked of Stripe without changing anything.

    Parameters
    ----------
    client : stripe.StripeClient
    is_live : bool
        Whether real money moves.
    """

    def __init__(self, client: stripe.StripeClient, *, is_live: bool) -> None:
        self._client = client
        self._is_live = is_live

    @property
    def is_live(self) -> bool:
        """Whether real money moves."""
        return self._is_live

    def find(self, call: Call, kind: ObjectKind, scope: str) -> ProviderObject | None:
        """Look for the object an earlier attempt may have made, by the operation's id in its metadata.

        Notes
        -----
        Lists instead of searching: Stripe's search lags behind its writes.
        """
        with translated():
            for found in self._candidates(call, kind, scope):
                metadata = getattr(found, "metadata", None)
                if metadata is not None and dict(metadata.to_dict()).get("op_id") == call.op_id:
                    return self.read(kind, found.id, scope if kind in ("payout", "reversal") else None)
        return None

    def read(self, kind: ObjectKind, object_id: str, within: str | None = None) -> ProviderObject:
        """Read an object by its id; ``within`` is the account of a payout, the transfer of a reversal."""
        client = self._client.v1
        with translated():
            match kind:
                case "payment":
                    return payment_of(
                        client.payment_intents.retrieve(object_id, {"expand": PAYMENT_EXPANDED})
                    )
                case "saved_card":
                    return saved_card_of(
                        client.setup_intents.retrieve(object_id, {"expand": ["payment_method"]})
                    )
                case "refund":
                    return movement_of("refund", client.refunds.retrieve(object_id))
                case "transfer":
                    return transfer_of(client.transfers.retrieve(object_id))
                case "reversal":
                    return reversal_of(client.transfers.reversals.retrieve(within or "", object_id))
                case "payout":
                    options: stripe.RequestOptions = {"stripe_account": within or ""}
                    found = client.payouts.retrieve(object_id, {"expand": ["balance_transaction"]}, options)
                    return movement_of("payout", found)
                case "top_up":
                    return movement_of("top_up", client.topups.retrieve(object_id))
                case "dispute":
                    return dispute_of(client.disputes.retrieve(object_id))
                case "file":
                    return ProviderObject(client.files.retrieve(object_id).id, "file", "done")
                case "fraud_warning":
                    return warning_of(client.radar.early_fraud_warnings.retrieve(object_id))
                case "recipient":
                    account = self._client.v2.core.accounts.retrieve(object_id)
                    return ProviderObject(account.id, "recipient", "done")

    def is_ready(self, account_id: str) -> bool:
        """Whether a recipient can be sent money now."""
        step: Any = self._account(account_id)
        for name in ("configuration", "recipient", "capabilities", "stripe_balance", "stripe_transfers"):
            step = step.get(name) or {}
        return bool(step.get("status") == "active")

    def requirements_due(self, account_id: str) -> tuple[str, ...]:
        """What a recipient still has to give, in the provider's names."""
        entries = (self._account(account_id).get("requirements") or {}).get("entries") or []
        return tuple(one["description"] for one in entries if one["awaiting_action_from"] == "user")

    def _account(self, account_id: str) -> dict[str, Any]:
        with translated():
            account = self._client.v2.core.accounts.retrieve(
                account_id, {"include": ["configuration.recipient", "requirements"]}
            )
        found: dict[str, Any] = account.to_dict()
        return found

    def balances(self) -> dict[str, ProviderBalance]:
        """Read the business's balance by currency."""
        with translated():
            balance = self._client.v1.balance.retrieve()
        available = {a.currency.upper(): a.amount for a in balance.available}
        pending = {p.currency.upper(): p.amount for p in balance.pending}
        return {
            code: ProviderBalance(ours(available.get(code, 0), code), ours(pending.get(code, 0), code))
            for code in sorted(set(available) | set(pending))
        }

    def balance_lines(self, since: dt.datetime, until: dt.datetime) -> Iterator[BalanceLine]:
        """Give every movement of the business's balance in ``[since, until)``, oldest first.

        Notes
        -----
        Stripe lists the newest first. A period that fits on one page is read at once; of a longer one a day at a
        time is read and turned round, so that memory holds one day. Its instants are whole seconds.
        """
        if since >= until:
            return
        with translated():
            listed = self._movements(since, until)
            is_long = listed.has_more and until - since > _DAY
            lines = [] if is_long else [line_of(found) for found in listed.auto_paging_iter()]
        yield from reversed(lines)
        while is_long and since < until:
            end = min(since + _DAY, until)
            with translated():
                lines = [line_of(found) for found in self._movements(since, end).auto_paging_iter()]
            yield from reversed(lines)
            since = end

    def _movements(
        self, since: dt.datetime, until: dt.datetime
    ) -> stripe.ListObject[stripe.BalanceTransaction]:
        return self._client.v1.balance_transactions.list(
            {"created": _between(since, until), "limit": 100, "expand": ["data.source"]}
        )

    def disputes(self, since: dt.datetime) -> Iterator[ProviderObject]:
        """Give the disputes opened since an instant, oldest first."""
        with translated():
            listed = self._client.v1.disputes.list({"created": {"gte": _seconds(since)}, "limit": 100})
            found = [dispute_of(dispute) for dispute in listed.auto_paging_iter()]
        yield from reversed(found)

    def fraud_warnings(self, since: dt.datetime) -> Iterator[ProviderObject]:
        """Give the warnings of fraud since an instant, oldest first."""
        with translated():
            listed = self._client.v1.radar.early_fraud_warnings.list(
                {"created": {"gte": _seconds(since)}, "limit": 100}
            )
            found = [warning_of(warning) for warning in listed.auto_paging_iter()]
        yield from reversed(found)

    def undelivered_events(self, since: dt.datetime) -> Iterator[Event]:
        """Give the events since an instant that the business's server did not acknowledge, oldest first.

        Stripe keeps them for 30 days.
        """
        with translated():
            listed = self._client.v1.events.list(
                {"created": {"gte": _seconds(since)}, "delivery_success": False, "limit": 100}
            )
            found = [event_of(event.to_dict()) for event in listed.auto_paging_iter()]
        yield from reversed(found)

    def _candidates(self, call: Call, kind: ObjectKind, scope: str) -> Iterable[Any]:
        client = self._client.v1
        since: Any = {"created": {"gte": _seconds(call.planned_at - SEARCH_SLACK)}, "limit": 100}
        match kind:
            case "payment":
                return client.payment_intents.list(since).auto_paging_iter()
            case "saved_card":
                return client.setup_intents.list(since).auto_paging_iter()
            case "refund":
                return client.refunds.list({"payment_intent": scope, "limit": 100}).auto_paging_iter()
            case "transfer":
                return client.transfers.list({"transfer_group": scope, "limit": 100}).auto_paging_iter()
            case "reversal":
                return client.transfers.reversals.list(scope, {"limit": 100}).auto_paging_iter()
            case "payout":
                return client.payouts.list(since, {"stripe_account": scope}).auto_paging_iter()
            case "top_up":
                return client.topups.list(since).auto_paging_iter()
            case "recipient":
                return self._client.v2.core.accounts.list({"limit": 100}).auto_paging_iter()
            case "dispute" | "fraud_warning" | "file":  # nobody here makes one, or a second one does nothing
                return ()


def _seconds(at: dt.datetime) -> int:
    return int(at.timestamp())


def _between(since: dt.datetime, until: dt.datetime) -> Any:
    """Whole seconds: one that has begun counts to the instant at which it began."""
    return {"gte": -int(-since.timestamp() // 1), "lt": -int(-until.timestamp() // 1)}

"""A business that uses the library as its docs say: its jobs, and how it comes to rest."""

from __future__ import annotations

import datetime as dt
from typing import Any

from benchmarks.payouts.simulator.script import Step
from benchmarks.payouts.simulator.till import PROGRAMME
from benchmarks.payouts.simulator.wages import Wages
from benchmarks.payouts.simulator.world import PLATFORM, SHOP
from payouts import inbox, operations, recipients
from payouts.dispute_rows import disputes_of
from payouts.errors import ProviderError
from payouts.gateways.stripe_events import event_of
from payouts.intents import TopUp
from payouts.ledger import balances
from payouts.settlements import settle_funds

FAR = dt.datetime.max.replace(tzinfo=dt.UTC)


class Careful(Wages):
    """The whole business. Made anew when the process restarts: it remembers nothing."""

    def events(self, step: Step | None = None) -> None:
        """Take events that the provider sends: some late, some twice, in any order; then look after them."""
        told = self.world.sandbox.events(PLATFORM)
        if step is not None and told:
            told = self.world.rng.choices(told, k=min(len(told), 6))
        else:
            told = [event for event in told if event["id"] not in self.model.told]
        for event in told:
            self._receive(event)
        with self.world.transaction() as session:
            waiting = inbox.unhandled(session, limit=500)
        for _id, _kind, found in waiting:
            for operation in found:
                self.carry(operation.id)
        try:
            self.look_back([about for about in (event_of(event).object_id for event in told) if about])
        except ProviderError:
            return  # a job that fails is tried again: nothing is handled or told yet
        self.look_at_disputes()
        with self.world.transaction() as session:
            for inbox_id, _kind, _found in waiting:
                inbox.mark_handled(session, inbox_id, at=self.world.now)
        # Not before: a process that dies between taking an event and looking after it must be told again.
        self.model.told.update(event["id"] for event in told)

    def _receive(self, event: dict[str, Any]) -> None:
        notice = event_of(event)
        with self.world.transaction() as session:
            inbox.receive(session, SHOP, notice, at=self.world.now)

    def worker(self, step: Step | None = None) -> None:
        """Take up what has not ended."""
        with self.world.transaction() as session:
            left = operations.unfinished(session, planned_before=self.world.now, limit=100)
        for operation in left:
            self.carry(operation.id)
        settle_funds(self.world.transaction, self.world.provider, SHOP, clock=self.world.clock)

    def rest(self) -> None:
        """Drive everything to rest: all is mended, all is released, and days pass."""
        self._mend()
        for days in (1, 9, 2, 3, 1, 1):
            self.world.later(days=days)
            self.model.see(self.world.now)
            self.decide()
            self.events()
            self.worker()
            self.run()
            if days < 9 and not self._is_busy():
                return

    def _is_busy(self) -> bool:
        """Whether anything is still under way, or somebody has not been paid."""
        with self.world.transaction() as session:
            if operations.unfinished(session, planned_before=FAR, limit=1):
                return True
            noted = disputes_of(session, SHOP)
            if any(one.is_open for one in noted) or len(noted) < len(self.world.outside("dispute")):
                return True
            waiting = balances(session, SHOP, prefix="payable:") + balances(
                session, SHOP, prefix="tips_payable:"
            )
            return any(line.amount.amount_minor for line in waiting)

    def _mend(self) -> None:
        for key in [*self.model.holds, *self.model.frozen]:
            self._release(key)
        self.model.frozen.clear()
        self.plan_and_carry(TopUp(PROGRAMME, self.cash(9_000_000)), "top_up:rest")
        for fan in self.script.fans:
            self.join(fan)
            with self.world.transaction() as session:
                account_id = recipients.get_recipient(session, SHOP, fan).account_id
                recipients.set_recipient(session, SHOP, fan, schedule="daily", on=self.world.now.date())
            if account_id is not None:
                self.world.sandbox.finish_onboarding(PLATFORM, account_id)

"""A business that uses the library as its docs say: the fans' side."""

from __future__ import annotations

import datetime as dt

from benchmarks.payouts.simulator.model import Effect
from benchmarks.payouts.simulator.quarrels import Quarrels
from benchmarks.payouts.simulator.script import Step
from benchmarks.payouts.simulator.till import PROGRAMME
from benchmarks.payouts.simulator.world import PLATFORM, SHOP
from payouts import budget, flows, holds, recipients, runs
from payouts.currencies import credit_unit
from payouts.database import Executor
from payouts.errors import BudgetExhausted, NotFound, ReservationConflict
from payouts.intents import CreateRecipient
from payouts.ledger import balance, chart, find
from payouts.money import Money
from payouts.payout_planning import plan_payouts
from payouts.schemes import Part, Scheme, Share, apply_choice, scheme_from_document
from payouts.settlements import settle_funds

CAUSE = "cause_1"
_CHOICES = {
    "money": [("money", 1)], "store_credit": [("store_credit", 1)], "donation": [("donation", 1)],
    "halves": [("money", 1), ("donation", 1)],
}  # fmt: skip


class Wages(Quarrels):
    """What fans earn, spend and are paid."""

    def join(self, fan: str) -> None:
        """Make a fan who can be paid."""
        with self.world.transaction() as session:
            on = self.world.now.date() - dt.timedelta(days=1)
            recipients.set_recipient(session, SHOP, fan, schedule="daily", on=on)
        self.plan_and_carry(CreateRecipient(fan, "US"), f"{fan}:recipient")

    def promise(self, step: Step) -> None:
        """Reserve the most that a place can cost."""
        amount = self.cash(step.amount)
        with self.world.transaction() as session:
            try:
                budget.reserve(
                    session, SHOP, PROGRAMME, amount, key=f"place:{step.number}", at=self.world.now
                )
            except BudgetExhausted:
                return

    def earn(self, step: Step) -> None:
        """Pay a fan for work, in the kinds chosen, out of a booking or the budget, and hold it for a time."""
        key = f"ern_{step.number}"
        with self.world.transaction() as session:
            if find(session, SHOP, key) is None:
                self._earn(session, step, key)
        self.model.confirm(key)

    def _earn(self, session: Executor, step: Step, key: str) -> None:
        pay = Money(step.amount, self.currency)
        shares = [
            Share(kind, weight, CAUSE if kind == "donation" else None)
            for kind, weight in _CHOICES[step.choice]
        ]  # type: ignore[arg-type]
        parts = apply_choice(_scheme(self.currency), pay, shares)
        uplift = sum(part.uplift.amount_minor for part in parts)
        from_booking = min(self.held(session, step.booking), pay) if step.is_bad else Money(0, self.currency)
        cost = pay + Money(uplift, self.currency) - from_booking
        covered = self._spend(session, step, cost)
        if step.hours:
            until = self.world.now + dt.timedelta(hours=step.hours)
            holds.open_hold(
                session, SHOP, key=f"time:{key}", reason="hold_time", at=self.world.now,
                subject_ref=key, until_at=until,
            )  # fmt: skip
            self.model.until[key] = until
        postings = flows.earned(
            fan_ref=step.fan, programme_ref=PROGRAMME, parts=parts, currency=self.currency,
            from_booking=from_booking, booking_ref=step.booking, covered=covered,
        )  # fmt: skip
        effects = [*_given(step.fan, key, parts), (f"held:{step.booking}", key, -from_booking.amount_minor)]
        self.post(session, key, "earning", key, postings, effects)

    def _spend(self, session: Executor, step: Step, cost: Money) -> Money:
        place = f"place:{step.number - 1}"
        try:
            return budget.spend(session, SHOP, PROGRAMME, cost, key=place, at=self.world.now).covered
        except ReservationConflict:
            return Money(0, self.currency)

    def redeem(self, step: Step) -> None:
        """Let a fan spend store credit at the counter."""
        key = f"redeem:{step.number}"
        with self.world.transaction() as session:
            at_hand = balance(session, SHOP, chart.credit(step.fan), credit_unit(self.currency)).amount_minor
            amount = min(at_hand, step.amount)
            if find(session, SHOP, key) is None and amount:
                effects = [(f"credit:{step.fan}", key, -amount), ("revenue", key, amount)]
                postings = flows.credit_redeemed(step.fan, Money(amount, self.currency))
                self.post(session, key, "credit_redeemed", step.fan, postings, effects)
        self.model.confirm(key)

    def hold(self, step: Step) -> None:
        """Hold all money of a fan, for a time or until released."""
        until = self.world.now + dt.timedelta(hours=step.hours) if step.hours else None
        key = f"hold:{step.number}"
        with self.world.transaction() as session:
            made = holds.open_hold(
                session, SHOP, key=key, reason="case", at=self.world.now, owner_ref=step.fan, until_at=until
            )
        self.model.holds[key] = (step.fan, self.world.now, made.until_at)

    def release(self, step: Step) -> None:
        """End the holds on a fan."""
        for key, (fan, since, until) in list(self.model.holds.items()):
            if fan == step.fan and (until is None or until > self.world.now):
                self._release(key)
                self.model.holds[key] = (fan, since, self.world.now)

    def freeze(self, step: Step) -> None:
        """Freeze one earning without an end."""
        earnings = sorted(key for key in self.model.moved[f"payable:{step.fan}"] if key.startswith("ern_"))
        if not earnings:
            return
        subject = earnings[step.draw % len(earnings)]
        with self.world.transaction() as session:
            holds.open_hold(
                session, SHOP, key=f"freeze:{subject}:{step.number}", reason="case", at=self.world.now, subject_ref=subject
            )  # fmt: skip
        self.model.frozen[f"freeze:{subject}:{step.number}"] = subject

    def thaw(self, step: Step) -> None:
        """End the freezes on all earnings."""
        for key in list(self.model.frozen):
            self._release(key)
            self.model.frozen.pop(key)

    def _release(self, key: str) -> None:
        with self.world.transaction() as session:
            holds.release_hold(session, SHOP, key=key, at=self.world.now)

    def demand(self, step: Step) -> None:
        """Pay a fan now."""
        with self.world.transaction() as session:
            planned = plan_payouts(
                session, SHOP, step.fan, run_ref=f"asked-{step.number}", on=self.world.now.date(), at=self.world.now
            )  # fmt: skip
        for payout in planned:
            runs.advance_payout(
                self.world.transaction, self.world.provider, payout.public_id, on=self.world.now.date(), clock=self.world.clock
            )  # fmt: skip

    def run(self, step: Step | None = None) -> None:
        """Pay everybody whose day has come."""
        on = self.world.now.date()
        settle_funds(self.world.transaction, self.world.provider, SHOP, clock=self.world.clock)
        report = runs.run_payouts(
            self.world.transaction, self.world.provider, SHOP, run_ref=on.isoformat(), on=on, clock=self.world.clock
        )  # fmt: skip
        self.model.run_failures.extend(code for _owner, code in report.failures if code != "held_back")

    def schedule(self, step: Step) -> None:
        """Choose another payout day and least amount."""
        day = ("daily", "weekly:2", "monthly:31", "on_demand")[step.draw % 4]
        with self.world.transaction() as session:
            recipients.set_recipient(
                session, SHOP, step.fan, schedule=day, on=self.world.now.date(), least_minor=step.amount % 500
            )

    def bank(self, step: Step) -> None:
        """Let a fan's bank or account break, or mend."""
        with self.world.transaction() as session:
            try:
                account_id = recipients.get_recipient(session, SHOP, step.fan).account_id
            except NotFound:
                return
        if account_id is not None:
            transfers = "restricted" if step.is_bad and step.draw % 2 else "active"
            payouts = "fail" if step.is_bad and not step.draw % 2 else "ok"
            self.world.sandbox.finish_onboarding(PLATFORM, account_id, transfers=transfers, payouts=payouts)

    def wait(self, step: Step) -> None:
        """Let time pass."""
        self.world.later(hours=step.hours)


def _given(fan: str, key: str, parts: tuple[Part, ...]) -> list[Effect]:
    names = {
        "money": f"payable:{fan}",
        "store_credit": f"credit:{fan}",
        "donation": f"charity_payable:{CAUSE}",
    }
    return [(names[part.kind], key, part.value.amount_minor) for part in parts]


def _scheme(currency: str) -> Scheme:
    return scheme_from_document(
        {
            "schema": 1,
            "currency": currency,
            "terms": "paid",
            "components": [{"code": "gig", "type": "per_gig", "amount_minor": 1000}],
            "choices": [
                {"kind": "money"},
                {"kind": "store_credit", "bonus_bps": 1000},
                {"kind": "donation", "causes": [CAUSE]},
            ],
        }
    )

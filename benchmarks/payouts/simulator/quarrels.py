"""A business that uses the library as its docs say: disputes, refunds of what others have had, and failures after the fact."""

from __future__ import annotations

import contextlib

from benchmarks.payouts.simulator.model import Effect
from benchmarks.payouts.simulator.script import Step
from benchmarks.payouts.simulator.till import Till, done, refunds_of
from benchmarks.payouts.simulator.world import PLATFORM, SHOP
from payouts.database import Executor, connection_of
from payouts.dispute_answers import send_answers, write_answer
from payouts.dispute_policy import POLICIES
from payouts.dispute_rows import Dispute, disputes_of, set_loss_policy
from payouts.disputes import catch_up, payment_by_ledger
from payouts.errors import DisputeClosed, KeyConflict, RecoveryRefused
from payouts.gateways.sandbox.answers import Refusal
from payouts.ledger import chart, find, postings_of
from payouts.money import Money, total
from payouts.operations import Operation, find_operation
from payouts.recovery import decide_recovery, foresee_recovery
from payouts.refunding import plan_refund
from payouts.retractions import look_back, may_have_failed


class Quarrels(Till):
    """What customers and their banks want back."""

    def dispute(self, step: Step) -> None:
        """Let a customer dispute a payment at the bank."""
        taken = [p for p in self.world.outside("payment") if p["status"] == "succeeded"]
        if taken:
            reason = ("fraudulent", "product_not_received", "duplicate")[step.draw % 3]
            with contextlib.suppress(Refusal):
                self.world.sandbox.open_dispute(PLATFORM, taken[step.draw % len(taken)]["id"], reason=reason)
        self.look_at_disputes()

    def send_back(self, step: Step) -> None:
        """Let a bank send back a refund, or a payout, that had arrived."""
        refunds = [r["id"] for r in self.world.outside("refund") if r["status"] == "succeeded"]
        if refunds and step.is_bad:
            self.world.sandbox.send_refund_back(PLATFORM, refunds[step.draw % len(refunds)])
        for account in self.world.outside("account"):
            paid = [p["id"] for p in self.world.outside("payout", account["id"]) if p["status"] == "paid"]
            if paid and not step.is_bad:
                self.world.sandbox.send_payout_back(PLATFORM, account["id"], paid[step.draw % len(paid)])

    def look_at_disputes(self) -> None:
        """Read what the provider knows of disputes, send what was answered, and decide on the pay for what was lost."""
        send_answers(self.world.transaction, self.world.provider, SHOP, clock=self.world.clock)
        catch_up(
            self.world.transaction, self.world.provider, SHOP, payment_of=payment_by_ledger(SHOP), clock=self.world.clock
        )  # fmt: skip
        self.recover()

    def evidence(self, step: Step) -> None:
        """Answer the open disputes: give up, or send evidence that wins, loses or waits for the bank."""
        policy = POLICIES[sorted(POLICIES)[step.draw % len(POLICIES)]]
        with self.world.transaction() as session:
            for one in disputes_of(session, SHOP, state="open"):
                set_loss_policy(session, SHOP, one.object_id, policy)
                kind = "accept" if step.is_bad and step.draw % 2 else "evidence"
                text = ("winning_evidence", "losing_evidence", "We were there.")[step.draw % 3]
                with contextlib.suppress(DisputeClosed, KeyConflict):
                    write_answer(
                        session, SHOP, one.object_id, kind, text=text if kind == "evidence" else "", at=self.world.now  # type: ignore[arg-type]
                    )  # fmt: skip
        self.look_at_disputes()

    def recover(self) -> None:
        """Decide on the pay for what was lost and the business bore: take it back, or bear it."""
        with self.world.transaction() as session:
            lost = disputes_of(session, SHOP, state="lost")
        for one in lost:
            with self.world.transaction() as session:
                asked = self._recover(session, one)
            for operation in asked:
                self.carry(operation.id)

    def _recover(self, session: Executor, one: Dispute) -> list[Operation]:
        posted, connection = find(session, SHOP, f"dispute:{one.object_id}:lost"), connection_of(session)
        payment = payment_by_ledger(SHOP)(session, one.payment_id)
        lines = postings_of(connection, posted.id) if posted is not None else ()
        borne = next((line.amount for line in lines if line.account == chart.DISPUTE_LOSS), None)
        if payment is None or not borne:
            return []
        seen = foresee_recovery(session, SHOP, payment.got, lost=borne, at=self.world.now)
        with contextlib.suppress(RecoveryRefused):
            return decide_recovery(
                session, SHOP, "taken" if one.id % 3 else "borne", cause=f"dispute:{one.object_id}",
                subject_ref=one.subject_ref, got=payment.got, seen=seen, to=chart.DISPUTE_LOSS, at=self.world.now,
            )  # fmt: skip
        return []

    def decide(self) -> None:
        """Let the bank decide what waits for it."""
        for one in self.world.outside("dispute"):
            if one["status"] in ("under_review", "warning_under_review"):
                self.world.sandbox.decide_dispute(PLATFORM, one["id"], is_won=one["created"] % 2 == 0)

    def give_back(self, step: Step) -> None:
        """Refund a part of what a customer has paid, out of what the business and a fan had of it."""
        key = f"{step.booking}:back:{step.number}"
        with self.world.transaction() as session:
            operation = find_operation(session, SHOP, key)
            taken = done(session, step.booking, "capture")
            if operation is None and taken is not None:
                self._plan_back(session, step, key, taken)
        with self.world.transaction() as session:
            operation = find_operation(session, SHOP, key)
        if operation is not None:
            self.model.confirm(key)
            self.carry_all([key])

    def _plan_back(self, session: Executor, step: Step, key: str, taken: Operation) -> None:
        paid = taken.intent.amount  # type: ignore[attr-defined]
        back = total((o.intent.amount for o in refunds_of(session, step.booking)), self.currency)  # type: ignore[attr-defined]
        left = paid - back
        if left.amount_minor < left.unit.charge_multiple:
            return
        amount, held = self.part(left, step.bps), self.held(session, step.booking)
        payment = payment_by_ledger(SHOP)(session, taken.object_id or "")
        fans = {
            got.fan_ref: Money(max(0, got.amount.amount_minor - self.model.booked(f"taken:{step.booking}:{got.fan_ref}")), self.currency)
            for got in (payment.got if payment and step.is_bad else ())
        }  # fmt: skip
        given = min(
            Money(0 if step.draw % 2 else amount.amount_minor, self.currency),
            max(amount - held, Money(0, self.currency)),
        )
        missing = max(amount - held, Money(0, self.currency)) - given
        effects: list[Effect] = [
            ("revenue", key, -given.amount_minor),
            (f"held:{step.booking}", key, (given + missing).amount_minor),
        ]
        for fan, most in sorted(fans.items()):
            part = min(most, missing)
            missing -= part
            effects += [
                (f"payable:{fan}", key, -part.amount_minor),
                (f"taken:{step.booking}:{fan}", key, part.amount_minor),
            ]
        if missing:
            return
        self.model.offer(key, effects)
        self.model.refunds[key] = (step.booking, amount.amount_minor)
        plan_refund(
            session, SHOP, key=key, booking_ref=step.booking, payment_id=taken.object_id or "", amount=amount,
            at=self.world.now, from_business=given, from_fans=fans,
        )  # fmt: skip

    def look_back(self, object_ids: list[str]) -> None:
        """Look after refunds and payouts that may have failed after the fact."""
        with self.world.transaction() as session:
            found = may_have_failed(session, SHOP, object_ids)
        for operation in found:
            look_back(self.world.transaction, self.world.provider, operation.id, clock=self.world.clock)

"""A business that uses the library as its docs say: the booking and card side."""

from __future__ import annotations

from benchmarks.payouts.simulator.model import Effect, Model
from benchmarks.payouts.simulator.script import Script, Step
from benchmarks.payouts.simulator.world import SHOP, World
from payouts import flows, operations
from payouts.database import Executor
from payouts.errors import HeldBack
from payouts.intents import Authorise, Capture, Charge, Intent, Refund, TopUp, Void
from payouts.ledger import Entry, balance, chart, find, post
from payouts.ledger.entries import Posting
from payouts.money import Money, share_bps, split
from payouts.operations import Operation
from payouts.reversing import reversals_before

PROGRAMME = "prg_1"


class Till:
    """What customers and the owner ask for. Made anew when the process restarts: it remembers nothing."""

    def __init__(self, world: World, model: Model, script: Script) -> None:
        self.world = world
        self.model = model
        self.script = script
        self.currency = script.currency

    def do(self, step: Step) -> None:
        """Do what a step asks."""
        getattr(self, step.kind)(step)

    def book(self, step: Step) -> None:
        """Set a price aside on a card, unless the booking has one."""
        key = f"{step.booking}:authorise:{step.number}"
        with self.world.transaction() as session:
            if find_op(session, key) is None and live(session, step.booking, "authorise"):
                return
            operation = self._plan(session, Authorise(step.booking, self.cash(step.amount), step.card), key)
        self.carry(operation.id)

    def capture(self, step: Step) -> None:
        """Take a price that was set aside, or a part of it."""
        key = f"{step.booking}:capture:{step.number}"
        with self.world.transaction() as session:
            authorised = done(session, step.booking, "authorise")
            used = live(session, step.booking, "capture", "void") or not self._open_on_card(
                session, step.booking
            )
            if authorised is None or (find_op(session, key) is None and used):
                return
            amount = self.part(_amount(authorised), step.bps)
            self.model.captures[key] = (step.booking, amount.amount_minor)
            operation = self._plan(session, Capture(step.booking, authorised.object_id or "", amount), key)
        self.carry(operation.id)

    def void(self, step: Step) -> None:
        """Let a price go that was set aside."""
        key = f"{step.booking}:void:{step.number}"
        with self.world.transaction() as session:
            authorised = done(session, step.booking, "authorise")
            used = live(session, step.booking, "capture", "void") or not self._open_on_card(
                session, step.booking
            )
            if authorised is None or (find_op(session, key) is None and used):
                return
            operation = self._plan(
                session, Void(step.booking, authorised.object_id or "", _amount(authorised)), key
            )
        self.carry(operation.id)

    def tip(self, step: Step) -> None:
        """Charge a tip for one or two fans."""
        key = f"{step.booking}:tip:{step.number}"
        fans = {step.fan: 1 + step.draw % 3, self.script.fans[0]: 1}
        intent = Charge(
            f"{step.booking}:t{step.number}", self.cash(step.amount), step.card, tuple(fans.items())
        )
        self.model.tips[key] = (intent.amount.amount_minor, intent.tips)
        self.plan_and_carry(intent, key)

    def top_up(self, step: Step) -> None:
        """Fund the programme."""
        self.plan_and_carry(TopUp(PROGRAMME, self.cash(step.amount * 5)), f"top_up:{step.number}")

    def refund(self, step: Step) -> None:
        """Give a part of what is held back to the card."""
        key = f"{step.booking}:refund:{step.number}"
        with self.world.transaction() as session:
            operation = find_op(session, key)
            if operation is None:
                taken = done(session, step.booking, "capture")
                amount = self.part(self.held(session, step.booking), step.bps)
                if taken is None or amount.is_zero:
                    return
                self.model.refunds[key] = (step.booking, amount.amount_minor)
                operation = self._plan(session, Refund(step.booking, taken.object_id or "", amount), key)
        self.carry(operation.id)

    def close(self, step: Step) -> None:
        """Divide what is held: a fee, and the rest, are the business's."""
        key = f"{step.booking}:close:{step.number}"
        with self.world.transaction() as session:
            held = self.held(session, step.booking)
            if find(session, SHOP, key) is None and not held.is_zero:
                fee = share_bps(held, step.bps // 4)
                effects: list[Effect] = [
                    (f"held:{step.booking}", key, -held.amount_minor),
                    ("platform_fee", key, fee.amount_minor),
                    ("revenue", key, (held - fee).amount_minor),
                ]
                postings = flows.booking_closed(step.booking, platform_fee=fee, rest=held - fee)
                self.post(session, key, "booking_closed", step.booking, postings, effects)
        self.model.confirm(key)

    def forfeit(self, step: Step) -> None:
        """Divide what a late customer forfeits between a fan and the business."""
        key = f"{step.booking}:forfeit:{step.number}"
        with self.world.transaction() as session:
            held = self.held(session, step.booking)
            if find(session, SHOP, key) is None and not held.is_zero:
                given, kept = split(held, [step.bps, 10_001 - step.bps])
                effects = [
                    (f"held:{step.booking}", key, -held.amount_minor),
                    (f"payable:{step.fan}", key, given.amount_minor),
                    ("revenue", key, kept.amount_minor),
                ]
                postings = flows.forfeited(step.booking, to_fans={step.fan: given}, kept=kept)
                self.post(session, key, "forfeited", step.booking, postings, effects)
        self.model.confirm(key)

    def _open_on_card(self, session: Executor, booking: str) -> Money:
        """What is authorised and not yet used."""
        return balance(session, SHOP, chart.authorised(booking), self.currency)

    def held(self, session: Executor, booking: str) -> Money:
        """What is held for a booking."""
        return balance(session, SHOP, chart.held(booking), self.currency)

    def cash(self, amount: int) -> Money:
        """An amount that a card can be charged."""
        multiple = Money(0, self.currency).unit.charge_multiple
        return Money(max(multiple, amount // multiple * multiple), self.currency)

    def part(self, whole: Money, bps: int) -> Money:
        """A part of an amount that a card can be charged, at least the smallest, at most the whole."""
        multiple = whole.unit.charge_multiple
        wanted = whole.amount_minor * bps // 10_000 // multiple * multiple
        return Money(min(whole.amount_minor // multiple * multiple, max(multiple, wanted)), whole.currency)

    def post(
        self,
        session: Executor,
        key: str,
        kind: str,
        subject: str,
        postings: tuple[Posting, ...],
        effects: list[Effect],
    ) -> None:
        """Post an entry, and tell the model what it ought to do."""
        self.model.offer(key, effects)
        post(session, Entry(SHOP, key, kind, subject, self.world.now, postings), at=self.world.now)

    def plan_and_carry(self, intent: Intent, key: str) -> None:
        """Plan an operation, and take it as far as it goes now."""
        with self.world.transaction() as session:
            operation = self._plan(session, intent, key)
        self.carry(operation.id)

    def carry(self, op_id: int) -> None:
        """Take an operation as far as it goes now."""
        try:
            operations.carry_out(self.world.transaction, self.world.provider, op_id, clock=self.world.clock)
        except HeldBack:
            return

    def carry_all(self, keys: list[str]) -> None:
        """Take operations, and what they wait for, as far as they go now."""
        for key in keys:
            with self.world.transaction() as session:
                first = reversals_before(session, SHOP, key)
                operation = find_op(session, key)
            for one in [*first, *([operation] if operation else [])]:
                self.carry(one.id)

    def _plan(self, session: Executor, intent: Intent, key: str) -> Operation:
        return operations.plan(session, SHOP, intent, key=key, at=self.world.now)


def find_op(session: Executor, key: str) -> Operation | None:
    """The operation of a key."""
    return operations.find_operation(session, SHOP, key)


def live(session: Executor, subject: str, *verbs: str) -> bool:
    """Whether there is an operation that was not refused."""
    found = operations.operations_on(session, SHOP, subject)
    return any(o.intent.verb in verbs and o.state != "refused" for o in found)


def done(session: Executor, subject: str, verb: str) -> Operation | None:
    found = operations.operations_on(session, SHOP, subject)
    return next((o for o in found if o.intent.verb == verb and o.state == "done"), None)


def _amount(operation: Operation) -> Money:
    intent = operation.intent
    assert isinstance(intent, Authorise | Capture)
    return intent.amount


def refunds_of(session: Executor, booking: str) -> list[Operation]:
    """The refunds of a booking that were not refused."""
    found = operations.operations_on(session, SHOP, booking)
    return [o for o in found if isinstance(o.intent, Refund) and o.state != "refused"]

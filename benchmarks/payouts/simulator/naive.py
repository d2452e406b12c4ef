"""A business as many are written: the same provider and histories, without the library.

It calls the provider inside its transaction, tries again under a new key, pays again what had no clear answer,
does not look before it repeats, and moves money when an event comes.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable
from copy import deepcopy
from dataclasses import dataclass, field

from benchmarks.payouts.simulator.model import Model
from benchmarks.payouts.simulator.script import Script, Step
from benchmarks.payouts.simulator.world import PLATFORM, World
from payouts.errors import ProviderBusy, ProviderError, ProviderUncertain
from payouts.gateways.objects import Call, ProviderObject
from payouts.gateways.stripe_events import event_of
from payouts.money import Money, split

TRIES = 3


@dataclass
class Rows:
    """What it has committed."""

    accounts: dict[str, str] = field(default_factory=dict)
    payments: dict[str, tuple[str, int]] = field(default_factory=dict)
    captured: Counter[str] = field(default_factory=Counter)
    refunded: Counter[str] = field(default_factory=Counter)
    due: Counter[str] = field(default_factory=Counter)
    held: set[str] = field(default_factory=set)
    tips: dict[str, tuple[int, tuple[tuple[str, int], ...]]] = field(default_factory=dict)
    told: set[str] = field(default_factory=set)
    done: set[int] = field(default_factory=set)


class Naive:
    """The business. Its rows survive a crash; what it did at the provider since the last commit it forgets."""

    def __init__(self, world: World, model: Model, script: Script, committed: list[Rows]) -> None:
        self.world = world
        self.model = model
        self.script = script
        self.committed = committed
        self.rows = deepcopy(committed[0])

    def do(self, step: Step) -> None:
        """Do what a step asks, and commit at the end."""
        act = getattr(self, step.kind, None)
        if act is not None and step.number not in self.rows.done:
            act(step)
            if step.kind not in ("run", "demand", "events", "wait"):
                self.rows.done.add(step.number)
        self.commit()

    def commit(self) -> None:
        """Write everything down at once."""
        self.world.point()
        self.committed[0] = deepcopy(self.rows)
        self.world.point()

    def join(self, fan: str) -> None:
        """Make a fan who can be paid."""
        if fan not in self.rows.accounts:
            made = self.world.provider.create_recipient(self._new(), fan, "US")
            self.rows.accounts[fan] = made.id
            self.commit()

    def book(self, step: Step) -> None:
        """Set a price aside."""
        if step.booking in self.rows.payments:
            return
        amount = self._cash(step.amount)
        made = self._call(lambda call: self.world.provider.authorise(call, amount, step.card, step.booking))
        if made is not None and made.status == "authorised":
            self.rows.payments[step.booking] = (made.id, amount.amount_minor)

    def capture(self, step: Step) -> None:
        """Take it."""
        known = self.rows.payments.get(step.booking)
        if known is None or self.rows.captured[step.booking]:
            return
        payment_id, price = known
        amount = self._part(price, step.bps)
        self.model.captures[f"{step.booking}:{step.number}"] = (step.booking, amount.amount_minor)
        made = self._call(lambda call: self.world.provider.capture(call, payment_id, amount))
        if made is not None and made.status == "done":
            self.rows.captured[step.booking] = amount.amount_minor

    def refund(self, step: Step) -> None:
        """Give a part back."""
        left = self.rows.captured[step.booking] - self.rows.refunded[step.booking]
        if left < self._cash(1).amount_minor:
            return
        amount, payment_id = self._part(left, step.bps), self.rows.payments[step.booking][0]
        self.model.refunds[f"{step.booking}:{step.number}"] = (step.booking, amount.amount_minor)
        made = self._call(lambda call: self.world.provider.refund(call, payment_id, amount))
        if made is not None:
            self.rows.refunded[step.booking] += amount.amount_minor

    def tip(self, step: Step) -> None:
        """Charge a tip; the fans get it when the event comes."""
        group, amount = f"{step.booking}:t{step.number}", self._cash(step.amount)
        fans = tuple({step.fan: 1 + step.draw % 3, self.script.fans[0]: 1}.items())
        self.model.tips[f"{step.booking}:tip:{step.number}"] = (amount.amount_minor, fans)
        self.rows.tips[group] = (amount.amount_minor, fans)
        self._call(lambda call: self.world.provider.charge(call, amount, step.card, group))

    def earn(self, step: Step) -> None:
        """Owe a fan pay."""
        self.rows.due[step.fan] += step.amount
        self.model.offer(f"ern_{step.number}", [(f"payable:{step.fan}", f"ern_{step.number}", step.amount)])
        self.model.confirm(f"ern_{step.number}")

    def hold(self, step: Step) -> None:
        """Hold a fan's money."""
        self.rows.held.add(step.fan)

    def release(self, step: Step) -> None:
        """End that."""
        self.rows.held.discard(step.fan)

    def wait(self, step: Step) -> None:
        """Let time pass."""
        self.world.later(hours=step.hours)

    def run(self, step: Step | None = None) -> None:
        """Pay everybody."""
        for fan in self.script.fans:
            self._pay(fan)

    def demand(self, step: Step) -> None:
        """Pay one fan."""
        self._pay(step.fan)

    def events(self, step: Step | None = None) -> None:
        """Credit tips and pay when the provider says that a payment came."""
        told = self.world.sandbox.events(PLATFORM)
        if step is not None and told:
            told = self.world.rng.choices(told, k=min(len(told), 6))
        else:
            told = [event for event in told if event["id"] not in self.rows.told]
        self.rows.told.update(event["id"] for event in told)
        payments = {p["id"]: p["transfer_group"] for p in self.world.outside("payment")}
        for event in map(event_of, told):
            if event.kind == "payment_intent.succeeded":
                group = payments.get(event.object_id or "", "")
                amount, fans = self.rows.tips.get(group, (0, ()))
                if amount:
                    parts = split(Money(amount, self.script.currency), [weight for _fan, weight in fans])
                    for (fan, _weight), part in zip(fans, parts, strict=True):
                        self.rows.due[fan] += part.amount_minor
                self.run()

    def rest(self) -> None:
        """Let days pass without any fault."""
        self.world.provider.top_up(self._new(), self._cash(9_000_000))
        self.rows.held.clear()
        for account_id in self.rows.accounts.values():
            self.world.sandbox.finish_onboarding(PLATFORM, account_id)
        for _day in range(4):
            self.world.later(days=1)
            self.events()
            self.run()
            self.commit()

    def _pay(self, fan: str) -> None:
        account_id = self.rows.accounts.get(fan, "")
        multiple = Money(0, self.script.currency).unit
        whole = max(multiple.payout_multiple, multiple.charge_multiple)
        amount = Money(self.rows.due[fan] // whole * whole, self.script.currency)
        if fan in self.rows.held or not amount or not account_id:
            return
        made = self._call(lambda call: self.world.provider.transfer(call, account_id, amount, fan), tries=1)
        if made is None:
            return  # no clear answer: it stays due, and the next run pays it
        self.rows.due[fan] -= amount.amount_minor
        self._call(lambda call: self.world.provider.pay_out(call, account_id, amount))

    def _call(self, make: Callable[[Call], ProviderObject], tries: int = TRIES) -> ProviderObject | None:
        for _try in range(tries):
            try:
                return make(self._new())
            except (ProviderUncertain, ProviderBusy):
                continue
            except ProviderError:
                return None
        return None

    def _new(self) -> Call:
        name = f"{self.world.rng.getrandbits(64):016x}"
        return Call(name, name, self.world.now)

    def _cash(self, amount: int) -> Money:
        multiple = Money(0, self.script.currency).unit.charge_multiple
        return Money(max(multiple, amount // multiple * multiple), self.script.currency)

    def _part(self, whole: int, bps: int) -> Money:
        multiple = Money(0, self.script.currency).unit.charge_multiple
        wanted = max(multiple, whole * bps // 10_000 // multiple * multiple)
        return Money(min(wanted, whole // multiple * multiple), self.script.currency)

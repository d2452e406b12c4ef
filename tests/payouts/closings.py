"""Random histories of a programme, a person and a business, for the tests of closing."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass, field
from itertools import count

from hypothesis import HealthCheck, Phase, settings
from hypothesis import strategies as st

from payouts import budget, flows
from payouts.codes import discount_codes
from payouts.currencies import credit_unit
from payouts.holds import open_hold
from payouts.ledger import chart
from payouts.money import Money
from payouts.payout_planning import plan_payouts
from payouts.payout_rows import payouts_of
from payouts.runs import advance_payout
from payouts.schemes.choices import Part
from tests.payouts.worlds import SHOP, World, usd

_numbers = count(1)
CAUSE = "cau_trees"
Step = tuple[str, int, int]
STEPS = (
    "reserve", "earn", "earn", "tip", "debt", "credit", "code", "donation", "points", "carry", "book", "perk", "partner",
    "overrun", "pay", "send", "dispute", "release",
)  # fmt: skip
any_step = st.tuples(st.sampled_from(STEPS), st.integers(0, 1), st.integers(1, 2_500))
histories = st.lists(any_step, max_size=9)
law = settings(
    max_examples=12, deadline=None, phases=[Phase.explicit, Phase.generate],
    suppress_health_check=[HealthCheck.function_scoped_fixture, HealthCheck.too_slow],
)  # fmt: skip


@dataclass
class History:
    """What happened between one business, its programme, two fans and its customers."""

    world: World
    name: int = field(default_factory=lambda: next(_numbers))
    places: list[str] = field(default_factory=list)
    bookings: dict[str, tuple[str, Money]] = field(default_factory=dict)
    customers: list[str] = field(default_factory=list)
    steps: int = 0

    def __post_init__(self) -> None:
        self.programme = f"prg_{self.name}"
        self.fans = [f"fan_{self.name}_{n}" for n in (1, 2)]
        self.accounts = {
            self.fans[0]: self.world.fan(self.fans[0], schedule="on_demand")
        }  # the other has no account yet
        self.world.fund(usd(200_00), self.programme)

    def take(self, step: Step) -> None:
        """One step: what happens, to whom, how much."""
        what, whom, amount = step
        self.steps += 1
        getattr(self, f"_{what}")(self.fans[whom % 2], usd(amount), f"{self.name}_{self.steps}")

    def people(self) -> list[str]:
        """Everybody who may have something with the business."""
        return [*self.fans, *self.customers]

    def pay_all(self) -> None:
        """Send these people what is due, and what was set aside before."""
        self.world.later(days=1)
        on = self.world.now.date()
        for fan in self.accounts:
            with self.world.transaction() as session:
                plan_payouts(session, SHOP, fan, run_ref=on.isoformat(), on=on, at=self.world.now)
                mine = payouts_of(session, SHOP, owner_ref=fan)
            for one in reversed(mine):
                advance_payout(
                    self.world.transaction, self.world.provider, one.public_id, on=on, clock=self.world.clock
                )

    def _reserve(self, fan: str, amount: Money, key: str) -> None:
        with self.world.transaction() as session:
            state = budget.budget_state(session, SHOP, self.programme, "USD")
            if 0 < amount.amount_minor <= state.free_minor:
                budget.reserve(session, SHOP, self.programme, amount, key=f"plc_{key}", at=self.world.now)
                self.places.append(f"plc_{key}")

    def _release(self, fan: str, amount: Money, key: str) -> None:
        if self.places:
            with self.world.transaction() as session:
                place = self.places.pop()
                budget.release(session, SHOP, self.programme, "USD", key=place, at=self.world.now)

    def _earned(self, fan: str, key: str, cost: Money, parts: list[Part], **more: Money) -> None:
        """The budget bears it as far as it goes; the money is held for a while, or nobody knows how long."""
        with self.world.transaction() as session:
            place = self.places.pop() if self.places else f"late_{key}"
            if place.startswith("late_"):
                budget.reserve(session, SHOP, self.programme, usd(0), key=place, at=self.world.now)
            spent = budget.spend(session, SHOP, self.programme, cost, key=place, at=self.world.now)
        postings = flows.earned(
            fan_ref=fan, programme_ref=self.programme, parts=parts, currency="USD", covered=spent.covered, **more
        )  # fmt: skip
        self.world.post(f"ern_{key}", postings, kind="earning", subject=f"asg_{key}")

    def _earn(self, fan: str, amount: Money, key: str) -> None:
        self._earned(fan, key, amount, [Part("money", amount, amount, usd(0))])
        hours = amount.amount_minor % 3 * 24
        if hours:
            with self.world.transaction() as session:
                until = self.world.now + dt.timedelta(hours=hours)
                open_hold(
                    session, SHOP, key=f"hold_{key}", reason="hold_time", at=self.world.now,
                    subject_ref=f"asg_{key}", until_at=until,
                )  # fmt: skip

    def _overrun(self, fan: str, amount: Money, key: str) -> None:
        self._earn(fan, amount * 9, key)

    def _credit(self, fan: str, amount: Money, key: str) -> None:
        value = Money(amount.amount_minor, credit_unit("USD"))
        self._earned(fan, key, amount, [Part("store_credit", amount, value, usd(0))])

    def _donation(self, fan: str, amount: Money, key: str) -> None:
        half = usd(amount.amount_minor // 2)
        parts = [
            Part("donation", half, half, usd(0), CAUSE),
            Part("money", amount - half, amount - half, usd(0)),
        ]
        self._earned(fan, key, amount, [part for part in parts if part.cash])

    def _code(self, fan: str, amount: Money, key: str) -> None:
        self._earned(fan, key, amount, [Part("discount_code", amount, amount, usd(0))])
        with self.world.transaction() as session:
            discount_codes.issue(
                session, SHOP, public_id=f"cod_{key}", owner_ref=fan, amount=amount, subject_ref=f"asg_{key}",
                key=f"ern_{key}", at=self.world.now,
            )  # fmt: skip

    def _perk(self, fan: str, amount: Money, key: str) -> None:
        self._earned(fan, key, amount, [Part("perk", amount, amount, usd(0))])

    def _partner(self, fan: str, amount: Money, key: str) -> None:
        part = Part("money", amount, amount, usd(0))
        self._earned(fan, key, usd(0), [part], from_partner=amount)

    def _points(self, fan: str, amount: Money, key: str) -> None:
        self.world.post(f"pts_{key}", flows.points_given(fan, amount.amount_minor))

    def _tip(self, fan: str, amount: Money, key: str) -> None:
        tips = flows.tipped(amount, [(fan, 1)], fee=usd(0), is_available=True)
        self.world.post(f"tip_{key}", tips, kind="tip", subject=f"asg_{key}")

    def _debt(self, fan: str, amount: Money, key: str) -> None:
        self.customers.append(f"cus_{key}")
        self.world.post(f"apology_{key}", flows.customer_compensated(f"cus_{key}", amount, by_fan=fan))

    def _carry(self, fan: str, amount: Money, key: str) -> None:
        """A bank took less than was due: the odd cents stay for the next time."""
        self._earn(fan, amount, key)
        kept = usd(min(7, amount.amount_minor))
        self.world.post(f"carry_{key}", flows.carried_over(fan, kept, is_tip=False), kind="carried_over", subject=f"asg_{key}")  # fmt: skip

    def _book(self, fan: str, amount: Money, key: str) -> None:
        operation = self.world.captured(f"bkg_{key}", amount)
        self.bookings[f"bkg_{key}"] = (operation.intent.payment_id, amount)  # type: ignore[attr-defined]

    def _dispute(self, fan: str, amount: Money, key: str) -> None:
        self.world.post(f"dispute_{key}", flows.dispute_withdrawn(f"dp_{key}", amount))

    def _pay(self, fan: str, amount: Money, key: str) -> None:
        self.pay_all()

    def _send(self, fan: str, amount: Money, key: str) -> None:
        """What is due is set aside, and the process dies before it is sent."""
        with self.world.transaction() as session:
            if fan in self.accounts:
                plan_payouts(
                    session, SHOP, fan, run_ref=f"asked_{key}", on=self.world.now.date(), at=self.world.now
                )

    def charge(self, account: chart.Account, currency: str = "USD") -> int:
        """What stands on an account."""
        from payouts.ledger import balance

        with self.world.transaction() as session:
            return balance(session, SHOP, account, currency).amount_minor

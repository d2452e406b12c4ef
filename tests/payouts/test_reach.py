"""How far a lost dispute reaches: what was added later is taken back too, what people laid out never, and nothing twice."""

from __future__ import annotations

import itertools
from dataclasses import dataclass, field

import sqlalchemy as sa
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from payouts import flows
from payouts.database import Executor
from payouts.dispute_policy import POLICIES
from payouts.dispute_rows import get_dispute, set_loss_policy
from payouts.dispute_stakes import Payment, earned_by_ledger
from payouts.disputes import catch_up, freeze_also
from payouts.due import unpaid_items
from payouts.intents import Charge
from payouts.ledger import balance, chart
from payouts.ledger.chart import Account
from payouts.payout_rows import payouts_of
from payouts.runs import run_payouts
from payouts.tables import entry, ledger_account, posting
from tests.payouts.worlds import PLATFORM, SHOP, World, usd

_numbers = itertools.count(1)


@dataclass
class Gig:
    """One booking, whoever did the work, and what it has brought them."""

    world: World
    price_minor: int
    number: int = field(default_factory=lambda: next(_numbers))
    subjects: dict[str, int] = field(default_factory=dict)
    outlays: dict[str, int] = field(default_factory=dict)
    days: int = 0

    def __post_init__(self) -> None:
        self.booking, self.fan, self.first = (f"{name}_{self.number}" for name in ("bkg", "fan", "asg"))
        self.world.fan(self.fan)
        taken = self.world.captured(self.booking, usd(self.price_minor))
        self.payment_id = taken.object_id or ""
        closed = flows.booking_closed(self.booking, platform_fee=usd(0), rest=usd(self.price_minor))
        self.world.post(f"close:{self.booking}", closed)

    def earn(self, amount_minor: int, *, outlay: int = 0) -> None:
        """Book the work, or a part that was added to it later."""
        subject = f"{self.first}:{len(self.subjects)}" if self.subjects else self.first
        paid = usd(amount_minor + outlay)
        self.world.post(
            f"earn:{subject}", flows.fan_compensated(self.fan, paid), kind="earning", subject=subject
        )
        self.subjects[subject], self.outlays[subject] = amount_minor, outlay
        with self.world.transaction() as session:
            freeze_also(session, SHOP, subject_ref=subject, beside=self.first, at=self.world.now)

    def lay_out(self, amount_minor: int) -> None:
        """Give back what somebody laid out, against a receipt."""
        key = f"receipt:{self.first}:{next(_numbers)}"
        self.world.post(key, flows.fan_compensated(self.fan, usd(amount_minor)), kind="reimbursement")

    def owe(self, amount_minor: int) -> None:
        """Let the fan owe something else."""
        self.world.post(
            f"owe:{next(_numbers)}", flows.customer_compensated("cus", usd(amount_minor), by_fan=self.fan)
        )

    def tip(self, amount_minor: int) -> None:
        """Tip the fan."""
        self.world.do(
            Charge(f"tip_{next(_numbers)}", usd(amount_minor), "pm_card_visa", ((self.fan, 1),)), f"tip:{next(_numbers)}"
        )  # fmt: skip

    def pay(self, _amount: int = 0) -> None:
        """Pay whoever is due, on another day."""
        self.world.later(days=1)
        on, world = self.world.now.date(), self.world
        run_payouts(
            world.transaction, world.provider, SHOP, run_ref=f"r{next(_numbers)}", on=on, clock=world.clock
        )

    def payment_of(self, session: Executor, payment_id: str) -> Payment | None:
        """Tell what the payment was for."""
        if payment_id != self.payment_id:
            return None
        outlays = {subject: usd(amount) for subject, amount in self.outlays.items()}
        return Payment(self.booking, earned_by_ledger(session, SHOP, [*self.subjects], outlays=outlays))

    def look(self) -> None:
        """Catch up with the provider."""
        catch_up(
            self.world.transaction, self.world.provider, SHOP, payment_of=self.payment_of, clock=self.world.clock
        )  # fmt: skip

    def dispute(self, policy: str) -> str:
        """Let the customer dispute it."""
        body = self.world.sandbox.open_dispute(PLATFORM, self.payment_id, reason="fraudulent")
        self.look()
        with self.world.transaction() as session:
            set_loss_policy(session, SHOP, body["id"], POLICIES[policy])
        return str(body["id"])

    def taken(self) -> dict[str, int]:
        """What was taken back, by subject."""
        with self.world.engine.connect() as connection:
            rows = connection.execute(
                sa.select(entry.c.subject_ref, sa.func.sum(posting.c.amount_minor))
                .join_from(posting, ledger_account)
                .join(entry, entry.c.id == posting.c.entry_id)
                .where(entry.c.kind == "clawback", ledger_account.c.owner_ref == self.fan)
                .group_by(entry.c.subject_ref)
            )
            return {subject: int(amount) for subject, amount in rows}


def on(world: World, account: Account) -> int:
    """What stands on an account, in cents."""
    with world.engine.connect() as connection:
        return balance(connection, SHOP, account, "USD").amount_minor


SUMS = st.integers(1, 6000)
BEFORE = st.lists(
    st.tuples(st.sampled_from(["earn", "lay_out", "owe", "tip", "pay"]), SUMS), max_size=6
)  # fmt: skip
DURING = st.lists(st.tuples(st.sampled_from(["earn", "lay_out", "owe"]), SUMS), max_size=3)


def test_the_reach_of_a_lost_dispute(world: World) -> None:
    world.fund(usd(90_000_000))

    @settings(
        max_examples=20,
        deadline=None,
        derandomize=True,
        suppress_health_check=list(HealthCheck),
        database=None,
    )
    @given(price=SUMS, base=SUMS, outlay=st.integers(0, 500), before=BEFORE, during=DURING)
    def reaches(
        price: int, base: int, outlay: int, before: list[tuple[str, int]], during: list[tuple[str, int]]
    ) -> None:
        gig = Gig(world, price + 50)
        gig.earn(base, outlay=outlay)
        for step, amount in before:
            getattr(gig, step)(amount + 50)
        object_id = gig.dispute("fan_bears")
        for step, amount in during:
            getattr(gig, step)(amount)
        with world.engine.connect() as connection:
            items = unpaid_items(connection, SHOP, gig.fan, world.now)
        assert all(item.is_held for item in items if item.subject_ref in gig.subjects and item.amount)
        world.sandbox.decide_dispute(PLATFORM, object_id, is_won=False)
        loss_before = on(world, chart.DISPUTE_LOSS)
        gig.look()
        gig.look()
        taken, earned = gig.taken(), sum(gig.subjects.values())
        assert all(amount <= gig.subjects[subject] for subject, amount in taken.items())
        assert sum(taken.values()) == min(earned, gig.price_minor)
        assert on(world, chart.DISPUTE_LOSS) - loss_before == gig.price_minor - sum(taken.values())
        assert on(world, chart.dispute_claim(object_id)) == 0
        assert on(world, chart.payable(gig.fan)) >= 0
        with world.engine.connect() as connection:
            assert get_dispute(connection, SHOP, object_id).state == "lost"

    reaches()


def test_what_a_debt_has_used_up_is_owed_and_not_taken_from_nothing(world: World) -> None:
    world.fund(usd(100_000))
    gig = Gig(world, 9000)
    gig.earn(3000)
    gig.owe(3000)
    gig.pay()
    assert (on(world, chart.payable(gig.fan)), on(world, chart.receivable(gig.fan))) == (0, 0)
    world.sandbox.decide_dispute(PLATFORM, gig.dispute("fan_bears"), is_won=False)
    gig.look()
    assert (on(world, chart.payable(gig.fan)), on(world, chart.receivable(gig.fan))) == (0, 3000)


def test_what_is_added_while_the_bank_thinks_waits_too_and_is_free_again(world: World) -> None:
    world.fund(usd(100_000))
    gig = Gig(world, 9000)
    gig.earn(3000)
    object_id = gig.dispute("business_bears")
    gig.earn(500)
    gig.lay_out(1200)
    gig.pay()
    assert on(world, chart.payable(gig.fan)) == 3500
    world.sandbox.decide_dispute(PLATFORM, object_id, is_won=False)
    gig.look()
    gig.pay()
    assert on(world, chart.payable(gig.fan)) == 0
    with world.engine.connect() as connection:
        assert [p.amount for p in payouts_of(connection, SHOP)] == [usd(3500), usd(1200)]

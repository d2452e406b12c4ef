"""A shop's money with everything in it, and the ways in which the sides can drift apart."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable
from typing import Any

from payouts.gateways.sandbox import SandboxSettings
from payouts.gateways.sandbox.funds import move
from payouts.gateways.sandbox.store import open_store
from payouts.intents import Charge, Refund
from payouts.ledger.entries import Posting
from payouts.payout_rows import payouts_of
from payouts.reconciliation import BookingsSide, Report, Total, reconcile
from payouts.runs import run_payouts
from tests.payouts.worlds import PLATFORM, SHOP, World, usd

PREFIXES = {"charge": "ch", "refund": "re", "transfer": "tr", "top_up": "tu", "payout": "po"}
SETTINGS = SandboxSettings(fee_bps=290, fee_fixed_minor=30, funds_after=dt.timedelta(days=2))


class Bookings:
    """What bookings say, as a list that a test may change."""

    def __init__(self) -> None:
        self.totals: list[Total] = []

    def took(
        self,
        booking: str,
        payment_id: str,
        amount_minor: int,
        *,
        given_back: int = 0,
        held: int | None = None,
    ) -> None:
        """Say that a booking's payment was taken, and what of it is still kept."""
        kept = amount_minor - given_back if held is None else held
        self.totals += [
            Total(payment_id, "payment", "USD", amount_minor, None, booking),
            Total(payment_id, "refund", "USD", given_back, None, booking),
            Total(booking, "held", "USD", kept, None, booking),
        ]

    def pages(self) -> Any:
        """Everything on one page."""
        yield list(self.totals)

    def known(self, refs: Any) -> set[str]:
        """Those of which something was said."""
        return {one.ref for one in self.totals} & set(refs)


class Shop:
    """A business through a few days of ordinary money."""

    def __init__(self, world: World) -> None:
        self.world = world
        self.bookings = Bookings()

    def ordinary_days(self) -> None:
        """Two bookings, a tip, a refund, a top-up, and a fan who is paid."""
        world = self.world
        world.fund(usd(50_000))
        self.fan = world.fan()
        first = world.captured("bkg_1", usd(20_000))
        second = world.captured("bkg_2", usd(7_500))
        self.payment_id = str(first.object_id)
        self.later(minutes=3)
        tip = world.do(Charge("bkg_1", usd(500), "pm_card_visa", (("fan_1", 1),)), "bkg_1:tip")
        self.bookings.totals.append(Total(str(tip.object_id), "payment", "USD", 500, None, "bkg_1"))
        world.do(Refund("bkg_2", str(second.object_id), usd(2_500)), "bkg_2:refund")
        self.bookings.took("bkg_1", self.payment_id, 20_000)
        self.bookings.took("bkg_2", str(second.object_id), 7_500, given_back=2_500)
        world.earning("ern_1", "fan_1", usd(3_000))
        on = world.now.date()
        run_payouts(world.transaction, world.provider, SHOP, run_ref="run_1", on=on, clock=world.clock)
        with world.transaction() as session:
            (self.payout_ref,) = [payout.public_id for payout in payouts_of(session, SHOP)]

    def later(self, **delta: float) -> None:
        """Let time go by."""
        self.world.later(**delta)

    def check(self, *, bookings: bool = True, **period: Any) -> Report:
        """Reconcile now."""
        world = self.world
        side: BookingsSide | None = self.bookings if bookings else None
        return reconcile(world.transaction, world.provider, SHOP, clock=world.clock, bookings=side, **period)

    def at_provider(self, act: Callable[[Any], Any]) -> Any:
        """Do something inside the sandbox, as if in the provider's own pages: `act(request)`."""
        with open_store(self.world.engine, PLATFORM) as store:
            return act(self.world.sandbox._request({}, "", store))

    def move(
        self, amount: int, kind: str, *, made: str = "", op: str = "", currency: str = "usd", **more: Any
    ) -> str:
        """Move the business's balance at the provider behind the ledger's back; gives the id of what moved it.

        `made` is the sandbox's kind of the object behind it, `op` the operation that it says asked for it.
        """

        def act(request: Any) -> str:
            source = ""
            if made:
                store = request.store
                like = (store.listing(made) or store.listing(made, account_id=self.fan))[0]
                body = {**like, "id": store.new_id(PREFIXES[made]), "metadata": {"op_id": op} if op else {}}
                if made == "charge":
                    body["payment_intent"] = None
                request.store.add(made, body)
                source = body["id"]
            move(request, currency, amount, kind=kind, source=source, **more)
            return source

        return str(self.at_provider(act))

    def distort(self, kind: str, *, amount: int = 0, fee: int = 0, **values: Any) -> None:
        """Change the newest movement of a sort at the provider, and the balance with it."""

        def act(request: Any) -> None:
            store = request.store
            line = next(one for one in store.listing("balance_transaction") if one["type"] == kind)
            line |= {"amount": line["amount"] + amount, "fee": line["fee"] + fee, **values}
            line["net"] = line["amount"] - line["fee"]
            store.put(line)
            self._add(store, "usd", amount - fee)

        self.at_provider(act)

    def vanish(self, kind: str) -> None:
        """Let the newest movement of a sort never have happened at the provider."""

        def act(request: Any) -> None:
            store = request.store
            line = next(one for one in store.listing("balance_transaction") if one["type"] == kind)
            store.delete(line["id"])
            self._add(store, "usd", -line["net"])

        self.at_provider(act)

    def add_to_balance(self, amount: int) -> None:
        """Change the provider's balance without any movement."""
        self.at_provider(lambda request: self._add(request.store, "usd", amount))

    def _add(self, store: Any, currency: str, amount: int) -> None:
        balance = store.get("balance", "balance:")
        balance["currencies"][currency]["available"] += amount
        store.put(balance)

    def book(self, key: str, *postings: Posting) -> None:
        """Write an entry by hand."""
        self.world.post(key, postings, kind="correction")

"""The exported journal balances by the arithmetic of a reader that knows nothing of this library."""

from __future__ import annotations

import re
import shutil
import subprocess
from collections import defaultdict
from decimal import Decimal

from payouts import flows
from payouts.ledger import journal_text, trial_balance
from payouts.money import Money
from tests.missing import missing
from tests.payouts.worlds import SHOP, World, usd

_POSTING = re.compile(r'    (?P<account>\S+)  "(?P<unit>[A-Z.]+)" (?P<amount>-?[0-9.]+)')


def _journal(world: World) -> list[str]:
    world.captured("bkg", usd(1234))
    world.post("credit", flows.customer_compensated("cus", usd(500)))
    world.post("points", flows.points_given("fan", 10))
    world.post("dinar", flows.captured("bkg2", Money(1230, "BHD"), fee=Money(10, "BHD"), is_available=True))
    with world.transaction() as session:
        return list(journal_text(session, SHOP))


def test_every_entry_balances_and_every_account_agrees(world: World) -> None:
    sums: dict[tuple[str, str], Decimal] = defaultdict(Decimal)
    rest: dict[str, Decimal] = defaultdict(Decimal)
    heads = 0
    for line in _journal(world):
        posting = _POSTING.fullmatch(line)
        if posting:
            amount = Decimal(posting["amount"])
            sums[posting["account"], posting["unit"]] += amount
            rest[posting["unit"]] += amount
        else:
            assert not any(rest.values()), f"out of balance before {line!r}"
            heads += line != ""

    with world.transaction() as session:
        lines = trial_balance(session, SHOP)
    assert heads == 6
    for found in lines:
        net = Money(found.debit_minor - found.credit_minor, found.currency)
        assert sums[f"{found.kind}:{found.code}", found.currency] == net.decimal


def test_hledger_accepts_the_journal(world: World) -> None:
    text = "\n".join(_journal(world)) + "\n"
    assert text.count(" * (") == 6
    hledger = shutil.which("hledger")
    if hledger is None:
        missing("no hledger on this machine; on Debian: apt install hledger")
    checked = subprocess.run([hledger, "-f", "-", "check"], input=text, text=True, capture_output=True)
    assert checked.returncode == 0, checked.stderr

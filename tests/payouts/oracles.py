"""Programs that know nothing of this library and yet must agree with it: hledger and beancount over the exported journal."""

from __future__ import annotations

import csv
import shutil
import subprocess
from decimal import Decimal

import sqlalchemy as sa
from beancount import loader
from beancount.core.realization import realize

from payouts.ledger import journal_text, trial_balance
from payouts.money import Money
from tests.missing import missing

Balances = dict[tuple[str, str], Decimal]
"""What an account holds, by name and unit; accounts at nothing are left out."""


def assert_both_accept(connection: sa.Connection, business_ref: str) -> str:
    """Both programs take the journal, and find what the trial balance says; gives the journal."""
    text = "\n".join(journal_text(connection, business_ref)) + "\n"
    by_hledger, by_beancount = hledger(text), beancount(text)
    assert by_hledger == by_beancount
    ours: dict[str, list[Decimal]] = {}
    for line in trial_balance(connection, business_ref):
        net = Money(line.debit_minor - line.credit_minor, line.currency)
        if net:
            ours.setdefault(line.currency.replace(".", "_"), []).append(net.decimal)
    theirs: dict[str, list[Decimal]] = {}
    for (_account, unit), amount in by_hledger.items():
        theirs.setdefault(unit, []).append(amount)
    assert {unit: sorted(found) for unit, found in theirs.items()} == {
        unit: sorted(found) for unit, found in ours.items()
    }
    return text


def hledger(text: str) -> Balances:
    """Check a journal with hledger and read its balances."""
    program = shutil.which("hledger")
    if program is None:
        missing("no hledger on this machine; on Debian: apt install hledger")
    for arguments in (["check"], ["balance", "--flat", "--no-total", "--layout=bare", "-O", "csv"]):
        done = subprocess.run([program, "-f", "-", *arguments], input=text, text=True, capture_output=True)
        assert done.returncode == 0, done.stderr
    rows = list(csv.reader(done.stdout.splitlines()))[1:]
    return {(name, unit): Decimal(amount) for name, unit, amount in rows if Decimal(amount)}


def beancount(text: str) -> Balances:
    """Check a journal with beancount, its balance lines included, and read its balances."""
    directives, errors, _options = loader.load_string(text)
    assert errors == [], errors[:3]
    found: Balances = {}
    stack = [realize(directives)]
    while stack:
        account = stack.pop()
        stack.extend(account.values())
        for position in account.balance:
            found[account.account, position.units.currency] = position.units.number
    return found

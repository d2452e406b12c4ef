"""What became of what was taken back from a person: how much of it is back, and how much is still owed or asked for."""

from __future__ import annotations

from dataclasses import dataclass, field

import sqlalchemy as sa

from payouts.intents import ReverseTransfer
from payouts.ledger import chart
from payouts.operation_rows import Operation
from payouts.reversing import REVERSING, reversals_before
from payouts.tables import entry, ledger_account, posting


@dataclass
class _Claim:
    """One entry that took something back: what is back, and what is still owed or asked for."""

    back: int = 0
    owed: int = 0
    asked: int = 0


@dataclass
class ClaimsOn:
    """What became of everything taken back from one person, told from the ledger in its order.

    Attributes
    ----------
    connection : Connection
        Read once, when this is made.
    business_ref, owner_ref, currency : str
    claims : dict of str to _Claim
        By the key of the entry that took something back, the oldest first.
    """

    connection: sa.Connection
    business_ref: str
    owner_ref: str
    currency: str
    claims: dict[str, _Claim] = field(default_factory=dict)

    def __post_init__(self) -> None:
        a, e, owner = ledger_account.c, entry.c, self.owner_ref
        codes = (chart.receivable(owner).code, chart.payable(owner).code)
        rows = self.connection.execute(
            sa.select(e.key, e.kind, a.code, posting.c.amount_minor)
            .join_from(posting, ledger_account)
            .join(entry, e.id == posting.c.entry_id)
            .where(
                a.business_ref == self.business_ref,
                a.currency == self.currency,
                a.code.in_(codes),
                sa.or_(a.code == codes[0], e.kind == "clawback"),
            )
            .order_by(e.id, posting.c.id)
        )
        for key, kind, code, minor in rows:
            self._take_in(key, kind, code == codes[1], int(minor))

    def of(self, key: str) -> tuple[int, bool]:
        """Tell how much of an entry's taking is back, in minor units, and whether no more can come."""
        claim = self.claims.get(key, _Claim())
        return claim.back, not claim.owed and not claim.asked

    def _take_in(self, key: str, kind: str, is_pay: bool, minor: int) -> None:
        if is_pay:
            self.claims.setdefault(key, _Claim()).back += minor
        elif REVERSING in key:
            self._asked(key, -minor)
        elif minor > 0:
            self.claims.setdefault(key, _Claim()).owed += minor
        else:
            self._met(-minor, is_money=kind == "debt_netted")

    def _met(self, minor: int, *, is_money: bool) -> None:
        """Debts are met in the order in which they arose, by pay or by being written off."""
        for claim in self.claims.values():
            part = min(claim.owed, minor)
            claim.owed, minor = claim.owed - part, minor - part
            claim.back += part if is_money else 0

    def _asked(self, key: str, minor: int) -> None:
        """Asked back from the person's account (above zero), or not to be had there after all."""
        cause = key.partition(REVERSING)[0]
        state = {_plan_key(step): step.state for step in self._steps(cause)}.get(key)
        for name, claim in self.claims.items():
            if not name.startswith(f"{cause}:"):
                continue
            part = min(claim.owed, minor) if minor > 0 else -min(claim.asked, -minor)
            claim.owed -= part
            minor -= part
            if state == "done":
                claim.back += part
            else:
                claim.asked += part

    def _steps(self, cause: str) -> list[Operation]:
        found = reversals_before(self.connection, self.business_ref, cause)
        return [step for step in found if isinstance(step.intent, ReverseTransfer)]


def _plan_key(step: Operation) -> str:
    return f"{step.key}:plan"

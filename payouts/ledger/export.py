"""The ledger as a plain-text journal that hledger reads."""

from __future__ import annotations

from collections.abc import Iterator
from itertools import groupby

import sqlalchemy as sa

from payouts.database import Executor, connection_of
from payouts.money import Money
from payouts.tables import entry, ledger_account, posting


def journal_text(executor: Executor, business_ref: str) -> Iterator[str]:
    """Write a business's entries as an hledger journal.

    Parameters
    ----------
    executor : Session or Connection
    business_ref : str

    Yields
    ------
    str
        Lines without line ends, entries in the order of writing. An account is named by its kind and
        code; amounts are in major units, exact; the key, kind and subject follow as tags.

    Notes
    -----
    Format: hledger manual, "Journal". ``hledger check`` over the result proves the balance of every
    entry independently of this library.
    """
    c = ledger_account.c
    rows = connection_of(executor).execute(
        sa.select(
            entry.c.id,
            entry.c.key,
            entry.c.kind,
            entry.c.subject_ref,
            entry.c.event_at,
            c.kind.label("account_kind"),
            c.code,
            c.currency,
            posting.c.amount_minor,
        )
        .join_from(entry, posting)
        .join(ledger_account)
        .where(entry.c.business_ref == business_ref)
        .order_by(entry.c.id, posting.c.id)
    )
    for _entry_id, group in groupby(rows, key=lambda row: row.id):
        lines = list(group)
        head = lines[0]
        yield f"{head.event_at:%Y-%m-%d} * ({head.key}) {head.kind}  ; subject:{head.subject_ref}"
        for line in lines:
            amount = Money(line.amount_minor, line.currency)
            yield f'    {line.account_kind}:{line.code}  "{line.currency}" {amount.decimal}'
        yield ""

"""Statements: what the library makes of the books, with the names that only this house knows."""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass
from datetime import datetime
from typing import Any

import sqlalchemy as sa
from flask_babel import get_locale
from flask_babel import gettext as _

from marketplace.businesses.models import Business
from marketplace.core.db import db
from marketplace.core.errors import NotFound
from marketplace.core.formats import format_when
from marketplace.core.words import sentence
from marketplace.rewards.models import Earning, PayoutNames
from marketplace.rewards.wording import line_label
from marketplace.rewards.work import work_of
from marketplace.superfans.models import Superfan
from marketplace.trust import subjects
from payouts.errors import NotFound as NotIssued
from payouts.money import Money
from payouts.operations import operations_on
from payouts.payout_rows import Payout
from payouts.statements import issuing
from payouts.statements.csv_file import statement_csv
from payouts.statements.document import Statement
from payouts.statements.sheet import Names, Sheet, Work, sheet_of, statement_number
from payouts.tables import payout as payout_table

TITLES_FROM = "bkg_"  # subjects beside work whose title a statement gives


@dataclass(frozen=True)
class ReadStatement:
    """A statement and its sheet in the reader's language."""

    statement: Statement
    sheet: Sheet

    @property
    def number(self) -> str:
        """As it is written."""
        return statement_number(self.statement)

    @property
    def loses_letters(self) -> bool:
        """Whether its PDF has question marks for letters that cannot be printed."""
        from payouts.statements.pdf_file import loses_letters

        return loses_letters(self.sheet)

    def to_csv(self) -> bytes:
        """For a spreadsheet."""
        return statement_csv(self.sheet)

    def to_pdf(self) -> bytes:
        """For printing and keeping."""
        from payouts.statements.pdf_file import statement_pdf  # loads typefaces: only where one is printed

        return statement_pdf(self.sheet)


def statement_for(
    payout_ref: str, *, fan_refs: Collection[str] = (), business_ref: str = ""
) -> ReadStatement:
    """A statement as the fan who was paid, or the business that paid, may read it; nobody else finds it."""
    c = payout_table.c
    query = sa.select(c.public_id).where(
        c.public_id == payout_ref, sa.or_(c.owner_ref.in_(fan_refs), c.business_ref == business_ref)
    )
    if db.session.execute(query).scalar_one_or_none() is None:
        raise NotFound
    try:
        statement = issuing.read_statement(db.session, payout_ref)
    except NotIssued as missing:
        raise NotFound from missing
    return ReadStatement(statement, sheet_of(statement, _names(statement), str(get_locale() or "en")))


def statement_numbers(payouts: Collection[Payout]) -> dict[str, str]:
    """Which of these payouts have a statement, and its number."""
    owners = {(one.business_ref, one.owner_ref) for one in payouts}
    found: dict[str, str] = {}
    for business_ref, owner_ref in sorted(owners):
        found |= issuing.issued_refs(db.session, business_ref, owner_ref)
    return {one.public_id: found[one.public_id] for one in payouts if one.public_id in found}


def keep_names(business_ref: str, at: datetime) -> int:
    """Keep the names behind every payout that has left and has none kept; issues what was sent before statements were."""
    for ref in issuing.unissued_payouts(db.session, business_ref):
        issuing.issue_statement(db.session, ref, at=at)
    c = payout_table.c
    kept = sa.select(PayoutNames.id).where(PayoutNames.payout_ref == c.public_id)
    sent = sa.select(c.public_id).where(
        c.business_ref == business_ref, c.state.in_(issuing.SENT_STATES), ~kept.exists()
    )
    refs = list(db.session.execute(sent.order_by(c.id)).scalars())
    for ref in refs:
        statement = issuing.read_statement(db.session, ref)
        db.session.add(
            PayoutNames(
                payout_ref=ref,
                business_ref=business_ref,
                fan_ref=statement.owner_ref,
                names=_live_names(statement),
                kept_at=at,
            )
        )
    db.session.flush()
    return len(refs)


def _names(statement: Statement) -> Names:
    kept = db.session.scalar(
        sa.select(PayoutNames.names).where(PayoutNames.payout_ref == statement.payout_ref)
    )
    said = kept if kept is not None else _live_names(statement)
    earned = _earnings(statement)
    work = {
        ref: Work(one["title"], _day(one), _lines(earned[ref]) if ref in earned else ())
        for ref, one in (said.get("work") or {}).items()
    }
    steps = operations_on(db.session, statement.business_ref, statement.payout_ref)
    transfer = next((s.object_id for s in steps if s.intent.verb == "transfer" and s.object_id), "")
    return Names(
        said.get("business") or statement.business_ref,
        said.get("person") or statement.owner_ref,
        said.get("timezone") or "UTC",
        work,
        transfer or "",
    )


def _live_names(statement: Statement) -> dict[str, Any]:
    """The names as they are now."""
    business = db.session.scalar(sa.select(Business).where(Business.public_id == statement.business_ref))
    fan = db.session.scalar(sa.select(Superfan).where(Superfan.public_id == statement.owner_ref))
    refs = {item.subject_ref for item in statement.items} | {one.subject_ref for one in statement.held}
    done = work_of(sorted(refs))
    work: dict[str, Any] = {
        ref: {
            "title": one.title,
            "timezone": one.timezone,
            "at": (at := one.starts_at or one.deadline_at) and at.isoformat(),
        }
        for ref, one in done.items()
    }
    for ref in sorted(ref for ref in refs if ref.startswith(TITLES_FROM)):
        found = subjects.find(ref)
        if found is not None:
            work[ref] = {"title": found.title, "timezone": "UTC", "at": None}
    return {
        "business": business.name if business else "",
        "person": fan.identity.name if fan else "",
        "timezone": business.timezone if business else "UTC",
        "work": work,
    }


def _day(said: dict[str, Any]) -> str:
    return format_when(datetime.fromisoformat(said["at"]), said["timezone"]) if said["at"] else ""


def _earnings(statement: Statement) -> dict[str, Earning]:
    refs = {item.subject_ref for item in statement.items}
    mine = sa.select(Earning).where(
        Earning.business_ref == statement.business_ref,
        Earning.fan_ref == statement.owner_ref,
        Earning.assignment_ref.in_(refs),
    )
    return {earning.assignment_ref: earning for earning in db.session.scalars(mine)}


def _lines(earning: Earning) -> list[tuple[str, Money]]:
    """What an earning's money is made of: its lines, and the parts of it that went elsewhere by the fan's wish."""
    currency = earning.currency
    lines = [
        (line_label(line), Money(int(line["amount_minor"]), currency))
        for line in earning.evaluation.get("lines", ())
        if line["currency"] == currency
    ]
    for part in earning.evaluation.get("parts", ()):
        if part["kind"] != "money":
            cash = int(part["amount_minor"]) - int(part["uplift_minor"])
            lines.append((_given_words(part), Money(-cash, currency)))
    return lines


def _given_words(part: dict[str, Any]) -> str:
    return _("Not as money: %(kind)s", kind=sentence(f"reward_kind.{part['kind']}"))

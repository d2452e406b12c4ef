"""A business's yearly records: what each person was paid, from the books, with what the tax office asks beside it."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime
from zoneinfo import ZoneInfo

import sqlalchemy as sa

from marketplace.businesses.models import Business, Programme
from marketplace.core.db import db
from marketplace.identity.models import Identity
from marketplace.rewards.models import Earning, EarningShare, PayeeDetails, YearSetting
from marketplace.superfans.models import Superfan
from payouts.errors import NotFound as NoRule
from payouts.statements.tax_rules import FormRule, asks_occupation_code, forms_of, rule_of
from payouts.statements.yearly import PersonYear, records_total, years_of
from payouts.statements.yearly_reading import PaidLine, bounds_of, ledger_total, paid_lines
from payouts.tables import payout as payout_table
from payouts.tables import recipient as recipient_table

CAUSES = "cse_"  # gifts passed on through the provider are no pay
PLAIN = "PLAIN"  # where no form of ours applies
BOOKED = frozenset({"experience", "journey", "layover", "request"})
NEEDED = ("legal_name", "address", "tin")


@dataclass(frozen=True)
class Record:
    """One person on one form in one currency; minor units."""

    form: str
    owner_ref: str
    name: str
    details: PayeeDetails | None
    born_on: str
    account_ref: str
    year: PersonYear
    is_reported: bool
    missing: tuple[str, ...]
    occupation_codes: tuple[str, ...]


@dataclass(frozen=True)
class YearPage:
    """A year whole: its records, and the two totals that must agree."""

    year: int
    forms: tuple[tuple[str, FormRule | None], ...]
    records: tuple[Record, ...]
    records_minor: dict[str, int]
    ledger_minor: dict[str, int]
    to_causes_minor: dict[str, int]

    @property
    def due_on(self) -> date:
        """Until when the tax office wants them: the end of the January after."""
        return date(self.year + 1, 1, 31)

    @property
    def agrees(self) -> bool:
        """Whether the records come to what the ledger says was sent."""
        return self.records_minor == self.ledger_minor


def years_paid_in(business: Business) -> list[int]:
    """Years in which anybody was paid, newest first."""
    c = payout_table.c
    first, last = db.session.execute(
        sa.select(sa.func.min(c.planned_at), sa.func.max(c.planned_at)).where(
            c.business_ref == business.public_id
        )
    ).one()
    if first is None:
        return []
    zone = ZoneInfo(business.timezone)
    return list(range(_instant(last).astimezone(zone).year, _instant(first).astimezone(zone).year - 1, -1))


def setting_of(business: Business) -> YearSetting | None:
    """What the owner has said of forms and codes."""
    return db.session.scalar(sa.select(YearSetting).where(YearSetting.business_id == business.id))


def form_names(business: Business) -> tuple[str, ...]:
    """The forms that concern a business; none where only the plain record serves."""
    return forms_of(business.country)


def forms_by_kind(business: Business) -> dict[str, str]:
    """On which form each kind of gig belongs: guests pay for the booked ones, the business itself for the others."""
    names = forms_of(business.country)
    if names != ("1099-NEC", "1099-K"):
        return {}
    said = setting_of(business)
    kinds = sorted({p.kind for p in _programmes(business)} | {"other"})
    usual = {kind: "1099-K" if kind in BOOKED else "1099-NEC" for kind in kinds}
    return usual | {k: v for k, v in (said.forms if said else {}).items() if k in usual and v in names}


def year_of(business: Business, year: int, *, owner_ref: str | None = None) -> YearPage:
    """The records of a year; of one person alone for that person's own page."""
    since, until = bounds_of(year, business.timezone)
    ref = business.public_id
    lines = paid_lines(db.session, ref, since=since, until=until)
    mine = [one for one in lines if owner_ref in (None, one.owner_ref)]
    people = [one for one in mine if not one.owner_ref.startswith(CAUSES)]
    gifts = years_of([one for one in mine if one.owner_ref.startswith(CAUSES)], business.timezone)
    kinds = _kinds({one.subject_ref for one in people})
    records = _records(business, year, people, kinds)
    whole = years_of(mine, business.timezone, kinds)
    names = forms_of(business.country) or (PLAIN,)
    return YearPage(
        year,
        tuple((name, _rule(name, year)) for name in names),
        tuple(records),
        records_total(whole),
        ledger_total(db.session, ref, since=since, until=until)
        if owner_ref is None
        else records_total(whole),
        records_total(gifts),
    )


def _records(business: Business, year: int, lines: list[PaidLine], kinds: dict[str, str]) -> list[Record]:
    by_kind, names = forms_by_kind(business), forms_of(business.country) or (PLAIN,)
    owners = sorted({one.owner_ref for one in lines})
    known, people, accounts = _details(owners), _people(owners), _accounts(business, owners)
    codes = (said.occupation_codes if (said := setting_of(business)) else {}) or {}
    found = []
    for form in names:
        own = [
            o
            for o in lines
            if len(names) == 1 or by_kind.get(kinds.get(o.subject_ref, "other"), names[0]) == form
        ]
        rule = _rule(form, year)
        for person in years_of(own, business.timezone, kinds):
            identity = people.get(person.owner_ref)
            is_reported = rule is not None and rule.is_reportable(
                person.gross_minor, person.currency, person.count
            )
            details = known.get(person.owner_ref)
            used = tuple(sorted({codes[kind] for kind in person.by_kind if codes.get(kind)}))
            found.append(
                Record(
                    form,
                    person.owner_ref,
                    identity.name if identity else "",
                    details,
                    identity.born_on.isoformat() if identity and identity.born_on else "",
                    accounts.get(person.owner_ref) or "",
                    person,
                    is_reported,
                    _missing(form, year, details, identity, person, bool(used)) if is_reported else (),
                    used,
                )
            )
    return found


def _missing(
    form: str,
    year: int,
    details: PayeeDetails | None,
    identity: Identity | None,
    person: PersonYear,
    has_code: bool,
) -> tuple[str, ...]:
    lacks = [] if details else list(NEEDED)
    if details and not details.tin_last4:
        lacks.append("tin")
    if form == "DAC7" and not (identity and identity.born_on):
        lacks.append("born_on")
    if asks_occupation_code(form, year) and person.tips_minor and not has_code:
        lacks.append("occupation_code")
    return tuple(lacks)


def _kinds(subjects: set[str]) -> dict[str, str]:
    """Kind of gig by what was paid for: the work itself, or the booking of a tip."""
    work = sa.select(Earning.assignment_ref, Programme.kind).join(
        Programme, Programme.public_id == Earning.programme_ref
    )
    tips = (
        sa.select(EarningShare.booking_ref, Programme.kind)
        .join(Earning, Earning.id == EarningShare.earning_id)
        .join(Programme, Programme.public_id == Earning.programme_ref)
    )
    found = dict(db.session.execute(tips.where(EarningShare.booking_ref.in_(subjects))).all())
    return found | dict(db.session.execute(work.where(Earning.assignment_ref.in_(subjects))).all())


def _programmes(business: Business) -> Sequence[Programme]:
    return db.session.scalars(sa.select(Programme).where(Programme.business_id == business.id)).all()


def _details(owners: list[str]) -> dict[str, PayeeDetails]:
    query = sa.select(PayeeDetails).where(PayeeDetails.fan_ref.in_(owners))
    return {one.fan_ref: one for one in db.session.scalars(query)}


def _people(owners: list[str]) -> dict[str, Identity]:
    query = sa.select(Superfan.public_id, Identity).join(Identity, Identity.id == Superfan.identity_id)
    return dict(db.session.execute(query.where(Superfan.public_id.in_(owners))).all())


def _accounts(business: Business, owners: list[str]) -> dict[str, str]:
    c = recipient_table.c
    query = sa.select(c.owner_ref, c.account_id).where(
        c.business_ref == business.public_id, c.owner_ref.in_(owners)
    )
    return dict(db.session.execute(query).all())


def _rule(form: str, year: int) -> FormRule | None:
    try:
        return rule_of(form, year)
    except NoRule:
        return None


def _instant(at: datetime | str) -> datetime:
    return datetime.fromisoformat(at) if isinstance(at, str) else at

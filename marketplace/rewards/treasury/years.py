"""A business's yearly records: what each person was paid, from the books, with what the tax office asks beside it."""

from __future__ import annotations

import json
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any
from zoneinfo import ZoneInfo

import sqlalchemy as sa

from marketplace.businesses.models import Business, Programme
from marketplace.core.db import db
from marketplace.identity.models import Identity
from marketplace.rewards.models import Earning, EarningShare, PayeeDetails, YearSetting
from marketplace.superfans.models import Superfan
from payouts.errors import NotFound as NoRule
from payouts.money import Money
from payouts.statements.csv_file import table_csv
from payouts.statements.tax_rules import FormRule, forms_of, rule_of
from payouts.statements.yearly import PersonYear, records_total, to_plain, years_of
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


def to_json(business: Business, page: YearPage) -> bytes:
    """The whole year as JSON: the same bytes for the same books and details."""
    document = {
        "schema": 1,
        "business": {"ref": business.public_id, "name": business.name, "country": business.country},
        "year": page.year,
        "timezone": business.timezone,
        "control": {
            "records_minor": page.records_minor,
            "ledger_minor": page.ledger_minor,
            "to_causes_minor": page.to_causes_minor,
            "agrees": page.agrees,
        },
        "records": [_plain(one) for one in page.records],
    }
    return json.dumps(document, sort_keys=True, indent=1, ensure_ascii=False).encode()


def to_csv(page: YearPage) -> bytes:
    """One line for each person, form and currency; amounts in major units."""
    heading = [
        "form", "year", "reported", "missing", "ref", "legal_name", "address", "country", "tin_last4", "tin_country",
        "vat_id", "born_on", "account", "currency", "gross", "pay", "tips", "set_off", "activities", "occupation_codes",
        *(f"month_{n:02d}" for n in range(1, 13)), *(f"quarter_{n}" for n in range(1, 5)),
        *(f"activities_q{n}" for n in range(1, 5)),
    ]  # fmt: skip
    rows = [heading, *(_row(one, page.year) for one in page.records)]
    for currency in sorted(set(page.records_minor) | set(page.ledger_minor)):
        for name, sums in (("CONTROL records", page.records_minor), ("CONTROL ledger", page.ledger_minor)):
            amount = str(Money(sums.get(currency, 0), currency).decimal)
            rows.append([name, str(page.year), *[""] * 11, currency, amount, *[""] * (len(heading) - 15)])
    return table_csv(rows, numbers={14, 15, 16, 17, *range(20, 20 + 16)})


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
                    _missing(form, details, identity, person, bool(used)) if is_reported else (),
                    used,
                )
            )
    return found


def _missing(
    form: str, details: PayeeDetails | None, identity: Identity | None, person: PersonYear, has_code: bool
) -> tuple[str, ...]:
    lacks = [] if details else list(NEEDED)
    if details and not details.tin_last4:
        lacks.append("tin")
    if form == "DAC7" and not (identity and identity.born_on):
        lacks.append("born_on")
    if form.startswith("1099") and person.tips_minor and not has_code:
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


def _plain(one: Record) -> dict[str, Any]:
    said = one.details
    return to_plain(one.year) | {
        "form": one.form,
        "reported": one.is_reported,
        "missing": list(one.missing),
        "legal_name": said.legal_name if said else "",
        "address": said.address if said else "",
        "country": said.country if said else "",
        "tin_last4": said.tin_last4 if said else "",
        "tin_country": said.tin_country if said else "",
        "vat_id": said.vat_id if said else "",
        "born_on": one.born_on,
        "account_ref": one.account_ref,
        "occupation_codes": list(one.occupation_codes),
    }


def _row(one: Record, year: int) -> list[str]:
    plain, currency = _plain(one), one.year.currency

    def money(amount_minor: int) -> str:
        return str(Money(amount_minor, currency).decimal)

    return [
        one.form, str(year), "yes" if one.is_reported else "no", " ".join(one.missing), one.owner_ref,
        plain["legal_name"], plain["address"], plain["country"], plain["tin_last4"], plain["tin_country"],
        plain["vat_id"], one.born_on, one.account_ref, currency, money(one.year.gross_minor), money(one.year.pay_minor),
        money(one.year.tips_minor), money(one.year.set_off_minor), str(one.year.count), " ".join(one.occupation_codes),
        *(money(m) for m in one.year.by_month), *(money(q) for q in one.year.by_quarter),
        *(str(n) for n in one.year.count_by_quarter),
    ]  # fmt: skip


def _instant(at: datetime | str) -> datetime:
    return datetime.fromisoformat(at) if isinstance(at, str) else at

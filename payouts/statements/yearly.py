"""A year's record of what each person was paid, added up by person; totals must equal the ledger's. Pure."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from typing import Any
from zoneinfo import ZoneInfo

from payouts.statements.yearly_reading import PaidLine


@dataclass(slots=True)
class PersonYear:
    """What one person was paid in a year, in one currency; minor units.

    Attributes
    ----------
    pay_minor, tips_minor : int
        What reached the person as money; debts that were set off are pay all the same.
    set_off_minor : int
        The part of the pay with which debts were settled; included in ``pay_minor``.
    by_month, by_quarter : list of int
        Gross sums (pay and tips) by month and quarter of the business's zone.
    count : int
        Activities: distinct subjects paid for.
    count_by_quarter : list of int
    by_kind : dict of str to [int, int]
        Pay and tips by kind of gig.
    """

    owner_ref: str
    currency: str
    pay_minor: int = 0
    tips_minor: int = 0
    set_off_minor: int = 0
    by_month: list[int] = field(default_factory=lambda: [0] * 12)
    by_quarter: list[int] = field(default_factory=lambda: [0] * 4)
    count: int = 0
    count_by_quarter: list[int] = field(default_factory=lambda: [0] * 4)
    by_kind: dict[str, list[int]] = field(default_factory=dict)

    @property
    def gross_minor(self) -> int:
        """Pay and tips."""
        return self.pay_minor + self.tips_minor


def years_of(
    lines: Iterable[PaidLine], timezone: str, kind_of: Mapping[str, str] | None = None
) -> list[PersonYear]:
    """Add lines up by person and currency. Pure.

    Parameters
    ----------
    lines : iterable of PaidLine
    timezone : str
        Of the business: a payment belongs to the month in which it left there.
    kind_of : mapping of str to str, optional
        Kind of gig by subject; what is not in it is ``other``.

    Returns
    -------
    list of PersonYear
        By owner, then currency.
    """
    zone, kinds = ZoneInfo(timezone), kind_of or {}
    found: dict[tuple[str, str], PersonYear] = {}
    seen: dict[tuple[str, str], dict[str, int]] = {}
    for line in lines:
        place = line.owner_ref, line.currency
        person = found.setdefault(place, PersonYear(*place))
        month = line.paid_at.astimezone(zone).month - 1
        if line.kind == "debt_netted":
            # The debt was paid with pay that was earned: the whole of it was paid, a part of it to settle the debt.
            person.set_off_minor -= line.amount_minor
            continue
        _add(person, line, month, kinds.get(line.subject_ref, "other"))
        if line.amount_minor > 0 and not line.is_tip:
            seen.setdefault(place, {}).setdefault(line.subject_ref, month // 3)
    for place, subjects in seen.items():
        found[place].count = len(subjects)
        for quarter in subjects.values():
            found[place].count_by_quarter[quarter] += 1
    return [found[place] for place in sorted(found)]


def records_total(people: Iterable[PersonYear]) -> dict[str, int]:
    """What the records say was sent: gross less what was set off, by currency."""
    sums: dict[str, int] = {}
    for one in people:
        sums[one.currency] = sums.get(one.currency, 0) + one.gross_minor - one.set_off_minor
    return sums


def _add(person: PersonYear, line: PaidLine, month: int, kind: str) -> None:
    by_kind = person.by_kind.setdefault(kind, [0, 0])
    by_kind[line.is_tip] += line.amount_minor
    if line.is_tip:
        person.tips_minor += line.amount_minor
    else:
        person.pay_minor += line.amount_minor
    person.by_month[month] += line.amount_minor
    person.by_quarter[month // 3] += line.amount_minor


def to_plain(person: PersonYear) -> dict[str, Any]:
    """A person's year as plain data, with the keys in one order."""
    return {
        "owner_ref": person.owner_ref,
        "currency": person.currency,
        "gross_minor": person.gross_minor,
        "pay_minor": person.pay_minor,
        "tips_minor": person.tips_minor,
        "set_off_minor": person.set_off_minor,
        "by_month_minor": list(person.by_month),
        "by_quarter_minor": list(person.by_quarter),
        "activities": person.count,
        "activities_by_quarter": list(person.count_by_quarter),
        "by_kind": {
            kind: {"pay_minor": v[0], "tips_minor": v[1]} for kind, v in sorted(person.by_kind.items())
        },
    }

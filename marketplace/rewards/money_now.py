"""The desk's money at one look: where it lies, whose it is, and what came in and went out week by week."""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from zoneinfo import ZoneInfo

from babel.dates import format_skeleton
from flask_babel import get_locale, gettext
from markupsafe import Markup

from marketplace.businesses.models import Business
from marketplace.core.charts import Series, column_chart
from marketplace.core.formats import format_date, format_money
from marketplace.core.minor import in_units
from marketplace.rewards import treasury
from marketplace.rewards.treasury import BudgetState
from marketplace.rewards.treasury.books import AT_PROVIDER

WEEKS_SHOWN = 8
TO_PEOPLE = ("payable", "tips_payable", "in_transit", "carried", "carried_tips")
BEHIND_CREDIT = ("credit_backing", "discount_reserve")


@dataclass(frozen=True)
class Figure:
    """An amount with its name, and what it means where that is not plain."""

    label: str
    minor: int
    amount: str
    note: str = ""


@dataclass(frozen=True)
class Flow:
    """What came in and went out by week, drawn and as numbers."""

    svg: Markup
    keys: list[str]
    columns: list[str]
    rows: list[list[str]]


def figures_of(business: Business, budgets: Collection[BudgetState]) -> list[Figure]:
    """Where the money lies and whose it is, in the business's own currency: the first is what the others add up to."""
    code = business.currency
    sums: dict[str, int] = {}
    for line in treasury.trial_balance_of(business):
        if line.currency == code:
            family = line.code.partition(":")[0]
            sums[family] = sums.get(family, 0) + line.debit_minor - line.credit_minor

    def owed(*families: str) -> int:
        return -sum(sums.get(family, 0) for family in families)

    pending = sums.get("provider_pending", 0)
    arrives = gettext("%(amount)s of it is not free yet", amount=format_money(pending, code))
    left = sum(max(b.funded_minor - b.spent_minor - b.reserved_minor, 0) for b in budgets)
    promised = sum(b.reserved_minor for b in budgets) + owed("perk_reserve")
    whole = sum(sums.get(f, 0) for f in AT_PROVIDER)
    parts = [
        (gettext("Left for rewards"), left, gettext("neither spent nor promised")),
        (gettext("Promised for work"), promised, gettext("at most, for what is offered and not done yet")),
        (gettext("Owed to your people"), owed(*TO_PEOPLE), gettext("earned or tipped, not yet with their bank")),
        (gettext("Paid by guests in advance"), owed("held"), gettext("yours once it has taken place")),
        (gettext("On its way back to guests"), owed("refund_due"), ""),
        (gettext("Tax you owe"), owed("tax_payable"), gettext("in what guests paid so far")),
        (gettext("Behind credit and codes"), owed(*BEHIND_CREDIT), gettext("until people spend them with you")),
        (gettext("Given to causes"), owed("charity_payable"), gettext("not yet passed on")),
    ]  # fmt: skip
    yours = whole - sum(minor for _label, minor, _note in parts)
    free = (
        gettext("in no budget and owed to nobody") if yours >= 0 else gettext("more is owed than lies there")
    )
    claimed = sums.get("dispute_claim", 0)
    if claimed > 0:
        away = format_money(claimed, code)
        free = gettext("without %(amount)s that banks took and have not decided on", amount=away)
    found = [
        (gettext("With your payment provider"), whole, arrives if pending > 0 else gettext("in all, for what follows")),
        *parts,
        (gettext("Yours"), yours, free),
    ]  # fmt: skip
    always = {0, 1, 3}
    return [
        Figure(label, minor, format_money(minor, code), note)
        for n, (label, minor, note) in enumerate(found)
        if minor or n in always
    ]


def flow_of(business: Business, at: datetime) -> Flow | None:
    """The last weeks at the provider; None where nothing moved."""
    zone, code = ZoneInfo(business.timezone), business.currency
    today = at.astimezone(zone).date()
    first = today - timedelta(days=today.weekday(), weeks=WEEKS_SHOWN - 1)
    weeks: dict[date, list[int]] = {first + timedelta(weeks=n): [0, 0] for n in range(WEEKS_SHOWN)}
    for when, minor in treasury.movements_at_provider(business, datetime.combine(first, time(), zone)):
        day = when.astimezone(zone).date()
        week = weeks.get(day - timedelta(days=day.weekday()))
        if week is not None:
            week[minor < 0] += abs(minor)
    if not any(map(any, weeks.values())):
        return None
    keys = [gettext("Came in"), gettext("Went out")]
    series = [Series(key, tuple(in_units(w[n], code) for w in weeks.values())) for n, key in enumerate(keys)]
    labels = [format_skeleton("MMMd", week, locale=get_locale()) for week in weeks]
    return Flow(
        column_chart(labels, series, title=gettext("What came in and went out, week by week")),
        keys,
        [gettext("Week from"), *keys],
        [[format_date(week), *(format_money(minor, code) for minor in pair)] for week, pair in weeks.items()],
    )

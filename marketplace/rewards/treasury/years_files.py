"""A business's yearly records as files: the same bytes for the same books and details."""

from __future__ import annotations

import json
from typing import Any

from marketplace.businesses.models import Business
from marketplace.rewards.treasury.years import Record, YearPage
from payouts.money import Money
from payouts.statements.csv_file import table_csv
from payouts.statements.yearly import to_plain


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

"""The command ``reconcile``: the ledger of a business against its provider, for operators and their monitors."""

from __future__ import annotations

import argparse
import datetime as dt
import json
import os
import sys
from typing import Any

import sqlalchemy as sa

from payouts.errors import NotFound
from payouts.gateways.provider import Provider
from payouts.gateways.stripe_provider import live_provider, sandbox_provider
from payouts.money import Money
from payouts.reconciliation.items import Item
from payouts.reconciliation.report import Report
from payouts.reconciliation.run import reconcile
from payouts.reconciliation.sources import first_movement_at

EXIT_DIFFERENCES = 1
KEY_SETTING = "STRIPE_SECRET_KEY"


def add_to(commands: Any) -> None:
    """Add the command to a parser's commands."""
    command = commands.add_parser(
        "reconcile",
        help="compare a ledger with its provider; exit status 0 if they agree, 1 if not, 2 if it could not run",
        description=f"Compares with Stripe if {KEY_SETTING} is set, else with the sandbox in the same database.",
    )
    command.add_argument("url", help="SQLAlchemy URL")
    command.add_argument("business", help="opaque id of the business")
    add_period(command)
    command.add_argument("--json", action="store_true", help="print the report as JSON")
    command.set_defaults(run=run)


def add_period(command: argparse.ArgumentParser) -> None:
    """Add the two ends of a period."""
    command.add_argument(
        "--from", dest="since", type=instant, help="ISO date or instant (UTC if it says no zone)"
    )
    command.add_argument(
        "--to", dest="until", type=instant, help="ISO date or instant, itself left out; else now"
    )


def instant(text: str) -> dt.datetime:
    """Read an ISO date or instant as an aware one."""
    found = dt.datetime.fromisoformat(text)
    return found if found.tzinfo is not None else found.replace(tzinfo=dt.UTC)


def run(options: argparse.Namespace) -> int:
    """Reconcile and print what is open."""
    engine: sa.Engine = options.open_engine(options.url)
    with engine.connect() as connection:
        if first_movement_at(connection, options.business) is None:
            raise NotFound(f"there are no books of {options.business}", business_ref=options.business)
    report = reconcile(
        engine.begin,
        _provider(engine, options.business),
        options.business,
        clock=_now,
        since=options.since,
        until=options.until,
    )
    if options.json:
        sys.stdout.write(json.dumps(to_document(report), indent=2) + "\n")
    else:
        sys.stdout.write("\n".join(in_lines(report)) + "\n")
    return 0 if report.is_clean else EXIT_DIFFERENCES


def to_document(report: Report) -> dict[str, Any]:
    """Write a report as plain data."""
    return {
        "run": report.run_ref,
        "since": report.since.isoformat(),
        "until": report.until.isoformat(),
        "is_clean": report.is_clean,
        "lines": {"provider": report.tally.provider, "ledger": report.tally.ledger},
        "agreed": report.tally.agreed,
        "totals": report.totals,
        "resolved": report.resolved,
        "balances": [
            {
                "currency": proof.currency,
                "provider_minor": proof.provider_minor,
                "ledger_minor": proof.ledger_minor,
                "explained_minor": proof.explained_minor,
                "unexplained_minor": proof.unexplained_minor,
            }
            for proof in report.balances
        ],
        "differences": [_item(item) for item in report.open_items],
    }


def in_lines(report: Report) -> list[str]:
    """Write a report for a terminal: a line for each open difference, and the balances."""
    lines = [_line(item) for item in report.open_items]
    for proof in report.balances:
        both = [str(Money(m, proof.currency)) for m in (proof.provider_minor, proof.ledger_minor)]
        unexplained = Money(proof.unexplained_minor, proof.currency)
        lines.append(f"provider {both[0]}, ledger {both[1]}, unexplained {unexplained}")
    lines.append(
        f"{report.tally.agreed} movements agree; {len(report.open_items)} differences, "
        f"{len(report.due)} to look at; {report.resolved} resolved"
    )
    return lines


def _line(item: Item) -> str:
    found = item.found
    sides = [
        f"{name} {'-' if minor is None else Money(minor, found.currency).decimal}"
        for name, minor in (
            ("provider", found.provider_minor),
            ("ledger", found.ledger_minor),
            ("bookings", found.bookings_minor),
        )
    ]
    when = f"{found.happened_at:%Y-%m-%d %H:%M}"
    mark = "!" if item.is_due else " "
    where = found.provider_id or found.ledger_key or found.ref
    return (
        f"{mark} {when}  {found.drift:<9} {found.cause:<22} {found.kind:<17} "
        f"{found.currency} {', '.join(sides)}  {where}"
    )


def _item(item: Item) -> dict[str, Any]:
    found = item.found
    return {
        "id": item.id,
        "key": found.key,
        "drift": found.drift,
        "side": found.side,
        "cause": found.cause,
        "kind": found.kind,
        "currency": found.currency,
        "provider_minor": found.provider_minor,
        "ledger_minor": found.ledger_minor,
        "bookings_minor": found.bookings_minor,
        "provider_id": found.provider_id,
        "ledger_key": found.ledger_key,
        "ref": found.ref,
        "happened_at": found.happened_at.isoformat(),
        "due_at": found.due_at.isoformat(),
        "is_due": item.is_due,
    }


def _provider(engine: sa.Engine, business_ref: str) -> Provider:
    key = os.environ.get(KEY_SETTING, "")
    return live_provider(key) if key else sandbox_provider(engine, business_ref, clock=_now)[0]


def _now() -> dt.datetime:
    return dt.datetime.now(dt.UTC)

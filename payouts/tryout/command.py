"""The command ``try``: a scheme on past gigs or on a simulated month, out of JSON files."""

from __future__ import annotations

import argparse
import json
import sys
from datetime import date
from pathlib import Path
from typing import Any

from payouts.errors import InvalidFacts
from payouts.json_files import read_json
from payouts.money import Money
from payouts.schemes import Scheme, scheme_from_document
from payouts.tryout.report import report, to_document
from payouts.tryout.simulation import month_from_document, simulate
from payouts.tryout.trying import try_out
from payouts.tryout.work import Work, day_from, work_from_documents


def add_to(commands: Any) -> None:
    """Add the command to a parser's commands."""
    command = commands.add_parser("try", help="try a scheme on past gigs or on a simulated month")
    command.add_argument("scheme", type=Path, help="JSON file of the scheme to be tried")
    on = command.add_mutually_exclusive_group(required=True)
    on.add_argument("--work", type=Path, help="JSON file: a list of {fan, on, facts}")
    on.add_argument(
        "--month", type=Path, help="JSON file: start, typical facts, gigs, fans, days, spread_pct, seed"
    )
    command.add_argument("--present", type=Path, help="JSON file of the scheme that holds now")
    command.add_argument("--budget", type=int, help="what is in the budget, in minor units")
    command.add_argument("--from", dest="start", help="ISO date from which the budget is to last")
    command.add_argument("--locale", default="en", help="language of the report: en or es")
    command.add_argument("--json", action="store_true", help="print the figures as JSON")
    command.set_defaults(run=run)


def run(options: argparse.Namespace) -> int:
    """Try it and print what it comes to."""
    scheme = _scheme(options.scheme)
    if options.budget is not None and options.budget < 0:
        raise InvalidFacts("--budget must not be below zero", field="--budget")
    found = try_out(
        scheme,
        _work(options),
        present=_scheme(options.present) if options.present else None,
        funds=None if options.budget is None else Money(options.budget, scheme.currency),
        start=_start(options.start),
    )
    figures = json.dumps(to_document(found), indent=2, sort_keys=True)
    sys.stdout.write(figures if options.json else "\n".join(report(found, scheme, options.locale)))
    sys.stdout.write("\n")
    return 0


def _start(text: str | None) -> date | None:
    return None if text is None else day_from(text, "--from")


def _work(options: argparse.Namespace) -> tuple[Work, ...]:
    if options.work:
        return work_from_documents(read_json(options.work))
    return simulate(month_from_document(read_json(options.month)))


def _scheme(path: Path) -> Scheme:
    return scheme_from_document(read_json(path))

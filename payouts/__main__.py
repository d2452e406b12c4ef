"""The command line: evaluate a scheme, try it out; audit, seal, verify, reconcile a ledger, print its balances or journal."""

from __future__ import annotations

import argparse
import datetime as dt
import json
import sys
from collections.abc import Sequence
from pathlib import Path

import sqlalchemy as sa

from payouts.audit import audit
from payouts.database import prepare_sqlite
from payouts.errors import InvalidHead, InvalidScheme, PayoutsError
from payouts.json_files import read_json
from payouts.ledger import Head, head_of, journal_text, seal, sealed_businesses, trial_balance, verify_chain
from payouts.ledger.seals import SEALED_AT_ONCE
from payouts.money import Money
from payouts.reconciliation import command as reconciliation
from payouts.schemes import (
    facts_from_document,
    line_words,
    money_words,
    quote,
    scheme_from_document,
    scheme_json_schema,
)
from payouts.tryout import command as tryout

EXIT_FINDINGS = 1
EXIT_BAD_INPUT = 2


def main(arguments: Sequence[str] | None = None) -> int:
    """Run the command line.

    Parameters
    ----------
    arguments : sequence of str, optional
        Without the program's name; the process's own by default.

    Returns
    -------
    int
        0, or 1 if an audit or a check of the seals found something, or 2 if the input was unusable.
    """
    options = _parser().parse_args(arguments)
    try:
        return int(options.run(options))
    except InvalidScheme as error:
        for path, sentence in error.problems:
            print(f"{path or 'document'}: {sentence}", file=sys.stderr)
    except (PayoutsError, OSError) as error:
        print(error, file=sys.stderr)
    except ModuleNotFoundError as error:
        print(f"this database needs a package that is not installed: {error.name}", file=sys.stderr)
    except sa.exc.SQLAlchemyError as error:
        print(f"the database cannot be read: {error.__class__.__name__}: {error}", file=sys.stderr)
    return EXIT_BAD_INPUT


def _parser() -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser(prog="python -m payouts", description=__doc__)
    commands = parser.add_subparsers(required=True)
    command = commands.add_parser("evaluate", help="work out what a scheme pays for given facts")
    command.add_argument("scheme", type=Path, help="JSON file of a scheme")
    command.add_argument("facts", type=Path, help="JSON file of facts")
    command.add_argument("--locale", default="en", help="language of the lines: en or es")
    command.add_argument("--json", action="store_true", help="print the lines as JSON")
    command.set_defaults(run=_evaluate)
    tryout.add_to(commands)
    reconciliation.add_to(commands)
    command = commands.add_parser("schema", help="print the JSON Schema of scheme documents")
    command.set_defaults(run=_schema)
    command = commands.add_parser(
        "audit", help="check every promise over a database; exit status 1 on a finding"
    )
    command.add_argument("url", help="SQLAlchemy URL")
    command.add_argument("--business", help="only this business")
    command.set_defaults(run=_audit)
    for name, run, text in (
        ("seal", _seal, "seal every entry that is not sealed yet, and print the head of each chain"),
        ("verify", _verify, "recompute the chains of seals; exit status 1 if one is broken"),
    ):
        command = commands.add_parser(name, help=text)
        command.add_argument("url", help="SQLAlchemy URL")
        command.add_argument("--business", help="only this business")
        command.set_defaults(run=run, head="")
        if name == "verify":
            command.add_argument(
                "--head", default="", help="NUMBER:HASH noted earlier, which must be in the chain"
            )
    for name, run, text in (
        ("trial-balance", _trial_balance, "list every account with its net debit or credit"),
        ("journal", _journal, "print the entries as an hledger journal"),
    ):
        command = commands.add_parser(name, help=text)
        command.add_argument("url", help="SQLAlchemy URL")
        command.add_argument("business", help="opaque id of the business")
        command.set_defaults(run=run)
    parser.set_defaults(open_engine=_writing_engine)
    return parser


def _evaluate(options: argparse.Namespace) -> int:
    scheme = scheme_from_document(read_json(options.scheme))
    found = quote(scheme, facts_from_document(read_json(options.facts)))
    if options.json:
        document = found.evaluation.to_document() | {"maximum_minor": found.maximum.amount_minor}
        print(json.dumps(document, indent=2, sort_keys=True))
        return 0
    for line in found.evaluation.lines:
        words = line_words(line, options.locale, scheme=scheme)
        print(f"{money_words(line.amount, options.locale):>24}  {words}")
    for line in found.possible:
        words = line_words(line, options.locale, scheme=scheme)
        print(f"{'+ ' + money_words(line.amount, options.locale):>24}  {words}")
    print(f"{money_words(found.evaluation.cash, options.locale):>24}  =")
    print(f"{money_words(found.maximum, options.locale):>24}  max")
    return 0


def _schema(_options: argparse.Namespace) -> int:
    print(json.dumps(scheme_json_schema(), indent=1))
    return 0


def _audit(options: argparse.Namespace) -> int:
    with _engine(options.url).connect() as connection:
        findings = audit(connection, business_ref=options.business)
    for finding in findings:
        print(finding)
    print(f"{len(findings)} findings")
    return EXIT_FINDINGS if findings else 0


def _seal(options: argparse.Namespace) -> int:
    engine = _writing_engine(options.url)
    for business in _businesses(engine, options.business):
        sealed = SEALED_AT_ONCE
        while sealed == SEALED_AT_ONCE:
            with engine.begin() as connection:
                sealed = seal(connection, business, at=dt.datetime.now(dt.UTC))
        with engine.connect() as connection:
            print(f"{business} {head_of(connection, business)}")
    return 0


def _verify(options: argparse.Namespace) -> int:
    known = Head.parse(options.head) if options.head else None
    if known is not None and not options.business:
        raise InvalidHead("a head belongs to one business: name it with --business", head=options.head)
    engine, is_broken = _engine(options.url), False
    for business in _businesses(engine, options.business):
        with engine.connect() as connection:
            report = verify_chain(connection, business, known=known)
        print(f"{business} {report.head} sealed, {report.tail.entries} not sealed yet")
        for found in report.breaks:
            print(f"{business} {found}")
            is_broken = True
    return EXIT_FINDINGS if is_broken else 0


def _businesses(engine: sa.Engine, wanted: str | None) -> list[str]:
    if wanted is not None:
        return [wanted]
    with engine.connect() as connection:
        return sealed_businesses(connection)


def _trial_balance(options: argparse.Namespace) -> int:
    with _engine(options.url).connect() as connection:
        lines = trial_balance(connection, options.business)
    for line in lines:
        sides = [
            str(Money(m, line.currency).decimal) if m else "" for m in (line.debit_minor, line.credit_minor)
        ]
        print(f"{line.currency:<12} {line.kind:<10} {line.code:<48} {sides[0]:>16} {sides[1]:>16}")
    for currency in sorted({line.currency for line in lines}):
        debit = sum(line.debit_minor for line in lines if line.currency == currency)
        credit = sum(line.credit_minor for line in lines if line.currency == currency)
        totals = [str(Money(m, currency).decimal) for m in (debit, credit)]
        print(f"{currency:<12} {'total':<10} {'':<48} {totals[0]:>16} {totals[1]:>16}")
    return 0


def _journal(options: argparse.Namespace) -> int:
    with _engine(options.url).connect() as connection:
        for line in journal_text(connection, options.business):
            print(line)
    return 0


def _engine(url: str) -> sa.Engine:
    """Open a database that exists: SQLite would make an empty one of a mistyped name."""
    engine = sa.create_engine(url)
    database = engine.url.database
    if engine.dialect.name == "sqlite" and database and not Path(database).exists():
        raise FileNotFoundError(f"there is no database {database}")
    return engine


def _writing_engine(url: str) -> sa.Engine:
    return prepare_sqlite(_engine(url))


if __name__ == "__main__":
    sys.exit(main())

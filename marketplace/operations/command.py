"""Parses the operator's command and calls what does it."""

from __future__ import annotations

import argparse
import json
import os
import sys
from collections.abc import Sequence
from pathlib import Path

from config import InvalidSetting
from marketplace.core.garbage import collect_seldom
from marketplace.operations import environment


def main(arguments: Sequence[str] | None = None) -> int:
    """Run one command; returns the exit status."""
    options = _parser().parse_args(arguments)
    if options.port:
        os.environ["PORT"] = str(options.port)
    environment.prepare("shop" if options.shop else os.environ.get("MUSTER_WORLD", "demo"))
    collect_seldom()
    try:
        return int(COMMANDS[options.command](options))
    except InvalidSetting as fault:
        print(f"A setting cannot be used. {fault}", file=sys.stderr)
        return 2


def _parser() -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser(prog="python -m marketplace", description="Run and look after Muster.")
    parser.add_argument("command", choices=sorted(COMMANDS))
    parser.add_argument("--shop", action="store_true", help="your own shop instead of the demo world")
    parser.add_argument("--port", type=int, default=0, help="port of the web server (5000)")
    parser.add_argument("--json", action="store_true", help="print for machines")
    parser.add_argument("--file", type=Path, help="archive to write or to read")
    parser.add_argument("--business", help="only this business, by its address")
    parser.add_argument("--from", dest="since", help="ISO date or instant")
    parser.add_argument("--to", dest="until", help="ISO date or instant, itself left out")
    return parser


def _run(options: argparse.Namespace) -> int:
    from marketplace.operations import serve

    return serve.run()


def _upgrade(options: argparse.Namespace) -> int:
    from marketplace.operations import serve

    serve.upgrade()
    return 0


def _worker(options: argparse.Namespace) -> int:
    from marketplace.operations import serve

    return serve.work()


def _loop(options: argparse.Namespace) -> int:
    from marketplace.demo import loop

    return loop.main(as_json=options.json)


def _audit(options: argparse.Namespace) -> int:
    from marketplace import create_app
    from marketplace.core import audit

    with create_app().app_context():
        findings = audit.run()
    if options.json:
        print(json.dumps([vars(f) for f in findings], indent=2))
    else:
        for finding in findings:
            print(
                f"{finding.invariant:>2}  {audit.INVARIANTS[finding.invariant]}: {finding.subject}: {finding.fault}"
            )
        print(f"{len(findings)} breaches of {len(audit.INVARIANTS)} invariants")
    return 1 if findings else 0


def _reconcile(options: argparse.Namespace) -> int:
    from marketplace.operations import reconcile

    return reconcile.main(
        business=options.business, since=options.since, until=options.until, as_json=options.json
    )


def _backup(options: argparse.Namespace) -> int:
    from marketplace.operations import backup

    path = backup.backup(options.file)
    print(f"Database and photos are in {path}")
    return 0


def _restore(options: argparse.Namespace) -> int:
    from marketplace.operations import backup

    if options.file is None:
        print("Name the archive: make restore FILE=instance/backups/….tar.gz", file=sys.stderr)
        return 2
    findings = backup.restore(options.file)
    for finding in findings:
        print(f"{finding.invariant:>2}  {finding.subject}: {finding.fault}")
    print(
        "Restored; the audit found nothing."
        if not findings
        else f"Restored; the audit found {len(findings)}."
    )
    return 1 if findings else 0


COMMANDS = {
    "run": _run,
    "upgrade": _upgrade,
    "worker": _worker,
    "loop": _loop,
    "audit": _audit,
    "reconcile": _reconcile,
    "backup": _backup,
    "restore": _restore,
}

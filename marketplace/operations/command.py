"""Parses the operator's command and calls what does it."""

from __future__ import annotations

import argparse
import json
import os
import sys
from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import TYPE_CHECKING

from config import InvalidSetting
from marketplace.core.garbage import collect_seldom
from marketplace.operations import environment

if TYPE_CHECKING:
    from marketplace.operations import restore


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

    try:
        path = backup.backup(options.file)
    except backup.CannotBackUp as fault:
        print(fault, file=sys.stderr)
        return 2
    print(f"Database and photos are in {path}")
    print("Keep SECRET_KEY elsewhere, and safe: authenticator apps go on working only with the same key.")
    return 0


def _restore(options: argparse.Namespace) -> int:
    from marketplace.operations import backup, restore

    if options.file is None:
        print("Name the archive: make restore FILE=instance/backups/….tar.gz", file=sys.stderr)
        return 2
    try:
        done = restore.restore(options.file)
    except (restore.CannotRestore, backup.CannotBackUp) as fault:
        print(f"{fault}\nNothing was changed.", file=sys.stderr)
        return 2
    for line in _told(done):
        print(line)
    return 1 if done.findings else 0


def _told(done: restore.Restored) -> Iterator[str]:
    for finding in done.findings:
        yield f"{finding.invariant:>2}  {finding.subject}: {finding.fault}"
    if done.kept is not None:
        yield f"What was here before is kept in {done.kept}"
    if done.is_key_another:
        yield (
            "SECRET_KEY is another than when the archive was made. Passwords and passkeys work; authenticator apps and "
            "recovery codes do only with the old key: put it back, or take them away one by one with "
            "`flask --app wsgi forget-second-factor ADDRESS`."
        )
    yield f"Restored; the audit found {len(done.findings) or 'nothing'}."


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

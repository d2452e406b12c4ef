"""The audit names whatever is broken: every check of every invariant is shown a breach, on both databases."""

from __future__ import annotations

import ast
import re
from functools import partial

import pytest
import sqlalchemy as sa
from flask import Flask

from config import ROOT
from marketplace.core import audit, edge
from marketplace.core.db import db
from tests.demo_world import (  # noqa: F401 - fixtures
    demo_app,
    demo_clock,
    demo_postgres,
    demo_sqlite,
    demo_url,
)
from tests.meta.corruptions import CORRUPTIONS, Corruption

pytestmark = pytest.mark.slow

CHECKS_IN = ("checks.py", "audits.py")


def _name(check: audit.Check) -> str:
    """How the list of corruptions calls a check."""
    function = check.func if isinstance(check, partial) else check
    given = f"({', '.join(map(str, check.args))})" if isinstance(check, partial) else ""
    return f"{function.__module__.removeprefix('marketplace.')}.{function.__name__}{given}"


def _checks() -> dict[str, tuple[int, audit.Check]]:
    return {_name(check): (number, check) for number, check in audit.CHECKS}


def test_every_invariant_has_a_check_and_every_check_a_breach(site: Flask) -> None:
    assert audit.unchecked() == []
    assert len(_checks()) == len(audit.CHECKS), "two checks of one name"
    assert _checks().keys() == {one.check for one in CORRUPTIONS}


def test_every_fault_that_checks_can_name_has_a_breach() -> None:
    """Read from the source, so that a fault added to a known check needs its breach too."""
    named = {
        fault
        for path in ROOT.glob("marketplace/*/*.py")
        if path.name in CHECKS_IN
        for fault in _faults(path.read_text())
    }
    shown = {one.fault for one in CORRUPTIONS}
    assert len(named) > 25
    assert {fault for fault in named if not any(fault.startswith(one) for one in shown)} == set()


def _faults(source: str) -> set[str]:
    """Texts that stand as a finding's fault."""
    calls = [
        node for node in ast.walk(ast.parse(source)) if isinstance(node, ast.Call) and len(node.args) == 3
    ]
    findings = [node for node in calls if ast.unparse(node.func).endswith("Finding")]
    return {node.args[2].value for node in findings if isinstance(node.args[2], ast.Constant)}


@pytest.fixture
def unguarded(demo_app: Flask) -> Flask:  # noqa: F811
    """The demo world without the guards of the database, so that it can be broken."""
    (_without_guards_on_sqlite if db.engine.dialect.name == "sqlite" else _without_guards_on_postgresql)()
    return demo_app


def _without_guards_on_sqlite() -> None:
    @sa.event.listens_for(db.engine, "connect")
    def _let_it(dbapi_connection: object, _record: object) -> None:
        for pragma in ("foreign_keys=OFF", "ignore_check_constraints=ON"):
            dbapi_connection.execute(f"PRAGMA {pragma}")  # type: ignore[attr-defined]

    db.session.remove()
    db.engine.dispose()

    def drop() -> None:
        guards = "SELECT type, name FROM sqlite_master WHERE type = 'trigger' OR (type = 'index' AND sql LIKE 'CREATE UNIQUE%')"
        for kind, name in db.session.execute(sa.text(guards)).all():
            db.session.execute(sa.text(f'DROP {kind} "{name}"'))

    edge.write(drop)


def _without_guards_on_postgresql() -> None:
    def drop() -> None:
        rules = "SELECT conrelid::regclass, conname FROM pg_constraint WHERE contype IN ('c', 'x', 'f') AND connamespace = 'public'::regnamespace"
        for table, name in db.session.execute(sa.text(rules)).all():
            db.session.execute(sa.text(f'ALTER TABLE {table} DROP CONSTRAINT "{name}"'))
        unique = "SELECT indexrelid::regclass FROM pg_index WHERE indisunique AND indpred IS NOT NULL"
        for (name,) in db.session.execute(sa.text(unique)).all():
            db.session.execute(sa.text(f"DROP INDEX {name}"))
        for table in db.session.scalars(
            sa.text("SELECT DISTINCT tgrelid::regclass FROM pg_trigger WHERE NOT tgisinternal")
        ).all():
            db.session.execute(sa.text(f"ALTER TABLE {table} DISABLE TRIGGER USER"))

    edge.write(drop)


class _Seen(Exception):
    """Carries what the audit found out of a transaction that is not kept."""


def _named_after(corruption: Corruption) -> set[str]:
    """What the check says once the world is broken; then it is whole again."""
    number, check = _checks()[corruption.check]

    def work() -> None:
        touched = sum(db.session.execute(sa.text(one)).rowcount for one in corruption.statements)  # type: ignore[attr-defined]
        assert touched > 0, f"the world has nothing that this could break: {corruption}"
        db.session.expire_all()
        found = list(check())
        assert all(one.invariant == number and one.subject for one in found)
        raise _Seen({one.fault for one in found})

    with pytest.raises(_Seen) as seen:
        edge.write(work)
    return set(seen.value.args[0])


def test_every_breach_is_named(unguarded: Flask) -> None:
    assert {one.fault for one in edge.read(audit.run)} == {"guard_missing"}, "whole but for the guards"
    unnamed = []
    for corruption in CORRUPTIONS:
        words = re.compile(re.escape(corruption.fault).replace(r"\{n\}", r"\d+"))
        if not any(words.match(fault) for fault in _named_after(corruption)):
            unnamed.append(corruption)
    assert unnamed == []
    assert {one.fault for one in edge.read(audit.run)} == {"guard_missing"}

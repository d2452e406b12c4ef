"""Applies the retention table: to one person who goes, and every day to whatever has been kept long enough."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

import sqlalchemy as sa

from marketplace.core.consequences import Foresight
from marketplace.core.db import Base, db
from marketplace.core.errors import MarketplaceError
from marketplace.identity import names
from marketplace.identity.models import Identity
from marketplace.identity.retention import Action, Rule, Whose, rules

Hindrance = Callable[[Identity, datetime], MarketplaceError | None]
Goodbye = Callable[[Identity, datetime], None]
Lock = Callable[[Identity], None]

# What going for good does, as the page shows it before anybody goes.
foresight: Foresight[Identity] = Foresight()
_HINDRANCES: list[Hindrance] = []
_GOODBYES: list[Goodbye] = []
_LOCKS: list[Lock] = []
_WAYS_OUT: dict[str, str] = {}
_REFS: list[tuple[str, str, str]] = [("superfan", "public_id", "identity_id")]


@dataclass(frozen=True)
class Person:
    """All by which rows may name somebody."""

    id: int
    email: str
    refs: tuple[str, ...]
    name: str = ""


def hinder(hindrance: Hindrance) -> Hindrance:
    """An area says why somebody cannot go yet, such as money still owed or a booking ahead; None when nothing does."""
    if hindrance not in _HINDRANCES:
        _HINDRANCES.append(hindrance)
    return hindrance


def settle_at(code: str, endpoint: str) -> None:
    """An area has a page on which whoever wants to go settles what a hindrance of this code names."""
    _WAYS_OUT[code] = endpoint


def way_out(code: str) -> str | None:
    """The page on which a hindrance is settled, where there is one."""
    return _WAYS_OUT.get(code)


def lock_with(lock: Lock) -> Lock:
    """An area takes the locks its own promises are made under, so that none is made while it is looked for."""
    if lock not in _LOCKS:
        _LOCKS.append(lock)
    return lock


def before_going(goodbye: Goodbye) -> Goodbye:
    """An area does what SQL cannot when somebody goes, such as deleting the bytes of their photos."""
    if goodbye not in _GOODBYES:
        _GOODBYES.append(goodbye)
    return goodbye


def hindrances(identity: Identity, at: datetime) -> list[MarketplaceError]:
    """Every reason why this person cannot be erased yet."""
    return [reason for hindrance in _HINDRANCES if (reason := hindrance(identity, at)) is not None]


def erase(identity: Identity, at: datetime) -> None:
    """Forget a person: rows go or are blanked as the table says; what the law wants kept loses its name with the account.

    Raises
    ------
    MarketplaceError
        The first hindrance, when there is one.
    """
    for lock in _LOCKS:
        lock(identity)
    for reason in hindrances(identity, at):
        raise reason
    for goodbye in _GOODBYES:
        goodbye(identity, at)
    db.session.flush()
    person = person_of(identity)
    for rule in rules():
        if rule.action is Action.UNNAME and rule.whose is not None:
            table = _table(rule)
            names.take_out(table, rule.columns, person.name, _names(table, rule.whose, person))
        elif rule.whose is not None and not rule.legal_hold:
            _apply(rule, _is_of(rule, rule.whose, person))
    identity.erased_at = at
    db.session.flush()
    db.session.expire_all()


def person_of(identity: Identity) -> Person:
    """Every name by which rows may know this person."""
    refs = [identity.public_id]
    for table, ref, owner in _REFS:
        if (found := Base.metadata.tables.get(table)) is not None:
            refs += db.session.scalars(sa.select(found.c[ref]).where(found.c[owner] == identity.id))
    return Person(identity.id, identity.email, tuple(refs), identity.name)


def expire(rule: Rule, at: datetime) -> int:
    """Apply one rule to all rows whose days are over; returns how many it touched."""
    over = _is_over(rule, at)
    return 0 if over is None else _apply(rule, over)


def is_due(rule: Rule, at: datetime) -> bool:
    """Whether there are rows of this rule whose days are over."""
    over = _is_over(rule, at)
    if over is None or rule.action is Action.KEEP:
        return False
    return bool(db.session.scalar(sa.select(sa.exists().select_from(_table(rule)).where(over))))


def _is_over(rule: Rule, at: datetime) -> sa.ColumnElement[bool] | None:
    """Rows whose days are over and that still say something; nothing for a rule without days."""
    if rule.days is None or rule.since is None:
        return None
    table = _table(rule)
    limit = at - timedelta(days=rule.days)
    since = table.c[rule.since]
    bound: Any = limit if not isinstance(since.type, sa.Integer) else int(limit.timestamp())
    condition: sa.ColumnElement[bool] = since < bound
    if rule.only:
        condition = sa.and_(condition, sa.text(rule.only))
    if rule.action is Action.BLANK:
        condition = sa.and_(condition, _is_not_blank(rule))
    return condition


def rows_of(rule: Rule, person: Person) -> list[dict[str, Any]]:
    """What one rule covers of this person, for their own copy."""
    if rule.whose is None or rule.whose.by in ("mention", "name"):
        return []
    columns = [_table(rule).c[name] for name in rule.columns if name not in rule.secret]
    query = sa.select(*columns).where(_is_of(rule, rule.whose, person)) if columns else None
    return [] if query is None else [dict(row) for row in db.session.execute(query).mappings()]


def traces_of(rule: Rule, person: Person) -> int:
    """How many rows still speak of somebody who was erased; the audit wants none."""
    if (
        rule.whose is None
        or rule.whose.by in ("mention", "name")
        or rule.legal_hold
        or rule.action is Action.KEEP
    ):
        return 0
    condition = _is_of(rule, rule.whose, person)
    if rule.action is Action.BLANK:
        condition = sa.and_(condition, _is_not_blank(rule))
    return db.session.scalar(sa.select(sa.func.count()).select_from(_table(rule)).where(condition)) or 0


def _apply(rule: Rule, condition: sa.ColumnElement[bool]) -> int:
    table = _table(rule)
    if rule.action is Action.KEEP:
        return 0
    statement: Any = (
        sa.delete(table) if rule.action is Action.DELETE else sa.update(table).values(_blanks(rule))
    )
    return int(db.session.execute(statement.where(condition)).rowcount)  # type: ignore[attr-defined]


def _table(rule: Rule) -> sa.Table:
    return Base.metadata.tables[rule.table]


def _is_of(rule: Rule, whose: Whose, person: Person) -> sa.ColumnElement[bool]:
    named = _names(_table(rule), whose, person)
    return sa.and_(named, sa.text(rule.only)) if rule.only else named


def _names(table: sa.Table, whose: Whose, person: Person) -> sa.ColumnElement[bool]:
    column = table.c[whose.column]
    if whose.by == "id":
        return column == person.id
    if whose.by == "ref":
        return column.in_(person.refs)
    if whose.by == "email":
        return column == person.email
    if whose.by == "mention":
        text = sa.cast(column, sa.Text)
        names = (person.email,) if whose.address_only else (person.email, *person.refs)
        return sa.or_(*(text.contains(name, autoescape=True) for name in names))
    if whose.by == "name":
        text = sa.cast(column, sa.Text)
        about = (text.contains(f'"{ref}"', autoescape=True) for ref in person.refs)
        return sa.or_(column.is_(sa.null()), *about)  # what says nothing of whom it names may name anybody
    assert whose.of is not None
    parent = Base.metadata.tables[whose.parent]
    return column.in_(sa.select(parent.c[whose.parent_column]).where(_names(parent, whose.of, person)))


def _blanks(rule: Rule) -> dict[str, Any]:
    return {name: _blank(rule, name) for name in rule.columns}


def _blank(rule: Rule, name: str) -> Any:
    column = _table(rule).c[name]
    if name in rule.blank:
        return sa.text(rule.blank[name])
    if column.nullable:
        return sa.null()
    if isinstance(column.type, sa.JSON):
        return {}
    if isinstance(column.type, sa.String):
        return ""
    if isinstance(column.type, sa.Boolean):
        return sa.false()
    return 0


def _is_not_blank(rule: Rule) -> sa.ColumnElement[bool]:
    tests = []
    for name in rule.columns:
        column, blank = _table(rule).c[name], _blank(rule, name)
        if isinstance(column.type, sa.JSON):
            tests.append(sa.cast(column, sa.Text).not_in(("{}", "[]", "null")))
        elif isinstance(blank, sa.sql.elements.Null):
            tests.append(column.is_not(sa.null()))
        else:
            tests.append(column != blank)
    return sa.or_(*tests)

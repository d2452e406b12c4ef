"""What is kept about people, why and for how long: rows that drive erasure, expiry and export everywhere."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from enum import StrEnum
from typing import Any


class Action(StrEnum):
    """What happens to a person's rows when they go, and to anybody's when their time is up."""

    DELETE = "delete"
    BLANK = "blank"
    KEEP = "keep the pseudonym"
    UNNAME = "take the name out"


@dataclass(frozen=True)
class Whose:
    """How a row names its person: by key, public id, address, a parent row, or somewhere within a text."""

    column: str
    by: str  # id, ref, email, parent, mention, name
    parent: str = ""
    parent_column: str = "id"
    of: Whose | None = None
    address_only: bool = False


def by_id(column: str = "identity_id") -> Whose:
    """The row holds the person's key."""
    return Whose(column, "id")


def by_ref(column: str) -> Whose:
    """The row holds one of the person's public ids, as identity or as superfan."""
    return Whose(column, "ref")


def by_email(column: str) -> Whose:
    """The row holds the person's address."""
    return Whose(column, "email")


def by_parent(column: str, parent: str, of: Whose, parent_column: str = "id") -> Whose:
    """The row belongs to another, which names the person."""
    return Whose(column, "parent", parent, parent_column, of)


def by_mention(column: str, *, address_only: bool = False) -> Whose:
    """The person's address, or one of their public ids, stands somewhere in a text or document."""
    return Whose(column, "mention", address_only=address_only)


def by_name(column: str = "about_refs") -> Whose:
    """What was told to others about the person: the row holds their public id among those whom it names."""
    return Whose(column, "name")


@dataclass(frozen=True)
class Rule:
    """One line of the retention table.

    Parameters
    ----------
    table, columns
        What it covers. A rule that deletes covers the whole row; its columns are those that speak of a person.
    purpose
        Why it is kept, in a few words that begin with `to`, lazily translated.
    action
        What becomes of it when the person goes or when `days` are over.
    whose
        How the row names its person; None when nobody can be named, as in counts.
    days, since
        Kept so many days from the instant in `since`; without them as long as the account.
    legal_hold
        True when the law wants it kept: going does not touch it before its days are over.
    blank
        What a blanked column becomes, as SQL, where neither NULL nor an empty value will do.
    only
        A further condition, as SQL, on the rows it covers.
    secret
        Columns left out of the person's own export, being keys rather than facts.
    label
        What people call it, where that is not what they call the table.
    """

    table: str
    columns: tuple[str, ...]
    purpose: Any
    action: Action
    whose: Whose | None
    days: int | None = None
    since: str | None = None
    legal_hold: bool = False
    blank: Mapping[str, str] = field(default_factory=dict)
    only: str = ""
    secret: tuple[str, ...] = ()
    label: Any = ""

    def __post_init__(self) -> None:
        if (self.days is None) != (self.since is None):
            raise ValueError(f"{self.table}: days and since go together")
        if self.legal_hold and self.days is None:
            raise ValueError(f"{self.table}: a legal hold ends some day")


_RULES: list[Rule] = []
_LABELS: dict[str, Any] = {}


def register(rules: Iterable[Rule], labels: Mapping[str, Any]) -> None:
    """Add rules, and what people call each table; an area registers those of its own. The same rule twice is one."""
    _RULES.extend(rule for rule in rules if rule not in _RULES)
    _LABELS.update(labels)


def label_of(rule: Rule) -> str:
    """What people call the things a rule covers."""
    return str(rule.label or _LABELS.get(rule.table, rule.table))


def rules() -> tuple[Rule, ...]:
    """The whole table, in the order in which it is applied: children before their parents."""
    return tuple(_RULES)


def covered() -> dict[str, set[str]]:
    """The columns that some rule speaks of, by table."""
    found: dict[str, set[str]] = {}
    for rule in _RULES:
        found.setdefault(rule.table, set()).update(rule.columns)
    return found

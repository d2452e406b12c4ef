"""Work to try a scheme on: who did what, and when."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

from payouts.errors import InvalidFacts
from payouts.schemes.facts import Facts, facts_from_document, facts_to_document

_FIELDS = frozenset({"fan", "on", "facts"})


@dataclass(frozen=True, slots=True)
class Work:
    """One gig by one fan.

    Attributes
    ----------
    fan_ref : str
        Opaque id.
    on : date
        The day, in the programme's own calendar.
    facts : Facts
        As it turned out.
    """

    fan_ref: str
    on: date
    facts: Facts


def work_from_documents(documents: Any) -> tuple[Work, ...]:
    """Read work from plain data.

    Parameters
    ----------
    documents : list of mapping
        Each with ``fan``, ``on`` (ISO date) and ``facts`` (see `payouts.schemes.Facts`).

    Returns
    -------
    tuple of Work

    Raises
    ------
    InvalidFacts
        Naming the first field that is wrong, for example ``work[3].facts.stops``.
    """
    if not isinstance(documents, Sequence) or isinstance(documents, str):
        raise InvalidFacts("work must be a list", field="work")
    return tuple(_work(f"work[{index}]", document) for index, document in enumerate(documents))


def work_to_documents(work: Iterable[Work]) -> list[dict[str, Any]]:
    """Write work as plain data that `work_from_documents` reads back."""
    return [
        {"fan": one.fan_ref, "on": one.on.isoformat(), "facts": facts_to_document(one.facts)} for one in work
    ]


def _work(path: str, document: Any) -> Work:
    if not isinstance(document, Mapping):
        raise InvalidFacts(f"{path} must be an object", field=path)
    for name in document:
        if name not in _FIELDS:
            raise InvalidFacts(f"{path}.{name} is not a field here", field=f"{path}.{name}")
    fan = document.get("fan")
    if not isinstance(fan, str) or not fan:
        raise InvalidFacts(f"{path}.fan must be an id", field=f"{path}.fan")
    on = day_from(document.get("on"), f"{path}.on")
    try:
        facts = facts_from_document(document.get("facts", {}))
    except InvalidFacts as error:
        field = f"{path}.facts.{error.params['field']}".rstrip(".")
        raise InvalidFacts(f"{path}: {error.detail}", field=field) from error
    return Work(fan, on, facts)


def day_from(value: Any, path: str) -> date:
    """Read an ISO date, or raise `InvalidFacts` naming the field."""
    try:
        return date.fromisoformat(value)
    except (TypeError, ValueError) as error:
        raise InvalidFacts(f"{path} must be a date like 2026-11-28", field=path) from error

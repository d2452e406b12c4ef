"""Tells two versions of a scheme apart, part by part, in words."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from typing import Literal

from babel.lists import format_list
from babel.numbers import format_decimal

from payouts.schemes.component_words import (
    choice_words,
    component_name,
    component_words,
    funder_words,
    percent_words,
)
from payouts.schemes.document import Component, Scheme
from payouts.schemes.phrases import CHANGES, TERMS
from payouts.schemes.words import babel_locale, language_of

ChangeKind = Literal[
    "added", "removed", "changed", "funder", "label", "moved", "fee", "hold", "choices", "terms", "currency"
]


@dataclass(frozen=True, slots=True)
class SchemeChange:
    """One thing in which a later version differs from an earlier one.

    Attributes
    ----------
    kind : str
        added, removed, changed, funder, label, moved, fee, hold, choices, terms or currency.
    code : str
        Of the component; empty for what concerns the whole.
    before, after : Component or None
    """

    kind: ChangeKind
    code: str = ""
    before: Component | None = None
    after: Component | None = None


def scheme_changes(before: Scheme, after: Scheme) -> tuple[SchemeChange, ...]:
    """List what a later version changes, in the order of the later version; what is gone comes after.

    Parameters
    ----------
    before, after : Scheme

    Returns
    -------
    tuple of SchemeChange
        Empty if and only if the two are equal.
    """
    whole: Sequence[tuple[ChangeKind, bool]] = (
        ("currency", before.currency != after.currency),
        ("terms", before.terms != after.terms),
        ("fee", before.platform_fee_bps != after.platform_fee_bps),
        ("hold", before.hold_hours != after.hold_hours),
        ("choices", before.choices != after.choices),
    )
    was = {c.code: c for c in before.components}
    now = {c.code: c for c in after.components}
    found = [SchemeChange(kind) for kind, differs in whole if differs]
    for code, component in now.items():
        found += _of_component(was.get(code), component)
    found += [SchemeChange("removed", code, before=c) for code, c in was.items() if code not in now]
    kept = [code for code in was if code in now]
    if kept != [code for code in now if code in was]:
        found.append(SchemeChange("moved"))
    return tuple(found)


def _of_component(was: Component | None, now: Component) -> list[SchemeChange]:
    if was is None:
        return [SchemeChange("added", now.code, after=now)]
    found: list[SchemeChange] = []
    if was.labels != now.labels:
        found.append(SchemeChange("label", now.code, was, now))
    if (was.funded_by, was.partner) != (now.funded_by, now.partner):
        found.append(SchemeChange("funder", now.code, was, now))
    if replace(was, labels=now.labels, funded_by=now.funded_by, partner=now.partner) != now:
        found.append(SchemeChange("changed", now.code, was, now))
    return found


def scheme_change_words(change: SchemeChange, before: Scheme, after: Scheme, locale: str) -> str:
    """Say one difference in the reader's language.

    Parameters
    ----------
    change : SchemeChange
        One of `scheme_changes` of the two.
    before, after : Scheme
    locale : str

    Returns
    -------
    str
    """
    was, now = _sides(change, before, after, locale)
    name = component_name(change.after or change.before, locale) if change.code else ""  # type: ignore[arg-type]
    words = CHANGES[language_of(locale)][change.kind].format(before=was, after=now, name=name)
    return f"{name}: {words}" if change.kind in ("changed", "added", "removed") else words


def _sides(change: SchemeChange, before: Scheme, after: Scheme, locale: str) -> tuple[str, str]:
    if change.before is None and change.after is None:
        return _of_whole(change.kind, before, locale), _of_whole(change.kind, after, locale)
    sides = []
    for component, scheme in ((change.before, before), (change.after, after)):
        if component is None:
            sides.append("")
        elif change.kind == "funder":
            sides.append(funder_words(component, locale))
        elif change.kind == "label":
            sides.append(component_name(component, locale))
        else:
            sides.append(component_words(component, scheme.currency, locale))
    return sides[0], sides[1]


def _of_whole(kind: ChangeKind, scheme: Scheme, locale: str) -> str:
    match kind:
        case "fee":
            return percent_words(scheme.platform_fee_bps, locale)
        case "hold":
            return str(format_decimal(scheme.hold_hours, locale=babel_locale(locale)))
        case "choices":
            listed = [choice_words(choice, locale) for choice in scheme.choices] or ["–"]
            return str(format_list(listed, style="or", locale=babel_locale(locale)))
        case "terms":
            return TERMS[language_of(locale)][scheme.terms]
        case _:
            return scheme.currency

"""Edits of a scheme document, as values: add, change, move and take out a part, set what concerns the whole."""

from __future__ import annotations

from collections.abc import Mapping
from decimal import Decimal
from typing import Any

Document = dict[str, Any]
_KINDS = ("store_credit", "discount_code", "donation", "perk")
_CAUSE_LENGTH_MAX = 40


def new_code(kind: str, document: Mapping[str, Any]) -> str:
    """A code for another part of a type, that no part has yet."""
    taken = {part["code"] for part in document["components"]}
    return next(code for n in range(1, 99) if (code := kind if n == 1 else f"{kind}_{n}") not in taken)


def part_in(document: Mapping[str, Any], code: str) -> dict[str, Any] | None:
    """The part of a code."""
    return next((dict(part) for part in document["components"] if part["code"] == code), None)


def with_part(document: Mapping[str, Any], part: Mapping[str, Any]) -> Document:
    """The document with a part put in, in the place of the one of its code or at the end."""
    parts = [dict(part) if known["code"] == part["code"] else known for known in document["components"]]
    if part_in(document, part["code"]) is None:
        parts.append(dict(part))
    return {**document, "components": parts}


def without_part(document: Mapping[str, Any], code: str) -> Document:
    """The document without a part."""
    return {**document, "components": [part for part in document["components"] if part["code"] != code]}


def moved_up(document: Mapping[str, Any], code: str) -> Document:
    """The document with a part shown one place earlier."""
    parts = list(document["components"])
    index = next((i for i, part in enumerate(parts) if part["code"] == code), 0)
    if index:
        parts[index - 1 : index + 1] = parts[index], parts[index - 1]
    return {**document, "components": parts}


def whole_of(document: Mapping[str, Any]) -> dict[str, Any]:
    """What the form about the whole shows."""
    choices = {choice["kind"]: choice for choice in document.get("choices", ())}
    shown: dict[str, Any] = {
        kind: str(choices[kind].get("bonus_bps", 0)) if kind in choices else "no" for kind in _KINDS
    }
    fee_bps = document.get("platform_fee_bps", 0)
    return shown | {
        "causes": ", ".join(choices.get("donation", {}).get("causes", ())),
        "hold_hours": document.get("hold_hours", 24),
        "fee": Decimal(fee_bps) / 100 if fee_bps else None,
    }


def with_whole(document: Mapping[str, Any], values: Mapping[str, Any]) -> Document:
    """The document with what concerns the whole set anew."""
    choices: list[dict[str, Any]] = [{"kind": "money"}] if document["terms"] == "paid" else []
    for kind in _KINDS:
        chosen = str(values.get(kind) or "no")
        if chosen == "no" or document["terms"] != "paid":
            continue
        choice: dict[str, Any] = {"kind": kind} | ({"bonus_bps": int(chosen)} if chosen != "0" else {})
        if kind == "donation":
            choice["causes"] = causes_in(str(values.get("causes") or ""))
        choices.append(choice)
    fee_bps = int((values.get("fee") or Decimal(0)) * 100)
    return {
        **document,
        "choices": choices,
        "hold_hours": int(values.get("hold_hours") or 0),
        "platform_fee_bps": fee_bps,
    }


def causes_in(text: str) -> list[str]:
    """The causes named in a line, each once."""
    names = (name.strip()[:_CAUSE_LENGTH_MAX] for name in text.split(","))
    return list(dict.fromkeys(name for name in names if name))

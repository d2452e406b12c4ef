"""Reads a scheme document and names every field that breaks the vocabulary."""

from __future__ import annotations

import re
from collections.abc import Mapping
from typing import Any, get_args

from payouts.money import BPS
from payouts.schemes.document import (
    Choice,
    ChoiceKind,
    Component,
    ComponentType,
    Condition,
    FundedBy,
    Scheme,
    Terms,
)
from payouts.schemes.facts import CONDITION_FACTS
from payouts.schemes.field_reader import FieldReader

SCHEMA = 1
"""Version of the vocabulary. A document of a later one is refused, not guessed at."""

COMPONENTS_MAX = 40
_AMOUNT_MAX = 10**9
_CODE = re.compile(r"[a-z][a-z0-9_]{0,39}")
_OPS = ("eq", "ne", "gte", "gt", "lte", "lt", "in")
_COMMON = {"code", "type", "when", "funded_by", "labels"}
_UNITS = {"amount_minor", "units_free", "units_max", "cap_minor"}
_MINUTES = {"amount_minor", "minutes_free", "minutes_max", "cap_minor"}

# By type: the fields that must be there, and all that may be.
_FIELDS: dict[str, tuple[set[str], set[str]]] = {
    "per_gig": ({"amount_minor"}, {"amount_minor"}),
    "per_hour": ({"amount_minor"}, {"amount_minor", "cap_minor"}),
    "per_stop": ({"amount_minor"}, _UNITS),
    "per_guest": ({"amount_minor"}, _UNITS),
    "per_km": ({"amount_minor"}, _UNITS),
    "share_of_price": ({"rate_bps"}, {"rate_bps", "cap_minor"}),
    "bonus": ({"when"}, {"amount_minor", "rate_bps", "cap_minor"}),
    "overrun": ({"amount_minor", "minutes_max"}, _MINUTES),
    "waiting": ({"amount_minor", "minutes_max"}, _MINUTES),
    "returns": ({"amount_minor"}, {"amount_minor", "cap_minor"}),
    "floor_per_hour": ({"amount_minor"}, {"amount_minor"}),
    "perk": ({"cap_minor"}, {"cap_minor", "needs_receipt"}),
    "credit": ({"amount_minor"}, {"amount_minor"}),
    "points": ({"points"}, {"points"}),
}


def scheme_from_document(document: Any) -> Scheme:
    """Read and check a scheme document.

    Parameters
    ----------
    document : mapping
        Plain data, as from JSON: ``schema`` 1, ``currency``, ``terms``, ``components``, and optionally
        ``platform_fee_bps``, ``choices``, ``hold_hours``.

    Returns
    -------
    Scheme

    Raises
    ------
    InvalidScheme
        With every problem found in ``problems``, as pairs of field path and sentence, for example
        ``("components[2].amount_minor", "must be a whole number from 1 to 1000000000")``.
    """
    return _Reader().scheme(document)


class _Reader(FieldReader):
    """Reads a whole scheme."""

    def scheme(self, document: Any) -> Scheme:
        """Read a document, or raise with every problem."""
        if not isinstance(document, Mapping):
            self.fail("", "must be an object")
            raise self.error()
        allowed = {"schema", "currency", "terms", "components", "platform_fee_bps", "choices", "hold_hours"}
        self.only("", document, allowed)
        if document.get("schema") != SCHEMA:
            self.fail("schema", f"must be {SCHEMA}")
        code = self.currency(document.get("currency"))
        terms = self.word("terms", document.get("terms"), get_args(Terms))
        components = self._components(document.get("components", []))
        fee_bps = self.number("platform_fee_bps", document.get("platform_fee_bps", 0), 0, BPS)
        choices = self._choices(document.get("choices", []))
        hold_hours = self.number("hold_hours", document.get("hold_hours", 24), 0, 24 * 90)
        self._whole(terms, components, choices, fee_bps)
        if self.problems:
            raise self.error()
        return Scheme(code, terms, tuple(components), fee_bps, tuple(choices), hold_hours)

    def _whole(self, terms: Any, components: list[Component], choices: list[Choice], fee_bps: int) -> None:
        """Check what only the parts together can break."""
        cash = [c for c in components if c.type not in ("perk", "credit", "points")]
        if terms != "paid" and cash:
            self.fail("terms", "volunteers are not paid: leave out the paying components or choose paid")
        if terms == "volunteer" and any(c.type in ("perk", "credit") for c in components):
            self.fail("terms", "perks need the terms volunteer_with_perks or paid")
        if terms == "paid" and not any(c.kind == "money" for c in choices):
            self.fail("choices", "paid work can always be taken as money")
        shares = sum(c.rate_bps for c in components if c.type == "share_of_price") + fee_bps
        if shares > BPS:
            self.fail("platform_fee_bps", "shares of the price and the fee come to more than the price")

    def _components(self, value: Any) -> list[Component]:
        if not isinstance(value, list) or len(value) > COMPONENTS_MAX:
            self.fail("components", f"must be a list of at most {COMPONENTS_MAX}")
            return []
        read = [self._component(f"components[{i}]", item) for i, item in enumerate(value)]
        components = [c for c in read if c is not None]
        seen: set[str] = set()
        for index, item in enumerate(read):
            if item is not None and item.code in seen:
                self.fail(f"components[{index}].code", f"{item.code} is used twice")
            elif item is not None:
                seen.add(item.code)
        if sum(c.type == "floor_per_hour" for c in components) > 1:
            self.fail("components", "only one floor_per_hour")
        return components

    def _component(self, path: str, item: Any) -> Component | None:
        if not isinstance(item, Mapping):
            self.fail(path, "must be an object")
            return None
        kind = self.word(f"{path}.type", item.get("type"), get_args(ComponentType))
        if kind is None:
            return None
        required, allowed = _FIELDS[kind]
        self.only(path, item, _COMMON | allowed)
        for name in sorted(required - set(item)):
            self.fail(f"{path}.{name}", "is missing")
        if kind == "bonus" and ("amount_minor" in item) == ("rate_bps" in item):
            self.fail(f"{path}.amount_minor", "a bonus has either amount_minor or rate_bps")
        code = item.get("code")
        if not isinstance(code, str) or not _CODE.fullmatch(code):
            self.fail(f"{path}.code", "must be lower-case letters, digits and underscores, 40 at most")
            return None
        default_fund = "booking" if kind == "share_of_price" else "budget"
        values: dict[str, Any] = {
            "funded_by": self.word(
                f"{path}.funded_by", item.get("funded_by", default_fund), get_args(FundedBy)
            ),
            "when": self._conditions(f"{path}.when", item.get("when", [])),
            "labels": self.labels(f"{path}.labels", item.get("labels", {})),
        }
        if kind == "bonus" and "when" in item and not values["when"]:
            self.fail(f"{path}.when", "a bonus needs a condition")
        for name in sorted(allowed & set(item) - {"needs_receipt"}):
            least, most = _range(name)
            values[name] = self.number(f"{path}.{name}", item[name], least, most)
        if "needs_receipt" in item:
            values["needs_receipt"] = self.flag(f"{path}.needs_receipt", item["needs_receipt"])
        return Component(code, kind, **values)

    def _conditions(self, path: str, value: Any) -> tuple[Condition, ...]:
        if not isinstance(value, list) or len(value) > 8:
            self.fail(path, "must be a list of at most 8 conditions")
            return ()
        return tuple(self._condition(f"{path}[{i}]", item) for i, item in enumerate(value))

    def _condition(self, path: str, item: Any) -> Condition:
        if not isinstance(item, Mapping):
            self.fail(path, "must be an object")
            return Condition("streak", "gte", 0)
        self.only(path, item, {"fact", "op", "value"})
        fact = self.word(f"{path}.fact", item.get("fact"), CONDITION_FACTS) or "streak"
        op = self.word(f"{path}.op", item.get("op"), _OPS) or "eq"
        value = item.get("value")
        if fact.startswith("is_"):
            if op not in ("eq", "ne"):
                self.fail(f"{path}.op", f"{fact} is compared with eq or ne")
            return Condition(fact, op, self.flag(f"{path}.value", value))
        if op == "in":
            if (
                not isinstance(value, list)
                or not value
                or len(value) > 50
                or any(type(v) is not int for v in value)
            ):
                self.fail(f"{path}.value", "must be a list of 1 to 50 whole numbers")
                value = [0]
            return Condition(fact, op, tuple(value))
        return Condition(fact, op, self.number(f"{path}.value", value, 0, 10**12))

    def _choices(self, value: Any) -> list[Choice]:
        if not isinstance(value, list) or len(value) > 8:
            self.fail("choices", "must be a list of at most 8")
            return []
        choices = [self._choice(f"choices[{i}]", item) for i, item in enumerate(value)]
        kinds = [c.kind for c in choices]
        for index, kind in enumerate(kinds):
            if kind in kinds[:index]:
                self.fail(f"choices[{index}].kind", f"{kind} is listed twice")
        return choices

    def _choice(self, path: str, item: Any) -> Choice:
        if not isinstance(item, Mapping):
            self.fail(path, "must be an object")
            return Choice("money")
        self.only(path, item, {"kind", "bonus_bps", "causes"})
        kind: ChoiceKind = self.word(f"{path}.kind", item.get("kind"), get_args(ChoiceKind)) or "money"
        bonus = self.number(f"{path}.bonus_bps", item.get("bonus_bps", 0), 0, BPS)
        causes = item.get("causes", [])
        if not isinstance(causes, list) or any(
            not isinstance(c, str) or not 0 < len(c) <= 40 for c in causes
        ):
            self.fail(f"{path}.causes", "must be a list of ids of 1 to 40 characters")
            causes = []
        if kind == "donation" and not causes:
            self.fail(f"{path}.causes", "a donation needs a named cause")
        if kind == "money" and bonus:
            self.fail(f"{path}.bonus_bps", "money is paid as earned; only other kinds can carry a bonus")
        return Choice(kind, bonus, tuple(causes))


def _range(name: str) -> tuple[int, int]:
    """Give the least and greatest value of a numeric field."""
    if name == "rate_bps":
        return 1, BPS
    if name.startswith(("units_", "minutes_")):
        return (1 if name.endswith("_max") else 0), 100_000
    return 1, _AMOUNT_MAX

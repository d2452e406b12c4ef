"""Reads a scheme document and names every field that breaks the vocabulary."""

from __future__ import annotations

import re
from collections.abc import Mapping
from typing import Any, get_args

from payouts.money import BPS
from payouts.schemes.document import (
    CapPeriod,
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
from payouts.schemes.vocabulary import (
    AMONG_MAX,
    CAUSE_MAX,
    CHOICES_MAX,
    CODE_PATTERN,
    COMMON,
    COMPONENTS_MAX,
    CONDITIONS_MAX,
    DOCUMENT_FIELDS,
    FLAG_OPS,
    HOLD_HOURS_MAX,
    NUMBERS,
    OPS,
    SCHEMA,
    VALUE_MAX,
    own_fields,
    required,
)

_CODE = re.compile(CODE_PATTERN)
_NOT_NUMBERS = frozenset({"needs_receipt", "cap_period"})


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
        ``("components[2].amount_minor", "must be a whole number from 1 to 99999999")``.
    """
    return _Reader().scheme(document)


class _Reader(FieldReader):
    """Reads a whole scheme."""

    def scheme(self, document: Any) -> Scheme:
        """Read a document, or raise with every problem."""
        if not isinstance(document, Mapping):
            self.fail("", "must be an object")
            raise self.error()
        self.only("", document, DOCUMENT_FIELDS)
        if document.get("schema") != SCHEMA:
            self.fail("schema", f"must be {SCHEMA}")
        code = self.currency(document.get("currency"))
        terms = self.word("terms", document.get("terms"), get_args(Terms))
        components = self._components(document.get("components", []))
        fee_bps = self.number("platform_fee_bps", document.get("platform_fee_bps", 0), 0, BPS)
        choices = self._choices(document.get("choices", []))
        hold_hours = self.number("hold_hours", document.get("hold_hours", 24), 0, HOLD_HOURS_MAX)
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
        allowed = own_fields(kind)
        self.only(path, item, COMMON | allowed)
        for name in sorted(required(kind) - set(item)):
            self.fail(f"{path}.{name}", "is missing")
        if kind == "bonus" and ("amount_minor" in item) == ("rate_bps" in item):
            self.fail(f"{path}.amount_minor", "a bonus has either amount_minor or rate_bps")
        code = item.get("code")
        if not isinstance(code, str) or not _CODE.fullmatch(code):
            self.fail(f"{path}.code", "must be lower-case letters, digits and underscores, 40 at most")
            return None
        values = self._common(path, kind, item)
        for name in sorted((allowed & set(item)) - _NOT_NUMBERS):
            values[name] = self.number(f"{path}.{name}", item[name], *NUMBERS[name])
        if "needs_receipt" in item:
            values["needs_receipt"] = self.flag(f"{path}.needs_receipt", item["needs_receipt"])
        if "cap_period" in item:
            values["cap_period"] = self.word(f"{path}.cap_period", item["cap_period"], get_args(CapPeriod))
        if ("cap_period" in item) != ("cap_period_minor" in item):
            missing = "cap_period" if "cap_period_minor" in item else "cap_period_minor"
            self.fail(f"{path}.{missing}", "a limit per period has both cap_period_minor and cap_period")
        return Component(code, kind, **values)

    def _common(self, path: str, kind: ComponentType, item: Mapping[str, Any]) -> dict[str, Any]:
        """Read what every type may have."""
        default_fund = "booking" if kind == "share_of_price" else "budget"
        funded_by = self.word(f"{path}.funded_by", item.get("funded_by", default_fund), get_args(FundedBy))
        partner = item.get("partner", "")
        if not isinstance(partner, str) or len(partner) > CAUSE_MAX:
            self.fail(f"{path}.partner", f"must be an id of at most {CAUSE_MAX} characters")
            partner = ""
        if partner and funded_by != "partner":
            self.fail(f"{path}.partner", "only what a partner funds names one")
        when = self._conditions(f"{path}.when", item.get("when", []))
        if kind == "bonus" and "when" in item and not when:
            self.fail(f"{path}.when", "a bonus needs a condition")
        labels = self.labels(f"{path}.labels", item.get("labels", {}))
        return {"funded_by": funded_by, "partner": partner, "when": when, "labels": labels}

    def _conditions(self, path: str, value: Any) -> tuple[Condition, ...]:
        if not isinstance(value, list) or len(value) > CONDITIONS_MAX:
            self.fail(path, f"must be a list of at most {CONDITIONS_MAX} conditions")
            return ()
        return tuple(self._condition(f"{path}[{i}]", item) for i, item in enumerate(value))

    def _condition(self, path: str, item: Any) -> Condition:
        if not isinstance(item, Mapping):
            self.fail(path, "must be an object")
            return Condition("streak", "gte", 0)
        self.only(path, item, {"fact", "op", "value"})
        fact = self.word(f"{path}.fact", item.get("fact"), CONDITION_FACTS) or "streak"
        op = self.word(f"{path}.op", item.get("op"), OPS) or "eq"
        value = item.get("value")
        if fact.startswith("is_"):
            if op not in FLAG_OPS:
                self.fail(f"{path}.op", f"{fact} is compared with eq or ne")
            return Condition(fact, op, self.flag(f"{path}.value", value))
        if op == "in":
            if (
                not isinstance(value, list)
                or not value
                or len(value) > AMONG_MAX
                or any(type(v) is not int for v in value)
            ):
                self.fail(f"{path}.value", f"must be a list of 1 to {AMONG_MAX} whole numbers")
                value = [0]
            return Condition(fact, op, tuple(value))
        return Condition(fact, op, self.number(f"{path}.value", value, 0, VALUE_MAX))

    def _choices(self, value: Any) -> list[Choice]:
        if not isinstance(value, list) or len(value) > CHOICES_MAX:
            self.fail("choices", f"must be a list of at most {CHOICES_MAX}")
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
            not isinstance(c, str) or not 0 < len(c) <= CAUSE_MAX for c in causes
        ):
            self.fail(f"{path}.causes", f"must be a list of ids of 1 to {CAUSE_MAX} characters")
            causes = []
        if kind == "donation" and not causes:
            self.fail(f"{path}.causes", "a donation needs a named cause")
        if kind == "money" and bonus:
            self.fail(f"{path}.bonus_bps", "money is paid as earned; only other kinds can carry a bonus")
        return Choice(kind, bonus, tuple(causes))

"""Says the vocabulary of scheme documents as a JSON Schema, for editors and for other programs."""

from __future__ import annotations

from typing import Any, get_args

from payouts.money import BPS
from payouts.schemes.document import CapPeriod, ChoiceKind, ComponentType, FundedBy, Terms
from payouts.schemes.vocabulary import (
    AMONG_MAX,
    CAUSE_MAX,
    CHOICES_MAX,
    CODE_PATTERN,
    COMMON,
    COMPONENTS_MAX,
    CONDITIONS_MAX,
    FLAG_FACTS,
    FLAG_OPS,
    HOLD_HOURS_MAX,
    LABEL_MAX,
    NUMBER_FACTS,
    NUMBERS,
    OPS,
    SCHEMA,
    VALUE_MAX,
    component_types,
    own_fields,
    required,
)

Json = dict[str, Any]


def scheme_json_schema() -> Json:
    """Give the JSON Schema (draft 2020-12) of a scheme document.

    Returns
    -------
    dict
        What `scheme_from_document` accepts, as far as a schema can say it. What only the whole can break
        (codes used twice, shares that pass the price, terms that do not fit) is checked by the reader alone.
    """
    return {
        "$schema": "https://json-schema.org/draft/2020-12/schema",
        "title": "Reward scheme",
        "type": "object",
        "required": ["schema", "currency", "terms"],
        "additionalProperties": False,
        "properties": {
            "schema": {"const": SCHEMA},
            "currency": {"type": "string", "pattern": "^[A-Z]{3}$", "description": "ISO 4217 code"},
            "terms": {"enum": list(get_args(Terms))},
            "components": {
                "type": "array",
                "maxItems": COMPONENTS_MAX,
                "items": {"oneOf": [_component(kind) for kind in component_types()]},
            },
            "platform_fee_bps": _number(0, BPS),
            "choices": {"type": "array", "maxItems": CHOICES_MAX, "items": _choice()},
            "hold_hours": _number(0, HOLD_HOURS_MAX),
        },
        "$defs": {name: _shared(name) for name in sorted(COMMON - {"type"})},
    }


def _component(kind: ComponentType) -> Json:
    own = {name: _own(name) for name in sorted(own_fields(kind))}
    found: Json = {
        "type": "object",
        "title": kind,
        "required": ["code", "type", *sorted(required(kind))],
        "additionalProperties": False,
        "properties": {
            "type": {"const": kind},
            **{n: {"$ref": f"#/$defs/{n}"} for n in sorted(COMMON - {"type"})},
            **own,
        },
        "dependentRequired": {"cap_period": ["cap_period_minor"], "cap_period_minor": ["cap_period"]},
    }
    if kind == "bonus":
        found["oneOf"] = [{"required": ["amount_minor"]}, {"required": ["rate_bps"]}]
        found["properties"]["when"]["minItems"] = 1
    return found


def _own(name: str) -> Json:
    if name == "needs_receipt":
        return {"type": "boolean"}
    return {"enum": list(get_args(CapPeriod))} if name == "cap_period" else _number(*NUMBERS[name])


def _shared(name: str) -> Json:
    match name:
        case "code":
            return {"type": "string", "pattern": f"^{CODE_PATTERN}$"}
        case "when":
            return {"type": "array", "maxItems": CONDITIONS_MAX, "items": {"oneOf": _conditions()}}
        case "labels":
            text = {"type": "string", "minLength": 1, "maxLength": LABEL_MAX}
            return {"type": "object", "additionalProperties": text}
        case "partner":
            return {"type": "string", "maxLength": CAUSE_MAX}
        case _:
            return {"enum": list(get_args(FundedBy))}


def _conditions() -> list[Json]:
    among = {"type": "array", "minItems": 1, "maxItems": AMONG_MAX, "items": {"type": "integer"}}
    return [
        _condition(FLAG_FACTS, FLAG_OPS, {"type": "boolean"}),
        _condition(NUMBER_FACTS, tuple(op for op in OPS if op != "in"), _number(0, VALUE_MAX)),
        _condition(NUMBER_FACTS, ("in",), among),
    ]


def _condition(facts: tuple[str, ...], ops: tuple[str, ...], value: Json) -> Json:
    return {
        "type": "object",
        "required": ["fact", "op", "value"],
        "additionalProperties": False,
        "properties": {"fact": {"enum": list(facts)}, "op": {"enum": list(ops)}, "value": value},
    }


def _choice() -> Json:
    cause = {"type": "string", "minLength": 1, "maxLength": CAUSE_MAX}
    return {
        "type": "object",
        "required": ["kind"],
        "additionalProperties": False,
        "properties": {
            "kind": {"enum": list(get_args(ChoiceKind))},
            "bonus_bps": _number(0, BPS),
            "causes": {"type": "array", "items": cause},
        },
    }


def _number(least: int, most: int) -> Json:
    return {"type": "integer", "minimum": least, "maximum": most}

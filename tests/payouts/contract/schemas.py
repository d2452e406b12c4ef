"""Turns the SDK's type annotations into JSON schemas: of what is sent as a form, as JSON, and of what is answered."""

from __future__ import annotations

import ast
from typing import Any, Literal

from tests.payouts.contract.source import Scope

Schema = dict[str, Any]
Mode = Literal["form", "json", "answer"]

# In a form everything is text.
_PLAIN: dict[Mode, dict[str, Schema]] = {
    "form": {
        "str": {"type": "string"},
        "int": {"type": "string", "pattern": r"^-?\d{1,19}$"},
        "float": {"type": "string", "pattern": r"^-?\d+(\.\d+)?$"},
        "Decimal": {"type": "string", "pattern": r"^-?\d+(\.\d+)?$"},
        "bool": {"enum": ["true", "false"]},
    },
    "json": {
        "str": {"type": "string"},
        "int": {"type": "integer"},
        "float": {"type": "number"},
        "Decimal": {"type": "string", "pattern": r"^-?\d+(\.\d+)?$"},
        "bool": {"type": "boolean"},
    },
}
_PLAIN["answer"] = _PLAIN["json"]
_FREE = {"Any", "object"}
_MAPS = {"Dict", "Mapping", "UntypedStripeObject", "StripeObject"}
_LISTS = {"List", "Sequence", "list"}
_RESOURCE: Schema = {"type": "object", "required": ["object"]}


def schema_of_class(scope: Scope, mode: Mode) -> Schema:
    """Describe a typed dictionary or a resource: nothing is let in that it does not name.

    Parameters
    ----------
    scope : Scope
    mode : str
        form, json (both: what is not marked as not required must be there) or answer (what cannot be null
        must be there).
    """
    properties: dict[str, Schema] = {}
    required = []
    for name, annotation in _fields(scope):
        inner, is_optional = _unwrapped(annotation, mode)
        properties[name] = schema_of(inner, scope, mode)
        if is_optional and mode == "answer":
            properties[name] = {"anyOf": [properties[name], {"type": "null"}]}
        if not is_optional:
            required.append(name)
    return {
        "type": "object",
        "properties": properties,
        "required": required,
        "additionalProperties": False,
    }


def schema_of(node: ast.expr, scope: Scope, mode: Mode) -> Schema:
    """Describe what an annotation lets in."""
    match node:
        case ast.Constant(value=None):
            return {"type": "null"}
        case ast.Constant(value=str(text)):
            return schema_of(ast.parse(text, mode="eval").body, scope, mode)
        case ast.BinOp(left=left, op=ast.BitOr(), right=right):
            return _any_of([left, right], scope, mode)
        case ast.Subscript():
            return _generic(node, scope, mode)
        case ast.Name() | ast.Attribute():
            return _named(ast.unparse(node), scope, mode)
    raise NotImplementedError(ast.dump(node))


def _generic(node: ast.Subscript, scope: Scope, mode: Mode) -> Schema:
    name = ast.unparse(node.value)
    inner = list(node.slice.elts) if isinstance(node.slice, ast.Tuple) else [node.slice]
    if name == "Literal":
        values = [value.value for value in inner if isinstance(value, ast.Constant)]
        texts = [str(v).lower() if isinstance(v, bool) else str(v) for v in values]
        return {"enum": texts if mode == "form" else values}
    if name in ("Union", "Optional"):
        return _any_of([*inner, *([ast.Constant(None)] if name == "Optional" else [])], scope, mode)
    if name == "NotRequired":
        return schema_of(inner[0], scope, mode)
    if name == "ExpandableField":
        return {"anyOf": [{"type": "string"}, _RESOURCE]}
    if name in _LISTS:
        return {"type": "array", "items": schema_of(inner[0], scope, mode)}
    if name in ("Dict", "Mapping"):
        return {"type": "object", "additionalProperties": schema_of(inner[1], scope, mode)}
    if name == "UntypedStripeObject":
        return {"type": "object", "additionalProperties": schema_of(inner[0], scope, mode)}
    if name == "ListObject":
        return {"type": "object", "required": ["data"]}
    raise NotImplementedError(name)


def _named(name: str, scope: Scope, mode: Mode) -> Schema:
    if name in _PLAIN[mode]:
        return _PLAIN[mode][name]
    if name in _FREE:
        return {}
    if name in _MAPS:
        return {"type": "object"}
    found = scope.find(name)
    if found is None:
        raise NotImplementedError(f"{name} in {scope.module.name}")
    if mode == "answer" and len(found.path) == 1:
        return _RESOURCE  # it names itself, and is checked on its own
    return schema_of_class(found, mode)


def _any_of(parts: list[ast.expr], scope: Scope, mode: Mode) -> Schema:
    """One of several. The SDK opens its enumerations by "or any text"; here they are closed again."""
    flat = [leaf for part in parts for leaf in _leaves(part)]
    if any(isinstance(leaf, ast.Subscript) and ast.unparse(leaf.value) == "Literal" for leaf in flat):
        flat = [leaf for leaf in flat if not (isinstance(leaf, ast.Name) and leaf.id == "str")]
    schemas = [schema_of(leaf, scope, mode) for leaf in flat]
    return schemas[0] if len(schemas) == 1 else {"anyOf": schemas}


def _leaves(node: ast.expr) -> list[ast.expr]:
    match node:
        case ast.Constant(value=str(text)):
            return _leaves(ast.parse(text, mode="eval").body)
        case ast.BinOp(left=left, op=ast.BitOr(), right=right):
            return [*_leaves(left), *_leaves(right)]
        case ast.Subscript(value=ast.Name(id="Union"), slice=ast.Tuple(elts=parts)):
            return [leaf for part in parts for leaf in _leaves(part)]
    return [node]


def _unwrapped(annotation: ast.expr, mode: Mode) -> tuple[ast.expr, bool]:
    """Take off what says that a member may be missing (when sent) or null (when answered)."""
    marker = "Optional" if mode == "answer" else "NotRequired"
    match annotation:
        case ast.Subscript(value=ast.Name(id=name), slice=inner) if name == marker:
            return inner, True
    return annotation, False


def _fields(scope: Scope) -> list[tuple[str, ast.expr]]:
    fields = []
    for base in scope.node.bases:
        name = ast.unparse(base)
        assigned = scope.module.fields_of_assigned.get(name)
        if assigned is not None:
            fields += [
                (key.value, value)
                for key, value in zip(assigned.keys, assigned.values, strict=True)
                if isinstance(key, ast.Constant)
            ]
    for statement in scope.node.body:
        if (
            isinstance(statement, ast.AnnAssign)
            and isinstance(statement.target, ast.Name)
            and not ast.unparse(statement.annotation).startswith("ClassVar")
        ):
            fields.append((statement.target.id, statement.annotation))
    return fields

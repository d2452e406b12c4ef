"""Codes that the product says and must have words for, found in its source."""

from __future__ import annotations

import ast
from collections.abc import Iterator
from pathlib import Path

from config import ROOT

RAISED = {"Refused", "Invalid", "NotFound", "Forbidden"}
FIRST_ARGUMENT = RAISED | {"sentence"}
AREAS = ROOT / "marketplace"
LEFT_OUT = {"gallery.py", "demo", "operations"}


def sources() -> Iterator[tuple[Path, ast.Module]]:
    """Every module of the marketplace, parsed."""
    for path in sorted(AREAS.rglob("*.py")):
        if not LEFT_OUT & set(path.relative_to(AREAS).parts):
            yield path, ast.parse(path.read_text(encoding="utf-8"))


def said() -> dict[str, str]:
    """Each code written out in the source, with where it stands."""
    found = {}
    for path, tree in sources():
        for node in ast.walk(tree):
            for code in _codes(node):
                found.setdefault(code, f"{path.relative_to(ROOT)}:{node.lineno}")
    return found


def _codes(node: ast.AST) -> Iterator[str]:
    if isinstance(node, ast.Call):
        yield from _called(node)
    elif isinstance(node, ast.Dict):
        yield from _reasons(node)
    elif isinstance(node, ast.ClassDef) and any(
        "Error" in ast.dump(b) or _name(b) in RAISED for b in node.bases
    ):
        yield from _class_codes(node)


def _called(node: ast.Call) -> Iterator[str]:
    name = _name(node.func)
    if name in FIRST_ARGUMENT and node.args:
        yield from _texts(node.args[0])
    if name == "notify" and len(node.args) > 1:
        yield from (f"notice.{code}" for code in _texts(node.args[1]))
    if name == "log_action" and len(node.args) > 2:
        yield from (f"action.{code}" for code in _texts(node.args[2]))
    if name == "record_decision":
        rules = [one.value for one in node.keywords if one.arg == "rule"]
        yield from (f"rule.{code}" for rule in rules for code in _texts(rule))
    for keyword in node.keywords:
        if (name, keyword.arg) in (("record_decision", "inputs"), ("record_event", "evidence")):
            yield from (f"input.{key}" for key in _keys(keyword.value))
    if name == "reason" and node.args:
        yield from (f"cannot.{code}" for code in _texts(node.args[0]))


def _keys(node: ast.expr) -> Iterator[str]:
    """The keys of tables written out in an expression, of those inside them too."""
    for one in ast.walk(node):
        if isinstance(one, ast.Dict):
            yield from (k.value for k in one.keys if isinstance(k, ast.Constant) and isinstance(k.value, str))


def _reasons(node: ast.Dict) -> Iterator[str]:
    """`{"code": "…", "params": …}` is a reason; other tables with a code are not."""
    keys = [key.value for key in node.keys if isinstance(key, ast.Constant)]
    if "code" in keys and "params" in keys:
        value = next(
            v
            for k, v in zip(node.keys, node.values, strict=True)
            if isinstance(k, ast.Constant) and k.value == "code"
        )
        yield from _texts(value)


def _class_codes(node: ast.ClassDef) -> Iterator[str]:
    for line in node.body:
        if isinstance(line, ast.Assign) and any(_name(t) == "code" for t in line.targets):
            yield from _texts(line.value)


def _texts(node: ast.expr) -> Iterator[str]:
    """Texts written out; one with a part filled in stands with a star for the part."""
    if isinstance(node, ast.Constant) and isinstance(node.value, str):
        yield node.value
    elif isinstance(node, ast.JoinedStr):
        yield "".join(one.value if isinstance(one, ast.Constant) else "*" for one in node.values)
    elif isinstance(node, ast.IfExp):
        yield from _texts(node.body)
        yield from _texts(node.orelse)


def _name(node: ast.AST) -> str:
    return node.attr if isinstance(node, ast.Attribute) else node.id if isinstance(node, ast.Name) else ""

"""Reads the SDK's source: modules, the classes in them, and what their names mean there."""

from __future__ import annotations

import ast
import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from functools import cache, cached_property
from importlib.util import find_spec
from pathlib import Path


@dataclass(frozen=True)
class Scope:
    """A class and where it stands, so that names in it can be looked up."""

    module: Module
    path: tuple[ast.ClassDef, ...]

    @property
    def node(self) -> ast.ClassDef:
        """The class itself."""
        return self.path[-1]

    def find(self, dotted: str) -> Scope | None:
        """Look a name up as Python does: inner classes outwards, then the module, then what it imports."""
        first, *rest = dotted.split(".")
        for depth in range(len(self.path), 0, -1):
            for inner in self.path[depth - 1].body:
                if isinstance(inner, ast.ClassDef) and inner.name == first:
                    return _deeper(Scope(self.module, (*self.path[:depth], inner)), rest)
        found = self.module.find(first)
        return None if found is None else _deeper(found, rest)


class Module:
    """One file of the SDK."""

    def __init__(self, sdk: Sdk, name: str, text: str) -> None:
        self._sdk = sdk
        self.name = name
        self.tree = ast.parse(text)

    @cached_property
    def classes(self) -> dict[str, ast.ClassDef]:
        """Its classes by name."""
        return {node.name: node for node in self.tree.body if isinstance(node, ast.ClassDef)}

    @cached_property
    def imports(self) -> dict[str, tuple[str, str]]:
        """What it imports of the SDK, for type checkers too: module and name there, by the name here."""
        return {
            alias.asname or alias.name: (node.module, alias.name)
            for node in ast.walk(self.tree)
            if isinstance(node, ast.ImportFrom) and node.module and node.module.startswith("stripe")
            for alias in node.names
        }

    @cached_property
    def fields_of_assigned(self) -> dict[str, ast.Dict]:
        """Fields of typed dictionaries that are made by a call, because a key is a reserved word."""
        return {
            target.id: node.value.args[1]
            for node in self.tree.body
            if isinstance(node, ast.Assign) and isinstance(node.value, ast.Call)
            for target in node.targets
            if isinstance(target, ast.Name)
            and len(node.value.args) == 2
            and isinstance(node.value.args[1], ast.Dict)
        }

    def find(self, name: str) -> Scope | None:
        """Find a class that the module has or imports."""
        if name in self.classes:
            return Scope(self, (self.classes[name],))
        if name not in self.imports:
            return None
        module, original = self.imports[name]
        return self._sdk.module(module).find(original)


class Sdk:
    """The installed package ``stripe``.

    Parameters
    ----------
    changes : mapping, optional
        Text of files, by path, that stands for the installed one: to play an upgrade.
    """

    def __init__(self, changes: Mapping[str, str] | None = None) -> None:
        spec = find_spec("stripe")
        assert spec is not None
        assert spec.origin is not None
        self._root = Path(spec.origin).parent
        self._changes = dict(changes or {})
        self.module = cache(self._module)
        self._read = cache(lambda path: (self._root / path).read_text())

    def text(self, path: str) -> str:
        """Read a file of the package."""
        return self._changes.get(path) or self._read(path)

    def services(self, mentioning: str = "") -> Iterator[Module]:
        """Every module that makes requests, or those in whose text a path stands."""
        for file in sorted(self._root.rglob("_*_service.py")):
            relative = file.relative_to(self._root)
            if mentioning in self.text(str(relative)):
                yield self.module(".".join(("stripe", *relative.with_suffix("").parts)))

    def resources(self) -> dict[str, tuple[str, str]]:
        """Module and class of every resource, by the name it calls itself in answers."""
        declared = re.compile(r"^class (\w+)|OBJECT_NAME: ClassVar\[Literal\[\"([\w.]+)\"\]\]", re.MULTILINE)
        found = {}
        for file in self._root.rglob("_*.py"):
            relative = file.relative_to(self._root)
            if relative.parts[0] == "params":
                continue
            name = ""
            for match in declared.finditer(self.text(str(relative))):
                name = match[1] or name
                if match[2]:
                    found[match[2]] = (".".join(("stripe", *relative.with_suffix("").parts)), name)
        return found

    def _module(self, name: str) -> Module:
        path = "/".join(name.split(".")[1:])
        is_package = (self._root / path).is_dir()
        return Module(self, name, self.text(f"{path}/__init__.py" if is_package else f"{path}.py"))


def _deeper(found: Scope, rest: list[str]) -> Scope | None:
    for name in rest:
        inner = next((n for n in found.node.body if isinstance(n, ast.ClassDef) and n.name == name), None)
        if inner is None:
            return None
        found = Scope(found.module, (*found.path, inner))
    return found

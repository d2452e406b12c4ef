"""Every request the SDK can make: verb, path, the type of its parameters and of its answer."""

from __future__ import annotations

import ast
import re
from collections.abc import Iterator
from dataclasses import dataclass

from tests.payouts.contract.source import Module, Scope, Sdk


@dataclass(frozen=True)
class Route:
    """One request.

    Attributes
    ----------
    verb : str
        get, post or delete.
    path : str
        With the names of its parts in braces, for example ``/v1/transfers/{id}/reversals``.
    params : Scope or None
        The typed dictionary of its parameters.
    answer : str
        Name of the resource's class; within ``ListObject[...]`` for a listing.
    """

    verb: str
    path: str
    params: Scope | None
    answer: str

    def fits(self, verb: str, path: str) -> bool:
        """Whether a request is of this route."""
        pattern = re.sub(r"\{\w+\}", "[^/]+", self.path.replace(".", r"\."))
        return verb == self.verb and re.fullmatch(pattern, path) is not None


def routes_of(sdk: Sdk, mentioning: str = "") -> list[Route]:
    """Read every route out of the SDK's services, or of those that mention a path; the ones without parts first."""
    found = [route for module in sdk.services(mentioning) for route in _routes_in(module)]
    return sorted(found, key=lambda route: route.path.count("{"))


def _routes_in(module: Module) -> Iterator[Route]:
    for service in module.classes.values():
        for method in service.body:
            if isinstance(method, ast.FunctionDef):
                request = next((call for call in ast.walk(method) if _is_request(call)), None)
                if isinstance(request, ast.Call):
                    verb, path = request.args[0], _path(request.args[1])
                    assert isinstance(verb, ast.Constant)
                    yield Route(verb.value, path, _params(method, module), _answer(method))


def _is_request(node: ast.AST) -> bool:
    return (
        isinstance(node, ast.Call) and isinstance(node.func, ast.Attribute) and node.func.attr == "_request"
    )


def _path(node: ast.expr) -> str:
    if isinstance(node, ast.Call) and isinstance(node.func, ast.Attribute):
        node = node.func.value
    assert isinstance(node, ast.Constant)
    return str(node.value)


def _params(method: ast.FunctionDef, module: Module) -> Scope | None:
    for argument in (*method.args.posonlyargs, *method.args.args):
        if argument.arg == "params" and argument.annotation is not None:
            names = re.findall(r"\w+Params\w*", ast.unparse(argument.annotation))
            return module.find(names[0]) if names else None
    return None


def _answer(method: ast.FunctionDef) -> str:
    return ast.unparse(method.returns).strip("'\"") if method.returns is not None else ""

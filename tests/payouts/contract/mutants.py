"""Requests made wrong in one place, which the contract must refuse."""

from __future__ import annotations

import copy
from collections.abc import Iterator
from random import Random
from typing import Any

from tests.payouts.contract.schemas import Schema


def mutants(schema: Schema, params: dict[str, Any], random: Random) -> Iterator[tuple[str, dict[str, Any]]]:
    """Give every wrong neighbour of a right request, with what was done to it.

    Parameters
    ----------
    schema : dict
        Of the request.
    params : dict
    random : Random
        Chooses the wrong names and words.
    """
    yield "a member nobody knows", {**params, _word(random): "1"}
    for name, value in params.items():
        inner = _branch(schema["properties"][name], value)
        yield (
            f"{name} misspelt",
            {_misspelt(key, random) if key == name else key: v for key, v in params.items()},
        )
        if name in schema["required"]:
            yield f"{name} left out", {key: v for key, v in params.items() if key != name}
        for what, wrong in _wrong_values(inner, value, random):
            yield f"{name}: {what}", {**params, name: wrong}
        if isinstance(value, dict) and inner.get("properties"):
            for what, wrong_part in mutants(inner, value, random):
                yield f"{name}.{what}", {**copy.deepcopy(params), name: wrong_part}


def _wrong_values(schema: Schema, value: Any, random: Random) -> Iterator[tuple[str, Any]]:
    if isinstance(value, dict | list):
        yield "a plain word", _word(random)
        return
    yield "a part of its own", {_word(random): value}
    yield "a list of lists", [[value]]
    if "enum" in schema:
        yield "another word", _misspelt(str(value), random)
    if schema.get("type") in ("integer", "boolean") or "pattern" in schema:
        yield "no number", _word(random)
        yield "a number with a tail", f"{value}{random.choice('xyz')}"


def _branch(schema: Schema, value: Any) -> Schema:
    """Of several ways, the one that a value goes."""
    if "anyOf" not in schema:
        return schema
    wanted = "object" if isinstance(value, dict) else "array" if isinstance(value, list) else None
    fitting = [s for s in schema["anyOf"] if s.get("type") == wanted or (wanted is None and "enum" in s)]
    return fitting[0] if fitting else schema["anyOf"][0]


def _word(random: Random) -> str:
    return "q" + "".join(random.choices("abcdefgh", k=9))


def _misspelt(word: str, random: Random) -> str:
    at = random.randrange(len(word))
    return word[:at] + random.choice("qxz") + word[at:]

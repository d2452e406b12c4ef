"""What the library offers under its own name stays what it is, whatever else is imported."""

from __future__ import annotations

import pkgutil
from importlib import import_module
from types import ModuleType

import matching


def test_no_module_takes_the_place_of_something_offered() -> None:
    """A module that is imported later puts itself where a function of its name was."""
    for found in pkgutil.iter_modules(matching.__path__):
        if found.name in matching.__all__:
            import_module(f"matching.{found.name}")

    assert not [name for name in matching.__all__ if isinstance(getattr(matching, name), ModuleType)]

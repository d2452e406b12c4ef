"""Writes docs/lifecycles.md from the tables of the life cycles: a diagram and every step of each."""

from __future__ import annotations

import sys
from importlib import import_module

from config import ROOT
from marketplace.core.lifecycle import Lifecycle, Transition, diagram

PATH = ROOT / "docs" / "lifecycles.md"
INTRODUCTION = """# Life cycles

Each table below is the one that the code checks: it lives in `lifecycle.py` of its area, and this page is written from it
by `make docs`. A step that is not here cannot be taken, by anybody.
"""


def load() -> list[Lifecycle]:
    """Every life cycle of the product, by name; those that only tests know are left out."""
    found: dict[str, Lifecycle] = {}
    for path in sorted((ROOT / "marketplace").glob("*/lifecycle.py")):
        module = import_module(f"marketplace.{path.parent.name}.lifecycle")
        found |= {one.name: one for one in vars(module).values() if isinstance(one, Lifecycle)}
    return [found[name] for name in sorted(found)]


def written() -> str:
    """The whole page."""
    return "\n".join([INTRODUCTION, *(_section(one) for one in load())])


def _section(lifecycle: Lifecycle) -> str:
    title = lifecycle.name.replace("_", " ").capitalize()
    rows = [_row(one) for one in lifecycle.steps]
    table = ["| action | from | to | by | when | then |", "| --- | --- | --- | --- | --- | --- |", *rows]
    return "\n".join([f"## {title}\n", "```mermaid", diagram(lifecycle), "```\n", *table, ""])


def _row(one: Transition) -> str:
    sources = ", ".join(sorted(one.sources))
    actors = ", ".join(sorted(actor.value for actor in one.by))
    return f"| {one.action} | {sources} | {one.target} | {actors} | {one.timer} | {one.follows} |".replace(
        "  ", " "
    )


def main(command: str = "write") -> int:
    """Write the page, or check that it is up to date."""
    page = written()
    if command == "write":
        PATH.write_text(page, encoding="utf-8")
        return 0
    if not PATH.exists() or PATH.read_text(encoding="utf-8") != page:
        print("docs/lifecycles.md is out of date: run `make docs`")
        return 1
    return 0


if __name__ == "__main__":
    sys.exit(main(*sys.argv[1:2]))

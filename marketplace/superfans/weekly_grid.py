"""Weekly hours as a grid of whole hours, which people tick, and back."""

from __future__ import annotations

from collections.abc import Iterable

from marketplace.superfans.availability import DAY_MINUTES, Rule

HOUR = 60
Cell = tuple[int, int]  # weekday and hour


def is_whole_hours(rule: Rule) -> bool:
    """True when the grid can show a window; others are listed beside it."""
    return rule.opens_minute % HOUR == 0 and rule.closes_minute % HOUR == 0


def cells_of(rules: Iterable[Rule]) -> set[Cell]:
    """The cells that windows of whole hours fill, the next day's where one runs over midnight."""
    cells: set[Cell] = set()
    for rule in rules:
        if is_whole_hours(rule):
            first = rule.weekday * 24 + rule.opens_minute // HOUR
            minutes = (rule.closes_minute - rule.opens_minute) % DAY_MINUTES or DAY_MINUTES
            cells.update(divmod((first + n) % 168, 24) for n in range(minutes // HOUR))
    return cells


def rules_of(cells: Iterable[Cell]) -> list[Rule]:
    """The fewest windows that fill the cells, each within one day."""
    rules: list[Rule] = []
    for weekday, hour in sorted(set(cells)):
        opens, closes = hour * HOUR, (hour + 1) * HOUR % DAY_MINUTES
        last = rules[-1] if rules else None
        if last is not None and last.weekday == weekday and last.closes_minute == opens and opens:
            rules[-1] = last._replace(closes_minute=closes)
        else:
            rules.append(Rule(weekday, opens, closes))
    return rules

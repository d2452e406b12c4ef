"""When a fan is free: the weekly hours and the dated exceptions."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date, datetime, time, timedelta

from marketplace.core.errors import Invalid, NotFound
from marketplace.superfans.availability import DatedChange, Rule, minute_of
from marketplace.superfans.models import AvailabilityException, AvailabilityRule, Superfan
from marketplace.superfans.packing import hold, repack

RULES_MAX = 60
EXCEPTIONS_MAX = 200
AHEAD_DAYS_MAX = 730
NOTE_LENGTH_MAX = 120


def set_weekly_rules(fan: Superfan, rules: Iterable[Rule], at: datetime) -> None:
    """Replace all weekly windows."""
    hold(fan)
    _replace(fan, rules, at)


def add_window(fan: Superfan, weekday: int, opens: time, closes: time, at: datetime) -> None:
    """Add one weekly window; one that closes at or before it opens runs into the next day."""
    hold(fan)
    _replace(fan, [*rules_of(fan), Rule(weekday, minute_of(opens), minute_of(closes))], at)


def remove_window(fan: Superfan, rule: Rule, at: datetime) -> None:
    """Take one weekly window away."""
    hold(fan)
    before = rules_of(fan)
    if rule not in before:
        raise NotFound
    _replace(fan, [r for r in before if r != rule], at)


def add_exception(
    fan: Superfan,
    on_date: date,
    at: datetime,
    *,
    is_open: bool,
    opens: time | None = None,
    closes: time | None = None,
    note: str = "",
) -> AvailabilityException:
    """Open or close one date, or some hours of it; without times the whole day."""
    hold(fan)
    if (opens is None) != (closes is None):
        raise Invalid("both_times_needed", field="closes_local")
    if not at.date() - timedelta(days=1) <= on_date <= at.date() + timedelta(days=AHEAD_DAYS_MAX):
        raise Invalid("date_not_ahead", field="on_date")
    if len(note) > NOTE_LENGTH_MAX:
        raise Invalid("entry_too_long", field="note", most=NOTE_LENGTH_MAX)
    if len(fan.exceptions) >= EXCEPTIONS_MAX:
        raise Invalid("too_many_hours", field="on_date", most=EXCEPTIONS_MAX)
    added = AvailabilityException(
        on_date=on_date, is_open=is_open, opens_local=opens, closes_local=closes, note=note.strip()
    )
    fan.exceptions.append(added)
    repack(fan, at)
    return added


def remove_exception(fan: Superfan, change: DatedChange, at: datetime) -> None:
    """Take one exception away, the first that says the same."""
    hold(fan)
    found = next((row for row in fan.exceptions if change_of(row) == change), None)
    if found is None:
        raise NotFound
    fan.exceptions.remove(found)
    repack(fan, at)


def rules_of(fan: Superfan) -> list[Rule]:
    """The weekly windows as the availability sees them."""
    return [_rule_of(row) for row in fan.rules]


def _replace(fan: Superfan, rules: Iterable[Rule], at: datetime) -> None:
    wanted = sorted(set(rules))
    if len(wanted) > RULES_MAX:
        raise Invalid("too_many_hours", field="hours", most=RULES_MAX)
    kept = {_rule_of(row): row for row in fan.rules}
    for rule, row in kept.items():
        if rule not in wanted:
            fan.rules.remove(row)
    for rule in wanted:
        if not 0 <= rule.weekday <= 6:
            raise Invalid("choice_not_offered", field="weekday")
        if rule not in kept:
            opens, closes = _time(rule.opens_minute), _time(rule.closes_minute)
            fan.rules.append(AvailabilityRule(weekday=rule.weekday, opens_local=opens, closes_local=closes))
    repack(fan, at)


def change_of(row: AvailabilityException) -> DatedChange:
    """An exception as the availability sees it."""
    if row.opens_local is None or row.closes_local is None:
        return DatedChange(row.on_date, row.is_open)
    return DatedChange(row.on_date, row.is_open, minute_of(row.opens_local), minute_of(row.closes_local))


def _rule_of(row: AvailabilityRule) -> Rule:
    return Rule(row.weekday, minute_of(row.opens_local), minute_of(row.closes_local))


def _time(minute: int) -> time:
    return time(minute // 60 % 24, minute % 60)

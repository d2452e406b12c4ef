"""When a fan is free: a grid of the week, windows to the minute, and days that are otherwise."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date, time
from typing import Any

from babel import dates
from flask import flash, redirect, render_template, request
from flask.typing import ResponseReturnValue
from flask_babel import get_locale
from flask_babel import gettext as _
from werkzeug.datastructures import MultiDict

from marketplace.core import clock
from marketplace.core.errors import Invalid, MarketplaceError
from marketplace.core.form_refusals import show_refusal
from marketplace.superfans import join_steps, service_hours, weekly_grid
from marketplace.superfans.availability import DatedChange, Rule, weekly_minutes
from marketplace.superfans.choices import WEEKDAYS
from marketplace.superfans.forms import ExceptionForm, WindowForm
from marketplace.superfans.join_flow import Flow
from marketplace.superfans.models import Superfan
from marketplace.superfans.reader import as_fan

NIGHT_HOURS = 6  # before six in the morning: folded away, for few people mean them
# Hours that people often mean, to be ticked by one button: days and hours.
PRESETS = {
    "evenings": (range(5), range(18, 22)),
    "days": (range(5), range(9, 17)),
    "weekends": (range(5, 7), range(9, 19)),
}


@as_fan
def hours(fan: Superfan) -> ResponseReturnValue:
    """The grid; saving it leaves windows to the minute as they are."""
    flow = Flow.current()
    if request.method == "GET":
        return _page(fan, flow)
    cells = _ticked()
    preset = PRESETS.get(request.form.get("preset", ""))
    if preset is not None:
        cells |= {(day, hour) for day in preset[0] for hour in preset[1]}
    to_the_minute = [r for r in service_hours.rules_of(fan) if not weekly_grid.is_whole_hours(r)]
    service_hours.set_weekly_rules(fan, [*to_the_minute, *weekly_grid.rules_of(cells)], clock.now())
    if preset is not None:
        return redirect(flow.step_url("hours"), 303)
    if not flow.is_joining:
        flash(_("Saved."), "success")
    return redirect(flow.onward("hours"), 303)


@as_fan
def add_window(fan: Superfan) -> ResponseReturnValue:
    """One weekly window to the minute."""
    form = WindowForm()

    def save() -> None:
        opens, closes = form.opens_local.data, form.closes_local.data
        assert opens is not None
        assert closes is not None
        service_hours.add_window(fan, int(form.weekday.data), opens, closes, clock.now())

    return _save(fan, form, save, window_form=form)


@as_fan
def remove_window(fan: Superfan) -> ResponseReturnValue:
    """Take a weekly window away."""
    numbers = [request.form.get(name, "") for name in ("weekday", "opens", "closes")]
    if not all(n.isdecimal() and len(n) < 5 for n in numbers):
        raise Invalid("choice_not_offered", field="weekday")
    service_hours.remove_window(fan, Rule(*map(int, numbers)), clock.now())
    return redirect(Flow.current().step_url("hours"), 303)


@as_fan
def add_exception(fan: Superfan) -> ResponseReturnValue:
    """One day that is otherwise."""
    form = ExceptionForm(prefix="exception-")

    def save() -> None:
        assert form.on_date.data is not None
        service_hours.add_exception(
            fan,
            form.on_date.data,
            clock.now(),
            is_open=form.is_open.data == "yes",
            opens=form.opens_local.data,
            closes=form.closes_local.data,
            note=form.note.data or "",
        )

    return _save(fan, form, save, exception_form=form)


@as_fan
def remove_exception(fan: Superfan) -> ResponseReturnValue:
    """Take such a day away."""
    service_hours.remove_exception(fan, _named_change(), clock.now())
    return redirect(Flow.current().step_url("hours"), 303)


def _save(fan: Superfan, form: Any, save: Callable[[], None], **shown: Any) -> ResponseReturnValue:
    status = 422
    if form.validate():
        try:
            save()
        except MarketplaceError as error:
            status = show_refusal(form, error)
        else:
            return redirect(Flow.current().step_url("hours"), 303)
    return _page(fan, Flow.current(), **shown), status


def _page(fan: Superfan, flow: Flow, **forms: Any) -> str:
    rules = service_hours.rules_of(fan)
    today = clock.now().date()
    changes = [(service_hours.change_of(row), row.note) for row in fan.exceptions if row.on_date >= today]
    return render_template(
        "superfans/hours.html",
        fan=fan,
        flow=flow,
        step="hours",
        steps=join_steps,
        cells=weekly_grid.cells_of(rules),
        days=[(number, day) for number, day in enumerate(WEEKDAYS)],
        day_hours=[(hour, _hour_label(hour)) for hour in range(NIGHT_HOURS, 24)],
        night_hours=[(hour, _hour_label(hour)) for hour in range(NIGHT_HOURS)],
        windows=[
            (rule, WEEKDAYS[rule.weekday], _span(rule))
            for rule in rules
            if not weekly_grid.is_whole_hours(rule)
        ],
        changes=[(change, _day_words(change), note) for change, note in changes],
        total_minutes=weekly_minutes(rules),
        window_form=forms.get("window_form") or WindowForm(formdata=None),
        exception_form=forms.get("exception_form") or _asked_opening(),
    )


def _asked_opening() -> ExceptionForm:
    """The form for a day that is otherwise, filled in by the page that led here."""
    names = {"on_date": "on", "opens_local": "opens", "closes_local": "closes"}
    asked = {f"exception-{field}": request.args.get(name, "") for field, name in names.items()}
    if request.method != "GET" or not asked["exception-on_date"]:
        return ExceptionForm(formdata=None, prefix="exception-")
    return ExceptionForm(MultiDict(asked | {"exception-is_open": "yes"}), prefix="exception-")


def _ticked() -> set[weekly_grid.Cell]:
    cells = set()
    for text in request.form.getlist("cell"):
        day, dash, hour = text.partition("-")
        if not (
            dash
            and day.isdecimal()
            and hour.isdecimal()
            and len(text) < 6
            and int(day) < 7
            and int(hour) < 24
        ):
            raise Invalid("choice_not_offered", field="cell")
        cells.add((int(day), int(hour)))
    return cells


def _named_change() -> DatedChange:
    times = [request.form.get(name, "") for name in ("opens", "closes")]
    try:
        on_date = date.fromisoformat(request.form.get("on_date", ""))
    except ValueError as error:
        raise Invalid("choice_not_offered", field="on_date") from error
    minutes = [int(t) for t in times if t.isdecimal() and len(t) < 5]
    is_open = request.form.get("is_open") == "yes"
    return DatedChange(on_date, is_open, *minutes) if len(minutes) == 2 else DatedChange(on_date, is_open)


def _hour_label(hour: int) -> str:
    return dates.format_time(time(hour), "short", locale=get_locale())


def _span(rule: Rule) -> str:
    return f"{_clock(rule.opens_minute)}–{_clock(rule.closes_minute)}"


def _clock(minute: int) -> str:
    return dates.format_time(time(minute // 60 % 24, minute % 60), "short", locale=get_locale())


def _day_words(change: DatedChange) -> str:
    day = dates.format_skeleton("yMMMEd", change.on_date, locale=get_locale())
    if change.opens_minute is None or change.closes_minute is None:
        return _("%(day)s: free all day", day=day) if change.is_open else _("%(day)s: not free", day=day)
    times = f"{_clock(change.opens_minute)}–{_clock(change.closes_minute)}"
    if change.is_open:
        return _("%(day)s: free %(times)s", day=day, times=times)
    return _("%(day)s: not free %(times)s", day=day, times=times)

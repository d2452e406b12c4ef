"""Trying a scheme: the figures add up, limits hold, budgets run out when they do, and losers are named."""

from __future__ import annotations

import json
from datetime import date, timedelta
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from payouts.__main__ import EXIT_BAD_INPUT, main
from payouts.currencies import POINTS
from payouts.errors import CurrencyMismatch, InvalidFacts
from payouts.money import Money
from payouts.schemes import Facts, Scheme, default_scheme, evaluate
from payouts.schemes.periods import period_start
from payouts.tryout import (
    Month,
    TryOut,
    Work,
    month_from_document,
    simulate,
    try_out,
    work_from_documents,
    work_to_documents,
)
from payouts.tryout.report import report, to_document
from tests.payouts.schemes.strategies import PLANNED, schemes
from tests.payouts.schemes.test_evaluate import scheme

MONDAY = date(2026, 11, 30)
HOUR = {"type": "per_hour", "amount_minor": 1200}
WORK = st.lists(
    st.builds(Work, st.sampled_from("abc"), st.dates(MONDAY, MONDAY + timedelta(days=40)), PLANNED), min_size=1, max_size=15
)  # fmt: skip


def days(*minutes: int, fan: str = "a") -> list[Work]:
    """A gig on each day from Monday."""
    return [Work(fan, MONDAY + timedelta(days=n), Facts(planned_minutes=m)) for n, m in enumerate(minutes)]


@settings(max_examples=40, deadline=None)
@given(schemes(), WORK)
def test_parts_funders_and_people_add_up_to_the_same(found: Scheme, work: list[Work]) -> None:
    tried = try_out(found, work)
    parts = sum(c.amount.amount_minor for c in tried.components if c.amount.currency != POINTS)
    assert parts == sum(amount.amount_minor for amount in tried.cost.values())
    assert parts == sum(fan.worth.amount_minor for fan in tried.fans)
    assert tried.gigs == len(work) == sum(fan.gigs for fan in tried.fans)
    if tried.spread is not None:
        assert sum(count for _, _, count in tried.spread.bins) == sum(
            f.net_per_hour is not None for f in tried.fans
        )


@settings(max_examples=40, deadline=None)
@given(schemes(), schemes(), WORK)
def test_gains_add_up_to_the_difference_and_are_its_mirror_image(
    one: Scheme, other: Scheme, work: list[Work]
) -> None:
    if one.currency != other.currency:
        with pytest.raises(CurrencyMismatch):
            try_out(one, work, present=other)
        return
    there, back = try_out(one, work, present=other).gains, try_out(other, work, present=one).gains
    assert there is not None
    assert back is not None
    moved = sum(now.amount_minor - was.amount_minor for _, was, now in there.changes)
    assert moved == -sum(now.amount_minor - was.amount_minor for _, was, now in back.changes)
    assert (there.better, there.same, there.worse) == (back.worse, back.same, back.better)


@settings(max_examples=40, deadline=None)
@given(WORK, st.integers(1, 3000))
def test_the_order_of_rows_changes_nothing_but_who_meets_a_limit(work: list[Work], cap: int) -> None:
    found = scheme({**HOUR, "cap_period_minor": cap, "cap_period": "week"})
    first, again = try_out(found, work), try_out(found, list(reversed(work)))
    assert first.cost == again.cost
    weeks = {(one.fan_ref, period_start(one.on, "week")) for one in work}
    assert first.cost["budget"].amount_minor <= cap * len(weeks)


def test_a_limit_counts_by_its_calendar_period() -> None:
    found = scheme({**HOUR, "cap_period_minor": 2000, "cap_period": "week"})
    tried = try_out(found, days(60, 60, 60, 60, 60, 60, 60, 60))
    assert tried.cost["budget"].amount_minor == 2000 + 1200


@pytest.mark.parametrize(
    ("period", "start"),
    [
        ("day", date(2026, 11, 28)), ("week", date(2026, 11, 23)), ("month", date(2026, 11, 1)),
        ("quarter", date(2026, 10, 1)), ("year", date(2026, 1, 1)),
    ],
)  # fmt: skip
def test_periods_are_those_of_the_calendar(period: Any, start: date) -> None:
    assert period_start(date(2026, 11, 28), period) == start


def test_perks_count_whole_unless_the_work_says_what_was_claimed() -> None:
    found = scheme({"code": "lunch", "type": "perk", "cap_minor": 900})
    unknown, known = days(60)[0], Work("a", MONDAY, Facts(perk_claims={"lunch": 200}))
    assert try_out(found, [unknown]).cost["budget"].amount_minor == 900
    assert try_out(found, [unknown], claims_bps=5000).cost["budget"].amount_minor == 450
    assert try_out(found, [known]).cost["budget"].amount_minor == 200


@pytest.mark.parametrize(
    ("funds", "runs_out_on"),
    [(0, MONDAY), (1199, MONDAY), (1200, MONDAY + timedelta(days=2)), (3599, MONDAY + timedelta(days=2)),
     (3600, MONDAY + timedelta(days=3)), (10**9, None)],
)  # fmt: skip
def test_a_budget_runs_out_on_the_first_day_it_does_not_cover(funds: int, runs_out_on: date | None) -> None:
    tried = try_out(scheme(HOUR), days(60, 0, 120), funds=Money(funds, "USD"), start=MONDAY)
    assert tried.budget is not None
    assert tried.budget.runs_out_on == runs_out_on


def test_what_costs_nothing_lasts() -> None:
    tried = try_out(scheme({"type": "points", "points": 5}), days(60), funds=Money(0, "USD"))
    assert tried.budget is not None
    assert tried.budget.runs_out_on is None


def test_bins_are_round_and_hold_everybody() -> None:
    work = [w for n, m in enumerate((60, 90, 120, 45)) for w in days(m, fan=f"f{n}")]
    spread = try_out(scheme({"type": "per_gig", "amount_minor": 1000}), work).spread
    assert spread is not None
    assert [money.amount_minor for money in (spread.least, spread.middle, spread.most)] == [500, 666, 1333]
    assert all(
        (high - low) in (1, 2, 5, 10, 20, 50, 100, 200, 500) and low % (high - low) == 0
        for low, high, _ in spread.bins
    )


def test_the_same_seed_makes_the_same_month() -> None:
    month = Month(MONDAY, Facts(planned_minutes=120, stops=12, price_minor=9000))
    assert simulate(month) == simulate(month)
    assert simulate(month) != simulate(Month(MONDAY, month.typical, seed=2))
    assert len(simulate(month)) == month.gigs
    assert {one.fan_ref for one in simulate(month)} <= {f"fan_{n}" for n in range(1, month.fans + 1)}
    assert all(MONDAY <= one.on < MONDAY + timedelta(days=month.days) for one in simulate(month))
    for one in simulate(month):
        assert evaluate(default_scheme("delivery", "paid", "EUR"), one.facts).cash.amount_minor > 0


def test_work_survives_its_own_document() -> None:
    work = simulate(Month(MONDAY, Facts(planned_minutes=120, stops=9)))
    assert work_from_documents(json.loads(json.dumps(work_to_documents(work)))) == work


@pytest.mark.parametrize(
    ("documents", "field"),
    [
        ({}, "work"), ("x", "work"), ([5], "work[0]"), ([{"fan": "a", "on": "2026-11-28", "mood": 1}], "work[0].mood"),
        ([{"on": "2026-11-28"}], "work[0].fan"), ([{"fan": "a", "on": "soon"}], "work[0].on"),
        ([{"fan": "a", "on": "2026-11-28", "facts": {"stops": -1}}], "work[0].facts.stops"),
    ],
)  # fmt: skip
def test_wrong_work_names_its_field(documents: Any, field: str) -> None:
    with pytest.raises(InvalidFacts) as refused:
        work_from_documents(documents)
    assert refused.value.params["field"] == field


@pytest.mark.parametrize(
    ("document", "field"),
    [(5, ""), ({}, "start"), ({"start": "2026-12-01", "gigs": 0}, "gigs"), ({"start": "2026-12-01", "moon": 1}, "moon"),
     ({"start": "2026-12-01", "typical": {"stops": "x"}}, "stops")],
)  # fmt: skip
def test_a_wrong_month_names_its_field(document: Any, field: str) -> None:
    with pytest.raises(InvalidFacts) as refused:
        month_from_document(document)
    assert refused.value.params["field"] == field


def test_no_work_is_refused() -> None:
    with pytest.raises(InvalidFacts):
        try_out(scheme(HOUR), [])


@pytest.fixture
def tried() -> tuple[TryOut, Scheme]:
    """A whole try-out, against another version and with a budget."""
    found = default_scheme("delivery", "paid", "EUR")
    work = simulate(Month(MONDAY, Facts(planned_minutes=180, stops=14, distance_m=20_000)))
    return try_out(
        found, work, present=default_scheme("layover", "paid", "EUR"), funds=Money(900_000, "EUR")
    ), found


@pytest.mark.parametrize(("locale", "said"), [("en", "runs out on"), ("es_ES", "se acaba el")])
def test_a_report_is_said_in_both_languages(tried: tuple[TryOut, Scheme], locale: str, said: str) -> None:
    text = "\n".join(report(*tried, locale))
    assert said in text
    assert "{" not in text
    assert "█" in text
    assert json.loads(json.dumps(to_document(tried[0])))["gains"]["changes"]


def test_the_command_tries_files(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    found, month = tmp_path / "scheme.json", tmp_path / "month.json"
    found.write_text(json.dumps(default_scheme("layover", "paid", "JPY").to_document()))
    month.write_text(json.dumps({"start": "2026-12-01", "typical": {"planned_minutes": 120}}))
    arguments = ["try", str(found), "--present", str(found), "--budget", "99999", "--from", "2027-01-01"]
    assert main([*arguments, "--month", str(month)]) == 0
    assert "0 gain, 12 stay the same, 0 lose" in capsys.readouterr().out
    assert main([*arguments, "--month", str(month), "--json"]) == 0
    assert json.loads(capsys.readouterr().out)["budget"]["start"] == "2027-01-01"
    assert main([*arguments, "--work", str(month)]) == EXIT_BAD_INPUT
    assert "work must be a list" in capsys.readouterr().err

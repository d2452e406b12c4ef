"""An entry balances or cannot be made."""

from __future__ import annotations

import datetime as dt

import pytest
from hypothesis import given
from hypothesis import strategies as st

from payouts.errors import InvalidEntry
from payouts.ledger import Entry, chart, credit, debit
from payouts.ledger.chart import Account
from payouts.ledger.entries import Posting
from payouts.money import Money
from tests.payouts.worlds import NOON, SHOP, usd

PAIR = (debit(chart.PROVIDER_AVAILABLE, usd(5)), credit(chart.held("bkg"), usd(5)))


def entry(postings: tuple[Posting, ...] = PAIR, **changes: object) -> Entry:
    """A small entry, with changes."""
    values: dict[str, object] = {
        "business_ref": SHOP,
        "key": "k",
        "kind": "capture",
        "subject_ref": "bkg",
        "event_at": NOON,
        "postings": postings,
    }
    return Entry(**(values | changes))  # type: ignore[arg-type]


@pytest.mark.parametrize(
    ("changes", "field"),
    [
        ({"key": ""}, "key"),
        ({"key": "with space"}, "key"),
        ({"key": "k" * 161}, "key"),
        ({"kind": ""}, "kind"),
        ({"subject_ref": "s" * 65}, "subject_ref"),
        ({"business_ref": ""}, "business_ref"),
        ({"event_at": dt.datetime(2026, 1, 1)}, "event_at"),  # noqa: DTZ001
        ({"meta": {"who": "ann@example.org"}}, "meta.who"),
        ({"meta": {"note": "paid by Ann"}}, "meta.note"),
    ],
)
def test_what_is_not_opaque_or_aware_is_refused_by_name(changes: dict[str, object], field: str) -> None:
    with pytest.raises(InvalidEntry) as refused:
        entry(**changes)
    assert refused.value.params["field"] == field


@pytest.mark.parametrize(
    "postings",
    [
        (),
        (debit(chart.PROVIDER_AVAILABLE, usd(5)),),
        (debit(chart.PROVIDER_AVAILABLE, usd(5)), credit(chart.held("b"), usd(4))),
        (debit(chart.PROVIDER_AVAILABLE, usd(5)), credit(chart.held("b"), Money(5, "EUR"))),
        (debit(chart.PROVIDER_AVAILABLE, usd(0)), credit(chart.held("b"), usd(0))),
        (debit(chart.held("b"), usd(5)), credit(chart.held("b"), usd(5))),
    ],
)
def test_what_does_not_balance_or_says_nothing_is_refused(postings: tuple[Posting, ...]) -> None:
    with pytest.raises(InvalidEntry):
        entry(postings)


def test_postings_on_one_account_are_merged() -> None:
    made = entry(
        (
            debit(chart.PROVIDER_AVAILABLE, usd(7)),
            credit(chart.held("b"), usd(5)),
            credit(chart.held("b"), usd(2)),
            credit(chart.REVENUE, usd(0)),
        )
    )
    assert [p.amount.amount_minor for p in made.postings] == [7, -7]


def test_one_code_with_two_natures_is_refused() -> None:
    other = Account("held:b", "asset", 1)
    with pytest.raises(InvalidEntry, match="two natures"):
        entry((debit(other, usd(5)), credit(chart.held("b"), usd(5))))


@given(st.permutations(range(4)))
def test_the_hash_ignores_order_and_instants_but_nothing_else(order: list[int]) -> None:
    lines = [
        debit(chart.PROVIDER_AVAILABLE, usd(9)),
        credit(chart.held("b"), usd(4)),
        credit(chart.payable("f"), usd(3)),
        credit(chart.REVENUE, usd(2)),
    ]
    first = entry(tuple(lines))

    shuffled = entry(tuple(lines[i] for i in order), event_at=NOON + dt.timedelta(days=1))
    assert shuffled.content_hash == first.content_hash
    assert entry(tuple(lines), kind="refund").content_hash != first.content_hash
    assert entry(tuple(lines), meta={"scheme": "v2"}).content_hash != first.content_hash


@pytest.mark.parametrize("code", ["", " held", "a  b", "x" * 97])
def test_unusable_account_codes_are_refused(code: str) -> None:
    with pytest.raises(InvalidEntry):
        Account(code, "asset", 1)


def test_a_floor_above_zero_is_refused() -> None:
    with pytest.raises(InvalidEntry):
        Account("a", "asset", 1, None, 1)

"""A malformed scheme is refused with the path of every field that is wrong."""

from __future__ import annotations

from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from payouts.errors import InvalidScheme
from payouts.schemes import scheme_from_document
from payouts.schemes.defaults import KINDS, default_scheme

GOOD: dict[str, Any] = {
    "schema": 1,
    "currency": "USD",
    "terms": "paid",
    "components": [{"code": "gig", "type": "per_gig", "amount_minor": 1000}],
    "choices": [{"kind": "money"}],
}


def component(**fields: Any) -> dict[str, Any]:
    """A document with one component."""
    return GOOD | {"components": [fields]}


def condition(**fields: Any) -> dict[str, Any]:
    """A document with one conditional bonus."""
    return component(code="b", type="bonus", amount_minor=1, when=[fields])


@pytest.mark.parametrize(
    ("document", "path"),
    [
        (None, ""),
        ([], ""),
        (GOOD | {"schema": 2}, "schema"),
        (GOOD | {"currency": "XXQ"}, "currency"),
        (GOOD | {"currency": "PTS"}, "currency"),
        (GOOD | {"currency": 5}, "currency"),
        (GOOD | {"terms": "slave"}, "terms"),
        (GOOD | {"colour": "red"}, "colour"),
        (GOOD | {"components": {}}, "components"),
        (GOOD | {"components": [5]}, "components[0]"),
        (GOOD | {"components": GOOD["components"] * 2}, "components[1].code"),
        (GOOD | {"components": GOOD["components"] * 41}, "components"),
        (GOOD | {"platform_fee_bps": 10_001}, "platform_fee_bps"),
        (GOOD | {"hold_hours": -1}, "hold_hours"),
        (GOOD | {"hold_hours": True}, "hold_hours"),
        (GOOD | {"choices": []}, "choices"),
        (GOOD | {"choices": [{"kind": "money"}, {"kind": "money"}]}, "choices[1].kind"),
        (GOOD | {"choices": [{"kind": "gold"}]}, "choices[0].kind"),
        (GOOD | {"choices": [{"kind": "money", "bonus_bps": 1}]}, "choices[0].bonus_bps"),
        (GOOD | {"choices": [{"kind": "money"}, {"kind": "donation"}]}, "choices[1].causes"),
        (GOOD | {"choices": [7]}, "choices[0]"),
        (GOOD | {"terms": "volunteer"}, "terms"),
        (component(code="x", type="per_moon", amount_minor=1), "components[0].type"),
        (component(code="X Y", type="per_gig", amount_minor=1), "components[0].code"),
        (component(code="x", type="per_gig"), "components[0].amount_minor"),
        (component(code="x", type="per_gig", amount_minor=0), "components[0].amount_minor"),
        (component(code="x", type="per_gig", amount_minor=-5), "components[0].amount_minor"),
        (component(code="x", type="per_gig", amount_minor=1.5), "components[0].amount_minor"),
        (component(code="x", type="per_gig", amount_minor=10**9 + 1), "components[0].amount_minor"),
        (component(code="x", type="per_gig", amount_minor=1, rate_bps=5), "components[0].rate_bps"),
        (component(code="x", type="per_gig", amount_minor=1, funded_by="bank"), "components[0].funded_by"),
        (component(code="x", type="per_gig", amount_minor=1, labels={"en": ""}), "components[0].labels"),
        (component(code="x", type="overrun", amount_minor=1), "components[0].minutes_max"),
        (component(code="x", type="perk"), "components[0].cap_minor"),
        (component(code="x", type="perk", cap_minor=1, needs_receipt=1), "components[0].needs_receipt"),
        (component(code="x", type="bonus", amount_minor=1), "components[0].when"),
        (component(code="x", type="bonus", amount_minor=1, when=[]), "components[0].when"),
        (component(code="x", type="bonus", when=[{"fact": "streak", "op": "gte", "value": 1}]),
         "components[0].amount_minor"),
        (condition(fact="mood", op="eq", value=1), "components[0].when[0].fact"),
        (condition(fact="streak", op="like", value=1), "components[0].when[0].op"),
        (condition(fact="streak", op="gte", value="1"), "components[0].when[0].value"),
        (condition(fact="streak", op="in", value=[]), "components[0].when[0].value"),
        (condition(fact="is_peak", op="gte", value=True), "components[0].when[0].op"),
        (condition(fact="is_peak", op="eq", value=1), "components[0].when[0].value"),
        (condition(fact="is_peak", op="eq", value=True, or_else=1), "components[0].when[0].or_else"),
    ],
)  # fmt: skip
def test_a_problem_names_its_field(document: Any, path: str) -> None:
    with pytest.raises(InvalidScheme) as refused:
        scheme_from_document(document)
    assert path in [found for found, _sentence in refused.value.problems]


def test_all_problems_are_told_at_once() -> None:
    with pytest.raises(InvalidScheme) as refused:
        scheme_from_document({"schema": 1, "currency": "?", "terms": "?", "components": [{"type": "?"}]})
    assert {path for path, _sentence in refused.value.problems} >= {"currency", "terms", "components[0].type"}


def test_shares_of_the_price_and_the_fee_stay_within_it() -> None:
    share = component(code="s", type="share_of_price", rate_bps=9000)
    assert scheme_from_document(share | {"platform_fee_bps": 1000}).platform_fee_bps == 1000
    with pytest.raises(InvalidScheme):
        scheme_from_document(share | {"platform_fee_bps": 1001})


@pytest.mark.parametrize("currency", ["USD", "EUR", "JPY", "BHD", "MXN", "XOF"])
@pytest.mark.parametrize("terms", ["volunteer", "volunteer_with_perks", "paid"])
@pytest.mark.parametrize("kind", [*KINDS, "fifth_kind"])
def test_a_scheme_survives_its_own_document(kind: str, terms: Any, currency: str) -> None:
    scheme = default_scheme(kind, terms, currency)
    assert scheme_from_document(scheme.to_document()) == scheme


def test_a_full_scheme_survives_its_own_document() -> None:
    document = GOOD | {
        "components": [
            {
                "code": "stops", "type": "per_stop", "amount_minor": 5, "units_free": 2, "units_max": 9,
                "cap_minor": 40, "funded_by": "partner", "labels": {"en": "Stops"},
                "when": [{"fact": "streak", "op": "in", "value": [1, 2]}],
            },
            {"code": "meal", "type": "perk", "cap_minor": 900, "needs_receipt": False},
        ],
        "choices": [{"kind": "money"}, {"kind": "donation", "causes": ["cause_1"], "bonus_bps": 50}],
        "platform_fee_bps": 300,
        "hold_hours": 0,
    }  # fmt: skip
    scheme = scheme_from_document(document)
    assert scheme_from_document(scheme.to_document()) == scheme
    assert scheme.components[0].units_max == 9


JUNK = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats() | st.text(max_size=8),
    lambda inner: st.lists(inner, max_size=4) | st.dictionaries(st.text(max_size=8), inner, max_size=4),
    max_leaves=12,
)


def assert_read_or_refused(document: Any) -> None:
    """Reading either gives a scheme that survives its own document, or the right error."""
    try:
        found = scheme_from_document(document)
    except InvalidScheme:
        return
    assert scheme_from_document(found.to_document()) == found


@given(JUNK)
def test_junk_is_refused_by_the_right_error(document: Any) -> None:
    with pytest.raises(InvalidScheme):
        scheme_from_document(document)


@given(st.sampled_from(sorted(GOOD)), JUNK)
def test_junk_in_any_field_is_refused_or_read(name: str, junk: Any) -> None:
    assert_read_or_refused(GOOD | {name: junk})


@given(
    st.dictionaries(
        st.sampled_from(
            [
                "code",
                "type",
                "amount_minor",
                "rate_bps",
                "when",
                "labels",
                "funded_by",
                "cap_minor",
                "minutes_max",
            ]
        ),
        JUNK,
    )
)
def test_junk_in_a_component_is_refused_or_read(fields: dict[str, Any]) -> None:
    assert_read_or_refused(component(**({"code": "x", "type": "per_gig", "amount_minor": 1} | fields)))

"""Schemes and facts of every shape, for property tests."""

from __future__ import annotations

from typing import Any

from hypothesis import strategies as st

from payouts.schemes import Facts, Scheme, scheme_from_document

AMOUNT = st.integers(1, 5000)
CURRENCIES = st.sampled_from(["USD", "JPY", "BHD"])

_CONDITIONS = st.one_of(
    st.builds(
        lambda fact, op, value: {"fact": fact, "op": op, "value": value},
        st.sampled_from(
            ["streak", "guests", "stops", "distance_m", "worked_minutes", "rating_tenths", "returned_stops"]
        ),
        st.sampled_from(["eq", "ne", "gte", "gt", "lte", "lt"]),
        st.integers(0, 60),
    ),
    st.builds(
        lambda fact, value: {"fact": fact, "op": "eq", "value": value},
        st.sampled_from(["is_peak", "is_first_gig", "is_newcomer"]),
        st.booleans(),
    ),
)


@st.composite
def components(draw: st.DrawFn, number: int) -> dict[str, Any]:
    """One component of any type."""
    kind = draw(
        st.sampled_from(
            [
                "per_gig",
                "per_hour",
                "per_stop",
                "per_guest",
                "per_km",
                "share_of_price",
                "bonus",
                "overrun",
                "waiting",
                "returns",
                "perk",
                "credit",
                "points",
            ]
        )
    )
    made: dict[str, Any] = {"code": f"c{number}", "type": kind}
    if kind == "points":
        made["points"] = draw(AMOUNT)
    elif kind == "perk":
        made |= {"cap_minor": draw(AMOUNT), "needs_receipt": draw(st.booleans())}
    elif kind == "share_of_price":
        made["rate_bps"] = draw(st.integers(1, 1000))
    elif kind == "bonus" and draw(st.booleans()):
        made["rate_bps"] = draw(st.integers(1, 5000))
    else:
        made["amount_minor"] = draw(AMOUNT)
    if kind in ("overrun", "waiting"):
        made |= {"minutes_free": draw(st.integers(0, 15)), "minutes_max": draw(st.integers(1, 90))}
    if kind in ("per_stop", "per_guest", "per_km"):
        made["units_free"] = draw(st.integers(0, 3))
        if draw(st.booleans()):
            made["units_max"] = draw(st.integers(1, 20))
    if kind in ("per_hour", "per_stop", "bonus", "overrun", "returns") and draw(st.booleans()):
        made["cap_minor"] = draw(AMOUNT)
    if kind == "bonus" or draw(st.integers(0, 3)) == 0:
        made["when"] = draw(st.lists(_CONDITIONS, min_size=1, max_size=2))
    if kind != "share_of_price":
        made["funded_by"] = draw(st.sampled_from(["budget", "budget", "booking", "partner"]))
    return made


@st.composite
def schemes(draw: st.DrawFn) -> Scheme:
    """A paid scheme of up to eight components."""
    parts = [draw(components(n)) for n in range(draw(st.integers(1, 8)))]
    if draw(st.booleans()):
        parts.append({"code": "floor", "type": "floor_per_hour", "amount_minor": draw(AMOUNT)})
    return scheme_from_document(
        {
            "schema": 1,
            "currency": draw(CURRENCIES),
            "terms": "paid",
            "components": parts,
            "platform_fee_bps": draw(st.integers(0, 1000)),
            "choices": [
                {"kind": "money"},
                {"kind": "store_credit", "bonus_bps": draw(st.integers(0, 2000))},
                {"kind": "donation", "causes": ["cause_1"]},
            ],
        }
    )


PLANNED = st.builds(
    Facts,
    planned_minutes=st.integers(0, 600),
    stops=st.integers(0, 40),
    guests=st.integers(0, 12),
    distance_m=st.integers(0, 90_000),
    price_minor=st.integers(0, 100_000),
    streak=st.integers(0, 60),
    is_peak=st.booleans(),
    is_first_gig=st.booleans(),
    is_newcomer=st.booleans(),
)


@st.composite
def outcomes(draw: st.DrawFn, scheme: Scheme, planned: Facts) -> Facts:
    """How planned work may turn out within the limits that the scheme reserves for."""
    overrun = max(
        (c.minutes_free + (c.minutes_max or 0) for c in scheme.components if c.type == "overrun"), default=0
    )
    stops = draw(st.integers(0, planned.stops))
    return Facts(
        planned_minutes=planned.planned_minutes,
        worked_minutes=draw(st.integers(0, planned.planned_minutes + overrun)),
        waiting_minutes=draw(st.integers(0, 300)),
        stops=stops,
        returned_stops=draw(st.integers(0, stops)),
        guests=draw(st.integers(0, planned.guests)),
        distance_m=draw(st.integers(0, planned.distance_m)),
        price_minor=planned.price_minor,
        rating_tenths=draw(st.none() | st.integers(10, 50)),
        streak=planned.streak,
        is_peak=planned.is_peak,
        is_first_gig=planned.is_first_gig,
        is_newcomer=planned.is_newcomer,
        perk_claims={
            c.code: draw(st.integers(0, 9000))
            for c in scheme.components
            if c.type == "perk" and draw(st.booleans())
        },
    )

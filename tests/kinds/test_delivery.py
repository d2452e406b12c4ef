"""Delivery: parcels into routed blocks, shown before offered, proven stop by stop, brought back and paid."""

from __future__ import annotations

from datetime import datetime, timedelta

import pytest
import sqlalchemy as sa
from flask import Flask

from marketplace.core import audit, edge
from marketplace.core.clock import SteppedClock
from marketplace.core.db import db
from marketplace.core.errors import Invalid, NotFound, Refused
from marketplace.core.lifecycle import Actor
from marketplace.gigs import service_gigs
from marketplace.gigs.models import Assignment, Gig
from marketplace.identity.models import Identity
from marketplace.kinds import service_blocks, service_parcels, service_stops
from marketplace.kinds.models import Parcel
from marketplace.rewards.models import Earning
from marketplace.superfans.models import Superfan
from marketplace.trust.models import Notification
from tests import world as w
from tests.conftest import NOON
from tests.kinds.depots import CLOSES, NUMBER, OPENS, entry, make_depot, plan_blocks, programme_of


@pytest.fixture
def depot(app: Flask) -> w.World:
    """On each database in turn."""
    return edge.write(make_depot)


def _parcels(gig_ref: str) -> list[Parcel]:
    query = (
        sa.select(Parcel)
        .join(Gig, Gig.id == Parcel.gig_id)
        .where(Gig.public_id == gig_ref)
        .order_by(Parcel.stop_number)
    )
    return w.look(lambda: list(db.session.scalars(query)))


def _states() -> dict[str, int]:
    rows = w.look(
        lambda: db.session.execute(sa.select(Parcel.state, sa.func.count()).group_by(Parcel.state)).all()
    )
    return dict(rows)


def _at_work(world: w.World, clock: SteppedClock) -> tuple[str, str, list[Parcel]]:
    """The first block, taken and begun: gig, assignment, and its parcels."""
    gig_ref = plan_blocks(world)[0]
    gig = w.look(lambda: w.by_ref(Gig, gig_ref))
    assignment = w.accept(w.offers(gig_id=gig.id)[0])
    clock.move_to(gig.starts_at)
    w.check_in(assignment)
    return gig_ref, assignment, _parcels(gig_ref)


def _deliver(assignment: str, parcel: Parcel, **how) -> None:
    values = {"nonce": f"{parcel.public_id}-d", "means": "code", "code": parcel.delivery_code} | how

    def work(at: datetime) -> None:
        service_stops.deliver(
            w.by_ref(Assignment, assignment), w.by_ref(Parcel, parcel.public_id), at=at, **values
        )

    w.do(work)


def _unable(assignment: str, parcel: Parcel, reason: str = "nobody_home") -> None:
    def work(at: datetime) -> None:
        service_stops.report_unable(
            w.by_ref(Assignment, assignment), w.by_ref(Parcel, parcel.public_id), nonce=f"{parcel.public_id}-u",
            reason=reason, note="Dark house", at=at,
        )  # fmt: skip

    w.do(work)


def test_blocks_are_shown_before_anybody_is_asked_and_then_offered_to_all(depot: w.World) -> None:
    plan = w.look(lambda: service_blocks.preview_blocks(programme_of(depot), OPENS, CLOSES, NOON))
    assert sum(len(b.stops) for b in plan.answer.blocks) == NUMBER
    assert w.gigs() == []
    refs = plan_blocks(depot, seen=plan.digest)
    gig = w.look(lambda: w.by_ref(Gig, refs[0]))
    assert gig.facts["stops"] == len(_parcels(refs[0])) >= 8
    assert [p.stop_number for p in _parcels(refs[0])] == list(range(1, gig.facts["stops"] + 1))
    expected = [p.expected_at for p in _parcels(refs[0])]
    assert expected == sorted(expected)
    assert len(w.offers(gig_id=gig.id)) == 2, "open to everybody who fits, not to the fastest"
    assert _states() == {"planned": NUMBER}


def test_a_plan_that_changed_meanwhile_is_not_offered(depot: w.World) -> None:
    seen = w.look(lambda: service_blocks.preview_blocks(programme_of(depot), OPENS, CLOSES, NOON)).digest
    w.do(
        lambda at: service_parcels.add_parcels(
            programme_of(depot), service_parcels.points_of(programme_of(depot))[0], [entry(20)], at
        )
    )
    with pytest.raises(Refused, match="plan_changed"):
        plan_blocks(depot, seen=seen)
    assert _states() == {"waiting": NUMBER + 1}


def test_a_block_is_done_stop_by_stop_and_everything_is_paid(depot: w.World, clock: SteppedClock) -> None:
    gig_ref, assignment, parcels = _at_work(depot, clock)
    with pytest.raises(Refused, match="proof_missing"):
        w.complete(assignment)
    for parcel in parcels[:-2]:
        _deliver(assignment, parcel)
    _unable(assignment, parcels[-2])
    _deliver(assignment, parcels[-1], means="place", code="", lat=parcels[-1].lat, lon=parcels[-1].lon)
    gig = w.look(lambda: w.by_ref(Gig, gig_ref))
    clock.move_to(gig.ends_at + timedelta(minutes=30))
    w.complete(assignment)
    earning = w.look(lambda: db.session.scalars(sa.select(Earning)).one())
    lines = {line["code"]: line["amount_minor"] for line in earning.evaluation["lines"]}
    assert {"block", "stops", "distance", "overrun", "returns"} <= set(lines)
    assert lines["returns"] > 0, "what is brought back is paid"
    assert lines["overrun"] > 0
    assert w.balance(depot.business, f"payable:{earning.fan_ref}") == earning.amount_minor
    assert w.look(audit.run) == []


def test_the_same_proof_twice_is_one_and_keeps_the_time_it_happened(
    depot: w.World, clock: SteppedClock
) -> None:
    _, assignment, parcels = _at_work(depot, clock)
    happened = clock.now() + timedelta(minutes=7)
    clock.advance(minutes=40)
    for _ in range(3):
        _deliver(assignment, parcels[0], happened_at=happened)
    proofs = w.look(lambda: [p for p in w.by_ref(Assignment, assignment).proofs if p.step == "stop"])
    assert [(p.happened_at, p.received_at) for p in proofs] == [(happened, clock.now())]
    _deliver(assignment, parcels[1], happened_at=clock.now() + timedelta(days=2))
    latest = w.look(lambda: w.by_ref(Assignment, assignment).proofs[-1])
    assert latest.happened_at == clock.now(), "a phone whose clock is ahead proves nothing of the future"


PROVES_NOTHING = [
    ({"code": "0000"}, "delivery_code_wrong"),
    ({"means": "photo"}, "proof_file_needed"),
    ({"means": "place", "lat": 37.9, "lon": -122.4}, "stop_too_far"),
    ({"means": "place"}, "position_missing"),
    ({"means": "smoke"}, "proof_means"),
]


def test_a_proof_that_proves_nothing_is_refused(depot: w.World, clock: SteppedClock) -> None:
    _, assignment, parcels = _at_work(depot, clock)
    planned = _states()
    for how, code in PROVES_NOTHING:
        with pytest.raises(Invalid, match=code):
            _deliver(assignment, parcels[0], **how)
    assert _states() == planned


def test_without_check_in_no_stop_is_proven(depot: w.World) -> None:
    gig_ref = plan_blocks(depot)[0]
    gig = w.look(lambda: w.by_ref(Gig, gig_ref))
    assignment = w.accept(w.offers(gig_id=gig.id)[0])
    with pytest.raises(Refused, match="check_in_first"):
        _deliver(assignment, _parcels(gig_ref)[0])


def test_somebody_elses_stop_is_not_found(depot: w.World, clock: SteppedClock) -> None:
    _, assignment, parcels = _at_work(depot, clock)

    def other() -> Identity:
        return next(
            f.identity
            for f in db.session.scalars(sa.select(Superfan))
            if f.id != w.by_ref(Assignment, assignment).fan_id
        )

    with pytest.raises(NotFound):
        w.look(lambda: service_stops.stop_of(other(), assignment, parcels[0].public_id))


def test_returns_now_or_by_ten_and_whoever_forgets_is_reminded(depot: w.World, clock: SteppedClock) -> None:
    _gig_ref, assignment, parcels = _at_work(depot, clock)
    _unable(assignment, parcels[0])
    due_at = w.do(lambda at: service_stops.choose_return(w.by_ref(Assignment, assignment), "later", at))
    assert due_at == datetime.fromisoformat("2026-11-26T18:00:00+00:00"), "ten in the morning there"
    clock.move_to(due_at)
    w.run_due()
    told = w.look(lambda: set(db.session.scalars(sa.select(Notification.code))))
    assert {"kinds.returns_missing", "kinds.returns_due"} <= told
    w.do(
        lambda at: service_parcels.bring_back(w.by_ref(Parcel, parcels[0].public_id), Actor.FAN, "fan_x", at)
    )
    assert _states()["returned"] == 1


def test_parcels_of_a_block_that_was_called_off_wait_again(depot: w.World) -> None:
    refs = plan_blocks(depot)
    w.do(lambda at: service_gigs.cancel_gig(w.by_ref(Gig, refs[0]), Actor.STAFF, {"code": "x"}, at))
    again = plan_blocks(depot)
    assert set(refs).isdisjoint(again)
    assert _states() == {"planned": NUMBER}


def test_a_block_nobody_takes_gives_its_parcels_back(depot: w.World, clock: SteppedClock) -> None:
    refs = plan_blocks(depot)
    while waiting := w.offers():
        w.decline(waiting[0])
    assert _states() == {"planned": NUMBER}, "until it begins somebody may find time"
    clock.move_to(max(w.by_ref(Gig, ref).starts_at for ref in refs))
    w.run_due()
    assert _states() == {"waiting": NUMBER}
    assert {w.state_of(Gig, ref) for ref in refs} == {"cancelled"}


def test_what_cannot_be_planned_says_why(depot: w.World) -> None:
    late = w.look(lambda: service_parcels.points_of(programme_of(depot)))
    assert len(late) == 1
    w.do(
        lambda at: service_parcels.add_parcels(
            programme_of(depot),
            service_parcels.points_of(programme_of(depot))[0],
            [entry(30, litres=4000)],
            at,
        )
    )
    plan = w.look(lambda: service_blocks.preview_blocks(programme_of(depot), OPENS, CLOSES, NOON))
    assert [row["reasons"][0]["code"] for row in plan.answer.left] == ["undelivered.too_large"]
    with pytest.raises(Invalid, match="time_is_past"):
        w.look(
            lambda: service_blocks.preview_blocks(
                programme_of(depot), NOON - timedelta(hours=1), CLOSES, NOON
            )
        )
    with pytest.raises(Invalid, match="blocks_span"):
        w.look(
            lambda: service_blocks.preview_blocks(programme_of(depot), OPENS, OPENS + timedelta(days=3), NOON)
        )


def _with_returns(world: w.World) -> None:
    """Two more parcels, which are fetched at the door."""
    more = [entry(NUMBER + n, is_return=True, recipient_name=f"Giver {n}") for n in range(2)]
    point = service_parcels.points_of(programme_of(world))[0]
    w.do(lambda at: service_parcels.add_parcels(programme_of(world), point, more, at))


def test_what_is_fetched_lies_on_the_way_and_comes_to_the_pick_up_point(
    depot: w.World, clock: SteppedClock
) -> None:
    _with_returns(depot)
    gig_ref, assignment, parcels = _at_work(depot, clock)
    fetched, missed = (p for p in parcels if p.is_return)
    for parcel in parcels:
        if parcel is missed:
            _unable(assignment, parcel)
        else:
            _deliver(assignment, parcel)
    states = {p.public_id: p.state for p in _parcels(gig_ref)}
    assert (states[fetched.public_id], states[missed.public_id]) == ("fetched", "unable")
    assert {states[p.public_id] for p in parcels if not p.is_return} == {"delivered"}

    def bring(ref: str) -> None:
        w.do(
            lambda at: service_stops.bring_back(w.by_ref(Parcel, ref), Actor.FAN, depot.fans[0].public_id, at)
        )

    with pytest.raises(Refused, match="nothing_to_bring"):
        bring(missed.public_id)
    bring(fetched.public_id)
    owner = w.look(lambda: db.session.get_one(Identity, depot.owner.id))
    w.do(lambda at: service_parcels.send_again(w.by_ref(Parcel, missed.public_id), owner, at))
    assert w.look(lambda: w.by_ref(Parcel, fetched.public_id).state) == "brought_in"
    assert w.look(lambda: w.by_ref(Parcel, missed.public_id).state) == "waiting"
    clock.move_to(w.look(lambda: w.by_ref(Gig, gig_ref)).ends_at)
    w.complete(assignment)
    earning = w.look(lambda: db.session.scalars(sa.select(Earning)).one())
    lines = {line["code"]: line["amount_minor"] for line in earning.evaluation["lines"]}
    assert lines.get("returns", 0) == 0, "a return is a stop like any other, not a way back"
    assert w.look(audit.run) == []


def test_what_was_fetched_and_does_not_come_is_told(depot: w.World, clock: SteppedClock) -> None:
    _with_returns(depot)
    gig_ref, assignment, parcels = _at_work(depot, clock)
    _deliver(assignment, next(p for p in parcels if p.is_return))
    w.do(lambda at: service_stops.choose_return(w.by_ref(Assignment, assignment), "now", at) and None)
    clock.advance(hours=3)
    w.run_due()
    codes = w.look(lambda: list(db.session.scalars(sa.select(Notification.code))))
    assert {"kinds.returns_missing", "kinds.returns_due"} <= set(codes)
    assert gig_ref


def test_a_fan_carries_what_is_fetched_beside_what_is_still_to_deliver(depot: w.World) -> None:
    """The load is what lies in the box at its fullest: fetched things take the room of delivered ones."""

    def fill(at: datetime) -> None:
        point = service_parcels.points_of(programme_of(depot))[0]
        big = [entry(30 + n, litres=55, is_return=bool(n % 2)) for n in range(4)]
        service_parcels.add_parcels(programme_of(depot), point, big, at)

    w.do(fill)
    plan = w.look(lambda: service_blocks.preview_blocks(programme_of(depot), OPENS, CLOSES, NOON))
    most = 60  # litres in a cargo bike's box
    assert sum(len(block.stops) for block in plan.answer.blocks) == NUMBER + 4
    for block in plan.answer.blocks:
        rows = [plan.parcels[stop.parcel_id] for stop in block.stops]
        aboard = sum(p.litres for p in rows if not p.is_return)
        assert aboard <= most
        for parcel in rows:
            aboard += parcel.litres if parcel.is_return else -parcel.litres
            assert aboard <= most


def test_a_block_is_called_in_every_language_of_the_pages(depot: w.World) -> None:
    (ref, *_more) = plan_blocks(depot)
    gig = w.look(lambda: w.by_ref(Gig, ref))
    stops = len(w.look(lambda: [p for p in db.session.scalars(sa.select(Parcel)) if p.gig_id == gig.id]))
    assert gig.titled.read_in("es").words.startswith(f"{stops} paradas desde ")
    assert gig.titled.read_in("en").words.startswith(f"{stops} stops from ")

"""The fifth chapter: the parcels on the shelf become a block with a sensible order of stops, and are brought round."""

from __future__ import annotations

from datetime import datetime, timedelta

import sqlalchemy as sa

from marketplace.core.db import db
from marketplace.core.formats import format_distance, format_minutes, format_time
from marketplace.demo import seed_acts as acts
from marketplace.demo import seed_delivery
from marketplace.demo.loop_words import name_of, tell_earning, tell_round
from marketplace.demo.loop_world import Rehearsal
from marketplace.gigs.models import Gig
from marketplace.kinds.models import Parcel

CODE = "delivery"
DAYS_AHEAD, OPENS, CLOSES = 2, 10, 18
STOPS_LEAST = 8
UNABLE_STOP = 3  # nobody opens at the third door


class Round:
    """One day of parcels: all blocks are built, the fullest is followed to the last door."""

    def __init__(self, rehearsal: Rehearsal) -> None:
        self.r, self.story = rehearsal, rehearsal.story
        self.gig = self.assignment = ""

    def plan(self) -> None:
        """Put the first acts on the agenda; the stops follow from the route."""
        self.story.begin(CODE, "A delivery block: parcels built into a routed round", self.r.zone("reparto"))
        now = self.r.agenda.clock.now()
        self.r.agenda.plan(now + timedelta(minutes=6), self.build)
        self.r.agenda.plan(now + timedelta(minutes=25), self.accept)

    def build(self) -> None:
        """What waits on the shelf is built into blocks."""
        opens_at = self.r.local("reparto", DAYS_AHEAD, OPENS)
        closes_at = self.r.local("reparto", DAYS_AHEAD, CLOSES)
        blocks = seed_delivery.build_blocks(self.r.programmes["reparto"], opens_at, closes_at)
        rows = acts.look(lambda: [_block(ref) for ref in blocks])
        for row in rows:
            text = f"A block of {row['stops']} stops, {row['length']}, {row['way']}, from {row['from']}:"
            self.story.tell(CODE, "built", text, row["lines"], gig=row["gig"], stops=row["parcels"])
        fullest = max(rows, key=lambda row: row["stops"])
        if fullest["stops"] < STOPS_LEAST:
            raise RuntimeError(
                f"the fullest block has {fullest['stops']} stops; the rehearsal wants {STOPS_LEAST}"
            )
        self.gig = fullest["gig"]

    def accept(self) -> None:
        """Everybody who fits has seen it with its whole pay; the one who suits best takes it."""
        asked = acts.open_offers(self.gig)
        tell_round(self.story, CODE, self.gig)
        self.assignment = acts.accept(asked[0])
        text = f"{name_of(self.assignment)} takes the block; {len(asked) - 1} others had been asked too."
        self.story.tell(CODE, "accepted", text, assignment=self.assignment)
        (gig_id,) = acts.column(Gig, "id", public_id=self.gig)
        starts_at = acts.look(lambda: acts.by_ref(Gig, self.gig).starts_at)
        stops = acts.look(lambda: seed_delivery.stops_of(gig_id))
        self.r.agenda.plan(starts_at - timedelta(minutes=4), self.check_in)
        for number, (parcel, expected_at) in enumerate(stops, start=1):
            self.r.agenda.plan(
                expected_at + timedelta(minutes=3),
                lambda n=number, ref=parcel: self.stop(n, ref),  # type: ignore[misc]
            )
        self.r.agenda.plan(stops[-1][1] + timedelta(minutes=20), self.end)

    def check_in(self) -> None:
        """At the shelf, by place."""
        acts.check_in(self.assignment, "place")
        self.story.tell(CODE, "checked_in", "Checked in at the pick-up point, by place.")

    def stop(self, number: int, parcel_ref: str) -> None:
        """One door: the recipient says the code, or nobody opens."""
        address = acts.look(lambda: acts.by_ref(Parcel, parcel_ref).address)
        if number == UNABLE_STOP:
            seed_delivery.fail_to_hand_over(
                self.assignment, parcel_ref, "nobody_home", "Toqué dos veces y llamé."
            )
            text = f"Stop {number}, {address}: nobody opens; it goes back."
        else:
            seed_delivery.hand_over(self.assignment, parcel_ref)
            text = f"Stop {number}, {address}: handed over by code."
        self.story.tell(CODE, "stop", text, parcel=parcel_ref, is_delivered=number != UNABLE_STOP)

    def end(self) -> None:
        """What could not be handed over is back on the shelf; the round is done and paid as it went."""
        (gig_id,) = acts.column(Gig, "id", public_id=self.gig)
        for parcel_ref in acts.column(Parcel, "public_id", gig_id=gig_id, state="unable"):
            seed_delivery.bring_back(self.assignment, parcel_ref)
            self.story.tell(CODE, "returned", "One parcel is back on the shelf.", parcel=parcel_ref)
        acts.complete(self.assignment)
        self.story.tell(CODE, "completed", "The round is done.")
        tell_earning(self.story, CODE, self.assignment)


def _block(gig_ref: str) -> dict[str, object]:
    gig: Gig = acts.by_ref(Gig, gig_ref)
    parcels = db.session.scalars(
        sa.select(Parcel).where(Parcel.gig_id == gig.id).order_by(Parcel.stop_number)
    ).all()
    return {
        "gig": gig_ref,
        "stops": len(parcels),
        "length": format_minutes(int(gig.facts["planned_minutes"])),
        "way": format_distance(float(gig.facts["distance_m"])),
        "from": _time(gig.starts_at, gig),
        "lines": [
            f"{p.stop_number}. {_time(p.expected_at, gig)} {p.address}{_window(p, gig)}" for p in parcels
        ],
        "parcels": [p.public_id for p in parcels],
    }


def _window(parcel: Parcel, gig: Gig) -> str:
    if parcel.opens_at is None or parcel.closes_at is None:
        return ""
    return f" (asked for {_time(parcel.opens_at, gig)} to {_time(parcel.closes_at, gig)})"


def _time(at: datetime | None, gig: Gig) -> str:
    return format_time(at, gig.timezone) if at is not None else "–"

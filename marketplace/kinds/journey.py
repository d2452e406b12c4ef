"""Journeys: several days of stages with their own fans, nights in rooms that fans lend, one price, whole or not at all."""

from __future__ import annotations

from datetime import datetime
from typing import Any

import sqlalchemy as sa
from flask_babel import lazy_gettext as _l

from marketplace.bookings import service_bookings, service_cancellation
from marketplace.bookings.models import Booking
from marketplace.core.db import db
from marketplace.core.kinds import Setting, Template
from marketplace.core.lifecycle import Actor
from marketplace.gigs import service_gigs, service_offers
from marketplace.gigs.engine.plans import PlanAnswer, plan_bundle
from marketplace.gigs.models import Gig, MatchingRound, RoundGig
from marketplace.gigs.terms import answer_by, with_circle
from marketplace.kinds.booked import BookedKind
from marketplace.superfans.models import Superfan
from marketplace.trust.people import staff_of
from marketplace.trust.service_decisions import record_decision
from marketplace.trust.service_notices import News, notify_all

BPS = 10_000


class Journey(BookedKind):
    """Days with different people, each showing what is theirs."""

    code = "journey"
    label = _l("Journey")
    sentence = _l(
        "Several days put together from your fans' stages and the rooms they lend: one price, one itinerary."
    )
    icon = "route"
    listed_as = "journey"
    offer_mode = "reserved"
    accept_minutes = 24 * 60
    forfeit_free_minutes = 7 * 24 * 60
    gig_template = "kinds/_journey_gig.html"
    settings = (
        Setting("accept_minutes", 1440, _l("Minutes to say yes"), _l("How long each fan of a journey has to confirm a stage."), 30, 10080),
        Setting("forfeit_free_minutes", 10080, _l("Free to step back until, minutes before"), _l("A stage is hard to replace; later than that counts, once a person has confirmed it."), 0, 43200),
    )  # fmt: skip
    template = Template(
        way="collaborators",
        joining="application",
        skills=(),
        north_star="journeys_completed",
        purpose={
            "en": "Together we show people a whole region, each of us the part we love.",
            "es": "Juntos enseñamos una región entera, cada cual la parte que ama.",
        },
        role={
            "en": "Journeys turn a visit into days that people tell their friends about.",
            "es": "Los viajes convierten una visita en días que la gente cuenta a sus amigos.",
        },
        tasks={
            "en": "Lead one stage: a morning, an afternoon, a meal, or lend a room for the night.",
            "es": "Llevar una etapa: una mañana, una tarde, una comida, o prestar una habitación para la noche.",
        },
        house_rules={
            "en": "Say yes only if you will be there. Hand over to the next guide in person. Tell us at once when something changes.",
            "es": "Di que sí solo si vas a estar. Entrega el grupo en persona a quien sigue. Avísanos enseguida si algo cambia.",
        },
        cancellation="multi_day_30d",
    )

    def facts(self, assignment: Any) -> dict[str, Any]:
        """As promised; the hours of a night are no hours of work."""
        facts = dict(assignment.gig.facts)
        return facts | {"worked_minutes": 0} if assignment.gig.detail.get("is_stay") else facts

    def gig_detail(self, gig: Any, assignment: Any | None) -> dict[str, Any]:
        """The stage among the others, so that the guide knows who comes before and after."""
        stages = [
            {
                "title": one.title,
                "language": one.language,
                "starts_at": one.starts_at,
                "ends_at": one.ends_at,
                "place": one.place_name,
                "is_this": one.id == gig.id,
                "is_mine": assignment is not None
                and any(a.is_live and a.fan_id == assignment.fan_id for a in one.assignments),
                "is_stay": bool(one.detail.get("is_stay")),
                "who": ", ".join(a.fan.identity.name for a in one.assignments if a.is_live)
                if assignment
                else "",
            }
            for one in stages_of(gig.bundle)
        ]
        return dict(gig.detail) | {"stages": stages}

    def on_unfilled(self, gig: Any, at: datetime) -> None:
        """Nobody is left for a stage: before confirmation the whole is called off, after it the stage's part goes back."""
        for booking in service_bookings.bookings_served_by(gig):
            if booking.detail.get("was_confirmed"):
                _drop_stage(booking, gig, at)
            else:
                service_cancellation.call_off(booking, "stage_unfilled", at)


def stages_of(bundle: str) -> list[Gig]:
    """The gigs of one journey in the order in which its guests live them."""
    return list(
        db.session.scalars(sa.select(Gig).where(Gig.bundle == bundle).order_by(Gig.starts_at, Gig.id))
    )


def make_gigs(booking: Booking, at: datetime) -> None:
    """The journey is paid: its stages become gigs, the best team for the whole is found, and each is asked."""
    gigs = [_make_stage(booking, stage, at) for stage in booking.detail["stages"]]
    answer = plan_bundle(booking.public_id, gigs, at)
    round_ = _record(booking, answer, gigs, at)
    if not answer.picks:
        service_cancellation.call_off(booking, "no_team_found", at)
        _tell_staff(booking, round_, at)
        return
    by_ref = {gig.public_id: gig for gig in gigs}
    for pick in answer.picks:
        gig = by_ref[pick.gig_ref]
        fan = db.session.get_one(Superfan, pick.fan_id)
        service_offers.send_offer(gig, fan, "reserved", pick.terms, pick.reasons, answer_by(gig, at), at)


def note_confirmed(booking: Booking, at: datetime) -> None:
    """From here on a lost stage is replaced or paid back, and the rest goes on."""
    booking.detail = dict(booking.detail) | {"was_confirmed": True}


def _make_stage(booking: Booking, stage: dict[str, Any], at: datetime) -> Gig:
    share_minor = booking.price_minor * int(stage["share_bps"]) // BPS
    return service_gigs.make_gig(
        programme=booking.programme,
        kind="journey",
        title=stage["title"],
        language=stage.get("language") or _language_of(booking),
        starts_local=stage["starts_local"],
        timezone=booking.timezone,
        duration_minutes=int(stage["minutes"]),
        place_name=stage["place_name"],
        lat=stage["lat"],
        lon=stage["lon"],
        places=1,
        needs={
            "skills_all": dict.fromkeys(stage.get("skills", ()), 1),
            "languages": {booking.language: 3},
            "people": [booking.customer.public_id],
        },
        facts={
            "planned_minutes": _minutes_of_work(stage),
            "guests": booking.party,
            "price_minor": share_minor,
        },
        detail=with_circle(
            {
                "booking_ref": booking.public_id,
                "day": stage["day"],
                "is_stay": bool(stage.get("is_stay")),
                "translations": stage.get("translations") or {},
            },
            is_rough=bool(stage.get("is_rough")),
        ),
        subject=booking.public_id,
        bundle=booking.public_id,
        occupies=not stage.get("is_stay"),
        matched=False,
        at=at,
    )


def _language_of(booking: Booking) -> str:
    """The language in which the owner wrote the stages, which is not the one the customer speaks."""
    return booking.template.language if booking.template is not None else booking.language


def _minutes_of_work(stage: dict[str, Any]) -> int:
    """A room lent for the night is paid by its share of the price: nobody is at work while guests sleep."""
    return 0 if stage.get("is_stay") else int(stage["minutes"])


def _drop_stage(booking: Booking, gig: Gig, at: datetime) -> None:
    """No replacement: the stage's part of the price goes back, and the customer may still call off the whole for free."""
    service_gigs.cancel_gig(gig, Actor.SYSTEM, {"code": "stage_unfilled"}, at)
    service_bookings.reduce_price(
        booking, int(gig.facts.get("price_minor", 0)), gig.title, at, cause=gig.public_id
    )
    service_bookings.look_whether_confirmed(booking, at)


def _tell_staff(booking: Booking, round_: MatchingRound, at: datetime) -> None:
    """A sale is lost for want of people: who could have made it, and what was missing, is in the round."""
    params = {
        "title": booking.titled,
        "starts_at": booking.starts_at.isoformat(),
        "timezone": booking.timezone,
    }
    address = f"/desk/{booking.business.slug}/rounds/{round_.public_id}"
    staff = staff_of(booking.business.public_id)
    notify_all([News(person, "gigs.no_team", params, address) for person in staff], at)


def _record(booking: Booking, answer: PlanAnswer, gigs: list[Gig], at: datetime) -> MatchingRound:
    solution = {
        "picks": [
            {"gig": p.gig_ref, "fan": p.fan_ref, "terms": p.terms, "reasons": p.reasons} for p in answer.picks
        ]
    }
    round_ = MatchingRound(
        business_ref=booking.business.public_id, programme_ref=booking.programme.public_id, subject=booking.public_id,
        mode="plan", problem=answer.problem, solution=solution | {"timezone": booking.timezone}, at=at,
        looked_at=answer.looked_at,
        parts=[
            RoundGig(gig_ref=gig.public_id, wanted=1, eligible=answer.eligible.get(gig.public_id, 0), asked=int(bool(answer.picks)))
            for gig in gigs
        ],
    )  # fmt: skip
    db.session.add(round_)
    db.session.flush()
    record_decision(
        business_ref=booking.business.public_id, subject=booking.public_id, about_ref=booking.customer.public_id,
        rule="journeys.team", rule_version="1", outcome="team_found" if answer.picks else "no_team",
        inputs={"round": round_.public_id, "looked_at": answer.looked_at},
        reasons=answer.why_none or [{"code": "decision.team_found", "params": {"number": len(answer.picks)}}], at=at,
    )  # fmt: skip
    return round_

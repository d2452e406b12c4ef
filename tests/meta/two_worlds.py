"""Two businesses, each with owner, fan and customer, and one of everything that belongs to the first."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import date, datetime, timedelta
from typing import Any

import sqlalchemy as sa
from flask import Flask
from flask.testing import FlaskClient

from marketplace.bookings import service_requests
from marketplace.bookings.models import Payment, Proposal
from marketplace.bookings.service_requests import Asked
from marketplace.businesses import service_schemes
from marketplace.businesses.models import Business, Programme
from marketplace.businesses.service_invitations import invite_staff
from marketplace.core import edge
from marketplace.core.db import Base, db
from marketplace.gigs.models import Assignment, Gig, MatchingRound
from marketplace.identity import service_tokens
from marketplace.identity.models import Identity
from marketplace.kinds import service_blocks, service_parcels
from marketplace.kinds.service_parcels import ParcelEntry
from marketplace.rewards import causes, gifts, partners, service_tax, treasury
from marketplace.rewards.models import PerkClaim
from marketplace.rewards.treasury import codes as treasury_codes
from marketplace.rewards.treasury import promotions as treasury_promotions
from marketplace.rewards.treasury import wallet as treasury_wallet
from marketplace.rewards.treasury.promotions import Terms
from marketplace.superfans.models import Credential, FanSkill, Membership, Skill, Superfan
from marketplace.trust import object_store
from marketplace.trust.models import (
    DecisionRecord,
    Notification,
    Thread,
    Upload,
)
from marketplace.trust.service_cases import open_case
from marketplace.trust.service_reviews import open_window
from marketplace.trust.service_standing import record_event
from payouts import flows, recipients
from payouts.dispute_policy import POLICIES
from payouts.dispute_tables import dispute
from payouts.fraud_tables import fraud_warning
from payouts.ledger import Entry, post
from payouts.money import Money
from payouts.payout_planning import plan_payouts
from payouts.payout_rows import set_payout_state
from payouts.run_rows import begin_run
from payouts.statements.issuing import issue_statement
from payouts.tables import metadata as ledger
from tests import world as w
from tests.trust import photos

KINDS = ("experience", "journey", "request", "delivery", "layover")


@dataclass
class Side:
    """One business and the people around it."""

    world: w.World
    fan: Identity
    customer: Identity

    @property
    def owner(self) -> Identity:
        return self.world.owner

    @property
    def slug(self) -> str:
        return self.world.business.slug


@dataclass
class Two:
    """The first side, whose things these are, and the second, who has no business with them."""

    ours: Side
    theirs: Side
    ids: dict[str, str] = field(default_factory=dict)


def build() -> Two:
    """Both worlds, and one of everything on the first side."""
    two = edge.write(_people)
    _booked(two)
    w.do(lambda at: _asked(two, at))
    w.run_due()
    _collect(two)
    w.do(lambda at: _talked(two, at))
    w.do(lambda at: _paid_out(two, at))
    return two


def _people() -> Two:
    ours, theirs = w.make_world(*KINDS), w.make_world(*KINDS, shop=w.CITY_CLUB, owner="Otto Other")
    return Two(_side(ours, "Gwen Guide", "Carla Customer"), _side(theirs, "Fred Far", "Cora Other"))


def _side(world: w.World, fan: str, customer: str) -> Side:
    return Side(world, w.add_fan(world, fan).identity, w.make_identity(customer))


def _booked(two: Two) -> None:
    """A paid booking with its thread and a taken gig, one that waits for its payment, and an offer that is open."""

    def list_it(at: datetime) -> list[str]:
        world = two.ours.world
        experience = w.add_listing(world, w.by_ref(Superfan, world.fans[0].public_id))
        template = w.add_journey(world)
        dates = [w.add_session(experience, w.SATURDAY + timedelta(days=n)).public_id for n in (0, 1, 2)]
        return [experience.public_id, template.public_id, *dates]

    listing, template, first, second, third = w.do(list_it)
    paid, again = w.book(first, two.ours.customer), w.book(second, two.ours.customer)
    w.pay(paid)
    w.run_due()
    w.accept(w.offers()[0])
    w.pay(again)
    w.run_due()
    waiting = w.book(third, two.ours.customer)
    w.pay(waiting, w.ASKS)
    two.ids |= {"listing": listing, "journey": template, "session": third, "booking": paid, "unpaid": waiting}


def _asked(two: Two, at: datetime) -> None:
    world = two.ours.world
    programme, customer = (
        w.by_ref(type(one), one.public_id) for one in (world.programmes["request"], two.ours.customer)
    )
    asked = Asked(
        "A walk.", "en", "en", 2, datetime.fromisoformat("2026-12-05T10:00:00"), 120, "Mission", *w.SHOP
    )
    two.ids["request"] = service_requests.ask(programme, customer, asked, at).public_id
    delivery = w.by_ref(type(programme), world.programmes["delivery"].public_id)
    point = service_parcels.add_pickup_point(delivery, "The shop", "1 Valencia Street", *w.SHOP)
    doors = [
        ParcelEntry(f"Rita {n}", f"{n} Valencia Street", w.SHOP[0] + n / 2000, w.SHOP[1]) for n in range(1, 9)
    ]
    parcel, *_rest = service_parcels.add_parcels(delivery, point, doors, at)
    opens_at = at + timedelta(hours=20)
    (block,), _answer = service_blocks.plan_blocks(delivery, opens_at, opens_at + timedelta(hours=6), at)
    two.ids["block"] = block.public_id
    two.ids |= {"pickup_point": point.public_id, "parcel": parcel.public_id}
    invitation = invite_staff(
        programme.business, "new@example.org", "support", w.by_ref(Identity, two.ours.owner.public_id), at
    )
    two.ids["invitation"] = invitation.public_id


def _collect(two: Two) -> None:
    """The ids of what came of it."""

    def last(column: Any, *where: Any) -> str:
        return str(
            db.session.scalars(sa.select(column).where(*where).order_by(column.class_.id.desc())).first()
        )

    fan = w.look(
        lambda: db.session.scalars(sa.select(Superfan).where(Superfan.identity_id == two.ours.fan.id)).one()
    )
    open_offers = w.offers(fan_id=fan.id)
    two.ids |= w.look(lambda: {
        "offer": open_offers[0],
        "assignment": last(Assignment.public_id, Assignment.fan_id == fan.id),
        "gig": last(Gig.public_id, Gig.state == "filled"),
        "round": last(MatchingRound.public_id, MatchingRound.business_ref == two.ours.world.business.public_id),
        "payment": last(Payment.public_id, Payment.state == "asks_customer"),
        "proposal": last(Proposal.public_id, Proposal.state == "proposed"),
        "decision": last(DecisionRecord.public_id, DecisionRecord.about_ref == fan.public_id),
        "thread": last(Thread.public_id, Thread.subject == two.ids["booking"]),
        "notice": last(Notification.public_id, Notification.identity_id == two.ours.fan.id),
        "membership": last(Membership.public_id, Membership.fan_id == fan.id),
        "programme": two.ours.world.programmes["experience"].public_id,
        "staff": two.ours.owner.public_id,
        "business": two.ours.slug,
        "fan_ref": fan.public_id,
        "payout_account": "acct_x",
    })  # fmt: skip


def _talked(two: Two, at: datetime) -> None:
    """What people wrote, showed, were told and gave away, and a change of what they get."""
    ours, world = two.ours, two.ours.world
    programme = w.by_ref(Programme, two.ids["programme"])
    two.ids["version"] = service_schemes.start_draft(
        programme, w.by_ref(Identity, two.ours.owner.public_id), at
    ).public_id
    fan, customer, _owner = (
        w.by_ref(Identity, one.public_id) for one in (ours.fan, ours.customer, ours.owner)
    )
    business_ref, programme_ref = world.business.public_id, world.programmes["experience"].public_id
    case = open_case(
        business_ref=business_ref, kind="dispute", subject=two.ids["assignment"], opened_by=fan, against=customer,
        title="Late", text="They came late.", upload=None, at=at,
    )  # fmt: skip
    event = record_event(
        business_ref=business_ref, programme_ref=programme_ref, fan_ref=two.ids["fan_ref"], part="reliability",
        code="cancelled_late", subject=two.ids["assignment"], evidence={}, at=at,
    )  # fmt: skip
    window = open_window(
        business_ref=business_ref, programme_ref=programme_ref, subject=two.ids["booking"], title="Murals",
        customer=customer, fan=fan, fan_ref=two.ids["fan_ref"], at=at,
    )  # fmt: skip
    upload = Upload(
        owner_id=fan.id, business_ref=business_ref, purpose="credential", is_private=True, key="private/none.jpg",
        media_type="image/jpeg", size_bytes=1, created_at=at,
    )  # fmt: skip
    skill = Skill(code="own.signwriting", group="own", name_en="Signwriting", name_es="Rotulación", state="proposed",
                  proposed_by_id=fan.id)  # fmt: skip
    superfan = w.by_ref(Superfan, two.ids["fan_ref"])
    credential = Credential(
        fan_id=superfan.id, business_id=world.business.id, code="first_aid", valid_from=date(2026, 1, 1)
    )
    object_store.put(upload.key, photos.jpeg())
    db.session.add_all([upload, skill, credential, FanSkill(fan_id=superfan.id, skill=skill, level=3)])
    token, _text = service_tokens.issue(fan, "A programme", ["gigs:read"], 30, at)
    db.session.flush()
    two.ids["redemption"] = _redeemed(world, customer, at)
    shop = w.by_ref(Business, world.business.public_id)
    terms = Terms(shop.currency, rate_bps=1000)
    two.ids["promotion"] = treasury_promotions.make(shop, terms, at).public_id
    rate = service_tax.add_rate(shop, name="VAT", rate_ppm=210_000, kind="", starts_on=date(2027, 1, 1))
    two.ids["tax_rate"] = rate.public_id
    two.ids |= {
        "case": case.public_id, "standing": event.public_id, "window": window.public_id, "upload": upload.public_id,
        "skill": skill.code, "credential": credential.public_id, "token": token.public_id,
    }  # fmt: skip


def _disputed(business_ref: str, booking_ref: str, currency: str, at: datetime) -> str:
    """A dispute about a booking that the provider has told of."""
    values = {
        "object_id": "dp_x", "payment_id": "pi_x", "subject_ref": booking_ref, "amount_minor": 100, "currency": currency,
        "reason": "fraudulent", "state": "open", "is_inquiry": False, "has_evidence": False, "policy": POLICIES["business_bears"],
        "due_at": at + timedelta(days=7), "opened_at": at,
    }  # fmt: skip
    db.session.execute(sa.insert(dispute).values(business_ref=business_ref, **values))
    return "dp_x"


def _warned(business_ref: str, booking_ref: str, currency: str, at: datetime) -> str:
    """A payment of which a bank fears that it is fraud."""
    values = {
        "object_id": "issfr_x", "payment_id": "pi_x", "subject_ref": booking_ref, "amount_minor": 100, "fee_minor": 0,
        "currency": currency, "fraud_type": "misc", "state": "open", "noted_at": at,
    }  # fmt: skip
    db.session.execute(sa.insert(fraud_warning).values(business_ref=business_ref, **values))
    return "issfr_x"


def _paid_out(two: Two, at: datetime) -> None:
    """A payout that has left, with its statement."""
    business, fan_ref = w.by_ref(Business, two.ours.world.business.public_id), two.ids["fan_ref"]
    ref = business.public_id
    pay = flows.fan_compensated(fan_ref, Money(700, business.currency))
    post(db.session, Entry(ref, "compensation:x", "compensation", two.ids["booking"], at, pay), at=at)
    recipients.set_recipient(db.session, ref, fan_ref, schedule="on_demand", on=at.date())
    recipients.set_account(db.session, ref, fan_ref, "acct_x")
    (sent,) = plan_payouts(db.session, ref, fan_ref, run_ref="x", on=at.date(), at=at)
    set_payout_state(db.session, sent.public_id, "transferred", at)
    issue_statement(db.session, sent.public_id, at=at)
    cause = causes.named(business, "Trees", at)
    gift = flows.pay_donated(
        fan_ref, cause.public_id, pay=Money(100, business.currency), tips=Money(0, business.currency)
    )
    pay = flows.fan_compensated(fan_ref, Money(100, business.currency))
    post(db.session, Entry(ref, "compensation:y", "compensation", two.ids["booking"], at, pay), at=at)
    post(db.session, Entry(ref, "gift:y", "pay_donated", fan_ref, at, gift), at=at)
    owner = w.by_ref(Identity, two.ours.owner.public_id)
    noted = gifts.note(
        cause,
        owner,
        way="bank",
        currency=business.currency,
        amount_minor=50,
        reference="x",
        paid_on=at.date(),
        at=at,
    )
    two.ids["dispute"] = _disputed(ref, two.ids["booking"], business.currency, at)
    two.ids["warning"] = _warned(ref, two.ids["booking"], business.currency, at)
    run = begin_run(db.session, ref, f"2026-11-20-{ref}", on=at.date(), at=at)
    two.ids |= {"statement": sent.public_id, "cause": cause.public_id, "settlement": noted.public_id}
    two.ids |= {"run": run.run_ref, "business_ref": ref, "costs": _costs(two, business, at).public_id}
    two.ids["partner_payment"] = _partner_payment(two, business, at)


def _costs(two: Two, business: Business, at: datetime) -> PerkClaim:
    """A lunch that may be given back, with its receipt."""
    claim = PerkClaim(
        business_ref=business.public_id, programme_ref=two.ids["programme"], fan_ref=two.ids["fan_ref"],
        assignment_ref=two.ids["assignment"], code="lunch", labels={}, currency=business.currency, cap_minor=1200,
        funded_by="booking", state="claimed", opened_at=at, lapses_at=at + timedelta(days=30), amount_minor=900,
        shop="Taquería", words="Two tacos", claimed_at=at,
    )  # fmt: skip
    db.session.add(claim)
    db.session.flush()
    return claim


def _partner_payment(two: Two, business: Business, at: datetime) -> str:
    """Money of a partner that came in."""
    programme, part = w.by_ref(Programme, two.ids["programme"]), Money(900, business.currency)
    treasury.partners.add_share(programme, two.ids["assignment"], "Tea House", 900, at)
    earned = flows.earned(
        fan_ref=two.ids["fan_ref"],
        programme_ref=programme.public_id,
        parts=[],
        currency=business.currency,
        from_partner=part,
        perks=part,
    )
    post(db.session, Entry(business.public_id, "tea:x", "earned", two.ids["assignment"], at, earned), at=at)
    db.session.flush()
    came = partners.Came(two.ids["programme"], "Tea House", 900, at.date(), "NL-7", "try_1")
    return partners.note(business, came, w.by_ref(Identity, two.ours.owner.public_id), at).public_id


def _redeemed(world: w.World, customer: Identity, at: datetime) -> str:
    """Credit that the customer was given and spent at the counter."""
    shop, ref = w.by_ref(Business, world.business.public_id), customer.public_id
    treasury.compensate_customer(
        business=shop,
        booking_ref="bkg_past",
        customer_ref=ref,
        amount_minor=500,
        currency=shop.currency,
        at=at,
    )
    (wallet,) = treasury_wallet.wallets_of(customer)
    taken = treasury_codes.redeem(
        shop, wallet.pass_code, 500, seen_version=0, staff_ref=world.owner.public_id, key="try", at=at
    )
    return taken.public_id


def browser(site: Flask, person: Identity) -> FlaskClient:
    """A browser in which somebody is signed in."""
    client = site.test_client()
    with client.session_transaction() as session:
        session["_user_id"], session["_fresh"] = person.fs_uniquifier, True
    return client


def bearer(person: Identity) -> dict[str, str]:
    """The header of a programme that may do everything for somebody."""
    from marketplace.api import SCOPES

    def issue(at: datetime) -> str:
        return service_tokens.issue(w.by_ref(Identity, person.public_id), "All", list(SCOPES), 30, at)[1]

    return {"Authorization": f"Bearer {w.do(issue)}"}


def everything() -> dict[str, list[tuple[Any, ...]]]:
    """Every row of every table but the counts of requests, to see whether anything changed."""

    def read() -> dict[str, list[tuple[Any, ...]]]:
        tables = {**Base.metadata.tables, **ledger.tables}
        return {
            name: sorted(tuple(map(repr, row)) for row in db.session.execute(sa.select(table)))
            for name, table in tables.items()
            if name != "rate_count"
        }

    return w.look(read)

"""Payouts: to whom and on which days, one run per business and day, finished by later runs when one dies."""

from __future__ import annotations

from datetime import date, datetime
from zoneinfo import ZoneInfo

import sqlalchemy as sa

from marketplace.businesses.models import Business
from marketplace.core import clock, edge, jobs
from marketplace.core.db import db
from marketplace.core.lifecycle import Actor, move
from marketplace.rewards.lifecycle import EARNING
from marketplace.rewards.models import Earning
from marketplace.rewards.treasury import operations as treasury_operations
from marketplace.rewards.treasury import statements as treasury_statements
from marketplace.rewards.treasury.provider import provider_for
from marketplace.superfans.models import Superfan
from marketplace.superfans.queries import has_left
from marketplace.trust.people import desk_of, owners_of
from marketplace.trust.service_notices import notify
from payouts import payout_rows, recipients, runs
from payouts.closing.leaving import LEAVERS_SCHEDULE
from payouts.currencies import currency as unit_of
from payouts.instant_rows import instant_of
from payouts.intents import CreateRecipient, PayOut
from payouts.operations import Operation
from payouts.payout_planning import plan_payouts
from payouts.payout_rows import Payout, PayoutLine
from payouts.runs import RunReport
from payouts.settlements import settle_funds
from payouts.tables import entry, payout_item, posting
from payouts.tables import payout as payout_table
from payouts.tables import recipient as recipient_table

WEEKDAYS = ("monday", "tuesday", "wednesday", "thursday", "friday", "saturday", "sunday")
PAYOUT_DAYS = ("daily", *WEEKDAYS, "monthly", "on_demand")


def schedule_of(payout_day: str) -> str:
    """A fan's chosen day as the library writes it; an unknown one is Friday."""
    if payout_day in ("daily", "on_demand"):
        return payout_day
    if payout_day == "monthly":
        return "monthly:1"
    return f"weekly:{WEEKDAYS.index(payout_day) if payout_day in WEEKDAYS else 4}"


def ensure_recipient(business: Business, fan_ref: str, at: datetime) -> None:
    """Make sure that a fan can be paid by this business: their chosen day, and an account at the provider."""
    if recipients.recipient_or_none(db.session, business.public_id, fan_ref) is not None:
        return
    fan = db.session.scalar(sa.select(Superfan).where(Superfan.public_id == fan_ref))
    _write_wish(fan, fan_ref, business, at)
    intent = CreateRecipient(fan_ref, business.country)
    treasury_operations.plan(business.public_id, intent, f"recipient:{business.public_id}:{fan_ref}", at)


def pay_whatever_it_is(business: Business, fan_ref: str, at: datetime) -> None:
    """Let no least amount keep a fan's money back, and ask again for an account that the provider did not make."""
    known = recipients.recipient_or_none(db.session, business.public_id, fan_ref)
    if known is None:
        return
    on = local_day(business, at)
    if known.least_minor:
        recipients.set_recipient(db.session, business.public_id, fan_ref, schedule=known.schedule, on=on)
    if known.account_id is None:
        key = f"recipient:{business.public_id}:{fan_ref}"
        first = treasury_operations.find(key)
        if first is None or first.state == "refused":
            intent = CreateRecipient(fan_ref, business.country)
            treasury_operations.plan(business.public_id, intent, f"{key}:{on.isoformat()}", at)


def choose_payout_day(fan: Superfan, at: datetime) -> None:
    """Pay a fan on their chosen day and from their least amount on, in every business that pays them."""
    c = recipient_table.c
    rows = db.session.execute(
        sa.select(Business)
        .join(recipient_table, c.business_ref == Business.public_id)
        .where(c.owner_ref == fan.public_id)
    )
    for business in rows.scalars().all():
        _write_wish(fan, fan.public_id, business, at)


def welcome_back(fan: Superfan, business: Business, at: datetime) -> None:
    """Whoever comes back to a business is paid on their chosen day again."""
    if recipients.recipient_or_none(db.session, business.public_id, fan.public_id) is not None:
        _write_wish(fan, fan.public_id, business, at)


def _write_wish(fan: Superfan | None, fan_ref: str, business: Business, at: datetime) -> None:
    """Pay a fan as they wish; whoever has left is paid whatever comes free, on the next day."""
    schedule, least = schedule_of(fan.payout_day if fan is not None else ""), 0
    if fan is not None and has_left(fan, business):
        schedule = LEAVERS_SCHEDULE
    elif fan is not None:
        least = int(fan.payout_least) * 10 ** unit_of(business.currency).exponent
    on = local_day(business, at)
    recipients.set_recipient(
        db.session, business.public_id, fan_ref, schedule=schedule, on=on, least_minor=least
    )


def local_day(business: Business, at: datetime) -> date:
    """Today where the business is."""
    return at.astimezone(ZoneInfo(business.timezone)).date()


def businesses_that_pay() -> list[Business]:
    """Every business with somebody to pay."""
    paying = sa.select(recipient_table.c.business_ref).distinct()
    return list(
        db.session.scalars(sa.select(Business).where(Business.public_id.in_(paying)).order_by(Business.id))
    )


def run(business_ref: str, on: date) -> RunReport:
    """Pay everybody of one business whose day has come, and finish what earlier runs left; outside any transaction."""
    provider = edge.read(lambda: provider_for(business_ref))
    settle_funds(edge.transaction, provider, business_ref, clock=clock.now)
    return runs.run_payouts(
        edge.transaction, provider, business_ref, run_ref=on.isoformat(), on=on, clock=clock.now
    )


def demand(fan: Superfan, at: datetime) -> int:
    """Plan a payout of all that is due to a fan now, by every business, without waiting for their day; how many.

    The job that runs payouts sends them. Twice within an hour is one demand.
    """
    c = recipient_table.c
    owed = sa.select(Business).join(recipient_table, c.business_ref == Business.public_id)
    planned = 0
    for business in db.session.scalars(owed.where(c.owner_ref == fan.public_id).order_by(Business.id)).all():
        on = local_day(business, at)
        payouts = plan_payouts(
            db.session, business.public_id, fan.public_id, run_ref=f"asked-{at:%Y%m%dT%H}", on=on, at=at
        )
        if payouts:
            planned += len(payouts)
            stage_run(business, f"asked:{fan.public_id}:{at:%Y%m%dT%H}", at)
    return planned


def stage_run(business: Business, name: str, at: datetime) -> None:
    """Have what is planned sent now; the same name twice is one run."""
    payload = {"business": business.public_id, "on": local_day(business, at).isoformat()}
    jobs.stage("rewards.run_payouts", f"rewards.run_payouts:{business.public_id}:{name}", at, payload)


def payout_ended(operation: Operation, at: datetime) -> None:
    """The bank has the money: the earnings behind it are paid, and the fan is told."""
    if operation.state == "done" and isinstance(operation.intent, PayOut):
        _paid(operation.intent.payout_ref, at)


def note_run(business_ref: str, report: RunReport, at: datetime) -> None:
    """The same for a run: for the payouts it finished, and for those of a run that died before it could say so.

    What came back is due again; the owners are told, for most often the funds at the provider do not suffice.
    """
    p, i = payout_table.c, payout_item.c
    unsaid = (
        sa.select(p.public_id)
        .distinct()
        .join_from(payout_table, payout_item, i.payout_id == p.id)
        .join(posting, posting.c.id == i.posting_id)
        .join(entry, entry.c.id == posting.c.entry_id)
        .join(Earning, Earning.assignment_ref == entry.c.subject_ref)
        .where(p.business_ref == business_ref, p.state == "paid", Earning.state.in_(("held", "payable")))
    )
    for ref in sorted({*report.paid, *db.session.scalars(unsaid)}):
        _paid(ref, at)
    treasury_statements.keep_names(business_ref, at)
    for ref in report.refused:
        found = payout_rows.get_payout(db.session, ref)
        params = {"amount_minor": found.amount.amount_minor, "currency": found.amount.currency}
        desk = desk_of(business_ref)
        for owner in owners_of(business_ref):
            notify(owner, "rewards.payout_refused", params, f"/desk/{desk.slug}/money" if desk else "/", at)


def _paid(payout_ref: str, at: datetime) -> None:
    found = payout_rows.get_payout(db.session, payout_ref)
    subjects = {line.subject_ref for line in payout_rows.payout_lines(db.session, payout_ref)}
    earnings = sa.select(Earning).where(
        Earning.business_ref == found.business_ref,
        Earning.fan_ref == found.owner_ref,
        Earning.assignment_ref.in_(subjects),
    )
    for earning in db.session.scalars(earnings.with_for_update()):
        if EARNING.allows(earning.state, "pay", Actor.PROVIDER):
            move(EARNING, earning, "pay", Actor.PROVIDER, at, reason={"payout": payout_ref})
    fan = db.session.scalar(sa.select(Superfan).where(Superfan.public_id == found.owner_ref))
    if fan is not None and fan.identity.erased_at is None and found.left:
        params = {"amount_minor": found.left.amount_minor, "currency": found.amount.currency}
        instant, code = instant_of(db.session, found), "rewards.paid_out"
        if instant is not None and instant.fallen_back_at is not None:
            code = "rewards.paid_out_ordinary"
        elif instant is not None:
            code = "rewards.paid_out_at_once"
            params |= {"amount_minor": instant.net.amount_minor, "fee_minor": instant.fee.amount_minor}
        notify(fan.identity, code, params, "/fan/earnings", at, fold_key=payout_ref)


def payouts_of_fan(fan_ref: str) -> list[Payout]:
    """A fan's payouts by every business, newest first."""
    refs = db.session.scalars(
        sa.select(payout_table.c.business_ref).where(payout_table.c.owner_ref == fan_ref).distinct()
    )
    found = [one for ref in refs.all() for one in payout_rows.payouts_of(db.session, ref, owner_ref=fan_ref)]
    return sorted(found, key=lambda one: one.planned_at, reverse=True)


def payouts_named(business_ref: str, fan_ref: str, run_ref: str) -> list[Payout]:
    """A fan's payouts of one run or demand."""
    return payout_rows.payouts_of(db.session, business_ref, owner_ref=fan_ref, run_ref=run_ref)


def payouts_of_business(business: Business, limit: int = 100) -> list[Payout]:
    """A business's payouts, newest first."""
    return payout_rows.payouts_of(db.session, business.public_id)[:limit]


def payout_lines(payout_ref: str) -> list[PayoutLine]:
    """What a payout covers."""
    return payout_rows.payout_lines(db.session, payout_ref)

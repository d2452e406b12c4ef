"""Rewards and the rest of the house: disputes keep money back, and a fan chooses how and when to be paid."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

import sqlalchemy as sa
from flask import url_for

from marketplace.core.db import db
from marketplace.core.errors import Invalid
from marketplace.rewards import causes, treasury
from marketplace.rewards.models import Earning
from marketplace.rewards.work import work_of
from marketplace.superfans import packing
from marketplace.superfans.models import REWARD_KINDS, Superfan
from marketplace.trust import case_kinds, people, service_cases
from marketplace.trust.models import Case
from marketplace.trust.subjects import Subject

FROZEN_BY_CASES_ABOUT = ("asg_", "ern_")
PERCENTS = (100, 75, 50, 25)
LEAST_AMOUNTS = (0, 10, 25, 50, 100)


@dataclass(frozen=True)
class Wish:
    """How a fan wants to be paid: which kind, for what part of the pay, on which day, and from what sum on."""

    kind: str
    cause: str
    percent: int
    payout_day: str
    least: int  # in whole units of the money; less waits for the next chosen day


def choose_reward(fan: Superfan, wish: Wish, at: datetime) -> None:
    """Say how to be paid, from the next earning on."""
    if wish.kind not in REWARD_KINDS:
        raise Invalid("choice_unknown", field="kind")
    if wish.payout_day not in treasury.PAYOUT_DAYS:
        raise Invalid("choice_unknown", field="payout_day")
    if wish.percent not in PERCENTS:
        raise Invalid("choice_unknown", field="percent")
    if wish.least not in LEAST_AMOUNTS:
        raise Invalid("choice_unknown", field="least")
    cause = " ".join(wish.cause.split())
    if len(cause) > causes.NAME_LENGTH_MAX or (wish.kind == "donation" and not cause):
        raise Invalid("cause_needed", field="cause")
    packing.hold(fan)
    fan.reward_kind, fan.donation_cause, fan.reward_percent = wish.kind, cause, wish.percent
    fan.payout_day, fan.payout_least = wish.payout_day, wish.least
    packing.repack(fan, at)
    treasury.choose_payout_day(fan, at)


@service_cases.on_opened
def keep_back(case: Case, at: datetime) -> None:
    """While a dispute about work or its reward runs, the money waits."""
    if case.subject.startswith(FROZEN_BY_CASES_ABOUT) and case_kinds.get(case.kind).freezes:
        treasury.freeze(case.subject, case.public_id, at)


@service_cases.on_decided
def let_go(case: Case, at: datetime) -> None:
    """The dispute is over; the money is due again."""
    if case.subject.startswith(FROZEN_BY_CASES_ABOUT):
        treasury.unfreeze(case.subject, case.public_id, at)


def subject_of(ref: str) -> Subject | None:
    """An earning as the subject of a case."""
    earning = db.session.scalar(sa.select(Earning).where(Earning.public_id == ref))
    if earning is None:
        return None
    fan = people.identity_of(earning.fan_ref)
    parties = ((fan, "fan"),) if fan is not None else ()
    done = work_of([earning.assignment_ref]).get(earning.assignment_ref)
    evidence = {
        "earning": earning.public_id,
        "assignment": earning.assignment_ref,
        "amount_minor": earning.amount_minor,
    }
    title = done.title if done is not None else ref
    return Subject(ref, earning.business_ref, title, url_for("rewards.earnings"), parties, evidence)

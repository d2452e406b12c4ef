"""Credentials: a fan hands in evidence, staff of the business that relies on it check it and say until when it holds."""

from __future__ import annotations

from datetime import date, datetime

import sqlalchemy as sa

from marketplace.businesses.models import Business
from marketplace.core.db import db
from marketplace.core.errors import Invalid, NotFound
from marketplace.core.lifecycle import Actor, move
from marketplace.core.locking import lock_row
from marketplace.identity.models import Identity
from marketplace.superfans.choices import CREDENTIALS
from marketplace.superfans.lifecycle import CREDENTIAL
from marketplace.superfans.models import Credential, Superfan
from marketplace.superfans.queries import businesses_of
from marketplace.trust.models import Upload
from marketplace.trust.service_audit import log_action
from marketplace.trust.service_decisions import record_decision
from marketplace.trust.service_notices import notify

RULE, RULE_VERSION = "credential.check", "1"


def submit(fan: Superfan, business: Business, code: str, upload: Upload | None, at: datetime) -> Credential:
    """Hand in evidence to a business the fan belongs to or has applied to; only its staff see the file."""
    if code not in CREDENTIALS:
        raise Invalid("choice_not_offered", field="code")
    if business.id not in {b.id for b in businesses_of(fan)}:
        raise NotFound
    if upload is None:
        raise Invalid("evidence_needed", field="evidence")
    credential = Credential(
        fan_id=fan.id,
        business_id=business.id,
        code=code,
        upload_id=upload.id,
        state=CREDENTIAL.initial,
        reason="",
    )
    db.session.add(credential)
    db.session.flush()
    return credential


def accept(
    credential: Credential,
    valid_from: date,
    valid_until: date | None,
    reason: str,
    actor: Identity,
    at: datetime,
) -> Credential:
    """Say that the evidence holds, from when and until when."""
    if valid_until is not None and valid_until < valid_from:
        raise Invalid("dates_reversed", field="valid_until")
    if valid_until is not None and valid_until < at.date():
        raise Invalid("date_over", field="valid_until")
    _decide(
        credential, "accept", "accepted", reason, actor, at, valid_from=valid_from, valid_until=valid_until
    )
    credential.valid_from, credential.valid_until = valid_from, valid_until
    return credential


def refuse(credential: Credential, reason: str, actor: Identity, at: datetime) -> Credential:
    """Say that the evidence does not do, and why."""
    if not reason.strip():
        raise Invalid("reason_needed", field="reason")
    return _decide(credential, "refuse", "refused", reason, actor, at)


def revoke(credential: Credential, reason: str, actor: Identity, at: datetime) -> Credential:
    """Say that evidence once accepted no longer holds, and why."""
    if not reason.strip():
        raise Invalid("reason_needed", field="reason")
    return _decide(credential, "revoke", "revoked", reason, actor, at)


def withdraw(credential: Credential, fan: Superfan, at: datetime) -> Credential:
    """The fan takes evidence back."""
    lock_row(credential)
    move(CREDENTIAL, credential, "withdraw", Actor.FAN, at, actor_ref=fan.public_id)
    return credential


def _decide(
    credential: Credential,
    action: str,
    outcome: str,
    reason: str,
    actor: Identity,
    at: datetime,
    **dates: date | None,
) -> Credential:
    lock_row(credential)
    move(CREDENTIAL, credential, action, Actor.STAFF, at, actor_ref=actor.public_id)
    credential.checked_by_id, credential.checked_at, credential.reason = actor.id, at, reason.strip()[:2000]
    fan = db.session.get(Superfan, credential.fan_id)
    business_ref = db.session.scalar(
        sa.select(Business.public_id).where(Business.id == credential.business_id)
    )
    assert fan is not None
    record_decision(
        business_ref=business_ref,
        subject=credential.public_id,
        about_ref=fan.public_id,
        rule=RULE,
        rule_version=RULE_VERSION,
        outcome=outcome,
        inputs={"credential": credential.code} | dates,
        reasons=[{"code": f"credential.{outcome}_by_staff"}],
        at=at,
        decided_by_ref=actor.public_id,
    )
    log_action(business_ref, actor.public_id, f"credential.{action}", credential.public_id, {}, at)
    notify(fan.identity, f"credential.{outcome}", {"credential": credential.code}, "/fan/credentials", at)
    return credential

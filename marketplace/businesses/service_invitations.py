"""Invites people by mail: to join a programme, to act for a business, or to open one."""

from __future__ import annotations

from datetime import datetime, timedelta

import sqlalchemy as sa
from flask_babel import gettext as _

from marketplace.businesses.choices import ROLES, label_of
from marketplace.businesses.models import ROLES as ROLE_CODES
from marketplace.businesses.models import Business, Invitation, Programme
from marketplace.core import mail
from marketplace.core.db import db
from marketplace.core.errors import Invalid, Refused
from marketplace.core.formats import format_days
from marketplace.core.i18n import spoken_to
from marketplace.identity import links
from marketplace.identity.models import Identity
from marketplace.identity.service import checked_address
from marketplace.trust.service_audit import log_action

PURPOSE = "invitation"
DAYS_VALID = 30
SECONDS_VALID = DAYS_VALID * 24 * 3600


def invite_fan(programme: Programme, email: str, inviter: Identity, at: datetime) -> Invitation:
    """Ask an address to join a programme; the mail carries a link that lets them in at once."""
    if programme.state == "closed":
        raise Refused("programme_closed")
    business = programme.business
    invitation = _add(at, "fan", email, inviter, business=business, programme=programme)
    with spoken_to(programme.language):
        _post(
            invitation,
            links.absolute("businesses.recruit", public_id=programme.public_id, invitation=token_of(invitation)),
            _("%(business)s invites you to %(programme)s", business=business.name, programme=programme.title),
            _("%(person)s asks you to take part in %(programme)s at %(business)s.", person=inviter.name or business.name,
              programme=programme.title, business=business.name),
            at,
        )  # fmt: skip
    return invitation


def invite_staff(business: Business, email: str, role: str, inviter: Identity, at: datetime) -> Invitation:
    """Ask an address to act for a business in a role; only whoever signs in with that address may accept."""
    if role not in ROLE_CODES:
        raise Invalid("choice_not_offered", field="role")
    invitation = _add(at, "staff", email, inviter, business=business, role=role)
    with spoken_to(business.language):
        _post(
            invitation,
            links.absolute("businesses.invitation", token=token_of(invitation)),
            _("%(business)s asks you to join its staff", business=business.name),
            _("%(person)s asks you to act for %(business)s with the role “%(role)s”.", person=inviter.name or inviter.email,
              business=business.name, role=label_of(ROLES, role)),
            at,
        )  # fmt: skip
    return invitation


def invite_owner(email: str, inviter: Identity, at: datetime) -> Invitation:
    """Ask an address to open a business of its own on this installation."""
    invitation = _add(at, "owner", email, inviter)
    with spoken_to(inviter.locale):
        _post(
            invitation,
            links.absolute("businesses.open_shop", invitation=token_of(invitation)),
            _("You are invited to open a business"),
            _(
                "%(person)s invites you to open a business of your own here.",
                person=inviter.name or inviter.email,
            ),
            at,
        )
    return invitation


def token_of(invitation: Invitation) -> str:
    """The signed part of the invitation's link."""
    return links.sign(PURPOSE, {"invitation": invitation.public_id})


def find_invitation(token: str, at: datetime, purpose: str | None = None) -> Invitation:
    """The invitation behind a link.

    Raises Invalid when the link is not ours, too old, for another purpose, withdrawn, or used already.
    """
    payload = links.read(PURPOSE, token, SECONDS_VALID)
    query = (
        sa.select(Invitation).where(Invitation.public_id == str(payload.get("invitation"))).with_for_update()
    )
    invitation = db.session.scalar(query)
    if invitation is None or (purpose is not None and invitation.purpose != purpose):
        raise Invalid("link_invalid")
    if invitation.used_at is not None:
        raise Invalid("invitation_used")
    if invitation.expires_at <= at:
        raise Invalid("link_expired")
    return invitation


def withdraw_invitation(invitation: Invitation, actor: Identity, at: datetime) -> None:
    """Take an invitation back: its link leads nowhere any more."""
    if invitation.business is not None:
        log_action(
            invitation.business.public_id,
            actor.public_id,
            "invitation.withdraw",
            invitation.public_id,
            {},
            at,
        )
    db.session.delete(invitation)


def _add(
    at: datetime,
    purpose: str,
    email: str,
    inviter: Identity,
    *,
    business: Business | None = None,
    programme: Programme | None = None,
    role: str | None = None,
) -> Invitation:
    address = checked_address(email.strip())
    invitation = Invitation(
        business_id=business.id if business else None,
        programme_id=programme.id if programme else None,
        purpose=purpose,
        role=role,
        email=address,
        invited_by_id=inviter.id,
        created_at=at,
        expires_at=at + timedelta(days=DAYS_VALID),
    )
    invitation.business, invitation.programme = business, programme
    db.session.add(invitation)
    db.session.flush()
    business_ref = business.public_id if business else None
    log_action(
        business_ref, inviter.public_id, f"invitation.{purpose}", invitation.public_id, {"role": role}, at
    )
    return invitation


def _post(invitation: Invitation, address: str, subject: str, words: str, at: datetime) -> None:
    until = _(
        "The link is good for %(days)s. If you did not expect this, you need do nothing.",
        days=format_days(DAYS_VALID),
    )
    mail.post(invitation.email, subject, f"{words}\n\n{address}\n\n{until}\n", at)
